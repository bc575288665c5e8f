"""How much words are those of a title or a department, by lists and endings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from cardscan.extract.thresholds import A_DEPARTMENT, TOPICS_OF_A_LINE
from cardscan.extract.words.honorifics import is_degree, is_post_nominal
from cardscan.extract.words.people import is_given_name
from cardscan.language.known_words import (
    company_endings,
    company_words_written,
    department_endings,
    department_heads,
    department_topics,
    title_beginnings,
    title_endings,
    title_fields,
    title_words,
)
from cardscan.language.letters import fold, tokens

__all__ = [
    "department_likeness",
    "is_field_alone",
    "is_letters",
    "is_of_many",
    "job_likeness",
]


@lru_cache(maxsize=8192)
def _is_job_word(word: str) -> bool:
    plain = fold(word).strip(".,;:()®™")
    if plain in title_words() or plain.replace("-", "") in title_words():
        return True
    pieces = [p for p in re.split(r"[-/&]", plain) if p]
    if len(pieces) > 1 and any(p in title_words() for p in pieces):
        return True
    return (
        len(plain) > 7 and plain.endswith(title_endings()) and not is_given_name(word)
    )  # 'Baptiste'


def _in_a_phrase(words: Sequence[str]) -> set[int]:
    """The places of words that are those of a job only together: 'Dog Walker', 'Social Worker'."""
    plain = [fold(w) for w in words]
    return {
        place
        for start, first in enumerate(plain)
        for phrase in _phrases().get(first, ())
        if tuple(plain[start : start + len(phrase)]) == phrase
        for place in range(start, start + len(phrase))
    }


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The jobs of several words, by their first one."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for entry in title_words():
        first, *more = entry.split()
        if more:
            found[first] = (*found.get(first, ()), (first, *more))
    return found


@lru_cache(maxsize=4096)
def job_likeness(text: str) -> float:
    """How much the words are those of a title: about 0 to 2."""
    words = [w.strip(".") for w in tokens(text)]
    if not words or (any(c.isdigit() for c in text) and sum(c.isdigit() for c in text) > 2):
        return 0.0
    together = _in_a_phrase(words)
    strong = sum(k in together or _is_job_word(w) for k, w in enumerate(words))
    beginnings = title_beginnings()
    weak = sum(fold(w) in beginnings for w in words)
    if not strong:
        return 0.1 * min(2, weak) if weak == len(words) else 0.0
    share = (strong + weak) / len(words)
    return min(2.0, 0.6 + strong * 0.5 + share)


@lru_cache(maxsize=4096)
def department_likeness(text: str) -> float:
    """How much the words are those of a department: about 0 to 2."""
    words = [fold(w).strip(".") for w in tokens(text)]
    if not words or sum(c.isdigit() for c in text) > 2:
        return 0.0
    heads, known_topics = department_heads(), department_topics()
    head = any(w in heads or _ends_as_a_department(w) for w in words)
    topics = sum(w in known_topics for p in words for w in re.split(r"[-/&]", p))
    share = min(1.0, topics / len(words))
    if not head and share <= TOPICS_OF_A_LINE:
        return 0.0
    return (A_DEPARTMENT if head else 0.0) + 0.8 * share


def _ends_as_a_department(word: str) -> bool:
    """Whether a compound names a department, and no longer ending makes it a company's.

    'Bauamt' and 'Standesamt' are departments of a town, 'Finanzamt' is an authority of its own.
    """
    endings = [e for e in department_endings() if word.endswith(e)]
    firms = (e for e in company_endings() if word.endswith(e))
    longest = max(map(len, endings), default=0)
    return bool(endings) and len(word) >= _SHORTEST and all(len(e) <= longest for e in firms)


_SHORTEST = 6  # letters: 'bauamt'


@lru_cache(maxsize=4096)
def is_field_alone(text: str) -> bool:
    """Whether the words of a job in a text name a field of work, not who does it."""
    return all(_is_field(w) for w in tokens(text) if _is_job_word(w))


def _is_field(word: str) -> bool:
    """Whether a word is a field of work, or a compound that ends in one: 'Ab-Hof-Verkauf'."""
    pieces = [p for p in re.split(r"[-/&]", fold(word).strip(".,")) if p]
    return bool(pieces) and pieces[-1] in title_fields() | department_topics()


def is_of_many(text: str) -> bool:
    """Whether a text names several who do a job, so a firm's trade: 'Artisan bakers'."""
    words = tokens(text)
    last = words[-1] if words else ""
    if last.endswith("s") and not _is_job_word(last) and _is_job_word(last[:-1]):
        return True
    # 'Ingenieure' is German for several, 'Ingénieure' French for one.
    firm = last.casefold() in _firms_of_many()
    ones = (last[:-1], last[:-2], f"{last[:-1]}o", f"{last[:-1]}e", f"{last[:-1]}a")
    return firm and any(map(_is_job_word, ones))


@cache
def _firms_of_many() -> frozenset[str]:
    plurals = (w.casefold() for w in company_words_written())
    return frozenset(w for w in plurals if w.endswith(("e", "en", "i")) and w[-3:] != "rei")


def is_letters(text: str) -> bool:
    """Whether a text is degrees, with the letters of who gave them: 'LL.B (Hons) UiTM'."""
    words = text.replace(",", " ").split()
    return is_degree(text) or (
        is_degree(words[0])
        and all(is_post_nominal(w) or is_degree(w) or w[0] == "(" for w in words)
        and not any(len(w) > _LONGEST_LETTERS and is_given_name(w) for w in words[1:])
    )


_LONGEST_LETTERS = 3  # that lists of given names have, too: 'CA ARJUN SINGH BEDI' is a person
