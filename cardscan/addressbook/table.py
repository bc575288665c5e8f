"""An address book as a table: the CSV export of Google, Outlook or Thunderbird, kept as it is.

Only cells that gain something are written anew: columns that nobody knows, their
order, the encoding, the separator, quotes and line breaks stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cardscan.addressbook.book import BookState, Written
from cardscan.addressbook.disk import digest_of
from cardscan.addressbook.file import FileBook
from cardscan.addressbook.rows import cells_of, row_vcard
from cardscan.counts import counted
from cardscan.errors import AddressBookError
from cardscan.formats import (
    KEPT,
    Sheet,
    TableKind,
    contacts_of,
    kind_of,
    looks_like_table,
    read_sheet,
    to_google_csv,
    to_outlook_csv,
)
from cardscan.vcard import Block, Changes, Gap, cards, join, without_pictures

__all__ = ["TableBook", "TableState", "fresh_table", "is_table"]

_HEAD_BYTES = 65_536
"""In which the heading of a table ends: Google's, with twenty of every group, takes 5,000."""


@dataclass(frozen=True, slots=True)
class TableState(BookState):
    """A table as it was read; each of its contacts is a row of the sheet."""

    sheet: Sheet
    kind: TableKind


class TableBook(FileBook):
    """One table of contacts. Its lock, its backups and undo are those of a file."""

    def read(self) -> BookState:
        """The contacts as vCards, in the order of the rows."""
        data = self._read()
        if data is None or not _holds_contacts(data):
            return super().read()
        sheet = read_sheet(data)
        kind, contacts = kind_of(sheet.columns), contacts_of(sheet)
        if kind is None or contacts is None:
            return super().read()
        if sheet.to_bytes() != data:
            raise AddressBookError(
                f"{self} is cut off, or in no encoding that is known, so it is left alone.",
                next_step="Export it once more, as UTF-8 if you are asked.",
            )
        gap = Gap(b"\r\n")
        parts = tuple(part for lines in contacts for part in (row_vcard(lines), gap))
        return TableState(parts, digest_of(data), sheet, kind)

    def content(self) -> bytes | None:
        """Its contacts as vCards, one behind the other."""
        state = self.read()
        if not isinstance(state, TableState):
            return super().content()
        return join(state.parts)

    def fit(self, contact: Block) -> Block:
        """The contact without pictures: a spreadsheet cuts a cell of that size off."""
        return without_pictures(contact)

    def change(self, changes: Changes, *, expected: BookState) -> Written:
        """Carry changes out, row by row; contacts that are new come behind the others."""
        if not isinstance(expected, TableState):
            return super().change(changes, expected=expected)
        sheet = _changed(expected, changes)
        data = sheet.to_bytes()
        self._check_rows(expected, changes, data)
        changed = self.write((Gap(data),), expected=expected)
        remarks = tuple(self._remarks(expected.sheet, sheet)) if changed else ()
        return Written(changed, remarks=remarks)

    def remarks_on(self, changes: Changes, expected: BookState) -> tuple[str, ...]:
        """What carrying changes out would do to the table as a whole, for who looks first."""
        if not isinstance(expected, TableState):
            return ()
        return tuple(self._remarks(expected.sheet, _changed(expected, changes), would=True))

    def _remarks(self, before: Sheet, after: Sheet, *, would: bool = False) -> Iterator[str]:
        new = [column for column in after.columns if column not in before.columns]
        if new:
            more = f" and {len(new) - 3} more" if len(new) > 3 else ""
            columns = counted(len(new), "column")
            yield (
                f"{self} {'would get' if would else 'has'} {columns} behind the others, so every "
                f"line {'would end' if would else 'ends'} otherwise: {', '.join(new[:3])}{more}."
            )
        if KEPT in new:
            yield (
                f"The column {KEPT} is for the table has no column for; other "
                "programs pass it over when they import the table."
            )
        if before.encoding != after.encoding:
            yield (
                f"{self} {'would be UTF-8 then' if would else 'is UTF-8 now'}: "
                f"{before.encoding} has no letter for what {'comes' if would else 'came'}."
            )

    def _check_rows(self, before: TableState, changes: Changes, data: bytes) -> None:
        """Before anything is written: every row that nobody changed reads as it did."""
        touched = {*changes.changed, *changes.merged}
        old, now = list(before.sheet.records()), list(read_sheet(data).records())
        left = [p for p in range(len(old)) if p not in changes.merged]
        is_whole = len(now) == len(left) + len(changes.added) and all(
            place in touched or old[place].items() <= row.items()
            for place, row in zip(left, now, strict=False)
        )
        if not is_whole:
            raise AddressBookError(
                f"{self} would not have come out as it should, so it is as it was.",
                next_step="Please report this, with the file if you can share it.",
            )


def _changed(state: TableState, changes: Changes) -> Sheet:
    records = list(state.sheet.records())
    columns, kind = state.sheet.columns, state.kind
    cells: dict[int, Mapping[str, str]] = {}
    known = cards(state.parts)
    for position, wanted in changes.changed.items():
        cells[position] = cells_of(wanted, kind, columns, records[position], known[position])
    added = [cells_of(block, kind, columns) for block in changes.added if block.closed]
    return state.sheet.edited(cells, added, gone=frozenset(changes.merged))


def fresh_table(contacts: Sequence[Block], kind: TableKind) -> tuple[bytes, int]:
    """A table of contacts for another program's import, and how many pictures it cannot take."""
    fitting = tuple(map(without_pictures, contacts))
    empty = read_sheet(_EMPTY[kind](()))
    rows = [cells_of(block, kind, empty.columns) for block in fitting if block.closed]
    left_out = sum(one is not other for one, other in zip(fitting, contacts, strict=True))
    return empty.edited({}, rows).to_bytes(), left_out


_EMPTY = {TableKind.GOOGLE: to_google_csv, TableKind.OUTLOOK: to_outlook_csv}


def is_table(path: Path) -> bool:
    """Whether a file is a table of contacts, by its first rows; False where there is none."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return _holds_contacts(file.read(_HEAD_BYTES + 1))
    except OSError:
        return False  # reading it says what is wrong


def _holds_contacts(data: bytes) -> bool:
    """Told by the first rows, cut where no letter is."""
    head = data[:_HEAD_BYTES]
    end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    return looks_like_table(head if len(data) <= _HEAD_BYTES else head[:end])
