"""Outlook CSV: the 61 columns that every Outlook imports; what is over goes to Notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cardscan.formats.cells import read_table, write_table
from cardscan.formats.record import (
    Record,
    address_of,
    beyond,
    dialled,
    name_of,
    notes_of,
    parse_dialled,
    read_notes,
    texts,
    written_name,
)
from cardscan.model import Address, Contact, Email, Name, Phone, PhoneKind, Text, Url, country_name

__all__ = ["from_outlook_csv", "to_outlook_csv"]

_COLUMNS = (
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,"
    "E-mail Address,E-mail 2 Address,E-mail 3 Address,Home Phone,Home Phone 2,Business Phone,"
    "Business Phone 2,Mobile Phone,Car Phone,Other Phone,Primary Phone,Pager,Business Fax,"
    "Home Fax,Other Fax,Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,IMAddress,"
    "Job Title,Department,Company,Office Location,Manager's Name,Assistant's Name,"
    "Assistant's Phone,Company Yomi,Business Street,Business City,Business State,"
    "Business Postal Code,Business Country/Region,Home Street,Home City,Home State,"
    "Home Postal Code,Home Country/Region,Other Street,Other City,Other State,"
    "Other Postal Code,Other Country/Region,Personal Web Page,Spouse,Schools,Hobby,Location,"
    "Web Page,Birthday,Anniversary,Notes"
).split(",")

_EMAILS = ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address")
_PHONES = {
    PhoneKind.WORK: ("Business Phone", "Business Phone 2"),
    PhoneKind.CELL: ("Mobile Phone",),
    PhoneKind.FAX: ("Business Fax", "Other Fax"),
    PhoneKind.HOME: ("Home Phone", "Home Phone 2"),
    PhoneKind.PAGER: ("Pager",),
    PhoneKind.OTHER: ("Other Phone",),
}
# Columns that only other programs fill.
_READ_PHONES = {
    "Car Phone": PhoneKind.CELL,
    "Primary Phone": PhoneKind.WORK,
    "Home Fax": PhoneKind.FAX,
    "Company Main Phone": PhoneKind.WORK,
    "Callback": PhoneKind.OTHER,
} | {column: kind for kind, columns in _PHONES.items() for column in columns}
_PLACES = ("Business", "Other", "Home")


def to_outlook_csv(records: Iterable[Record]) -> bytes:
    """The contacts as Outlook imports them, UTF-8 with a byte-order mark."""
    return write_table(_COLUMNS, map(_row, records), mark=True)


def from_outlook_csv(data: bytes) -> tuple[Record, ...]:
    """The contacts of an Outlook export."""
    return tuple(_record(row) for row in read_table(data))


def _row(record: Record) -> dict[str, str]:
    contact = record.contact
    row: dict[str, str] = {}
    left_phones = _put_phones(row, contact.phones)
    row |= {c: e.value for c, e in zip(_EMAILS, contact.emails, strict=False)}
    for place, address in zip(_PLACES, contact.addresses, strict=False):
        row |= _address_cells(place, address)
    for column, values in (
        ("Company", contact.organizations),
        ("Department", contact.departments),
        ("Job Title", contact.titles),
        ("Web Page", contact.urls),
    ):
        if values:
            row[column] = values[0].value
    rest = Contact(
        organizations=beyond(contact.organizations, 1),
        departments=beyond(contact.departments, 1),
        titles=beyond(contact.titles, 1),
        phones=left_phones,
        emails=beyond(contact.emails, len(_EMAILS)),
        urls=beyond(contact.urls, 1),
        social=contact.social,
        addresses=beyond(contact.addresses, len(_PLACES)),
    )
    name = contact.name
    has_other_name = bool(name and _has_parts(name) and written_name(name) != name.value)
    row["Notes"] = notes_of(record, rest, event=True, name=has_other_name)
    return row | _name_cells(name)


def _put_phones(row: dict[str, str], phones: Iterable[Phone]) -> tuple[Phone, ...]:
    """Put each number into a free column of its kind; those without one are returned."""
    left = []
    for phone in phones:
        free = next((c for c in _PHONES[phone.kind] if c not in row), None)
        if free:
            row[free] = dialled(phone)
        else:
            left.append(phone)
    return tuple(left)


def _has_parts(name: Name) -> bool:
    return any((name.prefix, name.given, name.additional, name.family, name.suffix))


def _name_cells(name: Name | None) -> dict[str, str]:
    if name is None:
        return {}
    return {
        "First Name": (name.given or "") if _has_parts(name) else name.value,
        "Middle Name": name.additional or "",
        "Last Name": name.family or "",
        "Title": name.prefix or "",
        "Suffix": name.suffix or "",
    }


def _address_cells(place: str, address: Address) -> dict[str, str]:
    has_parts = any((address.street, address.city, address.postal_code, address.region))
    return {
        f"{place} Street": (address.street or "") if has_parts else address.value,
        f"{place} City": address.city or "",
        f"{place} State": address.region or "",
        f"{place} Postal Code": address.postal_code or "",
        f"{place} Country/Region": country_name(address.country or ""),
    }


def _record(row: Mapping[str, str]) -> Record:
    contact = Contact(
        name=name_of(
            value="",
            prefix=row.get("Title", ""),
            given=row.get("First Name", ""),
            additional=row.get("Middle Name", ""),
            family=row.get("Last Name", ""),
            suffix=row.get("Suffix", ""),
        ),
        organizations=texts(Text, [row.get("Company", "")]),
        departments=texts(Text, [row.get("Department", "")]),
        titles=texts(Text, [row.get("Job Title", "")]),
        phones=_phones(row),
        emails=texts(Email, (row.get(column, "") for column in _EMAILS)),
        urls=texts(Url, (row.get(column, "") for column in ("Web Page", "Personal Web Page"))),
        addresses=tuple(filter(None, (_address(row, place) for place in _PLACES))),
    )
    return read_notes(row.get("Notes", ""), contact)


def _phones(row: Mapping[str, str]) -> tuple[Phone, ...]:
    return tuple(
        parse_dialled(row[column], _READ_PHONES[column])
        for column in _COLUMNS
        if column in _READ_PHONES and row.get(column)
    )


def _address(row: Mapping[str, str], place: str) -> Address | None:
    return address_of(
        street=row.get(f"{place} Street", "").replace("\n", ", "),
        postal_code=row.get(f"{place} Postal Code", ""),
        city=row.get(f"{place} City", ""),
        region=row.get(f"{place} State", ""),
        country=row.get(f"{place} Country/Region", ""),
    )
