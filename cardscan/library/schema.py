"""The tables of the library, as migrations that each take one version to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

__all__ = ["APPLICATION_ID", "NEWEST_VERSION", "migrate"]

APPLICATION_ID = 0x63617264
"""``card`` in ASCII: tells a library from any other SQLite file."""

_Migration = Callable[[sqlite3.Connection], None]
_migrations: list[_Migration] = []


def _migration(step: _Migration) -> _Migration:
    """Append a step, which leads to the version of its position; a released one never changes."""
    _migrations.append(step)
    return step


def migrate(db: sqlite3.Connection) -> None:
    """Bring a library to the newest version, all steps in one transaction."""
    if _version(db) == NEWEST_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another process may have migrated while we waited.
        for step in _migrations[_version(db) :]:
            step(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {max(NEWEST_VERSION, _version(db))}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _run(db: sqlite3.Connection, script: str) -> None:
    # executescript() would commit first.
    for statement in script.split(";"):
        if statement.strip():
            db.execute(statement)


_PHOTOS_AND_SCANS = """
CREATE TABLE photo (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    pages INTEGER NOT NULL,
    first_seen TEXT NOT NULL
);
CREATE TABLE reading (
    photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
    recipe TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    PRIMARY KEY (photo_id, recipe)
) WITHOUT ROWID;
CREATE TABLE failure (
    photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
    recipe TEXT NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (photo_id, recipe, position)
) WITHOUT ROWID;
CREATE TABLE scan (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
    page INTEGER NOT NULL,
    card INTEGER NOT NULL,
    source BLOB NOT NULL,
    event TEXT,
    outcome TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    scanned_at TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (photo_id, page, card)
);
CREATE INDEX scan_by_event ON scan (event);
CREATE INDEX scan_by_state ON scan (state, outcome);
CREATE TABLE picture (
    scan_id INTEGER NOT NULL REFERENCES scan ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('front', 'back')),
    jpeg BLOB NOT NULL,
    PRIMARY KEY (scan_id, side)
);
CREATE TABLE file (
    path BLOB PRIMARY KEY,
    sha256 TEXT NOT NULL,
    stamp TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX file_by_sha256 ON file (sha256)
"""


@_migration
def _photos_and_scans(db: sqlite3.Connection) -> None:
    _run(db, _PHOTOS_AND_SCANS)


_DECISIONS_AND_DELIVERIES = """
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    scan_id INTEGER NOT NULL REFERENCES scan ON DELETE CASCADE,
    kind TEXT NOT NULL,
    field TEXT,
    before TEXT,
    after TEXT,
    decided_at TEXT NOT NULL
);
CREATE INDEX decision_by_scan ON decision (scan_id);
CREATE TABLE pair (
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    same INTEGER NOT NULL CHECK (same IN (0, 1)),
    decided_at TEXT NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    target BLOB NOT NULL,
    delivered_at TEXT NOT NULL
);
CREATE TABLE delivered (
    delivery_id INTEGER NOT NULL REFERENCES delivery ON DELETE CASCADE,
    scan_id INTEGER NOT NULL REFERENCES scan ON DELETE CASCADE,
    PRIMARY KEY (delivery_id, scan_id)
) WITHOUT ROWID;
CREATE INDEX delivered_by_scan ON delivered (scan_id)
"""


@_migration
def _decisions_and_deliveries(db: sqlite3.Connection) -> None:
    _run(db, _DECISIONS_AND_DELIVERIES)


@_migration
def _sides(db: sqlite3.Connection) -> None:
    _run(
        db,
        """
        CREATE TABLE side (
            back_id INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
            front_id INTEGER NOT NULL UNIQUE REFERENCES scan ON DELETE CASCADE
        )
        """,
    )


@_migration
def _outputs(db: sqlite3.Connection) -> None:
    # Digests alone: a purge finds nobody's name in it.
    _run(
        db,
        """
        CREATE TABLE output (
            place TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    )


@_migration
def _what_was_said(db: sqlite3.Connection) -> None:
    # Digests alone here as well. A delivery without them brought all that its card said then.
    _run(
        db,
        """
        ALTER TABLE delivery ADD COLUMN made TEXT;
        ALTER TABLE delivery ADD COLUMN holds INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE delivered ADD COLUMN said TEXT;
        CREATE INDEX delivery_by_target ON delivery (target);
        CREATE INDEX export_by_target ON delivery (target) WHERE kind = 'export';
        CREATE TABLE book (
            place TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL,
            marks TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    )


@_migration
def _decided_alone(db: sqlite3.Connection) -> None:
    # How many decisions on a front were made before it had its back.
    _run(db, "ALTER TABLE side ADD COLUMN alone INTEGER NOT NULL DEFAULT 0")


@_migration
def _pages(db: sqlite3.Connection) -> None:
    # Which pages of a photo are read while others are not: empty again when it is finished.
    _run(
        db,
        """
        CREATE TABLE page_read (
            photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
            page INTEGER NOT NULL,
            recipe TEXT NOT NULL,
            PRIMARY KEY (photo_id, page)
        ) WITHOUT ROWID
        """,
    )


_SERVERS = """
CREATE TABLE server_book (
    book TEXT PRIMARY KEY,
    token TEXT
) WITHOUT ROWID;
CREATE TABLE server_card (
    id INTEGER PRIMARY KEY,
    book TEXT NOT NULL,
    href TEXT NOT NULL,
    etag TEXT NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (book, href)
);
CREATE TABLE server_put (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    book TEXT NOT NULL,
    push TEXT NOT NULL,
    href TEXT NOT NULL,
    before_etag TEXT,
    before BLOB,
    sent BLOB NOT NULL,
    etag TEXT,
    kept BLOB,
    state TEXT NOT NULL,
    begun_at TEXT NOT NULL
);
CREATE INDEX server_put_by_state ON server_put (book, state)
"""


@_migration
def _servers(db: sqlite3.Connection) -> None:
    # What a purge must not leave behind: all cards can be read anew, and are forgotten whole.
    _run(db, _SERVERS)


_KEEPING = """
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    scan_id INTEGER NOT NULL REFERENCES scan ON DELETE CASCADE,
    text TEXT NOT NULL,
    due TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    written_on TEXT NOT NULL
);
CREATE INDEX note_by_scan ON note (scan_id);
CREATE TABLE contacted (
    scan_id INTEGER NOT NULL REFERENCES scan ON DELETE CASCADE,
    day TEXT NOT NULL,
    PRIMARY KEY (scan_id, day)
) WITHOUT ROWID;
CREATE TABLE wish (
    scan_id INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
    every TEXT NOT NULL
);
CREATE TABLE rhythm (
    event TEXT PRIMARY KEY,
    every TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE reminder (
    uid TEXT PRIMARY KEY,
    scan_id INTEGER REFERENCES scan ON DELETE CASCADE,
    day TEXT NOT NULL,
    cause TEXT NOT NULL,
    digest TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    changed_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX reminder_by_scan ON reminder (scan_id)
"""


@_migration
def _keeping(db: sqlite3.Connection) -> None:
    # UIDs and digests are hashes, so a reminder names nobody.
    _run(db, _KEEPING)


@_migration
def _commands(db: sqlite3.Connection) -> None:
    # By which command something went somewhere; deliveries of before do not say.
    _run(db, "ALTER TABLE delivery ADD COLUMN command TEXT")


@_migration
def _people_of_books(db: sqlite3.Connection) -> None:
    # Rows for people whom an address book has, in a state that earlier programs cannot read.
    _run(db, "CREATE INDEX scan_of_book ON scan (id) WHERE state = 'in book'")


@_migration
def _settled(db: sqlite3.Connection) -> None:
    # A digest of a contact that was brought names nobody; it goes with the card it was found in.
    _run(
        db,
        """
        CREATE TABLE server_settled (
            book TEXT NOT NULL,
            mark TEXT NOT NULL,
            href TEXT NOT NULL,
            etag TEXT NOT NULL,
            PRIMARY KEY (book, mark)
        ) WITHOUT ROWID;
        CREATE INDEX server_settled_by_card ON server_settled (book, href)
        """,
    )


NEWEST_VERSION = len(_migrations)
"""The version that this program writes."""
