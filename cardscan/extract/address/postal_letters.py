"""Places whose postal codes tell their country by themselves: UK, Ireland, Canada and Brazil."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cardscan.extract.address.postal_places import Place, city_tail
from cardscan.extract.thresholds import A_STREET
from cardscan.extract.words.gazetteer import (
    city_countries,
    country_named,
    county_named,
    state_named,
)
from cardscan.extract.words.streets import street_likeness

__all__ = ["brazil", "letters_code"]

_UK = re.compile(r"\b(?P<postal>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b")
_CANADA = re.compile(r"\b(?P<postal>[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d)\b")
_IRELAND = re.compile(r"\b(?P<postal>[A-Z]\d[\dW]\s?[A-Z\d]{4})\b")
_BRAZIL = re.compile(
    r"(?:cep|c\.e\.p\.?)?\s?[:.]?\s?\b(?P<postal>\d{5}\s?-\s?\d{3}|\d{2}\.\d{3}-\d{3})\b",
    re.IGNORECASE,
)
_BRAZIL_CITY = re.compile(
    r"(?P<city>[^\W\d_][\w.' ]{1,60}?)\s?[-–/,|(]\s*(?P<region>[A-Z]{2})\b(?!\w)"
)
_BRAZIL_STATE = re.compile(r"(?:^|[,|–-]\s*)(?P<city>[^\W\d_][\w.' ]+) (?P<region>[A-Z]{2})\s*$")
_BRACKETED = re.compile(r" \(([^()]+)\)$")
_DUBLIN = re.compile(r"\b(?P<city>Dublin)\s(?P<postal>\d{1,2}W?)\b")


def letters_code(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    """Places behind which a British, Canadian or Irish code stands: 'Ennis, Co. Clare V95 …'."""
    for pattern, country in ((_UK, "GB"), (_CANADA, "CA"), (_IRELAND, "IE"), (_DUBLIN, "IE")):
        for found in pattern.finditer(text):
            if country == "IE" and "IE" not in regions and pattern is _IRELAND:
                continue
            after = text[found.end() :]
            if pattern is _DUBLIN:
                yield Place(
                    found["postal"], "Dublin", None, "IE", text[: found.start()], after, True, 0.9
                )
                continue
            pieces = [
                p.strip() for p in re.split(r"[,|•·]|\s-\s", text[: found.start()]) if p.strip()
            ]
            if len(pieces) > 1 and country_named(pieces[-1]) == country:
                pieces.pop()  # 'Calgary, Canada T2P 3R7'
            region = None
            if country == "CA" and pieces:
                pieces, region = _without_state(pieces, "CA")
            elif pieces and _is_county(pieces, country):
                pieces, region = pieces[:-1], pieces[-1]  # 'Wallingford, Oxfordshire'
            behind = _city_behind(after, country) if _is_street(pieces) else None
            if behind:  # 'Dock Street, HX1 4QR, Halifax, UK'
                city, after = behind
                front = text[: found.start()]
                yield Place(found["postal"], city, None, country, front, after, True, 1.0)
                continue
            district = country == "IE" and pieces and re.match(r"Dublin \d{1,2}W?$", pieces[-1])
            city = pieces[-1] if district else city_tail(pieces[-1]) if pieces else ""
            known = bool(district) or bool(city_countries(city))
            head = pieces[-1].removesuffix(city) if pieces else ""
            front = ", ".join([*pieces[:-1], head] if pieces else [])
            yield Place(
                found["postal"], city, region, country, front, after, known, 1.0 if city else 0.7
            )


def _is_street(pieces: list[str]) -> bool:
    """Whether a street stands right before the code, so that its city is elsewhere."""
    return (
        bool(pieces) and not city_countries(pieces[-1]) and street_likeness(pieces[-1]) >= A_STREET
    )


def _city_behind(after: str, country: str) -> tuple[str, str] | None:
    """The city behind a code, and what follows it."""
    city, comma, rest = after.lstrip(" ,").partition(",")
    return (city, comma + rest) if country in city_countries(city) else None


def _is_county(pieces: list[str], country: str) -> bool:
    """Whether the piece before the code is the county behind a town, not a town of its name.

    Behind a house's number stands a town: '14 Castle Street, Conwy LL32 8AY'.
    """
    *before, text = pieces
    if county_named(text) == country:
        return True
    street = not before or any(c.isdigit() for c in before[-1])
    return not street and state_named(text, country) and country not in city_countries(text)


def _without_state(pieces: list[str], country: str) -> tuple[list[str], str | None]:
    words = _BRACKETED.sub(r" \1", pieces[-1]).split(" ")  # 'Moncton (N.-B.)'
    for count in (2, 1):
        tail = " ".join(words[-count:])
        if state_named(tail, country):
            rest = " ".join(words[:-count]).strip()
            return ([*pieces[:-1], rest] if rest else pieces[:-1]), tail.strip(".")
    return pieces, None


def brazil(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    """A Brazilian place: its CEP before or behind, its state in two letters or in full."""
    code = _BRAZIL.search(text)
    rest = _BRAZIL.sub(", ", text)
    place = _BRAZIL_CITY.search(rest)
    if not code and regions[:1] != ("BR",):
        return
    postal = re.sub(r"[\s.]", "", code["postal"]) if code else None
    if not place and regions[:1] == ("BR",):
        bare = _BRAZIL_STATE.search(rest)  # 'São Paulo SP'
        place = bare if bare and "BR" in city_countries(bare["city"]) else None
    if place and state_named(place["region"], "BR"):
        city = place["city"].strip(" -–")
        yield Place(postal, city, place["region"], "BR", rest[: place.start()], rest[place.end() :],
                    bool(city_countries(city)), 1.0)  # fmt: skip
    elif code:
        pieces = [p.strip(" -–") for p in re.split(r"[,|•·]|\s[-–]\s", rest) if p.strip(" -–")]
        cities = _before_their_state(pieces) or [p for p in pieces if "BR" in city_countries(p)]
        if cities:
            front = rest[: rest.rfind(cities[-1])]
            after = rest[len(front) + len(cities[-1]) :]
            yield Place(postal, cities[-1], None, "BR", front, after, True, 0.9)
        else:
            yield Place(
                postal, "", None, "BR", text[: code.start()], text[code.end() :], False, 0.6
            )


def _before_their_state(pieces: list[str]) -> list[str]:
    """The city that stands before its state in full: 'Rio Verde - Goiás'."""
    known = [p for p, state in pairwise(pieces) if state_named(state, "BR")]
    return [p for p in known if "BR" in city_countries(p)]
