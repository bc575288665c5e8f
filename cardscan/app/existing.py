"""The library where there is one: asking it nothing must not make it."""

from __future__ import annotations

from pathlib import Path

from cardscan.library import Library

__all__ = ["existing_library"]


def existing_library(path: Path) -> Library | None:
    """Open the library, None where there is none. Raises LibraryError when it cannot be read."""
    try:
        is_there = path.exists()
    except OSError:
        is_there = True  # opening it says why it cannot be reached
    return Library.open(path) if is_there else None
