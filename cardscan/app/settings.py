"""The settings of one command or call, held against the files that it touches."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cardscan.config import Settings, load_settings
from cardscan.errors import UsageError
from cardscan.model import Place

__all__ = ["checked_settings"]


def checked_settings(options: Mapping[str, object], *touched: Path | Place | None) -> Settings:
    """Settings with some options applied, each under the name of what it sets.

    ``touched`` are the files that are read as an address book or written;
    raises UsageError where one of them is the library.
    """
    from cardscan.library import holds  # it loads the database, and --help is to be quick

    settings = load_settings(options=options)
    configured = (settings.address_book, *(watched.into for watched in settings.watch))
    for each in (*touched, *configured):
        path = each.path if isinstance(each, Place) else each
        if path is not None and holds(settings.library, path):
            raise UsageError(
                f"{path} is the library itself, which keeps what cardscan has read.",
                next_step="Name another file.",
            )
    return settings
