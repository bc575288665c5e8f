"""Whom to be in touch with, and when: a plan made of days, without a clock of its own."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from cardscan.app.people import Person
from cardscan.book.birthdays import Birthday
from cardscan.formats.ics import CalendarEvent, Repeat
from cardscan.library import Given, Note
from cardscan.model import Entry, Rhythm, is_of_event

__all__ = [
    "A_DAY",
    "Kind",
    "Reminder",
    "birthday_reminder",
    "give",
    "plan_reminders",
    "working_days_after",
]

A_DAY = 5
"""More people than this in a day is no keeping in touch but bulk mail."""

_FIRST_AFTER = 3  # working days: long enough to be home again, short enough to be remembered
_TOO_LATE_DAYS = 60  # a first word two months after a meeting follows up nothing
_SCANNED_LATER_DAYS = 14  # cards of a fair lie that long before somebody scans them
_APART_DAYS = 7  # a first word and the first of a rhythm in one week are one too many
_NAMESPACE = uuid.UUID("7f1c1b0e-5d2c-5e0a-9a53-2f3d8d9e6c41")


class Kind(StrEnum):
    """Why to be in touch."""

    FOLLOW_UP = "follow up"
    RHYTHM = "keep in touch"
    PROMISE = "promised"
    BIRTHDAY = "birthday"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One day on which to think of one person.

    ``cause`` is what the day comes from; ``overdue`` how many intervals late it
    is, below 0 for what is to come. ``number`` is a card of the person.
    """

    uid: str
    kind: Kind
    day: date
    cause: str
    summary: str
    description: str
    overdue: float = 0.0
    repeat: Repeat = Repeat.NONE
    number: int | None = None
    person: Person | None = None

    @property
    def digest(self) -> str:
        """Changes with whatever a calendar shows."""
        shown = repr((self.day, self.summary, self.description, str(self.repeat)))
        return hashlib.sha256(shown.encode("utf-8", "replace")).hexdigest()[:32]


def plan_reminders(
    people: Iterable[Person],
    *,
    today: date,
    rhythms: Mapping[str | None, Rhythm | None],
    given: Mapping[str, Given],
    a_day: int = A_DAY,
) -> tuple[Reminder, ...]:
    """Reminders of these people, at most ``a_day`` on one day, the most overdue first.

    A promise stays on its own day, and what was given out before stays where it
    is for as long as nothing happened with the person.
    """
    wanted = [each for person in people for each in _wanted(person, today, rhythms)]
    fixed = [each for each in wanted if each.kind is Kind.PROMISE]
    kept = [_as_given(each, given) for each in wanted if _is_given(each, given)]
    new = [e for e in wanted if e.kind is not Kind.PROMISE and not _is_given(e, given)]
    mine = {each.uid for each in wanted}
    others = (g for g in given.values() if g.uid not in mine and not g.cause.startswith("born"))
    taken = Counter([*(e.day for e in (*fixed, *kept)), *(g.day for g in others)])
    full = {day for day, count in taken.items() if count >= a_day}
    busy = {(each.person, each.day) for each in kept}
    placed = []
    for each in sorted(new, key=lambda r: (max(r.day, today), -r.overdue, r.summary, r.uid)):
        day = max(each.day, today)
        while day.weekday() >= 5 or day in full or (each.person, day) in busy:
            day += timedelta(days=1)
        taken[day] += 1
        full |= {day} if taken[day] >= a_day else set()
        busy.add((each.person, day))
        placed.append(replace(each, day=day))
    found = (*fixed, *kept, *placed)
    return tuple(sorted(found, key=lambda r: (r.day, -r.overdue, r.summary, r.uid)))


def _is_given(reminder: Reminder, given: Mapping[str, Given]) -> bool:
    known = given.get(reminder.uid)
    return known is not None and known.cause == reminder.cause and reminder.kind is not Kind.PROMISE


def _as_given(reminder: Reminder, given: Mapping[str, Given]) -> Reminder:
    return replace(reminder, day=given[reminder.uid].day)


def working_days_after(day: date, count: int) -> date:
    """The day so many days from Monday to Friday later."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _wanted(
    person: Person, today: date, rhythms: Mapping[str | None, Rhythm | None]
) -> Iterator[Reminder]:
    for note in person.promises:
        yield _promise(person, note, today)
    if person.wish is not None and person.wish.never:
        return
    rhythm = _rhythm_of(person, rhythms)
    first = _first(person, today)
    if first is not None:
        yield first
    if rhythm is None:
        return
    last = person.last_contact
    days = [rhythm.after(last)]
    times = 2
    while (second := rhythm.after(last, times)) <= max(today, days[0]):
        times += 1
    days.append(second)
    for place, day in enumerate(days):
        # One person, one message: a first word that waits is the one that is due.
        if first is None or day > max(first.day, today) + timedelta(days=_APART_DAYS):
            cause = f"{last} + {rhythm} x {1 if place == 0 else times}"
            late = (today - day).days / max(1, (rhythm.after(last) - last).days)
            yield _reminder(person, Kind.RHYTHM, day, cause, late, place + 1)


def _rhythm_of(person: Person, rhythms: Mapping[str | None, Rhythm | None]) -> Rhythm | None:
    if person.wish is not None and person.wish.rhythm is not None:
        return person.wish.rhythm
    for event in reversed(person.events):
        told = [each for each in rhythms if each is not None and is_of_event(event, each)]
        if told:
            return rhythms[max(told, key=len)]  # that of a part before that of the whole
    return rhythms.get(None)


def _first(person: Person, today: date) -> Reminder | None:
    """The first word after the newest meeting, unless there was one since."""
    met = person.newest.day
    since = met if person.newest.is_dated else met - timedelta(days=_SCANNED_LATER_DAYS)
    was_told = any(day >= since for day in person.contacted)
    if not person.newest.is_card or was_told or (today - met).days > _TOO_LATE_DAYS:
        return None
    day = working_days_after(met, _FIRST_AFTER)
    late = (today - day).days / max(1, (day - met).days)
    return _reminder(person, Kind.FOLLOW_UP, day, f"met {met}", late, 0)


def _reminder(
    person: Person, kind: Kind, day: date, cause: str, overdue: float, place: int
) -> Reminder:
    firm = person.newest.entry.organizations[:1]
    return Reminder(
        uid=_uid(person.uid, f"{kind}/{place}"),
        kind=kind,
        day=day,
        cause=cause,
        summary=f"{kind.capitalize()}: " + ", ".join((person.name, *firm)),
        description="\n".join(_about(person)),
        overdue=overdue,
        number=person.newest.number,
        person=person,
    )


def _promise(person: Person, note: Note, today: date) -> Reminder:
    due = note.due or today
    return Reminder(
        uid=_uid(person.uid, f"{Kind.PROMISE}/{note.number}"),
        kind=Kind.PROMISE,
        day=due,
        cause=f"promised {due}",
        summary=f"Promised to {person.name}: {note.text}",
        description="\n".join(_about(person)),
        overdue=(today - due).days / max(1, (due - note.written_on).days),
        number=person.newest.number,
        person=person,
    )


def _about(person: Person) -> Iterator[str]:
    """How to reach a person, where they were met and what was said last."""
    newest = person.newest
    if newest.work:
        yield newest.work
    yield from _ways(newest.entry)
    yield f"{newest.told[0].upper()}{newest.told[1:]}"
    if person.news:
        yield person.news.capitalize()
    for note in reversed(person.notes[-3:]):
        promised = f", promised for {note.due}" if note.waits else ""
        yield f"{note.text} ({note.written_on}{promised})"


def _ways(entry: Entry) -> Iterator[str]:
    yield from (f"tel:{phone.value}" for phone in entry.phones if "fax" not in phone.types)
    yield from (f"mailto:{email}" for email in entry.emails)


def birthday_reminder(entry: Entry, birthday: Birthday, *, today: date) -> Reminder:
    """The next birthday of a contact, and every one after it."""
    name = next(filter(None, (*entry.formatted_names, *_plain_names(entry))), "somebody")
    key = entry.uid or f"{name} {birthday.month}-{birthday.day}"
    born = [f"Born in {birthday.year}"] if birthday.year else []
    return Reminder(
        uid=_uid(key, Kind.BIRTHDAY),
        kind=Kind.BIRTHDAY,
        day=birthday.next_from(today),
        cause=f"born {birthday.month}-{birthday.day}",
        summary=f"Birthday: {name}",
        description="\n".join((*born, *_ways(entry))),
        overdue=-1.0,
        repeat=Repeat.LEAP_DAY if birthday.is_leap_day else Repeat.YEARLY,
    )


def _plain_names(entry: Entry) -> Iterator[str]:
    yield from (f"{n.given} {n.family}".strip() for n in entry.names)


def _uid(key: str, kind: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{key}/{kind}"))


def give(
    reminders: Iterable[Reminder], given: Mapping[str, Given], *, now: datetime
) -> tuple[tuple[CalendarEvent, Given], ...]:
    """Reminders as they go to a calendar: what changed since the last time has a new SEQUENCE."""
    return tuple(_give(each, given.get(each.uid), now) for each in reminders)


def _give(reminder: Reminder, known: Given | None, now: datetime) -> tuple[CalendarEvent, Given]:
    sequence, changed_at = 0, now.replace(microsecond=0)
    if known is not None and known.digest == reminder.digest:
        sequence, changed_at = known.sequence, known.changed_at
    elif known is not None:
        sequence = known.sequence + 1
    event = CalendarEvent(
        uid=reminder.uid,
        day=reminder.day,
        summary=reminder.summary,
        description=reminder.description,
        repeat=reminder.repeat,
        sequence=sequence,
        changed_at=changed_at,
    )
    now_given = Given(
        reminder.uid,
        reminder.day,
        reminder.cause,
        reminder.digest,
        sequence,
        changed_at,
        reminder.number,
    )
    return event, now_given
