"""Plain CSV for spreadsheets: one row a contact, several values of a cell on lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cardscan.formats.cells import read_table, write_table
from cardscan.formats.record import (
    Record,
    address_of,
    dialled,
    name_of,
    parse_dialled,
    parse_social,
    texts,
)
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
    country_name,
)

__all__ = ["from_plain_csv", "to_plain_csv"]

_NAME = ("Name", "Prefix", "First name", "Middle name", "Last name", "Suffix")
_PHONES = {
    PhoneKind.CELL: "Mobile",
    PhoneKind.WORK: "Phone",
    PhoneKind.FAX: "Fax",
    PhoneKind.HOME: "Home phone",
    PhoneKind.PAGER: "Pager",
    PhoneKind.OTHER: "Other phone",
}
_ADDRESS = ("Address", "Street", "Postal code", "City", "Region", "Country")


def to_plain_csv(records: Iterable[Record]) -> bytes:
    """The contacts as a table for people, UTF-8 with the byte-order mark that Excel needs."""
    rows = [_row(record) for record in records]
    most = max((sum(key.startswith("Address") for key in row) for row in rows), default=1)
    columns = [
        *_NAME,
        *("Organization", "Department", "Title"),
        *_PHONES.values(),
        *("E-mail", "Website", "Profile"),
        *(_numbered(column, n) for n in range(1, max(1, most) + 1) for column in _ADDRESS),
        *("Event", "Notes", "Unread"),
    ]
    return write_table(columns, rows, mark=True)


def from_plain_csv(data: bytes) -> tuple[Record, ...]:
    """The contacts of a table that :func:`to_plain_csv` wrote."""
    return tuple(_record(row) for row in read_table(data))


def _numbered(column: str, number: int) -> str:
    return column if number == 1 else f"{column} {number}"


def _lines(values: Iterable[Value]) -> str:
    return "\n".join(value.value for value in values)


def _row(record: Record) -> dict[str, str]:
    contact = record.contact
    row = {
        "Organization": _lines(contact.organizations),
        "Department": _lines(contact.departments),
        "Title": _lines(contact.titles),
        "E-mail": _lines(contact.emails),
        "Website": _lines(contact.urls),
        "Profile": "\n".join(f"{s.service}: {s.value}" for s in contact.social),
        "Event": record.event or "",
        "Notes": record.note,
        "Unread": "\n".join(contact.unread),
    }
    for kind, column in _PHONES.items():
        row[column] = "\n".join(dialled(p) for p in contact.phones if p.kind is kind)
    for number, address in enumerate(contact.addresses, 1):
        cells = zip(_ADDRESS, _address_cells(address), strict=True)
        row |= {_numbered(column, number): cell for column, cell in cells}
    return row | dict(zip(_NAME, _name_cells(contact.name), strict=True))


def _name_cells(name: Name | None) -> tuple[str, ...]:
    if name is None:
        return ("",) * 6
    parts = (name.value, name.prefix, name.given, name.additional, name.family, name.suffix)
    return tuple(part or "" for part in parts)


def _address_cells(address: Address) -> tuple[str, ...]:
    country = country_name(address.country or "")
    parts = (address.street, address.postal_code, address.city, address.region, country)
    return (address.value, *(part or "" for part in parts))


def _record(row: Mapping[str, str]) -> Record:
    def cells(column: str) -> list[str]:
        return row.get(column, "").split("\n")

    value, prefix, given, additional, family, suffix = (row.get(c, "") for c in _NAME)
    contact = Contact(
        name=name_of(
            value=value,
            prefix=prefix,
            given=given,
            additional=additional,
            family=family,
            suffix=suffix,
        ),
        organizations=texts(Text, cells("Organization")),
        departments=texts(Text, cells("Department")),
        titles=texts(Text, cells("Title")),
        phones=_phones(row),
        emails=texts(Email, cells("E-mail")),
        urls=texts(Url, cells("Website")),
        social=tuple(_social(line) for line in cells("Profile") if line),
        addresses=_addresses(row),
        unread=tuple(filter(None, cells("Unread"))),
    )
    return Record(contact, row.get("Event") or None, row.get("Notes", ""))


def _phones(row: Mapping[str, str]) -> tuple[Phone, ...]:
    return tuple(
        parse_dialled(line, kind)
        for kind, column in _PHONES.items()
        for line in row.get(column, "").split("\n")
        if line
    )


def _social(line: str) -> Social:
    service, _, url = line.partition(": ")
    return parse_social(service, url)


def _addresses(row: Mapping[str, str]) -> tuple[Address, ...]:
    found = []
    number = 1
    while _numbered("Address", number) in row:
        value, street, code, city, region, country = (
            row.get(_numbered(column, number), "") for column in _ADDRESS
        )
        address = address_of(
            value=value, street=street, postal_code=code, city=city, region=region, country=country
        )
        if address:
            found.append(address)
        number += 1
    return tuple(found)
