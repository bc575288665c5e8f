"""News of people who were known before: what a new card says of their work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cardscan.app.people import people_of
from cardscan.book.fold import fold
from cardscan.library import Library
from cardscan.model import Contact, single_line

__all__ = ["find_news"]


def find_news(library: Library, *, since: datetime) -> Iterator[str]:
    """A sentence for each person of whom a card was scanned since then that says something new.

    Only cards of the same name are looked into, since a library may hold many.
    """
    fresh = {each.number: _name(each.scan.contact) for each in library.scans(since=since)}
    named = set(filter(None, fresh.values()))
    if not named:
        return
    numbers: dict[str, list[int]] = {}
    for card in library.in_brief():
        if (name := _name(card.contact)) in named:
            numbers.setdefault(name, []).append(card.number)
    for cards in numbers.values():
        if len(cards) < 2:
            continue
        for person in people_of(library, filter(None, map(library.find_scan, cards))):
            if person.news and person.newest.number in fresh:
                yield single_line(f"{person.name}: {person.news}")


def _name(contact: Contact | None) -> str:
    """A name to look for, whichever part stands first; nothing where there is none."""
    if contact is None or contact.name is None:
        return ""
    return " ".join(sorted(fold(contact.name.value).split()))
