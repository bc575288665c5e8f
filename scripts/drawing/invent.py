"""Invents people, companies and addresses out of a country's word lists."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass

from .card_text import Address, Name
from .country import City, Country, Trade

SPELLED = str.maketrans(
    {"ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "đ": "d", "Ł": "L", "Ø": "O", "İ": "I"}
)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
GERMAN = ("DE", "AT", "CH")


@dataclass(frozen=True, slots=True)
class Company:
    """A company: its full name, the short form its logo uses and its domain."""

    full: str
    short: str
    domain: str
    trade: Trade


def plain(text: str, country: str) -> str:
    """Letters and digits of an e-mail address or a domain: lower case ASCII words, '-' between."""
    text = text.translate(UMLAUTS) if country in GERMAN else text
    text = unicodedata.normalize("NFKD", text.translate(SPELLED))
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", text.replace("'", "")).strip("-")


def upper(text: str, country: str) -> str:
    """Capital letters as the country writes them (Turkish i becomes İ)."""
    return (text.replace("i", "İ") if country == "TR" else text).upper()


def _printed_name(
    country: Country, style: str, prefix: str, given: str, middle: str, family: str, suffix: str
) -> Name:
    if style == "capitals":
        given, family = upper(given, country.code), upper(family, country.code)
    elif style == "family capitals":
        family = upper(family, country.code)
    order = (family, given) if country.family_first or style == "family first" else (given, family)
    inner = " ".join(word for word in (order[0], middle, order[1]) if word)
    comma = " " if suffix in ("MBA", "BA", "Jr.", "III", "eMBA") and len(inner) % 3 == 0 else ", "
    full = f"{prefix} {inner}".strip() + (f"{comma}{suffix}" if suffix else "")
    return Name(full, prefix or None, given, middle or None, family, suffix or None)


def invent_name(
    country: Country, trade: Trade, style: str, rng: random.Random
) -> tuple[Name, bool]:
    """A person's name in the given style of print, and whether it is a woman's."""
    woman = rng.random() < 0.5
    given = rng.choice(country.women if woman else country.men)
    family = rng.choice(country.families_women if woman else country.families)
    middle = ""
    initial = re.fullmatch(r"(\S+) ([A-Z]\.)", given)
    if initial:
        given, middle = initial[1], initial[2]
    if (
        country.particles
        and " " not in family
        and rng.random() < (0.6 if country.code == "NL" else 0.15)
    ):
        particle = rng.choice(country.particles)
        family = f"{particle} {family}"
    titled = rng.random()
    prefix = rng.choice(trade.prefixes) if titled < _prefix_share(country.code, trade) else ""
    suffix = rng.choice(trade.suffixes) if rng.random() < 0.18 else ""
    return _printed_name(country, style, prefix, given, middle, family, suffix), woman


def _prefix_share(code: str, trade: Trade) -> float:
    academic = any(word in " ".join(trade.words) for word in ("Universit", "Ordination", "Clinic"))
    usual = {"AT": 0.7, "CZ": 0.6, "DE": 0.35, "IT": 0.45, "PL": 0.35, "TR": 0.3, "NL": 0.3}
    return 0.9 if academic else usual.get(code, 0.15)


def invent_company(country: Country, rng: random.Random) -> Company:
    """A company of one of the country's trades."""
    trade = rng.choice(country.trades)
    pattern = rng.choice(trade.names)
    family, family2 = rng.sample([f for f in country.families if " " not in f], 2)
    parts = {
        "stem": rng.choice(country.stems),
        "word": rng.choice(trade.words),
        "form": rng.choice(country.forms),
        "family": family,
        "family2": family2,
    }
    full = " ".join(pattern.format(**parts).split())
    brand = pattern.replace(" {form}", "").replace("{form}", "").strip()
    if brand.startswith("{stem} {word}") and rng.random() < 0.5:
        brand = "{stem}"
    short = brand.format(**parts)
    return Company(full, short, _domain(short, country, rng), trade)


def _domain(short: str, country: Country, rng: random.Random) -> str:
    words = [
        w for w in plain(short, country.code).split("-") if w not in ("and", "the", "of", "fuer")
    ]
    joiner = rng.choice(("", "-", ""))
    ending = country.tld if rng.random() < 0.8 else rng.choice(("com", "eu", "net", "com"))
    return f"{joiner.join(words[:3])}.{ending}"


def invent_email(name: Name, domain: str, country: Country, rng: random.Random) -> str:
    """A personal e-mail address of the usual forms."""
    given = plain(name.given, country.code)
    family = plain(name.family, country.code).replace("-", rng.choice(("", "-")))
    local = rng.choice(
        (
            f"{given}.{family}",
            f"{given}.{family}",
            f"{given[0]}.{family}",
            f"{given[0]}{family}",
            given.replace("-", ""),
            family,
            f"{family}.{given[0]}" if country.family_first else f"{given}_{family}",
        )
    )
    return f"{local}@{domain}"


def _place_lines(country: Country, city: City, rng: random.Random) -> tuple[str, bool]:
    fitting = [p for p in country.place if city.region or "{r}" not in p]
    pattern = rng.choice(fitting)
    values = {
        "p": city.postal_code,
        "c": city.name,
        "C": upper(city.name, country.code),
        "r": city.region,
    }
    line = pattern.format(**values)
    return line, "{r}" in pattern and bool(city.region)


def invent_address(country: Country, city: City, rng: random.Random) -> Address:
    """An address of a city: one to three lines, in the country's order."""
    street = rng.choice(country.streets).format(n=rng.choice(country.numbers))
    floor = rng.choice(country.floors) if rng.random() < 0.4 else ""
    streets = [street]
    if floor and rng.random() < 0.5:
        streets = [f"{street}, {floor}"]
    elif floor:
        streets = [floor, street] if country.code in ("GB", "IN", "FR") else [street, floor]
    if rng.random() < 0.03:
        streets.insert(0, f"c/o {rng.choice(country.stems)}")
    place, with_region = _place_lines(country, city, rng)
    lines = (*streets, *place.split("|"))
    printed_city = (
        upper(city.name, country.code) if upper(city.name, country.code) in place else city.name
    )
    return Address(
        _joined(lines, rng),
        ", ".join(streets),
        city.postal_code,
        printed_city,
        city.region if with_region else None,
        country.code,
    )


def _joined(lines: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """The lines as printed: one below the other, or some 30 % on one line."""
    if rng.random() < 0.3 and sum(map(len, lines)) < 52:
        return (rng.choice((", ", " · ", " | ", ", ")).join(lines),)
    return lines
