"""Places of the country a text names, or the card speaks of, by that country's own codes.

What stands behind the street is read from its end: country, code, state and
city in any order, 'Hsinchu, Taiwan, 300' as well as 'Irkutsk, 664011, Russia'
and 'Port Harcourt 500102, Rivers State, Nigeria'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cardscan.extract.address.city_words import cities_of
from cardscan.extract.address.postal_places import Place
from cardscan.extract.address.postal_shapes import PostalShape, postal_shape
from cardscan.extract.words.gazetteer import country_named, state_named
from cardscan.extract.words.streets import street_likeness
from cardscan.language.letters import fold

__all__ = ["may_be_city", "place_of_country", "state_in"]

_PIECES = re.compile(r"\s*[,|•·]\s*|\s+[-–]\s+")
_POST = "〒 "
_LONGEST_COUNTRY = 4  # words: 'Kingdom of Saudi Arabia'
_A_NUMBER_BESIDE_WORDS = 0.6  # as `street_likeness` weighs a number beside words it does not know
_LONGEST_CITY = 4  # words, of a city that no list has
_BRACKET = 1  # a sign before a code: '(C1042AAB)'
_CITYS_OWN = re.compile(r"[A-Za-z]{4}")  # 'Lima 33' is a city and its district
_NAMED, _ALONE, _UNKNOWN = 0.95, 0.8, 0.6  # how sure code, city and country together are


@dataclass(slots=True)
class _Tail:
    """What was read so far of a place, from its end."""

    country: str
    shape: PostalShape
    postal: str | None = None
    region: str | None = None
    city: str | None = None
    start: int = 0


def place_of_country(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    """The place that ends a text, where it has a code of its country."""
    pieces = _pieces(text)
    rest, named = _without_country(pieces)
    country = named or (regions[0] if regions else None)
    shape = postal_shape(country) if country else None
    if not country or not shape or not rest:
        return
    tail = _read(rest, country, shape)
    front = text[: tail.start]
    if tail.city and not tail.postal:
        code = shape.code.match(front.lstrip(_POST))
        if (
            code and front.lstrip(_POST)[code.end() :][:1] == " "
        ):  # '〒150-0043 Dogenzaka 1-12-1, …'
            tail.postal, front = code.group(), front.lstrip(_POST)[code.end() :]
    if not tail.postal or not tail.city:
        return
    known = bool(cities_of(tail.city, country))
    if not known and not (named or country == regions[0]):
        return
    strength = (_NAMED if named else _ALONE) if known else _UNKNOWN
    yield Place(tail.postal, tail.city, tail.region, country, front, "", known, strength)


def _pieces(text: str) -> list[tuple[int, str]]:
    """The pieces between commas and bars, with where each begins."""
    found, start = [], 0
    for bar in [*_PIECES.finditer(text), None]:
        end = bar.start() if bar else len(text)
        if text[start:end].strip(" ."):
            found.append((start, text[start:end].rstrip()))
        start = bar.end() if bar else end
    return found


def _without_country(pieces: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], str | None]:
    """The pieces without the country named among the last two of them."""
    for back in (1, 2):
        if len(pieces) < back:
            break
        start, piece = pieces[-back]
        rest, named = _split_country(piece)
        if named and (rest or len(pieces) > 1):
            kept = [(start, rest)] if rest else []
            return [*pieces[:-back], *kept, *pieces[len(pieces) - back + 1 :]], named
    return pieces, None


def _split_country(piece: str) -> tuple[str, str | None]:
    """A piece without the country that ends it or stands before its code, and that country."""
    words = piece.split(" ")
    numbered = [w for w in words if any(map(str.isdigit, w))]
    code = words[len(words) - len(numbered) :] if words[-len(numbered) :] == numbered else []
    code = code if numbered else []
    head = words[: len(words) - len(code)]
    for count in range(min(_LONGEST_COUNTRY, len(head)), 0, -1):
        named = country_named(" ".join(head[-count:]))
        if named and (code or count < len(words) or count == len(head)):
            return " ".join([*head[:-count], *code]), named
    return piece, None


def _read(pieces: list[tuple[int, str]], country: str, shape: PostalShape) -> _Tail:
    tail = _Tail(country, shape)
    for start, piece in reversed(pieces):
        if not _take(tail, start, piece):
            break
    return tail


def _take(tail: _Tail, start: int, piece: str) -> bool:
    """Take a piece as code, state or city, or as two of them; False where it ends the place."""
    name, at, coded = piece, start, None if tail.postal else _code_in(piece, tail.shape)
    if coded:
        name = (piece[: coded.start()] + piece[coded.end() :]).strip(" -–.()")
        first = coded.start() <= _BRACKET
        at = start if first else start + piece.find(name)
        numbered = not first and street_likeness(piece) > _A_NUMBER_BESIDE_WORDS
        if numbered and not cities_of(name, tail.country):
            return False  # 'Av. Rivadavia 2145'
        tail.postal = coded.group().strip()
    if not name:
        tail.start = start
        return True
    if not tail.region and state_in(name, tail.country):
        tail.region, tail.start = name, at
        return True
    _take_city(tail, name, at, coded=bool(coded))
    return False


def _take_city(tail: _Tail, name: str, at: int, *, coded: bool) -> None:
    """Take the city where a piece names one, is beside the code or ends like one."""
    if cities_of(name, tail.country):
        tail.city, tail.start = name, at
    elif not coded and tail.region and cities_of(tail.region, tail.country):
        tail.city, tail.region = tail.region, None  # 'Chuo-ku, Tokyo'
    elif tail.postal and may_be_city(name):
        tail.city, tail.start = name, at
    elif known := _known_tail(name, tail.country):
        tail.city, tail.start = known, at + len(name) - len(known)


def _code_in(piece: str, shape: PostalShape) -> re.Match[str] | None:
    """The code that begins or ends a piece."""
    for found in shape.code.finditer(piece):
        before, after = piece[: found.start()], piece[found.end() :]
        whole = not re.search(r"[\w/#-]$", before) and not re.match(r"[\w/-]", after)
        if _CITYS_OWN.match(found.group()):
            continue
        if whole and (not before.strip(" (") or not after.strip(" .)")):
            return found
    return None


def state_in(name: str, country: str) -> bool:
    """Whether a country has a state of this name, its word for a state left out."""
    shape = postal_shape(country)
    plain = _STATE.sub("", fold(name).strip(" ."))
    return bool(shape and plain in shape.states) or state_named(name, country)


_STATE = re.compile(
    r"^(?:edo|estado|prov|provincia)\.? | (?:state|province|prefecture|pref\.?)$", re.IGNORECASE
)


def may_be_city(name: str) -> bool:
    """Whether a piece beside a code or state may be a place that no list has."""
    words = name.split(" ")
    plain = len(words) <= _LONGEST_CITY and not any(map(str.isdigit, name))
    return plain and name[:1].isalpha() and street_likeness(name) <= 0


def _known_tail(name: str, country: str) -> str | None:
    """The city that ends a piece of street and city: '12 Rustaveli Ave. Tbilisi'."""
    words = name.split(" ")
    tails = (" ".join(words[-n:]) for n in range(min(3, len(words) - 1), 0, -1))
    return next((t for t in tails if cities_of(t, country)), None)
