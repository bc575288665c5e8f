"""A contact with its capitals as one writes them, where the card shouts."""

from __future__ import annotations

import re
from dataclasses import replace

from cardscan.language.capitals import tidy_honorifics, tidy_name, tidy_place, tidy_words
from cardscan.language.letters import is_shouted
from cardscan.model import Address, Contact, Name, Text

__all__ = ["tidied"]


def tidied(contact: Contact) -> Contact:
    """The contact with its capitals as one writes them; firms stay as they call themselves."""
    is_turkish = _is_turkish(contact)
    contact = replace(contact, name=contact.name and _tidied_name(contact.name, turkish=is_turkish))
    if is_turkish:
        return contact  # 'I' is 'ı' in its own words, and 'i' in those of other languages
    return replace(
        contact,
        titles=tuple(map(_tidied_words, contact.titles)),
        departments=tuple(map(_tidied_words, contact.departments)),
        addresses=tuple(map(_tidied_address, contact.addresses)),
    )


def _is_turkish(contact: Contact) -> bool:
    return any(address.country == "TR" for address in contact.addresses) or any(
        phone.value.startswith("+90") for phone in contact.phones
    )


def _tidied_name(name: Name, *, turkish: bool) -> Name:
    if not any(is_shouted(word) for word in name.value.split()):
        return name
    parts = " ".join(filter(None, (name.given, name.additional, name.family))) or name.value
    own = set(_WORD.findall(parts))
    spelt = _spelt(name.value, tidy_name(name.value, turkish=turkish))
    spelt = {word: written for word, written in spelt.items() if word in own}
    for part in filter(None, (name.prefix, name.suffix)):
        # Last: a degree must not be written as a family name is.
        spelt |= _spelt(part, tidy_honorifics(part))

    def said(text: str | None) -> str | None:
        return text and _WORD.sub(lambda word: spelt.get(word[0], word[0]), text)

    return replace(
        name,
        value=said(name.value) or name.value,
        prefix=said(name.prefix),
        given=said(name.given),
        additional=said(name.additional),
        family=said(name.family),
        suffix=said(name.suffix),
    )


_WORD = re.compile(r"[^\s,;]+")


def _spelt(printed: str, written: str) -> dict[str, str]:
    return dict(zip(_WORD.findall(printed), _WORD.findall(written), strict=True))


def _tidied_words(text: Text) -> Text:
    return replace(text, value=tidy_words(text.value))


def _tidied_address(address: Address) -> Address:
    street, city = (part and tidy_place(part) for part in (address.street, address.city))
    value = address.value
    for before, after in ((address.street, street), (address.city, city)):
        if before and after:
            value = value.replace(before, after)
    return replace(address, value=value, street=street, city=city)
