"""Address books by what a person calls them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from cardscan.addressbook import AddressBook, FileBook, FolderBook
from cardscan.config import Settings
from cardscan.errors import UsageError
from cardscan.model import Place

__all__ = ["Books", "book_on_disk"]


class Books:
    """Opens address books, and closes what they need when it is closed itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, place: Place) -> AddressBook:
        """The address book of a place. Raises UsageError for a place that cannot be one."""
        if place.path is None:
            raise UsageError(f"{place} cannot be opened yet.")
        return book_on_disk(place.path, is_folder=place.is_folder)

    def close(self) -> None:
        """Let go of everything."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def book_on_disk(path: Path, *, is_folder: bool = False) -> AddressBook:
    """The address book of a path: a folder's where there is one, or one is meant."""
    try:
        is_folder = is_folder or path.is_dir()
    except OSError:
        is_folder = False  # reading it says what is wrong
    return FolderBook(path) if is_folder else FileBook(path)
