"""A guest list on paper: a PDF by its text, a photo or scan by the reader of cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from cardscan.app.readers import build_readers
from cardscan.batch import carry_out
from cardscan.config import ReaderChoice, Settings
from cardscan.errors import NoInputError, PhotoError, ReaderError
from cardscan.formats.guest_grid import Piece, to_rows
from cardscan.image import find_cards, flatten, open_picture
from cardscan.image.bitmap import starts_like_picture
from cardscan.image.pdf_text import read_pdf_text
from cardscan.model import Excerpt, Outline, OutlineKind, PageCount, Photo
from cardscan.read import read_cards

__all__ = ["is_page", "read_pages"]

_LONG_SIDE_PX = 3000
"""Of a page: the print of a list in 9 points on A4 is then as high as that of a card."""

_SHEET_SHARE = 0.3  # of the photo: a smaller outline is something on the sheet
_LEAST_CONFIDENCE = 0.4  # specks and rules are read with less


def is_page(data: bytes) -> bool:
    """Whether a file is a PDF or a picture."""
    return b"%PDF-" in data[:1024] or starts_like_picture(data)


def read_pages(path: Path, data: bytes, settings: Settings) -> list[list[str]]:
    """The rows of all pages. Raises NoInputError for what cannot be read."""
    try:
        pages = read_pdf_text(data, path.name) if b"%PDF-" in data[:1024] else ()
        if not any(pages):
            count = open_picture(path).count
            pages = tuple(_read_page(path, number, settings) for number in range(count))
    except (PhotoError, ReaderError) as error:
        raise NoInputError(error.message, next_step=error.next_step) from error
    return [row for page in pages for row in to_rows(page)]


def _read_page(path: Path, number: int, settings: Settings) -> tuple[Piece, ...]:
    found: tuple[Piece, ...] = carry_out(
        _Read(settings.reader, settings.languages),
        Excerpt(path, number, number + 1),
        timeout_s=settings.photo_timeout_s,
        memory_mb=settings.photo_memory_mb,
    )
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """The work of the process. Picklable."""

    reader: ReaderChoice
    languages: tuple[str, ...]

    def __call__(self, excerpts: tuple[Excerpt, ...]) -> Iterator[PageCount | tuple[Piece, ...]]:
        readers = build_readers(self.reader, self.languages)
        for excerpt in excerpts:
            picture = open_picture(excerpt.path)
            yield PageCount(picture.source, picture.count)
            photo = picture.photo(excerpt.first)
            sheet = flatten(
                photo, _sheet(photo), long_side_px=min(_LONG_SIDE_PX, max(photo.pixels.shape))
            )
            (read,) = read_cards([sheet], readers)
            yield tuple(
                (line.box, line.text)
                for line in read.text.lines
                if line.confidence >= _LEAST_CONFIDENCE and line.text.strip()
            )


def _sheet(photo: Photo) -> Outline:
    """The sheet of paper on a photo; the whole of it where it fills the photo."""
    height, width = photo.pixels.shape[:2]
    sheets = [
        outline
        for outline in find_cards(photo)
        if outline.kind is OutlineKind.EDGES
        and cv2.contourArea(np.array(outline.corners, np.float32)) > _SHEET_SHARE * width * height
    ]
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    return sheets[0] if len(sheets) == 1 else Outline(corners, 0.0, OutlineKind.TEXT)
