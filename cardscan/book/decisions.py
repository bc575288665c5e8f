"""What a person decided about two cards, by keys that outlive positions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass

from cardscan.book.repeats import Repeats
from cardscan.model import Entry

__all__ = ["CardKeys", "Decision", "Decisions", "content_key", "decide", "stable_key"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word that two cards are, or are not, one person's.

    ``first`` and ``second`` are stable keys in sorted order (:func:`stable_key`).
    """

    first: str
    second: str
    same: bool


def decide(first: Entry, second: Entry, *, same: bool) -> Decision:
    """The decision about two cards, to be kept; their order does not matter."""
    return Decision(*_key_pair(first, second), same)


def stable_key(entry: Entry) -> str:
    """A key that a card keeps wherever it stands: its UID, or else a digest of its content."""
    return f"uid:{entry.uid.strip()}" if entry.uid and entry.uid.strip() else content_key(entry)


def content_key(entry: Entry) -> str:
    """A digest of all that was read of a card but its place in the file."""
    values = [getattr(entry, each.name) for each in fields(entry)[1:]]
    told = [sorted(map(_told, v)) if isinstance(v, tuple | frozenset) else v for v in values]
    return f"sha256:{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"


def _told(value: object) -> str:
    """A value as Python shows it, but a set in the order of its items: that of a run is chance."""
    if isinstance(value, frozenset):
        return f"frozenset({{{', '.join(sorted(map(repr, value)))}}})" if value else "frozenset()"
    if is_dataclass(value):
        value = tuple(getattr(value, each.name) for each in fields(value))
    if isinstance(value, tuple):
        return f"({', '.join(map(_told, value))}{',' * (len(value) == 1)})"
    return repr(value)


def _key_pair(first: Entry, second: Entry) -> tuple[str, str]:
    one, other = stable_key(first), stable_key(second)
    if one == other:  # two cards with one UID
        one, other = content_key(first), content_key(second)
    return (one, other) if one <= other else (other, one)


class CardKeys:
    """Keys that tell apart cards that differ in anything, wherever they stand.

    ``entry`` gives the card at a place, ``uids`` are the hashes of those of all cards.
    """

    __slots__ = ("_entry", "_known", "_repeated")

    def __init__(self, entry: Callable[[int], Entry], uids: Iterable[int]) -> None:
        self._entry = entry
        self._repeated = Repeats(uids)
        self._known: dict[int, str] = {}

    def pair(self, first: int, second: int) -> tuple[str, str]:
        """The keys of two cards, in sorted order."""
        one, other = self._key(first), self._key(second)
        return (one, other) if one <= other else (other, one)

    def _key(self, place: int) -> str:
        if place not in self._known:
            entry = self._entry(place)
            is_shared = entry.uid in self._repeated
            self._known[place] = content_key(entry) if is_shared else stable_key(entry)
        return self._known[place]


class Decisions:
    """Decisions, to be asked about pairs of entries."""

    __slots__ = ("_keys", "_known")

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._known = {(d.first, d.second): d.same for d in decisions}
        self._keys = {key for pair in self._known for key in pair}

    def __bool__(self) -> bool:
        return bool(self._known)

    def about(self, first: Entry, second: Entry) -> bool | None:
        """Whether a person said that the two are the same; None when nobody did."""
        return self._known.get(_key_pair(first, second)) if self._known else None

    def same_pairs(self, entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
        """The pairs of places in ``entries`` that a person called the same."""
        if not self._known:
            return
        places: dict[str, int] = {}
        for place, entry in enumerate(entries):
            for key in {stable_key(entry), content_key(entry)} & self._keys:
                places.setdefault(key, place)
        for (one, other), same in self._known.items():
            if same and one in places and other in places:
                yield places[one], places[other]
