"""LDIF address books (RFC 2849) as Thunderbird exports them, by the columns of its CSV."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from cardscan.formats.leftovers import TableLine
from cardscan.formats.tables import TableKind, lines_of

__all__ = ["is_ldif", "read_ldif"]

# Mozilla's address book LDIF schema, with the shorter names that older versions wrote.
_COLUMNS = {
    "givenname": "First Name", "sn": "Last Name", "cn": "Display Name",
    "mozillanickname": "Nickname", "mail": "Primary Email",
    "mozillasecondemail": "Secondary Email", "telephonenumber": "Work Phone",
    "homephone": "Home Phone", "facsimiletelephonenumber": "Fax Number", "fax": "Fax Number",
    "pager": "Pager Number", "mobile": "Mobile Number", "street": "Work Address",
    "mozillaworkstreet2": "Work Address 2", "l": "Work City", "st": "Work State",
    "postalcode": "Work ZipCode", "c": "Work Country", "mozillahomestreet": "Home Address",
    "mozillahomestreet2": "Home Address 2", "mozillahomelocalityname": "Home City",
    "mozillahomestate": "Home State", "mozillahomepostalcode": "Home ZipCode",
    "mozillahomecountryname": "Home Country", "title": "Job Title", "ou": "Department",
    "department": "Department", "o": "Organization", "company": "Organization",
    "mozillaworkurl": "Web Page 1", "workurl": "Web Page 1", "mozillahomeurl": "Web Page 2",
    "homeurl": "Web Page 2", "birthyear": "Birth Year", "birthmonth": "Birth Month",
    "birthday": "Birth Day", "description": "Notes",
}  # fmt: skip
_OF_THE_RECORD = frozenset(("dn", "version", "objectclass", "modifytimestamp"))
_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:version: *1\s+)?dn::? ?[^\r\n]*\r?\n", re.IGNORECASE)


def is_ldif(data: bytes) -> bool:
    """Whether bytes begin as LDIF does: with a version, or with the name of a first record."""
    return _START.match(data) is not None


def read_ldif(data: bytes) -> tuple[tuple[TableLine, ...], ...] | None:
    """The people of an LDIF file as the lines of each; None for another file.

    Lists of people are left out. What has no property goes to the notes.
    """
    if not is_ldif(data):
        return None
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\n ", "")
    people = (list(_attributes(record)) for record in re.split(r"\n{2,}", text))
    return tuple(lines_of(_row(each), TableKind.THUNDERBIRD) for each in people if _is_person(each))


def _attributes(record: str) -> Iterator[tuple[str, str]]:
    """Names, in small letters, and values of a record."""
    for line in record.split("\n"):
        name, colon, value = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        if value.startswith(":"):
            try:
                value = base64.b64decode(value[1:].strip()).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                continue
        yield name.strip().lower(), value.strip()


def _is_person(attributes: list[tuple[str, str]]) -> bool:
    kinds = {value.lower() for name, value in attributes if name == "objectclass"}
    return bool(kinds) and "groupofnames" not in kinds


def _row(attributes: list[tuple[str, str]]) -> dict[str, str]:
    row: dict[str, str] = {}
    for name, value in attributes:
        column = _COLUMNS.get(name, name)
        if name in _OF_THE_RECORD:
            continue
        if column in row and row[column] != value:  # a second one of its kind
            column = next(f"{name} {n}" for n in range(2, 1000) if f"{name} {n}" not in row)
        row[column] = value
    return row
