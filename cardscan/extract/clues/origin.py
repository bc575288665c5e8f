"""Where a card is from that names no country: by the language of its street, by its numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

import phonenumbers

from cardscan.language.load import country_record, tongues

__all__ = ["speaks", "vote_by_numbers"]


@cache
def _telling(tongue: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of streets that only this language has."""
    return tuple(re.compile(p) for t in tongues() if t.code == tongue for p in t.streets.telling)


def speaks(street: str, country: str) -> bool:
    """Whether a street is called so in a language of the country."""
    spoken = country_record(country).tongues
    return any(pattern.search(street) for tongue in spoken for pattern in _telling(tongue))


_NATIONAL = re.compile(r"(?<![\d+/.(-])(?<!\d )\(?0 ?[1-9][\d /().-]{6,20}\d(?! ?\d)")


def vote_by_numbers(lines: Iterable[str], votes: Counter[str]) -> None:
    """Put another country first where numbers of the card cannot be dialled in the likeliest.

    '084 22 06 31' below 'Rue de Behogne' and 'Rochefort' is of the Belgian Rochefort.
    """
    first = min(votes, key=lambda c: (-votes[c], c), default="")
    rivals = country_record(first).mistaken_for
    if not rivals:
        return
    numbers = [m.group() for text in lines for m in _NATIONAL.finditer(text)]
    valid = sum(_is_valid_from(first, n) for n in numbers)
    if valid == len(numbers) or (valid and country_record(first).numbers.any_length):
        return
    # A single number with a digit lost fits plans of any length.
    told = [c for c in rivals if not country_record(c).numbers.any_length or len(numbers) > 1]
    fitting = [c for c in told if all(_is_valid_from(c, n) for n in numbers)]
    if fitting:
        best = max(fitting, key=lambda c: (votes[c], -country_record(c).postal.rank))
        votes[best] = votes[first] + 1


@lru_cache(maxsize=1024)
def _is_valid_from(region: str, text: str) -> bool:
    """Whether a number as it is dialled within a country is in that country's plan."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number_for_region(number, region)
