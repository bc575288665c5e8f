"""Reminders into a calendar of an account, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from cardscan.addressbook.calendar import AccountCalendar, Entered
from cardscan.app.followup import Followup
from cardscan.counts import counted
from cardscan.formats.ics import CalendarEvent, to_ics
from cardscan.library import DeliveryKind, Given, Library

__all__ = ["enter_reminders", "lines_about"]


def enter_reminders(
    calendar: AccountCalendar,
    made: Sequence[tuple[CalendarEvent, Given]],
    followup: Followup,
    library_file: Path,
    *,
    today: date,
    is_whole: bool,
) -> tuple[Entered, tuple[str, ...]]:
    """Put reminders there, and name those that are there and not needed any more.

    ``is_whole`` says that the follow-up is of everybody, so that what is not in
    it is not needed. Raises ServerError, LibraryError.
    """
    with Library.open(library_file) as library:
        # First: what is given out keeps its day, also where the connection breaks off.
        library.give_reminders(given for _, given in made)
    entered = calendar.enter({event.uid: to_ics([event]) for event, _ in made})
    there = {*entered.new, *entered.changed}
    numbers = [given.number for _, given in made if given.uid in there and given.number]
    if numbers:
        with Library.open(library_file) as library:
            library.record_delivery(
                DeliveryKind.PUSH, calendar.name, numbers, made=entered.push or None
            )
    needed = frozenset(reminder.uid for reminder in followup.reminders)
    left = calendar.left_standing(needed, today=today) if is_whole else ()
    return entered, tuple(left)


def lines_about(entered: Entered, calendar: AccountCalendar, count: int) -> Iterator[str]:
    """What came of it, for the terminal."""
    new, changed = len(entered.new), len(entered.changed)
    stay = count - new - changed - entered.failed
    said = [f"{counted(new, 'reminder')} new"] if new else []
    said += [f"{changed} changed"] if changed else []
    said += [f"{counted(stay, 'reminder')} there before, or deleted there by you"] if stay else []
    yield f"{calendar}: {', '.join(said) or 'no reminder'}."
