"""Scans to files: which format, and writing them one by one without holding them all."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import IO, TypeVar

from cardscan.addressbook import AddressBook
from cardscan.errors import AddressBookError, UsageError
from cardscan.files import replacing
from cardscan.formats import (
    Record,
    to_google_csv,
    to_outlook_csv,
    to_plain_csv,
    write_jsonl,
)
from cardscan.model import Contact, Failure, Scan
from cardscan.vcard import PRODUCT, Version, cards, new_vcard, note_of, split

__all__ = [
    "OutputFormat",
    "format_for",
    "is_address_book",
    "is_contact",
    "pieces",
    "presentable",
    "replacing_contacts",
    "write_results",
]

Result = Scan | Failure
R = TypeVar("R", Scan, Failure, Result)


class OutputFormat(StrEnum):
    """What ``--format`` takes."""

    VCARD = "vcard"
    JSONL = "jsonl"
    CSV = "csv"
    GOOGLE_CSV = "google-csv"
    OUTLOOK_CSV = "outlook-csv"


_BY_SUFFIX = {
    ".vcf": OutputFormat.VCARD,
    ".vcard": OutputFormat.VCARD,
    ".jsonl": OutputFormat.JSONL,
    ".ndjson": OutputFormat.JSONL,
    ".csv": OutputFormat.CSV,
}


def format_for(out: Path, chosen: OutputFormat | None) -> OutputFormat:
    """The chosen format, else the one that the file's name says; vCard for standard output."""
    if chosen is not None:
        return chosen
    if str(out) == "-":
        return OutputFormat.VCARD
    try:
        return _BY_SUFFIX[out.suffix.casefold()]
    except KeyError:
        raise UsageError(
            f"{out.name} does not say which format is wanted.",
            next_step="End its name in .vcf, .jsonl or .csv, or add --format.",
        ) from None


def is_contact(scan: Scan) -> bool:
    """Whether there is somebody to write down: a name, an organization or a way to reach them."""
    contact = scan.contact or Contact()
    return bool(contact.name or contact.organizations or contact.phones or contact.emails)


def presentable(result: R) -> R:
    """The same result with sources that can be written as text.

    A file name need not be valid Unicode; what is not becomes a question mark.
    """
    if isinstance(result, Scan) and result.back_source is not None:
        result = replace(result, back_source=_in_unicode(result.back_source))
    return replace(result, source=_in_unicode(result.source))


def _in_unicode(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def write_results(
    results: Iterable[Result],
    out: Path,
    chosen: OutputFormat,
    *,
    revised: datetime,
    photo: bool = True,
) -> None:
    """Write results as they come; ``-`` is standard output.

    Raises OutputError or AddressBookError, with an older file untouched.
    """
    with _opened(out) as file:
        for piece in pieces(results, chosen, revised=revised, photo=photo):
            file.write(piece)


def is_address_book(path: Path) -> bool:
    """Whether a file is more than our last output, as far as one may see.

    It is where it has contacts that cardscan did not write, or was merged into before.
    """
    if str(path) == "-":
        return False
    try:
        book = AddressBook(path)
        found = cards(book.read().parts)
        return any(PRODUCT not in block.data for block in found) or book.folder.is_dir()
    except (AddressBookError, OSError):
        return False


@contextmanager
def replacing_contacts(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to be written anew; what was in an address book can be had back with undo.

    Raises OutputError or AddressBookError, with the old file untouched.
    """
    if not is_address_book(path):
        with replacing(path) as file:
            yield file
        return
    book = AddressBook(path)
    book.check()
    state = book.read()
    new = BytesIO()
    yield new
    book.write(split(new.getvalue()), expected=state)


def pieces(
    results: Iterable[Result],
    chosen: OutputFormat,
    *,
    revised: datetime,
    version: Version = Version.V3_0,
    photo: bool = True,
) -> Iterator[bytes]:
    """Results in one format, piece by piece; only tables wait for the last one."""
    shown = map(presentable, results)
    if chosen is OutputFormat.JSONL:
        yield from (line.encode() for line in write_jsonl(shown))
        return
    scans = (each for each in shown if isinstance(each, Scan) and is_contact(each))
    if chosen is OutputFormat.VCARD:
        for scan in scans:
            yield new_vcard(scan, revised=revised, version=version, photo=photo).encode()
    else:
        yield _TABLES[chosen](_record(scan, revised) for scan in scans)


_TABLES = {
    OutputFormat.CSV: to_plain_csv,
    OutputFormat.GOOGLE_CSV: to_google_csv,
    OutputFormat.OUTLOOK_CSV: to_outlook_csv,
}


def _record(scan: Scan, revised: datetime) -> Record:
    return Record(scan.contact or Contact(), scan.event, note_of(scan, revised))


@contextmanager
def _opened(out: Path) -> Iterator[IO[bytes]]:
    if str(out) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with replacing_contacts(out) as file:
            yield file
