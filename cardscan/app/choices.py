"""What options and questions offer: names alone, so that nobody loads what they name too early."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from cardscan.errors import UsageError

__all__ = ["Answer", "OutputFormat", "format_for"]


class Answer(StrEnum):
    """What a person says of two cards that may be one person's."""

    MERGE = "merge"
    SKIP = "skip"
    NEVER = "never ask again"
    QUIT = "quit"


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
