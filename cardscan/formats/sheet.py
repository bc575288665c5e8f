"""A CSV file as its rows, which join to the very bytes that were read, and single cells changed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

__all__ = ["Sheet", "harmless", "plain_cell", "read_sheet"]

# OWASP, "CSV injection": what makes Excel, LibreOffice and Google Sheets compute a cell.
_DANGEROUS = re.compile(r"[=+\-@]")
# A number is meant to begin with a plus, and importers take it in no other form.
_NUMBER = re.compile(r"(?:\+[0-9][0-9 ()/.-]*(?: ext\. [0-9]+)?(?:\n|$| ::: ))+")

_WINDOWS = "windows-1252"
# The five bytes that Windows-1252 leaves open stand for themselves, as browsers read them
# (WHATWG Encoding, index windows-1252), so that every byte comes back.
_WINDOWS_TABLE = "".join(bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256))


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows instead of computing it."""
    cell = cell.replace("\0", "")
    return f"'{cell}" if _is_dangerous(cell) else cell


def plain_cell(cell: str) -> str:
    """What :func:`harmless` was given."""
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell) else cell


def _is_dangerous(cell: str) -> bool:
    # Behind quotes as well, so that reading takes away exactly the one that writing put.
    bare = cell.lstrip("'")
    return bool(_DANGEROUS.match(bare.lstrip())) and not _NUMBER.fullmatch(bare)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its text with the line break, and its cells; none in a blank line."""

    text: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; ``lead`` is what stands before its heading: a byte-order mark, ``sep=;``."""

    encoding: str
    delimiter: str
    lead: str
    heading: _Row
    rows: tuple[_Row, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, each once; those without a name, or beyond it, by number."""
        widest = max((len(row.cells) for row in self.rows), default=0)
        found: dict[str, None] = {}
        for number in range(max(widest, len(self.heading.cells))):
            heading = self.heading.cells[number] if number < len(self.heading.cells) else ""
            name = heading.strip() or f"Column {number + 1}"
            found[f"{name} ({number + 1})" if name in found else name] = None
        return tuple(found)

    def records(self) -> Iterator[dict[str, str]]:
        """The rows in which something stands, by column; missing cells are empty."""
        columns = self.columns
        for row in self.rows:
            if any(row.cells):
                cells = (plain_cell(cell.replace("\0", "")) for cell in row.cells)
                yield {**dict.fromkeys(columns, ""), **dict(zip(columns, cells, strict=False))}

    def to_bytes(self) -> bytes:
        """The file."""
        text = self.lead + self.heading.text + "".join(row.text for row in self.rows)
        return _encoded(text, self.encoding)

    def edited(
        self,
        changed: Mapping[int, Mapping[str, str]],
        added: Sequence[Mapping[str, str]] = (),
        gone: Collection[int] = (),
    ) -> Sheet:
        """The table with single cells changed; rows are counted as :meth:`records` does.

        A column that is not there comes behind the others: every row then gets
        an empty cell more. All other text stays as it is. Where the encoding
        has no letter for what is new, the table becomes UTF-8 with a mark.
        """
        edit = _Edit.of(self, (*changed.values(), *added))
        rows, number = [], 0
        for row in self.rows:
            if not any(row.cells):
                rows.append(row)
                continue
            if number not in gone:
                rows.append(edit.row(row, changed.get(number, {})))
            number += 1
        done = replace(self, heading=edit.widened_heading(), rows=(*rows, *map(edit.new, added)))
        return done._closed()._encodable()

    def _closed(self) -> Sheet:
        """With a line break behind every row but the last."""
        newline = _newline_of(self.heading.text) or "\r\n"
        lines = [self.heading, *self.rows]
        lines[:-1] = [_with_newline(row, newline) for row in lines[:-1]]
        return replace(self, heading=lines[0], rows=tuple(lines[1:]))

    def _encodable(self) -> Sheet:
        try:
            self.to_bytes()
        except UnicodeEncodeError:
            return replace(self, encoding="utf-8", lead="\ufeff" + self.lead)
        return self


def read_sheet(data: bytes) -> Sheet:
    """A CSV file taken apart.

    UTF-8 and UTF-16 with or without a mark, else Windows-1252; commas,
    semicolons or tabs, as the heading shows, or what a line ``sep=`` says, as
    Excel itself reads it.
    """
    text, encoding = _decoded(data)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    said = re.match(r"\"?sep=(.)\"?(?:\r\n|\n|\r)", text)
    lead = mark + (said[0] if said else "")
    text = text[len(said[0]) :] if said else text
    delimiter = said[1] if said else max(",;\t", key=re.split(r"[\r\n]", text, maxsplit=1)[0].count)
    heading, *rows = [*_rows(text, delimiter), _Row("", ())] if not text else _rows(text, delimiter)
    return Sheet(encoding, delimiter, lead, heading, tuple(rows))


def _rows(text: str, delimiter: str) -> list[_Row]:
    """The rows as Python's csv reads them, each with the physical lines that it took."""
    csv.field_size_limit(2**30)
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=delimiter)
    rows, done = [], 0
    for cells in reader:
        rows.append(_Row("".join(lines[done : reader.line_num]), tuple(cells)))
        done = reader.line_num
    return rows


# --- changing --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Edit:
    """How a table is written: its columns, those that are new, and whether it quotes all cells."""

    sheet: Sheet
    columns: tuple[str, ...]
    new_columns: tuple[str, ...]
    quotes_all: bool

    @classmethod
    def of(cls, sheet: Sheet, cells: Sequence[Mapping[str, str]]) -> _Edit:
        columns = sheet.columns
        named = dict.fromkeys(column for row in cells for column in row)
        new = tuple(column for column in named if column not in columns)
        return cls(sheet, columns, new, sheet.heading.text.lstrip().startswith('"'))

    def widened_heading(self) -> _Row:
        if not self.new_columns:
            return self.sheet.heading
        empty = [""] * (len(self.columns) - len(self.sheet.heading.cells))
        more = [*empty, *map(self._quoted, self.new_columns)]
        return self._with_cells(self.sheet.heading, more)

    def row(self, row: _Row, cells: Mapping[str, str]) -> _Row:
        """A row with some cells changed, and as many as the heading has where that grew."""
        if cells:
            row = self._changed(row, cells)
        if not self.new_columns:
            return row
        empty = [""] * (len(self.columns) - len(row.cells))
        more = (self._quoted(harmless(cells.get(column, ""))) for column in self.new_columns)
        return self._with_cells(row, [*empty, *more])

    def new(self, cells: Mapping[str, str]) -> _Row:
        """A row that was not there."""
        columns = (*self.columns, *self.new_columns)
        texts = [self._quoted(harmless(cells.get(column, ""))) for column in columns]
        newline = _newline_of(self.sheet.heading.text) or "\r\n"
        return _Row(self.sheet.delimiter.join(texts) + newline, tuple(texts))

    def _changed(self, row: _Row, cells: Mapping[str, str]) -> _Row:
        newline = _newline_of(row.text)
        pieces = _pieces(row.text.removesuffix(newline), self.sheet.delimiter)
        if len(pieces) != len(row.cells):  # quoted in some odd way
            pieces = [self._quoted(cell) for cell in row.cells]
        places = [place for place, column in enumerate(self.columns) if column in cells]
        pieces += [""] * (max(places, default=-1) + 1 - len(pieces))
        for place in places:
            pieces[place] = self._quoted(harmless(cells[self.columns[place]]))
        return _Row(self.sheet.delimiter.join(pieces) + newline, tuple(pieces))

    def _with_cells(self, row: _Row, texts: Sequence[str]) -> _Row:
        newline = _newline_of(row.text)
        text = self.sheet.delimiter.join((row.text.removesuffix(newline), *texts))
        return _Row(text + newline, (*row.cells, *texts))

    def _quoted(self, cell: str) -> str:
        needs = any(mark in cell for mark in (self.sheet.delimiter, '"', "\r", "\n"))
        is_padded = cell != cell.strip()
        if needs or is_padded or (self.quotes_all and cell):
            return '"' + cell.replace('"', '""') + '"'
        return cell


def _pieces(text: str, delimiter: str) -> list[str]:
    """The cells of a row as they are written, quotes and all."""
    mark = re.escape(delimiter)
    cell = re.compile(rf'(?:"(?:[^"]|"")*(?:"|\Z))?[^{mark}]*')
    pieces, place = [], 0
    while True:
        found = cell.match(text, place)
        end = found.end() if found else place
        pieces.append(text[place:end])
        if end >= len(text):
            return pieces
        place = end + 1


def _newline_of(text: str) -> str:
    found = re.search(r"(?:\r\n|\n|\r)\Z", text)
    return found[0] if found else ""


def _with_newline(row: _Row, newline: str) -> _Row:
    return row if _newline_of(row.text) else replace(row, text=row.text + newline)


# --- encodings -------------------------------------------------------------------------


def _decoded(data: bytes) -> tuple[str, str]:
    """The text with its byte-order mark, and what it is written in."""
    if wide := _wide_encoding(data):
        # Half a character at the end is no text; whoever writes the table compares the bytes.
        return data.decode(wide, "replace" if len(data) % 2 else "surrogatepass"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return codecs.charmap_decode(data, "strict", _WINDOWS_TABLE)[0], _WINDOWS


def _wide_encoding(data: bytes) -> str:
    """UTF-16 by its mark, or by the zero beside each letter of a heading; else nothing."""
    first, second = data[:40:2], data[1:40:2]
    if data.startswith(codecs.BOM_UTF16_LE) or (second and all(first) and not any(second)):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE) or (second and all(second) and not any(first)):
        return "utf-16-be"
    return ""


def _encoded(text: str, encoding: str) -> bytes:
    if encoding == _WINDOWS:
        # As charmap_decode read it; charmap_build turns its table round.
        return codecs.charmap_encode(text, "strict", codecs.charmap_build(_WINDOWS_TABLE))[0]
    return text.encode(encoding, "strict" if encoding == "utf-8" else "surrogatepass")
