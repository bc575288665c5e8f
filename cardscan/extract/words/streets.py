"""What a line of streets, buildings and floors looks like."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cardscan.extract.thresholds import A_CLEAR_STREET, A_NUMBERED_WORD, A_STREET_AND_NUMBER
from cardscan.extract.words.gazetteer import state_named
from cardscan.extract.words.labels import label_kind
from cardscan.extract.words.people import is_like_a_person
from cardscan.language.known_words import street_starts, street_suffixes, street_words, units
from cardscan.language.letters import fold
from cardscan.language.load import tongues
from cardscan.language.views import folded

__all__ = [
    "ends_as_a_street",
    "ends_in_its_city",
    "names_a_part",
    "names_an_area",
    "street_likeness",
]

# Beginnings of address lines that are no words: care of, 'calle', industrial zones, opposite.
_START = re.compile(
    r"^(?:c/o\b|c/\s?\w|z\.?\s?[aci]\.?\s|p\.?\s?o\.?\s?box|opp\.?\s|near\s|behind\s|\d+(?:st|nd|rd|th)\s+floor|"
    r"(?:ground|first|second|third|fourth|fifth)\s+floor)",
    re.IGNORECASE,
)
_GLUED_NUMBER = re.compile(r"(?<=[^\W\d_]{4})(?=\d)")
_HOUSE_NUMBER = re.compile(r"\b\d{1,5}\s?[A-Za-z]?\b(?:\s?[-/–+]\s?\d+[a-z]?)*")
_NOT_STREET = re.compile(r"@|www\.|https?:|\+\d{2}|\b[A-Z]{2}\d{8,}\b", re.IGNORECASE)
_TOO_MANY_DIGITS = 9
_MOST_OF_A_STREET = 14  # 'Rodovia BR-116, km 142 - nº 12.500'
_NO_NUMBER = re.compile(r"(?<=[\s,])[sS]/[nN]\b")  # 'Plaza Mayor, s/n': a house without one


def _folded_words(text: str) -> list[str]:
    """The words, with a house number that reads as glued to its street apart: 'Bredgade7'."""
    return [w.strip(".,()") for w in _GLUED_NUMBER.sub(" ", fold(text)).replace("/", " ").split()]


@lru_cache(maxsize=4096)
def street_likeness(text: str) -> float:
    """How much a text looks like a street, building or floor line, about -1 to 2."""
    if _NOT_STREET.search(text):
        return -1.0
    digits = sum(c.isdigit() for c in text) + bool(_NO_NUMBER.search(text))
    if digits > (_MOST_OF_A_STREET if _begins_a_street(text) else _TOO_MANY_DIGITS):
        return -1.0
    if _START.match(text) or names_an_area(text):
        return 1.2
    words = _street_words(text)
    house = _folded_words(text.partition(",")[0])
    if house and house[0] in _SPELLED and house[-1] in _ends_of_houses():
        return 1.2  # 'One Embarcadero Center'
    if not words:
        return -1.0 if not text.strip() else 0.0
    dialled = len(words) > 1 and words[1][:1] in "+0123456789"  # 'R. Visconde …' is a street
    if label_kind(words[0]) not in (None, "none") and digits >= 6 and dialled:
        return -1.0
    street = words[-1] in _no_names()  # 'Main Street'; Lane and Park are people
    if not digits and ((is_like_a_person(text) and not street) or "&" in text):
        return 0.0  # 'Nina Vossberg & Lars Tiedemann' ends like a street
    return _worth(text, words, numbered=digits > 0)


def names_a_part(text: str) -> bool:
    """Whether a line names a floor, a flat or a building and no street: '4th Floor', 'Bât. B'."""
    words = _folded_words(text)
    if not words or any(w in street_words() or w.endswith(street_suffixes()) for w in words):
        return False
    if any(c.isdigit() for c in text) and street_likeness(text) >= A_CLEAR_STREET:
        return words[0] in units()
    pieces = [_folded_words(p) for p in text.split(",")]
    return any(len(p) == 2 and p[0] in units() and len(p[1]) == 1 for p in pieces)


def _begins_a_street(text: str) -> bool:
    first = fold(text.partition(" ")[0]).strip(".,")
    return len(first) > 1 and (first in street_starts() or first in units())


def names_an_area(text: str) -> bool:
    """Whether a line says in which part of a place a street is: 'Zone artisanale …'."""
    return any(_areas().match(piece) for piece in _LEVEL.split(fold(text)))


_LEVEL = re.compile(r",\s*")


@cache
def _areas() -> re.Pattern[str]:
    words = sorted(folded(t.houses.areas for t in tongues()), key=lambda w: (-len(w), w))
    several = [w for w in words if " " in w]  # a single word is one only at the beginning
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, words))})(?!\w)|.*(?:{'|'.join(map(re.escape, several))})$"
    )


def _street_words(text: str) -> list[str]:
    """The text's words, without those that stand before a person's or a saint's name."""
    words = _folded_words(text)
    if words and (words[0] in _BEFORE_NAMES or "dr" in words[:-1]):
        return [w for w in words if w not in _BEFORE_NAMES]  # Dr. Grössl, not Grössl Drive
    return words


_SPELLED = ("one", "two", "three", "four", "five")


@cache
def _ends_of_houses() -> frozenset[str]:
    return folded(t.houses.words for t in tongues()) | street_words()


def ends_as_a_street(text: str) -> bool:
    """Whether the last word of some piece is a street's and no surname: 'Mombasa Road'."""
    lasts = (piece.split()[-1] for piece in fold(text).split(",") if piece.strip())
    return any(last.strip(".") in _no_names_or_short() for last in lasts)


def ends_in_its_city(text: str, regions: tuple[str, ...]) -> bool:
    """Whether a house's number begins a text, and a city and its state end it.

    The city need not be listed: '38 Alderney No. 2, Wexham Union, Marlow, CA'.
    """
    *front, city, state = ("", "", *(p.strip() for p in text.split(",")))
    placed = text[:1].isdigit() and city[:1].isupper() and not any(map(str.isdigit, city))
    street = ", ".join(front[2:])
    likely = street_likeness(street) >= (
        A_NUMBERED_WORD if len(front) > _TWO_PIECES else A_STREET_AND_NUMBER
    )
    return placed and likely and any(state_named(state, region) for region in regions)


_TWO_PIECES = 3  # of what stands before the city, with the two empty ones


@cache
def _no_names() -> frozenset[str]:
    return folded(tongue.streets.never_names for tongue in tongues())


@cache
def _no_names_or_short() -> frozenset[str]:
    shorts = ((short, long) for t in tongues() for short, long in t.streets.short.items())
    return _no_names() | {short for short, long in shorts if _no_names() & {*long}}


_BEFORE_NAMES = ("dr", "st")


@cache
def _prepositions() -> frozenset[str]:
    return folded(tongue.streets.prepositions for tongue in tongues())


def _is_whole(word: str) -> bool:
    """Whether a word amid others is more than a preposition or an abbreviation."""
    return len(word) >= _SHORTEST_AMID and word not in _prepositions()


_SHORTEST_AMID = 3
_LEAST_BEFORE_SUFFIX = 3  # letters of a street's own name before its '-gasse'


def _worth(text: str, words: list[str], *, numbered: bool) -> float:
    score = 0.0
    if any(w[_LEAST_BEFORE_SUFFIX:].endswith(street_suffixes()) for w in words):
        score += 0.8 if numbered else 0.4
    said = words if numbered else [w for w in words[1:-1] if _is_whole(w)] + words[:1] + words[-1:]
    if words[0] in street_starts() or any(w in street_words() for w in said):
        score += 0.8 if numbered else 0.4
    if any(w in units() for w in words):
        score += 0.5 if numbered else 0.2
    if numbered and (_HOUSE_NUMBER.search(text) or _NO_NUMBER.search(text)):
        score += 0.6 if any(c.isalpha() for c in text) else 0.2
    return score
