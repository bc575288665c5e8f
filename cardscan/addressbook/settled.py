"""Contacts that are on a server in full, so that nobody has to look for them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from cardscan.addressbook.collection import CollectionState, Item
from cardscan.carddav import compare, name_in
from cardscan.model import PutRecord
from cardscan.vcard import Changes, cards

__all__ = ["ReadBack", "find_settled", "is_as_before", "positions_of"]


@dataclass(slots=True)
class ReadBack:
    """What a server made of what it was sent, as it is read afterwards.

    ``whole`` are the names of cards that say all of it, ``missing`` the paths
    of new ones that are not there, ``unstored`` those of cards that are as they
    were before; ``remarks`` say what it dropped.
    """

    whole: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    unstored: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def note(self, record: PutRecord, item: Item | None, *, host: str) -> None:
        """Hold a card that was sent against the one that is there now, if there is one."""
        if item is None:
            if record.before is None:
                self.missing.add(record.href)
                self.remarks.append(f"{host} took {name_in(record.sent)}, and does not have it.")
            return
        kept = compare(record.sent, item.data, before=record.before)
        if kept.is_all:
            self.whole.add(item.name)
        else:
            dropped = ", ".join(kept.dropped)
            self.remarks.append(f"{host} did not keep {dropped} of {name_in(record.sent)}.")


def is_as_before(record: PutRecord, item: Item) -> bool:
    """Whether a changed card is there as it was, so that its change was never stored."""
    same = record.before is not None and record.before == item.data
    return same and record.before_etag == item.tag


def positions_of(items: Sequence[Item], settled: Mapping[str, str]) -> dict[str, int]:
    """The marks of settled contacts with the positions of the cards that they are in."""
    if not settled:
        return {}
    places = {name: position for position, name in _single(items)}
    return {mark: places[name] for mark, name in settled.items() if name in places}


def find_settled(
    before: CollectionState,
    after: CollectionState,
    changes: Changes,
    *,
    added: Mapping[int, str],
    written: Set[str],
    whole: Set[str],
) -> dict[str, Item]:
    """What changes brought that is there now, by its marks, each with the card it is in.

    ``added`` are the names of new cards, by their places among the added,
    ``written`` those of all that were to be written, ``whole`` those of the cards
    among them that say all that was sent.
    """
    there = {item.name: item for item in after.items}
    then = dict(_single(before.items))
    tags = {item.name: item.tag for item in before.items}
    names = {mark: then.get(position) for mark, position in changes.into_known.items()}
    names |= {mark: added.get(place) for mark, place in changes.into_added.items()}
    found = {}
    for mark, name in names.items():
        item = there.get(name) if name is not None else None
        if item is None or not item.tag:
            continue
        is_as_it_was = item.name not in written and tags.get(item.name) == item.tag
        if item.name in whole or is_as_it_was:
            found[mark] = item
    return found


def _single(items: Sequence[Item]) -> Iterator[tuple[int, str]]:
    """The cards that are alone in their piece: their positions and names."""
    position = 0
    for item in items:
        count = len(cards(item.parts))
        if count == 1:
            yield position, item.name
        position += count
