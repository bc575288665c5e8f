"""Words of titles that were read with one letter wrong: 'Gonsultor' is a consultor."""

from __future__ import annotations

from functools import cache, lru_cache

from cardscan.extract.words.look_alikes import differ_in_look_alikes
from cardscan.extract.words.people import is_family_name, is_given_name
from cardscan.language.known_words import (
    company_words,
    department_heads,
    department_topics,
    maybe_company_words,
    title_beginnings,
    title_fields,
    title_words,
    title_words_written,
)
from cardscan.language.letters import fold

__all__ = ["mended_title"]

_LEAST_LETTERS = 7  # shorter words are too much alike: 'leiter' and 'reiter'


@cache
def _by_gap() -> dict[str, frozenset[str]]:
    """Known words of titles as they are written, by their folded form with one letter left open."""
    found: dict[str, set[str]] = {}
    for word in title_words_written():
        plain = fold(word)
        if len(plain) >= _LEAST_LETTERS and plain.isalpha():
            for spot in range(len(plain) - 1):  # the last letter is an ending, not a mistake
                found.setdefault(f"{plain[:spot]}?{plain[spot + 1 :]}", set()).add(word)
    return {gap: frozenset(words) for gap, words in found.items()}


@cache
def _known() -> frozenset[str]:
    titles = title_words() | title_beginnings() | title_fields()
    return titles.union(
        department_heads(), department_topics(), company_words(), maybe_company_words()
    )


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    plain = fold(word)
    named = is_given_name(word) or is_family_name(word)
    if len(plain) < _LEAST_LETTERS or not plain.isalpha() or plain in _known() or named:
        return word
    gaps = (f"{plain[:spot]}?{plain[spot + 1 :]}" for spot in range(len(plain) - 1))
    found = {known for gap in gaps for known in _by_gap().get(gap, ())}
    if len(found) != 1:
        return word
    return _in_capitals_of(word, next(iter(found)))


def _in_capitals_of(word: str, known: str) -> str:
    if word.isupper():
        return known.upper()
    return known[:1].upper() + known[1:] if word[:1].isupper() else known


def mended_title(text: str, *, doubtful: bool) -> str:
    """The text with words one letter off the only known title word that they can be.

    Words that are not ``doubtful`` must differ in letters that look alike.
    """
    return " ".join(_mended(w) if doubtful else _of_look_alikes(w) for w in text.split(" "))


@lru_cache(maxsize=4096)
def _of_look_alikes(word: str) -> str:
    """'könywizsgáló' as 'könyvvizsgáló', 'İbracat' as 'İhracat'."""
    plain = fold(word)
    whole = plain.replace("w", "vv", 1)
    if plain not in _known() and whole in _spelled() and len(plain) >= _LEAST_LETTERS:
        return _in_capitals_of(word, _spelled()[whole])
    known = _mended(word)
    return known if differ_in_look_alikes(plain, fold(known)) else word


@cache
def _spelled() -> dict[str, str]:
    """Title words as they are written, by their folded form; of several the one with most marks."""
    ordered = sorted(title_words_written(), key=lambda word: (sum(c > "z" for c in word), word))
    return {fold(word): word for word in ordered}
