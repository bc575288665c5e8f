"""Tables as CSV text: cells that no spreadsheet runs, and every encoding read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from cardscan.formats.sheet import harmless, read_sheet

__all__ = ["JOINT", "batches", "read_table", "write_table"]

JOINT = " ::: "
"""What Google puts between several values in one cell."""

_T = TypeVar("_T")


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, mark: bool) -> bytes:
    """A table as UTF-8 CSV with CRLF; ``mark`` puts the byte-order mark that Excel needs."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(row.get(column, "")) for column in columns])
    return buffer.getvalue().encode("utf-8-sig" if mark else "utf-8", "replace")


def read_table(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by column; missing cells are empty.

    In every encoding and with every separator that :func:`read_sheet` knows.
    """
    return list(read_sheet(data).records())


def batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """The items in runs of at most ``size``: Google takes 3,000 contacts an import.

    Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError("a batch holds at least one contact")
    for start in range(0, len(items), size):
        yield items[start : start + size]
