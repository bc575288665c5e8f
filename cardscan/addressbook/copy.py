"""An address book that is only read, or none: what changes make of it goes to a vCard file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cardscan.addressbook.book import AddressBook, BookState, Change, Undone, Written
from cardscan.addressbook.file import FileBook
from cardscan.vcard import Block, Changes, apply_changes

__all__ = ["CopyBook"]


class CopyBook:
    """``source`` as it would be once changed, in a file; what that file held can be had back.

    Without a source the file holds what is new alone.
    """

    def __init__(self, source: AddressBook | None, out: FileBook) -> None:
        self._source = source
        self._out = out

    def __str__(self) -> str:
        return str(self._out)

    @property
    def name(self) -> str:
        """Where it goes."""
        return self._out.name

    @property
    def is_server(self) -> bool:
        return False

    def read(self) -> BookState:
        """The source as it is now."""
        return BookState((), None) if self._source is None else self._source.read()

    def content(self) -> bytes | None:
        """All contacts of the source."""
        return None if self._source is None else self._source.content()

    def fit(self, contact: Block) -> Block:
        """The contact as it is, since it goes to a vCard file."""
        return self._out.fit(contact)

    def mark(self) -> str:
        """What the last change made of the file."""
        return self._out.mark()

    def check(self) -> None:
        """Raise what reading the source or writing the file would raise."""
        self.read()
        self.check_is_writable()

    def check_is_writable(self) -> None:
        """Raise what writing the file would raise."""
        self._out.check()

    def change(self, changes: Changes, *, expected: BookState) -> Written:
        """Write all contacts with the changes to the file."""
        parts = apply_changes(expected.parts, changes)
        return Written(self._out.write(parts, expected=self._out.read()))

    def undo(self, *, before: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Give the file back what it held."""
        return self._out.undo(before=before)

    def redo(self, *, after: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Make the file again what it was before that."""
        return self._out.redo(after=after)

    def history(self) -> tuple[Change, ...]:
        """The changes to the file."""
        return self._out.history()

    def backups(self) -> tuple[Path, ...]:
        """What the file held before."""
        return self._out.backups()
