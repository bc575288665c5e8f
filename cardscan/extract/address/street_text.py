"""The text of an address's street: its lines without labels, signs, shops and boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cardscan.extract.address.postal_places import Place
from cardscan.extract.thresholds import A_STREET_AND_NUMBER
from cardscan.extract.words.gazetteer import city_countries
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.streets import street_likeness
from cardscan.language.letters import fold, squeeze
from cardscan.language.load import countries, tongues
from cardscan.language.remarks import remark_likeness
from cardscan.language.views import alternatives, folded

__all__ = ["BARS", "is_box", "is_company", "names_an_office", "street_of", "unlabelled"]


@cache
def _labels() -> re.Pattern[str]:
    """A label that begins a line of an address: 'Sede legale: ', 'Reg. Office: '."""
    labels = alternatives((tongue.addresses.labels for tongue in tongues()), dots=False)
    return re.compile(rf"^{labels}\s*[.:]\s*[-–]?\s*", re.IGNORECASE)


@cache
def _plain_labels() -> re.Pattern[str]:
    """Labels that mean nothing else need no colon: 'bezoekadres Purmerweg 88'."""
    labels = alternatives(tongue.addresses.plain_labels for tongue in tongues())
    return re.compile(rf"^{labels}\s+(?=\S)", re.IGNORECASE)


# 'Ambulatorio: Via Roma 18', 'Riceve su appuntamento: Via Roma 18'; 'Kat: 3' is part of a street
_ANY_LABEL = re.compile(
    r"^(?:(?!(?i:apt|kat|flat|unit|bloc?k?|top|tür)\b)[^\W\d_]{3,20}|"
    r"[^\W\d_]{2,20}(?: [^\W\d_]{2,20}){1,3}(?=:\s+[^\W\d_])):\s+"
)
_GLUED_NUMBER = re.compile(r"(?<=[a-zß-ÿ]{4})(?=\d{1,4}\b)")  # 'Bredgade7' for 'Bredgade 7'
# A round sign before a word that begins streets is what a reader made of an icon: 'Q Rua do …'.
_ICON_LETTER = re.compile(
    r"^[QO09©®@]\s+(?=(?:rua|av|avda|avenida|calle|c/|via|viale|piazza|corso|rue|avenue|"
    r"boulevard|passeig|paseo|plaza|praça|ul|ulica|estrada|rodovia|carrer|am|an der|im|in der|zum|"
    r"zur|auf)\b)",
    re.IGNORECASE,
)
# Signs between the parts of a line; neither the dot in Catalan 'col·legi' nor, between two short
# numbers, the dash before a flat is one: 'iela 41 – 8'.
BARS = re.compile(
    r"\s*[|¦•●■∙⋅▪]\s*|\s*(?<![lL])·\s*|\s*·(?![lL])\s*"
    r"|\s+[-–—]\s+(?!(?<=\d\s[-–—]\s)\d{1,3}(?!\w|\s\d))|\s*;\s*"
)


# A letter that begins a row as 't' and 'm' begin others; no street begins with a small one.
_LETTER_LABEL = re.compile(r"^a\s+(?=[^\W\d_a-z]|\d)")


def unlabelled(text: str) -> str:
    """A line of an address without the label that begins it."""
    place, colon, rest = text.partition(": ")
    if colon and city_countries(place):
        return rest  # 'New York: 45 West 34th Street'
    text = _LETTER_LABEL.sub("", _plain_labels().sub("", text))
    return _ANY_LABEL.sub("", _labels().sub("", text))


def is_company(text: str) -> bool:
    """Whether a piece before the street names the company: 'Stratum Networks Ltd, Unit 7, …'."""
    return has_legal_form(text) and not any(c.isdigit() for c in text)


@cache
def _offices() -> frozenset[str]:
    return folded(tongue.offices.of_cities for tongue in tongues())


def names_an_office(text: str) -> bool:
    """Whether a line above a street says which office stands there: 'Büro Krefeld'."""
    first, _, rest = text.strip(" :").partition(" ")
    return fold(first) in _offices() and bool(city_countries(rest))


def street_of(place: Place, lead: Iterable[str]) -> str | None:
    """The street, building and floor as one text."""
    cut = re.split(rf",\s|{BARS.pattern}", place.before)
    pieces = [p.strip(" ,-–|") for p in cut if p.strip(" ,-–|.")]
    texts = [unlabelled(squeeze(t)).strip(" ,-–|;+") for t in lead]
    used = [*texts, *(unlabelled(p) for p in pieces)]
    used = [
        _BEFORE_THE_CITY.sub("", _ICON_LETTER.sub("", t)) for t in used if not _is_aside(t, place)
    ]
    street = ", ".join(BARS.sub(", ", t).strip(" ,•●+:") for t in used if t)
    return _GLUED_NUMBER.sub(" ", _plain_street(street, place)) or None


_BEFORE_THE_CITY = re.compile(r"(?<=\d)\s+in$")  # 'Dorfstr. 7 in 25746 Heide'


def _is_aside(text: str, place: Place) -> bool:
    # The colon behind a street and its number is a dot or bar read so: 'Bergweg 60 : 70327 Ulm'.
    is_street = street_likeness(text) >= A_STREET_AND_NUMBER and place.known_city
    label = text.endswith(":") and not is_street
    return is_company(text) or names_an_office(text) or label


def _plain_street(street: str, place: Place) -> str:
    """The street without the shop it lies above, or the P.O. box that mail goes to instead."""
    said = (p for p in street.split(", ") if remark_likeness(p) < _HOURS)
    pieces = [p for p in said if not _landmark().match(p)]
    if place.postal_code or place.country not in _mail_goes_to_boxes():
        return ", ".join(pieces)
    streets = [p for p in pieces if not _PO_BOX.match(p)]
    return ", ".join(streets if any(street_likeness(p) > 0 for p in streets) else pieces)


@cache
def _mail_goes_to_boxes() -> frozenset[str]:
    """Where no mail is brought to a door: a box and a street are two addresses, not one."""
    return frozenset(c.code for c in countries() if c.address.mail_goes_to_boxes)


_HOURS = 1.5  # as `remark_likeness` weighs opening hours at least
_PO_BOX = re.compile(r"p\.?\s?o\.?\s?box\b", re.IGNORECASE)


@cache
def _landmark() -> re.Pattern[str]:
    words = alternatives(tongue.streets.landmarks for tongue in tongues())
    return re.compile(rf"{words}\s", re.IGNORECASE)


def is_box(text: str) -> bool:
    """Whether a text is a box at a post office and nothing else, so that a street may precede."""
    return bool(_PO_BOX.match(text.strip()) or _box_alone().fullmatch(text.strip(" ,.-–|")))


@cache
def _box_alone() -> re.Pattern[str]:
    words = alternatives((tongue.addresses.boxes for tongue in tongues()), dots=False)
    return re.compile(rf"{words}\s?(?:n[º°o]\.?\s?)?\d[\d .-]{{0,12}}", re.IGNORECASE)
