"""Cards put in order by a person: two joined or parted, a picture turned, another event.

Kept beside the decisions, so that the last one can be taken back like any
answer. They say nothing of a card's values, and stay when it is opened again;
beside a turn the reading is kept that another one took the place of.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cardscan.errors import UsageError
from cardscan.library import row_values, rows
from cardscan.library.records import StoredScan
from cardscan.library.session import Session
from cardscan.model import Scan

__all__ = ["Arranged", "Arrangement", "Arranging", "put_event", "take_back"]


class Arranged(StrEnum):
    """What was done to a card as a thing, in the column that holds a decision's kind."""

    EVENT = "event"
    JOIN = "join"
    PART = "part"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Something that a person did to a card as a thing: turned by ``quarters``, or beside another.

    ``of_back`` says that it was done to the card's back, or to the card when
    it was the back of ``other``. ``read_again`` is said of a turn.
    """

    kind: Arranged
    at: datetime
    of_back: bool = False
    quarters: int = 0
    other: int | None = None
    read_again: bool = False


_ADD = "INSERT INTO decision (scan_id, kind, before, after, decided_at) VALUES (?1, ?2, ?3, ?4, ?5)"
_EVENTS_OF_PHOTO = (
    "SELECT id, event FROM scan WHERE photo_id = (SELECT photo_id FROM scan WHERE id = ?)"
)
_DONE = (
    "SELECT kind, before, after FROM decision WHERE scan_id = ? AND decided_at = ?"  # noqa: S608 # own text
    f" AND kind IN {row_values.ARRANGED} ORDER BY id DESC"
)
_BACKS = "SELECT front_id, source FROM side JOIN scan ON scan.id = back_id"
_LAST_TURN = (
    "SELECT id, after FROM decision WHERE scan_id = ? AND kind = 'turn' ORDER BY id DESC LIMIT 1"
)
_ARRANGEMENTS = """
SELECT kind, decided_at, before, scan_id != ?1, scan_id, kind = 'turn' AND after IS NOT NULL
FROM decision
WHERE kind = 'turn' AND scan_id IN (SELECT ?1 UNION SELECT back_id FROM side WHERE front_id = ?1)
OR kind IN ('join', 'part') AND (scan_id = ?1 OR before = CAST(?1 AS TEXT))
ORDER BY id
"""
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

    def side_of(self, number: int, side: str) -> StoredScan | None:
        """One side of a card as it was read, and as it is turned; None where there is none."""
        with self._reading() as db:
            found = db.execute(_SIDE, (number,)).fetchone() if side == "back" else (number, number)
            row = found and db.execute(rows.SCAN_BY_NUMBER, (found[1],)).fetchone()
            return rows.load_scan(db, row, undecided=True, alone=True) if row else None

    def read_anew(self, shown: StoredScan, scan: Scan) -> bool:
        """Put another reading of a side in the place of the one that it had when it was turned.

        What a person said of it holds for this one too, and with the turn the
        earlier one is taken back. False where it was turned again meanwhile.
        """
        with self._transaction() as db:
            row = db.execute(rows.SCAN_BY_NUMBER, (shown.number,)).fetchone()
            last = db.execute(_LAST_TURN, (shown.number,)).fetchone()
            if row is None or last is None or last[1] is not None:
                return False
            if rows.load_scan(db, row, undecided=True, alone=True).scan.corners != scan.corners:
                return False
            db.execute("UPDATE decision SET after = ? WHERE id = ?", (row[-1], last[0]))
            _put_body(db, shown.number, _with_reading_of(row[-1], scan))
            return True

    def arrangements(self, number: int) -> tuple[Arrangement, ...]:
        """How a card was turned, joined and parted, in order, its back and its past included."""
        with self._reading() as db:
            found = db.execute(_ARRANGEMENTS, (number,)).fetchall()
        return tuple(_arrangement(*row) for row in found)

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


def _arrangement(
    kind: str, at: str, said: str, of_back: int, front: int, is_anew: int
) -> Arrangement:
    moment, own = datetime.fromisoformat(at), Arranged(kind)
    if own is Arranged.TURN:
        quarters = int(said)
        return Arrangement(own, moment, bool(of_back), quarters, read_again=bool(is_anew))
    other = front if of_back else int(said)
    return Arrangement(own, moment, bool(of_back), other=other)


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


def _put_body(db: sqlite3.Connection, number: int, body: str) -> None:
    """Put another reading in a scan's place; its photo, pictures and event stay."""
    values = (body, row_values.scan_in(body).outcome, number)
    db.execute("UPDATE scan SET body = ?, outcome = ? WHERE id = ?", values)


def _with_reading_of(body: str, scan: Scan) -> str:
    """A body with what another reading says; the corners stay those of the picture that is kept."""
    read = {name: getattr(scan, name) for name in _OF_A_READING}
    return row_values.body_of(replace(row_values.scan_in(body), **read))


_OF_A_READING = ("outcome", "contact", "codes", "lines", "remarks", "reader", "elapsed_s")


def _turn_back(db: sqlite3.Connection, number: int, _before: str, after: str | None) -> None:
    """The picture is turned whenever it is loaded; how it was read before was kept."""
    if after is not None:
        _put_body(db, number, after)


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
