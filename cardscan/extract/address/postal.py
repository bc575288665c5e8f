"""Postal codes and cities as each country prints them on one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from cardscan.extract.address.city_words import is_called_city
from cardscan.extract.address.postal_boxes import box_place
from cardscan.extract.address.postal_cities import city_alone
from cardscan.extract.address.postal_codes import (
    code_prefixes,
    codes_before_city,
    codes_behind_city,
)
from cardscan.extract.address.postal_country import place_of_country
from cardscan.extract.address.postal_letters import brazil, letters_code
from cardscan.extract.address.postal_places import Place, city_front, city_tail
from cardscan.extract.words.gazetteer import city_countries, country_named, state_named
from cardscan.extract.words.labels import label_kind
from cardscan.language.known_words import street_starts, street_words, units
from cardscan.language.letters import fold, squeeze
from cardscan.language.load import country_record, tongues
from cardscan.language.views import alternatives

__all__ = ["find_places", "is_code_of"]

_CITY = r"(?P<city>[^\W\d_][\w.'’()-]*(?:[ /][ /-]*\(?[^\W\d_][\w.'’()-]*){0,5})"
_SHORTEST_CODE = 3  # of Iceland and the Faroes: '780 Höfn'
_STATE_ZIP = re.compile(
    r"(?P<city>[^\W\d_][^,\d]*?)\s?[,.]?\s+(?P<region>[A-Z][A-Za-z.]+(?: [A-Z][a-z]+| [A-Z]+){0,2})"
    r"(?:\s?[,.]?\s+|(?<=[A-Z]{2})(?=\d{5}(?!\d)))(?P<postal>\d{5}(?:\s?[-–]\s?\d{4})?|\d{4})\b"
)
_LABEL = re.compile(
    r"\b(?:c\.?\s?p\.?(?=\s*[:.]?\s*\d{5}(?!\d))|cap|plz|"
    r"zip(?: code)?|pin(?:code)?|postcode|〒|cep|po)\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)


@cache
def _box() -> re.Pattern[str]:
    """Digits behind it are a box, not the code of the place that follows: 'Box 45123 Dubai'."""
    words = alternatives((tongue.addresses.boxes for tongue in tongues()), dots=False)
    return re.compile(
        rf"\b(?:{words}|p\.?\s?o\.?\s?b\.?)\s*(?:[A-Z]{{1,3}}\s)?(?:n[or°º]\.?)?\s*[:.]?\s*$",
        re.IGNORECASE,
    )


@cache
def _numbered() -> re.Pattern[str]:
    """A number behind it is a house's or a flat's, never a postal code: 'Of. 1201, Las Condes'."""
    words = alternatives(tongue.addresses.numbered for tongue in tongues())
    return re.compile(rf"(?:^|[\s,.(]){words}\s*[.:]?\s*$", re.IGNORECASE)


def is_code_of(code: str, country: str) -> bool:
    """Whether a country writes its postal codes before the city in this shape."""
    return any(re.fullmatch(shape, code) for shape in country_record(country).postal.before_city)


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
        if len(words) > count and country_named(tail) and not city_countries(text):
            named, text = country_named(tail), " ".join(words[:-count]).strip(" ,-–/|")
            text = text.strip("(") if text.count("(") > text.count(")") else text
            break
    province = re.search(r"\s*\((?P<name>[^\W\d_][^()\d]{2,24})\)$", text)
    own = country in ("DE", "AT", "CH", "LI", "LU")  # 'Frankfurt (Oder)' is the city's name
    if province and not own and not country_named(province["name"]):  # 'Hernani (Gipuzkoa)'
        region, text = province["name"].strip(), text[: province.start()].strip(" ,-–")
    bracket = re.search(r"\s*[( ]\s*([A-Z]{2})\)?$", text) or _LOW_PROVINCE.search(text)
    printed = bracket and country == "IT" and "(" in bracket.group()  # its provinces are many
    if bracket and (
        printed or (country in ("IT", "ES") and state_named(bracket.group(1), country))
    ):
        region, text = bracket.group(1), text[: bracket.start()].strip(" ,-–")
    if country == "TR" and re.search(r"\s*[/–-]\s*", text):
        region, _, text = (t.strip() for t in re.split(r"\s*([/–-])\s*", text, maxsplit=1))
    if country == "FR":
        text = re.sub(r"\s+cedex(?:\s+\d+)?$", "", text, flags=re.IGNORECASE)
    return text, region, named, ""


def _country_for(
    codes: tuple[str, ...], city: str, regions: tuple[str, ...], prefix: str | None
) -> str:
    if prefix and prefix in code_prefixes():
        return code_prefixes()[prefix]
    for country in regions:
        if country in codes:
            return country
    homes = city_countries(city)
    return next((c for c in codes if c in homes), codes[0])


_LOW_PROVINCE = re.compile(r"\s*\(([a-z]{2})\)$")  # 'vedelago (tv)'
_Patterns = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


@cache
def _first_patterns() -> _Patterns:
    before = r"(?<![\w/#-])(?:(?P<prefix>[A-Z]{1,3})\s?[-–]?\s?)?"
    return tuple(
        (re.compile(rf"{before}(?P<postal>{shape})\)?\s*,?\s+{_CITY}"), codes)
        for shape, codes in codes_before_city()
    )


@cache
def _last_patterns() -> _Patterns:
    return tuple(
        (
            re.compile(
                rf"{_CITY}\s*[-–,.:]?\s*\b(?:(?P<prefix>[A-Z]{{2}})-(?=\d{{4,5}}))?(?P<postal>{shape})(?![\d-]|\s\d{{3}})"
            ),
            codes,
        )
        for shape, codes in codes_behind_city()
    )


_LONG_NUMBER = re.compile(r"\d(?:[ .]?\d){5,}[ .]$")  # 'SIRET 512 448 207 00019'


def _is_no_code(text: str, found: re.Match[str], country: str, regions: tuple[str, ...]) -> bool:
    """Whether digits before a word are no postal code: a house's number, a quantity."""
    postal, city = found["postal"], _known_head(found["city"])
    if len(postal) == _SHORTEST_CODE and country not in regions[:1]:
        return True  # 'Suite 400 West'
    before = text[: found.start("postal")]
    if (
        _numbered().search(before)
        or _LONG_NUMBER.search(before)
        or ("," in text[found.end("postal") : found.start("city")] and _is_bare_street(before))
    ):
        return True
    homes = city_countries(city)
    if country in homes:
        return False
    if set(homes) & set(regions[:1]) and "-" not in postal:
        return True  # 'Villa 6123, Dakar': the city has no such codes
    words = [w.strip(".,()") for w in fold(city).split()]
    if all(w in _part_words() for w in words):
        return True  # '0671, Of. 402', '1443 Sokak No:12'
    kingdom = _KINGDOM.sub("", found["city"])
    if any(country_named(t) for t in (kingdom, kingdom.rpartition("(")[0])):
        return True
    return state_named(found["city"], regions[0]) if regions else False


_KINGDOM = re.compile(r"^(?:kingdom|republic|sultanate|state) of ", re.IGNORECASE)


def _is_bare_street(before: str) -> bool:
    """Whether a street without its number stands before digits: 'Av. Rivadavia 2145, Mendoza'."""
    words = fold(re.split(r"[,|•·]", before)[-1]).split()
    return (
        bool(words) and words[0].strip(".") in street_starts() and not any(map(str.isdigit, before))
    )


@cache
def _part_words() -> frozenset[str]:
    return units() | street_words() | {"of", "ofic", "oficina", "dpto", "depto"}


def _code_first(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    text = _LABEL.sub("", text)
    for pattern, codes in _first_patterns():
        for found in pattern.finditer(text):
            prefix = found["prefix"] if found["prefix"] in code_prefixes() else None
            if prefix and code_prefixes()[prefix] not in codes:
                continue  # 'N24-155' is a house in Quito
            start = found.start() if prefix or not found["prefix"] else found.start("postal")
            head = _known_head(found["city"].split(" - ")[0])
            country = _country_for(codes, head, regions, prefix)
            if _is_no_code(text, found, country, regions):
                continue
            if (
                country == "NL"
                and re.match(r"[A-Z]{2} ", head)
                and not found["postal"][-1:].isalpha()
            ):
                continue  # '2382 NX Zoeterwoude' is one code
            first = head.split(" ")[0]
            labelled = len(first) > 2 and label_kind(first)
            if _box().search(text[: found.start("postal")]) or labelled:
                continue
            whole = found["city"] if country == "TR" else found["city"].split(" - ")[0]
            city, region, named, _ = _settle(whole, country)
            district = re.match(r"\s+\d{1,2}(?=\s*(?:$|[,|–-]))", text[found.end("city") :])
            numbered = country_record(country).postal.numbered_districts
            if numbered and district and found["city"].endswith(city):
                city += district.group().rstrip()
            homes = city_countries(city.rstrip(" 0123456789"))
            known = bool(set(homes) & {*codes, *((named,) if named else ())})
            at = found.start("city") + len(city)
            after = text[at:] if found["city"].startswith(city) else text[found.end() :]
            supported = country in regions
            strength = 1.0 if known or prefix else 0.75 if supported else 0.5
            yield Place(
                _as_printed(found), city, region, named or country,
                text[:start], after, known, strength,
            )  # fmt: skip


def _as_printed(found: re.Match[str]) -> str:
    """The code with the letters that belong to it: those of Latvia, 'LV-1011'."""
    prefix = found["prefix"]
    kept = country_record(code_prefixes().get(prefix)).postal.prefix_is_kept
    return f"{prefix}-{found['postal']}" if kept else str(found["postal"])


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
                    city_tail(last.strip()), state, country,
                    head + city_front(last.strip()), text[found.end() :],
                    bool(city_countries(city_tail(last.strip()))), 1.0,
                )  # fmt: skip
                break


def _code_last(text: str, regions: tuple[str, ...]) -> Iterator[Place]:
    text = _LABEL.sub("", text)
    for pattern, codes in _last_patterns():
        for found in pattern.finditer(text):
            digits = re.search(r"\d+\s*$", text[: found.start()])
            unit = re.search(r"#\d+-\d+\w?\s*$", text[: found.start()])  # of Singapore
            if digits and not unit and not _box().search(text[: digits.start()]):
                continue
            pieces = [p for p in re.split(r"\s[-–]\s", found["city"]) if p]
            city = city_tail(pieces[-1].strip(" -–"))
            homes = city_countries(city)
            likeliest = (c for c in (*regions, *codes) if c in codes)
            country = next((c for c in likeliest if c in homes or is_called_city(city, c)), None)
            if country is None or state_named(city, country):  # 'Gurugram, Haryana 122003'
                at = _city_before_state(text[: found.start()], city, (*regions[:1], *codes), codes)
                if at:
                    front, name, country = at
                    yield Place(
                        found["postal"], name, city, country, front, text[found.end() :], True, 0.9
                    )
                    continue
            known = country is not None
            if country:
                before = text[: found.start("city")] + found["city"][: found["city"].rfind(city)]
                after = text[found.end() :]
                region = re.split(r"[,|•·(]", after.strip(" ,"))[0].strip(" .")
                yield Place(
                    _as_printed(found), city, region if state_named(region, country) else None,
                    country, before, after, known, 0.8 if known else 0.6,
                )  # fmt: skip


def _city_before_state(
    before: str, state: str, regions: tuple[str, ...], codes: tuple[str, ...]
) -> tuple[str, str, str] | None:
    """What stands before the city, the city and its country, where its state stands behind it."""
    front, _, city = before.rstrip(" ,").rpartition(",")
    homes = set(city_countries(city)) & set(codes)
    country = next((c for c in regions if c in homes and state_named(state, c)), None)
    return (front, city.strip(), country) if country else None


_Finder = Callable[[str, tuple[str, ...]], Iterator[Place]]
_FEWEST_DIGITS = 3
_A_GUESS = 0.5  # digits before a word that no list has, of a country the card does not speak of


def find_places(text: str, regions: tuple[str, ...]) -> list[Place]:
    """Every way to read a postal code and city in a text, the likeliest first."""
    found: list[Place] = []
    digits = sum(c.isdigit() for c in text)
    finders: tuple[_Finder, ...] = (
        _state_last, brazil, letters_code, box_place, _code_first, _code_last, place_of_country,
    )  # fmt: skip
    if digits < _FEWEST_DIGITS:  # no code is as short, so the slow patterns need not look for one
        finders = finders[1:3] if digits or regions[:1] == ("BR",) else ()
    for finder in finders:
        found.extend(finder(text, regions))
        if any(p.strength >= 0.9 and p.known_city for p in found):
            break
    if not any(p.known_city or p.strength > _A_GUESS for p in found):
        found.extend(city_alone(text, regions))
    return sorted(
        found,
        key=lambda p: (
            -(p.strength + 0.3 * p.known_city + 0.2 * (p.country in regions[:1])),
            p.city,
        ),
    )
