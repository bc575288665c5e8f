"""Places without a postal code: told by the city alone, by what stands before and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from cardscan.extract.address.city_words import cities_of
from cardscan.extract.address.postal_country import may_be_city, state_in
from cardscan.extract.address.postal_places import Place
from cardscan.extract.thresholds import A_STREET, A_STREET_AND_NUMBER
from cardscan.extract.words.gazetteer import (
    city_countries,
    country_named,
    county_named,
    state_named,
)
from cardscan.extract.words.streets import ends_as_a_street, street_likeness
from cardscan.language.letters import fold
from cardscan.language.load import tongues
from cardscan.language.views import folded

__all__ = ["city_alone"]


def city_alone(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    """A city and its country, or a city after a street on one line, without any code.

    The last city counts: what stands before it is its quarter ('Jordan, Kowloon'),
    unless the last is the state of the one before ('León, Guanajuato').
    """
    bars = r"[,|•·]|\s[-–]\s|\s/\s" if regions[:1] == ("TR",) else r"[,|•·]|\s[-–]\s"
    pieces = [p.strip() for p in re.split(bars, text)]
    places = [p for i in range(len(pieces)) if (p := _place_at(pieces, i, regions))]
    if not places:
        behind = _behind_a_number(pieces, regions)
        if behind:
            yield behind
            return
        yield from _village(pieces, regions)
        return
    last = places[-1]
    if len(places) == 1 and last.country == "TR" and (quarter := _QUARTER.search(last.before)):
        city = quarter["quarter"]  # 'Kadıköy / İstanbul'
        yield replace(last, city=city, region=last.city, before=last.before[: quarter.start()])
        return
    if len(places) > 1 and last.country != "TR":
        before = places[-2]
        if state_named(last.city, before.country or "") and before.country == last.country:
            last = replace(before, region=last.city)
    yield last


_QUARTER = re.compile(r"(?:^|, )(?P<quarter>[^\W\d_]+)$")
_A_NUMBER_BESIDE_WORDS = 0.6  # as `street_likeness` weighs a number beside words it does not know
_SHORTEST_BEHIND = 4  # letters of a city right behind a number: 'Hof' is a courtyard, too
_BEHIND_A_NUMBER = re.compile(
    r"^(?P<street>.*\d[\d/.-]*\s?[a-zA-Z]?),?\s+(?P<city>[^\W\d_][^\d,]*)$"
)


def _behind_a_number(pieces: list[str], regions: tuple[str, ...]) -> Place | None:
    """A city right behind a street and its number: 'via Savona 97/b Milano'."""
    found = _BEHIND_A_NUMBER.match(pieces[-1])
    if not found or len(found["city"]) < _SHORTEST_BEHIND:
        return None
    homes = set(city_countries(found["city"])) & set(regions[:1])
    if not homes or street_likeness(found["street"]) < A_STREET_AND_NUMBER:
        return None
    front = ", ".join([*pieces[:-1], found["street"]])
    return Place(None, found["city"], None, regions[0], front, "", True, 0.45)


_LONGEST_VILLAGE = 3  # words: 'Saint-Jean du Gard'


@cache
def _parts_of_a_house() -> tuple[str, ...]:
    return tuple(folded(tongue.houses.parts for tongue in tongues()))


def _village(pieces: list[str], regions: tuple[str, ...]) -> Iterator[Place]:
    """A place that no list has behind a street and its number: 'Vätterviksvägen 3, Borghamn'."""
    street, village = ", ".join(pieces[:-1]), pieces[-1]
    if len(pieces) not in (2, 3) or not regions or street_likeness(street) < A_STREET_AND_NUMBER:
        return
    words = village.split(" ")
    plain = len(words) <= _LONGEST_VILLAGE and not any(map(str.isdigit, village))
    plain = plain and not any(w.isupper() for w in words)  # 'Member FDIC'
    named = (
        plain and not country_named(village) and words[0][:1].isupper() and words[0][1:2].islower()
    )
    named = named and not fold(words[-1]).endswith(_parts_of_a_house())
    if named and any(map(str.isdigit, street)) and street_likeness(village) <= 0:
        yield Place(None, village, None, regions[0], f"{street}, ", "", False, 0.3)


def _is_house_and_street(text: str) -> bool:
    """Whether a house's number begins a text: '38 Alderney No. 2, Wexham Union'."""
    return text[:1].isdigit() and street_likeness(text) >= _A_NUMBER_BESIDE_WORDS


def _place_at(pieces: list[str], position: int, regions: tuple[str, ...]) -> Place | None:
    """The piece of a line as a city, where what stands around it says that it is one."""
    piece, behind = pieces[position], pieces[position + 1 :]
    front, after = ", ".join(pieces[:position]), ", ".join(behind)
    homes = city_countries(re.sub(r"[ -]\d{1,2}$", "", piece))  # 'Colombo 02', 'Pune-30'
    if not homes and regions and cities_of(piece, regions[0]):
        homes = regions[:1]
    land = country_named(piece) if not behind else None
    if land and land not in homes and not set(homes) & set(regions[:1]):
        return None  # 'El Rosal, Colombia': there is a Colombia in Cuba
    named = next((c for p in behind if (c := country_named(p))), None)
    county = county_named(behind[0]) if behind else None
    if county and not any(c.isdigit() for c in piece):
        return Place(None, piece, behind[0], county, front, after, bool(homes), 0.45)
    if not homes and behind and may_be_city(piece):
        land = named or (regions[0] if regions and _is_house_and_street(front) else None)
        in_land = named is not None and country_named(behind[0]) == named
        in_land = (
            in_land and street_likeness(front) >= A_STREET and not state_in(piece, named or "")
        )
        if land and (in_land or state_in(behind[0], land)):
            return Place(None, piece, behind[0], land, front, after, False, 0.45)
    if not homes:
        return None
    region = next((p for p in behind for h in homes if state_named(p, h)), None)
    fronted = any(c.isdigit() for c in front) or ends_as_a_street(front)
    supported = fronted and set(homes) & set(regions)
    if named in homes or region or supported:
        country = named or next((c for c in regions if c in homes), homes[0])
        return Place(None, piece, region, country, front, after, True, 0.45)
    return None
