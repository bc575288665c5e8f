"""A person or an event removed from the library, and where else it still is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cardscan.addressbook import FileBook, FolderBook, read_backup
from cardscan.errors import AddressBookError
from cardscan.library import DeliveryKind, Library, Purged, mentions
from cardscan.vcard import cards, read_entries, split

__all__ = ["Purge", "purge", "to_json"]


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge did. ``backups`` are earlier states of address books that still name somebody.

    ``targets`` are those files and servers a purged card went to that are still there.
    """

    purged: Purged
    targets: tuple[str, ...]
    backups: tuple[Path, ...]


def purge(library: Library, *, event: str | None, person: str | None, dry_run: bool) -> Purge:
    """Remove from the library, and look for what a purge does not touch.

    Raises LibraryError, and UsageError where neither event nor person is said.
    """
    deliveries = library.deliveries()
    servers = {each.target for each in deliveries if each.kind is DeliveryKind.PUSH}
    people = [person] if person is not None else list(_people_of(library, event))
    purged = library.purge(event=event, person=person, dry_run=dry_run)
    there = (each for each in purged.targets if each in servers or Path(each).exists())
    books = dict.fromkeys(Path(d.target) for d in deliveries if d.target not in servers)
    return Purge(purged, tuple(there), tuple(_backups_with(people, books)))


def _people_of(library: Library, event: str | None) -> Iterator[str]:
    """By what the people of an event are found elsewhere."""
    for stored in library.scans(event=event, discarded=True):
        contact = stored.scan.contact
        if contact is not None:
            yield from ([contact.name.value] if contact.name else [])
            yield from (email.value for email in contact.emails)


def _backups_with(people: Iterable[str], books: Iterable[Path]) -> Iterator[Path]:
    wanted = tuple(people)
    for book in books:
        try:
            for backup in (FolderBook if book.is_dir() else FileBook)(book).backups():
                entries = read_entries(cards(split(read_backup(backup))))
                if any(mentions(entries, person) for person in wanted):
                    yield backup
        except (AddressBookError, OSError):
            continue  # what cannot be read can be no state of an address book of ours


def to_json(done: Purge, *, dry_run: bool) -> dict[str, object]:
    """A purge as an object of JSON, ``cardscan.purge/1``."""
    return {
        "schema": "cardscan.purge/1",
        "dry_run": dry_run,
        "removed": dict(done.purged.removed),
        "overwritten": done.purged.overwritten and not dry_run,
        "photos": [str(photo) for photo in done.purged.photos],
        "targets": list(done.targets),
        "backups": [str(backup) for backup in done.backups],
    }
