"""One event on one page: who was met, who was known before, what was promised and is due."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cardscan.app.people import Meeting, Person, describe, find_people
from cardscan.app.reminders import Kind, Reminder, plan_reminders
from cardscan.counts import counted
from cardscan.errors import NoInputError
from cardscan.library import Library
from cardscan.model import EVENT_JOINT, is_of_event, single_line

__all__ = ["EventPage", "event_json", "event_lines", "find_event"]


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event as it looks on a day. ``waiting`` are cards that nobody has looked at yet."""

    name: str
    cards: int
    first: date
    last: date
    people: tuple[Person, ...]
    waiting: tuple[int, ...]
    reminders: tuple[Reminder, ...]

    @property
    def known_before(self) -> tuple[Person, ...]:
        """Those of whom there was a card, or with whom one was in touch, before the event."""
        return tuple(person for person in self.people if self._before(person))

    def _before(self, person: Person) -> bool:
        here = [meeting.day for meeting in person.meetings if self._is_of_it(meeting)]
        others = [m.day for m in person.meetings if not self._is_of_it(m)]
        return min((*others, *person.contacted), default=date.max) < min(here)

    def _is_of_it(self, meeting: Meeting) -> bool:
        return is_of_event(meeting.event, self.name)


def find_event(library: Library, name: str, *, today: date) -> EventPage:
    """The page of an event; raises NoInputError that names the events there are."""
    events = library.events()
    exact = [e for e in events if is_of_event(e.name, name)]
    parts = exact or [e for e in events if is_of_event(e.name.casefold(), name.casefold())]
    if not parts:
        known = "; ".join(event.name for event in events[-10:])
        raise NoInputError(
            f"No card is of the event {name}.",
            next_step=f"The library has: {known}." if known else "Scan cards with --event first.",
        )
    whole = _as_spelt(parts[0].name, name)
    people = tuple(p for p in find_people(library) if p.was_at(whole))
    days = [m.day for p in people for m in p.meetings if is_of_event(m.event, whole)]
    scanned = min(part.first for part in parts).astimezone().date()
    return EventPage(
        whole,
        sum(part.scans for part in parts),
        min(days, default=scanned),
        max(days, default=scanned),
        people,
        tuple(stored.number for stored in library.waiting(event=whole)),
        plan_reminders(
            people, today=today, rhythms=library.rhythms(), given=library.given_reminders()
        ),
    )


def _as_spelt(part: str, name: str) -> str:
    """The beginning of a part's name that is an event's, whose capitals are as nobody cares."""
    pieces = part.split(EVENT_JOINT)
    wholes = (EVENT_JOINT.join(pieces[: count + 1]) for count in range(len(pieces)))
    return next((whole for whole in wholes if whole.casefold() == name.casefold()), part)


def event_lines(page: EventPage) -> Iterator[str]:
    """The page for the terminal."""
    days = str(page.first) if page.first == page.last else f"{page.first} to {page.last}"
    cards = counted(page.cards, "card")
    people = "1 person" if len(page.people) == 1 else f"{len(page.people)} people"
    yield single_line(f"{page.name}: {cards}, {people}, {days}")
    known = {person.uid for person in page.known_before}
    yield from _section("Met for the first time", [p for p in page.people if p.uid not in known])
    yield from _section("Known before", page.known_before)
    if page.waiting:
        yield f"Waiting for your look: {counted(len(page.waiting), 'card')} (cardscan review)"
    for title, wanted in (("Promised", True), ("Due", False)):
        lines = [r for r in page.reminders if (r.kind is Kind.PROMISE) is wanted]
        if lines:
            yield f"{title}:"
        yield from (f"  {r.day}  {single_line(r.summary)}" for r in lines)


def _section(title: str, people: Sequence[Person]) -> Iterator[str]:
    if people:
        yield f"{title}:"
    for person in people:
        yield f"  #{person.newest.number} {describe(person)}"
        if person.news:
            yield f"    {single_line(person.news)}"
        yield from (f"    {single_line(note.text)} ({note.written_on})" for note in person.notes)


def event_json(page: EventPage) -> str:
    """The page for programs."""
    known = {person.uid for person in page.known_before}
    return json.dumps(
        {
            "schema": "cardscan.event/1",
            "event": page.name,
            "cards": page.cards,
            "first": str(page.first),
            "last": str(page.last),
            "waiting": list(page.waiting),
            "people": [
                {
                    "name": person.name,
                    "cards": list(person.numbers),
                    "work": person.newest.work,
                    "known_before": person.uid in known,
                    "last_contact": str(person.last_contact),
                    "news": person.news,
                    "notes": [
                        {"text": n.text, "on": str(n.written_on), "by": n.due and str(n.due),
                         "done": n.done}
                        for n in person.notes
                    ],
                }
                for person in page.people
            ],
            "reminders": [
                {"day": str(r.day), "kind": r.kind.value, "summary": r.summary, "card": r.number}
                for r in page.reminders
            ],
        },
        ensure_ascii=False,
    )  # fmt: skip
