"""Scans to files: which format, and writing them one by one without holding them all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from cardscan.errors import UsageError
from cardscan.files import replacing
from cardscan.formats import jsonl
from cardscan.model import Contact, Failure, Scan
from cardscan.vcard import new_vcard

__all__ = ["OutputFormat", "format_for", "is_contact", "write_results"]

Result = Scan | Failure


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


def write_results(
    results: Iterable[Result],
    out: Path,
    chosen: OutputFormat,
    *,
    revised: datetime,
    photo: bool = True,
) -> None:
    """Write results as they come; ``-`` is standard output.

    When the person interrupts, what is finished is kept, and KeyboardInterrupt
    goes on its way. Raises OutputError, with an older file untouched.
    """
    write = _writer(chosen, revised=revised, photo=photo)
    interrupted = False
    with _opened(out) as file:
        try:
            for piece in write(results):
                file.write(piece)
        except KeyboardInterrupt:
            interrupted = True
    if interrupted:
        raise KeyboardInterrupt


@contextmanager
def _opened(out: Path) -> Iterator[IO[bytes]]:
    if str(out) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with replacing(out) as file:
            yield file


def _writer(
    chosen: OutputFormat, *, revised: datetime, photo: bool
) -> Callable[[Iterable[Result]], Iterator[bytes]]:
    if chosen is OutputFormat.JSONL:
        return lambda results: (line.encode() for line in jsonl.write_jsonl(results))
    if chosen is OutputFormat.VCARD:
        return lambda results: _vcards(results, revised=revised, photo=photo)
    raise UsageError(f"{chosen} cannot be written yet.", next_step="Use --format vcard or jsonl.")


def _vcards(results: Iterable[Result], *, revised: datetime, photo: bool) -> Iterator[bytes]:
    for result in results:
        if isinstance(result, Scan) and is_contact(result):
            yield new_vcard(result, revised=revised, photo=photo).encode()
