"""What a line of streets, buildings and floors looks like."""

from __future__ import annotations

import re
from functools import lru_cache

from cardscan.extract import lexicon
from cardscan.extract.labels import label_kind
from cardscan.extract.spelling import fold

__all__ = ["street_likeness"]

# Beginnings of address lines that are no words: care of, 'calle', industrial zones, opposite.
_START = re.compile(
    r"^(?:c/o\b|c/\s?\w|z\.?\s?[aci]\.?\s|p\.?\s?o\.?\s?box|opp\.?\s|near\s|behind\s|\d+(?:st|nd|rd|th)\s+floor|"
    r"(?:ground|first|second|third|fourth|fifth)\s+floor)",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(r"\b\d{1,5}\s?[A-Za-z]?\b(?:\s?[-/–+]\s?\d+[a-z]?)*")
_NOT_STREET = re.compile(r"@|www\.|https?:|\+\d{2}|\b[A-Z]{2}\d{8,}\b", re.IGNORECASE)
_TOO_MANY_DIGITS = 9


def _folded_words(text: str) -> list[str]:
    return [w.strip(".,()") for w in fold(text).replace("/", " ").split()]


@lru_cache(maxsize=4096)
def street_likeness(text: str) -> float:
    """How much a text looks like a street, building or floor line, about -1 to 2."""
    if _NOT_STREET.search(text):
        return -1.0
    digits = sum(c.isdigit() for c in text)
    if digits > _TOO_MANY_DIGITS:
        return -1.0
    groups = lexicon.groups("street_words")
    if _START.match(text):
        return 1.2
    words = _folded_words(text)
    if not words:
        return -1.0
    if label_kind(words[0]) and label_kind(words[0]) != "none" and digits >= 6:
        return -1.0
    score = 0.0
    if any(len(w) > len(s) + 2 and w.endswith(s) for w in words for s in groups["suffix"]):
        score += 0.8 if digits else 0.4
    if words[0] in groups["start"] or any(w in groups["word"] for w in words):
        score += 0.8 if digits else 0.4
    if any(w in groups["unit"] for w in words):
        score += 0.5 if digits else 0.2
    if digits and _HOUSE_NUMBER.search(text):
        score += 0.6 if any(c.isalpha() for c in text) else 0.2
    return score
