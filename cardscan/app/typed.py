"""What a person typed, or chose among readings, to a value of a field.

What knows names and countries is loaded with the first value: a page is to be there before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from cardscan.errors import UsageError
from cardscan.model import (
    Address,
    Box,
    CardText,
    Contact,
    Email,
    Field,
    Name,
    Phone,
    PhoneKind,
    Reading,
    Social,
    Text,
    TextLine,
    Url,
    Value,
    Word,
    single_line,
)

__all__ = ["parse_value", "region_of"]


def parse_value(
    field: Field, text: str, *, before: Value | None = None, region: str | None = None
) -> Value:
    """The value that a text means; what it cannot say, such as a number's kind, stays as before.

    ``region`` is the ISO country that a number without a dialling code belongs
    to. The new value points to the same place of the card as the old one.
    Raises UsageError where the text cannot be a value of the field.
    """
    plain = " ".join(single_line(text).split())
    if not plain:
        raise UsageError("Nothing was typed.")
    value = _PARSERS[field](plain, before, region)
    if before is None:
        return value
    repairs = before.repairs
    if value.value != before.value:
        repairs = (*repairs, f"'{before.value}' corrected to '{value.value}' by a person")
    return replace(value, boxes=before.boxes, repairs=repairs)


def region_of(contact: Contact, default: str | None) -> str | None:
    """The country of a card by its numbers, then by its addresses, else the default."""
    for phone in sorted(contact.phones, key=lambda each: not each.sure):
        region = _region_of_number(phone.value)
        if region:
            return region
    return next((a.country for a in contact.addresses if a.country), default)


def _region_of_number(e164: str) -> str | None:
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(number)
    region = region or phonenumbers.region_code_for_country_code(number.country_code or 0)
    return region if region and region.isalpha() else None  # '001' and 'ZZ' are no countries


def _name(text: str, _before: Value | None, region: str | None) -> Name:
    from cardscan.extract.clues.clues import Clues
    from cardscan.extract.person.name_parts import parse_name

    parts = parse_name(text, Clues(regions=(region,) if region else ()))
    if not any(character.isalpha() for word in parts.core for character in word):
        raise UsageError(f"'{text}' is no name.")
    front = " ".join(word for word in (parts.prefix, *parts.core) if word)
    return Name(
        value=f"{front}, {parts.suffix}" if parts.suffix else front,
        prefix=parts.prefix,
        given=parts.given,
        additional=parts.additional,
        family=parts.family,
        suffix=parts.suffix,
    )


def _text(text: str, _before: Value | None, _region: str | None) -> Text:
    return Text(value=text)


_LABELLED = re.compile(r"^(?P<label>[^\d+(]*[^\W\d_][^\d+(]*)(?P<number>[\d+(].*)$")


def _phone(text: str, before: Value | None, region: str | None) -> Phone:
    labelled = _LABELLED.match(text)
    label, number = (labelled["label"], labelled["number"]) if labelled else ("", text)
    parsed = _number(number, region)
    kept = before.kind if isinstance(before, Phone) else PhoneKind.WORK
    return Phone(
        value=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        extension=parsed.extension,
        kind=_labelled_kind(label) or kept,
        printed=number,
    )


def _number(text: str, region: str | None) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            raise UsageError(
                f"'{text}' does not say its country.", next_step="Begin it with + and the code."
            ) from None
        raise UsageError(f"'{text}' is no telephone number.") from None
    # Possible is enough: numbers of reserved ranges are numbers as well.
    if not phonenumbers.is_possible_number(number):
        raise UsageError(f"'{text}' is too long or too short for a number of its country.")
    return number


def _labelled_kind(label: str) -> PhoneKind | None:
    from cardscan.extract.words.labels import label_kind

    named = label_kind(label) if label else None
    return next((kind for kind in PhoneKind if kind.value == named), None)


def _email(text: str, _before: Value | None, _region: str | None) -> Email:
    try:
        found = validate_email(
            text.replace(" ", ""), check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise UsageError(f"'{text}' is no e-mail address.", next_step=str(error)) from None
    return Email(value=found.normalized)


def _address_online(text: str) -> tuple[str, str]:
    """A URL with its scheme, and its host name."""
    plain = text.replace(" ", "")
    url = plain if re.match(r"[a-z][a-z0-9+.-]*://", plain, re.IGNORECASE) else f"https://{plain}"
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host):
        raise UsageError(f"'{text}' is no web address.")
    # Scheme and host know no case; what follows them may.
    head = re.match(r"[^:]+://[^/?#]*", url)
    return (head[0].lower() + url[head.end() :], host) if head else (url, host)


def _url(text: str, _before: Value | None, _region: str | None) -> Url:
    return Url(value=_address_online(text)[0])


def _social(text: str, before: Value | None, _region: str | None) -> Social:
    found = _claimed(Field.SOCIAL, text, None)
    if isinstance(found, Social):
        return found
    url, host = _address_online(text)
    kept = before.service if isinstance(before, Social) else ""
    handle = urlsplit(url).path.rstrip("/").rpartition("/")[2].lstrip("@")
    return Social(value=url, service=kept or host.removeprefix("www."), handle=handle)


def _address(text: str, before: Value | None, region: str | None) -> Address:
    kept = before.country if isinstance(before, Address) else None
    found = _claimed(Field.ADDRESS, text, region or kept)
    if isinstance(found, Address) and _says_all(found, text):
        return replace(found, country=found.country or kept)
    # Better the whole of it in one part than a part of it lost.
    return Address(value=text, street=text, country=kept)


def _says_all(address: Address, text: str) -> bool:
    """Whether an address holds all of a text; a country's name at its end is held as its code."""
    from cardscan.extract.words.gazetteer import country_named

    said, typed = _words(address.value), _words(text)
    rest = typed[len(said) :]
    return typed[: len(said)] == said and (
        not rest or country_named(" ".join(rest)) == address.country
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[\w/-]+", text.casefold())


def _claimed(field: Field, text: str, region: str | None) -> Value | None:
    """What the text would be taken for if it stood on a card as a line of its own."""
    from cardscan.extract import claim

    words, left = [], 0.0
    for word in text.split():
        right = left + 10.0 * len(word)
        words.append(Word(word, 1.0, Box(left, 0.0, right, 20.0)))
        left = right + 10.0
    line = TextLine(Box(0.0, 0.0, left, 20.0), (Reading(tuple(words), "a person"),), 12.0)
    claims = claim(CardText((line,), int(left) + 1, 20), region=region)
    best = max((c for c in claims if c.field is field), key=lambda c: c.score, default=None)
    return None if best is None else replace(best.value, boxes=(), reasons=(), repairs=())


_PARSERS: dict[Field, Callable[[str, Value | None, str | None], Value]] = {
    Field.NAME: _name,
    Field.ORGANIZATION: _text,
    Field.DEPARTMENT: _text,
    Field.TITLE: _text,
    Field.PHONE: _phone,
    Field.EMAIL: _email,
    Field.URL: _url,
    Field.SOCIAL: _social,
    Field.ADDRESS: _address,
}
