"""What words alone say of people: names that are known, and words shaped like a person's name."""

from __future__ import annotations

from functools import lru_cache

from cardscan.language.known_words import name_words
from cardscan.language.letters import fold
from cardscan.language.lists import family_names, given_names

__all__ = ["is_family_name", "is_given_name", "is_like_a_person", "never_given"]


def never_given() -> frozenset[str]:
    """Particles, articles and 'Family': words that begin no person's name."""
    return name_words("never_given")


@lru_cache(maxsize=8192)
def is_given_name(word: str) -> bool:
    """Whether every piece of a word is a known given name: 'Anna', 'Hans-Peter'."""
    plain = fold(word)
    return plain not in never_given() and all(piece in given_names() for piece in plain.split("-"))


@lru_cache(maxsize=8192)
def is_family_name(word: str) -> bool:
    """Whether a word is a known family name."""
    return fold(word).replace("’", "'") in family_names()


@lru_cache(maxsize=8192)
def is_like_a_person(text: str) -> bool:
    """Whether two words hold a known given or family name where one stands, or three hold both."""
    words = text.split(" ")
    plain = all(w.replace("-", "").replace("'", "").strip(".").isalpha() for w in words)
    if len(words) not in (2, 3) or not plain:
        return False
    surname = fold(words[-1]) not in never_given() and is_family_name(words[-1])
    if len(words) == 3:
        return is_given_name(words[0]) and surname
    return is_given_name(words[0]) or surname
