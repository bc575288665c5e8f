"""Places behind a post office box: 'B.P. 214 Yaoundé', 'P.O. Box 881, P.C. 112, Ruwi'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cardscan.extract.address.postal_places import Place
from cardscan.extract.address.postal_shapes import postal_shape
from cardscan.extract.words.gazetteer import city_countries
from cardscan.language.load import countries

__all__ = ["box_place"]

_FRENCH = re.compile(
    r"(?P<box>(?:\b\d{1,2}\s)?\bB\.?\s?P\.?\s?:?\s?\d{1,6})\s*[-–,]?\s+"
    r"(?P<city>[^\W\d_][^\W\d]*(?:[ '-][^\W\d_]+)?)(?P<office>\s\d{1,2}\b)?"
)
_OMAN = re.compile(
    r"\bP\.?\s?C\.?\s?:?\s*(?P<postal>\d{3})\b[\s,–-]*"
    r"(?P<city>[^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*)?)?"
)


def box_place(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    """Places told by a box before them, by Oman's 'P.C.' behind one, or by Singapore's 'S(…)'."""
    for found in _FRENCH.finditer(text):
        whole = found["city"]
        for name in dict.fromkeys((whole, whole.split(" ")[0])):  # 'Dakar Sénégal'
            homes = set(city_countries(name)) & _box_before_city()
            country = next((c for c in (*regions, *sorted(homes)) if c in homes), None)
            if country:
                city = name + (found["office"] or "" if name == whole else "")
                front = text[: found.start()] + found["box"]
                after = text[found.start("city") + len(city) :]
                yield Place(None, city, None, country, front, after, True, 0.7)
                break
    yield from _code_behind_a_box(text, regions)
    singapore = _SINGAPORE.search(text)
    if singapore:
        front, after = text[: singapore.start()], text[singapore.end() :]
        yield Place(singapore["postal"], "Singapore", None, "SG", front, after, True, 0.95)
    place = _OMAN.search(text)
    if place and place["city"] and "OM" in regions:
        known = "OM" in city_countries(place["city"])
        front, after = text[: place.start()], text[place.end() :]
        yield Place(place["postal"], place["city"], None, "OM", front, after, known, 0.9)


_SINGAPORE = re.compile(r"(?<!\w)S\s?\(\s?(?P<postal>\d{6})\s?\)")  # 'S(570512)'
_BOX_AND_CODE = re.compile(
    r"(?P<box>\bbox\s?\d{1,6})\s?[-–]\s?(?P<postal>\d{3,6}),?\s+(?P<city>[^\W\d_][\w' ]*)",
    re.IGNORECASE,
)


def _code_behind_a_box(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    """A box and its office's code in one number: 'P.O. Box 55501-00100 Nairobi'."""
    found = _BOX_AND_CODE.search(text)
    shape = postal_shape(regions[0]) if found and regions else None
    if found and shape and shape.code.fullmatch(found["postal"]):
        city, front = found["city"].strip(), text[: found.end("box")]
        known = regions[0] in city_countries(city)
        after = text[found.end() :]
        yield Place(found["postal"], city, None, regions[0], front, after, known, 0.9)


@cache
def _box_before_city() -> frozenset[str]:
    """Where mail goes to boxes and places have no codes: the box, then the city and its office."""
    return frozenset(c.code for c in countries() if c.address.box_before_city)
