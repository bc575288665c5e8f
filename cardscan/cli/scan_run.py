"""The steps of a scan in their order: photos read, cards written, an address book changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from cardscan.app.collector import paused_collector
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.merging import carry_out
from cardscan.cli.scan_request import ScanRequest
from cardscan.cli.scan_voice import ScanVoice
from cardscan.cli.standard_input import Given
from cardscan.config import Settings
from cardscan.errors import UsageError

if TYPE_CHECKING:
    from cardscan.addressbook import AddressBook
    from cardscan.app.into import Incoming
    from cardscan.app.scan import Totals, UntilInterrupted
    from cardscan.batch import PhotoOutcome
    from cardscan.folder import Input
    from cardscan.library import Library
    from cardscan.model import Failure

__all__ = ["run_scan"]


def run_scan(
    photos: Sequence[Input | Failure],
    settings: Settings,
    request: ScanRequest,
    given: Given,
    says: ScanVoice,
) -> Totals:
    """Read photos and put their cards where the request says; the totals are told in any case."""
    from cardscan.app.scan import Totals

    totals = Totals()
    try:
        with _opened(settings, request, says.voice) as into:
            _check_target(request)
            _scan(photos, settings, request, into, totals, says, given)
    finally:
        says.close(totals, photos)
    return totals


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
    from cardscan.files import check_replaceable, is_same_file

    _ = request.as_json
    if request.target is not None:
        _ = request.format
        if request.target != Path("-"):
            check_replaceable(request.target)
            if request.into is not None and is_same_file(request.target, str(request.into)):
                raise UsageError(
                    f"{request.target} cannot be added to and written anew at once.",
                    next_step="Take --into alone, which keeps what is there.",
                )


def _scan(
    photos: Sequence[Input | Failure],
    settings: Settings,
    request: ScanRequest,
    into: AddressBook | None,
    totals: Totals,
    says: ScanVoice,
    given: Given,
) -> None:
    from cardscan.app.cards import read_cards
    from cardscan.app.scan import UntilInterrupted
    from cardscan.library import Library

    now = datetime.now(UTC)
    incoming: Incoming | None = None
    stop = UntilInterrupted()
    with Library.open(settings.library) as library, says.progress(len(photos)) as show:
        cards = read_cards(
            photos,
            settings,
            library,
            again=request.again,
            through=lambda scanned: totals.note_photos(stop.over(scanned)),
            on_progress=show,
            on_event=says.event_moved,
            on_grace=says.finishing,
        )
        results: Iterable[PhotoOutcome] = given.named(cards, library)
        results = _begun(totals.count(says.telling(results)))
        if into is not None:
            incoming = _incoming(library, into, settings, request, now)
            # Else a long batch would fill the memory with vCards that nobody wants.
            results = incoming.collect(results)
        _write(says.showing(results), request, stop, now, says.voice, library)
        from cardscan.app.news import find_news  # loaded while the photos were read

        news = tuple(find_news(library, since=now))
    says.after_reading(news)
    totals.interrupted = stop.interrupted
    if stop.interrupted:
        if incoming is not None:
            says.not_brought(incoming)
        raise KeyboardInterrupt
    if into is not None and incoming is not None:
        _merge(incoming, into, settings, request, says)


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
        (voice.warn if line == fresh.replaced else voice.say)(line)


@paused_collector()
def _merge(
    incoming: Incoming,
    into: AddressBook,
    settings: Settings,
    request: ScanRequest,
    says: ScanVoice,
) -> None:
    from cardscan.app.cards_into import SCANNED, bring
    from cardscan.library import Library

    shown = partial(
        carry_out,
        into=into,
        dry_run=request.dry_run,
        source=SCANNED,
        voice=says.voice,
        as_json=request.as_json,
        incoming=incoming,
    )
    with Library.open(settings.library) as library:
        new, dry_run = request.maybe == "new", request.dry_run
        bring(incoming, into, library, maybe_new=new, dry_run=dry_run, carry_out=shown)
    says.brought(incoming, into)
