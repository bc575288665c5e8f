"""What all languages or countries together say: unions and patterns, to be built once.

Each room builds its own view of a kind behind ``functools.cache``, so that
nothing is read before it is needed::

    @cache
    def _houses() -> frozenset[str]:
        return folded(tongue.houses.words for tongue in tongues())
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cardscan.language.letters import fold

__all__ = ["alternatives", "folded", "folded_once"]


def folded_once(entry: str) -> str:
    """As ``fold``, past its cache, which thousands of entries would sweep clean."""
    plain = entry.casefold()
    return plain if plain.isascii() else str(fold.__wrapped__(plain))


def folded(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    """Every entry of some lists as :func:`fold` compares it."""
    return frozenset(folded_once(entry) for entries in lists for entry in entries)


def alternatives(lists: Iterable[Iterable[str]], *, dots: bool = True) -> str:
    """A pattern, for use within another, of every entry as it is written, the longest first.

    Without ``dots`` a dot may be missing, and the blank behind it.
    """
    entries = {entry for entries in lists for entry in entries}
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    pattern = "|".join(map(re.escape, longest_first))
    if not dots:
        pattern = pattern.replace(r"\.\ ", r"\.?\s?").replace(r"\.", r"\.?").replace("??", "?")
    return f"(?:{pattern})"
