"""An address book of many pieces: a file or a resource a contact, mostly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from cardscan.addressbook.book import BookState
from cardscan.vcard import Block, Changes, Parts, append, apply_changes, cards, join

__all__ = ["CollectionState", "Item", "Write", "writes_of"]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece: ``tag`` is different whenever its content is."""

    name: str
    tag: str
    parts: Parts = field(repr=False)

    @property
    def data(self) -> bytes:
        return join(self.parts)


@dataclass(frozen=True, slots=True)
class CollectionState(BookState):
    """The pieces as they were read, in the order of their names."""

    items: tuple[Item, ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls,
        items: Sequence[Item],
        digest: str | None,
        settled: Mapping[str, int] = MappingProxyType({}),
    ) -> CollectionState:
        parts = tuple(part for item in items for part in item.parts)
        return cls(parts, digest, tuple(items), settled=settled)


@dataclass(frozen=True, slots=True)
class Write:
    """What one piece is to become. ``before`` is None for a new one, ``after`` for one that goes.

    ``incoming`` is the place of a new contact among those that were added,
    ``positions`` are those of known ones in the book. ``remembered`` is what the
    piece says of ours, where what is sent also holds what others put in.
    """

    name: str
    before: Item | None
    after: bytes | None
    incoming: int | None = None
    positions: range = range(0)
    remembered: bytes | None = None


def writes_of(
    state: CollectionState, changes: Changes, name_of: Callable[[Block, int], str]
) -> Iterator[Write]:
    """The pieces that changes touch, each with what it becomes; ``name_of`` names a new one."""
    first = 0
    touched = {*changes.changed, *changes.repointed, *changes.merged}
    for item in state.items:
        last = first + len(cards(item.parts))
        if not touched.isdisjoint(range(first, last)):
            parts = apply_changes(item.parts, _part_of(changes, first, last))
            yield Write(
                item.name, item, join(parts) if cards(parts) else None, positions=range(first, last)
            )
        first = last
    for place, block in enumerate(changes.added):
        if block.closed:
            yield Write(name_of(block, place), None, join(append((), [block])), place)


def _part_of(changes: Changes, first: int, last: int) -> Changes:
    """The changes to the contacts of one piece, counted from its own first one."""

    def own(blocks: dict[int, Block]) -> dict[int, Block]:
        return {p - first: block for p, block in blocks.items() if first <= p < last}

    merged = {p - first: target for p, target in changes.merged.items() if first <= p < last}
    return Changes(own(dict(changes.changed)), (), merged, own(dict(changes.repointed)))
