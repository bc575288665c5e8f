"""Telephone numbers: drawn from a country's templates, checked with phonenumbers."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import phonenumbers

from .card_text import Phone
from .country import City, Country

EXTENSIONS = {"US": ("ext. {}", "x{}", "Ext {}"), "GB": ("ext. {}", "ext {}"), "FR": ("poste {}",)}


def _fill(template: str, rng: random.Random) -> str:
    digits = {"N": "23456789", "#": "0123456789"}
    return "".join(rng.choice(digits[c]) if c in digits else c for c in template)


def _parse(printed: str, country: str) -> phonenumbers.PhoneNumber | None:
    """The number without the letters DW (Durchwahl); None if it is not a number."""
    try:
        return phonenumbers.parse(re.sub(r"[A-Z]", "", printed).strip(), country)
    except phonenumbers.NumberParseException:
        return None


def _acceptable(number: phonenumbers.PhoneNumber, template: str) -> bool:
    """Valid numbers, and possible ones of ranges for fiction, which templates spell out."""
    reserved = sum(c.isdigit() for c in template) >= 5
    checked = phonenumbers.is_possible_number if reserved else phonenumbers.is_valid_number
    return bool(checked(number))


def _draw(
    template: str, city: City, country: Country, rng: random.Random, role: str
) -> Phone | None:
    # "{A}" holds a letter of its own, and letters after the digits (DW) must not be drawn
    head, _, tail = template.partition(" DW")
    spelled = _fill(head.replace("{A}", "\0"), rng).replace("\0", city.area)
    number = _parse(spelled, country.code)
    if number is None or not _acceptable(number, head):
        return None
    printed = spelled + (" DW" if tail or template.endswith("DW") else "")
    return Phone(
        printed, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), None, role
    )


def draw_phone(country: Country, city: City, role: str, template: str, rng: random.Random) -> Phone:
    """A number of ``template``, or of another one where the city's area does not fit it."""
    choices = country.mobile if role == "cell" else country.landline
    for attempt in range(400):
        phone = _draw(template, city, country, rng, role)
        if phone:
            return phone
        if attempt % 8 == 7:
            template = rng.choice(choices)
    raise ValueError(f"no number fits {city.name} in {country.code}: {choices}")


def sibling(phone: Phone, country: Country, role: str, rng: random.Random) -> Phone:
    """Another number of the same switchboard: only its last two digits differ."""
    for _ in range(50):
        tail = f"{rng.randrange(10, 100)}"
        places = [m.start() for m in re.finditer(r"\d", phone.printed)][-2:]
        printed = list(phone.printed)
        for place, digit in zip(places, tail, strict=True):
            printed[place] = digit
        number = _parse("".join(printed), country.code)
        if number is None or not phonenumbers.is_possible_number(number):
            continue
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if e164 != phone.e164:
            return Phone("".join(printed), e164, None, role)
    raise ValueError(f"no sibling of {phone.printed}")


def with_extension(phone: Phone, country: Country, rng: random.Random) -> Phone:
    """The number with a printed extension, where the country has that habit."""
    if country.code not in EXTENSIONS:
        return phone
    extension = str(rng.randrange(11, 989))
    words = rng.choice(EXTENSIONS[country.code]).format(extension)
    return replace(phone, printed=f"{phone.printed} {words}", extension=extension)
