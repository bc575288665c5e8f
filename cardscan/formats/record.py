"""A contact on its way to or from a table: what has no column is told in the notes.

The notes are lines such as ``Also organization: Second Ltd``; reading knows them
again, so that a table gives back the contact it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from cardscan.model import (
    Address,
    Contact,
    Email,
    Name,
    Phone,
    PhoneKind,
    Social,
    Text,
    Url,
    Value,
    country_code,
    country_name,
)

__all__ = [
    "Record",
    "address_of",
    "beyond",
    "dialled",
    "name_of",
    "notes_of",
    "parse_dialled",
    "parse_social",
    "read_notes",
    "texts",
    "written_name",
]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Record:
    """A contact, the event it was met at, and the note on where it comes from."""

    contact: Contact
    event: str | None = None
    note: str = ""


def written_name(name: Name) -> str:
    """The parts of a name in the order in which they are spoken; the whole where it has none."""
    parts = (name.prefix, name.given, name.additional, name.family, name.suffix)
    return " ".join(filter(None, parts)) or name.value


def name_of(
    *, value: str, prefix: str, given: str, additional: str, family: str, suffix: str
) -> Name | None:
    """A name from cells, empty ones counting as none; None where all are empty."""
    name = Name(
        value=value,
        prefix=prefix or None,
        given=given or None,
        additional=additional or None,
        family=family or None,
        suffix=suffix or None,
    )
    whole = value or written_name(name)
    return replace(name, value=whole) if whole else None


def address_of(
    *, street: str, postal_code: str, city: str, region: str, country: str, value: str = ""
) -> Address | None:
    """A postal address from cells; None where all are empty."""
    place = " ".join(filter(None, (postal_code, city)))
    whole = value or ", ".join(filter(None, (street, place, region, country)))
    if not whole:
        return None
    return Address(
        value=whole,
        street=street or None,
        postal_code=postal_code or None,
        city=city or None,
        region=region or None,
        country=country_code(country) or None,
    )


def dialled(phone: Phone) -> str:
    """A number with its extension as clients and libphonenumber read it."""
    return f"{phone.value} ext. {phone.extension}" if phone.extension else phone.value


def parse_dialled(text: str, kind: PhoneKind) -> Phone:
    """The phone that :func:`dialled` wrote, or that a person did."""
    number, _, extension = re.sub(r"\s*(?:;ext=|\bext\.?|\bx)\s*(?=\d+$)", "\0", text).partition(
        "\0"
    )
    return Phone(value=number.strip(), kind=kind, extension=extension or None)


def parse_social(service: str, url: str) -> Social:
    """A profile from its address; the handle is the last part of the path."""
    path = re.sub(r"[?#].*", "", url).rstrip("/")
    return Social(value=url, service=service, handle=path.rpartition("/")[2].lstrip("@"))


# --- notes -----------------------------------------------------------------------------


def notes_of(record: Record, rest: Contact, *, event: bool = False, name: bool = False) -> str:
    """The note, and a line for each value of ``rest``: what found no column.

    ``event`` and ``name``: whether these have no column either.
    """
    lines = [record.note] if record.note else []
    if name and record.contact.name:
        lines.append(f"Whole name: {record.contact.name.value}")
    if event and record.event:
        lines.append(f"Event: {record.event}")
    lines += (f"Also organization: {o.value}" for o in rest.organizations)
    lines += (f"Also department: {d.value}" for d in rest.departments)
    lines += (f"Also title: {t.value}" for t in rest.titles)
    lines += (f"Also phone ({p.kind}): {dialled(p)}" for p in rest.phones)
    lines += (f"Also e-mail: {e.value}" for e in rest.emails)
    lines += (f"Also website: {u.value}" for u in rest.urls)
    lines += (f"Also profile ({s.service}): {s.value}" for s in rest.social)
    lines += (f"Also address: {_address_line(a)}" for a in rest.addresses)
    return "\n".join(lines)


def read_notes(notes: str, contact: Contact, event: str | None = None) -> Record:
    """The contact with what its notes tell of, and what is left of the notes."""
    note: list[str] = []
    found: dict[str, list[Value]] = {}
    name = contact.name
    for line in notes.split("\n") if notes else ():
        label, _, value = line.rstrip("\r").partition(": ")
        if label == "Whole name":
            name = replace(name, value=value) if name else Name(value=value)
        elif label == "Event":
            event = event or value
        elif parsed := _parse_leftover(label, value):
            found.setdefault(parsed[0], []).append(parsed[1])
        else:
            note.append(line)
    longer: dict[str, Any] = {f: (*getattr(contact, f), *more) for f, more in found.items()}
    return Record(replace(contact, name=name, **longer), event, "\n".join(note))


def _parse_leftover(label: str, value: str) -> tuple[str, Value] | None:
    """The field of a contact and the value that a line of notes tells of, if any."""
    word, _, kind = label.rstrip(")").partition(" (")
    if word == "Also phone" and kind in PhoneKind.__members__.values():
        return "phones", parse_dialled(value, PhoneKind(kind))
    if word == "Also profile":
        return "social", parse_social(kind, value)
    if word == "Also address":
        return "addresses", _parse_address_line(value)
    if word in _LEFTOVERS:
        name, make = _LEFTOVERS[word]
        return name, make(value=value)
    return None


_LEFTOVERS: dict[str, tuple[str, type[Value]]] = {
    "Also organization": ("organizations", Text),
    "Also department": ("departments", Text),
    "Also title": ("titles", Text),
    "Also e-mail": ("emails", Email),
    "Also website": ("urls", Url),
}


def _address_line(address: Address) -> str:
    country = country_name(address.country or "")
    parts = (address.street, address.postal_code, address.city, address.region, country)
    return " | ".join(part or "" for part in parts) if any(parts) else address.value


def _parse_address_line(line: str) -> Address:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 5:
        return Address(value=line)
    street, postal_code, city, region, country = parts
    found = address_of(
        street=street, postal_code=postal_code, city=city, region=region, country=country
    )
    return found or Address(value=line)


def texts(make: Callable[..., _T], cells: Iterable[str]) -> tuple[_T, ...]:
    """A value of each cell that is not empty."""
    return tuple(make(value=cell) for cell in cells if cell)


def beyond(values: Sequence[_T], count: int) -> tuple[_T, ...]:
    """The values for which a table of so many columns has no room."""
    return tuple(values[count:])
