"""Scans on their way into an address book: the sure ones go, the doubtful ones wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cardscan.app.merge import Merge
from cardscan.app.output import is_contact, presentable
from cardscan.batch import PhotoOutcome
from cardscan.config import Doubtful
from cardscan.library import DeliveryKind, Library
from cardscan.model import Action, Outcome, Scan
from cardscan.vcard import new_vcard

__all__ = ["Incoming", "Outgoing"]


@dataclass(slots=True)
class Incoming:
    """Collects the vCards that may go into an address book; ``held`` counts those that may not."""

    doubtful: Doubtful
    revised: datetime
    photo: bool = True
    vcards: list[bytes] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    held: int = 0

    def collect(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on and keep the contacts among them."""
        for result in results:
            if isinstance(result, Scan) and is_contact(result):
                self._take(result)
            yield result

    def _take(self, scan: Scan) -> None:
        if scan.outcome is Outcome.OK or self.doubtful is Doubtful.INCLUDE:
            vcard = new_vcard(presentable(scan), revised=self.revised, photo=self.photo)
            self.vcards.append(vcard.encode())
            self.scans.append(_without_weight(scan))
        else:
            self.held += 1

    @property
    def data(self) -> bytes:
        """All of them as one vCard file."""
        return b"".join(self.vcards)

    def record(self, merge: Merge, into: Path, library: Library) -> None:
        """Let the library remember which cards a merge brought into an address book."""
        steps = [step for step in merge.plan.steps if step.action is not Action.WAIT]
        changed = [self.scans[s.incoming] for s in steps if s.action is not Action.NOTHING]
        there = [self.scans[s.incoming] for s in steps if s.action is Action.NOTHING]
        _record(library, DeliveryKind.MERGE, into, changed=changed, there=there)


@dataclass(slots=True)
class Outgoing:
    """Notes which cards go to a file, so that the library can say later where a person is."""

    scans: list[Scan] = field(default_factory=list)

    def collect(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on and note the contacts among them."""
        for result in results:
            if isinstance(result, Scan) and is_contact(result):
                self.scans.append(_without_weight(result))
            yield result

    def record(self, out: Path, library: Library) -> None:
        """Let the library remember that the cards went to a file."""
        _record(library, DeliveryKind.EXPORT, out, changed=(), there=self.scans)


def _without_weight(scan: Scan) -> Scan:
    """What the library knows a scan by, without pictures and readings."""
    return replace(scan, contact=None, lines=(), picture=None, back=None)


def _record(
    library: Library,
    kind: DeliveryKind,
    target: Path,
    *,
    changed: Iterable[Scan],
    there: Iterable[Scan],
) -> None:
    """``there`` are cards that the target may have held before: they are noted only once."""
    name = str(target.absolute())
    found = [n for n in map(library.number_of, changed) if n is not None]
    seen = [n for n in map(library.number_of, there) if n is not None]
    # Asked for each card: a watch goes on for years, and all that it delivered is much.
    found += [number for number in seen if not library.was_delivered(number, name)]
    if found:
        library.record_delivery(kind, name, found)
