"""An open library file: its transactions, and its trouble in sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any, Self

from cardscan.closing import Closing
from cardscan.errors import LibraryError
from cardscan.library.connection import connect, explained, holds

__all__ = ["Session"]

_BUSY_TIMEOUT_S = 15.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Session(Closing):
    """A context manager over one library file; one object may be used from several threads."""

    def __init__(self, path: Path, db: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        self.path = path
        self._db = db
        self._now = now
        self._lock = RLock()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], datetime] = _utc_now,
        busy_timeout_s: float = _BUSY_TIMEOUT_S,
    ) -> Self:
        """Open the library at ``path``, making it and its folder where there is none."""
        return cls(path, connect(path, busy_timeout_s=busy_timeout_s), now)

    def close(self) -> None:
        with explained(self.path):
            self._db.close()

    def holds(self, path: Path) -> bool:
        """Whether a path is the library itself, which only the library may open."""
        return holds(self.path, path)

    # --- transactions ------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, explained(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                if self._db.in_transaction:
                    self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, explained(self.path):
            try:
                yield self._db
            except (ValueError, TypeError) as error:
                # Not the error's own words: what stands in a row may be among them.
                raise LibraryError(
                    f"The library {self.path} holds something unreadable ({type(error).__name__}).",
                    next_step="Run cardscan library check.",
                ) from error

    def _timestamp(self) -> str:
        return self._now().astimezone(UTC).isoformat()

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with self._reading() as db:
            row: tuple[Any, ...] | None = db.execute(query, values).fetchone()
            return row
