"""Lines put together again that a line finder cut in two on one base line.

'E-post mattias' and '_ostlund@blavik.se', 'Consultor' and 'de marketing',
'Tel.' and its number: what stands no more than a word space apart on one base
line is one line of print.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cardscan.model import Box, CardText, Reading, TextLine, Word

__all__ = ["Rows", "rejoined"]

_SPACE_IN_HEIGHTS = 0.75  # of the line's box: wider than most word spaces, tighter than columns
_GLUED_IN_HEIGHTS = 0.04  # closer than this, the cut went through a word
_SCRAP_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Rows:
    """A card's text by rows; ``origin`` holds the lines of the given text in each row."""

    text: CardText
    origin: tuple[tuple[int, ...], ...]


def _goes_on(left: TextLine, right: TextLine) -> bool:
    """Whether the right line goes on where the left one ends."""
    height = min(left.box.height, right.box.height)
    gap = right.box.left - left.box.right
    level = left.box.overlap_y(right.box) > 0.7 * height
    alike = 0.6 < left.box.height / max(1.0, right.box.height) < 1.7
    return level and alike and -0.4 * height < gap < _SPACE_IN_HEIGHTS * height


def _is_scrap(line: TextLine) -> bool:
    """One or two letters that may be what a reader made of an icon."""
    short = len(line.text.replace(" ", "")) <= 1
    return not line.text or (short and line.confidence < _SCRAP_CONFIDENCE)


def _joined_words(left: Reading, right: Reading, height: float) -> tuple[Word, ...]:
    if not left.words or not right.words:
        return left.words + right.words
    last, first = left.words[-1], right.words[0]
    if first.box.left - last.box.right < _GLUED_IN_HEIGHTS * height:
        confidence = min(last.confidence, first.confidence)
        glued = Word(last.text + first.text, confidence, Box.around((last.box, first.box)))
        return (*left.words[:-1], glued, *right.words[1:])
    return left.words + right.words


def _joined(left: TextLine, right: TextLine) -> TextLine:
    count = max(len(left.readings), len(right.readings))
    height = min(left.box.height, right.box.height)
    readings = []
    for rank in range(count):
        first = left.readings[min(rank, len(left.readings) - 1)]
        second = right.readings[min(rank, len(right.readings) - 1)]
        words = _joined_words(first, second, height)
        readings.append(
            Reading(words, first.reader if rank < len(left.readings) else second.reader)
        )
    return replace(
        left,
        box=Box.around((left.box, right.box)),
        readings=tuple(readings),
        x_height_px=max(left.x_height_px, right.x_height_px),
        icons=(*left.icons, *right.icons),
    )


def rejoined(text: CardText) -> Rows:
    """The card's text with lines that go on right of each other made one."""
    order = sorted(
        range(len(text.lines)), key=lambda i: (text.lines[i].box.left, text.lines[i].box.top, i)
    )
    rows: list[tuple[TextLine, tuple[int, ...]]] = []
    for i in order:
        line = text.lines[i]
        joins = (k for k, (row, _) in enumerate(rows) if _goes_on(row, line) and not _is_scrap(row))
        at = None if _is_scrap(line) else next(joins, None)
        if at is None:
            rows.append((line, (i,)))
        else:
            row, members = rows[at]
            rows[at] = _joined(row, line), (*members, i)
    return Rows(replace(text, lines=tuple(r for r, _ in rows)), tuple(m for _, m in rows))
