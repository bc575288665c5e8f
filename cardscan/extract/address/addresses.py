"""Postal addresses: an anchor of postal code and city, and the street lines that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from cardscan.extract.address.block import lines_above, share_columns
from cardscan.extract.address.city_names import listed_city
from cardscan.extract.address.houses import is_house_word, names_a_house
from cardscan.extract.address.other_lines import (
    is_no_street,
    reaches_somebody,
    says_something_else,
)
from cardscan.extract.address.postal import find_places
from cardscan.extract.address.postal_places import Place
from cardscan.extract.address.street_text import (
    BARS,
    is_box,
    is_company,
    street_of,
    unlabelled,
)
from cardscan.extract.clues.clues import Clues
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.thresholds import (
    A_NUMBERED_PLACE,
    A_NUMBERED_STREET,
    A_STREET_AND_NUMBER,
    HARDLY_A_STREET,
    STREET_RIGHT_ABOVE,
    STREET_WITHOUT_NUMBER,
)
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.gazetteer import country_named, county_named
from cardscan.extract.words.streets import names_an_area, street_likeness
from cardscan.language.letters import fold
from cardscan.language.load import country_record
from cardscan.model import Address, Box, Claim, Field, Reason

__all__ = ["address_claims"]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text that may hold a place, with the parts of the card it is read from."""

    text: str
    parts: tuple[Part, ...]


def _stretches(page: Page) -> Iterator[_Stretch]:
    """Lines that may hold a place: alone, with the line's other parts, with the line below."""
    for part in page.parts:
        yield _behind_a_company(part) or _Stretch(part.text, (part,))
    for wholes in page.readings:
        for whole in wholes:
            text = BARS.sub(", ", whole.text)
            if text != whole.text or not any(p.text == text for p in page.parts):
                yield _Stretch(text, (whole,))
    for part in page.first:
        right = page.beside(part)
        if right:
            yield _Stretch(f"{part.text} {right.text}", (part, right))
        for below in page.under(part)[:1]:
            joins = not says_something_else(part.text) and len(part.text) + len(below.text) < 90
            if joins and share_columns(part, below):
                parted = " " if _UNFINISHED.search(part.text) else ", "
                yield _Stretch(f"{part.text}{parted}{below.text}", (part, below))


# A city that goes on in the next line: 'Esslingen am' above 'Neckar'.
_UNFINISHED = re.compile(r"[^\W\d_] (?:am|an der|in der|im|bei|ob der|vor der|sur|nad|pod)$")


def _behind_a_company(part: Part) -> _Stretch | None:
    """The address that stands behind its company on one line: 'Acme AG, Seeweg 17, 8005 Zürich'."""
    for i in range(1, len(part.words) - 2):
        if part.words[i].text.endswith(",") and is_company(part.cut(0, i + 1).text):
            rest = part.cut(i + 1, len(part.words))
            return _Stretch(rest.text, (rest,))
    return None


def _country(page: Page, place: Place, last: Part) -> tuple[str | None, list[Part], bool]:
    """The country, named behind the place, on the line below, or told by the postal code."""
    for piece in re.split(r"[,|•·()–-]", place.after):
        named = country_named(piece)
        if named:
            return named, [], True
    for below in page.under(last)[:1]:
        named = country_named(below.text)
        if named:
            return named, [below], True
    return place.country, [], False


def _value(
    place: Place, street: str | None, country: str | None, boxes: tuple[Box, ...]
) -> Address:
    printed = place.city.strip(" ,.-")
    city = listed_city(printed, country, street or "")
    repairs = (f"'{printed}' written as '{city}', a listed city",) if city != printed else ()
    tail = " ".join(t for t in (place.postal_code, city) if t)
    if place.country in ("US", "CA", "AU", "GB", "IN"):
        tail = " ".join(
            t for t in (city + ("," if place.region else ""), place.region, place.postal_code) if t
        )
    return Address(
        value=", ".join(t for t in (street, tail) if t),
        street=street,
        postal_code=place.postal_code,
        city=city or None,
        region=place.region,
        country=country,
        boxes=boxes,
        repairs=repairs,
    )


def _reasons(
    place: Place, street: str | None, *, named: bool, rank: int, badness: float
) -> Iterator[Reason]:
    if place.postal_code:
        yield because(Evidence.POSTAL_CODE_AND_CITY, place.strength)
    if place.known_city:
        yield because(Evidence.KNOWN_CITY)
    if place.region:
        yield because(Evidence.STATE)
    if not (place.postal_code or place.known_city or place.region):
        yield because(Evidence.PLACE_BEHIND_A_STREET)
    if named:
        yield because(Evidence.COUNTRY)
    likeness = street_likeness(street) if street else 0.0
    boxed = street is not None and is_box(street)  # and a street may stand before it
    if likeness >= A_STREET_AND_NUMBER and not boxed and (place.postal_code or place.known_city):
        yield because(Evidence.STREET_ABOVE, STREET_RIGHT_ABOVE)
    elif likeness > HARDLY_A_STREET:  # 'The Old Forge, Church Lane' has no number
        yield because(
            Evidence.STREET_ABOVE, 1.0 if likeness >= A_NUMBERED_PLACE else STREET_WITHOUT_NUMBER
        )
    elif street and place.postal_code and _IN_A_HAMLET.fullmatch(street):
        yield because(Evidence.STREET_ABOVE, STREET_WITHOUT_NUMBER)
    else:
        yield because(Evidence.NO_STREET)
    if rank:
        yield because(Evidence.SECOND_READING, rank)
    yield because(Evidence.READ_BADLY, badness)


def _claims(
    page: Page, clues: Clues, stretch: _Stretch, place: Place, rank: int
) -> Iterator[Claim]:
    """The address with each number of the street lines above it that may belong to it."""
    named_after_house = is_house_word(fold(place.city).split(" ")[-1]) and not place.known_city
    if (
        not place.city or named_after_house or _UNFINISHED.search(place.city)
    ):  # 'Office 1904, Falcon Crest Tower' has no city
        return
    boxed = is_box(place.before)
    if not place.known_city and _is_its_number(place):
        return  # '4th Floor, 22 Eastgate'
    in_line = boxed or street_likeness(place.before) >= A_NUMBERED_PLACE
    chain = lines_above(page, stretch.parts[0], place, clues)
    if (
        in_line and not boxed and not names_an_area(place.before)
    ):  # 'Level 1, Rata House' stands above '18 Fernleigh Road, Te Puke 3119'
        above = takewhile(lambda line: names_a_house(line, place), chain)
        chain = list(above)
    front = unlabelled(f"{place.before.strip()} ").strip(" ,")  # 'Ordination: 1180 Wien, …'
    behind = _street_behind(place) if not front else None
    if behind:
        place, chain = replace(place, before=behind), []
    for height in range(len(chain), -1, -1):
        lead = [p for line in reversed(chain[:height]) for p in line]
        claim = _claim(page, stretch, place, lead, rank)
        if claim:
            beyond = height if in_line else height - 1
            more = tuple(because(Evidence.MORE_OF_THE_ADDRESS_ABOVE) for _ in range(beyond))
            yield replace(claim, reasons=(*claim.reasons, *more))


def _is_its_number(place: Place) -> bool:
    """Whether a house's number stands right before a place, which is then the street."""
    return country_record(place.country).address.number_first and bool(
        _ENDS_IN_A_NUMBER.search(place.before)
    )


_ENDS_IN_A_NUMBER = re.compile(r"(?:^|,)\s*\d{1,4}[A-Za-z]?\s*$")


def _begins_with_another(stretch: _Stretch, place: Place) -> bool:
    """Whether the upper of two lines is no part of an address that is whole without it."""
    upper, whole = stretch.parts[0].text, len(stretch.parts) == 1
    if whole or street_likeness(upper) > HARDLY_A_STREET or not place.before.startswith(upper):
        return False
    return street_likeness(place.before[len(upper) :].strip(" ,")) > HARDLY_A_STREET


def _street_behind(place: Place) -> str | None:
    """The street that stands behind its city, as in Hungary: '6722 Szeged, Petőfi tér 8.'."""
    after = _CEDEX.sub("", place.after)
    text = re.split(r"\s[-–|•·]\s", after.strip(" ,.-–|"))[0].strip(" ,.")
    numbered = any(c.isdigit() for c in text)
    known = place.known_city or (place.country == "HU" and place.postal_code)
    least = A_NUMBERED_STREET if known else A_STREET_AND_NUMBER if place.postal_code else 9.0
    if place.postal_code and _IN_A_HAMLET.fullmatch(text) and not is_box(text):
        return text
    return text if numbered and street_likeness(text) >= least else None


# Where houses are counted by hamlets, not by streets: '3610 Weißenkirchen, Achleiten 7'.
_IN_A_HAMLET = re.compile(r"[^\W\d_a-z][^\W\d_]{3,}(?: [^\W\d_]+)? \d{1,3}[a-z]?")


_CEDEX = re.compile(r"^\s*cedex\b\s*\d{0,2}", re.IGNORECASE)


def _claim(
    page: Page, stretch: _Stretch, place: Place, lead: list[Part], rank: int
) -> Claim | None:
    street = street_of(place, (p.text for p in lead))
    if _begins_with_another(stretch, place):
        return None
    hamlet = place.region and place.country and county_named(place.region) and street
    if street and is_no_street(street) and not place.postal_code and not hamlet:
        return None  # but 'Knockmore, Ballina, Co. Mayo'
    country, tail, named = _country(page, place, stretch.parts[-1])
    parts = (*lead, *stretch.parts, *tail)
    value = _value(place, street, country, tuple(p.box for p in parts))
    badness = 1 - min(p.confidence for p in parts)
    rank += stretch.parts[0].reading
    reasons = _reasons(place, street, named=named, rank=rank, badness=badness)
    return Claim(Field.ADDRESS, value, tuple(p.line for p in parts), tuple(reasons))


def _goes_on_below(page: Page, stretch: _Stretch, places: list[Place], clues: Clues) -> bool:
    """Whether a line ends with a quarter, and its city follows: 'Business Bay' above 'Dubai'."""
    if not places or places[0].postal_code:
        return False
    for below in page.under(stretch.parts[-1])[:1]:
        following = find_places(below.text, clues.regions)[:1]
        same = [p for p in following if p.country == places[0].country and p.city != places[0].city]
        numbered = any(
            street_likeness(p.before) >= A_NUMBERED_PLACE and not is_box(p.before) for p in same
        )
        return bool(same) and not numbered
    return False


def address_claims(page: Page, clues: Clues) -> list[Claim]:
    """Every address that some stretch of lines can be read as."""
    claims: list[Claim] = []
    for stretch in _stretches(page):
        text = stretch.text
        if reaches_somebody(text) or not any(c.isalpha() for c in stretch.text):
            continue
        places = find_places(stretch.text, clues.regions)[:2]
        if _goes_on_below(page, stretch, places, clues):
            continue
        for rank, place in enumerate(places):
            claims.extend(_claims(page, clues, stretch, place, rank))
    return claims
