"""Whether a word's letters are those of a name: log-odds from character n-grams.

Lists of names and words end somewhere; spelling goes on. 'Szymczyk' is in no
list and looks like a family name, 'Taste' looks like none. A logistic
regression over hashed n-grams of 1 to 4 letters, with the word's ends and the
whole word, is fitted by ``scripts/fit_letter_odds`` on the lists of given and
family names beside it against ordinary words of 27 languages. Of words put
aside .81 are told right, and a name ranks before a word in .89 of pairs.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from cardscan.language.letters import fold

__all__ = ["BUCKETS", "buckets_of", "name_odds"]

BUCKETS = 1 << 15
_LONGEST = 4  # letters of an n-gram
_SCALE = 1 / 24  # of a weight stored as a signed byte


def buckets_of(word: str) -> frozenset[int]:
    """The hashed n-grams of a folded word, its ends marked."""
    return frozenset(zlib.crc32(piece.encode()) % BUCKETS for piece in _pieces(f"^{word}$"))


def _pieces(marked: str) -> Iterator[str]:
    for length in range(1, _LONGEST + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]
    yield f"={marked}"


@cache
def _weights() -> memoryview:
    data = resources.files("cardscan.language").joinpath("letter_odds.bin").read_bytes()
    return memoryview(data).cast("b")


@lru_cache(maxsize=8192)
def name_odds(word: str) -> float:
    """The log-odds that a word is a person's name: above 0 it looks like one."""
    weights = _weights()
    letters = "".join(c for c in fold(word) if c.isalpha())
    return sum(weights[bucket] for bucket in buckets_of(letters)) * _SCALE
