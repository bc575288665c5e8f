"""The few cards of a large address book that could be those of the incoming contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from cardscan.book.candidates import LARGE, WINDOW, lookup_keys, name_keys, name_text, postal_keys
from cardscan.book.fold import squeeze
from cardscan.book.keys import Profile, email_key, phone_digits, uid_key
from cardscan.book.names import read_name
from cardscan.model import Entry, EntryKind

__all__ = ["Lookup"]

_TAIL = 6

_WHOLE_BLOCK = 4 * WINDOW * WINDOW
"""Up to so many pairs of one key are all looked at.

A switchboard that 3,000 colleagues share would make 9,000,000 of them.
"""


class Lookup:
    """The look-up keys of the incoming contacts, to be held against each card of a book.

    Building a whole profile for 100,000 cards takes longer than all the rest of
    a merge. So each card is asked only what is cheap, and most are done with it:
    its UID, mailboxes, the last digits of its numbers, and its name.
    """

    def __init__(self, incoming: Sequence[Profile]) -> None:
        self._owners: dict[str, list[int]] = {}
        for place, one in enumerate(incoming):
            for key in set(lookup_keys(one)):
                self._owners.setdefault(key, []).append(place)
        self._uids = {p.uid for p in incoming if p.uid}
        self._emails = {e for p in incoming for e in p.emails}
        self._tails = {_tail(k.number) for p in incoming for k in p.phones}
        self._nameless = any(not p.name for p in incoming)

    def near(self, entries: Iterable[Entry], *, count: int) -> Iterator[int]:
        """The places of the cards that may share a key; of a small book, of all."""
        for place, entry in enumerate(entries):
            if entry.kind is not EntryKind.GROUP and (count <= LARGE or self._may_share(entry)):
                yield place

    def _may_share(self, entry: Entry) -> bool:
        if entry.uid and self._uids and uid_key(entry.uid) in self._uids:
            return True
        for email in entry.emails:
            if email_key(email) in self._emails:
                return True
        for phone in entry.phones:
            if _tail(phone.value) in self._tails:
                return True
        return self._may_be_named(entry)

    def _may_be_named(self, entry: Entry) -> bool:
        name = read_name(entry)
        owners = self._owners
        if not name:
            return self._nameless
        for key in name_keys(name):
            if key in owners:
                return True
        for address in entry.addresses:
            for key in postal_keys(squeeze(address.postal_code), name):
                if key in owners:
                    return True
        return False

    def pairs(self, profiles: Mapping[int, Profile]) -> set[tuple[int, int]]:
        """The incoming contacts, by their places, and the profiles that share a key with them."""
        found: set[tuple[int, int]] = set()
        for key, holders in self._holders(profiles).items():
            owners = self._owners[key]
            if len(owners) * len(holders) <= _WHOLE_BLOCK:
                close: Iterable[tuple[int, int]] = product(owners, holders)
            else:
                close = _close_names(owners, holders, profiles)
            found.update((a, b) if a < b else (b, a) for a, b in close if a != b)
        return found

    def _holders(self, profiles: Mapping[int, Profile]) -> dict[str, list[int]]:
        """Under each key of an incoming contact the places of all profiles that have it."""
        holders: dict[str, list[int]] = {}
        for place, one in profiles.items():
            for key in set(lookup_keys(one)):
                if key in self._owners:
                    holders.setdefault(key, []).append(place)
        return holders


def _close_names(
    owners: Iterable[int], holders: Iterable[int], profiles: Mapping[int, Profile]
) -> Iterator[tuple[int, int]]:
    """Each owner with the holders of a key that stand closest to it in the order of names."""
    wanted = set(owners)
    order = sorted(holders, key=lambda place: (name_text(profiles[place]), place))
    for rank, place in enumerate(order):
        if place in wanted:
            around = order[max(0, rank - WINDOW) : rank + WINDOW + 1]
            yield from ((place, other) for other in around)


def _tail(number: str) -> str:
    return phone_digits(number)[-_TAIL:]
