"""What stands among a card's digits and is no number to dial: counts of lines, hours, keys."""

from __future__ import annotations

import re
from functools import cache

from cardscan.language.known_words import dial_words

__all__ = ["without_notes"]

# '4F3A 1B2C 9921 AB12': groups of a key in hexadecimal, with letters among the digits.
_KEY = (
    r"\b(?=[0-9A-F :]*\d[0-9A-F :]*[A-F])(?:[0-9A-F]{4}(?:\s{1,2}|:)){2,}[0-9A-F]{4}\b"
    r"|\b(?:[0-9A-F]{2}:){5,}[0-9A-F]{2}\b|\b0x[0-9A-F]{4,}(?:\s[0-9A-F]{4,})*\b"
)
_NO_DIGIT = "\ufffc"


@cache
def _notes() -> re.Pattern[str]:
    # '(40 Lines)', '10 Leitungen': how many lines a switchboard has.
    counts = rf"\(?\s?\d{{1,3}}\s?-?\s?{dial_words('lines')}\b\.?\)?"
    # '17.30 – 23 Uhr', '9:00-17:30': when somebody is there.
    hours = dial_words("hours")
    times = (
        rf"(?<![\d.:+/-])\d{{1,2}}[.:]\d\d\s?{hours}?\s?[-–]\s?\d{{1,2}}(?:[.:]\d\d)?(?![\d:-])"
        rf"\s?{hours}\b|(?<![\d.:+/-])\d{{1,2}}:[0-5]\d\s?[-–]\s?\d{{1,2}}:[0-5]\d(?!\d)"
    )
    # '(24 hrs)' behind a number that it would make longer.
    all_day = rf"\(\s?\d{{1,2}}\s?{hours}\.?\s?\)"
    return re.compile(rf"(?i:{counts}|{times}|{all_day})|{_KEY}")


def without_notes(text: str) -> str:
    """The text, of the same length, with what is no number made unlike digits."""
    return _notes().sub(lambda found: _NO_DIGIT * len(found.group()), text)
