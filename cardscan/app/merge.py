"""Contacts into an address book: plan, show, apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from cardscan.addressbook import AddressBook, BookState, Written, ldif_vcards
from cardscan.app.books import book_on_disk
from cardscan.app.collector import paused_collector
from cardscan.app.settled import marks_of, plan_of_settled
from cardscan.book import Decision, additions, new_notes, plan_merge
from cardscan.errors import AddressBookError
from cardscan.model import Action, Addition, Entry, Plan, Step
from cardscan.vcard import (
    Block,
    Changes,
    Keep,
    brings_lines,
    cards,
    entries_of,
    in_words,
    patch,
    plan_changes,
    read_entries,
    read_entry,
    split,
)

__all__ = ["Applied", "Merge", "Update", "name_of", "plan_into", "read_contacts"]


@dataclass(frozen=True, slots=True)
class Update:
    """A contact that came before: as it was then, and with only what is new, as vCards.

    Where it is in the address book no more, it comes back only if it ``returns``.
    ``notes`` are what was said since.
    """

    before: bytes
    news: bytes
    returns: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a plan: ``failed`` are the places of incoming contacts that are not there.

    ``remarks`` are sentences about single contacts.
    """

    changed: bool
    remarks: tuple[str, ...] = ()
    failed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Merge:
    """A plan with all that it speaks of; nothing is written before :meth:`apply`.

    ``existing_entries`` are those that the plan names, by their positions;
    ``cropped`` counts incoming contacts without END, which are left out,
    ``reduced`` those whose pictures the address book cannot hold;
    ``again`` makes the same plan for the address book as it is by then;
    ``photos`` are the names of those that the incoming contacts are from, if they are from any;
    ``marks`` tell the incoming contacts again to a later plan, where it may take them as settled.
    """

    book: AddressBook
    state: BookState
    incoming: tuple[Block, ...]
    incoming_entries: tuple[Entry, ...]
    existing_entries: Mapping[int, Entry]
    plan: Plan
    cropped: int = 0
    reduced: int = 0
    keep: Keep = Keep.VALUES
    again: Callable[[], Merge] | None = field(default=None, repr=False)
    photos: tuple[str, ...] = ()
    marks: tuple[str, ...] = field(default=(), repr=False)

    def count(self, action: Action) -> int:
        """How many contacts the plan does this with."""
        return sum(step.action is action for step in self.plan.steps)

    def apply(self, *, today: date, source: str) -> Applied:
        """Carry the plan out, and once again where others were quicker with some of it.

        Raises AddressBookError, with a file as it was.
        """
        changes = self.changes(today=today, source=source)
        written = self.book.change(changes, expected=self.state)
        if not (written.stale and self.again is not None):
            return Applied(written.changed, written.remarks, self._failed(written))
        second = replace(self.again(), again=None).apply(today=today, source=source)
        remarks = dict.fromkeys((*written.remarks, *second.remarks))
        return Applied(written.changed or second.changed, tuple(remarks), second.failed)

    def changes(self, *, today: date, source: str) -> Changes:
        """What the plan does to the vCards of the address book."""
        changes = plan_changes(
            cards(self.state.parts),
            self.plan,
            self.incoming,
            noted_on=today,
            source=source,
            keep=self.keep,
        )
        known, added = self._brought()
        return replace(changes, into_known=known, into_added=added)

    def _brought(self) -> tuple[dict[str, int], dict[str, int]]:
        """Which card says all of a contact once the plan is carried out: a known or a new one."""
        new = [step.incoming for step in self.plan.steps if step.action is Action.ADD]
        places = {incoming: place for place, incoming in enumerate(new)}
        known: dict[str, int] = {}
        added: dict[str, int] = {}
        for step, mark in zip(self.plan.steps, self.marks, strict=False):
            if step.action is Action.WAIT:
                continue
            whom = step.incoming if step.action is Action.ADD else step.twin
            if whom in places:
                added[mark] = places[whom]
            elif step.target is not None:
                known[mark] = step.target
        return known, added

    def _failed(self, written: Written) -> frozenset[int]:
        """The places of incoming contacts that what was not written came from."""
        new = [step.incoming for step in self.plan.steps if step.action is Action.ADD]
        lost = {new[place] for place in written.failed_new}
        return frozenset(
            step.incoming
            for step in self.plan.steps
            if step.incoming in lost
            or (step.twin in lost and step.twin is not None)
            or (step.action is Action.MERGE and step.target in written.failed_known)
        )

    def in_words(self) -> Iterator[str]:
        """The plan, a line a contact."""
        for step in self.plan.steps:
            yield f"{self.called(step.incoming)}: {self._what(step)}"

    def called(self, place: int) -> str:
        """An incoming contact's name, with that of its photo where it has one."""
        name = name_of(self.incoming_entries[place])
        return f"{name} ({self.photos[place]})" if self.photos else name

    def waiting(self) -> tuple[str, ...]:
        """What the contacts are called that wait for a person's word."""
        steps = (step for step in self.plan.steps if step.action is Action.WAIT)
        return tuple(self.called(step.incoming) for step in steps)

    def _what(self, step: Step) -> str:
        because = ", ".join(reason.name for reason in step.reasons if reason.weight > 0)
        because = f" because of {because}" if because else ""
        whom = self._whom(step)
        if step.action is Action.ADD:
            return f"new{f', although maybe {whom}' if whom else ''}"
        if step.action is Action.WAIT:
            return f"maybe the same as {whom}{because}; waits"
        if step.action is Action.NOTHING and not whom:
            return "came here before and is not there any more; stays out"
        if step.action is Action.NOTHING:
            return f"nothing new; same as {whom}{because}"
        return f"same as {whom}{because}; {gained_in_words(step.additions)}"

    def _whom(self, step: Step) -> str:
        if step.target is not None:
            return f"#{step.target + 1} {name_of(self.existing_entries[step.target])}"
        if step.twin is not None:
            return f"the new contact {name_of(self.incoming_entries[step.twin])}"
        return ""


def gained_in_words(added: Sequence[Addition]) -> str:
    """What a known contact gains: values in their place, and what differs from it in the notes."""
    counts = Counter(_WORDS.get(a.property, a.property.lower()) for a in added if not a.conflicts)
    gained = [word if count == 1 else f"{count} {word}s" for word, count in counts.items()]
    noted = dict.fromkeys(in_words(a.property) for a in added if a.conflicts)
    parts = [
        *([f"adds {', '.join(gained)}"] if gained else []),
        *([f"notes another {', '.join(noted)}"] if noted else []),
    ]
    return ", ".join(parts) or "adds lines that cardscan does not read"


_WORDS = {
    "FN": "name", "N": "name", "ORG": "company", "TITLE": "title", "TEL": "number",
    "EMAIL": "e-mail", "URL": "web address", "ADR": "address", "NOTE": "note",
    "BDAY": "birthday", "PHOTO": "picture", "CATEGORIES": "event", "NICKNAME": "nickname",
    "X-SOCIALPROFILE": "profile",
}  # fmt: skip


def name_of(entry: Entry) -> str:
    """What a person would call a contact."""
    named = (f"{n.given} {n.family}".strip() for n in entry.names)
    candidates = (*entry.formatted_names, *named, *entry.organizations, *entry.emails)
    return next((text for text in candidates if text.strip()), "a contact without a name")


def read_contacts(paths: Iterable[Path]) -> tuple[Block, ...]:
    """The contacts of some files, as vCards: vCard files, folders of them, tables.

    A file is known by what is in it, whatever its name. Raises AddressBookError
    for one that holds no contacts.
    """
    found: list[Block] = []
    for path in paths:
        data = book_on_disk(path).content()
        if data is None:
            raise AddressBookError(f"{path} does not exist.", next_step="Check its name.")
        contacts = cards(split(data)) or ldif_vcards(data)
        if data.strip() and not contacts:
            raise AddressBookError(
                f"{path} holds no vCard that could be merged, "
                "and is no table of Google, Outlook or Thunderbird either.",
                next_step="Let the program that wrote it export vCards (.vcf).",
            )
        found.extend(contacts)
    return tuple(found)


@paused_collector()
def plan_into(
    incoming: Sequence[Block] | bytes,
    book: AddressBook,
    *,
    decisions: Iterable[Decision] = (),
    maybe_new: bool = False,
    updates: Mapping[int, Update] | None = None,
    keep: Keep = Keep.VALUES,
) -> Merge:
    """Decide what becomes of each incoming contact; the address book may be a new one.

    ``updates`` are those, by their places, that came before: all that they say
    tells who they are, and only what is new of it is added. ``keep`` says how
    much of a contact must be found in the known one that it completes.
    """
    decisions = tuple(decisions)
    state = book.read()
    given = cards(split(incoming)) if isinstance(incoming, bytes) else tuple(incoming)
    closed = [block for block in given if block.closed]
    blocks = tuple(map(book.fit, closed))
    incoming_entries, existing = read_entries(blocks), cards(state.parts)
    marks = () if updates else marks_of(blocks, decisions, keep)
    plan = plan_of_settled(marks, state.settled)
    if plan is None:
        entries = entries_of(existing)
        plan = plan_merge(incoming_entries, entries, decisions=decisions, maybe_new=maybe_new)
        plan, blocks = _with_news_alone(plan, blocks, incoming_entries, updates or {}, entries)
        plan = _with_unread_lines(plan, existing, blocks, keep)
    reduced = sum(fitting is not block for fitting, block in zip(blocks, closed, strict=True))
    again = partial(
        plan_into,
        incoming,
        book,
        decisions=decisions,
        maybe_new=maybe_new,
        updates=updates,
        keep=keep,
    )
    return Merge(
        book,
        state,
        blocks,
        incoming_entries,
        dict(_named_by(plan, existing)),
        plan,
        len(given) - len(blocks),
        reduced,
        keep,
        again,
        marks=marks,
    )


def _named_by(plan: Plan, existing: Sequence[Block]) -> Iterator[tuple[int, Entry]]:
    """The few entries that matter of all that are there: 100,000 others are 130 MB."""
    for target in dict.fromkeys(step.target for step in plan.steps):
        if target is not None:
            yield target, read_entry(existing[target], target)


def _with_news_alone(
    plan: Plan,
    incoming: tuple[Block, ...],
    entries: Sequence[Entry],
    updates: Mapping[int, Update],
    existing: Sequence[Entry],
) -> tuple[Plan, tuple[Block, ...]]:
    """The plan and its contacts with nothing in them that an update said before.

    What the user took out of the address book since, or put right there, stays so.
    """
    blocks, steps = list(incoming), []
    twins = {step.twin for step in plan.steps}
    for step in plan.steps:
        update = updates.get(step.incoming)
        if update is not None and step.action in (Action.MERGE, Action.NOTHING):
            (before,) = read_entries(cards(split(update.before)))
            new = additions(before, entries[step.incoming])
            said = {(each.property, each.parts) for each in new if each.property != "NOTE"}
            wanted = tuple(a for a in step.additions if (a.property, a.parts) in said)
            if step.target is not None:
                # Each by itself: the user may have taken an earlier one out of the notes.
                wanted += new_notes(existing[step.target], update.notes)
            (blocks[step.incoming],) = cards(split(update.news))
            action = Action.MERGE if wanted else Action.NOTHING
            step = replace(step, additions=wanted, action=action)
        elif update is not None and step.action is Action.ADD and step.incoming not in twins:
            step = step if update.returns else Step(step.incoming, Action.NOTHING)
        steps.append(step)
    return Plan(tuple(steps)), tuple(blocks)


def _with_unread_lines(
    plan: Plan, existing: Sequence[Block], incoming: Sequence[Block], keep: Keep
) -> Plan:
    """The plan with contacts completed whose only news is in lines that no entry is read from.

    A messenger's address, an anniversary or a category is news as well, once:
    a contact is compared with the known one as the steps before have left it.
    """
    named = Counter(_known_of(step) for step in plan.steps)
    grown: dict[tuple[int | None, int | None], Block] = {}
    steps = []
    for step in plan.steps:
        whom, new = _known_of(step), incoming[step.incoming]
        if whom != (None, None):
            known = grown.get(whom) or (
                incoming[step.twin] if step.twin is not None else existing[step.target or 0]
            )
            if step.action is Action.NOTHING and step.sure and brings_lines(known, new, keep):
                step = replace(step, action=Action.MERGE)
            if step.action is Action.MERGE and named[whom] > 1:
                # What its notes will say of day and source is no line of these.
                grown[whom] = patch(
                    known, step.additions, noted_on=date.min, source="", incoming=new, keep=keep
                )
        steps.append(step)
    return Plan(tuple(steps))


def _known_of(step: Step) -> tuple[int | None, int | None]:
    """Which contact a step completes, as :func:`apply_plan` takes it: a twin or one of the book."""
    return (None, step.twin) if step.twin is not None else (step.target, None)
