"""Scans on their way into an address book: the sure ones go, the doubtful ones wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cardscan.app.output import is_contact, presentable
from cardscan.batch import PhotoOutcome
from cardscan.config import Doubtful
from cardscan.model import Outcome, Scan
from cardscan.vcard import new_vcard

__all__ = ["Incoming"]


@dataclass(slots=True)
class Incoming:
    """Collects the vCards that may go into an address book; ``held`` counts those that may not."""

    doubtful: Doubtful
    revised: datetime
    photo: bool = True
    vcards: list[bytes] = field(default_factory=list)
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
        else:
            self.held += 1

    @property
    def data(self) -> bytes:
        """All of them as one vCard file."""
        return b"".join(self.vcards)
