"""Contacts of a CSV table, known by its columns: Google's two layouts, Outlook's, Thunderbird's.

Every cell that is not empty becomes a line of its contact; what has no property
becomes a line of the notes with its column's name, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum

from cardscan.formats.cells import JOINT
from cardscan.formats.leftovers import TableLine, read_leftovers
from cardscan.formats.outlook_names import in_english
from cardscan.formats.sheet import Sheet, read_sheet

__all__ = [
    "KEPT",
    "NO_DATES",
    "TableKind",
    "TableLine",
    "contacts_of",
    "kind_of",
    "lines_of",
    "looks_like_table",
]

KEPT = "vCard"
"""The column of ours for lines of a contact that no other column can hold, as vCard has them."""

_Row = dict[str, str]
_Reader = Callable[[_Row], Iterator[TableLine]]


class TableKind(Enum):
    """Whose table it is."""

    GOOGLE = "Google"
    OUTLOOK = "Outlook"
    THUNDERBIRD = "Thunderbird"


def looks_like_table(head: bytes) -> bool:
    """Whether a file that begins so is a table of contacts, by its columns, not by its name."""
    if b"BEGIN:VCARD" in head[:4096].upper().replace(b"\0", b""):
        return False
    return kind_of(read_sheet(head).columns) is not None


def kind_of(columns: Collection[str]) -> TableKind | None:
    """Whose table has these columns; None for one of anything else."""
    names = frozenset(in_english(dict.fromkeys(columns, "")))
    numbered = any(re.fullmatch(r"(?:E-mail|Phone) 1 - Value", column) for column in names)
    if numbered or {"Given Name", "Family Name"} <= names or {"First Name", "Labels"} <= names:
        return TableKind.GOOGLE
    if names & {"Primary Email", "Display Name", "Work Phone"} and "First Name" in names:
        return TableKind.THUNDERBIRD
    outlook = {"E-mail Address", "Business Phone", "Mobile Phone", "Company", "Job Title"}
    is_outlook = "First Name" in names and len(names & outlook) > 1
    return TableKind.OUTLOOK if is_outlook else None


def contacts_of(sheet: Sheet) -> tuple[tuple[TableLine, ...], ...] | None:
    """The contacts of a table, as the lines of each; None for what is no such table.

    A reader takes the cells that it knows out of a row; the rest goes to the notes.
    """
    kind = kind_of(sheet.columns)
    return None if kind is None else tuple(lines_of(row, kind) for row in sheet.records())


def lines_of(row: Mapping[str, str], kind: TableKind) -> tuple[TableLine, ...]:
    """The lines of one contact."""
    cells = {column: cell.strip() for column, cell in in_english(row).items() if cell.strip()}
    kept = [TableLine("", (), raw=line) for line in _kept(cells.pop(KEPT, ""))]
    found = [*_READERS[kind](cells)]
    told, notes = read_leftovers(cells.pop("Notes", ""))
    notes += [f"{column}: {cell}" for column, cell in cells.items()]
    if any(line.name == "FN" for line in told):
        found = [line for line in found if line.name != "FN"]
    found += told
    if notes:
        found.append(TableLine("NOTE", ("\n".join(notes),)))
    # A number with a label that no column can say stands in both places.
    again = {line.raw.partition(":")[2] for line in kept}
    return (*(line for line in found if not (line.name == "TEL" and line.parts[0] in again)), *kept)


def _kept(cell: str) -> list[str]:
    """The vCard lines that a cell keeps; what would end the card is none."""
    lines = (line.strip() for line in cell.split("\n"))
    return [ln for ln in lines if re.fullmatch(r"(?!(?i:BEGIN|END):)[\w.-]+[:;].*", ln)]


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
    parts = (_take(row, name), *_take(row, department).split(JOINT.strip()))
    if any(parts):
        yield TableLine("ORG", tuple(part.strip() for part in parts if part or part is parts[0]))
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
# The words that every phone has in its own language: Apple marks them.
_APPLE = {
    "X-ABDATE": frozenset(("anniversary", "other")),
    "X-ABRELATEDNAMES": frozenset(
        "assistant brother child father friend manager mother other parent partner sister "
        "spouse".split()
    ),
}
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
        if name in _APPLE and label.casefold() in _APPLE[name]:
            label = f"_$!<{label.title()}>!$_"
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
NO_DATES = frozenset(("0/0/00", "0.0.00"))
"""How Outlook writes that there is none, in English and in German."""

_SAYS_NOTHING = frozenset(
    (column, cell)
    for columns, cells in (
        (("E-mail Type", "E-mail 2 Type", "E-mail 3 Type"), ("SMTP",)),
        (("E-Mail-Typ", "E-Mail 2: Typ", "E-Mail 3: Typ"), ("SMTP",)),
        (("Gender", "Geschlecht"), ("Unspecified", "Keine Angabe")),
        (("Priority", "Priorität", "Sensitivity", "Vertraulichkeit"), ("Normal",)),
        (("Private", "Privat"), ("False", "Falsch", "Off", "Aus")),
    )
    for column in columns
    for cell in cells
)
"""What Outlook exports of every contact where nobody chose anything."""


def _outlook(row: _Row) -> Iterator[TableLine]:
    for column in [column for column in row if _says_nothing(row, column)]:
        del row[column]
    yield from _names(row, "Title", "Suffix", "Display Name")
    yield from _simple(row, _OUTLOOK)
    yield from _organization(row, "Company", "Department", "Job Title")
    for column, name, label in _LABELLED:
        if (cell := _take(row, column)) and cell not in NO_DATES:
            yield TableLine(name, (cell,), (), label)
    yield from _outlook_addresses(row)
    for category in re.split(r"[;,]", _take(row, "Categories")):
        if category.strip():
            yield TableLine("CATEGORIES", (category.strip(),))


def _says_nothing(row: _Row, column: str) -> bool:
    """Whether a cell is what Outlook writes by itself: a default, or 'Name (mailbox)'."""
    shown = re.fullmatch(r"(E-[Mm]ail(?: [23])?)(?: |: )(?:Display Name|Angezeigter Name)", column)
    if shown is None:
        return (column, row[column]) in _SAYS_NOTHING
    mailbox = row.get(f"{shown[1].replace('M', 'm')} Address", "")
    names = " ".join(row.get(name, "") for name in ("First Name", "Middle Name", "Last Name"))
    words = row[column].replace(f"({mailbox})", "").replace(mailbox, "").split()
    return bool(mailbox) and set(words) <= set(names.split())


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


_READERS: dict[TableKind, _Reader] = {
    TableKind.GOOGLE: _google,
    TableKind.OUTLOOK: _outlook,
    TableKind.THUNDERBIRD: _thunderbird,
}
