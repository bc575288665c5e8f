"""Address books that are only looked at."""

from __future__ import annotations

from collections.abc import Iterable

from cardscan.addressbook import AddressBook
from cardscan.app.collector import paused_collector
from cardscan.errors import AddressBookError
from cardscan.model import Entry
from cardscan.vcard import Block, cards, read_entries

__all__ = ["read_books"]


@paused_collector()
def read_books(books: Iterable[AddressBook]) -> tuple[Entry, ...]:
    """Everybody in some address books, one after the other. Raises AddressBookError."""
    blocks: list[Block] = []
    for book in books:
        state = book.read()
        if state.digest is None:
            raise AddressBookError(f"{book} does not exist.", next_step="Check its name.")
        blocks += cards(state.parts)
    return read_entries(blocks)
