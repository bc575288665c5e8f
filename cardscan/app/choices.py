"""What options and questions offer: names alone, so that nobody loads what they name too early."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cardscan.config import Settings
from cardscan.errors import UsageError

__all__ = ["USUAL", "Answer", "OutputFormat", "Wording", "check_is_book", "format_for"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a contact is written down, and what of the card stands in it beside its values.

    ``photo_px`` is the longer side of the card's picture: at 800 every word on it can be read, and
    a contact has 45 kB instead of 150. ``place`` is where the photo was taken, ``slogans`` are the
    lines that say nothing of the person (opening hours as well), ``as_printed`` leaves capitals
    as the card has them. ``groups``: a group for each event, as Apple's programs have them.
    """

    photo: bool = True
    photo_px: int = 800
    place: bool = False
    slogans: bool = False
    as_printed: bool = False
    groups: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Wording:
        """What the settings ask for, by the configuration or by options."""
        return cls(
            photo=settings.photo,
            photo_px=settings.photo_size,
            place=settings.place,
            slogans=settings.slogans,
            as_printed=settings.as_printed,
        )


USUAL = Wording()
"""What nobody asked otherwise gets."""


_BY_SUFFIX = {
    ".vcf": OutputFormat.VCARD,
    ".vcard": OutputFormat.VCARD,
    ".jsonl": OutputFormat.JSONL,
    ".ndjson": OutputFormat.JSONL,
    ".csv": OutputFormat.CSV,
}
_SUFFIXES = {
    OutputFormat.VCARD: ".vcf",
    OutputFormat.JSONL: ".jsonl",
    OutputFormat.CSV: ".csv",
    OutputFormat.GOOGLE_CSV: ".csv",
    OutputFormat.OUTLOOK_CSV: ".csv",
}
_TABLE_SUFFIXES = frozenset(
    {*(s for s, f in _BY_SUFFIX.items() if f is not OutputFormat.VCARD), ".json", ".tsv", ".xlsx"}
)


def format_for(out: Path, chosen: OutputFormat | None) -> OutputFormat:
    """The chosen format, else the one that the file's name says; vCard for standard output.

    Raises UsageError where the name says none, or another than the chosen one.
    """
    said = None if str(out) == "-" else _BY_SUFFIX.get(out.suffix.casefold())
    if chosen is not None:
        if said is not None and _SUFFIXES[said] != _SUFFIXES[chosen]:
            raise UsageError(
                f"{out.name} is the name of a {said} file, and {chosen} is to be written there.",
                next_step=f"End its name in {_SUFFIXES[chosen]}, or leave --format out.",
            )
        return chosen
    if str(out) == "-":
        return OutputFormat.VCARD
    if said is None:
        raise UsageError(
            f"{out.name} does not say which format is wanted.",
            next_step="End its name in .vcf, .jsonl or .csv, or add --format.",
        )
    return said


def check_is_book(into: Path) -> None:
    """Raise UsageError where an address book has the name of a table or the like.

    A table of contacts that is there can be one; none is begun.
    """
    suffix = into.suffix.casefold()
    if suffix in _TABLE_SUFFIXES and not _is_export(into):
        _refuse_other_table(into)
        raise UsageError(
            f"{into} is not the name of an address book, which ends in .vcf"
            f"{_OR_AN_EXPORT if suffix in _BY_SUFFIX else ''}.",
            next_step=f"Write such a file anew with cardscan scan … --out {into}, or of an address "
            f"book with cardscan export --book BOOK --format google-csv --out {into}."
            if suffix in _BY_SUFFIX
            else "Name a .vcf file; cardscan export writes tables.",
        )


def _refuse_other_table(path: Path) -> None:
    """Raise UsageError for a table that is there, by what its columns are called."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return
    from cardscan.formats import read_sheet

    columns = read_sheet(head).columns
    if len(columns) < 2:
        return
    named = f"{', '.join(columns[:4])}{' …' if len(columns) > 4 else ''}"
    raise UsageError(
        f"{path} is a table with the columns {named}, "
        "and no export of Google, Outlook or Thunderbird.",
        next_step="Give them Google's names (First Name, Last Name, Organization Name, "
        "E-mail 1 - Value, Phone 1 - Value), or name a .vcf file.",
    )


_HEAD_BYTES = 65_536


def _is_export(path: Path) -> bool:
    if not path.is_file():
        return False
    from cardscan.addressbook import is_table  # which no other name has to wait for

    return is_table(path)


_OR_AN_EXPORT = ", or is a CSV file that Google, Outlook or Thunderbird exported"
