"""Google Contacts CSV: written in the layout of 2024, read in that and the older one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from cardscan.formats.cells import JOINT, read_table, write_table
from cardscan.formats.record import (
    Record,
    address_of,
    beyond,
    dialled,
    name_of,
    notes_of,
    parse_dialled,
    parse_social,
    read_notes,
    texts,
    written_name,
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
    country_name,
)

__all__ = ["from_google_csv", "to_google_csv"]

_FIRST = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,"
    "Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,"
    "Organization Title,Organization Department,Birthday,Notes,Photo,Labels"
).split(",")
# The numbered groups of columns, in their order.
_GROUPS = (
    ("E-mail", ("Label", "Value")),
    ("Phone", ("Label", "Value")),
    (
        "Address",
        (
            *("Label", "Formatted", "Street", "City", "PO Box", "Region", "Postal Code"),
            *("Country", "Extended Address"),
        ),
    ),
    ("Relation", ("Label", "Value")),
    ("Website", ("Label", "Value")),
    ("Event", ("Label", "Value")),
    ("Custom Field", ("Label", "Value")),
)
_PHONE_LABELS = {
    PhoneKind.WORK: "Work",
    PhoneKind.CELL: "Mobile",
    PhoneKind.FAX: "Work Fax",
    PhoneKind.HOME: "Home",
    PhoneKind.PAGER: "Pager",
    PhoneKind.OTHER: "Other",
}
_PLAIN_SITES = frozenset(
    ("", "work", "home", "homepage", "home page", "other", "blog", "profile", "website")
)
_MY_CONTACTS = "* myContacts"

# What the columns before 2024 were called, by what they are called now.
_OLD_NAMES = {
    "First Name": "Given Name",
    "Middle Name": "Additional Name",
    "Last Name": "Family Name",
    "Organization Name": "Organization 1 - Name",
    "Organization Title": "Organization 1 - Title",
    "Organization Department": "Organization 1 - Department",
    "Labels": "Group Membership",
}


def to_google_csv(records: Iterable[Record]) -> bytes:
    """The contacts as Google imports them; the event becomes a label."""
    rows = [_row(record) for record in records]
    columns = [*_FIRST]
    for group, parts in _GROUPS:
        most = max((_highest(row, group) for row in rows), default=1)
        columns += (f"{group} {n} - {part}" for n in range(1, max(1, most) + 1) for part in parts)
    return write_table(columns, rows, mark=False)


def from_google_csv(data: bytes) -> tuple[Record, ...]:
    """The contacts of an export of either layout."""
    return tuple(_record(row) for row in read_table(data))


def _highest(row: Mapping[str, str], group: str) -> int:
    numbers = (re.match(rf"{re.escape(group)} (\d+) - ", column) for column in row)
    return max((int(number[1]) for number in numbers if number), default=0)


def _row(record: Record) -> dict[str, str]:
    contact = record.contact
    rest = Contact(
        organizations=beyond(contact.organizations, 1),
        departments=beyond(contact.departments, 1),
        titles=beyond(contact.titles, 1),
    )
    row = {
        **_name_cells(contact.name),
        "Organization Name": _first(contact.organizations),
        "Organization Title": _first(contact.titles),
        "Organization Department": _first(contact.departments),
        "Notes": notes_of(record, rest),
        "Labels": JOINT.join(filter(None, (_MY_CONTACTS, record.event))),
    }
    for number, email in enumerate(contact.emails, 1):
        row |= _labelled(f"E-mail {number}", "Work", email.value)
    for number, phone in enumerate(contact.phones, 1):
        row |= _labelled(f"Phone {number}", _PHONE_LABELS[phone.kind], dialled(phone))
    for number, address in enumerate(contact.addresses, 1):
        row |= _address_cells(f"Address {number}", address)
    sites = [("Work", url.value) for url in contact.urls]
    sites += [(profile.service or "Profile", profile.value) for profile in contact.social]
    for number, (label, value) in enumerate(sites, 1):
        row |= _labelled(f"Website {number}", label, value)
    return row


def _first(values: Sequence[Text]) -> str:
    return values[0].value if values else ""


def _labelled(group: str, label: str, value: str) -> dict[str, str]:
    return {f"{group} - Label": label, f"{group} - Value": value}


def _name_cells(name: Name | None) -> dict[str, str]:
    if name is None:
        return {}
    has_parts = any((name.prefix, name.given, name.additional, name.family, name.suffix))
    return {
        "First Name": (name.given or "") if has_parts else name.value,
        "Middle Name": name.additional or "",
        "Last Name": name.family or "",
        "Name Prefix": name.prefix or "",
        "Name Suffix": name.suffix or "",
        "File As": name.value if has_parts and written_name(name) != name.value else "",
    }


def _address_cells(group: str, address: Address) -> dict[str, str]:
    return {
        f"{group} - Label": "Work",
        f"{group} - Formatted": address.value,
        f"{group} - Street": address.street or "",
        f"{group} - City": address.city or "",
        f"{group} - Region": address.region or "",
        f"{group} - Postal Code": address.postal_code or "",
        f"{group} - Country": country_name(address.country or ""),
    }


# --- reading ---------------------------------------------------------------------------


def _record(row: Mapping[str, str]) -> Record:
    sites = list(_entries(row, "Website"))
    contact = Contact(
        name=_name(row),
        organizations=texts(Text, _cell(row, "Organization Name").split(JOINT)),
        departments=texts(Text, _cell(row, "Organization Department").split(JOINT)),
        titles=texts(Text, _cell(row, "Organization Title").split(JOINT)),
        phones=tuple(_phone(label, value) for label, value in _entries(row, "Phone")),
        emails=tuple(Email(value=value) for _, value in _entries(row, "E-mail")),
        urls=tuple(Url(value=v) for label, v in sites if label.lower() in _PLAIN_SITES),
        social=tuple(_social(label, v) for label, v in sites if label.lower() not in _PLAIN_SITES),
        addresses=_addresses(row),
    )
    return read_notes(row.get("Notes", ""), contact, _event(_cell(row, "Labels")))


def _cell(row: Mapping[str, str], column: str) -> str:
    return row.get(column) or row.get(_OLD_NAMES.get(column, ""), "")


def _name(row: Mapping[str, str]) -> Name | None:
    # "File As" of a stranger's export is how Google sorts ("Family, Given"), not the name.
    filed = row.get("File As", "")
    return name_of(
        value=row.get("Name", "") or ("" if "," in filed else filed),
        prefix=row.get("Name Prefix", ""),
        given=_cell(row, "First Name"),
        additional=_cell(row, "Middle Name"),
        family=_cell(row, "Last Name"),
        suffix=row.get("Name Suffix", ""),
    )


def _entries(row: Mapping[str, str], group: str) -> list[tuple[str, str]]:
    """Label and value of each entry of a numbered group, joint cells taken apart."""
    found = []
    for number in range(1, _highest(row, group) + 1):
        prefix = f"{group} {number} - "
        label = row.get(f"{prefix}Label") or row.get(f"{prefix}Type", "")
        values = row.get(f"{prefix}Value", "").split(JOINT)
        found += [(label.strip("* "), value.strip()) for value in values if value.strip()]
    return found


def _phone(label: str, value: str) -> Phone:
    words = label.lower()
    kinds = (
        (PhoneKind.FAX, ("fax",)),
        (PhoneKind.CELL, ("mobile", "cell", "handy", "iphone")),
        (PhoneKind.PAGER, ("pager",)),
        (PhoneKind.HOME, ("home",)),
        (PhoneKind.WORK, ("work", "main", "office", "business")),
    )
    kind = next((k for k, marks in kinds if any(m in words for m in marks)), PhoneKind.OTHER)
    return parse_dialled(value, kind)


def _social(label: str, value: str) -> Social:
    return parse_social(label.lower(), value)


def _addresses(row: Mapping[str, str]) -> tuple[Address, ...]:
    found = []
    for number in range(1, _highest(row, "Address") + 1):
        prefix = f"Address {number} - "
        box, extended = row.get(f"{prefix}PO Box", ""), row.get(f"{prefix}Extended Address", "")
        address = address_of(
            value=row.get(f"{prefix}Formatted", "").replace("\n", ", "),
            street=", ".join(filter(None, (box, extended, row.get(f"{prefix}Street", "")))),
            postal_code=row.get(f"{prefix}Postal Code", ""),
            city=row.get(f"{prefix}City", ""),
            region=row.get(f"{prefix}Region", ""),
            country=row.get(f"{prefix}Country", ""),
        )
        if address:
            found.append(address)
    return tuple(found)


def _event(labels: str) -> str | None:
    """The first label that is a person's own, without the star that marks Google's."""
    own = (label.strip() for label in labels.split(JOINT.strip()))
    return next((label for label in own if label and not label.startswith("*")), None)
