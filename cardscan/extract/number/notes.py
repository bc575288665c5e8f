"""What stands among a card's digits and is no number to dial: counts of lines, hours, keys."""

from __future__ import annotations

import re

__all__ = ["without_notes"]

# '(40 Lines)', '10 Leitungen': how many lines a switchboard has.
_COUNTS = (
    r"\(?\s?\d{1,3}\s?-?\s?(?:lines?|linien|leitungen|lignes?|l[ií]neas?|linee|linhas?|lijnen|"
    r"hat|lini[ij]|trunks?|channels|hunting)\b\.?\)?"
)
# '4F3A 1B2C 9921 AB12': groups of a key in hexadecimal, with letters among the digits.
_KEY = (
    r"\b(?=[0-9A-F :]*\d[0-9A-F :]*[A-F])(?:[0-9A-F]{4}(?:\s{1,2}|:)){2,}[0-9A-F]{4}\b"
    r"|\b(?:[0-9A-F]{2}:){5,}[0-9A-F]{2}\b|\b0x[0-9A-F]{4,}(?:\s[0-9A-F]{4,})*\b"
)
# '17.30 – 23 Uhr', '9:00-17:30': when somebody is there.
_TIMES = (
    r"(?<![\d.:+/-])\d{1,2}[.:]\d\d\s?(?:uhr|h)?\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?(?![\d:-])"
    r"\s?(?:uhr|h|hrs?|std|ore|horas)\b|(?<![\d.:+/-])\d{1,2}:[0-5]\d\s?[-–]\s?\d{1,2}:[0-5]\d(?!\d)"
)
# '(24 hrs)' behind a number that it would make longer.
_ALL_DAY = r"\(\s?\d{1,2}\s?(?:h|hrs?|hours?|std\.?|stunden|heures|horas|ore|uur|timer?)\.?\s?\)"
_NOTES = re.compile(rf"(?i:{_COUNTS}|{_TIMES}|{_ALL_DAY})|{_KEY}")
_NO_DIGIT = "\ufffc"


def without_notes(text: str) -> str:
    """The text, of the same length, with what is no number made unlike digits."""
    return _NOTES.sub(lambda found: _NO_DIGIT * len(found.group()), text)
