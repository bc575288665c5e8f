"""The few cards of a large address book that could be those of the incoming contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cardscan.book.candidates import LARGE, lookup_keys, name_keys, postal_keys
from cardscan.book.fold import squeeze
from cardscan.book.keys import Profile, email_key, phone_digits, uid_key
from cardscan.book.names import read_name
from cardscan.model import Entry, EntryKind

__all__ = ["Lookup"]

_TAIL = 6


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

    def owners(self, one: Profile) -> set[int]:
        """The places of the incoming contacts that share a key with a card."""
        return {p for key in lookup_keys(one) for p in self._owners.get(key, ())}


def _tail(number: str) -> str:
    return phone_digits(number)[-_TAIL:]
