"""Birthdays of an address book: in whatever dialect, and each person's once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cardscan.book.dedupe import find_groups
from cardscan.book.fold import fold
from cardscan.book.keys import birthday_key
from cardscan.model import Entry, EntryKind, Verdict

__all__ = ["Birthday", "find_birthdays", "parse_birthday"]

_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of birth; ``year`` is None where nobody wrote it."""

    month: int
    day: int
    year: int | None = None

    @property
    def is_leap_day(self) -> bool:
        return (self.month, self.day) == (2, 29)

    def next_from(self, today: date) -> date:
        """The first birthday on or after ``today``; 29 February is the last day of its month."""
        day = self._in(today.year)
        return day if day >= today else self._in(today.year + 1)

    def _in(self, year: int) -> date:
        if self.is_leap_day:
            return date(year, 3, 1) - timedelta(days=1)
        return date(year, self.month, self.day)


def parse_birthday(text: str) -> Birthday | None:
    """The day of a BDAY in any dialect; None for ``circa 1800`` or a month alone.

    RFC 6350, 4.3.1 (``--0412``, ``19850412T…``); 1604 and 0000 stand for no year.
    """
    key = birthday_key(text)
    if not key:
        return None
    year = None if key.startswith("-") else int(key[:4])
    month, day = int(key[4:6]), int(key[6:])
    try:
        date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return None
    return Birthday(month, day, year)


def find_birthdays(entries: Iterable[Entry]) -> tuple[tuple[Entry, Birthday], ...]:
    """Every person with a birthday, once although they stand in several books."""
    people = [e for e in entries if e.kind is EntryKind.PERSON and e.birthday]
    read = [(e, parse_birthday(e.birthday or "")) for e in people]
    known = [(replace(e, position=p), day) for p, (e, day) in enumerate(read) if day is not None]
    known = [(replace(e, position=p), day) for p, (e, day) in enumerate(known)]
    together = _together([e for e, _ in known])
    found: dict[tuple[object, int, int], tuple[Entry, Birthday]] = {}
    for entry, day in known:
        key = (together.get(entry.position) or _name_of(entry), day.month, day.day)
        held = found.get(key)
        if held is None:
            found[key] = (entry, day)
        else:
            # Of two that are one, a year tells more than none, and the order of books is nothing.
            found[key] = min((held, (entry, day)), key=_worth)
    return tuple(found.values())


def _together(entries: Sequence[Entry]) -> dict[int, tuple[int, ...]]:
    groups = (g for g in find_groups(entries) if g.verdict is Verdict.SAME)
    return {card: group.cards for group in groups for card in group.cards}


def _name_of(entry: Entry) -> str:
    named = (*(f"{n.given} {n.family}" for n in entry.names), *entry.formatted_names)
    return " ".join(sorted(fold(next(filter(fold, named), "")).split())) or f"#{entry.position}"


def _worth(found: tuple[Entry, Birthday]) -> tuple[bool, str, str]:
    entry, day = found
    return day.year is None, entry.uid or "", repr(entry.formatted_names)
