"""SQLite's door: opening the file with care, and its errors in a person's words.

The only module that knows sqlite3's error codes and pragmas.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cardscan.errors import LibraryError
from cardscan.library.schema import APPLICATION_ID, NEWEST_VERSION, migrate

__all__ = ["connect", "explained", "holds", "overwrite"]

_SMALLEST = 512  # bytes of the smallest page, and so of a file; SQLite takes less for nothing


def connect(path: Path, *, busy_timeout_s: float) -> sqlite3.Connection:
    """Open or make a library; raises LibraryError and leaves any other file as it is."""
    _make_private(path)
    _inspect(path)
    with explained(path):
        db = sqlite3.connect(
            path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False
        )
        try:
            _set_up(db, path, busy_timeout_s)
        except BaseException:
            db.close()
            raise
    return db


def _make_private(path: Path) -> None:
    """Make a new file that only its owner can read: it holds people's data."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if not path.exists() or not path.is_file():
            raise LibraryError(
                f"The library {path} is not a file.", next_step="Choose another with --library."
            ) from None
    except OSError as error:
        raise LibraryError(
            f"The library {path} cannot be made: {error.strerror}.",
            next_step="Choose another place with --library or CARDSCAN_LIBRARY.",
        ) from None


def holds(library: Path, path: Path) -> bool:
    """Whether a path is the library's file or one that SQLite keeps beside it.

    Nobody else may open such a file (see :func:`_inspect`), or write to it.
    """
    with suppress(OSError, RuntimeError):  # a loop of links, which is no file at all
        path, library = path.resolve(), library.resolve()
    beside = ("", "-wal", "-shm", "-journal")
    return any(path == library.with_name(library.name + each) for each in beside)


def _inspect(path: Path) -> None:
    """Judge the file by what its head says, before a connection may change it.

    Even that is asked of SQLite: whoever opens the file beside it and closes it
    again drops every lock that this process holds on it (POSIX fcntl; "How To
    Corrupt An SQLite Database File", 2.2). Immutable, SQLite reads and does
    nothing else; what lies in a write-ahead log is judged by _set_up.
    """
    if 0 < path.stat().st_size < _SMALLEST:
        raise _no_library(path)
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            _judge(db, path)
        finally:
            db.close()
    except sqlite3.Error as error:
        if _primary(error) == sqlite3.SQLITE_NOTADB:
            raise _no_library(path) from None
        # Anything else may pass, as with a page that another process is writing back just now.
    if not os.access(path, os.W_OK):
        raise LibraryError(
            f"The library {path} is read-only.",
            next_step="Give yourself the right to write to it, or choose another with --library.",
        )


def _judge(db: sqlite3.Connection, path: Path) -> None:
    """Raise LibraryError where it is the file of another program or of a newer cardscan."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    if application not in (0, APPLICATION_ID):
        raise _foreign(path)
    _refuse_newer(path, db.execute("PRAGMA user_version").fetchone()[0])
    if application == 0 and db.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise _foreign(path)


def _set_up(db: sqlite3.Connection, path: Path, busy_timeout_s: float) -> None:
    _judge(db, path)
    db.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten, in most cases: purge sees to the rest.
    db.execute("PRAGMA secure_delete = ON")
    _use_write_ahead_log(db, busy_timeout_s)
    # A photo costs seconds to read, its fsync milliseconds.
    db.execute("PRAGMA synchronous = FULL")
    migrate(db)


def _use_write_ahead_log(db: sqlite3.Connection, busy_timeout_s: float) -> None:
    """Switch to WAL; SQLite does not wait for others here, so we do."""
    deadline_s = time.monotonic() + busy_timeout_s
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline_s:
                raise
            time.sleep(0.02)
        else:
            return


def overwrite(db: sqlite3.Connection) -> bool:
    """Leave nothing in the file that is in no row; False where that must wait.

    PRAGMA secure_delete does not suffice: when SQLite spreads rows over other
    pages it leaves their old bytes behind (in 1 of 240 purges tried). Raises
    sqlite3.Error where waiting would not help, as with a damaged file.
    """
    try:
        db.execute("VACUUM")
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if _primary(error) not in _LATER:
            raise
        return False
    return not busy


def _refuse_newer(path: Path, version: int) -> None:
    if version > NEWEST_VERSION:
        raise LibraryError(
            f"The library {path} was written by a newer cardscan (version {version} of its "
            f"tables, this one knows {NEWEST_VERSION}); it was left as it is.",
            next_step="Update cardscan, or choose another library with --library.",
        )


def _no_library(path: Path) -> LibraryError:
    return LibraryError(
        f"{path} is not a library of cardscan, or it is damaged; it was left as it is.",
        next_step="Choose another file with --library, or restore a copy of it.",
    )


def _foreign(path: Path) -> LibraryError:
    return LibraryError(
        f"{path} is the SQLite file of another program; it was left as it is.",
        next_step="Choose another file with --library.",
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into LibraryError with a clear sentence."""
    try:
        yield
    except sqlite3.Error as error:
        code = _primary(error)
        if code in _PERHAPS_FULL and _is_full(path):
            code = sqlite3.SQLITE_FULL
        # SQLite's own words may hold what stands in a row.
        unknown = f"gave an error ({type(error).__name__})", "Run cardscan library check."
        sentence, next_step = _EXPLANATIONS.get(code, unknown)
        raise LibraryError(f"The library {path} {sentence}.", next_step=next_step) from error


def _is_full(path: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(path.parent).free < _FEWEST_BYTES
    return False


def _primary(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


_FEWEST_BYTES = 100_000
"""The index of the write-ahead log alone takes 32 kB, and SQLite calls its lack an I/O error."""

_PERHAPS_FULL = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})

_LATER = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL})
"""In use, or no room for the new file: what can work at another time."""

_DAMAGED = ("is damaged; it was left as it is", "Restore a copy, or start anew with --library.")
_READ_ONLY = ("cannot be written", "Check the rights of the file and its folder.")
_BUSY = ("is in use by another program", "Wait until that one ends, then try again.")
_EXPLANATIONS = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: ("has no room left on its disk", "Make room, then run it again."),
    sqlite3.SQLITE_IOERR: ("could not be read or written on its disk", "Check the disk."),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
