"""From what was read to a contact: claims for every line, then the best set of them."""

from cardscan.extract.choice.resolve import resolve
from cardscan.extract.whole.card import claim, extract
from cardscan.extract.whole.several_people import part_people, without_others
from cardscan.extract.whole.sides import complements, join

__all__ = ["claim", "complements", "extract", "join", "part_people", "resolve", "without_others"]
