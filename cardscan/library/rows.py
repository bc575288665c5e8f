"""Scans and decisions to rows of the library and back: the store's SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cardscan.errors import UsageError
from cardscan.library import row_values
from cardscan.library.codec import to_json
from cardscan.library.decisions import apply_decisions, said_of
from cardscan.library.records import (
    DecisionKind,
    State,
    StoredScan,
)
from cardscan.library.sides import join_scans
from cardscan.library.turning import turned
from cardscan.model import EVENT_JOINT, Failure, Outcome, Scan

__all__ = [
    "ALL_FAILURES",
    "ASSIGN_EVENT",
    "ASSIGN_SOURCE",
    "EVENTS",
    "FAILURES",
    "FAILURES_OF_PAGE",
    "FINISHED",
    "FRONT_OF_PAIR",
    "MAY_BE_UNSURE",
    "NUMBER_OF",
    "PAGES_READ",
    "RECIPE_OF",
    "RENAME_SOURCE",
    "SCANS_OF_PAGE",
    "SCANS_OF_PHOTO",
    "SCAN_BY_NUMBER",
    "conditions",
    "find_stored",
    "find_unreadable",
    "forget_undecided",
    "load_scan",
    "put_failures",
    "put_failures_of_page",
    "put_page",
    "put_pair",
    "put_photo",
    "put_reading",
    "put_scan",
    "settle",
    "sides_of",
    "to_bytes",
    "to_text",
]

Row = tuple[Any, ...]

OF_EVENT = f"instr(event || '{EVENT_JOINT}', ? || '{EVENT_JOINT}') = 1"
"""What :func:`cardscan.model.is_of_event` says, for SQLite."""
_SCAN = "SELECT scan.id, source, event, state, scanned_at, body FROM scan "
SCAN_BY_NUMBER = _SCAN + "WHERE id = ?"
_BACK_OF = _SCAN + "JOIN side ON back_id = scan.id WHERE front_id = ?"
_DECIDED_ALONE = "SELECT alone FROM side WHERE front_id = ?"
_BACKS_NOT_WANTED = (
    "SELECT back_id FROM side JOIN scan AS front ON front.id = front_id"
    " WHERE front.state = 'discarded'"
)
SCANS_OF_PHOTO = (
    f"{_SCAN}JOIN photo ON photo.id = photo_id WHERE sha256 = ?"
    f" AND scan.id NOT IN ({_BACKS_NOT_WANTED}) ORDER BY page, card"
)
SCANS_OF_PAGE = SCANS_OF_PHOTO.replace("sha256 = ?", "sha256 = ? AND page = ?")
PAGES_READ = (
    "SELECT page FROM page_read JOIN photo ON photo.id = photo_id WHERE sha256 = ? AND recipe = ?"
)
FRONT_OF_PAIR = (
    "SELECT front_id FROM side WHERE (front_id = ?1 AND back_id = ?2)"
    " OR (front_id = ?2 AND back_id = ?1)"
)
_DECIDED = (
    "EXISTS (SELECT 1 FROM decision WHERE kind NOT IN ('event', 'part')"
    " AND (scan_id = scan.id OR scan_id IN (SELECT back_id FROM side WHERE front_id = scan.id"
    " UNION ALL SELECT front_id FROM side WHERE back_id = scan.id)))"
)
"""Whether a person decided on a scan or on the other side of its card: what they saw was both."""
_PARTED = (
    "SELECT 1 FROM decision WHERE kind = 'part' AND ((scan_id = ?1 AND before = CAST(?2 AS TEXT))"
    " OR (scan_id = ?2 AND before = CAST(?1 AS TEXT)))"
)
"""Whether a person said that two scans are no two sides."""
_KEPT = (
    "id IN (SELECT scan_id FROM note UNION SELECT scan_id FROM contacted"
    " UNION SELECT scan_id FROM wish)"
)
"""Whether a person said something of whom a card is: it would be lost with the card."""
_IN_DECIDED_PAIR = (
    "SELECT 1 FROM side JOIN scan ON scan.id = front_id"  # noqa: S608 # own text
    f" WHERE (front_id IN (?1, ?2) OR back_id IN (?1, ?2)) AND {_DECIDED}"
)
NUMBER_OF = (
    "SELECT scan.id FROM scan JOIN photo ON photo.id = photo_id"
    " WHERE sha256 = ? AND page = ? AND card = ?"
)
MAY_BE_UNSURE = (
    "(id IN (SELECT front_id FROM side) OR EXISTS (SELECT 1 FROM json_tree(body, '$.contact')"
    " WHERE type = 'object' AND json_extract(value, '$.value') IS NOT NULL"
    " AND json_extract(value, '$.sure') IS NULL))"
)
"""Whether a value of a card was read unsure: a field that holds its default is left out."""
FINISHED = "SELECT 1 FROM reading JOIN photo ON photo.id = photo_id WHERE sha256 = ? AND recipe = ?"
ASSIGN_EVENT = (
    "UPDATE scan SET event = ?1 WHERE photo_id = (SELECT id FROM photo WHERE sha256 = ?2)"
    " AND (?3 IS NULL OR page = ?3)"
)
ASSIGN_SOURCE = (
    "UPDATE scan SET source = ? WHERE photo_id = (SELECT id FROM photo WHERE sha256 = ?)"
)
RENAME_SOURCE = "UPDATE scan SET source = ? WHERE source = ?"
RECIPE_OF = "SELECT recipe FROM reading JOIN photo ON photo.id = photo_id WHERE sha256 = ?"
ALL_FAILURES = (
    "SELECT body FROM failure JOIN photo ON photo.id = photo_id WHERE sha256 = ? ORDER BY position"
)
FAILURES = (
    "SELECT body FROM failure JOIN photo ON photo.id = photo_id"
    " WHERE sha256 = ? AND recipe = ? ORDER BY position"
)
FAILURES_OF_PAGE = (
    "SELECT body FROM failure JOIN photo ON photo.id = photo_id WHERE sha256 = ?1"
    " AND coalesce(json_extract(body, '$.page'), pages - 1) = ?2 ORDER BY position"
)
"""A failure that names no page ended the reading of the file."""
EVENTS = (
    "SELECT event, count(*), min(scanned_at), max(scanned_at) FROM scan"
    " WHERE event IS NOT NULL AND state != 'discarded' AND id NOT IN (SELECT back_id FROM side)"
    " GROUP BY event ORDER BY 3, 1"
)


def to_bytes(text: str) -> bytes:
    """A path or address as bytes: file names need not be valid UTF-8."""
    return text.encode("utf-8", "surrogatepass")


def to_text(text: str | None) -> str | None:
    """A text that SQLite takes, what is no valid Unicode replaced by question marks."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


# --- writing ---------------------------------------------------------------


def put_photo(db: sqlite3.Connection, sha256: str, *, pages: int, now: str) -> int:
    """Add a photo, or update its page count; the answer is its id."""
    row = db.execute(
        "INSERT INTO photo (sha256, pages, first_seen) VALUES (?, ?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET pages = max(pages, excluded.pages) RETURNING id",
        (sha256, pages, now),
    ).fetchone()
    return int(row[0])


def forget_undecided(
    db: sqlite3.Connection, photo: int, *, keep: set[tuple[int, int]], page: int | None = None
) -> None:
    """Remove what an earlier reading found and this one did not, unless a person decided on it.

    Of one page, if one is named.
    """
    for number, *place in db.execute(
        f"SELECT id, page, card FROM scan WHERE photo_id = ?1 AND NOT {_DECIDED} AND NOT {_KEPT}"  # noqa: S608 # own text
        " AND (?2 IS NULL OR page = ?2)",
        (photo, page),
    ).fetchall():
        if tuple(place) not in keep:
            db.execute("DELETE FROM scan WHERE id = ?", (number,))


def put_scan(
    db: sqlite3.Connection, photo: int, scan: Scan, *, event: str | None, now: str
) -> None:
    """Add a scan, or put it in the place of an earlier reading that nobody decided on."""
    row = db.execute(
        f"SELECT id, {_DECIDED} FROM scan WHERE photo_id = ? AND page = ? AND card = ?",  # noqa: S608 # own text
        (photo, scan.page, scan.card),
    ).fetchone()
    if row is not None and row[1]:
        return
    values = (to_bytes(scan.source), to_text(event), scan.outcome, now, row_values.body_of(scan))
    number = _insert(db, photo, scan, values) if row is None else _update(db, row[0], values)
    for side, jpeg in (("front", scan.picture), ("back", scan.back)):
        if jpeg is not None:
            db.execute("INSERT INTO picture VALUES (?, ?, ?)", (number, side, jpeg))


def _insert(db: sqlite3.Connection, photo: int, scan: Scan, values: Row) -> int:
    cursor = db.execute(
        "INSERT INTO scan (photo_id, page, card, source, event, outcome, scanned_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (photo, scan.page, scan.card, *values),
    )
    return int(cursor.lastrowid or 0)


def _update(db: sqlite3.Connection, number: int, values: Row) -> int:
    db.execute(
        "UPDATE scan SET source = ?, event = coalesce(?, event), outcome = ?, scanned_at = ?,"
        " body = ? WHERE id = ?",
        (*values, number),
    )
    db.execute("DELETE FROM picture WHERE scan_id = ?", (number,))
    # Nobody decided on either side, so whether they are still one card is seen anew.
    db.execute("DELETE FROM side WHERE ? IN (front_id, back_id)", (number,))
    return number


def put_pair(db: sqlite3.Connection, front: int, back: int, *, wanted: bool = False) -> bool:
    """Say that two scans are front and back of one card, and of no other.

    False where a person decided on one of them as a side of another card, or
    parted them; with ``wanted`` it is a person who says so.
    """
    decided = (_IN_DECIDED_PAIR, _PARTED)
    if not wanted and any(db.execute(query, (front, back)).fetchone() for query in decided):
        return False
    db.execute("DELETE FROM side WHERE front_id IN (?1, ?2) OR back_id IN (?1, ?2)", (front, back))
    db.execute(
        "INSERT INTO side (front_id, back_id, alone) VALUES (?, ?, ?)",
        (front, back, len(row_values.load_decisions(db, front))),
    )
    whole = load_scan(db, db.execute(SCAN_BY_NUMBER, (front,)).fetchone())
    if whole.state is State.ACCEPTED and whole.scan.unsure:
        # Who accepted the front alone has not seen what the back says.
        db.execute("UPDATE scan SET state = ? WHERE id = ?", (State.OPEN, front))
    return True


def sides_of(db: sqlite3.Connection, numbers: Iterable[int]) -> list[int]:
    """The same scans, each with the other side of its card, in order."""
    found = dict.fromkeys(numbers)
    for front, back in db.execute("SELECT front_id, back_id FROM side").fetchall():
        if front in found or back in found:
            found |= {front: None, back: None}
    return sorted(found)


def put_failures(
    db: sqlite3.Connection, photo: int, recipe: str, failures: Iterable[Failure]
) -> None:
    """Put a reading's failures in the place of all earlier ones."""
    db.execute("DELETE FROM failure WHERE photo_id = ?", (photo,))
    for position, failure in enumerate(failures):
        values = (photo, recipe, position, to_json(failure))
        db.execute("INSERT INTO failure VALUES (?, ?, ?, ?)", values)


def put_failures_of_page(
    db: sqlite3.Connection, photo: int, recipe: str, page: int, failures: Iterable[Failure]
) -> None:
    """Put the failure of a page in the place of earlier ones, also of those of other recipes."""
    db.execute(
        "DELETE FROM failure WHERE photo_id = ?1 AND (position = ?2 OR recipe != ?3"
        " OR json_extract(body, '$.page') IS NULL)",
        (photo, page, recipe),
    )
    for failure in failures:
        values = (photo, recipe, page, to_json(failure))
        db.execute("INSERT OR REPLACE INTO failure VALUES (?, ?, ?, ?)", values)


def put_page(
    db: sqlite3.Connection, photo: int, recipe: str, page: int, *, pages: int, now: str
) -> None:
    """Say that a page was read by a recipe, and with the last one the photo."""
    db.execute("DELETE FROM reading WHERE photo_id = ?", (photo,))
    if pages > 1:
        db.execute("INSERT OR REPLACE INTO page_read VALUES (?, ?, ?)", (photo, page, recipe))
        query = "SELECT count(*) FROM page_read WHERE photo_id = ? AND recipe = ?"
        if db.execute(query, (photo, recipe)).fetchone()[0] < pages:
            return
        db.execute("DELETE FROM page_read WHERE photo_id = ?", (photo,))
    put_reading(db, photo, recipe, now=now)


def put_reading(db: sqlite3.Connection, photo: int, recipe: str | None, *, now: str) -> None:
    """Say by which recipe the photo's scans were read, None for an unfinished one.

    Earlier recipes are forgotten with what they gave: to know a photo by one
    of them would hand out another one's scans under its name.
    """
    db.execute("DELETE FROM reading WHERE photo_id = ?", (photo,))
    if recipe is not None:
        db.execute("INSERT INTO reading VALUES (?, ?, ?)", (photo, recipe, now))


def settle(db: sqlite3.Connection, number: int, kind: DecisionKind) -> None:
    """Bring a scan's state in line with the newest decision on it.

    A card that is reopened is as it was read on both of its sides.
    """
    if kind is DecisionKind.REOPEN:
        for side in sides_of(db, [number]):
            db.execute(
                f"DELETE FROM decision WHERE scan_id = ? AND kind NOT IN {row_values.ARRANGED}",  # noqa: S608 # own text
                (side,),
            )
            db.execute("UPDATE scan SET state = ? WHERE id = ?", (State.OPEN, side))
            db.execute("UPDATE side SET alone = 0 WHERE front_id = ?", (side,))
        return
    state = {
        DecisionKind.ACCEPT: State.ACCEPTED,
        DecisionKind.DISCARD: State.DISCARDED,
    }.get(kind, State.OPEN)
    db.execute("UPDATE scan SET state = ? WHERE id = ?", (state, number))


# --- reading ---------------------------------------------------------------


def conditions(
    event: str | None,
    since: datetime | None,
    reviewed: bool | None,
    outcome: Outcome | None,
    *,
    discarded: bool,
) -> tuple[str, list[object]]:
    """The WHERE of a query for scans, and its values. A back comes with its front, not alone."""
    asked: list[tuple[str, object]] = [("state != ?", State.IN_BOOK)]
    if event is not None:
        asked.append((OF_EVENT, to_text(event)))
    if since is not None:
        # Times are kept as the text of UTC, which sorts as they do.
        asked.append(("scanned_at >= ?", since.astimezone(UTC).isoformat()))
    if reviewed is not None:
        asked.append(("state = ?", State.ACCEPTED if reviewed else State.OPEN))
    if outcome is not None:
        # Of a card with two sides, both decide: see load_scan.
        asked.append(("(outcome = ? OR id IN (SELECT front_id FROM side))", outcome))
    if not discarded:
        asked.append(("state != ?", State.DISCARDED))
    whole = "id NOT IN (SELECT back_id FROM side)"
    return " AND ".join([whole, *(text for text, _ in asked)]), [value for _, value in asked]


def load_scan(
    db: sqlite3.Connection, row: Row, *, undecided: bool = False, alone: bool = False
) -> StoredScan:
    """The scan of one row, with its pictures and, unless ``undecided``, decisions applied.

    Unless ``alone``, with the back of its card, where there is one. What was
    decided on the front while it had none says nothing of the back.
    """
    number, _, _, state, scanned_at, _ = row
    scan = turned(_scan_of(db, row), row_values.turns_of(db, number))
    decisions = () if undecided else row_values.load_decisions(db, number)
    back = None if alone else db.execute(_BACK_OF, (number,)).fetchone()
    if back is not None:
        before = db.execute(_DECIDED_ALONE, (number,)).fetchone()[0]
        scan = apply_decisions(scan, decisions[:before])
        scan = join_scans(scan, load_scan(db, back, undecided=undecided, alone=True).scan)
        decisions = decisions[before:]
    scan = replace(apply_decisions(scan, decisions), note=said_of(db, number))
    return StoredScan(number, scan, State(state), datetime.fromisoformat(scanned_at))


def find_stored(db: sqlite3.Connection, number: int) -> StoredScan:
    """The scan with this number. Raises UsageError where it is not there."""
    row = db.execute(SCAN_BY_NUMBER, (number,)).fetchone()
    if row is None:
        raise UsageError(f"There is no card #{number} in the library.")
    return load_scan(db, row)


def _scan_of(db: sqlite3.Connection, row: Row) -> Scan:
    number, source, event, _, _, body = row
    pictures = dict(db.execute("SELECT side, jpeg FROM picture WHERE scan_id = ?", (number,)))
    return replace(
        row_values.scan_in(body),
        source=bytes(source).decode("utf-8", "surrogatepass"),
        event=event,
        picture=pictures.get("front"),
        back=pictures.get("back"),
    )


def find_unreadable(db: sqlite3.Connection) -> Iterator[str]:
    """A sentence for each scan whose body is not what this program writes."""
    for row in db.execute(_SCAN + "ORDER BY id").fetchall():
        try:
            load_scan(db, row, alone=True)
        except (ValueError, TypeError) as error:
            yield f"card #{row[0]} cannot be read: {error}"
