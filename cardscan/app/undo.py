"""The last change to an address book taken back, in the file and in the library's memory of it."""

from __future__ import annotations

from pathlib import Path

from cardscan.addressbook import AddressBook, Undone
from cardscan.app.delivered import book_name
from cardscan.app.existing import existing_library

__all__ = ["take_back"]


def take_back(book: Path, library: Path) -> Undone:
    """Undo, and count what the change brought as never delivered. Raises AddressBookError."""
    undone = AddressBook(book).undo()
    found = existing_library(library)
    if found is not None:
        with found as opened:
            opened.take_back(book_name(book), undone.made)
    return undone
