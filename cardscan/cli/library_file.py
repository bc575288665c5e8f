"""The library that a command looks into."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.cli.options import settings_from
from cardscan.errors import LibraryError

if TYPE_CHECKING:
    from cardscan.library import Library

__all__ = ["existing"]


def existing(library: Path | None) -> Library:
    """Open the library. Raises LibraryError where there is none."""
    from cardscan.app.existing import existing_library

    path = settings_from({"library": library}).library
    found = existing_library(path)
    if found is None:
        raise LibraryError(f"There is no library at {path}.", next_step="The first scan makes it.")
    return found
