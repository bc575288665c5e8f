"""Reminders for the people of a library and the birthdays of address books, to a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cardscan.app.existing import existing_library
from cardscan.app.output import write_to_stdout
from cardscan.app.people import Person, find_people
from cardscan.app.reminders import Kind, Reminder, birthday_reminder, give, plan_reminders
from cardscan.book.birthdays import find_birthdays
from cardscan.errors import OutputError, UsageError
from cardscan.files import replacing
from cardscan.formats.ics import CALENDAR_PRODUCT, CalendarEvent, to_ics
from cardscan.library import Given, Library
from cardscan.model import Entry, Rhythm

__all__ = ["Followup", "Wanted", "check_is_calendar", "find_followup", "lines_of", "write_calendar"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reminders: people of an event or all, birthdays of contacts, a rhythm to remember.

    ``every`` is None where nothing is said; ``once`` says one reminder and no rhythm.
    """

    event: str | None = None
    contacts: tuple[Entry, ...] = ()
    every: Rhythm | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class Followup:
    """What a follow-up found; ``events`` are the names of those that the library knows."""

    reminders: tuple[Reminder, ...]
    people: int
    events: tuple[str, ...]
    given: dict[str, Given]

    def calendar(
        self, *, today: date, now: datetime, since: date | None = None
    ) -> tuple[tuple[CalendarEvent, Given], ...]:
        """What a calendar gets: what is to come, of which only what is new ``since`` a day."""
        coming = (r for r in self.reminders if r.day >= today or r.kind is Kind.PROMISE)
        made = give(coming, self.given, now=now)
        return tuple(
            each
            for each in made
            if since is None or each[0].changed_at.astimezone().date() >= since
        )


def find_followup(library_file: Path, wanted: Wanted, *, today: date) -> Followup:
    """Plan the reminders; a rhythm that is said is remembered. Raises CardscanError."""
    born = find_birthdays(wanted.contacts)
    birthdays = [birthday_reminder(entry, day, today=today) for entry, day in born]
    library = existing_library(library_file)
    if library is None:
        return Followup(tuple(sorted(birthdays, key=_order)), 0, (), {})
    with library as opened:
        people = _of_event(find_people(opened), wanted.event)
        if people and (wanted.every is not None or wanted.once):
            opened.set_rhythm(wanted.event, wanted.every)
        given = dict(opened.given_reminders())
        planned = plan_reminders(people, today=today, rhythms=opened.rhythms(), given=given)
        events = tuple(event.name for event in opened.events())
    found = sorted((*planned, *birthdays), key=_order)
    return Followup(tuple(found), len(people), events, given)


def _of_event(people: Sequence[Person], event: str | None) -> tuple[Person, ...]:
    return tuple(person for person in people if event is None or person.was_at(event))


def _order(reminder: Reminder) -> tuple[date, float, str, str]:
    return reminder.day, -reminder.overdue, reminder.summary, reminder.uid


def check_is_calendar(out: Path) -> None:
    """Raise UsageError where ``out`` is no place for a calendar, or another program's calendar."""
    if str(out) == "-":
        return
    if out.suffix.casefold() not in (".ics", ".ical"):
        raise UsageError(f"{out} is not the name of a calendar.", next_step="End it in .ics.")
    try:
        head = out.read_bytes() if out.exists() else b""
    except OSError as error:
        raise OutputError(f"{out} cannot be read: {error.strerror}.") from error
    if head and CALENDAR_PRODUCT.encode() not in head[:1000]:
        raise UsageError(
            f"{out} is a file of another program; it was left as it is.",
            next_step="Name a new file, and import that into your calendar.",
        )


def write_calendar(
    library_file: Path, calendar: Sequence[tuple[CalendarEvent, Given]], out: Path
) -> None:
    """Write the calendar, and remember what was given out. Raises OutputError, LibraryError."""
    data = to_ics(event for event, _ in calendar)
    if str(out) == "-":
        write_to_stdout([data])
    else:
        with replacing(out) as file:
            file.write(data)
    if calendar:
        with Library.open(library_file) as library:
            library.give_reminders(given for _, given in calendar)


def lines_of(followup: Followup, *, today: date) -> Iterator[str]:
    """The reminders for the terminal, the day first, and once how to reach each person."""
    told: set[object] = set()
    for reminder in followup.reminders:
        late = " (overdue)" if reminder.day < today else ""
        yield f"{reminder.day}{late}  {reminder.summary}"
        whom = reminder.uid if reminder.person is None else reminder.person.uid
        if whom not in told:
            yield from (f"    {line}" for line in reminder.description.splitlines())
        told.add(whom)
