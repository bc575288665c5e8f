"""Word lists, each in a file that names its source and licence, read when first asked for.

A line that begins with ``#`` is a comment; entries are separated by line ends
and semicolons; ``key: a; b`` puts entries into a group. Everything is compared
in the folded form of :func:`cardscan.language.letters.fold`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from cardscan.language.views import folded_once

__all__ = ["groups", "members", "raw_groups", "raw_words", "words"]


def _lines(name: str) -> list[str]:
    text = (resources.files(__name__) / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def _entries(line: str) -> list[str]:
    return [entry for piece in line.split(";") if (entry := piece.strip())]


@cache
def words(name: str) -> frozenset[str]:
    """Every entry of an ungrouped list, folded."""
    return frozenset(folded_once(entry) for entry in raw_words(name))


@cache
def raw_words(name: str) -> tuple[str, ...]:
    """Every entry of an ungrouped list as it is written."""
    lines = _lines(name)
    if not any(";" in line for line in lines):  # the long lists: one entry a line
        return tuple(lines)
    return tuple(entry for line in lines for entry in _entries(line))


@cache
def raw_groups(name: str) -> dict[str, tuple[str, ...]]:
    """The entries of a grouped list as they are written, by group."""
    grouped: dict[str, list[str]] = {}
    for line in _lines(name):
        key, _, rest = line.partition(":")
        grouped.setdefault(key.strip(), []).extend(_entries(rest))
    return {key: tuple(entries) for key, entries in grouped.items()}


@cache
def groups(name: str) -> dict[str, frozenset[str]]:
    """The entries of a grouped list, folded, by group."""
    return {key: frozenset(map(folded_once, entries)) for key, entries in raw_groups(name).items()}


@cache
def members(name: str) -> dict[str, str]:
    """The group of each folded entry; an entry of several groups belongs to the first."""
    found: dict[str, str] = {}
    for key, entries in groups(name).items():
        for entry in entries:
            found.setdefault(entry, key)
    return found
