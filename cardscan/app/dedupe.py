"""Cards of one address book that are one person: found, decided about, merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cardscan.addressbook import AddressBook, BookState, Written
from cardscan.app.choices import Answer
from cardscan.app.collector import paused_collector
from cardscan.app.merge import name_of
from cardscan.book import Decision, decide, find_groups, find_likenesses, plan_dedupe
from cardscan.errors import AddressBookChangedError, AddressBookError
from cardscan.model import Entry, Group, Likeness, Verdict
from cardscan.vcard import cards, entries_of, has_members, merge_changes

__all__ = ["Answer", "Applied", "Dedupe", "ask_about_maybe", "find_duplicates", "to_json"]


MOST_TRIES = 5
"""How often groups are found anew in an address book that others keep changing."""


@dataclass(frozen=True, slots=True)
class Dedupe:
    """The groups of an address book as it was read; nothing is written before :meth:`apply`.

    ``entries`` are those of all its cards, of a large book read when they are asked for.
    """

    book: AddressBook
    state: BookState
    entries: Sequence[Entry]
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
        blocks = cards(self.state.parts)
        concerned = {card for group in self.groups for card in group.cards}
        concerned |= {place for place, block in enumerate(blocks) if has_members(block)}
        plan = plan_dedupe([self.entries[place] for place in sorted(concerned)], self.groups)
        changes = merge_changes(blocks, plan.steps, noted_on=today, source="a duplicate contact")
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
    entries = entries_of(cards(state.parts))
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
    for likeness in find_likenesses(found.entries, decisions=decisions):
        if likeness.verdict is not Verdict.MAYBE:
            continue
        first, second = found.entries[likeness.first], found.entries[likeness.second]
        answer = ask(likeness, first, second)
        if answer is Answer.QUIT:
            return
        if answer is not Answer.SKIP:
            keep(decide(first, second, same=answer is Answer.MERGE))


def to_json(found: Dedupe) -> dict[str, object]:
    """The groups as CONTRACT's ``cardscan dedupe --format json`` promises."""
    return {
        "schema": "cardscan.dedupe/1",
        "groups": [
            {
                "cards": list(group.cards),
                "names": [name_of(found.entries[card]) for card in group.cards],
                "verdict": group.verdict.value,
                "reasons": [reason.name for reason in group.reasons if reason.weight > 0],
            }
            for group in found.groups
        ],
        "cards": len(found.entries),
    }
