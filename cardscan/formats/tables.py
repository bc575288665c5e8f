"""Contacts of a CSV table, known by its columns: Google's two layouts, Outlook's, Thunderbird's.

Every cell that is not empty becomes a line of its contact; what has no property
becomes a line of the notes with its column's name, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cardscan.formats.cells import JOINT, read_table

__all__ = ["TableLine", "read_table_contacts"]


@dataclass(frozen=True, slots=True)
class TableLine:
    """A property as a table has it; ``label`` is what no type says."""

    name: str
    parts: tuple[str, ...]
    types: tuple[str, ...] = ()
    label: str = ""


_Row = dict[str, str]
_Reader = Callable[[_Row], Iterator[TableLine]]


def read_table_contacts(data: bytes) -> tuple[tuple[TableLine, ...], ...] | None:
    """The contacts of a table as the lines of each; None for what is no such table.

    Told by its columns, not by its name. A reader takes the cells that it knows
    out of a row; the rest goes to the notes.
    """
    if b"BEGIN:VCARD" in data[:4096].upper():
        return None
    rows = read_table(data)
    reader = _reader(frozenset(rows[0])) if rows else None
    if reader is None:
        return None
    return tuple(tuple(_contact(row, reader)) for row in rows)


def _reader(columns: frozenset[str]) -> _Reader | None:
    numbered = any(re.fullmatch(r"(?:E-mail|Phone) 1 - Value", column) for column in columns)
    if numbered or {"Given Name", "Family Name"} <= columns or {"First Name", "Labels"} <= columns:
        return _google
    if columns & {"Primary Email", "Display Name", "Work Phone"} and "First Name" in columns:
        return _thunderbird
    outlook = {"E-mail Address", "Business Phone", "Mobile Phone", "Company", "Job Title"}
    return _outlook if "First Name" in columns and len(columns & outlook) > 1 else None


def _contact(row: Mapping[str, str], reader: _Reader) -> Iterator[TableLine]:
    cells = {column: cell.strip() for column, cell in row.items() if cell.strip()}
    yield from reader(cells)
    notes = [cells.pop("Notes", "")]
    notes += (f"{column}: {cell}" for column, cell in cells.items() if column)
    if text := "\n".join(filter(None, notes)):
        yield TableLine("NOTE", (text,))


# --- what all have in common -----------------------------------------------------------


def _take(row: _Row, *columns: str) -> str:
    """The first of some cells that says something, taken out of the row."""
    column = next((c for c in columns if c in row), "")
    return row.pop(column, "")


def _names(row: _Row, prefix: str, suffix: str, whole: str) -> Iterator[TableLine]:
    family, given = _take(row, "Last Name", "Family Name"), _take(row, "First Name", "Given Name")
    middle = _take(row, "Middle Name", "Additional Name")
    before, after = _take(row, prefix), _take(row, suffix)
    name = _take(row, whole) or " ".join(filter(None, (before, given, middle, family, after)))
    if name:
        yield TableLine("FN", (name,))
    yield TableLine("N", (family, given, middle, before, after))


def _simple(row: _Row, columns: Mapping[str, tuple[str, tuple[str, ...]]]) -> Iterator[TableLine]:
    for column, (name, types) in columns.items():
        if cell := _take(row, column):
            yield TableLine(name, (cell,), types)


def _organization(row: _Row, name: str, department: str, title: str) -> Iterator[TableLine]:
    parts = (_take(row, name), _take(row, department))
    if any(parts):
        yield TableLine("ORG", parts if parts[1] else parts[:1])
    if cell := _take(row, title):
        yield TableLine("TITLE", (cell,))


# --- Google ----------------------------------------------------------------------------

_TYPES = {
    "mobile": ("cell",), "cell": ("cell",), "work": ("work",), "home": ("home",),
    "main": ("main",), "pager": ("pager",), "work fax": ("work", "fax"),
    "home fax": ("home", "fax"), "fax": ("fax",), "other": (), "internet": (), "": (),
}  # fmt: skip
_APART = {"E-mail": "EMAIL", "Phone": "TEL", "Website": "URL", "Relation": "X-ABRELATEDNAMES"}
_PARTS = (
    *("PO Box", "Extended Address", "Street", "City"),
    *("Region", "Postal Code", "Country"),
)
_PHONETIC: dict[str, tuple[str, tuple[str, ...]]] = {
    f"Phonetic {part} Name": (f"X-PHONETIC-{part.upper()}-NAME", ())
    for part in ("First", "Middle", "Last")
}


def _google(row: _Row) -> Iterator[TableLine]:
    yield from _names(row, "Name Prefix", "Name Suffix", "Name")
    yield from _simple(row, {"Nickname": ("NICKNAME", ()), "Birthday": ("BDAY", ()), **_PHONETIC})
    if "Organization 1 - Name" in row:
        yield from _organization(
            row, *(f"Organization 1 - {part}" for part in ("Name", "Department", "Title"))
        )
    yield from _organization(
        row, "Organization Name", "Organization Department", "Organization Title"
    )
    if photo := _take(row, "Photo"):
        yield TableLine("PHOTO", (photo,))
    labels = _take(row, "Labels", "Group Membership").split(JOINT.strip())
    own = [label.strip() for label in labels if label.strip(" *") not in ("", "myContacts")]
    yield from (TableLine("CATEGORIES", (label.lstrip("* "),)) for label in own)
    for group, name in _APART.items():
        yield from _numbered(row, group, name)
    yield from _numbered(row, "Event", "X-ABDATE")
    yield from _addresses(row)
    for number in _numbers(row, "Custom Field"):
        label = _take(row, f"Custom Field {number} - Label", f"Custom Field {number} - Type")
        if value := _take(row, f"Custom Field {number} - Value"):
            row[label or "Custom Field"] = "\n".join(filter(None, (row.get(label), value)))


def _numbers(row: _Row, group: str) -> list[int]:
    found = (re.match(rf"{re.escape(group)} (\d+) - ", column) for column in row)
    return sorted({int(number[1]) for number in found if number})


def _numbered(row: _Row, group: str, name: str) -> Iterator[TableLine]:
    for number in _numbers(row, group):
        label = _take(row, f"{group} {number} - Label", f"{group} {number} - Type").lstrip("* ")
        for value in _take(row, f"{group} {number} - Value").split(JOINT.strip()):
            if value.strip():
                types = _TYPES.get(label.casefold())
                yield TableLine(name, (value.strip(),), types or (), label if types is None else "")


def _addresses(row: _Row) -> Iterator[TableLine]:
    for number in _numbers(row, "Address"):
        start = f"Address {number} - "
        label = _take(row, f"{start}Label", f"{start}Type").lstrip("* ")
        whole = _take(row, f"{start}Formatted")
        parts = tuple(_take(row, f"{start}{part}") for part in _PARTS)
        said = " ".join(parts)
        if not all(word in said for word in re.findall(r"\w+", whole)):
            if any(parts):
                row[f"{start}Formatted"] = whole
            else:
                parts = ("", "", whole, "", "", "", "")
        types = _TYPES.get(label.casefold())
        if any(parts):
            yield TableLine("ADR", parts, types or (), label if types is None else "")


# --- Outlook and Thunderbird -----------------------------------------------------------

_OUTLOOK: dict[str, tuple[str, tuple[str, ...]]] = {
    "Nickname": ("NICKNAME", ()), "E-mail Address": ("EMAIL", ()),
    "E-mail 2 Address": ("EMAIL", ()), "E-mail 3 Address": ("EMAIL", ()),
    "Home Phone": ("TEL", ("home",)), "Home Phone 2": ("TEL", ("home",)),
    "Business Phone": ("TEL", ("work",)), "Business Phone 2": ("TEL", ("work",)),
    "Mobile Phone": ("TEL", ("cell",)), "Car Phone": ("TEL", ("car",)),
    "Other Phone": ("TEL", ("other",)), "Primary Phone": ("TEL", ("main",)),
    "Pager": ("TEL", ("pager",)), "Business Fax": ("TEL", ("work", "fax")),
    "Home Fax": ("TEL", ("home", "fax")), "Other Fax": ("TEL", ("fax",)),
    "Company Main Phone": ("TEL", ("work", "main")), "Web Page": ("URL", ()),
    "Personal Web Page": ("URL", ("home",)), "IMAddress": ("IMPP", ()),
    "Given Yomi": ("X-PHONETIC-FIRST-NAME", ()), "Surname Yomi": ("X-PHONETIC-LAST-NAME", ()),
}  # fmt: skip
_THUNDERBIRD: dict[str, tuple[str, tuple[str, ...]]] = {
    "Nickname": ("NICKNAME", ()), "Primary Email": ("EMAIL", ()),
    "Secondary Email": ("EMAIL", ()), "Work Phone": ("TEL", ("work",)),
    "Home Phone": ("TEL", ("home",)), "Fax Number": ("TEL", ("fax",)),
    "Pager Number": ("TEL", ("pager",)), "Mobile Number": ("TEL", ("cell",)),
    "Web Page 1": ("URL", ("work",)), "Web Page 2": ("URL", ("home",)),
}  # fmt: skip


_LABELLED = (
    ("Callback", "TEL", "Callback"),
    ("Assistant's Phone", "TEL", "_$!<AssistantPhone>!$_"),
    ("Spouse", "X-ABRELATEDNAMES", "_$!<Spouse>!$_"),
    ("Manager's Name", "X-ABRELATEDNAMES", "_$!<Manager>!$_"),
    ("Assistant's Name", "X-ABRELATEDNAMES", "_$!<Assistant>!$_"),
    ("Anniversary", "X-ABDATE", "_$!<Anniversary>!$_"),
    ("Birthday", "BDAY", ""),
)
_NO_DATE = "0/0/00"
"""How Outlook writes that there is none."""


def _outlook(row: _Row) -> Iterator[TableLine]:
    yield from _names(row, "Title", "Suffix", "Display Name")
    yield from _simple(row, _OUTLOOK)
    yield from _organization(row, "Company", "Department", "Job Title")
    for column, name, label in _LABELLED:
        if (cell := _take(row, column)) and cell != _NO_DATE:
            yield TableLine(name, (cell,), (), label)
    yield from _outlook_addresses(row)
    for category in re.split(r"[;,]", _take(row, "Categories")):
        if category.strip():
            yield TableLine("CATEGORIES", (category.strip(),))


def _outlook_addresses(row: _Row) -> Iterator[TableLine]:
    for place, types in (("Business", ("work",)), ("Home", ("home",)), ("Other", ())):
        streets = (_take(row, f"{place} Street{n}") for n in ("", " 2", " 3"))
        street = ", ".join(" ".join(s.split()) for s in streets if s)
        box = _take(row, f"{place} Address PO Box")
        parts = ("City", "State", "Postal Code", "Country/Region")
        rest = tuple(_take(row, f"{place} {part}") for part in parts)
        if box or street or any(rest):
            yield TableLine("ADR", (box, "", street, *rest), types)


def _thunderbird(row: _Row) -> Iterator[TableLine]:
    yield from _names(row, "Title", "Suffix", "Display Name")
    yield from _simple(row, _THUNDERBIRD)
    yield from _organization(row, "Organization", "Department", "Job Title")
    for place, types in (("Home", ("home",)), ("Work", ("work",))):
        parts = ("Address 2", "Address", "City", "State", "ZipCode", "Country")
        found = tuple(_take(row, f"{place} {part}") for part in parts)
        if any(found):
            yield TableLine("ADR", ("", *found), types)
    year, month, day = (_take(row, f"Birth {part}") for part in ("Year", "Month", "Day"))
    if month and day:
        yield TableLine("BDAY", (f"{year or '-'}-{month:0>2}-{day:0>2}",))
    elif year:
        row["Birth Year"] = year
