"""Cities as their country's addresses call them: 'TP. Đà Nẵng', 'Okazaki-shi', 'Taipei City'."""

from __future__ import annotations

import re
from functools import cache

from cardscan.extract.words.gazetteer import city_countries
from cardscan.language.letters import fold
from cardscan.language.load import countries

__all__ = ["cities_of", "is_called_city"]


def cities_of(name: str, country: str) -> bool:
    """Whether a country has a city of this name, with or without its word for a city."""
    other = _OTHER_NAME.search(name)
    names = (name, name[: other.start()], other["name"]) if other else (name,)
    if any(country in city_countries(n) for n in names):
        return True
    return is_called_city(name, country)


def is_called_city(name: str, country: str) -> bool:
    """Whether a country has the city that a name with its word for a city means."""
    bare = _without_word(name, country)
    return bare is not None and country in city_countries(bare)


_OTHER_NAME = re.compile(r" \((?P<name>[^()]+)\)$")  # 'S.A.S. Nagar (Mohali)'


def _without_word(name: str, country: str) -> str | None:
    before, behind = _words(country)
    plain = fold(name).strip(" .,")
    for word in before:
        if re.match(rf"{re.escape(word)}[ .]", plain):
            return plain[len(word) :].strip(" .")
    for word in behind:
        if plain.endswith((f" {word}", f"-{word}")):
            return plain[: -len(word) - 1]
    return None


@cache
def _words(country: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before and what behind the names of a country's cities."""
    habits = next((c.address for c in countries() if c.code == country), None)
    if habits is None:
        return (), ()
    return tuple(map(fold, habits.before_cities)), tuple(map(fold, habits.behind_cities))
