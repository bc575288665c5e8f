"""Changes to an address book taken back and made again, in the file and in the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cardscan.addressbook import AddressBook, Change, Undone
from cardscan.app.existing import existing_library
from cardscan.errors import LibraryError
from cardscan.library import Library

__all__ = ["Undoable", "bring_back", "changes_of", "take_back"]


class Undoable(Protocol):
    """An address book, or a calendar of an account."""

    @property
    def name(self) -> str:
        """What the library calls it."""

    def undo(self, *, before: Callable[[str], None]) -> Undone:
        """Take the last change back; ``before`` is told its name first."""


def take_back(
    book: Undoable, library: Path, *, on_trouble: Callable[[LibraryError], None]
) -> Undone:
    """Undo, and count what the change brought as never delivered. Raises AddressBookError.

    ``on_trouble`` is told where the library cannot take part: the address
    book is as it was all the same.
    """

    def forget(made: str) -> None:
        # First: killed in between, a contact that is there counts as one that is not, which
        # costs nothing; the other way round it would never be brought again.
        _with_library(library, lambda opened: opened.take_back(book.name, made), on_trouble)

    return book.undo(before=forget)


def bring_back(
    book: AddressBook, library: Path, *, on_trouble: Callable[[LibraryError], None]
) -> Undone:
    """Make the last change again that was taken back; what it brought counts as delivered again.

    Raises AddressBookError.
    """

    def remember(made: str) -> None:
        _with_library(library, lambda opened: opened.bring_back(book.name, made), on_trouble)

    return book.redo(after=remember)


def _with_library(
    library: Path, do: Callable[[Library], object], on_trouble: Callable[[LibraryError], None]
) -> None:
    try:
        found = existing_library(library)
        if found is not None:
            with found as opened:
                do(opened)
    except LibraryError as error:
        on_trouble(error)


def changes_of(book: AddressBook) -> tuple[Change, ...]:
    """The changes that can be taken back, the newest first. Raises AddressBookError."""
    return book.history()
