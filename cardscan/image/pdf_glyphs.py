"""The letters that a PDF's page draws as text, as far as they are to be seen."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
from pypdfium2 import raw as pdfium

from cardscan.image.pdf_words import Glyph
from cardscan.model import Box, Matrix, transform_box

__all__ = ["find_glyphs"]

Affine = tuple[float, ...]
"""The first two rows of a matrix, since a page maps many boxes: plain figures are faster."""

# A sheet of ten cards has 3,000 letters. What has many more is a document, and its text
# would cost more than its picture.
_MOST_LETTERS = 10_000
_MOST_OBJECTS = 20_000
_DEEPEST = 8  # forms within forms
_UNSEEN_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_PAINTED = frozenset({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING})
_LEAST_ALPHA = 128
_STEEPEST = 0.1  # of a row's slope: readers of lines see no more either
_FINE = 64  # parts of a pixel, since pdfium says places in whole numbers
# What pdfium and fonts give for a hyphen at the end of a row; soft ones that show are hyphens too.
_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
_UNKNOWN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def find_glyphs(page: pypdfium2.PdfPage, width_px: int, height_px: int) -> list[Glyph]:
    """The letters of a page in the order in which it draws them; boxes in pixels of its picture.

    Letters that are drawn invisibly, as scanners lay what they read below a page, or that
    something else was painted over, are not among them. Pages with very much text have none.
    """
    text = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(text)
        if not 0 < count <= _MOST_LETTERS:
            return []
        to_picture = _to_picture(page, width_px, height_px)
        drawn = _find_drawn(page, to_picture)
        plain = tuple(to_picture[:2].ravel().tolist())
        glyphs = (_glyph(text, number, plain, drawn) for number in range(count if drawn else 0))
        return [glyph for glyph in glyphs if glyph is not None]
    finally:
        text.close()


def _to_picture(page: pypdfium2.PdfPage, width_px: int, height_px: int) -> Matrix:
    """From points of the page to pixels of its picture, however the page is turned and cropped."""
    far_pt = max(page.get_size())
    x, y = ctypes.c_int(), ctypes.c_int()
    places = []
    for point in ((0.0, 0.0), (far_pt, 0.0), (0.0, far_pt)):
        size = (width_px * _FINE, height_px * _FINE)
        if not pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, *point, x, y):
            raise ValueError("a page without a size")
        places.append((x.value / _FINE, y.value / _FINE))
    origin, right, up = np.array(places)
    columns = ((right - origin) / far_pt, (up - origin) / far_pt, origin)
    return np.vstack([np.column_stack(columns), (0.0, 0.0, 1.0)])


# --- What is to be seen


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A text object that is drawn; ``above`` has what hides things and is drawn later.

    Its rows are (left, top, right, bottom). ``quarters`` is as in :class:`Glyph`.
    """

    quarters: int
    above: Matrix

    def is_hidden(self, box: Box) -> bool:
        if not len(self.above):
            return False
        x, y = box.center
        left, top, right, bottom = self.above.T
        return bool(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).any())


def _find_drawn(page: pypdfium2.PdfPage, to_picture: Matrix) -> dict[int, _Drawn]:
    """By address the text objects that show rows to read; none of pages of very many objects."""
    texts: list[tuple[int, int, int]] = []
    covers: list[tuple[float, float, float, float]] = []
    for order, (item, matrix) in enumerate(_objects(page, to_picture)):
        if order > _MOST_OBJECTS:
            return {}
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            quarters = _quarters(matrix @ _matrix(pdfium.FPDFPageObj_GetMatrix, item))
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
            if quarters is not None and mode not in _UNSEEN_MODES and _is_dense(item):
                texts.append((_address(item), quarters, len(covers)))
        elif kind in _PAINTED or _is_filled(item):
            box = _bounds(item, matrix)
            covers.append((box.left, box.top, box.right, box.bottom))
    rows = np.array(covers, dtype=np.float64).reshape(-1, 4)
    return {address: _Drawn(quarters, rows[below:]) for address, quarters, below in texts}


def _objects(page: pypdfium2.PdfPage, to_picture: Matrix) -> Iterator[tuple[Any, Matrix]]:
    """Every object in the order of drawing, and the way from its points to the picture."""

    def within(
        parent: Any,
        count_of: Callable[[Any], int],
        get: Callable[[Any, int], Any],
        matrix: Matrix,
        depth: int,
    ) -> Iterator[tuple[Any, Matrix]]:
        for number in range(count_of(parent)):
            item = get(parent, number)
            yield item, matrix
            if depth < _DEEPEST and pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
                inner = matrix @ _matrix(pdfium.FPDFPageObj_GetMatrix, item)
                count, child = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
                yield from within(item, count, child, inner, depth + 1)

    yield from within(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, to_picture, 0)


def _is_filled(item: Any) -> bool:
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
        return False
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    known = pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
    return bool(known) and mode.value != pdfium.FPDF_FILLMODE_NONE and _is_dense(item)


def _is_dense(item: Any) -> bool:
    """Whether an object's fill hides what is below; no fill is known for some that are drawn."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return not known or alpha.value >= _LEAST_ALPHA


def _bounds(item: Any, matrix: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return transform_box(Box(left.value, bottom.value, right.value, top.value), matrix)


def _matrix(get: Callable[..., int], *of: Any) -> Matrix:
    found = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    get(*of, found)
    return np.array([[found.a, found.c, found.e], [found.b, found.d, found.f], [0, 0, 1.0]])


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


# --- Letters


def _glyph(text: Any, number: int, to_picture: Affine, drawn: dict[int, _Drawn]) -> Glyph | None:
    """One letter, None where it is not to be seen or not part of a level or upright row."""
    if pdfium.FPDFText_IsGenerated(text, number) == 1:
        return None
    of = drawn.get(_address(pdfium.FPDFText_GetTextObject(text, number)))
    if of is None:
        return None
    body, ink = _boxes(text, number, to_picture)
    if not math.isfinite(body.area + ink.area) or of.is_hidden(body):
        return None
    code = pdfium.FPDFText_GetUnicode(text, number)
    if code in _HYPHENS:
        return Glyph("-", ink, body, of.quarters) if ink.area else None
    unmapped = pdfium.FPDFText_HasUnicodeMapError(text, number) == 1
    known = not unmapped and code <= 0x10FFFF and _is_known(chr(code))
    return Glyph(chr(code) if known else "", ink, body, of.quarters)


def _is_known(character: str) -> bool:
    return character.isspace() or (
        unicodedata.category(character) not in _UNKNOWN and character != "\N{REPLACEMENT CHARACTER}"
    )


def _quarters(matrix: Matrix) -> int | None:
    """How often a row is turned clockwise on the picture; None for slanting and mirrored rows."""
    (across, other), (down, upward) = matrix[:2, :2]
    turned = across * upward - other * down
    if turned >= 0:  # y goes up on a page and down on its picture
        return None
    if min(abs(across), abs(down)) > _STEEPEST * max(abs(across), abs(down)):
        return None
    if abs(across) > abs(down):
        return 0 if across > 0 else 2
    return 1 if down > 0 else 3


def _boxes(text: Any, number: int, to_picture: Affine) -> tuple[Box, Box]:
    loose = pdfium.FS_RECTF()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetLooseCharBox(text, number, loose)
    pdfium.FPDFText_GetCharBox(text, number, left, right, bottom, top)
    body = Box(loose.left, loose.bottom, loose.right, loose.top)
    ink = Box(left.value, bottom.value, right.value, top.value)
    return _mapped(body, to_picture), _mapped(ink, to_picture)


def _mapped(box: Box, to_picture: Affine) -> Box:
    a, c, e, b, d, f = to_picture
    xs = (a * box.left + c * box.bottom + e, a * box.right + c * box.top + e)
    ys = (b * box.left + d * box.bottom + f, b * box.right + d * box.top + f)
    return Box(min(xs), min(ys), max(xs), max(ys))
