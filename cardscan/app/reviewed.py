"""Cards that a person accepted on their way into an address book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cardscan.addressbook import AddressBook
from cardscan.app.choices import USUAL, Wording
from cardscan.app.decisions import keep_decision, known_decisions
from cardscan.app.delivered import Known, keys_of, update_of
from cardscan.app.merge import Merge, Update, name_of, plan_into
from cardscan.app.output import is_contact
from cardscan.app.wording import vcard_of
from cardscan.book import additions, decide
from cardscan.errors import AddressBookError, UsageError
from cardscan.library import Library, StoredScan
from cardscan.model import Action, Addition, Entry, EntryKind, Outcome, Plan, Step
from cardscan.vcard import Keep, cards, read_entries, split

__all__ = ["Beside", "Destination", "Likely", "likely_of"]

_SOURCE = "a scanned card"


@dataclass(frozen=True, slots=True)
class Likely:
    """A contact of the address book, counted from 1, that a card may belong to, and why.

    ``is_its_own``: the card came to this address book before, so nothing is to be decided.
    """

    number: int
    name: str
    reasons: tuple[str, ...] = ()
    is_its_own: bool = False


def likely_of(merge: Merge, step: Step) -> Likely | None:
    """The contact that a step's card may belong to, None for a new one."""
    if step.target is None:
        return None
    reasons = tuple(reason.name for reason in step.reasons if reason.weight > 0)
    return Likely(step.target + 1, name_of(merge.existing_entries[step.target]), reasons)


@dataclass(frozen=True, slots=True)
class Beside:
    """A contact that a card may belong to, as it is, and what the card would add to it."""

    likely: Likely
    entry: Entry
    additions: tuple[Addition, ...]
    sure: bool


def _without_pictures(stored: StoredScan) -> StoredScan:
    """Nothing of a picture says who somebody is, and making it small for a vCard takes long."""
    return replace(stored, scan=replace(stored.scan, picture=None, back=None))


@dataclass(frozen=True, slots=True)
class Destination:
    """The address book that accepted cards go to; the library remembers which are there."""

    book: AddressBook
    library: Library
    revised: datetime
    wording: Wording = USUAL

    def find_likely(self, waiting: Iterable[StoredScan]) -> dict[int, Likely]:
        """For the number of each card, whom it resembles as it stands; no entry for the others."""
        stored = [each for each in waiting if is_contact(each.scan)]
        merge = self._plan(stored)
        known = Known.of(self.library, self.book, command="review")
        found: dict[int, Likely] = {}
        for step in merge.plan.steps:
            card, likely = stored[step.incoming], likely_of(merge, step)
            if likely is not None:
                came = step.sure and known.said_by(card.scan) is not None
                found[card.number] = replace(likely, is_its_own=came)
        return found

    def compare(self, stored: StoredScan) -> Beside | None:
        """The contact that one card may belong to, as it is and would become."""
        if not is_contact(stored.scan):
            return None
        merge = self._plan([_without_pictures(stored)])
        (step,) = merge.plan.steps
        likely = likely_of(merge, step)
        if likely is None or step.target is None:
            return None
        known = merge.existing_entries[step.target]
        news = additions(known, merge.incoming_entries[step.incoming])
        return Beside(likely, known, news, step.sure)

    def maybes(self, *, event: str | None) -> frozenset[int]:
        """The numbers of all sure cards that wait, as they may be in the address book already."""
        known = Known.of(self.library, self.book, command="review")
        sure = (
            _without_pictures(each)
            for each in self.library.scans(event=event, outcome=Outcome.OK)
            if is_contact(each.scan) and not each.scan.unsure and known.said_by(each.scan) is None
        )
        stored = tuple(sure)
        steps = self._plan(stored).plan.steps if stored else ()
        waiting = (s for s in steps if s.action is Action.WAIT and s.target is not None)
        return frozenset(stored[step.incoming].number for step in waiting)

    def keep_both(self, stored: StoredScan) -> None:
        """Remember for good that a card is not of the contact that it resembles."""
        merge = self._plan([_without_pictures(stored)])
        for step in merge.plan.steps:
            self.keep_apart(merge, step)

    def merge_into(self, stored: StoredScan, number: int) -> None:
        """Complete one contact by a card, at once.

        Raises UsageError where there is no such contact or the card says
        nothing, AddressBookError with the file as it was.
        """
        if not is_contact(stored.scan):
            raise UsageError("The card says nothing that a contact could hold.")
        book = self.book
        state = book.read()
        blocks, incoming = cards(state.parts), cards(split(self._vcard(stored)))
        existing = read_entries(blocks)
        if not 1 <= number <= len(existing):
            raise UsageError(f"{book} has no contact #{number}; it has {len(existing)}.")
        known = existing[number - 1]
        if known.kind is EntryKind.GROUP or not blocks[number - 1].closed:
            raise UsageError(f"#{number} of {book} is no contact that can be completed.")
        entries = read_entries(incoming)
        step = Step(0, Action.MERGE, number - 1, additions(known, entries[0]))
        merge = Merge(book, state, incoming, entries, {number - 1: known}, Plan((step,)))
        applied = merge.apply(today=self.revised.date(), source=_SOURCE)
        if applied.failed:
            raise AddressBookError(
                f"#{number} of {book} could not be completed. {' '.join(applied.remarks)}".strip()
            )
        # Or scanning the same photo again would take the card for somebody else's.
        keep_decision(self.library.path, decide(entries[0], known, same=True))
        self._record([stored])

    def plan(self, *, event: str | None, maybe_new: bool) -> tuple[Merge, tuple[StoredScan, ...]]:
        """What becomes of all accepted cards that are not yet there, and which cards those are."""
        known = Known.of(self.library, self.book, command="review")
        accepted = self.library.scans(event=event, reviewed=True)
        stored: list[StoredScan] = []
        updates: dict[int, Update] = {}
        for each in accepted:
            said = known.said_by(each.scan) if is_contact(each.scan) else None
            if said is not None:
                # Who accepts a card that was taken out of the address book wants it there.
                update = update_of(
                    each.scan, said, revised=self.revised, wording=self.wording, returns=True
                )
                if update is None:
                    continue
                updates[len(stored)] = update
            if is_contact(each.scan):
                stored.append(each)
        return self._plan(stored, maybe_new=maybe_new, updates=updates), tuple(stored)

    def record(
        self, merge: Merge, stored: Sequence[StoredScan], *, failed: frozenset[int] = frozenset()
    ) -> None:
        """Remember the cards of a plan that was carried out; those that wait come again."""
        self._record(
            stored[step.incoming]
            for step in merge.plan.steps
            if step.action is not Action.WAIT and step.incoming not in failed
        )

    def keep_apart(self, merge: Merge, step: Step) -> None:
        """Remember for good that the card of a step is not of the contact that it resembles."""
        if step.target is not None:
            incoming = merge.incoming_entries[step.incoming]
            decision = decide(incoming, merge.existing_entries[step.target], same=False)
            self.library.decide_pair(decision.first, decision.second, same=decision.same)

    def has(self, number: int) -> bool:
        """Whether what was said of a card in a review is in this address book already.

        What another command brought of it before stays there, whatever the review says next.
        """
        stored = self.library.find_scan(number)
        if stored is None:
            return False
        said = Known.of(self.library, self.book, command="review").said_by(stored.scan)
        return (
            said is not None
            and keys_of(stored.scan) <= said
            and any(
                went.target == self.book.name and went.command in (None, "review")
                for went in self.library.whereabouts(number)
            )
        )

    def _record(self, stored: Iterable[StoredScan]) -> None:
        said = {each.number: keys_of(each.scan) for each in stored}
        if said:
            Known.of(self.library, self.book, command="review").record(said)

    def _plan(
        self,
        stored: Sequence[StoredScan],
        *,
        maybe_new: bool = False,
        updates: Mapping[int, Update] | None = None,
    ) -> Merge:
        return plan_into(
            b"".join(map(self._vcard, stored)),
            self.book,
            decisions=known_decisions(self.library.path),
            maybe_new=maybe_new,
            updates=updates,
            keep=Keep.NEWS,
        )

    def _vcard(self, stored: StoredScan) -> bytes:
        return vcard_of(stored.scan, revised=self.revised, wording=self.wording)
