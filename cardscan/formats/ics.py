"""Reminders as an iCalendar file that Google, Apple, Outlook and CalDAV servers take.

Events of a day, since Google refuses tasks; transparent, so that nobody is busy;
single dates but for birthdays, since importing again updates few programs' series.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from cardscan.model import single_line

__all__ = ["CALENDAR_PRODUCT", "CalendarEvent", "Repeat", "to_ics"]

CALENDAR_PRODUCT = "-//cardscan//reminders//EN"
"""By which a calendar of ours is known again; without a version, so that bytes stay the same."""

_ALARM = timedelta(hours=9)


class Repeat(StrEnum):
    """Whether an event comes again. LEAP_DAY is the last day of each February."""

    NONE = "none"
    YEARLY = "yearly"
    LEAP_DAY = "leap day"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A day of a calendar; ``changed_at`` and ``sequence`` tell it from what it was before."""

    uid: str
    day: date
    summary: str
    description: str = ""
    repeat: Repeat = Repeat.NONE
    sequence: int = 0
    changed_at: datetime


_RULES = {
    Repeat.YEARLY: {"FREQ": "YEARLY"},
    # Alone, a yearly 29 February comes in leap years only.
    Repeat.LEAP_DAY: {"FREQ": "YEARLY", "BYMONTH": 2, "BYMONTHDAY": -1},
}


def to_ics(events: Iterable[CalendarEvent]) -> bytes:
    """A calendar of these events in the order of their days; valid also without any."""
    made = Calendar()
    made.add("prodid", CALENDAR_PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    ordered = sorted(events, key=lambda e: (e.day, e.summary, e.uid))
    for event in ordered:
        made.add_component(_event(event))
    if not ordered:
        made.add_component(_utc())  # RFC 5545, 3.6: at least one component
    data: bytes = made.to_ical()
    return data


def _event(event: CalendarEvent) -> Event:
    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", event.changed_at)
    made.add("dtstart", event.day)
    made.add("dtend", event.day + timedelta(days=1))
    made.add("summary", single_line(event.summary))
    if event.description:
        lines = map(single_line, event.description.split("\n"))
        made.add("description", "\n".join(filter(None, lines)))
    made.add("sequence", event.sequence)
    made.add("transp", "TRANSPARENT")
    if rule := _RULES.get(event.repeat):
        made.add("rrule", rule)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _ALARM)
    alarm.add("description", single_line(event.summary))
    made.add_component(alarm)
    return made


def _utc() -> Timezone:
    zone = Timezone()
    zone.add("tzid", "UTC")
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return zone
