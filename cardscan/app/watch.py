"""A folder of photos into an address book, for as long as somebody wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cardscan.app.decisions import known_decisions
from cardscan.app.into import Incoming
from cardscan.app.merge import Merge, plan_into
from cardscan.app.scan import scan_photos
from cardscan.app.sides import join_sides
from cardscan.batch import PhotoOutcome
from cardscan.config import Settings
from cardscan.folder import Claim, Input, Note, Watcher, ending_gracefully
from cardscan.library import Library
from cardscan.model import Failure, Scan

__all__ = ["Handled", "watch_folder"]


@dataclass(frozen=True, slots=True)
class Handled:
    """One photo of a watched folder: where it lies now, what it gave, and what went wrong."""

    name: Path
    now_at: Path
    cards: int
    doubtful: int
    failure: str | None = None

    def __str__(self) -> str:
        if self.failure is not None:
            return f"{self.name}: failed: {self.failure}"
        doubtful = f", {self.doubtful} doubtful" if self.doubtful else ""
        return f"{self.name}: {self.cards} cards{doubtful}"


def watch_folder(
    folder: Path,
    into: Path,
    settings: Settings,
    *,
    once: bool,
    on_note: Callable[[Note], None],
    on_merge: Callable[[Merge], None],
    use_events: bool = True,
) -> Iterator[Handled]:
    """Take photos as they come to rest, until SIGINT or SIGTERM; with ``once``, what is there.

    A photo is moved to ``done`` only when its contacts are in the address
    book, so that a crash before that repeats the merge, which changes nothing
    the second time.
    """
    watcher = Watcher(folder, settle_s=settings.settle_s, on_note=on_note, use_events=use_events)
    with (
        Library.open(settings.library) as library,
        watcher,
        ending_gracefully(watcher.stop),
    ):
        for claims in watcher.photos(once=once):
            outcomes, merge = _read_and_merge(
                claims, into, settings, library, lambda: watcher.stopped
            )
            if merge is not None:
                on_merge(merge)
            for claim in claims:
                # What a stop came before is put back by the watcher.
                if outcomes[str(claim.path)]:
                    yield _put_away(watcher, library, claim, outcomes[str(claim.path)])


def _read_and_merge(
    claims: Sequence[Claim],
    into: Path,
    settings: Settings,
    library: Library,
    stopped: Callable[[], bool],
) -> tuple[dict[str, list[PhotoOutcome]], Merge | None]:
    inputs = [Input(claim.path, claim.event) for claim in claims]
    outcomes: dict[str, list[PhotoOutcome]] = {str(claim.path): [] for claim in claims}
    incoming = Incoming(settings.doubtful, datetime.now(UTC))

    def noted(results: Iterator[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        for result in results:
            outcomes[result.source].append(result)
            yield result
            if stopped():
                return

    for _ in incoming.collect(join_sides(noted(scan_photos(inputs, settings, library)))):
        pass
    if not incoming.vcards:
        return outcomes, None
    merge = plan_into(incoming.data, into, decisions=known_decisions(settings.library))
    merge.apply(today=datetime.now().astimezone().date(), source="a scanned card")
    incoming.record(merge, into, library)
    return outcomes, merge


def _put_away(
    watcher: Watcher, library: Library, claim: Claim, outcomes: Sequence[PhotoOutcome]
) -> Handled:
    failures = [each.message for each in outcomes if isinstance(each, Failure)]
    scans = [each for each in outcomes if isinstance(each, Scan)]
    cards = sum(scan.contact is not None for scan in scans)
    doubtful = sum(scan.outcome == "doubtful" for scan in scans)
    failure = failures[0] if failures and not scans else None
    try:
        now_at = watcher.finish(claim) if failure is None else watcher.fail(claim, failure)
    except OSError as error:
        # Its contacts are in the address book; handed out again, it changes nothing there.
        return Handled(claim.name, claim.path, cards, doubtful, f"not moved: {error.strerror}")
    for sha256 in {scan.sha256 for scan in scans}:
        library.assign_source(sha256, str(now_at))
    return Handled(claim.name, now_at, cards, doubtful, failure)
