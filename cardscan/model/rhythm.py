"""How often somebody wants to be in touch with a person, as people say it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

__all__ = ["Rhythm", "Unit"]


class Unit(StrEnum):
    """What a rhythm counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_WORDS = re.compile(r"(\d{1,3})?\s*(day|week|month|year)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """So many days, weeks, months or years."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Rhythm:
        """Read ``6 months``, ``2 weeks``, ``year``; raises ValueError for anything else."""
        found = _WORDS.fullmatch(text.strip())
        count = int(found.group(1) or 1) if found else 0
        if found is None or count == 0:
            raise ValueError(f"{text} is no rhythm such as 6 months")
        return cls(count, Unit(found.group(2).lower()))

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def after(self, day: date, times: int = 1) -> date:
        """The day so many rhythms later; the 31st becomes the last day of a shorter month."""
        count = self.count * times
        if self.unit in (Unit.DAY, Unit.WEEK):
            return day + timedelta(days=count * (7 if self.unit is Unit.WEEK else 1))
        months = day.month - 1 + count * (12 if self.unit is Unit.YEAR else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
