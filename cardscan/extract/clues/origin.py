"""Where a card is from that names no country: by the language of its street, by its numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import phonenumbers

__all__ = ["speaks", "vote_by_numbers"]

# Words of streets, and the countries in whose language they are.
_STREETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "DE AT CH LI",
        re.compile(
            r"(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|ring|damm|ufer|zeile|markt|steig|graben)\b"
            r"|\b(?:am|an der|im|zum|zur|auf der|unter der|hinter der) [A-ZÄÖÜ]",
            re.IGNORECASE,
        ),
    ),
    (
        "FR BE CH LU",
        re.compile(r"\b(?:rue|avenue|chemin|impasse|boulevard|quai|allée|place) ", re.IGNORECASE),
    ),
    (
        "IT CH",
        re.compile(
            r"\b(?:via|viale|piazza|piazzale|corso|vicolo|loc\.|località|frazione|strada) ",
            re.IGNORECASE,
        ),
    ),
    (
        "NL BE",
        re.compile(r"(?:straat|laan|plein|gracht|kade|dijk|steenweg|singel)\b", re.IGNORECASE),
    ),
    ("ES", re.compile(r"\b(?:calle|c/|avda\.?|plaza|paseo|camino|carrer) ?[^\W\d]", re.IGNORECASE)),
    ("SE", re.compile(r"(?:gatan|vägen|gränd)\b", re.IGNORECASE)),
    ("NO", re.compile(r"(?:gata|gaten|veien|vegen)\b", re.IGNORECASE)),
    ("DK", re.compile(r"(?:gade|vej|allé|stræde)\b", re.IGNORECASE)),
    ("FI", re.compile(r"(?:katu|tie|kuja)\b", re.IGNORECASE)),
)  # fmt: skip


def speaks(street: str, country: str) -> bool:
    """Whether a street is called so in a language of the country."""
    return any(country in homes.split() and words.search(street) for homes, words in _STREETS)


# Countries whose cards are taken for each other's: they share a language, or a domain's look,
# as '.be' is Belgium's and in the names of Bernese towns.
_ALIKE = {"DE": "CH", "AT": "CH", "CH": "DE AT FR IT", "FR": "BE CH LU", "BE": "FR NL CH",
          "NL": "BE", "IT": "CH", "GB": "IE", "IE": "GB", "LU": "FR BE DE"}  # fmt: skip
_OF_ANY_LENGTH = (
    "DE",
    "AT",
    "IT",
    "LU",
)  # plans so wide that other countries' numbers often fit them
_NATIONAL = re.compile(r"(?<![\d+/.(-])(?<!\d )\(?0 ?[1-9][\d /().-]{6,20}\d(?! ?\d)")


def vote_by_numbers(lines: Iterable[str], votes: Counter[str]) -> None:
    """Put another country first where numbers of the card cannot be dialled in the likeliest.

    '084 22 06 31' below 'Rue de Behogne' and 'Rochefort' is of the Belgian Rochefort.
    """
    first = min(votes, key=lambda c: (-votes[c], c), default="")
    rivals = _ALIKE.get(first, "").split()
    if not rivals:
        return
    numbers = [m.group() for text in lines for m in _NATIONAL.finditer(text)]
    valid = sum(_is_valid_from(first, n) for n in numbers)
    if valid == len(numbers) or (valid and first in _OF_ANY_LENGTH):
        return
    # A single number with a digit lost fits plans of any length.
    rivals = [c for c in rivals if c not in _OF_ANY_LENGTH or len(numbers) > 1]
    fitting = [c for c in rivals if all(_is_valid_from(c, n) for n in numbers)]
    if fitting:
        best = max(fitting, key=lambda c: votes[c])
        votes[best] = votes[first] + 1


@lru_cache(maxsize=1024)
def _is_valid_from(region: str, text: str) -> bool:
    """Whether a number as it is dialled within a country is in that country's plan."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number_for_region(number, region)
