"""`cardscan scan`."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cardscan.app.choices import OutputFormat, Wording
from cardscan.app.collector import paused_collector
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice, tell
from cardscan.cli.merging import carry_out, merging_options, passed_over
from cardscan.cli.options import (
    ANY_PATH,
    BOOK,
    EVENT,
    reading_options,
    settings_from,
    shared_options,
)
from cardscan.cli.scan_request import JSON, ScanRequest
from cardscan.cli.standard_input import Given, given_paths
from cardscan.cli.wording import wording_options
from cardscan.config import Doubtful, Settings
from cardscan.counts import counted
from cardscan.errors import ExitCode
from cardscan.typed import as_typed

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from cardscan.addressbook import AddressBook
    from cardscan.app.into import Incoming
    from cardscan.app.scan import Totals, UntilInterrupted
    from cardscan.batch import PhotoOutcome, Progress
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
    "- is standard output, the default with a --format and where no address book is named. What "
    "is there stays when nothing can be read, and on Ctrl-C, which writes NAME.interrupted beside "
    "it.",
)
@click.option(
    "--into",
    metavar="BOOK",
    type=BOOK,
    help="An address book to merge into; made if missing. Without --out, --into and --format it "
    "is the one of the configuration, if any.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice([*(f.value for f in OutputFormat), JSON]),
    help="For --out, instead of its suffix; without --out and --into for standard output; json "
    "tells what --into does.",
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
    "--scheduler",
    metavar="URL",
    help="A Dask cluster that reads instead of this machine, e.g. tcp://host:8786.",
)
@click.option(
    "--doubtful",
    type=click.Choice([d.value for d in Doubtful]),
    help="Whether --into holds doubtful contacts and values back or includes them (default: hold).",
)
@click.option(
    "--again",
    is_flag=True,
    help="Read photos again that were read before, and bring contacts again that came to the "
    "address book before.",
)
@wording_options
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

    Without either, a terminal shows the cards, and a pipe gets vCards. PATH may
    be - for a picture on standard input.

    \b
    Example:
      cardscan scan sample_cards/001-scan.jpg
      cardscan scan sample_cards --out contacts.vcf
      cardscan scan sample_cards --into contacts.vcf --event "Fair 2026"
    """
    from cardscan.app.scan import Totals, find_photos

    names = (name for name in ScanRequest.__slots__ if name != "wording")
    asked = {name: options.pop(name) for name in names}
    settings = settings_from(options, asked["out"], asked["into"])
    request = ScanRequest(**asked, wording=Wording.of(settings))
    if request.asks_for_nothing:
        request = replace(request, into=settings.address_book)
    given = click.get_current_context().with_resource(given_paths(paths))
    photos = find_photos(given.paths, event=request.event)
    totals, started_s = Totals(), time.monotonic()
    try:
        with _opened(settings, request, voice) as into:
            _check_target(request)
            _scan(photos, settings, request, into, totals, voice, given)
    finally:
        if totals.read or totals.failed:
            for line in _closing_lines(totals, photos):
                voice.say(line)
            columns = _closing_columns(totals, time.monotonic() - started_s)
            voice.table(list(columns), [list(columns.values())])
    return _exit_code(totals)


def _finishing() -> str:
    from cardscan.app.scan import GRACE_S

    return (
        f"The photos under way are being finished, for {GRACE_S:g} s at most; Ctrl-C again ends it."
    )


@contextmanager
def _opened(settings: Settings, request: ScanRequest, voice: Voice) -> Iterator[AddressBook | None]:
    """The address book, which can be written to; without one, what opens it is not loaded."""
    if request.into is None:
        yield None
        return
    with opening_books(settings, voice) as books:
        book = books.open(request.into)
        book.check()
        yield book


def _check_target(request: ScanRequest) -> None:
    """Raise before hours of reading what would be raised after them."""
    from cardscan.files import check_replaceable

    _ = request.as_json
    if request.target is not None:
        _ = request.format
        if request.target != Path("-"):
            check_replaceable(request.target)


def _scan(
    photos: Sequence[Input | Failure],
    settings: Settings,
    request: ScanRequest,
    into: AddressBook | None,
    totals: Totals,
    voice: Voice,
    given: Given,
) -> None:
    from cardscan.app.cards import read_cards
    from cardscan.app.scan import UntilInterrupted
    from cardscan.cli.card_view import CardView
    from cardscan.library import Library

    now = datetime.now(UTC)
    incoming: Incoming | None = None
    stop = UntilInterrupted()
    view = CardView(given.named_paths, request.wording)
    shown = voice.progress("photos", len(photos), hidden=request.goes_to_a_program)
    with Library.open(settings.library) as library, shown as bar:
        moved: Counter[tuple[str, str]] = Counter()
        cards = read_cards(
            photos,
            settings,
            library,
            again=request.again,
            through=lambda scanned: totals.note_photos(stop.over(scanned)),
            on_progress=partial(_show, bar),
            on_event=lambda old, new: moved.update([(old, new)]),
            on_grace=lambda: voice.say(_finishing()),
        )
        results: Iterable[PhotoOutcome] = given.named(cards, library)
        results = _begun(totals.count(_telling(results, voice)))
        if into is not None:
            incoming = _incoming(library, into, settings, request, now)
            # Else a long batch would fill the memory with vCards that nobody wants.
            results = incoming.collect(results)
        if request.for_a_person:
            results = view.showing(results)
        _write(results, request, stop, now, voice, library)
        from cardscan.app.news import find_news  # loaded while the photos were read

        news = tuple(find_news(library, since=now))
    for line in chain(_moved_lines(moved), news, view.next_steps()):
        voice.say(line)
    totals.interrupted = stop.interrupted
    if stop.interrupted:
        _end_early(request, incoming, voice)
    if into is not None and incoming is not None:
        _merge(incoming, into, settings, request, voice)


def _incoming(
    library: Library, into: AddressBook, settings: Settings, request: ScanRequest, now: datetime
) -> Incoming:
    from cardscan.app.cards_into import incoming_cards

    return incoming_cards(
        library,
        into,
        settings.doubtful,
        command="scan --into",
        revised=now,
        again=request.again,
        wording=request.shown,
    )


def _end_early(request: ScanRequest, incoming: Incoming | None, voice: Voice) -> NoReturn:
    if incoming is not None and incoming.vcards:
        voice.say(
            f"{request.into} stays as it was; {counted(len(incoming.vcards), 'contact')} come "
            "into it when the command is run again."
        )
    raise KeyboardInterrupt


def _show(bar: Bar, progress: Progress) -> None:
    bar.update(
        bar.task_ids[0],
        completed=progress.done,
        total=progress.total,
        left_s=progress.left_s,
        elapsed_s=progress.elapsed_s,
    )


def _moved_lines(moved: Counter[tuple[str, str]]) -> Iterator[str]:
    for (old, new), count in moved.items():
        yield f"{counted(count, 'photo', 'was')} of the event '{old}', now of '{new}'."


def _begun(results: Iterable[PhotoOutcome]) -> Iterable[PhotoOutcome]:
    """The same results, the first of them awaited while what writes them is loaded."""
    Thread(target=import_module, args=("cardscan.app.cards_into",), daemon=True).start()
    rest = iter(results)
    return chain(tuple(islice(rest, 1)), rest)


def _write(
    results: Iterable[PhotoOutcome],
    request: ScanRequest,
    stop: UntilInterrupted,
    now: datetime,
    voice: Voice,
    library: Library,
) -> None:
    from cardscan.app.fresh import write_fresh
    from cardscan.app.output import find_target

    target = request.target
    if request.for_a_person or target is None or (request.dry_run and target != Path("-")):
        deque(results, maxlen=0)
        if target not in (None, Path("-")):
            if (book := find_target(target, library).book) is not None:
                book.check_is_writable()
            voice.say(f"{target} was not written, since this is a dry run.")
        return
    fresh = write_fresh(
        results,
        target,
        request.format,
        library,
        revised=now,
        is_interrupted=lambda: stop.interrupted,
        wording=request.shown,
    )
    for line in fresh.in_words() if target != Path("-") else ():
        voice.say(line)


@paused_collector()
def _merge(
    incoming: Incoming, into: AddressBook, settings: Settings, request: ScanRequest, voice: Voice
) -> None:
    from cardscan.app.cards_into import SCANNED, bring
    from cardscan.library import Library

    shown = partial(
        carry_out,
        into=into,
        dry_run=request.dry_run,
        source=SCANNED,
        voice=voice,
        as_json=request.as_json,
        incoming=incoming,
    )
    with Library.open(settings.library) as library:
        new, dry_run = request.maybe == "new", request.dry_run
        bring(incoming, into, library, maybe_new=new, dry_run=dry_run, carry_out=shown)
    if request.dry_run:
        for name in () if request.as_json else incoming.waiting:
            tell(f"{name}: doubtful, waits for cardscan review")
    if incoming.passed:
        voice.say(passed_over(incoming.passed, into))
    for line in _waiting_lines(incoming, into):
        voice.say(line)


def _waiting_lines(incoming: Incoming, into: AddressBook) -> Iterator[str]:
    """What was held back, and how it gets on."""
    waiting = []
    if incoming.held:
        waiting.append(counted(incoming.held, "doubtful contact", "waits"))
    if incoming.values:
        of = counted(incoming.unsure, "other contact")
        waiting.append(f"{counted(incoming.values, 'unsure value')} of {of} to be checked")
    if waiting:
        yield (
            f"{'; '.join(waiting)}: look at them with cardscan review --into {as_typed(into)}, "
            "or take them as they are with --doubtful include."
        )


def _telling(results: Iterable[PhotoOutcome], voice: Voice) -> Iterator[PhotoOutcome]:
    """Say why an input failed as soon as it does."""
    from cardscan.model import Failure

    for result in results:
        if isinstance(result, Failure):
            page = "" if result.page is None else f", page {result.page + 1}"
            is_named = result.source in result.message and not page
            voice.warn(result.message if is_named else f"{result.source}{page}: {result.message}")
        yield result


def _closing_lines(totals: Totals, photos: Sequence[Input | Failure]) -> Iterator[str]:
    if totals.nobody:
        yield f"{counted(totals.nobody, 'card')} without anybody on it, so no contact."
    names = list(totals.cut_off)
    if names:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        yield (
            f"Read in part only, since the file is cut off: {', '.join(names[:5])}{more}. "
            "Copy them again from where they came from, and scan them once more."
        )
    if len(photos) > 1:
        yield f"{totals.photos_in_words(photos)}."


def _closing_columns(totals: Totals, elapsed_s: float) -> dict[str, object]:
    return {
        "cards": totals.cards,
        "sure": totals.sure,
        "doubtful": totals.doubtful,
        "not a card": totals.not_a_card,
        "unreadable": totals.unreadable,
        "failed": totals.photos_failed,
        "seconds": f"{elapsed_s:.1f}",
    }


def _exit_code(totals: Totals) -> ExitCode:
    if not totals.failed:
        return ExitCode.DONE
    return ExitCode.NO_INPUT if not totals.read else ExitCode.SOME_FAILED
