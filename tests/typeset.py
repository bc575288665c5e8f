"""Card texts from plain lines, as a reader would hand them to the extractor."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.model import Box, CardText, Code, Reading, TextLine, Word

LETTER_PX, LINE_PX = 11.0, 44.0


def words(
    text: str, *, left: float = 60.0, top: float = 40.0, scale: float = 1.0
) -> tuple[Word, ...]:
    """The words of a line, set from ``left`` on in letters of one width."""
    placed, x = [], left
    for word in text.split():
        width = LETTER_PX * scale * len(word)
        placed.append(Word(word, 0.96, Box(x, top, x + width, top + 26 * scale)))
        x += width + LETTER_PX * scale
    return tuple(placed)


def line(*readings: str, row: float = 0, left: float = 60.0, scale: float = 1.0) -> TextLine:
    """A line of print; further texts are rival readings of it."""
    read = tuple(
        Reading(words(text, left=left, top=40 + row * LINE_PX, scale=scale), f"reader {i}")
        for i, text in enumerate(readings)
    )
    box = Box.around(w.box for w in read[0].words)
    return TextLine(box, read, 12.0 * scale)


def card(lines: Sequence[str], *, codes: tuple[Code, ...] = ()) -> CardText:
    """A card of one column of lines, the first of a '#' line set twice as large."""
    placed = [
        line(text.removeprefix("#"), row=row, scale=1.6 if text.startswith("#") else 1.0)
        for row, text in enumerate(lines)
    ]
    return CardText(tuple(placed), 1000, 640, codes)
