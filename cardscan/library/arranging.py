"""Cards put in order by a person: two joined or parted, a picture turned, another event.

Kept beside the decisions, so that the last one can be taken back like any
answer. They say nothing of a card's values, and stay when it is opened again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from enum import StrEnum

from cardscan.errors import UsageError
from cardscan.library import row_values, rows
from cardscan.library.records import StoredScan
from cardscan.library.session import Session

__all__ = ["Arranged", "Arranging", "put_event", "take_back"]


class Arranged(StrEnum):
    """What was done to a card as a thing, in the column that holds a decision's kind."""

    EVENT = "event"
    JOIN = "join"
    PART = "part"
    TURN = "turn"


_ADD = "INSERT INTO decision (scan_id, kind, before, after, decided_at) VALUES (?1, ?2, ?3, ?4, ?5)"
_EVENTS_OF_PHOTO = (
    "SELECT id, event FROM scan WHERE photo_id = (SELECT photo_id FROM scan WHERE id = ?)"
)
_DONE = (
    "SELECT kind, before, after FROM decision WHERE scan_id = ? AND decided_at = ?"  # noqa: S608 # own text
    f" AND kind IN {row_values.ARRANGED} ORDER BY id DESC"
)
_BACKS = "SELECT front_id, source FROM side JOIN scan ON scan.id = back_id"
_SIDE = "SELECT front_id, back_id, alone FROM side WHERE ?1 IN (front_id, back_id)"


class Arranging(Session):
    """The part of a library that knows which pictures are one card, and which way up they are."""

    def backs(self) -> dict[int, str]:
        """For the number of each card with two sides the photo that shows its back."""
        with self._reading() as db:
            found = db.execute(_BACKS).fetchall()
        return {number: source.decode("utf-8", "surrogatepass") for number, source in found}

    def join_cards(self, front: int, back: int) -> StoredScan:
        """Make two cards front and back of one. Raises UsageError where one has two sides."""
        with self._transaction() as db:
            _check_apart(db, front, back)
            self._add(db, front, Arranged.JOIN, str(back))
            rows.put_pair(db, front, back, wanted=True)
            return rows.find_stored(db, front)

    def part_card(self, number: int) -> int:
        """Make a card's two sides cards of their own for good; the answer is the back's number."""
        with self._transaction() as db:
            side = db.execute(_SIDE, (number,)).fetchone()
            if side is None:
                raise UsageError(f"Card #{number} has one side only.")
            front, back, alone = side
            self._add(db, front, Arranged.PART, str(back), str(alone))
            db.execute("DELETE FROM side WHERE front_id = ?", (front,))
            return int(back)

    def turn_picture(self, number: int, quarters: int, *, side: str = "front") -> StoredScan:
        """Turn a card's picture clockwise by quarters; ``side`` is ``front`` or ``back``."""
        with self._transaction() as db:
            found = db.execute(_SIDE, (number,)).fetchone() if side == "back" else None
            turned = number if side == "front" else found[1] if found else None
            if turned is None:
                raise UsageError(f"Card #{number} has one side only.")
            self._add(db, turned, Arranged.TURN, str(quarters % 4))
            return rows.find_stored(db, number)

    def _add(
        self,
        db: sqlite3.Connection,
        number: int,
        kind: Arranged,
        before: str,
        after: str | None = None,
    ) -> None:
        rows.find_stored(db, number)  # or it would be said of a card that is not there
        db.execute(_ADD, (number, kind, before, after, self._timestamp()))


def put_event(db: sqlite3.Connection, number: int, event: str | None, *, now: str) -> None:
    """Give all cards of a card's photo another event, and remember which they had."""
    before = dict(db.execute(_EVENTS_OF_PHOTO, (number,)).fetchall())
    db.execute(_ADD, (number, Arranged.EVENT, json.dumps(before, ensure_ascii=False), event, now))
    db.executemany(
        "UPDATE scan SET event = ? WHERE id = ?", [(rows.to_text(event), each) for each in before]
    )


def take_back(db: sqlite3.Connection, number: int, decided_at: str) -> None:
    """Undo what one answer did to a card besides its values."""
    said = db.execute(_DONE, (number, decided_at)).fetchall()
    for kind, before, after in said:
        _TAKE_BACK[Arranged(kind)](db, number, before, after)


def _event_back(db: sqlite3.Connection, _number: int, before: str, _after: str | None) -> None:
    for number, event in json.loads(before).items():
        db.execute("UPDATE scan SET event = ? WHERE id = ?", (event, int(number)))


def _join_back(db: sqlite3.Connection, number: int, before: str, _after: str | None) -> None:
    db.execute("DELETE FROM side WHERE front_id = ? AND back_id = ?", (number, int(before)))


def _part_back(db: sqlite3.Connection, number: int, before: str, after: str | None) -> None:
    _check_apart(db, number, int(before))
    db.execute(
        "INSERT INTO side (front_id, back_id, alone) VALUES (?, ?, ?)",
        (number, int(before), int(after or 0)),
    )


def _turn_back(_db: sqlite3.Connection, _number: int, _before: str, _after: str | None) -> None:
    """Nothing: a picture is turned whenever it is loaded."""


_TAKE_BACK: dict[Arranged, Callable[[sqlite3.Connection, int, str, str | None], None]] = {
    Arranged.EVENT: _event_back,
    Arranged.JOIN: _join_back,
    Arranged.PART: _part_back,
    Arranged.TURN: _turn_back,
}


def _check_apart(db: sqlite3.Connection, front: int, back: int) -> None:
    if front == back:
        raise UsageError("A card cannot be its own back.")
    for number in (front, back):
        rows.find_stored(db, number)
        if db.execute(_SIDE, (number,)).fetchone() is not None:
            raise UsageError(
                f"Card #{number} has two sides already.", next_step="Part these first."
            )
