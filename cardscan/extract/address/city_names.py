"""How cities are spelled where readers lose or mistake the marks of their letters."""

from __future__ import annotations

from functools import cache

from cardscan.language.letters import fold, is_shouted
from cardscan.language.lists import city_lists

__all__ = ["listed_city"]


# The list has Turkish letters in Romanian names, which are written 'Ploiești' and 'Galați'.
_COMMAS_BELOW = str.maketrans("şţŞŢ", "șțȘȚ")


@cache
def _listed(country: str) -> dict[str, frozenset[str]]:
    """The spellings of a country's cities, by their folded form."""
    found: dict[str, set[str]] = {}
    for printed in city_lists().get(country, ()):
        name = printed.translate(_COMMAS_BELOW) if country == "RO" else printed
        found.setdefault(fold(name), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


def listed_city(city: str, country: str | None, street: str) -> str:
    """The city with the marks that the list has: 'Istanbul' beside 'Bağdat Caddesi' is 'İstanbul'.

    Cards in English print 'Istanbul' and 'Zurich', so a plain spelling changes only
    where the street shows that this card prints its language's own letters.
    """
    listed = _listed(country or "").get(fold(city), frozenset())
    names = [name for name in listed if not name.isascii()]
    if len(names) != 1 or city in names or (city.isascii() and street.isascii()):
        return city
    name = names[0]
    if is_shouted(city):
        return city if "i" in name else name.upper()  # whose capital is İ in Turkish alone
    return city if street == street.lower() and city == city.lower() else name
