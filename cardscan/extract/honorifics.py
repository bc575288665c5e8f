"""Courtesy titles and degrees: what stands before and after a person's name."""

from __future__ import annotations

from functools import cache

from cardscan.extract import lexicon
from cardscan.extract.spelling import compact, is_shouted

__all__ = ["degrees_of", "is_degree", "strip_prefix", "strip_suffix"]


@cache
def _honorifics(kind: str) -> frozenset[str]:
    return frozenset(compact(e) for e in lexicon.raw_groups("honorifics")[kind])


def _length_at_start(words: list[str], known: frozenset[str]) -> int:
    for count in range(min(5, len(words)), 0, -1):
        joined = compact("".join(words[:count]))
        if joined in known and (len(joined) > 1):
            return count
    return 0


def _length_at_end(words: list[str], known: frozenset[str]) -> int:
    for count in range(min(4, len(words)), 0, -1):
        if compact("".join(words[-count:])) in known:
            return count
    return 0


def strip_prefix(words: list[str]) -> tuple[list[str], list[str]]:
    """The honorifics that begin a name, and the words that follow them."""
    taken: list[str] = []
    while len(words) > 1:
        count = _length_at_start(words, _honorifics("prefix"))
        if (
            count and words[0] == "DI" and len(words) - count < 2
        ):  # 'DI MONTANELLI' is a family name
            break
        looks = count and (
            words[0][-1] in ".)" or not is_shouted(words[0]) or len(words) - count > 1
        )
        if not count or not looks or count >= len(words):
            break
        taken, words = taken + words[:count], words[count:]
    return taken, words


def strip_suffix(words: list[str]) -> tuple[list[str], list[str]]:
    """The words of a name, and the degrees that end it without a comma."""
    taken: list[str] = []
    while len(words) > 2:
        count = _length_at_end(words, _honorifics("suffix"))
        if not count or len(words) - count < 2 or len(compact(words[-1])) < 2:
            break
        taken, words = words[-count:] + taken, words[:-count]
    return words, taken


def degrees_of(words: list[str]) -> tuple[list[str], list[str]]:
    """What stands behind a comma, as (words that are no degrees, degrees)."""
    known = _honorifics("suffix") | _honorifics("prefix")
    rest = list(words)
    taken: list[str] = []
    while rest and (count := _length_at_end(rest, known)):
        taken, rest = rest[-count:] + taken, rest[:-count]
    return rest, taken


def is_degree(text: str) -> bool:
    """Whether a text is nothing but degrees and titles of courtesy."""
    return not degrees_of(text.replace(",", " ").split())[0]
