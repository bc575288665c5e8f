"""LDIF address books (RFC 2849) as Thunderbird exports them, by the columns of its CSV.

What is written are single attributes: every other line of a record, its folds and
the records that nobody changed stay as they are.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cardscan.formats.leftovers import TableLine
from cardscan.formats.tables import KEPT, TableKind, lines_of

__all__ = ["Ldif", "is_ldif", "read_ldif"]

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
    "birthday": "Birth Day", "description": "Notes", "vcard": KEPT,
}  # fmt: skip
_NAMES = {
    "First Name": "givenName", "Last Name": "sn", "Display Name": "cn", "Primary Email": "mail",
    "Nickname": "mozillaNickname", "Secondary Email": "mozillaSecondEmail",
    "Work Phone": "telephoneNumber", "Home Phone": "homePhone",
    "Fax Number": "facsimileTelephoneNumber", "Pager Number": "pager", "Mobile Number": "mobile",
    "Work Address": "street", "Work Address 2": "mozillaWorkStreet2", "Work City": "l",
    "Work State": "st", "Work ZipCode": "postalCode", "Work Country": "c",
    "Home Address": "mozillaHomeStreet", "Home Address 2": "mozillaHomeStreet2",
    "Home City": "mozillaHomeLocalityName", "Home State": "mozillaHomeState",
    "Home ZipCode": "mozillaHomePostalCode", "Home Country": "mozillaHomeCountryName",
    "Job Title": "title", "Department": "ou", "Organization": "o",
    "Web Page 1": "mozillaWorkUrl", "Web Page 2": "mozillaHomeUrl", "Birth Year": "birthyear",
    "Birth Month": "birthmonth", "Birth Day": "birthday", "Notes": "description", KEPT: "vCard",
}  # fmt: skip
"""What a column is written as, in the letters of Thunderbird's own exports."""

_OF_THE_RECORD = frozenset(("dn", "version", "objectclass", "modifytimestamp"))
_CLASSES = ("top", "person", "organizationalPerson", "inetOrgPerson", "mozillaAbPersonAlpha")
_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:version: *1\s+)?dn::? ?[^\r\n]*\r?\n", re.IGNORECASE)
_LEAD = re.compile(r"\ufeff?(?:version:[^\n]*\n)?\s*", re.IGNORECASE)
_RECORD = re.compile(r"(?:[^\r\n][^\n]*(?:\n|\Z))+(?:\r?\n)*")
_LINE = re.compile(r"[^\n]*(?:\n [^\n]*)*(?:\n|\Z)")
# RFC 2849, "SAFE-STRING"; a blank at the end would be lost in many hands.
_SAFE = re.compile(r"(?![ :<])[\x20-\x7e]*(?<! )|")
_SPECIAL = re.compile(r'([,+"\\<>;=#])')  # RFC 4514, 2.4


def is_ldif(data: bytes) -> bool:
    """Whether bytes begin as LDIF does: with a version, or with the name of a first record."""
    return _START.match(data) is not None


def read_ldif(data: bytes) -> tuple[tuple[TableLine, ...], ...] | None:
    """The people of an LDIF file as the lines of each; None for another file.

    Lists of people are left out. What has no property goes to the notes.
    """
    if not is_ldif(data):
        return None
    return tuple(lines_of(row, TableKind.THUNDERBIRD) for row in Ldif.parse(data).rows())


@dataclass(frozen=True, slots=True)
class Ldif:
    """A file taken apart: its lead and its records join to the very text."""

    lead: str
    records: tuple[str, ...]

    @classmethod
    def parse(cls, data: bytes) -> Ldif:
        """Take bytes apart; what is no UTF-8 does not come back as it was."""
        text = data.decode("utf-8", "replace")
        found = _LEAD.match(text)
        lead = found[0] if found else ""
        return cls(lead, tuple(_RECORD.findall(text[len(lead) :])))

    @property
    def columns(self) -> tuple[str, ...]:
        """What a record may hold, as the columns of a table."""
        return tuple(_NAMES)

    def rows(self) -> Iterator[dict[str, str]]:
        """The people, in the order of the file."""
        each = ([*_attributes(record)] for record in self.records)
        yield from (_row(attributes) for attributes in each if _is_person(attributes))

    def to_bytes(self) -> bytes:
        """The file."""
        return "".join((self.lead, *self.records)).encode()

    def edited(
        self,
        changed: Mapping[int, Mapping[str, str]],
        added: Sequence[Mapping[str, str]],
        gone: Mapping[int, int],
    ) -> Ldif:
        """The file with single attributes changed; people are counted as :meth:`rows` does.

        ``gone`` maps those who go to those who stay for them: lists name these then.
        """
        newline = "\r\n" if "\r\n" in "".join((self.lead, *self.records[:1])) else "\n"
        persons = [n for n, each in enumerate(self.records) if _is_person([*_attributes(each)])]
        names = [_dn(self.records[place]) for place in persons]
        moved = {names[goes]: names[stays] for goes, stays in gone.items()}
        records = dict(enumerate(self.records))
        for place, cells in changed.items():
            records[persons[place]] = _with_cells(records[persons[place]], cells, newline)
        for number in set(records) - set(persons) if moved else ():
            records[number] = _renamed(records[number], moved, newline)
        kept = [each for n, each in records.items() if n not in {persons[p] for p in gone}]
        new = [_new_record(cells, newline) for cells in added]
        if new and kept:
            kept[-1] = f"{kept[-1].rstrip()}{newline * 2}"
        return replace(self, records=(*kept, *new))


def _lines(record: str) -> list[str]:
    """The attributes of a record as they stand, folds and line breaks included."""
    return [line for line in _LINE.findall(record) if line]


def _attribute(line: str) -> tuple[str, str] | None:
    """The name, in small letters, and the value of a line; None for a comment or nonsense."""
    line = re.sub(r"\r?\n ", "", line).rstrip("\r\n")
    name, colon, value = line.partition(":")
    if not colon or line.startswith("#"):
        return None
    if value.startswith(":"):
        try:
            value = base64.b64decode(value[1:].strip()).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    return name.strip().lower(), value.strip()


def _attributes(record: str) -> Iterator[tuple[str, str]]:
    """Names, in small letters, and values of a record."""
    yield from (found for line in _lines(record) if (found := _attribute(line)))


def _dn(record: str) -> str:
    return next((value for name, value in _attributes(record) if name == "dn"), "")


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


# --- the way back ----------------------------------------------------------------------


def _with_cells(record: str, cells: Mapping[str, str], newline: str) -> str:
    """A record with some values changed where they stand, and new ones behind its last line."""
    lines, left = _lines(record), dict(cells)
    for number, line in enumerate(lines):
        found = _attribute(line)
        column = _COLUMNS.get(found[0]) if found else None
        if column in left:
            lines[number] = _written(line.partition(":")[0], left.pop(column), newline)
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if end and left and not lines[end - 1].endswith("\n"):
        lines[end - 1] += newline
    new = [_written(_NAMES[column], value, newline) for column, value in left.items()]
    return "".join((*lines[:end], *new, *lines[end:]))


def _renamed(record: str, moved: Mapping[str, str], newline: str) -> str:
    """A list of people that names those who stay in place of those who go, each once."""
    named = {value for name, value in _attributes(record) if name == "member"} - set(moved)
    lines = []
    for line in _lines(record):
        found = _attribute(line)
        to = moved.get(found[1]) if found and found[0] == "member" else None
        if to is None:
            lines.append(line)
        elif to not in named:
            named.add(to)
            lines.append(_written(line.partition(":")[0], to, newline))
    return "".join(lines)


def _new_record(cells: Mapping[str, str], newline: str) -> str:
    row = {column: text for column, text in cells.items() if text}
    name = row.get("Display Name") or f"{row.get('First Name', '')} {row.get('Last Name', '')}"
    name = name.strip() or row.get("Organization") or row.get("Primary Email") or "contact"
    row.setdefault("Display Name", name)
    parts = [f"cn={_escaped(name)}"]
    if "Primary Email" in row:
        parts.append(f"mail={_escaped(row['Primary Email'])}")
    head = [_written("dn", ",".join(parts), newline)]
    head += [_written("objectclass", each, newline) for each in _CLASSES]
    return "".join(
        (*head, *(_written(_NAMES[column], text, newline) for column, text in row.items()), newline)
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _written(name: str, value: str, newline: str) -> str:
    """One attribute as a line; what is no plain text in base64."""
    if _SAFE.fullmatch(value):
        return f"{name}: {value}{newline}"
    return f"{name}:: {base64.b64encode(value.encode()).decode()}{newline}"
