"""Lines of an address that name the house, floor or flat, where houses have names."""

from __future__ import annotations

import re

from cardscan.extract.page.layout import Part
from cardscan.language.letters import fold

__all__ = ["HOUSES", "is_building", "names_a_house"]


def is_building(part: Part, street: Part, country: str | None) -> bool:
    """Whether a line right above a street names its house, where addresses begin with one."""
    words = fold(part.text).strip(" ,.").split(" ")
    named = country in _HOUSES_HAVE_NAMES and 2 <= len(words) <= 4 and words[-1] in HOUSES
    level = abs(part.box.left - street.box.left) < part.box.height or (
        abs(part.box.center[0] - street.box.center[0]) < part.box.height
    )
    alike = 0.8 < part.size / max(0.01, street.size) < 1.25
    return named and level and alike


def names_a_house(line: list[Part], country: str | None) -> bool:
    """Whether a line above a street names the house, floor or flat in it."""
    text = " ".join(p.text for p in line)
    pieces = [fold(p).strip(" .").split(" ") for p in text.split(",") if p.strip()]
    named = any(words[-1] in HOUSES for words in pieces)
    return country in _HOUSES_HAVE_NAMES and (named or bool(_WITHIN_A_HOUSE.match(text)))


_WITHIN_A_HOUSE = re.compile(
    r"(?:level|suite|unit|shop|office|flat|room|apartment|villa|block|tower|building|ground floor|"
    r"\d+(?:st|nd|rd|th) floor)\b",
    re.IGNORECASE,
)
_HOUSES_HAVE_NAMES = frozenset(
    "GB IE AE SA QA KW BH OM IN PK BD LK HK SG MY ZA KE NG GH UG TZ AU NZ MT CY".split()
)
HOUSES = frozenset(
    "building house tower towers centre center chambers court mill mills lodge hall cottage farm "
    "barn plaza mall arcade complex mansion mansions heights apartments villa villas works yard "
    "studios warehouse hub residency bhavan bhawan wisma menara bangunan college campus".split()
)
