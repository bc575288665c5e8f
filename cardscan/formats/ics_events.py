"""An event as a calendar server gives it, and what of it may be brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from icalendar import Calendar

__all__ = ["day_in", "holds_event", "summary_in", "uid_in", "updated"]

_SHOWN = ("DTSTART", "RRULE", "SUMMARY", "DESCRIPTION")
_OF_THE_DAY = ("DTSTART", "DTEND", "DURATION", "RRULE")


def uid_in(data: bytes) -> str | None:
    """The UID of the event in some bytes; None where there is none."""
    event = _event_in(data)
    return None if event is None or not event.get("UID") else str(event["UID"])


def summary_in(data: bytes) -> str:
    """What a person sees of the event."""
    event = _event_in(data)
    return str(event.get("SUMMARY", "an event")) if event is not None else "an event"


def day_in(data: bytes) -> date | None:
    """The first day of the event."""
    event = _event_in(data)
    start = None if event is None else getattr(event.get("DTSTART"), "dt", None)
    return date(start.year, start.month, start.day) if isinstance(start, date) else None


def holds_event(sent: bytes, now: bytes, *, before: bytes | None) -> bool:
    """Whether an event says all that a sent one said newly."""
    wanted, there = _said(_event_in(sent)), _said(_event_in(now))
    known = _said(_event_in(before)) if before is not None else {}
    return all(there.get(k) == v for k, v in wanted.items() if known.get(k) != v)


def updated(now: bytes, *, was: bytes, new: bytes) -> bytes | None:
    """The event as it is there ``now``, with what changed of ours from ``was`` to ``new``.

    What the user put right there stays so, but for the day: a new one is
    another occasion. None where nothing is to be changed.
    """
    calendar = _parse(now)
    theirs, ours = _event_in(now, calendar), _event_in(new)
    if calendar is None or theirs is None or ours is None:
        return None
    then, wanted, there = _said(_event_in(was)), _said(ours), _said(theirs)
    changed = [name for name in _SHOWN if wanted.get(name) != then.get(name)]
    if _is_same_series(then, wanted):
        changed = [name for name in changed if name != "DTSTART"]
    changed = [name for name in changed if there.get(name) != wanted.get(name)]
    touched: list[str] = []
    for name in changed:
        if name in _OF_THE_DAY:
            touched += _OF_THE_DAY
        elif there.get(name) == then.get(name):
            touched.append(name)
    if not touched:
        return None
    for name in dict.fromkeys(touched):
        theirs.pop(name, None)
        if name in ours:
            theirs[name] = ours[name]
    # Programs take an event for a new version of itself by these.
    sequence = max(int(ours.get("SEQUENCE", 0)), int(theirs.get("SEQUENCE", 0)) + 1)
    for name, value in (("SEQUENCE", sequence), ("DTSTAMP", ours["DTSTAMP"].dt)):
        theirs.pop(name, None)
        theirs.add(name, value)
    data: bytes = calendar.to_ical(sorted=False)
    return data


def _is_same_series(then: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether two events come again on the same days, whichever of these is named first."""
    rule = wanted.get("RRULE")
    if not rule or rule != then.get("RRULE"):
        return False
    if b"BYMONTHDAY" in rule:
        return True
    first, second = then.get("DTSTART"), wanted.get("DTSTART")
    if not isinstance(first, date) or not isinstance(second, date):
        return False
    return (first.month, first.day) == (second.month, second.day)


def _parse(data: bytes) -> Calendar | None:
    try:
        found = Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError):  # whatever another program wrote
        return None
    return found if isinstance(found, Calendar) else None


def _event_in(data: bytes, calendar: Calendar | None = None) -> Any:
    """The event itself, and not one of its repetitions that was changed alone."""
    calendar = calendar or _parse(data)
    events = [] if calendar is None else calendar.walk("VEVENT")
    return next((event for event in events if "RECURRENCE-ID" not in event), None)


def _said(event: Any) -> dict[str, Any]:
    """What a person sees of an event, by value, so that any writer arrives at the same."""
    if event is None:
        return {}
    said: dict[str, Any] = {}
    for name in _SHOWN:
        value = event.get(name)
        if value is None:
            continue
        if name == "DTSTART":
            said[name] = getattr(value, "dt", None)
        elif name == "RRULE":
            said[name] = value.to_ical() if hasattr(value, "to_ical") else b""
        else:
            said[name] = " ".join(str(value).split())
    return said
