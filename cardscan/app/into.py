"""Scans on their way into an address book: the sure ones go, the doubtful ones wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cardscan.addressbook import AddressBook
from cardscan.app.choices import USUAL, Wording
from cardscan.app.delivered import (
    Known,
    book_name,
    key_of,
    keys_of,
    update_of,
    without_values,
)
from cardscan.app.merge import Merge, Update, plan_into
from cardscan.app.output import is_contact
from cardscan.app.questions import values_of
from cardscan.app.wording import called, photo_name, vcard_of
from cardscan.batch import PhotoOutcome
from cardscan.book import Decision
from cardscan.config import Doubtful
from cardscan.library import DeliveryKind, Library
from cardscan.model import Action, Contact, Outcome, Scan
from cardscan.vcard import Keep

__all__ = ["Incoming", "Outgoing", "record_export", "sure_part"]


@dataclass(slots=True)
class Incoming:
    """Collects the vCards that may go into an address book.

    ``held`` counts contacts that may not, who are called as in ``waiting``,
    ``unsure`` those of which some values may not, and ``values`` these. Of what
    is ``known`` to have come there before only news goes again, and ``passed``
    counts where there is none.
    """

    doubtful: Doubtful
    revised: datetime
    known: Known
    again: bool = False
    wording: Wording = USUAL
    vcards: list[bytes] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    said: list[frozenset[str]] = field(default_factory=list)
    updates: dict[int, Update] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    held: int = 0
    unsure: int = 0
    values: int = 0
    passed: int = 0

    def collect(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on and keep the contacts among them."""
        for result in results:
            if isinstance(result, Scan) and is_contact(result):
                self._take(result)
            yield result

    def _take(self, scan: Scan) -> None:
        if scan.outcome is not Outcome.OK and self.doubtful is not Doubtful.INCLUDE:
            self.held += 1
            self.waiting.append(f"{called(scan)} ({photo_name(scan)})")
            return
        if scan.unsure and self.doubtful is not Doubtful.INCLUDE:
            self.unsure += 1
            self.values += len(scan.unsure)
            scan = sure_part(scan)
        said = None if self.again else self.known.said_by(scan)
        if said is not None:
            update = update_of(scan, said, revised=self.revised, wording=self.wording)
            if update is None:
                self.passed += 1
                return
            self.updates[len(self.vcards)] = update
        self.vcards.append(vcard_of(scan, revised=self.revised, wording=self.wording))
        self.said.append(keys_of(scan))
        self.scans.append(_without_weight(scan))

    def plan(
        self, into: AddressBook, *, decisions: Iterable[Decision], maybe_new: bool = False
    ) -> Merge:
        """Decide what becomes of all of them."""
        merge = plan_into(
            b"".join(self.vcards),
            into,
            decisions=decisions,
            maybe_new=maybe_new,
            updates=self.updates,
            keep=Keep.NEWS,
        )
        return replace(merge, photos=tuple(photo_name(scan) for scan in self.scans))

    def record(
        self, merge: Merge, library: Library, *, failed: frozenset[int] = frozenset()
    ) -> None:
        """Let the library remember what a merge brought into its address book."""
        steps = [
            step
            for step in merge.plan.steps
            if step.action is not Action.WAIT and step.incoming not in failed
        ]
        numbers = {s.incoming: library.number_of(self.scans[s.incoming]) for s in steps}
        said = {n: self.said[place] for place, n in numbers.items() if n is not None}
        replace(self.known, library=library).record(said)


def sure_part(scan: Scan) -> Scan:
    """The same card with only its sure values; the others wait in the library."""
    held = {key_of(f, v) for f, v in values_of(scan.contact or Contact()) if not v.sure}
    kept = {key_of(f, v) for f, v in values_of(scan.contact or Contact()) if v.sure}
    return replace(without_values(scan, frozenset(held - kept)), event=scan.event)


@dataclass(slots=True)
class Outgoing:
    """Notes which cards go to a file, so that the library can say later where a person is.

    ``read`` counts results of photos that could be read, ``contacts`` what was written.
    """

    scans: list[Scan] = field(default_factory=list)
    said: list[frozenset[str]] = field(default_factory=list)
    read: int = 0
    contacts: int = 0

    def count_contact(self) -> None:
        """Hear that a contact is written: perhaps of several cards."""
        self.contacts += 1

    def collect(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on and note the contacts among them."""
        for result in results:
            self.read += isinstance(result, Scan)
            if isinstance(result, Scan) and is_contact(result):
                self.scans.append(_without_weight(result))
                self.said.append(keys_of(result))
            yield result

    def record(self, out: Path, made: str, library: Library) -> None:
        """Let the library remember that the cards went to a file; ``made`` is its SHA-256."""
        numbers = map(library.number_of, self.scans)
        said = {n: keys for n, keys in zip(numbers, self.said, strict=True) if n is not None}
        record_export(library, out, made, said, command="scan --out")


def record_export(
    library: Library,
    out: Path,
    made: str,
    said: Mapping[int, frozenset[str]],
    *,
    command: str,
) -> None:
    """Remember which cards, with which values, a file holds that was written anew."""
    target = book_name(out)
    library.record_delivery(
        DeliveryKind.EXPORT, target, said, said=said, made=made, command=command
    )
    library.note_book(target, made, ())


def _without_weight(scan: Scan) -> Scan:
    """What the library knows a scan by, without pictures and readings."""
    return replace(scan, contact=None, lines=(), picture=None, back=None)
