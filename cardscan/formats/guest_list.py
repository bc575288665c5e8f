"""A guest or exhibitor list as people: CSV of any kind, XLSX where openpyxl is there, text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cardscan.errors import MissingDependencyError, NoInputError
from cardscan.formats.guest_lines import COMPANIONS, is_firm_name, read_lines
from cardscan.formats.guest_rows import Column, find_columns, guess_columns
from cardscan.model import Entry, EntryKind, EntryName, EntryPhone

__all__ = ["Guest", "read_guest_rows", "read_guests"]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on a list, a person or a firm, as an entry of an address book would have them.

    ``row`` counts the rows of the list from 1; ``companions`` come along without
    a name; ``status`` is what the list says of the answer.
    """

    row: int
    entry: Entry
    companions: int = 0
    status: str = ""

    @property
    def name(self) -> str:
        return self.entry.formatted_names[0]


_NOBODY = re.compile(
    r"(?:gesamt|total|summe|sum|insgesamt|anzahl|page|seite|pagina|página|strona|sida)\b[\s:=]*\d"
    r"|(?:(?:guest|attendee|participant|delegate|exhibitor|visitor)s?|guests'|attendees') ?list\b"
    r"|\w*(?:gäste|teilnehmer(?:innen)?|aussteller|besucher|einladungs)liste\b"
    r"|list of \w+|liste (?:der|des) \w+|lista de \w+|elenco (?:degli|dei|delle) \w+",
    re.IGNORECASE,
)
"""Sums, page numbers and titles, which stand on a list and are no guest."""

Rows = list[list[str]]


def read_guests(data: bytes) -> tuple[Guest, ...]:
    """Everybody on a list; raises NoInputError for what is no list, with what to do."""
    return _guests(_cells(data))


def read_guest_rows(rows: Rows) -> tuple[Guest, ...]:
    """Everybody on a page of which the rows and cells are known; raises NoInputError."""
    columns = max(map(len, rows), default=0)
    is_table = columns > 1 and (find_columns(rows) or _even_columns(rows))
    return _guests(_table(rows) if is_table else read_lines(map("\t".join, rows)))


def _guests(cells_of: Iterator[tuple[int, Mapping[Column, str]]]) -> tuple[Guest, ...]:
    found: list[Guest] = []
    for row, cells in cells_of:
        guest = _guest(row, cells, position=len(found))
        if guest is not None:
            found.append(guest)
    if not found:
        raise NoInputError(
            "The list names nobody.", next_step="Give it a header such as Name;Company;E-Mail."
        )
    return tuple(found)


def _cells(data: bytes) -> Iterator[tuple[int, Mapping[Column, str]]]:
    if data.startswith(b"PK\x03\x04"):
        yield from _table(_workbook(data))
        return
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xd8\xff", b"\x89PNG")):
        raise NoInputError(
            "The list is an old Excel file, or a picture that cannot be read.",
            next_step="Save it as CSV or XLSX, or paste its text into a file.",
        )
    text = _decoded(data)
    rows = _separated(text)
    if rows is None:
        yield from read_lines(re.split(r"\r\n|\r|\n", text))
    else:
        yield from _table(rows)


def _decoded(data: bytes) -> str:
    """Text in whatever Excel, a mail or an editor saved it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _separated(text: str) -> Rows | None:
    """The rows of a table, by the separator that explains it best; None for plain lines."""
    text = re.sub(r"\A\s*sep=.\r?\n", "", text)
    best: tuple[tuple[bool, int], Rows] | None = None
    for separator in "\t;,|":
        rows = _split(text, separator)
        head = find_columns(rows)
        columns = sum(map(bool, rows[head[0]])) if head else _even_columns(rows)
        if head and separator == "," and len(head[1]) == 1 and columns < 3:
            head, columns = None, 0  # "Guests (name, firm)" above plain lines
        # Without a header a few commas may as well stand in a name: "Huber, Anna, Alpstein".
        fewest = 2 if head or separator != "," else 5
        if columns >= fewest and (best is None or (head is not None, columns) > best[0]):
            best = ((head is not None, columns), rows)
    return best[1] if best else None


def _split(text: str, separator: str) -> Rows:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:  # a cell larger than any name, or a stray NUL
        return []
    return rows


def _even_columns(rows: Sequence[Sequence[str]]) -> int:
    """How many columns nearly all rows have; 0 where they differ."""
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if len(widths) < 2:
        return 0
    most = max(set(widths), key=widths.count)
    return most if widths.count(most) >= 0.9 * len(widths) else 0


def _table(rows: Rows) -> Iterator[tuple[int, Mapping[Column, str]]]:
    found = find_columns(rows)
    head, columns = found or (-1, guess_columns(rows))
    if list(columns.values()) == [Column.NAME]:
        (only,) = columns
        lines = [row[only] if only < len(row) else "" for row in rows[head + 1 :]]
        yield from ((head + 1 + number, cells) for number, cells in read_lines(lines))
        return
    for place, row in enumerate(rows):
        # On paper the headers stand on every page.
        if place > head and (head < 0 or row != rows[head]):
            cells: dict[Column, str] = {}
            for column, meaning in columns.items():
                cell = " ".join(row[column].split()) if column < len(row) else ""
                if cell:
                    cells[meaning] = f"{cells[meaning]} {cell}" if meaning in cells else cell
            yield place + 1, cells


def _workbook(data: bytes) -> Rows:
    try:
        import openpyxl  # not everybody has it
    except ImportError:
        raise MissingDependencyError(
            "Reading XLSX needs openpyxl.",
            next_step="Install it with pip install openpyxl, or save the list as CSV.",
        ) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [_sheet(sheet) for sheet in book.worksheets]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError) as error:
        raise NoInputError(
            "The list is a damaged XLSX file.", next_step="Save it as CSV and try that."
        ) from error
    filled = [rows for rows in sheets if any(map(any, rows))]
    return next((rows for rows in filled if find_columns(rows)), (filled or [[]])[0])


def _sheet(sheet: object) -> Rows:
    values = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined] # openpyxl has no types
    return [["" if cell is None else str(cell) for cell in row] for row in values]


def _guest(row: int, cells: Mapping[Column, str], *, position: int) -> Guest | None:
    parts, companions = _without_companions(cells)
    name, given, family = parts
    prefix = cells.get(Column.PREFIX, "")
    whole = name or " ".join(filter(None, (prefix, given, family)))
    firm = cells.get(Column.FIRM, "")
    is_firm = not whole or (not firm and is_firm_name(whole))
    if is_firm:
        whole = firm = whole or firm
    if sum(map(str.isalpha, whole)) < 2 or _NOBODY.match(whole):
        return None
    emails = re.findall(r"[^\s;,<>]+@[^\s;,<>]+", cells.get(Column.EMAIL, ""))
    phone = cells.get(Column.PHONE, "")
    entry = Entry(
        position=position,
        kind=EntryKind.ORGANIZATION if is_firm else EntryKind.PERSON,
        formatted_names=(whole,),
        names=(EntryName(family=family, given=given, prefix=prefix),) if given or family else (),
        organizations=(firm,) if firm else (),
        titles=tuple(filter(None, [cells.get(Column.TITLE, "")])),
        phones=(EntryPhone(value=phone),) if any(map(str.isdigit, phone)) else (),
        emails=tuple(emails),
    )
    return Guest(row, entry, companions, cells.get(Column.STATUS, ""))


def _without_companions(cells: Mapping[Column, str]) -> tuple[tuple[str, ...], int]:
    """Whole name, given and family name, and how many come along by the name or a column."""
    said = cells.get(Column.COMPANIONS, "")
    numbers = re.findall(r"\d{1,2}", said)
    count = int(numbers[0]) if numbers else int(_is_yes(said))
    parts = []
    for column in (Column.NAME, Column.GIVEN, Column.FAMILY):
        part = cells.get(column, "")
        if more := COMPANIONS.search(part):
            part, count = part[: more.start()].strip(), int(more.group(1) or 1)
        parts.append(part)
    return tuple(parts), count


def _is_yes(text: str) -> bool:
    """Whether a cell says that somebody comes along: a mark, yes, or a name."""
    return text.strip().casefold() not in ("", "no", "nein", "non", "-", "–", "0", "n")
