"""`cardscan export`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.app.choices import OutputFormat, Wording, format_for
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.options import ANY_BOOK, DAY, EVENT, settings_from, shared_options
from cardscan.cli.wording import wording_options
from cardscan.config import Settings
from cardscan.counts import counted
from cardscan.errors import NoInputError, UsageError
from cardscan.model import Place
from cardscan.typed import as_typed

if TYPE_CHECKING:
    from cardscan.app.export import Exported
    from cardscan.library import Library, StoredScan

__all__ = ["command"]


@click.command(name="export")
@click.option(
    "--out",
    default="-",
    metavar="FILE",
    help="The file to write (else standard output), or a folder (ending in /) for one vCard "
    "file a contact.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice([f.value for f in OutputFormat]),
    help="Instead of the suffix.",
)
@click.option(
    "--book",
    metavar="BOOK",
    type=ANY_BOOK,
    help="The contacts of this address book, instead of those that were scanned.",
)
@click.option("--event", metavar="NAME", type=EVENT, help="Only contacts of this event.")
@click.option(
    "--since",
    type=DAY,
    metavar="DATE",
    help="Only contacts scanned on or after this day, e.g. 2026-01-31.",
)
@click.option("--reviewed", is_flag=True, help="Only contacts that you have accepted.")
@click.option(
    "--new",
    is_flag=True,
    help="Only contacts that no earlier export to the same --out brought, and such as say more "
    "since, by your review or another reading.",
)
@click.option("--split", type=click.IntRange(min=1), metavar="N", help="At most N a file.")
@click.option(
    "--vcard-version",
    type=click.Choice(["3.0", "4.0"]),
    default="3.0",
    show_default=True,
    help="Which vCards are written.",
)
@click.option(
    "--apple-groups",
    is_flag=True,
    help="Add a group for each event, since Contacts on Macs and iPhones know no categories.",
)
@wording_options
@shared_options
def command(
    out: str,
    chosen: str | None,
    book: Place | None,
    event: str | None,
    since: datetime | None,
    reviewed: bool,
    new: bool,
    split: int | None,
    vcard_version: str,
    apple_groups: bool,
    voice: Voice,
    **options: Any,
) -> None:
    """Write contacts from the library, or of an address book, to a file for another program.

    Google takes 3,000 contacts an import: add --split 3000. Classic Outlook
    takes one contact a vCard file: end --out in a slash, or use outlook-csv.

    \b
    Example:
      cardscan export --format google-csv --out google.csv --event "Fair 2026"
      cardscan export --book contacts.vcf --format outlook-csv --out outlook.csv
    """
    from cardscan.app.export import export, make_folder, only_new
    from cardscan.vcard import Version

    target = Path(out)
    settings = settings_from(options, target)
    if new and (split is not None or out == "-"):
        raise UsageError("--new takes one file or folder, whose earlier exports it knows.")
    is_folder = out.endswith(("/", "\\"))
    chosen_format = _format_of(target, chosen, is_folder=is_folder)
    if book is not None:
        _check_whole(book, out, is_folder, bool(new or reviewed or event or since or split))
        _export_book(book, target, chosen_format, settings, voice)
        return
    day = since.astimezone() if since else None
    with _opened(settings.library) as opened:
        stored = _selected(opened, event, day, reviewed=reviewed)
        if new and not (stored := only_new(opened, stored, target)):
            voice.say(f"Nothing is new since the last export to {out}, which stays as it is.")
            return
        if is_folder:
            make_folder(target)
        version, now = Version(vcard_version), datetime.now(UTC)
        how = partial(export, opened, stored, target, chosen_format, revised=now, version=version)
        written = how(wording=replace(Wording.of(settings), groups=apple_groups), split=split)
    _close(stored, written, voice)


def _selected(
    library: Library, event: str | None, day: datetime | None, *, reviewed: bool
) -> Sequence[StoredScan]:
    from cardscan.app.events import check_event
    from cardscan.app.export import Selection, select

    stored = select(library, Selection(event, day, reviewed))
    if not stored:
        check_event(library, event)
        raise _nothing_found(reviewed=reviewed)
    return stored


def _check_whole(book: Place, out: str, is_folder: bool, chooses: bool) -> None:
    """Raise UsageError for what an address book as a whole cannot be asked for."""
    if is_folder or chooses:
        command = f"cardscan merge {as_typed(book)} --into {as_typed(out)}"
        raise UsageError(
            "--book takes the whole address book, and one file for it.",
            next_step=f"A folder of contacts is made by: {command}"
            if is_folder
            else "Leave out what chooses among scanned cards.",
        )


def _export_book(
    book: Place, target: Path, chosen: OutputFormat, settings: Settings, voice: Voice
) -> None:
    from cardscan.app.export_book import export_book
    from cardscan.library import Library

    with opening_books(settings, voice) as books, Library.open(settings.library) as library:
        written, pictures = export_book(books.open(book), target, chosen, library)
    _close((), written, voice)
    if pictures:
        voice.say(f"A table holds no pictures: {counted(pictures, 'picture')} stayed out.")


def _opened(path: Path) -> Library:
    from cardscan.app.existing import existing_library

    found = existing_library(path)
    if found is None:
        raise NoInputError(
            "The library holds no contact yet.",
            next_step="Scan cards first; contacts of an address book are named by --book.",
        )
    return found


def _format_of(target: Path, chosen: str | None, *, is_folder: bool) -> OutputFormat:
    from cardscan.app.export import is_folder as is_one

    if chosen is None and (is_folder or is_one(target)):
        return OutputFormat.VCARD
    return format_for(target, OutputFormat(chosen) if chosen else None)


def _nothing_found(*, reviewed: bool) -> NoInputError:
    if reviewed:
        return NoInputError(
            "No such contact was accepted by you yet.",
            next_step="Look at them with cardscan review, or leave --reviewed out.",
        )
    return NoInputError(
        "The library has no such contact.",
        next_step="Scan cards first, or ask for another --event or --since.",
    )


def _close(stored: Sequence[StoredScan], written: Exported, voice: Voice) -> None:
    for line in _closing_lines(stored, written):
        (voice.warn if line in written.replaced else voice.say)(line)


def _closing_lines(stored: Sequence[StoredScan], written: Exported) -> Iterator[str]:
    if written.paths:
        places = f"{', '.join(map(str, written.paths[:3]))}{_more(written.paths)}"
        cards = len(stored)
        of = f" of {cards} cards" if cards > written.contacts else ""
        yield f"{counted(written.contacts, 'contact')}{of} in {places}."
    # Of a folder's files each may be one, and all are replaced for one reason.
    yield from written.replaced[:3]
    unsure = sum(bool(each.scan.unsure) for each in stored)
    if unsure:
        yield (
            f"{unsure} of the {len(stored)} hold unsure values: look at them with cardscan review, "
            "or take only what you have accepted with --reviewed."
        )


def _more(written: tuple[Path, ...]) -> str:
    return f" and {len(written) - 3} more files" if len(written) > 3 else ""
