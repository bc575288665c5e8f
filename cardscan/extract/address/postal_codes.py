"""The postal codes of all countries as patterns: before the city, behind it, with what prefix."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from cardscan.language.country import Country
from cardscan.language.load import countries

__all__ = ["Shapes", "code_prefixes", "codes_before_city", "codes_behind_city"]

Shapes = tuple[tuple[str, tuple[str, ...]], ...]
"""Patterns of codes, each with the countries that use it, the likeliest first."""


@cache
def codes_before_city() -> Shapes:
    """What stands before the city: '1020 Wien'."""
    ordered = sorted(countries(), key=lambda country: country.postal.rank)
    return _by_pattern((country.code, country.postal.before_city) for country in ordered)


@cache
def codes_behind_city() -> Shapes:
    """What stands behind the city: 'Cape Town 8001'; who always writes it there comes first."""
    ordered = sorted(countries(), key=_rank_behind)
    return _by_pattern((country.code, country.postal.behind_city) for country in ordered)


def _rank_behind(country: Country) -> tuple[bool, int]:
    return not country.postal.villages_before_codes, country.postal.rank


def _by_pattern(patterns: Iterable[tuple[str, tuple[str, ...]]]) -> Shapes:
    """The countries of each pattern, the longest pattern first: it leaves the least to chance."""
    users: dict[str, list[str]] = {}
    for country, of_country in patterns:
        for pattern in of_country:
            users.setdefault(pattern, []).append(country)
    longest_first = sorted(users, key=lambda p: (len(p), p), reverse=True)
    return tuple((pattern, tuple(users[pattern])) for pattern in longest_first)


@cache
def code_prefixes() -> dict[str, str]:
    """The country of each prefix to a postal code: 'D' of 'D-80331'."""
    return {prefix: country.code for country in countries() for prefix in country.postal.prefixes}
