"""The letters of a PDF's page, joined to words.

A PDF places letters, not words: spaces may be missing, or stand between all letters of a
heading that is set wide, and each letter may be an object of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cardscan.model import Box, PrintedWord

__all__ = ["Glyph", "to_words"]

# In heights of the font, from its deepest to its highest letter.
_LEAST_SPACE = 0.13  # the narrowest that typesetters leave between words is .2 em
_UNEVEN = 3.0  # times what gaps within words differ by: letters may be placed one by one
_WIDEST_GAP = 1.5
_MOST_BACK = 0.3  # kerning and accents go back a little
_MOST_JOINED = 1.2  # two letters of one ligature have the same place
_SAME_ROW = 0.5
# A heading of at least so many pieces that are nearly all single letters is set wide.
_WIDE_PIECES = 4
_WIDE_SHARE = 0.8
_WIDE_SPACE = 1.5  # times its usual gap
_SAME_PLACE = 0.8  # of the area: bold print is drawn twice by some programs
_LIGATURES = {
    chr(0xFB00 + k): v for k, v in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter as a page shows it; ``text`` is '' where nobody knows which one it is.

    ``ink`` is the box around its print, ``body`` the one around its place in the row, from the
    font's deepest to its highest letter; both in pixels of the page's picture. ``quarters``
    says how often the row it stands in is turned clockwise.
    """

    text: str
    ink: Box
    body: Box
    quarters: int = 0


def to_words(glyphs: Iterable[Glyph]) -> tuple[PrintedWord, ...]:
    """The words that these letters spell, in the order in which they are drawn.

    Words with an unknown letter are left out.
    """
    words: list[PrintedWord] = []
    places: dict[str, list[Box]] = {}
    for row in _rows(glyphs):
        for piece in _pieces(row):
            text = _written(piece)
            box = Box.around(glyph.ink for glyph in piece)
            twins = places.setdefault(text, [])
            twice = any(box.intersection(b) > _SAME_PLACE * box.area for b in twins[-_WIDE_PIECES:])
            if text and not twice:
                twins.append(box)
                words.append(PrintedWord(text, box))
    return tuple(words)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A letter and its body in the frame in which its row runs to the right."""

    glyph: Glyph
    body: Box


def _rows(glyphs: Iterable[Glyph]) -> Iterator[list[_Placed]]:
    """Letters that follow each other on one row, spaces among them."""
    row: list[_Placed] = []
    for glyph in glyphs:
        placed = _Placed(glyph, _levelled(glyph.body, glyph.quarters))
        if row and not _follows(row[-1], placed):
            yield row
            row = []
        row.append(placed)
    if row:
        yield row


def _levelled(box: Box, quarters: int) -> Box:
    for _ in range(quarters % 4):
        box = Box(box.top, -box.right, box.bottom, -box.left)
    return box


def _follows(before: _Placed, after: _Placed) -> bool:
    a, b = before.body, after.body
    height = max(a.height, 1e-6)
    return (
        before.glyph.quarters == after.glyph.quarters
        and a.overlap_y(b) > _SAME_ROW * min(a.height, b.height)
        and b.left > a.left - _MOST_BACK * height
        and -_MOST_JOINED * height < b.left - a.right < _WIDEST_GAP * height
    )


def _pieces(row: Sequence[_Placed]) -> Iterator[list[Glyph]]:
    """The row cut into words, at its spaces and where as much room is left."""
    letters = [placed for placed in row if not placed.glyph.text.isspace()]
    gaps = [b.body.left - a.body.right for a, b in pairwise(letters)]
    spaced = _spaced(row)
    height = median(placed.body.height for placed in row)
    wide = 1 + sum(spaced) >= _WIDE_PIECES and _is_wide(letters, spaced)
    within = gaps if wide else [g for g, space in zip(gaps, spaced, strict=True) if not space]
    usual = max(0.0, median(within)) if within else 0.0
    uneven = median(abs(gap - usual) for gap in within) if within else 0.0
    least = usual + max(_LEAST_SPACE * height, _UNEVEN * uneven)
    if wide:
        least, spaced = max(least, _WIDE_SPACE * usual), [False] * len(gaps)
    piece: list[Glyph] = []
    for k, placed in enumerate(letters):
        piece.append(placed.glyph)
        if k == len(gaps) or spaced[k] or gaps[k] > least:
            yield piece
            piece = []


def _spaced(row: Sequence[_Placed]) -> list[bool]:
    """For each two neighbouring letters whether a space stands between them."""
    found: list[bool] = []
    space = False
    for placed in row:
        if placed.glyph.text.isspace():
            space = True
        else:
            found.append(space)
            space = False
    return found[1:]


def _is_wide(letters: Sequence[_Placed], spaced: Sequence[bool]) -> bool:
    """Whether spaces part single letters: 'M A X  M U S T E R'."""
    alone = sum(a and b for a, b in pairwise([True, *spaced, True]))
    return alone >= _WIDE_SHARE * (1 + sum(spaced)) and all(p.glyph.text.isalpha() for p in letters)


def _written(piece: Sequence[Glyph]) -> str:
    """The word as a person would type it, '' where a letter of it is unknown."""
    if not all(glyph.text for glyph in piece):
        return ""
    text = "".join(_LIGATURES.get(c, c) for glyph in piece for c in glyph.text)
    return unicodedata.normalize("NFC", text)
