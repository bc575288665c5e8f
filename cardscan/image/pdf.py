"""Pages of a PDF as pictures; with ``pdf_glyphs`` and ``pdf_text`` all that knows pdfium."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pypdfium2
from pypdfium2 import raw as pdfium

from cardscan.errors import DamagedPhotoError, EncryptedPhotoError
from cardscan.image.pdf_glyphs import find_glyphs
from cardscan.image.pdf_words import to_words
from cardscan.model import Pixels, PrintedWord

__all__ = ["Document", "open_document"]

_DPI = 300
_POINTS_PER_INCH = 72
_MM_PER_INCH = 25.4
_SHORTEST_LONG_SIDE_PX = 1500
_LONGEST_SIDE_PX = 4000


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A PDF that was opened; ``count`` pages of it can be asked for, from 0."""

    document: pypdfium2.PdfDocument
    name: str
    count: int

    def page(self, number: int) -> tuple[Pixels, float, tuple[PrintedWord, ...]]:
        """One page at 300 dpi, its pixels a millimetre, and the words that it shows as text.

        Its long side is between 1500 and 4000 px.

        Raises DamagedPhotoError.
        """
        return _render(self.document, number, self.name)


def open_document(data: bytes, name: str) -> Document:
    """Open a PDF; ``name`` is for errors.

    Raises :class:`EncryptedPhotoError` and :class:`DamagedPhotoError`.
    """
    document = _open(data, name)
    return Document(document, name, _prepare(document, name))


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise EncryptedPhotoError(
                f"{name} asks for a password.", next_step="Save it without one and try again."
            ) from error
        raise _damaged(name) from error


def _prepare(document: pypdfium2.PdfDocument, name: str) -> int:
    """Let filled-in forms be drawn; the answer is how many pages there are."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document.init_forms()  # before the first page is asked for, or nothing is drawn
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise _damaged(name) from error
    if not count:
        raise _damaged(name)
    return count


def _render(
    document: pypdfium2.PdfDocument, number: int, name: str
) -> tuple[Pixels, float, tuple[PrintedWord, ...]]:
    try:
        page = document[number]
        try:
            long_side_pt = max(page.get_size())
            wanted_px = long_side_pt / _POINTS_PER_INCH * _DPI
            long_side_px = min(max(wanted_px, _SHORTEST_LONG_SIDE_PX), _LONGEST_SIDE_PX)
            bitmap = page.render(scale=long_side_px / long_side_pt, prefer_bgrx=False)
            # A copy, since the bitmap's memory is freed with the page.
            pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8, order="C")
            height, width = pixels.shape[:2]
            px_per_mm = long_side_px / long_side_pt * _POINTS_PER_INCH / _MM_PER_INCH
            return pixels, px_per_mm, _printed(page, width, height)
        finally:
            page.close()
    except (pypdfium2.PdfiumError, ZeroDivisionError, ValueError, OSError) as error:
        raise _damaged(name) from error


def _printed(page: pypdfium2.PdfPage, width_px: int, height_px: int) -> tuple[PrintedWord, ...]:
    """A page's words; none where its text is damaged, which is no reason to lose its picture."""
    try:
        return to_words(find_glyphs(page, width_px, height_px))
    except (pypdfium2.PdfiumError, ArithmeticError, ValueError, OSError):
        return ()


def _damaged(name: str) -> DamagedPhotoError:
    return DamagedPhotoError(
        f"{name} is a damaged PDF.", next_step="Save or print it to a new PDF and try again."
    )
