"""The events of the library, for a shell that completes a name: quickly, or not at all."""

from __future__ import annotations

from pathlib import Path

from cardscan.config import load_settings
from cardscan.errors import CardscanError
from cardscan.model import single_line

__all__ = ["known_events"]


def known_events(library: Path | None) -> tuple[str, ...]:
    """The names of events, the latest first; none where the library cannot tell.

    The file is only read, so that pressing a key makes or changes nothing.
    """
    import sqlite3

    try:
        path = library or load_settings().library
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with sqlite3.connect(uri, uri=True, timeout=0.2) as connection:
            rows = connection.execute(_EVENTS).fetchall()
    except (CardscanError, sqlite3.Error, OSError, ValueError):
        return ()
    return tuple(single_line(name) for (name,) in rows)


_EVENTS = (
    "SELECT event FROM scan WHERE event IS NOT NULL AND state != 'discarded'"
    " GROUP BY event ORDER BY max(id) DESC"
)
