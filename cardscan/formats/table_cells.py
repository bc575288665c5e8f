"""Lines of a contact put into the cells of its row: the way back from :mod:`tables`.

Only empty cells are filled, and lists grow; nothing that stands in a row is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cardscan.formats.cells import JOINT
from cardscan.formats.leftovers import TableLine, leftover
from cardscan.formats.tables import KEPT, NO_DATES, TableKind

__all__ = ["RowDraft"]

_NAMES = {
    TableKind.GOOGLE: ("Last Name", "First Name", "Middle Name", "Name Prefix", "Name Suffix"),
    TableKind.OUTLOOK: ("Last Name", "First Name", "Middle Name", "Title", "Suffix"),
    TableKind.THUNDERBIRD: ("Last Name", "First Name"),
}
_FIRM = {
    TableKind.GOOGLE: ("Organization Name", "Organization Department", "Organization Title"),
    TableKind.OUTLOOK: ("Company", "Department", "Job Title"),
    TableKind.THUNDERBIRD: ("Organization", "Department", "Job Title"),
}
# What Google called these columns before 2024.
_OLD = {
    "Last Name": "Family Name", "First Name": "Given Name", "Middle Name": "Additional Name",
    "Organization Name": "Organization 1 - Name",
    "Organization Department": "Organization 1 - Department",
    "Organization Title": "Organization 1 - Title", "Labels": "Group Membership",
}  # fmt: skip
_WHOLE = ("Name", "Display Name")
_SINGLE = {"NICKNAME": "Nickname", "BDAY": "Birthday"}
_GOOGLE_SINGLE = {f"X-PHONETIC-{part.upper()}-NAME": f"Phonetic {part} Name"
                  for part in ("First", "Middle", "Last")} | {"PHOTO": "Photo"}  # fmt: skip
_OUTLOOK_SINGLE = {
    "X-PHONETIC-FIRST-NAME": "Given Yomi", "X-PHONETIC-LAST-NAME": "Surname Yomi",
    "IMPP": "IMAddress",
}  # fmt: skip

# Google's numbered groups, and its words for types.
_GROUPS = {
    "TEL": "Phone", "EMAIL": "E-mail", "URL": "Website", "X-ABRELATEDNAMES": "Relation",
    "X-ABDATE": "Event",
}  # fmt: skip
_LABELS = (
    ({"fax", "home"}, "Home Fax"), ({"fax", "work"}, "Work Fax"), ({"fax"}, "Fax"),
    ({"pager"}, "Pager"), ({"cell"}, "Mobile"), ({"main"}, "Main"), ({"work"}, "Work"),
    ({"home"}, "Home"), ({"other"}, "Other"),
)  # fmt: skip
_ADDRESS = ("PO Box", "Extended Address", "Street", "City", "Region", "Postal Code", "Country")

# The columns that may hold a value, the types that they stand for before them.
_Columns = tuple[tuple[set[str], tuple[str, ...]], ...]
_PHONES: dict[TableKind, _Columns] = {
    TableKind.OUTLOOK: (
        ({"fax", "home"}, ("Home Fax", "Other Fax")),
        ({"fax"}, ("Business Fax", "Other Fax")),
        ({"pager"}, ("Pager",)),
        ({"car"}, ("Car Phone",)),
        ({"cell"}, ("Mobile Phone",)),
        ({"main", "work"}, ("Company Main Phone",)),
        ({"main"}, ("Primary Phone",)),
        ({"home"}, ("Home Phone", "Home Phone 2")),
        ({"work"}, ("Business Phone", "Business Phone 2")),
        (set(), ("Other Phone",)),
    ),
    TableKind.THUNDERBIRD: (
        ({"fax"}, ("Fax Number",)),
        ({"pager"}, ("Pager Number",)),
        ({"cell"}, ("Mobile Number",)),
        ({"home"}, ("Home Phone",)),
        ({"work"}, ("Work Phone",)),
    ),
}
_MAILS = {
    TableKind.OUTLOOK: ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address"),
    TableKind.THUNDERBIRD: ("Primary Email", "Secondary Email"),
}
_SITES: dict[TableKind, _Columns] = {
    TableKind.OUTLOOK: (({"home"}, ("Personal Web Page",)), (set(), ("Web Page",))),
    TableKind.THUNDERBIRD: (({"home"}, ("Web Page 2",)), (set(), ("Web Page 1",))),
}
_PLACES: dict[TableKind, _Columns] = {
    TableKind.OUTLOOK: (
        ({"home"}, ("Home",)), ({"work"}, ("Business",)), (set(), ("Other", "Business")),
    ),
    TableKind.THUNDERBIRD: (({"home"}, ("Home",)), (set(), ("Work",))),
}  # fmt: skip
_PLACE_PARTS = {
    TableKind.OUTLOOK: ("Street", "City", "State", "Postal Code", "Country/Region"),
    TableKind.THUNDERBIRD: ("Address", "City", "State", "ZipCode", "Country"),
}
_LABELLED = {
    "_$!<Spouse>!$_": "Spouse", "_$!<Manager>!$_": "Manager's Name",
    "_$!<Assistant>!$_": "Assistant's Name", "_$!<Anniversary>!$_": "Anniversary",
}  # fmt: skip


class RowDraft:
    """One row on its way to a fuller one; ``cells`` are those that changed."""

    def __init__(self, kind: TableKind, columns: Sequence[str], row: Mapping[str, str]) -> None:
        self.cells: dict[str, str] = {}
        self._kind = kind
        self._columns = columns
        self._row = row
        self._is_old = kind is TableKind.GOOGLE and "Given Name" in columns

    @property
    def row(self) -> dict[str, str]:
        """The row as it is by now."""
        return {**self._row, **self.cells}

    def put(self, lines: Iterable[TableLine]) -> None:
        """Put lines where their like stands, else into the notes or the column of ours."""
        # A whole name is one of its own only beside the parts and the company that are there.
        for line in sorted(lines, key=lambda each: each.name == "FN"):
            if line.raw and not line.parts:
                self.keep(line.raw)
            elif not self._put(line):
                self._leave(line)

    def note(self, text: str) -> None:
        """Let the notes say this as well."""
        if text:
            self._grow("Notes", text, "\n")

    def keep(self, raw: str) -> None:
        """Keep a line of a vCard as it is."""
        self._grow(KEPT, raw, "\n")

    def _leave(self, line: TableLine) -> None:
        if line.name in ("FN", "ORG", "TITLE", "TEL", "EMAIL", "URL", "ADR"):
            self.note(leftover(line))
        elif line.raw:
            self.keep(line.raw)

    def _put(self, line: TableLine) -> bool:
        """Whether a line found a place."""
        match line.name:
            case "N":
                return self._put_name(line.parts)
            case "FN":
                return self._put_whole_name(line.parts[0])
            case "ORG":
                return self._put_firm(line.parts)
            case "TITLE":
                return self._fill(self._named(_FIRM[self._kind][2]), line.parts[0])
            case "NOTE":
                self.note(line.parts[0])
                return True
            case "CATEGORIES":
                return self._put_category(line.parts[0])
        if line.name in _SINGLE or line.name in self._singles():
            column = _SINGLE.get(line.name) or self._singles()[line.name]
            return self._fill(column, line.parts[0])
        if self._kind is TableKind.GOOGLE:
            return self._put_google(line)
        return self._put_fixed(line)

    # --- cells -------------------------------------------------------------------------

    def _singles(self) -> dict[str, str]:
        if self._kind is TableKind.GOOGLE:
            return _GOOGLE_SINGLE
        return _OUTLOOK_SINGLE if self._kind is TableKind.OUTLOOK else {}

    def _named(self, column: str) -> str:
        """A column by what this table calls it."""
        return _OLD.get(column, column) if self._is_old else column

    def _get(self, column: str) -> str:
        cell = self.row.get(column, "").strip()
        return "" if cell in NO_DATES else cell

    def _fill(self, column: str, text: str) -> bool:
        """Fill an empty cell; False where something else stands there."""
        if self._get(column):
            return self._get(column) == text.strip()
        if self._kind is TableKind.THUNDERBIRD and column not in self._columns:
            return False
        self.cells[column] = text
        return True

    def _grow(self, column: str, text: str, joint: str) -> None:
        before = self.row.get(column, "")
        self.cells[column] = f"{before}{joint}{text}" if before.strip() else text

    # --- what a contact has once -------------------------------------------------------

    def _put_name(self, parts: Sequence[str]) -> bool:
        columns = [self._named(column) for column in _NAMES[self._kind]]
        values = (*parts, *[""] * 5)[:5]
        if not any(values):
            return True
        if any(values[len(columns) :]) or any(self._get(column) for column in columns):
            return [self._get(column) for column in columns] == list(values[: len(columns)])
        self.cells |= {c: v for c, v in zip(columns, values, strict=False) if v}
        return True

    def _put_whole_name(self, text: str) -> bool:
        said = " ".join(self._spoken())
        if text.split() == said.split():
            return True
        column = next((c for c in _WHOLE if c in self._columns and not self._get(c)), None)
        if column:
            return self._fill(column, text)
        firm = self._get(self._named(_FIRM[self._kind][0]))
        mails = {self._get(f"{column} 1 - Value") for column in ("E-mail", "Phone")}
        return not said and text in {firm, *mails, *map(self._get, _MAILS.get(self._kind, ()))}

    def _spoken(self) -> Iterator[str]:
        columns = [self._named(column) for column in _NAMES[self._kind]]
        family, given, *rest = map(self._get, columns)
        middle, prefix, suffix = (*rest, "", "", "")[:3]
        return filter(None, (prefix, given, middle, family, suffix))

    def _put_firm(self, parts: Sequence[str]) -> bool:
        firm, department = (self._named(column) for column in _FIRM[self._kind][:2])
        if parts[0] and not self._fill(firm, parts[0]):
            return False
        more = [part for part in parts[1:] if part]
        if self._kind is not TableKind.GOOGLE:
            for part in more[1:]:
                self.note(leftover(TableLine("DEPARTMENT", (part,))))
            more = more[:1]
        if more and not self._fill(department, JOINT.join(more)):
            self.note(leftover(TableLine("DEPARTMENT", tuple(more))))
        return True

    def _put_category(self, category: str) -> bool:
        if self._kind is TableKind.THUNDERBIRD:
            return False
        is_google = self._kind is TableKind.GOOGLE
        column = self._named("Labels") if is_google else "Categories"
        joint = JOINT if is_google else ";"
        if is_google and not self._get(column):
            self.cells[column] = "* myContacts"
        known = {each.strip("* ") for each in self._get(column).split(joint.strip())}
        if category not in known:
            self._grow(column, category, joint)
        return True

    # --- Google's numbered groups ------------------------------------------------------

    def _put_google(self, line: TableLine) -> bool:
        label = _label(line)
        if line.name == "ADR":
            number = self._free("Address", (*_ADDRESS, "Formatted"))
            return self._put_group(f"Address {number}", label, dict(self._address(line)))
        group = _GROUPS.get(line.name)
        if group is None or not line.parts[0]:
            return False
        number = self._free(group, ("Value",))
        joined = self._of_label(group, label)
        if f"{group} {number} - Value" not in self._columns and joined:
            self._grow(joined, line.parts[0], JOINT)
            return True
        return self._put_group(f"{group} {number}", label, {"Value": line.parts[0]})

    def _address(self, line: TableLine) -> Iterator[tuple[str, str]]:
        parts = (*line.parts, *[""] * 7)[:7]
        box, extended, street, city, region, code, country = parts
        town = " ".join(filter(None, (code, city)))
        whole = filter(None, (box, extended, street, town, region, country))
        yield "Formatted", "\n".join(whole)
        yield from zip(_ADDRESS, parts, strict=True)

    def _put_group(self, start: str, label: str, values: Mapping[str, str]) -> bool:
        kind = "Type" if self._is_old else "Label"
        self.cells[f"{start} - {kind}"] = label
        self.cells |= {f"{start} - {part}": value for part, value in values.items() if value}
        return True

    def _free(self, group: str, parts: Sequence[str]) -> int:
        number = 1
        while any(self._get(f"{group} {number} - {part}") for part in parts):
            number += 1
        return number

    def _of_label(self, group: str, label: str) -> str | None:
        """The cell of the values that have a label."""
        kind = "Type" if self._is_old else "Label"
        for number in range(1, self._free(group, ("Value",))):
            if self._get(f"{group} {number} - {kind}").lstrip("* ") == label:
                return f"{group} {number} - Value"
        return None

    # --- fixed columns -----------------------------------------------------------------

    def _put_fixed(self, line: TableLine) -> bool:
        if line.name == "ADR":
            return self._put_place(line)
        if line.label in _LABELLED and self._kind is TableKind.OUTLOOK:
            return self._fill(_LABELLED[line.label], line.parts[0])
        if line.name == "EMAIL":
            columns: Sequence[str] = _MAILS[self._kind]
        elif line.name in ("TEL", "URL"):
            table = _PHONES if line.name == "TEL" else _SITES
            columns = _first(table[self._kind], line.types)
        else:
            return False
        return any(self._fill(column, line.parts[0]) for column in columns)

    def _put_place(self, line: TableLine) -> bool:
        box, extended, street, *rest = (*line.parts, *[""] * 7)[:7]
        city, region, code, country = rest
        street = ", ".join(filter(None, (box, extended, street)))
        parts = _PLACE_PARTS[self._kind]
        for place in _first(_PLACES[self._kind], line.types):
            columns = [f"{place} {part}" for part in parts]
            if not any(self._get(column) for column in columns):
                values = (street, city, region, code, country)
                filled = {c: v for c, v in zip(columns, values, strict=True) if v}
                return all(self._fill(column, value) for column, value in filled.items())
        return False


def _first(columns: _Columns, types: Sequence[str]) -> tuple[str, ...]:
    return next((names for wanted, names in columns if wanted <= set(types)), ())


def _label(line: TableLine) -> str:
    """A label as Google writes it."""
    if line.label:
        return re.sub(r"^_\$!<(.*)>!\$_$", r"\1", line.label)
    types = set(line.types)
    return next((word for wanted, word in _LABELS if wanted <= types), "")
