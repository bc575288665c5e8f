"""The part of a library that keeps contacts alive: notes, days of contact, wishes, reminders."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from cardscan.errors import UsageError
from cardscan.library import rows
from cardscan.library.records import State, StoredScan
from cardscan.library.rows import to_text
from cardscan.library.session import Session
from cardscan.model import Rhythm, Scan

__all__ = ["ONCE", "Given", "Keeping", "Kept", "Note", "Wish", "find_unreadable_kept"]

ONCE = "once"
"""The rhythm of an event after which there is one reminder and no more."""

_NEVER = "never"


@dataclass(frozen=True, slots=True)
class Note:
    """What was said or promised; ``due`` is the day it was promised for."""

    number: int
    text: str
    written_on: date
    due: date | None = None
    done: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is a promise that was not kept yet."""
        return self.due is not None and not self.done


@dataclass(frozen=True, slots=True)
class Wish:
    """How often to be reminded of a person: in a rhythm of its own, or never."""

    rhythm: Rhythm | None = None
    never: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept beside one card."""

    notes: tuple[Note, ...] = ()
    contacted: tuple[date, ...] = ()
    wish: Wish | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A reminder as it was last given out.

    ``cause`` is what its day came from: while that stays the same, so does the day.
    """

    uid: str
    day: date
    cause: str
    digest: str
    sequence: int = 0
    changed_at: datetime = field(default=datetime(1970, 1, 1, tzinfo=UTC))
    number: int | None = None


# A card's back has no life of its own: what was said of it is said of the whole card.
_OWNER = "coalesce((SELECT front_id FROM side WHERE back_id = scan_id), scan_id)"
_NOTES = f"SELECT {_OWNER}, id, text, due, done, written_on FROM note ORDER BY id"  # noqa: S608 # own text
_CONTACTED = f"SELECT {_OWNER}, day FROM contacted ORDER BY day, scan_id"  # noqa: S608 # own text
_WISHES = f"SELECT {_OWNER}, every FROM wish ORDER BY scan_id"  # noqa: S608 # own text


class Keeping(Session):
    """What a person said of people they know, by the numbers of their cards."""

    def keep_person(self, scan: Scan) -> int:
        """Keep somebody of an address book as a card that is none; the number to speak of them by.

        Nobody is asked about it and it goes nowhere: :meth:`Library.scans` leaves it out.
        """
        with self._transaction() as db:
            now = self._timestamp()
            photo = rows.put_photo(db, scan.sha256, pages=1, now=now)
            rows.put_scan(db, photo, scan, event=None, now=now)
            found = db.execute(rows.NUMBER_OF, (scan.sha256, scan.page, scan.card)).fetchone()
            db.execute("UPDATE scan SET state = ? WHERE id = ?", (State.IN_BOOK, found[0]))
            return int(found[0])

    def people_of_books(self) -> tuple[StoredScan, ...]:
        """Everybody whom :meth:`keep_person` was told of."""
        query = "SELECT id FROM scan WHERE state = 'in book' ORDER BY id"
        with self._reading() as db:
            numbers = [row[0] for row in db.execute(query).fetchall()]
            return tuple(rows.find_stored(db, number) for number in numbers)

    def add_note(self, number: int, text: str, *, on: date, due: date | None = None) -> None:
        """Keep what was said, or promised for the day ``due``. Raises UsageError for no card."""
        with self._transaction() as db:
            _check_card(db, number)
            db.execute(
                "INSERT INTO note (scan_id, text, due, written_on) VALUES (?, ?, ?, ?)",
                (number, to_text(text), None if due is None else due.isoformat(), on.isoformat()),
            )

    def finish_note(self, number: int, *, remove: bool = False) -> None:
        """A promise is kept, or a note is taken back. Raises UsageError where there is none."""
        change = "DELETE FROM note" if remove else "UPDATE note SET done = 1"
        with self._transaction() as db:
            if db.execute(f"{change} WHERE id = ?", (number,)).rowcount == 0:
                raise UsageError(f"There is no note {number} in the library.")

    def add_contacted(self, number: int, *, on: date) -> None:
        """Remember a day of contact with the person of a card; raises UsageError for no card."""
        with self._transaction() as db:
            _check_card(db, number)
            db.execute("INSERT OR IGNORE INTO contacted VALUES (?, ?)", (number, on.isoformat()))

    def remove_contacted(self, numbers: Iterable[int], *, on: date) -> bool:
        """Take a day of contact with the person of these cards back; False where there is none."""
        query = "DELETE FROM contacted WHERE scan_id = ? AND day = ?"
        with self._transaction() as db:
            rows = [db.execute(query, (number, on.isoformat())).rowcount for number in numbers]
            return any(rows)

    def set_wish(self, numbers: Iterable[int], wish: Wish | None) -> None:
        """Remember how often to be reminded of the person of these cards; None forgets it."""
        with self._transaction() as db:
            for number in numbers:
                db.execute("DELETE FROM wish WHERE scan_id = ?", (number,))
                if wish is not None:
                    every = _NEVER if wish.never else str(wish.rhythm)
                    db.execute("INSERT INTO wish VALUES (?, ?)", (number, every))

    def set_rhythm(self, event: str | None, rhythm: Rhythm | None) -> None:
        """Remember how often to be in touch with the people of an event, or with all people."""
        every = ONCE if rhythm is None else str(rhythm)
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO rhythm VALUES (?, ?)", (to_text(event or ""), every))

    def rhythms(self) -> Mapping[str | None, Rhythm | None]:
        """What :meth:`set_rhythm` was told; what holds for all people is under None."""
        with self._reading() as db:
            found = db.execute("SELECT event, every FROM rhythm").fetchall()
            return {
                event or None: None if every == ONCE else Rhythm.parse(every)
                for event, every in found
            }

    def kept(self) -> Mapping[int, Kept]:
        """What is kept beside each card, by its number; nothing for most of them."""
        notes: dict[int, list[Note]] = {}
        days: dict[int, list[date]] = {}
        with self._reading() as db:
            for owner, *row in db.execute(_NOTES):
                notes.setdefault(owner, []).append(_note(*row))
            for owner, day in db.execute(_CONTACTED):
                days.setdefault(owner, []).append(date.fromisoformat(day))
            wishes = {owner: _wish(every) for owner, every in db.execute(_WISHES)}
        return {
            owner: Kept(tuple(notes.get(owner, ())), tuple(days.get(owner, ())), wishes.get(owner))
            for owner in sorted({*notes, *days, *wishes})
        }

    # --- reminders that calendars have ---------------------------------------

    def given_reminders(self) -> Mapping[str, Given]:
        """Every reminder that was given out, by its UID."""
        query = "SELECT uid, day, cause, digest, sequence, changed_at, scan_id FROM reminder"
        with self._reading() as db:
            return {row[0]: _given(*row) for row in db.execute(query)}

    def give_reminders(self, given: Iterable[Given]) -> None:
        """Remember reminders as they are given out now."""
        rows = [
            (g.uid, g.number, g.day.isoformat(), g.cause, g.digest, g.sequence,
             g.changed_at.astimezone(UTC).isoformat())
            for g in given
        ]  # fmt: skip
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO reminder VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def find_unreadable_kept(db: sqlite3.Connection) -> Iterator[str]:
    """A sentence for each note, day, wish and reminder that is not what this program writes."""
    checks = (
        ("note", "SELECT id, text, due, done, written_on FROM note", _note),
        ("day of contact", "SELECT day FROM contacted", date.fromisoformat),
        ("wish", "SELECT every FROM wish", _wish),
        ("rhythm", f"SELECT every FROM rhythm WHERE every != '{ONCE}'", Rhythm.parse),  # noqa: S608 # own text
        (
            "reminder",
            "SELECT uid, day, cause, digest, sequence, changed_at, scan_id FROM reminder",
            _given,
        ),
    )
    for what, query, read in checks:
        for row in db.execute(query).fetchall():
            try:
                read(*row)
            except (ValueError, TypeError):
                yield f"a {what} cannot be read"


def _check_card(db: sqlite3.Connection, number: int) -> None:
    if db.execute("SELECT 1 FROM scan WHERE id = ?", (number,)).fetchone() is None:
        raise UsageError(f"There is no card #{number} in the library.")


def _note(number: int, text: str, due: str | None, done: int, written_on: str) -> Note:
    day = None if due is None else date.fromisoformat(due)
    return Note(number, text, date.fromisoformat(written_on), day, bool(done))


def _wish(every: str) -> Wish:
    return Wish(never=True) if every == _NEVER else Wish(Rhythm.parse(every))


def _given(
    uid: str, day: str, cause: str, digest: str, sequence: int, at: str, number: int | None
) -> Given:
    changed_at = datetime.fromisoformat(at)
    return Given(uid, date.fromisoformat(day), cause, digest, sequence, changed_at, number)
