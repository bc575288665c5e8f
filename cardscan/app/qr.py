"""A contact as a QR code that any phone's camera understands.

vCard 3.0 as UTF-8 bytes without an ECI header, error level L, no picture:
iPhones garble what is written as Latin-1, and 4.0 fails on Android.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import segno

from cardscan.app.output import is_contact
from cardscan.errors import UsageError
from cardscan.language.letters import fold
from cardscan.library import Library, StoredScan
from cardscan.library.stamps import hash_file
from cardscan.model import Contact, Name, Phone, PhoneKind, country_name

__all__ = ["code_of", "find_contacts", "full_card", "short_card", "to_svg", "to_terminal"]

_MOST_BYTES = 2953  # of a version 40 code at level L (ISO 18004, table 7)
_TYPES = {
    PhoneKind.CELL: "CELL",
    PhoneKind.FAX: "WORK,FAX",
    PhoneKind.HOME: "HOME",
    PhoneKind.PAGER: "PAGER",
    PhoneKind.WORK: "WORK",
    PhoneKind.OTHER: "VOICE",
}


def find_contacts(library: Library, what: str) -> tuple[StoredScan, ...]:
    """The contacts on a photo where ``what`` names one, else those with these words in them."""
    path = Path(what)
    if path.is_file():
        sha256 = hash_file(path)
        found = [s for s in library.scans() if s.scan.sha256 == sha256 and is_contact(s.scan)]
        if not found:
            raise UsageError(
                f"{what} was not scanned yet, or shows no card.",
                next_step=f"Scan it first: cardscan scan {what} --out contacts.vcf",
            )
        return tuple(found)
    words = fold(what).split()
    if what.startswith("#") and what[1:].isdecimal():
        one = library.find_scan(int(what[1:]))
        return (one,) if one is not None and is_contact(one.scan) else ()
    named = [
        card.number for card in library.in_brief() if card.contact and _says(card.contact, words)
    ]
    stored = (library.find_scan(number) for number in named)
    return tuple(each for each in stored if each is not None and is_contact(each.scan))


def _says(contact: Contact, words: list[str]) -> bool:
    who = (contact.name, *contact.organizations, *contact.emails)
    said = fold(" ".join(value.value for value in who if value))
    return bool(words) and all(word in said for word in words)


def short_card(contact: Contact) -> str:
    """Who it is, one number and one address of mail: a code that fits a terminal."""
    number = _first_number(contact)
    return _card(
        [
            *_who(contact),
            *([f"TEL;TYPE={_TYPES[number.kind]}:{number.value}"] if number else []),
            *(f"EMAIL:{_escaped(email.value)}" for email in contact.emails[:1]),
        ]
    )


def full_card(contact: Contact) -> str:
    """All that a contact says but its picture; the short card where that is too long for a code."""
    lines = [
        *_who(contact),
        *(f"TITLE:{_escaped(title.value)}" for title in contact.titles[:1]),
        *(f"TEL;TYPE={_TYPES[phone.kind]}:{_spoken(phone)}" for phone in contact.phones),
        *(f"EMAIL:{_escaped(email.value)}" for email in contact.emails),
        *(f"URL:{_escaped(url.value)}" for url in (*contact.urls, *contact.social)),
        *_addresses(contact),
    ]
    text = _card(lines)
    return text if len(text.encode()) <= _MOST_BYTES else short_card(contact)


def code_of(text: str) -> segno.QRCode:
    """The code of a text. Raises UsageError for more than a code can hold."""
    try:
        return segno.make_qr(
            text.encode("utf-8", "replace"), error="l", mode="byte", boost_error=False
        )
    except segno.DataOverflowError:
        raise UsageError("That is too much for a QR code.") from None


def to_svg(code: segno.QRCode) -> bytes:
    """Black on white with the quiet zone of the standard."""
    out = io.BytesIO()
    code.save(out, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=True)
    return out.getvalue()


def to_terminal(code: segno.QRCode, *, colours: bool) -> Iterator[str]:
    """Rows of half blocks, two modules high each, with half a quiet zone, which cameras forgive.

    With ``colours`` it is black on white whatever the terminal's own are.
    """
    rows = [list(map(bool, row)) for row in code.matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        line = "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        yield f"\x1b[30;107m{line}\x1b[0m" if colours else line


_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def _card(lines: list[str]) -> str:
    return "\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"])


def _who(contact: Contact) -> Iterator[str]:
    name, firm = contact.name, contact.organizations[0].value if contact.organizations else ""
    yield f"N:{';'.join(_escaped(part or '') for part in _parts(name))}"
    yield f"FN:{_escaped(name.value if name else firm)}"
    if firm:
        yield f"ORG:{_escaped(firm)}"


def _parts(name: Name | None) -> tuple[str | None, ...]:
    if name is None:
        return ("", "", "", "", "")
    if not (name.family or name.given):
        return (name.value, "", "", "", "")
    return (name.family, name.given, name.additional, name.prefix, name.suffix)


def _first_number(contact: Contact) -> Phone | None:
    """The mobile number, else the first that somebody answers."""
    order = {PhoneKind.CELL: 0, PhoneKind.FAX: 2, PhoneKind.PAGER: 2}
    return min(contact.phones, key=lambda phone: order.get(phone.kind, 1), default=None)


def _spoken(phone: Phone) -> str:
    return f"{phone.value} ext. {phone.extension}" if phone.extension else phone.value


def _addresses(contact: Contact) -> Iterator[str]:
    for address in contact.addresses:
        country = country_name(address.country) if address.country else ""
        parts = ("", "", address.street, address.city, address.region, address.postal_code, country)
        yield f"ADR;TYPE=WORK:{';'.join(_escaped(part or '') for part in parts)}"


def _escaped(text: str) -> str:
    """A text as a vCard 3.0 holds it (RFC 2426, 4)."""
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
