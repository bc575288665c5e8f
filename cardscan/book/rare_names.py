"""Names that hardly two people bear: such a name tells a person without a firm or a mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import log2

from cardscan.book.context import BookContext
from cardscan.book.fold import fold
from cardscan.book.lexicon import common_family_names
from cardscan.book.names import PersonName, is_given_name
from cardscan.book.weights import Measure
from cardscan.language.lists import names_written

__all__ = ["Families", "is_rare_family"]

_SHORTEST = 5
"""Shorter family names are most often those of many people, whatever the lists say."""

_MANY = 3
"""From so many people of different given names on, a family name is common among one's own."""


_FAMILY_BITS = 13.0
"""A family name that no list has is borne by less than 1 in 8,000 (US census: rank 1,000)."""

_SPARE_BITS = 6.0
"""How much rarer a whole name must be than once in all the contacts that are looked at."""


class Families:
    """How many different given names stand beside each family name of some contacts.

    The more contacts there are, the likelier a namesake of one of them is, and the
    rarer the given name must be in them as well.
    """

    def __init__(self, names: Iterable[PersonName], context: BookContext) -> None:
        self._context = context
        self._given: dict[str, set[str]] = {}
        for name in names:
            if name.given:
                self._given.setdefault("".join(name.family), set()).add(name.given[0][0])

    def is_rare(self, name: PersonName) -> bool:
        """Whether a whole name is hardly borne by two."""
        around = self._given.get("".join(name.family), ())
        if not name.given or len(around) >= _MANY or not is_rare_family(name.family):
            return False
        bits = self._context.rarity_bits(Measure.GIVEN, name.given[0]) + _FAMILY_BITS
        return bits >= log2(max(self._context.size, 2)) + _SPARE_BITS


@lru_cache(maxsize=1 << 12)
def is_rare_family(family: tuple[str, ...]) -> bool:
    """Whether no part of a folded family name is known to be that of many people.

    Faker's lists have those that are common in their countries. What is not written in
    Latin letters is not looked up there, and counts as common.
    """
    words = [word for word in family if len(word) >= _SHORTEST]
    return bool(words) and not any(_is_common(word) for word in family)


def _is_common(word: str) -> bool:
    if not word.isascii() or is_given_name(word):
        return True
    return not {word, *_forms_of_men(word)}.isdisjoint(_common())


def _forms_of_men(word: str) -> Iterable[str]:
    """Kowalski for Kowalska, Novak for Novakova: the lists seldom have both."""
    for ending, instead in (
        ("ska", "ski"),
        ("cka", "cki"),
        ("ova", ""),
        ("ova", "ov"),
        ("eva", "ev"),
    ):
        if word.endswith(ending):
            yield word.removesuffix(ending) + instead


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    listed = names_written()
    # In two goes, which takes a twentieth of folding 50,000 words one by one.
    halves = (
        "\n".join(word for word in listed if word.isascii() is half) for half in (True, False)
    )
    folded = (fold.__wrapped__(half).split() for half in halves)
    return common_family_names().union(*folded)
