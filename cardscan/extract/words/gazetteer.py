"""Names of cities, countries, states and counties, looked up."""

from __future__ import annotations

import re
from functools import cache

from cardscan.language.letters import fold, squeeze
from cardscan.language.lists import city_lists
from cardscan.language.load import countries
from cardscan.language.views import folded_once

__all__ = ["city_countries", "country_named", "county_named", "state_named", "states_named"]


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for country, names in city_lists().items():
        for name in dict.fromkeys(map(folded_once, names)):
            found.setdefault(name, []).append(country)
    return {name: tuple(homes) for name, homes in found.items()}


def city_countries(name: str) -> tuple[str, ...]:
    """The countries that have a city of this name."""
    return _cities().get(fold(name).strip(" .,-"), ())


@cache
def _countries() -> dict[str, str]:
    return {fold(name): country.code for country in countries() for name in country.called}


def country_named(text: str) -> str | None:
    """The country a text names, if it is nothing else."""
    plain = fold(squeeze(text)).strip(" .,-()")
    return _countries().get(plain) or _countries().get(
        _STOPS.sub("", plain)
    )  # 'U.A.E.', 'Taiwan (R.O.C.)'


_STOPS = re.compile(r"[.()]")


@cache
def _states() -> frozenset[tuple[str, str]]:
    """The countries' codes with a state's code or name."""
    keys: set[tuple[str, str]] = set()
    for country in countries():
        for code, names in country.states.items():
            keys.update((country.code, _state_key(text)) for text in (code, *names))
    return frozenset(keys)


_COUNTY = re.compile(r"^(?:co\.?|county)\s+(?=[^\W\d_])", re.IGNORECASE)


def _state_key(text: str) -> str:
    return fold(text).strip(" .,()").replace(".-", "").replace(".", "")  # 'N.-B.' is NB


@cache
def _named_states() -> dict[str, tuple[str, ...]]:
    """The countries that have a state or county of a name, codes left out."""
    found: dict[str, set[str]] = {}
    for country in countries():
        for name in (name for names in country.states.values() for name in names):
            found.setdefault(_state_key(name), set()).add(country.code)
    return {name: tuple(sorted(homes)) for name, homes in found.items()}


def states_named(text: str) -> tuple[str, ...]:
    """The countries that have a state, province or county of this name, if it is no city's."""
    county = county_named(text)
    if county:
        return (county,)
    homes = _named_states().get(_state_key(text), ())
    return homes if len(homes) == 1 and homes[0] not in city_countries(text) else ()


def county_named(text: str) -> str | None:
    """The country, Ireland or the United Kingdom, of a county called so: 'Co. Kerry'."""
    name = _state_key(_COUNTY.sub("", text.strip(), count=1))
    if not _COUNTY.match(text.strip()):
        return None
    return next((c for c in ("IE", "GB") if (c, name) in _states()), None)


def state_named(text: str, country: str) -> bool:
    """Whether a text is a state or province of the country."""
    return county_named(text) == country or (country, _state_key(text)) in _states()
