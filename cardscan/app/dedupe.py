"""Cards of one address book that are one person: found, decided about, merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from cardscan.addressbook import AddressBook, BookState, Written
from cardscan.app.choices import Answer
from cardscan.app.collector import paused_collector
from cardscan.book import Decision, decide, find_groups, find_likenesses, plan_dedupe
from cardscan.errors import AddressBookChangedError, AddressBookError
from cardscan.model import Entry, Group, Likeness, Verdict
from cardscan.vcard import cards, merge_changes, read_entries

__all__ = ["Answer", "Applied", "Dedupe", "ask_about_maybe", "find_duplicates", "to_json"]


MOST_TRIES = 5
"""How often groups are found anew in an address book that others keep changing."""


@dataclass(frozen=True, slots=True)
class Dedupe:
    """The groups of an address book as it was read; nothing is written before :meth:`apply`."""

    book: AddressBook
    state: BookState
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...]
    decisions: tuple[Decision, ...] = ()

    def count(self, verdict: Verdict) -> int:
        return sum(group.verdict is verdict for group in self.groups)

    def apply(self, *, today: date) -> Applied:
        """Merge the groups that are the same person.

        Where others changed the address book since it was read, the groups are found anew in
        what it is by then; at the last of some tries AddressBookChangedError is raised.
        """
        found, changed = self, False
        for left in reversed(range(MOST_TRIES)):
            try:
                written = found._apply(today)
            except AddressBookChangedError:
                if not left:
                    raise
            else:
                changed = changed or written.changed
                if not (written.stale and left):
                    return Applied(found, replace(written, changed=changed))
            found = find_duplicates(self.book, decisions=self.decisions)
        raise AssertionError("the last try returns or raises")

    def _apply(self, today: date) -> Written:
        plan = plan_dedupe(self.entries, self.groups)
        changes = merge_changes(
            cards(self.state.parts), plan.steps, noted_on=today, source="a duplicate contact"
        )
        return self.book.change(changes, expected=self.state)


@dataclass(frozen=True, slots=True)
class Applied:
    """The groups that were merged, of the address book as it was last read, and what came of it."""

    found: Dedupe
    written: Written


@paused_collector()
def find_duplicates(book: AddressBook, *, decisions: Iterable[Decision] = ()) -> Dedupe:
    """Group the cards of an address book. Raises AddressBookError when it cannot be read."""
    state = book.read()
    if state.digest is None:
        raise AddressBookError(f"{book} does not exist.", next_step="Check its name.")
    entries = read_entries(cards(state.parts))
    known = tuple(decisions)
    return Dedupe(book, state, entries, find_groups(entries, decisions=known), known)


def ask_about_maybe(
    found: Dedupe,
    ask: Callable[[Likeness, Entry, Entry], Answer],
    keep: Callable[[Decision], None],
    *,
    decisions: Iterable[Decision] = (),
) -> None:
    """Ask about every pair that may be one person, the likest first, and keep each answer at once.

    ``keep`` stores a decision, so that quitting half-way loses nothing.
    """
    entries = {entry.position: entry for entry in found.entries}
    for likeness in find_likenesses(found.entries, decisions=decisions):
        if likeness.verdict is not Verdict.MAYBE:
            continue
        first, second = entries[likeness.first], entries[likeness.second]
        answer = ask(likeness, first, second)
        if answer is Answer.QUIT:
            return
        if answer is not Answer.SKIP:
            keep(decide(first, second, same=answer is Answer.MERGE))


def to_json(found: Dedupe) -> dict[str, object]:
    """The groups as CONTRACT's ``cardscan dedupe --format json`` promises."""
    return {
        "groups": [
            {
                "cards": list(group.cards),
                "verdict": group.verdict.value,
                "reasons": [reason.name for reason in group.reasons if reason.weight > 0],
            }
            for group in found.groups
        ],
        "cards": len(found.entries),
    }
