"""Contacts of the library into an address book, whatever was or was not brought there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cardscan.addressbook import AddressBook
from cardscan.app.cards_into import incoming_cards
from cardscan.app.choices import USUAL, Wording
from cardscan.app.export import Selection, select
from cardscan.app.into import Incoming
from cardscan.app.merge import Merge
from cardscan.batch import PhotoOutcome
from cardscan.book import Decision
from cardscan.config import Doubtful
from cardscan.library import Library, StoredScan

__all__ = ["Push", "plan_push"]


@dataclass(frozen=True, slots=True)
class Push:
    """A plan for contacts of the library, None where there is nothing to bring."""

    incoming: Incoming
    merge: Merge | None
    found: int


def plan_push(
    library: Library,
    book: AddressBook,
    selection: Selection,
    *,
    doubtful: Doubtful,
    revised: datetime,
    decisions: Iterable[Decision],
    maybe_new: bool = False,
    wording: Wording = USUAL,
) -> Push:
    """Decide what becomes of the library's contacts; doubtful ones and unsure values wait.

    What came to the address book before goes there again only as far as it is new.
    """
    stored = select(library, selection)
    incoming = incoming_cards(
        library, book, doubtful, command="push", revised=revised, wording=wording
    )
    for _ in incoming.collect(_outcomes(stored)):
        pass
    merge = None
    if incoming.vcards:
        merge = incoming.plan(book, decisions=decisions, maybe_new=maybe_new)
    return Push(incoming, merge, len(stored))


def _outcomes(stored: Iterable[StoredScan]) -> Iterator[PhotoOutcome]:
    for each in stored:
        yield each.scan
