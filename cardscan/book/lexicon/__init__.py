"""Word lists about names, each with its source and licence in SOURCES.md."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from cardscan.book.fold import fold, squeeze

__all__ = ["common_family_names", "formal_names", "name_words", "nickname_pairs"]

_NICKNAME_FILES = ("nicknames_english.txt", "nicknames_european.txt")


@lru_cache(maxsize=1)
def formal_names() -> dict[str, frozenset[str]]:
    """The names that a form (Bob, Sepp) is short or pet for, all folded, without spaces."""
    table: dict[str, set[str]] = {}
    for file in _NICKNAME_FILES:
        for line in _lines(file):
            name, _, forms = line.partition(":")
            for form in forms.split():
                table.setdefault(squeeze(form), set()).add(squeeze(name))
    return {form: frozenset(names) for form, names in table.items()}


@lru_cache(maxsize=1)
def nickname_pairs() -> frozenset[tuple[str, str]]:
    """Every (name, form) and (form, name), folded; two forms of one name are no pair."""
    forward = {(form, name) for form, names in formal_names().items() for name in names}
    return frozenset(forward | {(name, form) for form, name in forward})


@lru_cache(maxsize=8)
def name_words(section: str) -> dict[str, str]:
    """The folded words of a section of name_words.txt, each with what it stands for.

    Sections are ``titles``, ``generations``, ``particles`` and ``legal forms``;
    only generations stand for something else than themselves (``junior`` for ``jr``).
    """
    words: dict[str, str] = {}
    current = ""
    for line in _lines("name_words.txt"):
        if line.startswith("["):
            current = line.strip("[]")
        elif current == section:
            head, colon, tail = line.rpartition(":")
            for word in tail.split():
                key = fold(word)
                words[key] = fold(head) if colon else key
    return words


@lru_cache(maxsize=1)
def common_family_names() -> frozenset[str]:
    """Folded family names of many people, of countries that cardscan.language has few of."""
    lines = _lines("common_family_names.txt")
    return frozenset(squeeze(word) for line in lines for word in line.split())


def _lines(file: str) -> list[str]:
    text = (resources.files(__name__) / file).read_text(encoding="utf-8")
    return [line.strip() for line in text.split("\n") if line.strip() and not line.startswith("#")]
