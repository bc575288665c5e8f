"""Forgetting people: every row about them, and a report of where else they may be."""

from __future__ import annotations

import os
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from pathlib import Path

from cardscan.library import row_values, rows
from cardscan.library.records import Purged

__all__ = ["mentions", "purge_scans"]

_FEWEST_DIGITS = 6
"""Shorter numbers, such as a house number, are compared as text only."""


_FOLD = re.compile(rb"\r?\n[ \t]")


def purge_scans(db: sqlite3.Connection, *, event: str | None, person: str | None) -> Purged:
    """Delete inside a running transaction; see :meth:`Library.purge`."""
    named = _of_event(db, event) if event is not None else _of_person(db, person or "")
    numbers = rows.sides_of(db, named)
    removed: Counter[str] = Counter()
    photos: dict[Path, None] = {}
    targets: dict[str, None] = {}
    for number in numbers:
        photos.update(dict.fromkeys(_files_of(db, number)))
        targets.update(dict.fromkeys(_targets_of(db, number)))
        removed.update(_counts_of(db, number))
        db.execute("DELETE FROM scan WHERE id = ?", (number,))
    removed.update(_sweep_leftovers(db, person))
    if event is not None:
        removed["rhythms"] = db.execute(
            f"DELETE FROM rhythm WHERE {rows.OF_EVENT}",  # noqa: S608 # own text
            (rows.to_text(event),),
        ).rowcount
        removed["cards written to servers"] += _delete_mentions(
            db, "server_put", ("sent", "id"), event
        )
    return Purged(
        {name: count for name, count in removed.items() if count},
        tuple(path for path in photos if path.exists()),
        tuple(targets),
    )


def _of_event(db: sqlite3.Connection, event: str) -> list[int]:
    found = db.execute(
        f"SELECT id FROM scan WHERE {rows.OF_EVENT} ORDER BY id",  # noqa: S608 # own text
        (rows.to_text(event),),
    )
    return [row[0] for row in found]


def _of_person(db: sqlite3.Connection, person: str) -> list[int]:
    found = []
    for (number,) in db.execute("SELECT id FROM scan ORDER BY id").fetchall():
        row = db.execute(rows.SCAN_BY_NUMBER, (number,)).fetchone()
        # As the machine read it and as a person changed it: either may hold the name.
        scan, decisions = (
            rows.load_scan(db, row, undecided=True, alone=True),
            row_values.load_decisions(db, number),
        )
        earlier = tuple(map(row_values.scan_in, row_values.load_earlier(db, number)))
        if mentions((scan.scan, decisions, earlier), person):
            found.append(number)
    return found


def mentions(value: object, person: str) -> bool:
    """Whether a text or model value names a person, in whatever case and accents."""
    return any(_mentions(text, person) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    """Every text in a model value, lines of several words joined as they were printed."""
    if isinstance(value, str):
        if not isinstance(value, StrEnum):
            yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        joined = getattr(value, "text", None)
        if isinstance(joined, str):
            yield joined
        for each in fields(value):
            yield from _texts(getattr(value, each.name))


def _mentions(text: str, person: str) -> bool:
    # Whole words: to forget Li is not to forget Oliver.
    wanted = rf"(?<!\w){re.escape(_folded(person))}(?!\w)"
    if re.search(wanted, _folded(text)):
        return True
    digits = _digits(person)
    only_a_number = not any(letter.isalpha() for letter in person)
    return only_a_number and len(digits) >= _FEWEST_DIGITS and digits in _digits(text)


def _folded(text: str) -> str:
    """Small letters without accents: who asks to be removed need not type them."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _digits(text: str) -> str:
    digits = "".join(letter for letter in text if letter in "0123456789")
    # A number with and without its country code ends alike.
    return digits.lstrip("0")


def _files_of(db: sqlite3.Connection, number: int) -> Iterator[Path]:
    for (path,) in db.execute(
        "SELECT source FROM scan WHERE id = ?1 AND state != 'in book'"
        " UNION SELECT path FROM file WHERE sha256 ="
        " (SELECT sha256 FROM photo JOIN scan ON photo.id = photo_id WHERE scan.id = ?1)",
        (number,),
    ):
        yield Path(os.path.abspath(bytes(path).decode("utf-8", "surrogatepass")))  # noqa: PTH100 # no link is followed


def _targets_of(db: sqlite3.Connection, number: int) -> Iterator[str]:
    for (target,) in db.execute(
        "SELECT DISTINCT target FROM delivery JOIN delivered ON delivery.id = delivery_id"
        " WHERE scan_id = ?",
        (number,),
    ):
        yield bytes(target).decode("utf-8", "surrogatepass")


def _counts_of(db: sqlite3.Connection, number: int) -> Counter[str]:
    counted = Counter(scans=1)
    for name, table in (
        ("pictures", "picture"),
        ("decisions", "decision"),
        ("notes", "note"),
        ("days of contact", "contacted"),
        ("wishes", "wish"),
        ("reminders", "reminder"),
    ):
        query = f"SELECT count(*) FROM {table} WHERE scan_id = ?"  # noqa: S608 # own names
        counted[name] = db.execute(query, (number,)).fetchone()[0]
    query = "SELECT count(*) FROM delivered WHERE scan_id = ?"
    counted["deliveries"] = db.execute(query, (number,)).fetchone()[0]
    return counted


def _sweep_leftovers(db: sqlite3.Connection, person: str | None) -> Counter[str]:
    """Photos that lost their last scan, file names nobody needs, rows that name the person."""
    removed: Counter[str] = Counter()
    # The server has them still, so they can be read anew; nobody else's need be told apart.
    for table in ("server_card", "server_book", "server_settled"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 # own names
    if person is not None:
        removed["cards written to servers"] = _delete_mentions(
            db, "server_put", ("sent", "before", "kept", "id"), person
        )
        removed["pairs decided about"] = _delete_mentions(db, "pair", ("first", "second"), person)
        removed["failures"] = _delete_mentions(
            db, "failure", ("body", "photo_id", "recipe", "position"), person
        )
        # What was said of others may speak of the person too.
        removed["notes"] = _delete_mentions(db, "note", ("text", "id"), person)
        # Of an event that a card was taken out of, the name is kept to be had back.
        removed["decisions"] = _delete_mentions(db, "decision", ("before", "after", "id"), person)
        removed["rhythms"] = _delete_mentions(db, "rhythm", ("event",), person)
        removed["file names"] = _delete_mentions(db, "file", ("path",), person)
    removed["photos"] = db.execute(
        "DELETE FROM photo WHERE id NOT IN (SELECT photo_id FROM scan)"
        " AND id NOT IN (SELECT photo_id FROM failure)"
    ).rowcount
    removed["file names"] += db.execute(
        "DELETE FROM file WHERE sha256 NOT IN (SELECT sha256 FROM photo)"
    ).rowcount
    db.execute("DELETE FROM delivery WHERE id NOT IN (SELECT delivery_id FROM delivered)")
    return removed


def _delete_mentions(
    db: sqlite3.Connection, table: str, columns: tuple[str, ...], person: str
) -> int:
    """Delete the rows of which one of these columns, its key among them, names the person."""
    query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 # own names
    named = [row for row in db.execute(query) if any(_cell_mentions(cell, person) for cell in row)]
    condition = " AND ".join(f"{column} IS ?" for column in columns)
    db.executemany(f"DELETE FROM {table} WHERE {condition}", named)  # noqa: S608 # own names
    return len(named)


def _cell_mentions(cell: object, person: str) -> bool:
    # A card or an event is folded, often within a name.
    text = _FOLD.sub(b"", cell).decode("utf-8", "replace") if isinstance(cell, bytes) else cell
    return isinstance(text, str) and _mentions(text.replace("_", " "), person)
