"""Answers of a person to a whole card at once, the last one taken back, and all cards in brief."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cardscan.library import arranging, row_values, rows
from cardscan.library.codec import from_json, to_json
from cardscan.library.decisions import apply_decisions
from cardscan.library.records import DecisionKind, State, StoredScan
from cardscan.library.session import Session
from cardscan.library.turning import turned_jpeg
from cardscan.model import Contact, Field, Outcome, Scan, Value

__all__ = ["Answers", "CardInBrief", "Edit"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One value in another's place: added without ``before``, removed without ``after``."""

    field: Field
    before: str | None = None
    after: Value | None = None


@dataclass(frozen=True, slots=True)
class CardInBrief:
    """A card as a list shows it; ``unsure`` counts the values in doubt that nobody decided on."""

    number: int
    source: str
    event: str | None
    state: State
    outcome: Outcome
    scanned_at: datetime
    contact: Contact | None
    unsure: int
    has_back: bool = False

    @property
    def waits(self) -> bool:
        """Whether a person should look at it."""
        if self.state is not State.OPEN or self.contact is None:
            return False
        return self.outcome is Outcome.DOUBTFUL or (self.outcome is Outcome.OK and self.unsure > 0)


_BRIEF = """
SELECT scan.id, source, event, state, scanned_at, outcome, json_extract(body, '$.contact'),
       (SELECT 1 FROM side WHERE front_id = scan.id),
       EXISTS (SELECT 1 FROM decision WHERE scan_id = scan.id)
FROM scan WHERE scan.id NOT IN (SELECT back_id FROM side) AND state != 'in book'
AND (?1 IS NULL OR scan.id IN (SELECT value FROM json_each(?1))) ORDER BY scan.id
"""
_MARKS = """
SELECT scan.id, scan.source, scan.event, scan.state, scan.scanned_at, back.id, back.scanned_at,
       (SELECT max(decided_at) || count(*) FROM decision WHERE scan_id IN (scan.id, back.id))
FROM scan LEFT JOIN side ON front_id = scan.id LEFT JOIN scan AS back ON back.id = back_id
WHERE scan.id NOT IN (SELECT back_id FROM side) AND scan.state != 'in book' ORDER BY scan.id
"""
_PICTURE = (
    "SELECT scan_id, jpeg FROM picture WHERE side = 'front' AND scan_id ="
    " CASE ?2 WHEN 'front' THEN ?1 ELSE (SELECT back_id FROM side WHERE front_id = ?1) END"
)
_ADD_NOTE = "INSERT INTO note (scan_id, text, due, written_on) VALUES (?, ?, ?, ?)"
_LAST = (
    "SELECT scan_id, decided_at FROM decision WHERE kind != 'reopen' AND decided_at >= ?"
    " ORDER BY id DESC LIMIT 1"
)


class Answers(Session):
    """The part of a library that a page asks: many cards in brief, one answer a card."""

    def answer(
        self,
        number: int,
        edits: Iterable[Edit] = (),
        *,
        note: str = "",
        due: date | None = None,
        event: str | None = None,
        then: DecisionKind | None = None,
        check: Callable[[StoredScan], None] = lambda _: None,
    ) -> StoredScan:
        """Keep all that a person said of a card, in one transaction.

        ``note`` is what was said at the meeting, or promised for the day
        ``due``; it is added to what is noted already. An ``event`` of None
        stays, an empty one ends it. ``check`` sees the card as it stands just
        before, and may raise: then nothing is changed.
        """
        with self._transaction() as db:
            check(rows.find_stored(db, number))
            now = self._timestamp()
            said: list[tuple[DecisionKind, Field | None, str | None, Value | None]] = [
                (DecisionKind.EDIT, edit.field, edit.before, edit.after) for edit in edits
            ]
            if note:
                written_on = datetime.fromisoformat(now).astimezone().date()
                row = (number, note, None if due is None else due.isoformat())
                db.execute(_ADD_NOTE, (*row, written_on.isoformat()))
            if event is not None:
                arranging.put_event(db, number, event or None, now=now)
            if then is not None:
                said.append((then, None, None, None))
            for kind, field, before, after in said:
                body = None if after is None else to_json(after)
                db.execute(
                    "INSERT INTO decision (scan_id, kind, field, before, after, decided_at)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (number, kind, field, before, body, now),
                )
                rows.settle(db, number, kind)
            return rows.find_stored(db, number)

    def take_back_last(
        self,
        *,
        since: datetime | None = None,
        check: Callable[[StoredScan], None] = lambda _: None,
    ) -> StoredScan | None:
        """Take back the last answer since then, with every part of it; None where there is none.

        ``check`` sees the card as it stands before, and may raise.
        """
        earliest = since.astimezone(UTC).isoformat() if since else ""
        with self._transaction() as db:
            last = db.execute(_LAST, (earliest,)).fetchone()
            if last is None:
                return None
            number, decided_at = last
            check(rows.find_stored(db, number))
            arranging.take_back(db, number, decided_at)
            db.execute(
                "DELETE FROM decision WHERE scan_id = ? AND decided_at = ?", (number, decided_at)
            )
            _settle_by_rest(db, number)
            front = db.execute("SELECT front_id FROM side WHERE back_id = ?", (number,)).fetchone()
            return rows.find_stored(db, number if front is None else front[0])

    def in_brief(self, numbers: Iterable[int] | None = None) -> Iterator[CardInBrief]:
        """Cards in the order in which they came, without pictures and readings; all by default."""
        asked = None if numbers is None else json.dumps(list(numbers))
        with self._reading() as db:
            found = db.execute(_BRIEF, (asked,)).fetchall()
            for row in found:
                yield self._brief(db, row)

    def brief_marks(self) -> dict[int, Hashable]:
        """For every card something that changes whenever what it is in brief may have changed."""
        with self._reading() as db:
            return {row[0]: row[1:] for row in db.execute(_MARKS)}

    def change_mark(self) -> tuple[int, int]:
        """Another one whenever somebody may have changed the library."""
        with self._reading() as db:
            version = db.execute("PRAGMA data_version").fetchone()[0]
            return int(version), db.total_changes

    def picture_of(self, number: int, side: str = "front") -> bytes | None:
        """The flattened card as JPEG; ``side`` is ``front``, or ``back`` of a card with two."""
        with self._reading() as db:
            found = db.execute(_PICTURE, (number, side)).fetchone()
            if found is None:
                return None
            return turned_jpeg(bytes(found[1]), row_values.turns_of(db, found[0]))

    def _brief(self, db: sqlite3.Connection, row: tuple[Any, ...]) -> CardInBrief:
        number, source, event, state, scanned_at, outcome, contact, has_back, decided = row
        if has_back:
            scan = rows.find_stored(db, number).scan
        else:
            said = None if contact is None else from_json(Contact, contact)
            scan = Scan(source="", sha256="", outcome=Outcome(outcome), contact=said)
            if decided:
                scan = apply_decisions(scan, row_values.load_decisions(db, number))
        return CardInBrief(
            number,
            bytes(source).decode("utf-8", "surrogatepass"),
            event,
            State(state),
            scan.outcome,
            datetime.fromisoformat(scanned_at),
            scan.contact,
            len(scan.unsure),
            bool(has_back),
        )


def _settle_by_rest(db: sqlite3.Connection, number: int) -> None:
    """Bring a scan's state in line with the decisions that are left of it."""
    left = row_values.load_decisions(db, number)
    rows.settle(db, number, left[-1].kind if left else DecisionKind.EDIT)
    db.execute("UPDATE side SET alone = min(alone, ?) WHERE front_id = ?", (len(left), number))
