"""How much of a text is looked at: no card holds longer lines, or more of them.

Some steps compare every word of a line with every other, or every line with
every other: what is no card (a page of a book, a misread pattern) must not take
minutes. The longest of 1,482 lines read on cards has 75 characters, the fullest
card 54 lines.
"""

from __future__ import annotations

from dataclasses import replace

from cardscan.model import CardText, Reading, TextLine, Word

__all__ = ["LONGEST_LINE", "MOST_LINES", "bounded", "left_out"]

LONGEST_LINE = 240  # characters
MOST_LINES = 80


def bounded(text: CardText) -> CardText:
    """The text with the beginnings of its lines alone, and the first of its lines."""
    lines = text.lines[:MOST_LINES]
    if len(lines) == len(text.lines) and not any(map(_is_long, lines)):
        return text
    return replace(text, lines=tuple(_cut(line) if _is_long(line) else line for line in lines))


def left_out(text: CardText) -> tuple[str, ...]:
    """What :func:`bounded` leaves of a text, a piece a line."""
    ends = (line.text[LONGEST_LINE:].strip() for line in text.lines[:MOST_LINES])
    return tuple(t for t in (*ends, *(line.text for line in text.lines[MOST_LINES:])) if t)


def _is_long(line: TextLine) -> bool:
    return any(len(reading.text) > LONGEST_LINE for reading in line.readings)


def _cut(line: TextLine) -> TextLine:
    return replace(line, readings=tuple(map(_beginning, line.readings)))


def _beginning(reading: Reading) -> Reading:
    kept: list[Word] = []
    room = LONGEST_LINE
    for word in reading.words:
        if room <= 0:
            break
        kept.append(replace(word, text=word.text[:room]) if len(word.text) > room else word)
        room -= len(word.text) + 1
    return replace(reading, words=tuple(kept))
