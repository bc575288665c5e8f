"""What one card says that another does not: the additions of a union merge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from cardscan.book.fold import fold
from cardscan.book.keys import address_key as read_address
from cardscan.book.keys import birthday_key, email_key, phone_key, url_key
from cardscan.model import Addition, Entry, EntryAddress, EntryName, EntryPhone

__all__ = ["COVERED_PROPERTIES", "additions", "grown", "new_notes"]

COVERED_PROPERTIES = frozenset(
    "ADR BDAY BEGIN EMAIL END FN KIND MEMBER N NICKNAME NOTE ORG PHOTO PRODID REV TEL TITLE UID "
    "URL VERSION X-ADDRESSBOOKSERVER-KIND X-ADDRESSBOOKSERVER-MEMBER".split()
)
"""The properties that additions speak of, or that belong to the card itself.

Every other line of an incoming card is for the writer to carry along as it is.
"""


def additions(known: Entry, incoming: Entry) -> tuple[Addition, ...]:
    """The values of ``incoming`` that ``known`` has not, in the order of a vCard.

    Equal are: numbers by their digits, addresses of mail without case, texts
    without case, accents and umlaut spelling. A value that ``known`` has in its
    NOTE counts as known, for that is where a writer puts what it cannot add.
    PHOTO has no parts: the writer takes the picture of the incoming card.
    """
    return (
        *_names(known, incoming),
        *_organizations(known, incoming),
        *_titles(known, incoming),
        *_phones(known, incoming),
        *_emails(known, incoming),
        *_urls(known, incoming),
        *_addresses(known, incoming),
        *_singles(known, incoming),
        *_notes(known, incoming.notes),
    )


def _names(known: Entry, incoming: Entry) -> Iterator[Addition]:
    texts = [_key(t) for t in (*known.formatted_names, *known.nicknames, *_n_texts(known))]
    for place, text in enumerate(_once(incoming.formatted_names, _key)):
        if _stands_in(text, known):
            continue
        if not any(_within(_key(text), t) for t in texts) and not _noted(known, text):
            yield Addition("FN", (text,), conflicts=bool(known.formatted_names) or place > 0)
    yield from _structured_names(known, incoming)
    for text in _once(incoming.nicknames, _key):
        if _key(text) not in texts:
            yield Addition("NICKNAME", (text,))


def _structured_names(known: Entry, incoming: Entry) -> Iterator[Addition]:
    """The first name where there is none; of another one, only what no name says yet."""
    texts = [*known.formatted_names, *_n_texts(known), *incoming.formatted_names]
    words = {word for text in texts for word in _key(text).split()}
    for place, name in enumerate(incoming.names):
        parts = (name.family, name.given, name.additional, name.prefix, name.suffix)
        text = _n_text(name)
        if not any(parts):
            continue
        if not known.names and not place:
            yield Addition("N", parts)
            words |= set(_key(text).split())
        elif not words.issuperset(_key(text).split()) and not _noted(known, text):
            yield Addition("N", parts, conflicts=True)


def _stands_in(text: str, known: Entry) -> bool:
    """Whether a name is but a number or mailbox of the card, put there where a name is missing."""
    if "@" in text:
        return email_key(text) in {email_key(each) for each in known.emails}
    if sum(letter.isdigit() for letter in text) < 5:
        return False
    number = phone_key(EntryPhone(value=text))
    return any(number.equals(phone_key(each)) for each in known.phones)


def _n_texts(entry: Entry) -> list[str]:
    return [_n_text(name) for name in entry.names]


def _n_text(name: EntryName) -> str:
    parts = (name.prefix, name.given, name.additional, name.family, name.suffix)
    return " ".join(filter(None, parts))


def _key(text: str) -> str:
    """A text as it is compared; one without any letter (a star, a smile) is itself."""
    return fold(text) or " ".join(text.casefold().split())


def _within(text: str, known: str) -> bool:
    """Whether each word of a folded name is in another, or is the initial of a word there."""
    words = set(known.split())
    initials = {word[0] for word in words}
    return all(w in words or w in initials for w in text.split())


def _organizations(known: Entry, incoming: Entry) -> Iterator[Addition]:
    seen = [_key(o) for o in known.organizations]
    new = [
        o
        for o in _once(incoming.organizations, _key)
        if not any(_has_words(s, _key(o)) for s in seen) and not _noted(known, o)
    ]
    departments = {_key(d) for d in known.departments}
    parts = tuple(
        d
        for d in _once(incoming.departments, _key)
        if _key(d) not in departments and not _noted(known, d)
    )
    if parts and not new:
        yield Addition("ORG", (next(iter(incoming.organizations), ""), *parts))
    for place, organization in enumerate(new):
        yield Addition("ORG", (organization, *(() if place else parts)), conflicts=bool(seen))


def _has_words(known: str, text: str) -> bool:
    """Whether a folded text's words stand in another in this order (with or without GmbH)."""
    return f" {text} " in f" {known} "


def _titles(known: Entry, incoming: Entry) -> Iterator[Addition]:
    seen = {_key(t) for t in known.titles}
    for title in _once(incoming.titles, _key):
        if _key(title) not in seen and not _noted(known, title):
            yield Addition("TITLE", (title,), conflicts=bool(seen))


def _phones(known: Entry, incoming: Entry) -> Iterator[Addition]:
    seen = [phone_key(p) for p in known.phones]
    words = {_key(p.value) for p in known.phones}
    for phone in incoming.phones:
        key, word = phone_key(phone), _key(phone.value)
        if any(key.equals(s) for s in seen) if key.number else word in words:
            continue
        if word:
            seen.append(key)
            words.add(word)
            yield Addition("TEL", (phone.value,), tuple(sorted(phone.types)))


def _emails(known: Entry, incoming: Entry) -> Iterator[Addition]:
    seen = {email_key(e) for e in known.emails}
    for email in _once(incoming.emails, email_key):
        if email_key(email) not in seen:
            yield Addition("EMAIL", (email,))


def _urls(known: Entry, incoming: Entry) -> Iterator[Addition]:
    seen = {url_key(u) for u in known.urls}
    for url in _once(incoming.urls, url_key):
        if url_key(url) not in seen:
            yield Addition("URL", (url,))


def _addresses(known: Entry, incoming: Entry) -> Iterator[Addition]:
    seen = list(known.addresses)
    for address in incoming.addresses:
        if not any(_is_said(address, s) for s in seen):
            seen.append(address)
            street = (address.street, address.city, address.region)
            yield Addition("ADR", ("", "", *street, address.postal_code, address.country))


def _is_said(address: EntryAddress, known: EntryAddress) -> bool:
    """Whether the known address says all that the other does; an empty one says nothing.

    A street in Vienna is not said again only because the country is named now.
    """
    one, other = read_address(address), read_address(known)
    for name in ("words", "numbers", "city", "postal_code", "region"):
        value = getattr(one, name)
        if value and value != getattr(other, name):
            return False
    goes_without_saying = not other.country and bool(one.city or one.postal_code)
    return not one.country or one.country == other.country or goes_without_saying


def _singles(known: Entry, incoming: Entry) -> Iterator[Addition]:
    if incoming.birthday and not _noted(known, incoming.birthday):
        same = known.birthday == incoming.birthday or (
            known.birthday
            and birthday_key(known.birthday)
            and birthday_key(known.birthday) == birthday_key(incoming.birthday)
        )
        if not same:
            yield Addition("BDAY", (incoming.birthday,), conflicts=bool(known.birthday))
    if incoming.has_photo and not known.has_photo:
        yield Addition("PHOTO", ())
    if incoming.uid and not known.uid:
        yield Addition("UID", (incoming.uid,))


def new_notes(known: Entry, notes: Iterable[str]) -> tuple[Addition, ...]:
    """The notes that a contact does not tell of yet."""
    return tuple(_notes(known, notes))


def _notes(known: Entry, notes: Iterable[str]) -> Iterator[Addition]:
    """Notes to the letter, but for blanks: C is not C++."""
    said = [" ".join(note.casefold().split()) for note in known.notes]
    for note in _once(notes, lambda text: " ".join(text.casefold().split())):
        plain = " ".join(note.casefold().split())
        if not any(_tells_of(text, plain) for text in said):
            yield Addition("NOTE", (note,))


def _tells_of(text: str, note: str) -> bool:
    """Whether a text tells of a note in so many words, not only as a part of longer ones."""
    # Most do not hold it at all, and to build a pattern for each takes longer than all the rest.
    return note in text and re.search(rf"(?<!\w){re.escape(note)}(?!\w)", text) is not None


def _noted(known: Entry, text: str) -> bool:
    """Whether a text stands in the card's notes already."""
    plain = _key(text)
    return bool(plain) and any(f" {plain} " in f" {_key(n)} " for n in known.notes)


def _once(values: Iterable[str], key: Callable[[str], str]) -> list[str]:
    """The values without those whose key came before, and without empty ones."""
    found: dict[str, str] = {}
    for value in values:
        if k := key(value):
            found.setdefault(k, value)
    return list(found.values())


def grown(entry: Entry, new: Iterable[Addition]) -> Entry:
    """The entry as it reads once additions are written; what cannot stand twice is noted."""
    for addition in new:
        entry = _grown(entry, addition)
    return entry


def _grown(entry: Entry, addition: Addition) -> Entry:
    parts = addition.parts
    if addition.conflicts and addition.property in ("FN", "BDAY"):
        return replace(entry, notes=(*entry.notes, *parts))
    if addition.conflicts and addition.property == "N":
        return replace(entry, notes=(*entry.notes, _n_text(_name(parts))))
    match addition.property:
        case "N":
            return replace(entry, names=(*entry.names, _name(parts)))
        case "ORG":
            departments = (*entry.departments, *parts[1:])
            organizations = (*entry.organizations, *filter(None, parts[:1]))
            return replace(entry, organizations=organizations, departments=departments)
        case "TEL":
            phone = EntryPhone(value=parts[0], types=frozenset(addition.types))
            return replace(entry, phones=(*entry.phones, phone))
        case "ADR":
            return replace(entry, addresses=(*entry.addresses, _address(parts)))
        case "PHOTO":
            return replace(entry, has_photo=True)
        case _:
            return _with_text(entry, addition)


def _name(parts: tuple[str, ...]) -> EntryName:
    family, given, additional, prefix, suffix = parts
    return EntryName(
        family=family, given=given, additional=additional, prefix=prefix, suffix=suffix
    )


def _address(parts: tuple[str, ...]) -> EntryAddress:
    _, _, street, city, region, postal_code, country = parts
    return EntryAddress(
        street=street, city=city, region=region, postal_code=postal_code, country=country
    )


def _with_text(entry: Entry, addition: Addition) -> Entry:
    if addition.property == "UID":
        return replace(entry, uid=addition.parts[0])
    if addition.property == "BDAY":
        return replace(entry, birthday=addition.parts[0])
    lists = {
        "FN": "formatted_names",
        "TITLE": "titles",
        "NICKNAME": "nicknames",
        "EMAIL": "emails",
        "URL": "urls",
        "NOTE": "notes",
    }
    name = lists[addition.property]
    values: Any = {name: (*getattr(entry, name), *addition.parts)}
    return replace(entry, **values)
