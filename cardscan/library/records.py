"""What the library hands out: recipes, stored scans, decisions and reports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cardscan.model import Failure, Field, Outcome, Scan, Value

__all__ = [
    "Decision",
    "DecisionKind",
    "Delivery",
    "DeliveryKind",
    "Event",
    "PhotoOutcome",
    "Purged",
    "Recipe",
    "Sent",
    "State",
    "StoredScan",
    "Whereabouts",
    "ended",
    "page_count",
]

PhotoOutcome = Scan | Failure
"""One result of one photo."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a photo was read: a photo read by the same recipe need not be read again.

    ``reader`` and ``version`` name the engine; ``settings`` is a fingerprint of
    all else that changes what is read (see :meth:`of`), ``understanding`` one
    of what changes only what is made of it.
    """

    reader: str
    version: str
    settings: str = ""
    understanding: str = ""

    @classmethod
    def of(
        cls,
        reader: str,
        version: str,
        settings: Mapping[str, object] | None = None,
        understanding: Mapping[str, object] | None = None,
    ) -> Recipe:
        """The recipe for settings whose values print the same in every run."""
        made_of_it = _fingerprint(understanding) if understanding else ""
        return cls(reader, version, _fingerprint(settings or {}), made_of_it)

    def __str__(self) -> str:
        return f"{self.reading}{_APART}{self.understanding}" if self.understanding else self.reading

    @property
    def reading(self) -> str:
        """The recipe as far as it says how a photo is read."""
        return f"{self.reader} {self.version} {self.settings}".rstrip()

    def reads_like(self, text: str) -> bool:
        """Whether a photo of another recipe, as text, was read in the same way."""
        return text.partition(_APART)[0] == self.reading


_APART = " | "


def _fingerprint(settings: Mapping[str, object]) -> str:
    rows = "\n".join(f"{name}={value}" for name, value in sorted(settings.items()))
    return hashlib.sha256(rows.encode()).hexdigest()[:16]


class State(StrEnum):
    """What a person said about a scan, if anything."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"
    IN_BOOK = "in book"
    """Of somebody whom only an address book has: no card, but what was said is kept beside it."""


class DecisionKind(StrEnum):
    """What a person can do with a scan."""

    EDIT = "edit"
    ACCEPT = "accept"
    DISCARD = "discard"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer of a person. An EDIT puts ``after`` in the place of ``before``.

    ``before`` is the text of the value that was wrong, None where one was
    missing; ``after`` is None where a value was taken out.
    """

    kind: DecisionKind
    decided_at: datetime
    field: Field | None = None
    before: str | None = None
    after: Value | None = None


@dataclass(frozen=True, slots=True)
class StoredScan:
    """A scan in the library, a person's decisions applied. ``number`` is its handle for good."""

    number: int
    scan: Scan
    state: State
    scanned_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """An occasion at which cards were collected, and how many scans it has."""

    name: str
    scans: int
    first: datetime
    last: datetime


class DeliveryKind(StrEnum):
    """How scans left the library."""

    EXPORT = "export"
    MERGE = "merge"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Scans (their numbers) that went to one address book, file or server at one time."""

    kind: DeliveryKind
    target: str
    delivered_at: datetime
    scans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One address book, file or server that a card went to, and by which command if that is known.

    A file that is written anew was another one before.
    """

    kind: DeliveryKind
    target: str
    delivered_at: datetime
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Digests of the values of a scan that went somewhere; None for all that it said then."""

    number: int
    said: frozenset[str] | None
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge removed from the library, and where copies outside of it may be.

    ``removed`` counts rows by what they are. ``photos`` are files that still
    exist and show a purged card; ``targets`` are address books and exports that
    a purged scan went to. ``overwritten`` is False when the file could not be
    written anew, as when another program was reading it or the disk was full:
    then traces stay until the library is vacuumed.
    """

    removed: Mapping[str, int]
    photos: tuple[Path, ...] = ()
    targets: tuple[str, ...] = ()
    overwritten: bool = True


def ended(stored: StoredScan, outcome: Outcome | None) -> bool:
    """Whether a card that nobody decided on came out like this, all its sides together."""
    return outcome is None or stored.scan.outcome is outcome


def page_count(scans: Iterable[Scan]) -> int:
    """How many pages scans are known to come from, at least one."""
    return max((scan.page + 1 for scan in scans), default=1)
