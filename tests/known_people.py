"""Libraries of invented people, without reading a photo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan.library import Library, Recipe
from cardscan.model import Contact, Email, Name, Outcome, Phone, PhoneKind, Scan, Text

RECIPE = Recipe.of("typed", "1")


@dataclass(frozen=True)
class Card:
    """What one card says, where and when it was given."""

    given: str
    family: str
    firm: str = ""
    title: str = ""
    email: str = ""
    mobile: str = ""
    event: str | None = "Fair"
    day: str = "2026-11-24"
    outcome: Outcome = Outcome.OK

    @property
    def scan(self) -> Scan:
        whole = f"{self.given} {self.family}".strip()
        return Scan(
            source=f"{whole}.jpg",
            sha256=hashlib.sha256(repr(self).encode()).hexdigest(),
            outcome=self.outcome,
            contact=Contact(
                name=Name(value=whole, given=self.given, family=self.family, sure=True),
                organizations=(Text(value=self.firm, sure=True),) if self.firm else (),
                titles=(Text(value=self.title, sure=True),) if self.title else (),
                emails=(Email(value=self.email, sure=True),) if self.email else (),
                phones=(Phone(value=self.mobile, kind=PhoneKind.CELL, sure=True),)
                if self.mobile
                else (),
            ),
            event=self.event,
            taken_at=datetime.fromisoformat(f"{self.day}T11:00:00"),
            picture=b"\xff\xd8\xff\xd9",
        )


def fill(path: Path, cards: Iterable[Card]) -> Path:
    """A library of these cards at ``path``."""
    with Library.open(path) as library:
        for card in cards:
            scan = card.scan
            library.remember(scan.sha256, RECIPE, [scan], event=card.event)
    return path
