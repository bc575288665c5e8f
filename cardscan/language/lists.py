"""The long lists of names and cities, each file with its source and licence.

One entry a line; a line that begins with ``#`` is a comment. They are read when
first asked for.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from cardscan.language.views import folded_once

__all__ = ["city_lists", "family_names", "given_names", "names_written"]


def _entries(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def _names(kind: str) -> tuple[str, ...]:
    file = resources.files(__package__) / "names" / f"{kind}.txt"
    return _entries(file.read_text(encoding="utf-8"))


@cache
def given_names() -> frozenset[str]:
    """Given names, folded."""
    return frozenset(map(folded_once, _names("given")))


@cache
def family_names() -> frozenset[str]:
    """Family names, folded."""
    return frozenset(map(folded_once, _names("family")))


def names_written() -> frozenset[str]:
    """Given and family names as they are written."""
    return frozenset(_names("given")).union(_names("family"))


@cache
def city_lists() -> dict[str, tuple[str, ...]]:
    """The cities of each country as they are written, by its code."""
    folder = resources.files(__package__) / "cities"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    return {f.name[:2].upper(): _entries(f.read_text(encoding="utf-8")) for f in files}
