"""Rows of the library to scans, failures, events and decisions."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from cardscan.library.codec import from_json, to_json
from cardscan.library.decisions import value_kind
from cardscan.library.records import Decision, DecisionKind, Event
from cardscan.model import Failure, Field, Scan

__all__ = [
    "ARRANGED",
    "body_of",
    "load_decisions",
    "load_earlier",
    "load_event",
    "load_failure",
    "scan_in",
    "turns_of",
]

Row = tuple[Any, ...]

ARRANGED = "('event', 'join', 'part', 'turn')"
"""What is kept among the decisions and says nothing of a card's values."""
_DECISIONS = (
    "SELECT kind, decided_at, field, before, after FROM decision"  # noqa: S608 # own text
    f" WHERE scan_id = ? AND kind NOT IN {ARRANGED} ORDER BY id"
)
_TURNS = "SELECT sum(before) FROM decision WHERE scan_id = ? AND kind = 'turn'"


def body_of(scan: Scan) -> str:
    """What of a scan has no column and no row of its own."""
    return to_json(scan, without=("source", "event", "note", "picture", "back"))


def scan_in(body: str) -> Scan:
    """The scan of a body, as far as that says it."""
    return from_json(Scan, '{"source":"",' + body[1:])


def load_failure(row: Row) -> Failure:
    """The failure of one row."""
    return from_json(Failure, row[0])


def load_event(row: Row) -> Event:
    """The event of one row of EVENTS."""
    name, count, first, last = row
    return Event(name, count, datetime.fromisoformat(first), datetime.fromisoformat(last))


def load_decisions(db: sqlite3.Connection, number: int) -> tuple[Decision, ...]:
    """Every decision on one scan, in order."""
    return tuple(_decision(row) for row in db.execute(_DECISIONS, (number,)))


def turns_of(db: sqlite3.Connection, number: int) -> int:
    """By how many quarters a person turned the picture of a scan, clockwise: 0 to 3."""
    (turns,) = db.execute(_TURNS, (number,)).fetchone()
    return int(turns or 0) % 4


def load_earlier(db: sqlite3.Connection, number: int) -> tuple[str, ...]:
    """The bodies of readings that others took the place of when the picture was turned."""
    found = db.execute("SELECT after FROM decision WHERE scan_id = ? AND kind = 'turn'", (number,))
    return tuple(after for (after,) in found if after is not None)


def _decision(row: Row) -> Decision:
    kind, decided_at, field_name, before, after = row
    field = None if field_name is None else Field(field_name)
    value = None if after is None or field is None else from_json(value_kind(field), after)
    return Decision(DecisionKind(kind), datetime.fromisoformat(decided_at), field, before, value)
