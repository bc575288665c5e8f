"""What a scan says: how far it is, what failed, what became of the cards, and what to do next."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from cardscan.cli.card_view import CardView
from cardscan.cli.console import Voice, tell
from cardscan.cli.merging import passed_over
from cardscan.cli.scan_request import ScanRequest
from cardscan.counts import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from cardscan.addressbook import AddressBook
    from cardscan.app.into import Incoming
    from cardscan.app.scan import Totals
    from cardscan.batch import PhotoOutcome, Progress
    from cardscan.folder import Input
    from cardscan.model import Failure

__all__ = ["ScanVoice"]


@dataclass(slots=True)
class ScanVoice:
    """Tells a person how a scan goes on; ``view`` shows the cards where somebody reads them."""

    voice: Voice
    request: ScanRequest
    view: CardView
    started_s: float = field(default_factory=time.monotonic)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)

    @contextmanager
    def progress(self, count: int) -> Iterator[Callable[[Progress], None]]:
        """A bar of so many photos, and what moves it."""
        hidden = self.request.goes_to_a_program
        with self.voice.progress("photos", count, hidden=hidden) as bar:

            def show(progress: Progress) -> None:
                bar.update(
                    bar.task_ids[0],
                    completed=progress.done,
                    total=progress.total,
                    left_s=progress.left_s,
                    elapsed_s=progress.elapsed_s,
                )

            yield show

    def event_moved(self, old: str, new: str) -> None:
        self.moved[old, new] += 1

    def finishing(self) -> None:
        from cardscan.app.scan import GRACE_S

        self.voice.say(
            f"The photos under way are being finished, for {GRACE_S:g} s at most; "
            "Ctrl-C again ends it."
        )

    def telling(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Say why an input failed as soon as it does."""
        from cardscan.model import Failure

        for result in results:
            if isinstance(result, Failure):
                page = "" if result.page is None else f", page {result.page + 1}"
                is_named = result.source in result.message and not page
                self.voice.warn(
                    result.message if is_named else f"{result.source}{page}: {result.message}"
                )
            yield result

    def showing(self, results: Iterable[PhotoOutcome]) -> Iterable[PhotoOutcome]:
        """Pass results on, each card shown where nobody asked for a format."""
        return self.view.showing(results) if self.request.for_a_person else results

    def after_reading(self, news: Iterable[str]) -> None:
        for line in chain(_moved_lines(self.moved), news, self.view.next_steps()):
            self.voice.say(line)

    def not_brought(self, incoming: Incoming) -> None:
        """What an interrupted scan leaves for its next run."""
        if incoming.vcards:
            self.voice.say(
                f"{self.request.into} stays as it was; "
                f"{counted(len(incoming.vcards), 'contact')} come "
                "into it when the command is run again."
            )

    def brought(self, incoming: Incoming, into: AddressBook) -> None:
        if self.request.dry_run:
            for name in () if self.request.as_json else incoming.waiting:
                tell(f"{name}: doubtful, waits for cardscan review")
        if incoming.passed:
            self.voice.say(passed_over(incoming.passed, into))
        for line in _waiting_lines(incoming, into):
            self.voice.say(line)

    def close(self, totals: Totals, photos: Sequence[Input | Failure]) -> None:
        if totals.read or totals.failed:
            for line in _closing_lines(totals, photos):
                self.voice.say(line)
            columns = _closing_columns(totals, time.monotonic() - self.started_s)
            self.voice.table(list(columns), [list(columns.values())])


def _moved_lines(moved: Counter[tuple[str, str]]) -> Iterator[str]:
    for (old, new), count in moved.items():
        yield f"{counted(count, 'photo', 'was')} of the event '{old}', now of '{new}'."


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
            f"{'; '.join(waiting)}: look at them with cardscan review --into {into}, "
            "or take them as they are with --doubtful include."
        )


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
