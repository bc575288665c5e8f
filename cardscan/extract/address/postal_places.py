"""What a place on a card is, and where its city begins in a line."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.extract.words.gazetteer import city_countries
from cardscan.language.known_words import street_words
from cardscan.language.letters import fold

__all__ = ["Place", "city_front", "city_tail"]


@dataclass(frozen=True, slots=True)
class Place:
    """A postal code and city found in a text, and what stands before and after them."""

    postal_code: str | None
    city: str
    region: str | None
    country: str | None
    before: str
    after: str
    known_city: bool
    strength: float


def city_tail(text: str) -> str:
    """The city that ends a text in which a street may come first without a comma."""
    text = text.rpartition(", ")[2]
    words = text.split(" ")
    if not any(c.isdigit() for c in text) and len(words) <= 3:
        tails = (
            " ".join(words[-n:])
            for n in range(1, len(words))
            if fold(words[-n - 1]) in street_words()
        )
        return text if city_countries(text) else next(filter(city_countries, tails), text)
    for count in (3, 2, 1):
        tail = " ".join(words[-count:])
        if count < len(words) and city_countries(tail) and fold(tail) not in street_words():
            return tail  # Street is a town in Somerset, not in '14 Castle Street'
    return words[-1]


def city_front(text: str) -> str:
    """What stands before the city that ends a text."""
    return text[: len(text) - len(city_tail(text))]
