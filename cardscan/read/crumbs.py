"""Icons that readers took for letters: '©', 'Q' or 'B' before a number, taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cardscan.model import Icon, Reading, Word

__all__ = ["without_icons"]

# Letters before a number are labels: they stay unless the icon is all but certain (from .9
# on, 0.4 % of single letters in fonts never seen were taken for an icon, icon_weights.md).
LEAST_CONFIDENCE = 0.9
MOST_LETTERS = 3
MANY_DIGITS = 2  # would be a piece of a number: better a crumb too many than a digit too few
LEAST_SHARED = 0.6  # of the word's box


def without_icons(
    readings: Sequence[Sequence[Reading]], icons: Sequence[Sequence[Icon]]
) -> list[tuple[Reading, ...]]:
    """The readings of each line without the words that are one of the card's icons."""
    certain = [i for found in icons for i in found if i.confidence >= LEAST_CONFIDENCE]
    return [tuple(_cleaned(reading, certain) for reading in read) for read in readings]


def _cleaned(reading: Reading, icons: Sequence[Icon]) -> Reading:
    words = tuple(
        word for word in reading.words if not any(_is_crumb(word, icon) for icon in icons)
    )
    return reading if len(words) == len(reading.words) else replace(reading, words=words)


def _is_crumb(word: Word, icon: Icon) -> bool:
    """Whether a short word lies where an icon was seen."""
    short = len(word.text) <= MOST_LETTERS and sum(map(str.isdigit, word.text)) < MANY_DIGITS
    return short and word.box.intersection(icon.box) > LEAST_SHARED * word.box.area
