"""Lines of an address that name the house, floor or flat, where houses have names."""

from __future__ import annotations

import re
from functools import cache

from cardscan.extract.address.postal_places import Place
from cardscan.extract.page.layout import Part, are_sized
from cardscan.extract.thresholds import SET_ALIKE
from cardscan.extract.words.streets import names_a_part
from cardscan.language.letters import fold, is_shouted
from cardscan.language.load import countries, tongues
from cardscan.language.views import alternatives, folded

__all__ = ["is_building", "is_house_word", "names_a_house"]


def is_building(part: Part, street: Part, country: str | None) -> bool:
    """Whether a line right above a street names its house, where addresses begin with one."""
    words = fold(part.text).strip(" ,.").split(" ")
    named = country in _houses_have_names() and 2 <= len(words) <= 4 and is_house_word(words[-1])
    level = abs(part.box.left - street.box.left) < part.box.height or (
        abs(part.box.center[0] - street.box.center[0]) < part.box.height
    )
    alike = are_sized(part, street, SET_ALIKE)
    return named and level and alike


def names_a_house(line: list[Part], place: Place) -> bool:
    """Whether a line above a street names the house, floor or flat in it, not the firm."""
    text = " ".join(p.text for p in line)
    if is_shouted(text) and not is_shouted(place.before):
        return False  # 'SRI MURUGAN ENGINEERING WORKS' above '12, Big Bazaar Street'
    pieces = [fold(p).strip(" .").split(" ") for p in text.split(",") if p.strip()]
    named = any(is_house_word(words[-1]) for words in pieces)
    if names_a_part(text):
        return True
    return place.country in _houses_have_names() and (named or bool(_within_a_house().match(text)))


def is_house_word(word: str) -> bool:
    """Whether a word ends the names of buildings: 'Tower', 'Menara'."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    return folded(tongue.houses.words for tongue in tongues())


@cache
def _within_a_house() -> re.Pattern[str]:
    words = alternatives(tongue.houses.within for tongue in tongues())
    return re.compile(rf"(?:{words}|\d+(?:st|nd|rd|th) floor)\b", re.IGNORECASE)


@cache
def _houses_have_names() -> frozenset[str]:
    return frozenset(c.code for c in countries() if c.address.houses_have_names)
