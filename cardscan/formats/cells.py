"""Tables as CSV text: cells that no spreadsheet runs, and every encoding read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

__all__ = ["JOINT", "batches", "read_table", "write_table"]

JOINT = " ::: "
"""What Google puts between several values in one cell."""

_T = TypeVar("_T")

# OWASP, "CSV injection": what makes Excel, LibreOffice and Google Sheets compute a cell.
_DANGEROUS = re.compile(r"[=+\-@]")
# A number is meant to begin with a plus, and importers take it in no other form.
_NUMBER = re.compile(r"(?:\+[0-9][0-9 ]*(?: ext\. [0-9]+)?(?:\n|$))+")


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, mark: bool) -> bytes:
    """A table as UTF-8 CSV with CRLF; ``mark`` puts the byte-order mark that Excel needs."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(row.get(column, "")) for column in columns])
    return buffer.getvalue().encode("utf-8-sig" if mark else "utf-8", "replace")


def read_table(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by column; missing cells are empty.

    UTF-8 and UTF-16 with or without a mark, else Windows-1252; commas,
    semicolons or tabs, as the heading shows.
    """
    text = _decoded(data).replace("\0", "")
    heading, _, below = text.partition("\n")
    if separator := re.fullmatch(r"\"?sep=(.)\"?\r?", heading):  # as Excel itself reads it
        delimiter, text = separator[1], below
    else:
        delimiter = max(",;\t", key=heading.count)
    _allow_long_cells()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = [column.strip() for column in next(rows, [])]
    return [
        dict(zip(columns, [*map(_plain, row), *[""] * len(columns)], strict=False))
        for row in rows
        if any(row)
    ]


def batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """The items in runs of at most ``size``: Google takes 3,000 contacts an import.

    Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError("a batch holds at least one contact")
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _allow_long_cells() -> None:
    csv.field_size_limit(2**30)


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet shows instead of computing it."""
    cell = cell.replace("\0", "")
    return f"'{cell}" if _is_dangerous(cell) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell) else cell


def _is_dangerous(cell: str) -> bool:
    # Behind quotes as well, so that reading takes away exactly the one that writing put.
    bare = cell.lstrip("'")
    return bool(_DANGEROUS.match(bare.lstrip())) and not _NUMBER.fullmatch(bare)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
