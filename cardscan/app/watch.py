"""Folders of photos into address books, for as long as somebody wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cardscan.addressbook import AddressBook
from cardscan.app.cards import read_cards
from cardscan.app.cards_into import bring, incoming_cards
from cardscan.app.choices import Wording
from cardscan.app.merge import Merge
from cardscan.app.scan import Crew
from cardscan.app.watched import Journal
from cardscan.batch import PhotoOutcome
from cardscan.config import Doubtful, Settings, WatchFolder
from cardscan.counts import counted
from cardscan.errors import UsageError
from cardscan.folder import Bell, Claim, Input, Note, Watcher, ending_gracefully
from cardscan.image import CUT_OFF_REMARKS
from cardscan.library import Library
from cardscan.model import Failure, Outcome, Place, Scan

__all__ = ["Handled", "WatchTarget", "check_target", "find_targets", "watch_folders"]

_KEEP_S = 300.0
"""How long readers stay loaded for the next photo: a fair's photos come in dribs and drabs, while a
watch that runs for weeks need not hold a gigabyte."""


@dataclass(frozen=True, slots=True)
class WatchTarget:
    """A folder to watch and the address book for what comes; ``event`` where no sub-folder says.

    Without an address book the cards wait in the library. ``command`` brings them.
    """

    folder: Path
    into: AddressBook | None
    event: str | None = None
    command: str = "watch"


@dataclass(frozen=True, slots=True)
class Handled:
    """One photo of a watched folder: where it lies now, what it gave, and what went wrong.

    ``unsure`` counts values that are held back of contacts that are not;
    ``remark`` says that a part of the photo is missing.
    """

    name: Path
    now_at: Path
    cards: int
    doubtful: int
    failure: str | None = None
    unsure: int = 0
    remark: str = ""

    def to_json(self) -> dict[str, object]:
        """The photo as an object of JSON; numbers of cards and values, and where it lies now."""
        return {
            "name": str(self.name),
            "now_at": str(self.now_at),
            "cards": self.cards,
            "doubtful": self.doubtful,
            "unsure_values": self.unsure,
            "failure": self.failure,
            "remark": self.remark or None,
        }

    def __str__(self) -> str:
        if self.failure is not None:
            return f"{self.name}: failed: {self.failure}"
        doubtful = f", {self.doubtful} doubtful" if self.doubtful else ""
        unsure = (
            f", {counted(self.unsure, 'unsure value', 'waits')} for review" if self.unsure else ""
        )
        remark = f"; {self.remark}" if self.remark else ""
        return f"{self.name}: {counted(self.cards, 'card')}{doubtful}{unsure}{remark}"


def find_targets(
    folder: Path | None,
    into: Place | None,
    settings: Settings,
    *,
    open_book: Callable[[Place], AddressBook],
) -> tuple[WatchTarget, ...]:
    """What to watch: the folder that is named, else all folders of the configuration.

    The address book is the one that is named, else the folder's own, else the
    configured one. Raises UsageError where a folder or an address book is missing.
    """
    configured = settings.watch
    if folder is not None:
        named = folder.absolute()
        known = [each for each in configured if each.folder.absolute() == named]
        configured = tuple(known[:1]) or (WatchFolder(folder=folder),)
    if not configured:
        raise UsageError(
            "It is not said which folder to watch.",
            next_step="Name one, or write a [[watch]] table into the configuration file.",
        )
    return tuple(_target(each, into, settings, open_book) for each in configured)


def _target(
    watched: WatchFolder,
    into: Place | None,
    settings: Settings,
    open_book: Callable[[Place], AddressBook],
) -> WatchTarget:
    book = into or watched.into or settings.address_book
    if book is None:
        raise UsageError(
            f"It is not said which address book the photos of {watched.folder} are for.",
            next_step="Add --into BOOK.vcf, or write address_book into the configuration file.",
        )
    return WatchTarget(watched.folder, open_book(book), watched.event)


def check_target(target: WatchTarget) -> None:
    """Raise what watching a folder would raise at once. Raises UsageError, AddressBookError."""
    if not target.folder.is_dir():
        raise UsageError(
            f"{target.folder} is not a folder.", next_step="Name the folder that photos come to."
        )
    if target.into is not None:
        target.into.check()


def watch_folders(
    targets: Sequence[WatchTarget],
    settings: Settings,
    *,
    once: bool,
    on_note: Callable[[Note], None],
    on_merge: Callable[[Merge], None],
    on_passed: Callable[[int, AddressBook], None] = lambda _count, _into: None,
    use_events: bool = True,
) -> Iterator[Handled]:
    """Take photos as they come to rest, until SIGINT or SIGTERM; with ``once``, what is there.

    A photo is moved to ``done`` only when its contacts are in the address
    book, so that a crash before that repeats the merge, which changes nothing
    the second time. Of several folders each has its turn.
    """
    for target in targets:
        if target.into is not None:
            target.into.check()  # or every photo would be read in vain
    watching = partial(Watcher, settle_s=settings.settle_s, use_events=use_events, bell=Bell())
    with ExitStack() as stack:
        library = stack.enter_context(Library.open(settings.library))
        crew = stack.enter_context(Crew(settings))
        watches = []
        for target in targets:
            prefix = Path(target.folder.name) if len(targets) > 1 else Path()
            told = partial(_tell, on_note, prefix)
            watcher = stack.enter_context(watching(target.folder, on_note=told))
            watches.append(
                _Watch(target, watcher, settings, library, crew, on_merge, on_passed, told, prefix)
            )
        stack.enter_context(ending_gracefully(partial(_stop, watches)))
        yield from _in_turn([watch.run(once=once) for watch in watches])


def _tell(on_note: Callable[[Note], None], prefix: Path, note: Note) -> None:
    on_note(replace(note, name=prefix / note.name))


def _stop(watches: Sequence[_Watch]) -> None:
    for watch in watches:
        watch.watcher.stop()


def _in_turn(running: list[Iterator[Iterator[Handled]]]) -> Iterator[Handled]:
    while running:
        for each in tuple(running):
            handled = next(each, None)
            if handled is None:
                running.remove(each)
            else:
                yield from handled


@dataclass(frozen=True, slots=True)
class _Watch:
    """One folder with all that its photos need; ``prefix`` tells it from others in words."""

    target: WatchTarget
    watcher: Watcher
    settings: Settings
    library: Library
    crew: Crew
    on_merge: Callable[[Merge], None]
    on_passed: Callable[[int, AddressBook], None]
    on_note: Callable[[Note], None]
    prefix: Path

    def run(self, *, once: bool) -> Iterator[Iterator[Handled]]:
        """For each burst of photos what became of them; nothing where none came in a while."""
        journal = Journal(self.target.folder, self.target.into)
        for claims in self.watcher.photos(once=once, idle=True):
            self.crew.let_go(idle_s=_KEEP_S)
            yield self._handle(claims, journal) if claims else iter(())

    def _handle(self, claims: Sequence[Claim], journal: Journal) -> Iterator[Handled]:
        outcomes, merge = self._read_and_merge(claims)
        if merge is not None:
            self.on_merge(merge)
        hold = self.settings.doubtful is Doubtful.HOLD
        for claim in claims:
            # What a stop came before is put back by the watcher. A photo whose cards were all
            # discarded gives nothing either, and is done.
            if outcomes[str(claim.path)] or not self.watcher.stopped:
                away = _put_away(self, claim, outcomes[str(claim.path)], hold=hold)
                journal.note(away.name, cards=away.cards, failed=away.failure is not None)
                yield replace(away, name=self.prefix / away.name)

    def _read_and_merge(
        self, claims: Sequence[Claim]
    ) -> tuple[dict[str, list[PhotoOutcome]], Merge | None]:
        inputs = [Input(claim.path, claim.event or self.target.event) for claim in claims]
        outcomes: dict[str, list[PhotoOutcome]] = {str(claim.path): [] for claim in claims}
        into = self.target.into
        incoming = (
            None
            if into is None
            else incoming_cards(
                self.library,
                into,
                self.settings.doubtful,
                command=self.target.command,
                wording=Wording.of(self.settings),
            )
        )

        def noted(results: Iterator[PhotoOutcome]) -> Iterator[PhotoOutcome]:
            last = ""
            for result in results:
                if self.watcher.stopped and last not in ("", result.source):
                    # The next photo may be the back of the last one: both come again.
                    outcomes[last].clear()
                    return
                last = result.source
                outcomes[last].append(result)
                yield result

        cards = read_cards(inputs, self.settings, self.library, crew=self.crew, through=noted)
        for _ in cards if incoming is None else incoming.collect(cards):
            pass
        if into is None or incoming is None:
            return outcomes, None
        if incoming.passed:
            self.on_passed(incoming.passed, into)
        if not incoming.vcards:
            return outcomes, None
        brought = bring(incoming, into, self.library)
        for remark in brought.applied.remarks:
            self.on_note(Note(claims[0].name, remark))
        return outcomes, brought.merge


def _put_away(
    watch: _Watch, claim: Claim, outcomes: Sequence[PhotoOutcome], *, hold: bool
) -> Handled:
    failures = [
        each.message if each.page is None else f"page {each.page + 1}: {each.message}"
        for each in outcomes
        if isinstance(each, Failure)
    ]
    scans = [each for each in outcomes if isinstance(each, Scan)]
    cards = sum(scan.contact is not None for scan in scans)
    doubtful = sum(scan.outcome == "doubtful" for scan in scans)
    unsure = sum(len(scan.unsure) for scan in scans if scan.outcome is Outcome.OK and hold)
    remark = next((r for scan in scans for r in scan.remarks if r in CUT_OFF_REMARKS), "")
    if failures and scans:  # some pages of a file, or a reading again
        remark = failures[0]
    failure = failures[0] if failures and not scans else None
    watcher = watch.watcher
    try:
        now_at = watcher.finish(claim) if failure is None else watcher.fail(claim, failure)
    except OSError as error:
        # Its contacts are in the address book; taken again, it changes nothing there.
        now_at = watch.target.folder / claim.name
        back = f"it is back where it was, since it cannot be moved away: {error.strerror}"
        failure = back if failure is None else f"{failure} Also, {back}"
    for sha256 in {scan.sha256 for scan in scans}:
        watch.library.assign_source(sha256, str(now_at))
    return Handled(claim.name, now_at, cards, doubtful, failure, unsure, remark)
