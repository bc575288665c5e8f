"""Cards into an address book: what a scan, a watched folder and programs share.

Whoever calls says what is shown on the way; what happens is here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cardscan.addressbook import AddressBook, TableBook
from cardscan.app.choices import USUAL, Wording
from cardscan.app.decisions import known_decisions
from cardscan.app.delivered import Known
from cardscan.app.into import Incoming
from cardscan.app.merge import Applied, Merge
from cardscan.config import Doubtful
from cardscan.library import Library

__all__ = ["SCANNED", "Brought", "bring", "carried_out", "incoming_cards"]

SCANNED = "a scanned card"
"""What is said to be the source of what a card adds to a contact."""


def incoming_cards(
    library: Library,
    book: AddressBook,
    doubtful: Doubtful,
    *,
    command: str,
    revised: datetime | None = None,
    again: bool = False,
    wording: Wording = USUAL,
) -> Incoming:
    """What collects cards on their way into an address book; ``command`` brings them there."""
    known = Known.of(library, book, command=command)
    when = revised or datetime.now(UTC)
    return Incoming(doubtful, when, known, again=again, wording=wording)


@dataclass(frozen=True, slots=True)
class Brought:
    """What was to be done with the cards, and what came of it."""

    merge: Merge
    applied: Applied


def bring(
    incoming: Incoming,
    book: AddressBook,
    library: Library,
    *,
    maybe_new: bool = False,
    dry_run: bool = False,
    carry_out: Callable[[Merge], Applied] | None = None,
) -> Brought:
    """Plan what becomes of the cards, carry it out, and let the library remember it.

    ``carry_out`` acts on the plan in its own way, as one who shows it first.
    Raises AddressBookError, with the address book as it was.
    """
    decisions = known_decisions(library.path)
    merge = incoming.plan(book, decisions=decisions, maybe_new=maybe_new)
    act = carry_out or (lambda plan: carried_out(plan, dry_run=dry_run, source=SCANNED))
    applied = act(merge)
    if not dry_run:
        incoming.record(merge, library, failed=applied.failed)
    return Brought(merge, applied)


def carried_out(merge: Merge, *, dry_run: bool, source: str) -> Applied:
    """Act on a plan; a dry run only finds out whether the address book could be written to."""
    if dry_run:
        book = merge.book
        book.check_is_writable()  # or it would promise what cannot be done
        if not isinstance(book, TableBook):
            return Applied(changed=False)
        changes = merge.changes(today=date.today(), source=source)
        return Applied(changed=False, remarks=book.remarks_on(changes, merge.state))
    return merge.apply(today=date.today(), source=source)
