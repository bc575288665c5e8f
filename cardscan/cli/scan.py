"""`cardscan scan`."""

from __future__ import annotations

import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import click

from cardscan.addressbook import AddressBook
from cardscan.app.collector import paused_collector
from cardscan.app.decisions import known_decisions
from cardscan.app.delivered import Known
from cardscan.app.into import Incoming, Outgoing
from cardscan.app.output import OutputFormat, find_target, format_for, write_results
from cardscan.app.scan import Totals, UntilInterrupted, find_photos, scan_photos
from cardscan.app.sides import join_sides
from cardscan.batch import PhotoOutcome, Progress
from cardscan.cli.console import Voice
from cardscan.cli.merging import carry_out, merging_options, passed_over
from cardscan.cli.options import (
    ANY_PATH,
    BOOK,
    EVENT,
    reading_options,
    settings_from,
    shared_options,
)
from cardscan.config import Doubtful, Settings
from cardscan.counts import counted
from cardscan.errors import ExitCode
from cardscan.files import check_replaceable
from cardscan.folder import Input
from cardscan.library import Library
from cardscan.model import Failure

__all__ = ["command"]


@click.command(name="scan")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=ANY_PATH)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A fresh file; its suffix says the format (.vcf, .jsonl, .csv). "
    "- is standard output, the default with a --format and where no address book is named.",
)
@click.option(
    "--into",
    metavar="BOOK.vcf",
    type=BOOK,
    help="An address book to merge into; made if missing. Without --out, --into and --format it "
    "is the one of the configuration, if any.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice([f.value for f in OutputFormat]),
    help="For --out, instead of its suffix; without --out and --into for standard output.",
)
@click.option(
    "--event",
    metavar="NAME",
    type=EVENT,
    help="Where the cards were collected (default: the name of the folder that the photos lie in, "
    "unless it is one like photos, DCIM, Downloads or scans). It takes the place of an event "
    "that a photo had before.",
)
@click.option("--jobs", type=int, metavar="N", help="Processes to use (default: all cores).")
@click.option(
    "--doubtful",
    type=click.Choice([d.value for d in Doubtful]),
    help="Whether --into holds doubtful contacts and values back or includes them (default: hold).",
)
@click.option("--no-photo", is_flag=True, help="Leave the card's picture out of the vCards.")
@click.option(
    "--again",
    is_flag=True,
    help="Read photos again that were read before, and bring contacts again that came to the "
    "address book before.",
)
@merging_options
@reading_options
@shared_options
def command(paths: tuple[Path, ...], voice: Voice, **options: Any) -> int:
    """Turn photos, folders and PDFs of business cards into contacts.

    --out writes a fresh file with every contact; --into merges the sure ones
    into an address book you already have, and keeps the doubtful ones, and
    unsure values of the others, for cardscan review. A photo that was read
    before is not read again, and a contact that came to the address book
    before is not brought there again: what you deleted or put right stays so.

    \b
    Example:
      cardscan scan sample_cards --out contacts.vcf
      cardscan scan ~/Pictures/fair --into contacts.vcf --event "Fair 2026"
    """
    request = _Request(**{name: options.pop(name) for name in _Request.__slots__})
    settings = settings_from(options, request.out, request.into)
    if request.asks_for_nothing:
        request = replace(request, into=settings.address_book)
    photos = find_photos(paths, event=request.event)
    _check_targets(request)
    totals, started_s = Totals(), time.monotonic()
    try:
        _scan(photos, settings, request, totals, voice)
    finally:
        if totals.read or totals.failed:
            for line in _cut_off_lines(totals):
                voice.say(line)
            columns = _closing_columns(totals, time.monotonic() - started_s)
            voice.table(list(columns), [list(columns.values())])
    return _exit_code(totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What the options say about where the contacts go."""

    out: Path | None
    into: Path | None
    chosen: str | None
    event: str | None
    maybe: str
    dry_run: bool
    no_photo: bool
    again: bool

    @property
    def asks_for_nothing(self) -> bool:
        """Whether it is left to the configuration where contacts go; a format is for a stream."""
        return self.out is None and self.into is None and self.chosen is None

    @property
    def target(self) -> Path | None:
        """Where a fresh file goes; standard output where nothing else was asked for."""
        return Path("-") if self.out is None and self.into is None else self.out

    @property
    def format(self) -> OutputFormat:
        chosen = OutputFormat(self.chosen) if self.chosen else None
        return format_for(self.target or Path("-"), chosen)

    @property
    def photo(self) -> bool:
        """Whether vCards carry the card's picture: on a terminal it is 100 kB of noise."""
        on_terminal = self.target == Path("-") and sys.stdout.isatty()
        return not (self.no_photo or on_terminal)


def _check_targets(request: _Request) -> None:
    """Raise before hours of reading what would be raised after them."""
    if request.target is not None:
        _ = request.format
        if request.target != Path("-"):
            check_replaceable(request.target)
    if request.into is not None:
        AddressBook(request.into).check()


def _scan(
    photos: Sequence[Input | Failure],
    settings: Settings,
    request: _Request,
    totals: Totals,
    voice: Voice,
) -> None:
    now = datetime.now(UTC)
    incoming: Incoming | None = None
    with Library.open(settings.library) as library, voice.progress("photos", len(photos)) as bar:

        def show(progress: Progress) -> None:
            bar.update(bar.task_ids[0], completed=progress.done)

        moved: Counter[tuple[str, str]] = Counter()
        results_of = scan_photos(
            photos,
            settings,
            library,
            again=request.again,
            on_progress=show,
            on_event=lambda old, new: moved.update([(old, new)]),
        )
        scanned = UntilInterrupted(results_of)
        results: Iterable[PhotoOutcome] = join_sides(totals.note_cut_off(scanned), library)
        results = totals.count(_telling(results, voice))
        if request.into is not None:
            incoming = Incoming(
                settings.doubtful,
                now,
                Known.of(library, request.into),
                again=request.again,
                photo=request.photo,
            )
            # Else a long batch would fill the memory with vCards that nobody wants.
            results = incoming.collect(results)
        _write(results, request, now, voice, library)
    for (old, new), count in moved.items():
        voice.say(f"{counted(count, 'photo', 'was')} of the event '{old}', now of '{new}'.")
    if scanned.interrupted:
        raise KeyboardInterrupt
    if request.into is not None and incoming is not None:
        _merge(incoming, request.into, settings, request, voice)


def _write(
    results: Iterable[PhotoOutcome],
    request: _Request,
    now: datetime,
    voice: Voice,
    library: Library,
) -> None:
    target = request.target
    if target is None or (request.dry_run and target != Path("-")):
        deque(results, maxlen=0)
        if target is not None:
            if (book := find_target(target, library).book) is not None:
                book.check_is_writable()
            voice.say(f"{target} was not written, since this is a dry run.")
        return
    found = find_target(target, library)
    outgoing = Outgoing()
    written: Iterable[PhotoOutcome] = outgoing.collect(results)
    if found.book is not None:
        something, written = _something_read(written)
        if not something:
            voice.say(f"{target} stays as it was, since no photo was read.")
            return
    made = write_results(written, found, request.format, library, revised=now, photo=request.photo)
    if target != Path("-"):
        outgoing.record(target, made, library)
        voice.say(f"{target}: {counted(len(outgoing.scans), 'contact')} written.")
    if found.book is not None:
        voice.say(
            f"{target} was an address book, and is replaced. Take that back with: "
            f"cardscan undo {target} (and add to it with --into {target})."
        )


def _something_read(
    results: Iterable[PhotoOutcome],
) -> tuple[bool, Iterable[PhotoOutcome]]:
    """Whether any photo was read, and the same results; they are taken up to the first that was."""
    rest = iter(results)
    first: list[PhotoOutcome] = []
    for result in rest:
        first.append(result)
        if not isinstance(result, Failure):
            return True, chain(first, rest)
    return False, first


@paused_collector()
def _merge(
    incoming: Incoming, into: Path, settings: Settings, request: _Request, voice: Voice
) -> None:
    merge = incoming.plan(
        into,
        decisions=known_decisions(settings.library),
        maybe_new=request.maybe == "new",
    )
    carry_out(merge, into, dry_run=request.dry_run, source="a scanned card", voice=voice)
    if not request.dry_run:
        with Library.open(settings.library) as library:
            incoming.record(merge, library)
    if incoming.passed:
        voice.say(passed_over(incoming.passed, into))
    for line in _waiting_lines(incoming, into):
        voice.say(line)


def _waiting_lines(incoming: Incoming, into: Path) -> Iterator[str]:
    """What was held back, and how it gets on."""
    waiting = []
    if incoming.held:
        waiting.append(counted(incoming.held, "doubtful contact", "waits"))
    if incoming.values:
        of = counted(incoming.unsure, "other contact")
        waiting.append(f"{counted(incoming.values, 'unsure value')} of {of} to be checked")
    if waiting:
        yield (
            f"{'; '.join(waiting)}: look at them with cardscan review --into {into}, "
            "or take them as they are with --doubtful include."
        )


def _telling(results: Iterable[PhotoOutcome], voice: Voice) -> Iterator[PhotoOutcome]:
    """Say why an input failed as soon as it does."""
    for result in results:
        if isinstance(result, Failure):
            is_named = result.source in result.message
            voice.warn(result.message if is_named else f"{result.source}: {result.message}")
        yield result


def _cut_off_lines(totals: Totals) -> Iterator[str]:
    names = list(totals.cut_off)
    if names:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        yield (
            f"Read in part only, since the file is cut off: {', '.join(names[:5])}{more}. "
            "Copy them again from where they came from, and scan them once more."
        )


def _closing_columns(totals: Totals, elapsed_s: float) -> dict[str, object]:
    return {
        "cards": totals.cards,
        "sure": totals.sure,
        "doubtful": totals.doubtful,
        "not a card": totals.not_a_card,
        "unreadable": totals.unreadable,
        "failed": totals.failed,
        "seconds": f"{elapsed_s:.1f}",
    }


def _exit_code(totals: Totals) -> ExitCode:
    if not totals.failed:
        return ExitCode.DONE
    return ExitCode.NO_INPUT if not totals.read else ExitCode.SOME_FAILED
