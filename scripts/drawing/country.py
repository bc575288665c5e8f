"""The word lists of each country (``countries/*.toml``) as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class City:
    """A city with one of its postal codes; ``area`` is its dialling code without the leading 0."""

    postal_code: str
    name: str
    region: str
    area: str


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of business: words for company names, job titles, slogans."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    jobs: tuple[str, ...]
    departments: tuple[str, ...]
    claims: tuple[str, ...]
    services: tuple[str, ...]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """Names, places and habits of a country.

    In number templates ``{A}`` is the area code, ``N`` a digit from 2 to 9 and ``#`` any digit;
    other digits stand as they are.
    """

    code: str
    labels: str
    tld: str
    family_first: bool
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    families_women: tuple[str, ...]
    particles: tuple[str, ...]
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    cities: tuple[City, ...]
    streets: tuple[str, ...]
    numbers: tuple[str, ...]
    floors: tuple[str, ...]
    place: tuple[str, ...]
    landline: tuple[str, ...]
    mobile: tuple[str, ...]
    small_print: tuple[str, ...]
    trades: tuple[Trade, ...]


def _trade(row: dict[str, Any], country: dict[str, Any]) -> Trade:
    default_names = ["{stem} {word} {form}", "{stem} {word} {form}", "{stem} {form}"]
    lists = {"names": default_names, "prefixes": country["prefixes"], **row}
    lists.setdefault("suffixes", country["suffixes"])
    return Trade(**{key: tuple(value) for key, value in lists.items()})


def _country(path: Path) -> Country:
    row = tomllib.loads(path.read_text(encoding="utf-8"))
    trades = tuple(_trade(trade, row) for trade in row.pop("trades"))
    cities = tuple(City(*city) for city in row.pop("cities"))
    row.pop("prefixes"), row.pop("suffixes")
    row.setdefault("family_first", False)
    row.setdefault("families_women", row["families"])
    lists = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    return Country(trades=trades, cities=cities, **lists)  # type: ignore[arg-type]  # by the file


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO code, in alphabetical order."""
    paths = sorted((FOLDER / "countries").glob("*.toml"))
    return {country.code: country for country in map(_country, paths)}


@cache
def label_words() -> dict[str, dict[str, list[str]]]:
    """Labels before numbers: language, role, then one word for each style of label."""
    labels: dict[str, dict[str, list[str]]] = tomllib.loads(
        (FOLDER / "labels.toml").read_text(encoding="utf-8")
    )
    return labels
