"""Digits to E.164: from which country they are dialled, and what kind of line they reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from cardscan.extract.clues.clues import Clues
from cardscan.language.load import country_record
from cardscan.model import PhoneKind

__all__ = [
    "best_number",
    "dialled",
    "digits_of",
    "e164",
    "has_one_range",
    "is_mobile",
    "kind_of",
    "parse_number",
]

_TRUNK_ZERO = re.compile(r"\(\s?0\s?\)")
_BRACKETED_CODE = re.compile(r"^\(\s?[1-9]\d{0,2}(?:[\s-]\d{1,4})?\s?\)|^[1-9]\d{0,2}\s?\(0\)")
# What readers make of an icon before a number: 'O 06 39 …', '00 0530 …'.
_ICON_DIGIT = re.compile(r"^0{1,2}\s(?=\(?0)")
_KINDS = {"work": PhoneKind.WORK, "cell": PhoneKind.CELL, "fax": PhoneKind.FAX,
          "home": PhoneKind.HOME, "pager": PhoneKind.PAGER, "other": PhoneKind.OTHER,
          "both": PhoneKind.WORK}  # fmt: skip
# Ranges that were pagers' are mobile ones by now, as 06-6… in the Netherlands.
_CARRIED = (PhoneNumberType.MOBILE, PhoneNumberType.PAGER)
_UNTOLD = (PhoneNumberType.UNKNOWN, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def digits_of(text: str) -> str:
    """The digits of a text alone."""
    return re.sub(r"\D", "", text)


@lru_cache(maxsize=4096)
def parse_number(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """A printed number as dialled from a region, or None where it cannot be one."""
    plain = re.sub(r"[·•⋅∙,'’]", " ", _TRUNK_ZERO.sub(" ", text)).replace("✚", "+")
    plain = re.sub(r"^\(?\s?\+\s?\(?", "+", plain)
    try:
        return phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None


def _readings_of(text: str, clues: Clues) -> Iterator[tuple[phonenumbers.PhoneNumber, str]]:
    """The number as dialled from each likely country, then as one that lacks its '+'."""
    for spelling, region in _spellings_of(text, clues):
        number = parse_number(spelling, region)
        if number:
            yield number, region or ""


def _spellings_of(text: str, clues: Clues) -> Iterator[tuple[str, str | None]]:
    """How the digits may be meant, and from where dialled, the likeliest first."""
    bare = _ICON_DIGIT.sub("", text)
    if re.match(r"^\(?\s?[+✚]", text) or text.lstrip("( ").startswith("00"):
        region = clues.regions[0] if clues.regions else "DE"
        yield from ((spelling, region) for spelling in dict.fromkeys((bare, text)))
        return
    text = _old_prefix_off(text, clues)
    for region in clues.likely:  # '234-1-278 1234', '91-22-2495 1234'
        if re.match(rf"\(?{phonenumbers.country_code_for_region(region) or '-'}[-. ]", text):
            yield "+" + text.lstrip("("), None
    for spelling in dict.fromkeys((_ICON_DIGIT.sub("", text), text)):
        for region in clues.likely or ("US",):
            yield spelling, region
    if _BRACKETED_CODE.match(text):  # '(852) 2345 6789', '66 (0) 2345 6789': a code without its '+'
        yield "+" + digits_of(_TRUNK_ZERO.sub(" ", text)), None
    for region in clues.regions[:4]:
        code = phonenumbers.country_code_for_region(region)
        if code and digits_of(text).startswith(str(code)):
            yield "+" + text.lstrip("("), None


def _old_prefix_off(text: str, clues: Clues) -> str:
    """Mexican mobiles were dialled with 044 or 045 before the area code until 2019."""
    return re.sub(r"^\(?04[45]\)?[\s-]?", "", text) if "MX" in clues.likely else text


@lru_cache(maxsize=4096)
def _soundness(value: str) -> int:
    """How sound a number in E.164 is: 2 valid, 1 possible, 0 neither."""
    number = parse_number(value, None)
    if number is None:
        return 0
    if phonenumbers.is_valid_number(number):
        return 2
    reason = phonenumbers.is_possible_number_with_reason(number)
    return int(reason == phonenumbers.ValidationResult.IS_POSSIBLE)  # not within one town alone


def best_number(text: str, clues: Clues) -> tuple[phonenumbers.PhoneNumber, int] | None:
    """The likeliest number and how sound it is: 2 valid, 1 possible, 0 neither."""
    best: tuple[phonenumbers.PhoneNumber, int] | None = None
    for number, _ in _readings_of(text, clues):
        sound = _soundness(e164(number))
        if best is None or sound > best[1]:
            best = number, sound
    nowhere = not clues.regions and not text.lstrip("( ").startswith(("+", "✚", "00"))
    return None if nowhere and best and not best[1] else best  # '021 555 0131' of no known country


def dialled(text: str, clues: Clues) -> str | None:
    """The number in E.164 as it is dialled from the card's country, or None."""
    best = best_number(text, clues)
    return e164(best[0]) if best else None


def e164(number: phonenumbers.PhoneNumber) -> str:
    """The number as it is written all over the world."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the number's range is a mobile one; reserved ranges go by how they begin."""
    kind = phonenumbers.number_type(number)
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    habits = country_record(region).numbers
    if habits.one_range:
        return False
    if kind in _UNTOLD and habits.mobile:
        return bool(re.match(habits.mobile, str(number.national_number)))
    return kind in _CARRIED


def kind_of(label: str | None, number: phonenumbers.PhoneNumber) -> PhoneKind:
    """What a number reaches, by its label; by its range where the label leaves it open."""
    if label in _KINDS:
        return _KINDS[label]
    return PhoneKind.CELL if is_mobile(number) else PhoneKind.WORK


def has_one_range(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the number's country tells landlines and mobiles apart by nothing."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return country_record(region).numbers.one_range
