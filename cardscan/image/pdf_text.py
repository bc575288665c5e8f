"""The text of a PDF as it is written in the file, with the place of each piece."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2

from cardscan.image.pdf import open_document
from cardscan.model import Box

__all__ = ["read_pdf_text"]

_SAME_LINE = 0.4  # of a letter's height
_GAP = 0.9  # of a letter's height: wider than between words, narrower than between columns
_MOST_LETTERS = 200_000
"""On one page; a page in the smallest print holds a tenth of it."""

Letter = tuple[Box, str]


def read_pdf_text(data: bytes, name: str) -> tuple[tuple[tuple[Box, str], ...], ...]:
    """For each page its pieces of text, in points from the upper left; none on a mere picture.

    Raises :class:`EncryptedPhotoError` and :class:`DamagedPhotoError`.
    """
    document = open_document(data, name)
    return tuple(tuple(_pieces(document.document, number)) for number in range(document.count))


def _pieces(document: pypdfium2.PdfDocument, number: int) -> Iterator[tuple[Box, str]]:
    try:
        letters = _letters(document, number)
    except pypdfium2.PdfiumError:
        return  # a page that cannot be had has no text
    line: list[Letter] = []
    for letter in letters:
        if line and not _goes_on(line[-1][0], letter[0]):
            yield from _joined(line)
            line = []
        line.append(letter)
    yield from _joined(line)


def _letters(document: pypdfium2.PdfDocument, number: int) -> list[Letter]:
    page = document[number]
    text = page.get_textpage()
    try:
        height = page.get_height()
        found = []
        for place in range(min(text.count_chars(), _MOST_LETTERS)):
            letter = text.get_text_range(place, 1)
            left, bottom, right, top = text.get_charbox(place, loose=True)
            if letter.strip() and top > bottom:
                found.append((Box(left, height - top, right, height - bottom), letter))
        return found
    finally:
        text.close()
        page.close()


def _goes_on(one: Box, other: Box) -> bool:
    """Whether a letter belongs to the same piece as the one before."""
    height = max(one.height, other.height)
    same_line = abs(one.center[1] - other.center[1]) <= _SAME_LINE * height
    return same_line and -height <= other.left - one.right <= _GAP * height


def _joined(letters: list[Letter]) -> Iterator[tuple[Box, str]]:
    if not letters:
        return
    text, last = "", letters[0][0]
    for box, letter in letters:
        # Many files have no blanks: words are set apart.
        text += " " * (box.left - last.right > 0.15 * box.height) + letter
        last = box
    boxes = [box for box, _ in letters]
    yield (
        Box(
            min(b.left for b in boxes),
            min(b.top for b in boxes),
            max(b.right for b in boxes),
            max(b.bottom for b in boxes),
        ),
        text,
    )
