"""What the codes of a card say, as a contact that outranks the print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from cardscan.extract.address.addresses import address_claims
from cardscan.extract.clues.clues import Clues
from cardscan.extract.number.dialling import best_number, e164, is_mobile
from cardscan.extract.online.emails import is_valid_address
from cardscan.extract.online.social import profile_of
from cardscan.extract.page.layout import arrange
from cardscan.extract.person.name_parts import parse_name
from cardscan.extract.weights import Evidence, because
from cardscan.extract.whole.code_texts import entry_of
from cardscan.extract.words.domains import parse_host
from cardscan.extract.words.gazetteer import country_named
from cardscan.language.letters import compact, squeeze
from cardscan.language.load import countries
from cardscan.model import (
    Address,
    Box,
    CardText,
    Code,
    Contact,
    Email,
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    EntryPhone,
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
    country_code,
)

__all__ = ["contact_of_code", "with_codes"]

_SURE = 0.99
_KINDS = (
    ("fax", PhoneKind.FAX), ("cell", PhoneKind.CELL), ("mobile", PhoneKind.CELL),
    ("iphone", PhoneKind.CELL), ("pager", PhoneKind.PAGER), ("home", PhoneKind.HOME),
)  # fmt: skip
V = TypeVar("V", bound=Value)


def _proved(value: V, box: Box) -> V:
    reasons = (because(Evidence.STANDS_IN_THE_QR_CODE),)
    return replace(value, confidence=_SURE, sure=True, boxes=(box,), reasons=reasons)


def contact_of_code(code: Code, clues: Clues) -> Contact | None:
    """The contact that a code holds, or None for a code that holds nothing of one."""
    entry, box = entry_of(code.text), code.box
    if entry is None:
        return None
    urls = tuple(_proved(u, box) for text in entry.urls if (u := _url(text)))
    addresses = (_address(a, box, clues) for a in entry.addresses)
    return Contact(
        name=_name(entry, box, clues),
        organizations=_texts(entry.organizations, box),
        departments=_texts(entry.departments, box),
        titles=_texts(entry.titles, box),
        phones=tuple(_phones(entry.phones, box, clues)),
        emails=tuple(_proved(Email(value=a), box) for a in entry.emails if is_valid_address(a)),
        urls=tuple(u for u in urls if isinstance(u, Url)),
        social=tuple(u for u in urls if isinstance(u, Social)),
        addresses=tuple(a for a in addresses if a),
    )


def _name(entry: Entry, box: Box, clues: Clues) -> Name | None:
    if entry.kind is not EntryKind.PERSON:
        return None
    parts = entry.names[0] if entry.names else None
    whole = squeeze(next((t for t in entry.formatted_names if t.strip()), ""))
    if parts and not whole:
        inner = (parts.prefix, parts.given, parts.additional, parts.family)
        front = " ".join(t for t in inner if t)
        whole = f"{front}, {parts.suffix}" if parts.suffix and front else front
    if not whole:
        return None
    if parts is None or not (parts.family or parts.given):
        read = parse_name(whole, clues)
        parts = EntryName(
            prefix=read.prefix or "",
            given=read.given or "",
            additional=read.additional or "",
            family=read.family or "",
            suffix=read.suffix or "",
        )
    name = Name(
        value=whole,
        prefix=parts.prefix or None,
        given=parts.given or None,
        additional=parts.additional or None,
        family=parts.family or None,
        suffix=parts.suffix or None,
    )
    return _proved(name, box)


def _texts(values: Iterable[str], box: Box) -> tuple[Text, ...]:
    plain = dict.fromkeys(map(squeeze, values))
    return tuple(_proved(Text(value=v), box) for v in plain if v)


def _phones(numbers: Iterable[EntryPhone], box: Box, clues: Clues) -> Iterator[Phone]:
    for found in numbers:
        best = best_number(found.value, clues)
        if best is None:
            continue
        kind = next((k for word, k in _KINDS if any(word in t for t in found.types)), None)
        if kind is None:
            told = found.types & {"work", "voice", "main"}
            kind = PhoneKind.CELL if is_mobile(best[0]) and not told else PhoneKind.WORK
        phone = Phone(
            value=e164(best[0]),
            printed=found.value,
            kind=kind,
            extension=best[0].extension or None,
        )
        yield _proved(phone, box)


def _url(text: str) -> Url | Social | None:
    """A page or profile; what opens a file or runs a program is refused."""
    text = text.strip().replace("\\:", ":")
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d)", text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return None
    url = text if scheme else f"https://{text}"
    host = re.match(r"https?://(?:[^/?#@]*@)?([^/?#:]+)", url, re.IGNORECASE)
    if host is None or parse_host(host[1]) is None or re.search(r"\s", url):
        return None
    return profile_of(url) or Url(value=url)


def _address(found: EntryAddress, box: Box, clues: Clues) -> Address | None:
    if found.street and not (found.city or found.postal_code):
        read = _as_printed(found.street, box, clues)
        if read:
            return _proved(read, box)
    if not (found.street or found.city):
        return None
    street = squeeze(found.street)
    tail = " ".join(t for t in (found.postal_code, found.city) if t)
    address = Address(
        value=", ".join(t for t in (street, tail) if t),
        street=street or None,
        postal_code=found.postal_code or None,
        city=found.city or None,
        region=found.region or None,
        country=_country(found.country) or None,
    )
    return _proved(address, box)


def _country(text: str) -> str:
    """The ISO code of what a code calls a country, also where it is a car's; else the text."""
    return country_named(text) or _of_cars().get(text.strip(" -.")) or country_code(text)


@cache
def _of_cars() -> dict[str, str]:
    """Signs of vehicles, which stood before postal codes for long ('A-1010')."""
    return {sign: country.code for country in countries() for sign in country.car_signs}


def _as_printed(text: str, box: Box, clues: Clues) -> Address | None:
    """An address of one text, taken apart as if it were printed so: on one line, or on several."""
    pieces = [squeeze(p) for p in re.split(r"[\n,]", text)]
    for lines in ([squeeze(text)], [p for p in pieces if p]):
        claims = address_claims(arrange(_set(lines)), clues)
        whole = [c for c in claims if isinstance(c.value, Address) and c.value.street]
        placed = [c for c in whole if isinstance(c.value, Address) and c.value.city]
        if placed:
            best = max(placed, key=lambda c: (c.score, c.value.value)).value
            return replace(best, repairs=(), boxes=(box,)) if isinstance(best, Address) else None
    return None


_LETTER_PX, _LINE_PX, _HEIGHT_PX = 10.0, 40.0, 24.0  # of an even print; only their ratio counts


def _set(lines: Iterable[str]) -> CardText:
    """Lines as they would be read from an even print."""
    placed = []
    for row, text in enumerate(lines):
        words, left, top = [], 0.0, row * _LINE_PX
        for word in text.split(" "):
            right = left + _LETTER_PX * len(word)
            words.append(Word(word, 1.0, Box(left, top, right, top + _HEIGHT_PX)))
            left = right + _LETTER_PX
        reading = Reading(tuple(words), "code")
        placed.append(TextLine(Box.around(w.box for w in words), (reading,), _HEIGHT_PX / 2))
    return CardText(tuple(placed), 1000, 600)


def with_codes(contact: Contact, codes: Iterable[Code], clues: Clues) -> Contact:
    """The printed contact, corrected and completed by what the card's codes say.

    Where two codes name two persons, only the one whose name is printed counts,
    or the first: nothing of another person joins this one.
    """
    coded = [found for code in codes if (found := contact_of_code(code, clues))]
    printed = contact.name.value if contact.name else ""
    coded.sort(key=lambda c: not (c.name and _alike(compact(c.name.value), compact(printed))))
    named: Name | None = None
    for found in coded:
        if found.name and named and not _alike(compact(found.name.value), compact(named.value)):
            continue
        named = named or found.name
        contact = _outranked(found, contact)
    return contact


def _alike(first: str, second: str) -> bool:
    return first == second or (bool(first and second) and fuzz.ratio(first, second) >= 85)


def _over(
    code: tuple[V, ...], printed: tuple[V, ...], same: Callable[[V, V], bool]
) -> tuple[V, ...]:
    """The code's values, with where they are printed, and those that only the print has."""
    placed = []
    for value in code:
        boxes = (*(b for p in printed if same(p, value) for b in p.boxes), *value.boxes)
        placed.append(replace(value, boxes=boxes))
    return (*placed, *(p for p in printed if not any(same(p, v) for v in code)))


def _same_text(printed: Value, coded: Value) -> bool:
    return _alike(compact(printed.value), compact(coded.value))


def _same_number(printed: Phone, coded: Phone) -> bool:
    """Whether a printed number is the code's, or that number with one digit misread.

    A fax or a second line differ from it in a digit or two as well: what was read
    surely, or is of another kind, is a number of its own.
    """
    if printed.value == coded.value:
        return True
    misread = not printed.sure and printed.kind is coded.kind
    return misread and Levenshtein.distance(printed.value, coded.value) <= 1


def _same_mailbox(printed: Email, coded: Email) -> bool:
    """Whether two addresses are one, a letter misread in either half."""
    halves = zip(printed.value.lower().split("@"), coded.value.lower().split("@"), strict=False)
    return all(Levenshtein.distance(a, b) <= max(1, len(b) // 8) for a, b in halves)


def _same_page(printed: Value, coded: Value) -> bool:
    """Whether two web addresses are one; a host alone is another page than one of its pages."""
    first, second = _host_and_path(printed), _host_and_path(coded)
    return first == second or (not printed.sure and _alike(first, second))


def _host_and_path(url: Value) -> str:
    return url.value.partition("://")[2].removeprefix("www.").rstrip("/").casefold()


def _same_place(printed: Address, coded: Address) -> bool:
    first, second = (compact(f"{a.postal_code}{a.city}") for a in (printed, coded))
    return _alike(first, second)


def _with_printed(code: tuple[Phone, ...], printed: tuple[Phone, ...]) -> tuple[Phone, ...]:
    """The code's numbers; a plain 'work' of theirs takes the kind that the print gives."""
    kinds = {p.value: p for p in printed}
    return tuple(
        replace(
            v,
            kind=kinds[v.value].kind if v.kind is PhoneKind.WORK else v.kind,
            extension=v.extension or kinds[v.value].extension,
        )
        if v.value in kinds
        else v
        for v in code
    )


def _outranked(code: Contact, printed: Contact) -> Contact:
    """The printed contact under what one code says."""
    name = code.name or printed.name
    if code.name and printed.name:
        name = replace(code.name, boxes=(*printed.name.boxes, *code.name.boxes))
    phones = _over(code.phones, printed.phones, _same_number)
    return replace(
        printed,
        name=name,
        organizations=_over(code.organizations, printed.organizations, _same_text),
        departments=_over(code.departments, printed.departments, _same_text),
        titles=_over(code.titles, printed.titles, _same_text),
        phones=_with_printed(phones, printed.phones),
        emails=_over(code.emails, printed.emails, _same_mailbox),
        urls=_over(code.urls, printed.urls, _same_page),
        social=_over(code.social, printed.social, _same_page),
        addresses=_over(code.addresses, printed.addresses, _same_place),
    )
