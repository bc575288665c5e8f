"""What every address book can do, wherever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cardscan.vcard import Block, Changes, Parts

__all__ = ["AddressBook", "BookState", "Change", "Undone", "Written"]


@dataclass(frozen=True, slots=True)
class BookState:
    """An address book as it was read. ``digest`` is None where there is none yet.

    A contact's position counts the blocks of ``parts`` from 0. ``settled`` are
    incoming contacts, by their marks, that an earlier change found to be in full
    in the contact at a position, which is the same since.
    """

    parts: Parts = field(repr=False)
    digest: str | None
    settled: Mapping[str, int] = field(default_factory=dict, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of changes. ``stale`` says that others were quicker: plan the rest again.

    ``remarks`` are sentences about single contacts. What could not be written
    are ``added`` contacts, by their places among the added, and ``changed``
    ones, by their positions in the book.
    """

    changed: bool
    stale: bool = False
    remarks: tuple[str, ...] = ()
    failed_new: frozenset[int] = frozenset()
    failed_known: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be taken back: when it was made, and what it did in words."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or a redo did; ``left`` more changes can go the same way.

    The book is gone again if ``removed``.
    ``remarks`` are sentences about single contacts.
    """

    removed: bool
    left: int
    remarks: tuple[str, ...] = ()


class AddressBook(Protocol):
    """An address book that people use; ``str()`` of it is as the person named it.

    Every method raises AddressBookError, with a sentence that says what is
    wrong, for what cannot be read or written safely.
    """

    @property
    def name(self) -> str:
        """Under which name the library knows it, however it was typed."""

    @property
    def is_server(self) -> bool:
        """Whether writing to it is sending it away."""

    def read(self) -> BookState:
        """The address book as it is now; an empty one where there is none."""

    def content(self) -> bytes | None:
        """All its contacts as they are; None where there is no such address book."""

    def fit(self, contact: Block) -> Block:
        """An incoming contact with what this book can hold: a table has no place for pictures."""

    def mark(self) -> str:
        """What the last change made of it; an undo of that change names it."""

    def check(self) -> None:
        """Raise what reading or writing would raise, before work whose result is to be written."""

    def check_is_writable(self) -> None:
        """Raise what writing would raise where nothing may be written."""

    def change(self, changes: Changes, *, expected: BookState) -> Written:
        """Carry changes out, if what they touch still is as ``expected``.

        A book on a disk raises AddressBookChangedError where it is not, with
        nothing written; one on a server says what must be planned again.
        """

    def undo(self, *, before: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Take the last change back.

        ``before`` is called with the mark (:meth:`mark`) that the change left, when it is
        certain which one it was and nothing has happened yet.
        Raises AddressBookChangedError if what it made was edited since,
        AddressBookError if there is none to take back.
        """

    def redo(self, *, after: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Make the change again that was taken back last.

        ``after`` is called with the mark of that change. Raises AddressBookChangedError if
        what it would make was edited since, AddressBookError where nothing was taken back
        since the last change.
        """

    def history(self) -> tuple[Change, ...]:
        """The changes that can be taken back, the newest first."""

    def backups(self) -> tuple[Path, ...]:
        """Files on this machine that hold earlier states, the oldest first."""
