"""Digits as they are printed in a line, and the patterns that tell what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cardscan.extract.page.layout import Part
from cardscan.language.known_words import dial_words

__all__ = ["BETWEEN_TWINS", "MAIN_LINE", "OF_ONE_OFFICE", "Run", "dial_word"]

# What stands between two numbers of one kind: 'Cell: 94432 10987 / 87543 21098'.
BETWEEN_TWINS = re.compile(
    r"^(?:\s?\([A-Z]{1,3}\.?\))?[\s/|,;·•&+–-]*(?:and|or|und|u\.|oder|et|ou|e|y|o)?[\s/|,;·•&]*$"
)
MAIN_LINE = re.compile(r"\d\s?[-–]\s?0$")
OF_ONE_OFFICE = ("phone", "work", "fax")


@cache
def dial_word() -> re.Pattern[str]:
    """A word of direct dialling that ends a text: 'DW'."""
    return re.compile(rf"[\s.:]*\b{dial_words('direct')}\b[\s.:-]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Digits as they are printed: where in the part, what stands before and after.

    An ending is put behind its ``base`` in ``text``; ``other`` has it in place of
    the last digits, which is meant where numbers have one length. ``spelled`` says
    that letters stand for some of its digits.
    """

    part: Part
    start: int
    end: int
    text: str
    label: str | None = None
    extension: str | None = None
    base: str | None = None
    repair: str | None = None
    other: str | None = None
    spelled: bool = False
