"""The last change to an address book taken back, in the file and in the library's memory of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cardscan.addressbook import AddressBook, Undone
from cardscan.app.existing import existing_library
from cardscan.errors import LibraryError

__all__ = ["take_back"]


def take_back(
    book: AddressBook, library: Path, *, on_trouble: Callable[[LibraryError], None]
) -> Undone:
    """Undo, and count what the change brought as never delivered. Raises AddressBookError.

    ``on_trouble`` is told where the library cannot take part: the address
    book is as it was all the same.
    """

    def forget(made: str) -> None:
        # First: killed in between, a contact that is there counts as one that is not, which
        # costs nothing; the other way round it would never be brought again.
        try:
            found = existing_library(library)
            if found is not None:
                with found as opened:
                    opened.take_back(book.name, made)
        except LibraryError as error:
            on_trouble(error)

    return book.undo(before=forget)
