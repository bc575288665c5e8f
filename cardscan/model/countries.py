"""What countries are called: an address says "Österreich", and means AT."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

__all__ = ["country_code", "country_name"]


def country_name(country: str) -> str:
    """The name to write for an ISO 3166 code; anything else as it is.

    Phones and mail programs show the country of an address as it stands, and
    print it on envelopes.
    """
    names = _names().get(country)
    return names[0] if names else country


@lru_cache(maxsize=1 << 10)
def country_code(country: str) -> str:
    """The ISO 3166 code of a country by any of its names; anything else as it is."""
    return _codes().get(_plain(country), country)


def _plain(name: str) -> str:
    return name.strip().casefold().replace("’", "'")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    text = (resources.files(__package__) / "countries.txt").read_text(encoding="utf-8")
    lines = (line.partition(": ") for line in text.split("\n") if line and line[0] != "#")
    return {code: tuple(names.split("; ")) for code, _, names in lines}


@cache
def _codes() -> dict[str, str]:
    """The code of each name that only one country has; the written names first."""
    codes: dict[str, str] = {}
    shared: set[str] = set()
    for code, names in _names().items():
        for name in {_plain(name) for name in (code, *names)}:
            if codes.setdefault(name, code) != code:
                shared.add(name)
    for name in shared:
        del codes[name]
    codes.update({_plain(names[0]): code for code, names in _names().items()})
    return codes
