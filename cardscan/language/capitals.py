"""Capitals as they are written, where a card is set in capitals alone.

Acronyms, firms and what is in no list stay as printed: a capital too many
costs less than an ``Ibm``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

from cardscan.language.known_words import (
    honorifics_before,
    honorifics_behind,
    particles,
    small_words_written,
)
from cardscan.language.letters import fold, is_shouted, letters_of, restore_capitals
from cardscan.language.load import tongues
from cardscan.language.views import folded

__all__ = ["tidy_honorifics", "tidy_name", "tidy_place", "tidy_words"]

_RUN = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVX]+")
_VOWEL = re.compile(r"[aeiouyæøœ]")

# Endings behind a stroke or star: 'Leiter/in', 'Mitarbeiter*innen', 'Ingénieur(e)'.
_ENDINGS = frozenset(("in", "innen", "e", "ne", "a", "o", "n", "r"))

# Two letters that are a word of a street and no direction ('NW') or state ('CA').
_SHORT_STREETS = frozenset(("st", "rd", "dr", "ln", "ct", "av"))

_LONG = 5
"""From so many letters on a word in capitals is a word: acronyms are shorter."""


def tidy_name(text: str, *, turkish: bool = False) -> str:
    """``Jan ŽIŽKA`` as ``Jan Žižka``; initials, numerals and what has no vowel stay.

    A Turkish 'I' is the capital of 'ı'.
    """
    words = text.split(" ")
    return " ".join(
        _small_particle(words, position) or _tidy_name_word(word, turkish=turkish)
        for position, word in enumerate(words)
    )


def _small_particle(words: list[str], position: int) -> str:
    """A particle of a family name in small letters, where what it belongs to is in capitals too."""
    word, rest = words[position], words[position + 1 :]
    is_one = position > 0 and is_shouted(word) and fold(word) in particles()
    return word.lower() if is_one and rest and is_shouted(rest[0]) else ""


def _tidy_name_word(word: str, *, turkish: bool) -> str:
    letters = "".join(c for c in word if c.isalpha())
    is_word = len(letters) > 2 and is_shouted(word) and _VOWEL.search(fold(letters)) is not None
    if not is_word or "." in word or _ROMAN.fullmatch(letters):
        return word
    return restore_capitals(word, turkish=turkish)


def tidy_honorifics(text: str) -> str:
    """``DR. MED. UNIV.`` as ``Dr. med. univ.``: as the lists of titles and degrees write them."""
    words = text.split(" ")
    spelt = _spelt(words)
    return " ".join(
        _as_written(word, spelt[position], is_first=position == 0) if is_shouted(word) else word
        for position, word in enumerate(words)
    )


def _spelt(words: list[str]) -> list[str]:
    """Each word as the lists have it: within the longest entry that stands there, else alone."""
    letters = [_letters(word) for word in words]
    spelt: list[str] = []
    while len(spelt) < len(words):
        first = len(spelt)
        ends = range(len(words), first, -1)
        found = (_spellings().get(" ".join(letters[first:end])) for end in ends)
        spelt += next(filter(None, found), letters_of(words[first])).split(" ")
    return spelt


def _as_written(word: str, spelt: str, *, is_first: bool) -> str:
    capitals = iter(c.isupper() for c in spelt if c.isalpha())
    written = "".join(c if not c.isalpha() or next(capitals) else c.lower() for c in word)
    return written[:1].upper() + written[1:] if is_first else written


def _letters(word: str) -> str:
    return letters_of(word).casefold()


@cache
def _spellings() -> dict[str, str]:
    """The letters of titles and degrees, and of each word of them, as they are written most often.

    What stands between the letters does not count: PhD, Ph.D. and Ph. D. are one spelling.
    """
    counts: dict[str, Counter[str]] = {}
    for entry in sorted(honorifics_before() | honorifics_behind()):
        words = [letters for word in entry.split(" ") if (letters := letters_of(word))]
        for spelt in words:
            counts.setdefault(spelt.casefold(), Counter())[spelt] += 1
        if len(words) > 1:
            counts.setdefault(" ".join(words).casefold(), Counter())[" ".join(words)] += 1
    # Of two that are as common the one with a capital: a degree begins with one in most languages.
    return {
        letters: max(found, key=lambda spelt: (found[spelt], spelt[:1].isupper()))
        for letters, found in counts.items()
    }


def tidy_words(text: str) -> str:
    """``HEAD OF IT`` as ``Head of IT``: a title or department, unless it has small letters."""
    return _in_runs(text, _tidy_title_word) if is_shouted(text) else text


def _tidy_title_word(word: str, before: str) -> str:
    small = fold(word)
    if before[-1:] in ("/", "*", ":", "_", "(") and small in _ENDINGS:
        return word.lower()
    if before and small in _small_words():
        return word.lower()
    is_word = len(word) >= _LONG or small in _short_words()
    return _capital(word) if is_word and _VOWEL.search(small) else word


def tidy_place(text: str) -> str:
    """``NEUE GASSE 4`` as ``Neue Gasse 4``: a street or city, unless it has small letters."""
    return _in_runs(text, _tidy_place_word) if is_shouted(text) else text


def _tidy_place_word(word: str, before: str) -> str:
    small = fold(word)
    if small in _SHORT_STREETS:
        return _capital(word)
    if before.strip() and (small in particles() or small in _small_words()):
        return word.lower()
    is_word = len(word) > 2 and (len(word) > 3 or _VOWEL.search(small) is not None)
    return _capital(word) if is_word else word


def _in_runs(text: str, tidied: Callable[[str, str], str]) -> str:
    """Each run of letters made anew; it is told what stands before it."""
    return _RUN.sub(lambda run: tidied(run[0], text[: run.start()]), text)


def _capital(word: str) -> str:
    return restore_capitals(word)


@cache
def _small_words() -> frozenset[str]:
    return frozenset(map(fold, small_words_written()))


@cache
def _short_words() -> frozenset[str]:
    return folded(tongue.titles.short for tongue in tongues())
