"""Whether a text obeys the grammar of an e-mail address, a web address or a phone number."""

from __future__ import annotations

import re

import phonenumbers

from cardscan.language.suffixes import public_suffixes

__all__ = [
    "count_valid",
    "is_mostly_digits",
    "looks_like_address",
    "looks_like_number",
    "valid_values",
]

EMAIL = re.compile(r"(?<![\w.@—–-])[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,24}(?![\w@])")
WEB = re.compile(
    r"(?<![\w.@—–-])(?:https?://)?(?!www[^.])((?:www\.)?(?:[\w-]+\.)+[A-Za-z]{2,24})(?![\w@])",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\+?\(?\d[\d ()./·–-]{5,}\d")
# What an address looks like even when it was misread.
HINT = re.compile(
    r"[@©®]|\(at\)|\bwww\b|www[.,]|w{2,}v?[.,]|https?|e-?mail|"
    r"\w[.,] ?(?:com|net|org|info|eu|io|de|at|ch|li|fr|it|es|pt|nl|be|lu|pl|cz|sk|hu|ro|uk|ie|us|"
    r"ca|in|br|se|no|dk|fi|tr)\b",
    re.IGNORECASE,
)


def count_valid(text: str) -> int:
    """How many values of the text obey their grammar; an e-mail address counts twice."""
    emails = [match for match in EMAIL.findall(text) if _known_suffix(match.partition("@")[2])]
    if emails:
        return 2 * len(emails)
    webs = [match for match in WEB.findall(text) if _known_suffix(match)]
    return len(webs) + sum(_possible(match) for match in NUMBER.findall(text))


def valid_values(text: str) -> frozenset[str]:
    """The e-mail addresses, hosts and numbers of a text that obey their grammar, plainly written.

    Two readings of a line that differ in its label may still bear each other out.
    """
    emails = {m for m in EMAIL.findall(text) if _known_suffix(m.partition("@")[2])}
    webs = {m for m in WEB.findall(text) if _known_suffix(m)}
    numbers = {re.sub(r"\D", "", m) for m in NUMBER.findall(text)}
    return frozenset(value.casefold() for value in emails | webs | numbers)


def is_mostly_digits(text: str) -> bool:
    """Whether digits outnumber letters."""
    return sum(map(str.isdigit, text)) > sum(map(str.isalpha, text))


def looks_like_address(text: str) -> bool:
    """Whether a line seems to hold an e-mail or web address, well read or not."""
    return HINT.search(text) is not None


def looks_like_number(text: str) -> bool:
    """Whether a line seems to hold a phone number, well read or not."""
    return sum(character.isdigit() for character in text) >= 6


def _known_suffix(domain: str) -> bool:
    return "." in domain and public_suffixes().publicsuffix(domain.lower()) is not None


def _possible(text: str) -> bool:
    region = None if text.startswith("+") else "US"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(number))
