"""Icons that readers took for letters: '©', 'Q' or 'B' before a number, told from true letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cardscan.model import Icon, Reading, Word

__all__ = ["part_icons"]

# Letters before a number are labels: they stay unless the icon is all but certain (from .9
# on, 0.4 % of single letters in fonts never seen were taken for an icon, icon_weights.md).
LEAST_CONFIDENCE = 0.9
MOST_LETTERS = 3
MANY_DIGITS = 2  # would be a piece of a number: better a crumb too many than a digit too few
LEAST_SHARED = 0.6  # of the word's box
# What two readers of different make see alike is a letter: crumbs of icons are guesses.
LETTER_CONFIDENCE = 0.7

Readings = Sequence[Sequence[Reading]]
Icons = Sequence[Sequence[Icon]]


def part_icons(
    readings: Readings, icons: Icons
) -> tuple[list[tuple[Reading, ...]], list[tuple[Icon, ...]]]:
    """Each line's readings without the words that are icons, its icons without true letters."""
    everything = [reading for read in readings for reading in read]
    true = [tuple(i for i in own if not _is_letter(everything, i)) for own in icons]
    certain = [i for own in true for i in own if i.confidence >= LEAST_CONFIDENCE]
    return [tuple(_cleaned(reading, certain) for reading in read) for read in readings], true


def _is_letter(readings: Sequence[Reading], icon: Icon) -> bool:
    """Whether readers of different make believe in the same letter where the icon was seen."""
    makers: dict[str, set[str]] = {}
    for reading in readings:
        for word in reading.words:
            believed = word.confidence >= LETTER_CONFIDENCE and any(map(str.isalnum, word.text))
            if believed and _lies_in(word, icon):
                makers.setdefault(word.text, set()).add(reading.reader.partition("/")[0])
    return any(len(found) > 1 for found in makers.values())


def _cleaned(reading: Reading, icons: Sequence[Icon]) -> Reading:
    words = tuple(word for word in reading.words if not any(_is_crumb(word, i) for i in icons))
    return reading if len(words) == len(reading.words) else replace(reading, words=words)


def _is_crumb(word: Word, icon: Icon) -> bool:
    """Whether a short word lies where an icon was seen."""
    short = len(word.text) <= MOST_LETTERS and sum(map(str.isdigit, word.text)) < MANY_DIGITS
    return short and _lies_in(word, icon)


def _lies_in(word: Word, icon: Icon) -> bool:
    return word.box.intersection(icon.box) > LEAST_SHARED * word.box.area
