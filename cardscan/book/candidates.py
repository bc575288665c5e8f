"""Which pairs of cards are worth comparing: blocks by look-up keys, cost linear in the cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cardscan.book.fold import sound
from cardscan.book.keys import Profile

__all__ = ["candidate_pairs", "lookup_keys"]

Pairs = NDArray[np.int64]
"""(n, 2) positions in a sequence of profiles, the lower one first, without repetition."""

WINDOW = 24
"""Each card is compared with so many that follow it in a block; larger blocks are cut."""

WINDOW_LARGE = 8
LARGE = 20_000
NEIGHBOURS = 6
"""Each card is compared with so many that follow it in the order of names, and of streets."""


def lookup_keys(one: Profile) -> Iterator[str]:
    """The keys of the blocks that a card is in; two cards of one person share at least one.

    Several passes, so that no single mistake (a missing name, a mistyped
    postal code, swapped parts) hides a pair (Hernandez and Stolfo 1995).
    """
    if one.uid:
        yield f"u{one.uid}"
    for email in one.emails:
        yield f"e{email}"
    for phone in one.phones:
        yield f"p{phone.number}"
    yield from _name_keys(one)
    yield from _place_keys(one)
    if not one.name:
        for organization in one.organizations:
            yield f"o{organization}"
        if not (one.uid or one.emails or one.phones or one.organizations):
            yield "x"


def _name_keys(one: Profile) -> Iterator[str]:
    given, family = _sounds(one)
    if not given and not family:
        return
    low, high = sorted((given, family))
    yield f"n{low}|{high}"
    if given and family:
        yield f"i{family}|{given[0]}"
        yield f"i{given}|{family[0]}"
        for extra in one.name.family[1:]:
            yield f"i{sound(extra)}|{given[0]}"
        if len(one.name.family) > 1:
            yield f"i{sound(one.name.family[0])}|{given[0]}"
    if one.birthday:
        yield f"b{one.birthday[-8:]}"


def _sounds(one: Profile) -> tuple[str, str]:
    given = sound(one.name.given[0]) if one.name.given else ""
    return given, sound("".join(one.name.family))


def _place_keys(one: Profile) -> Iterator[str]:
    given, family = _sounds(one)
    for address in one.addresses[:3]:
        number = address.numbers[0] if address.numbers else ""
        street = "".join(sorted(address.words)[:2])
        for name in {given, family} - {""}:
            if address.postal_code:
                yield f"z{address.postal_code}|{name[:4]}"
            if number:
                yield f"h{number}|{name}"
            if address.city:
                yield f"c{address.city}|{name[:3]}"
        if address.postal_code and number:
            yield f"s{address.postal_code}|{number}"
        if street and number:
            yield f"t{sound(street)}|{number}"


def candidate_pairs(profiles: Sequence[Profile]) -> Pairs:
    """The pairs that share a key or stand close in the order of names or streets."""
    if len(profiles) < 2:
        return np.empty((0, 2), np.int64)
    window = WINDOW if len(profiles) <= LARGE else WINDOW_LARGE
    owners: list[int] = []
    keys: list[int] = []
    for place, one in enumerate(profiles):
        found = {hash(k) for k in lookup_keys(one)}
        keys.extend(found)
        owners.extend([place] * len(found))
    order = _name_order(profiles)
    codes = [_block_pairs(np.array(keys, np.int64), np.array(owners, np.int64), order, window)]
    codes.append(_neighbour_pairs(order, len(profiles)))
    codes.append(_neighbour_pairs(_street_order(profiles), len(profiles)))
    both = np.unique(np.concatenate(codes))
    return np.stack(np.divmod(both, len(profiles)), axis=1)


def _name_order(profiles: Sequence[Profile]) -> Pairs:
    names = [" ".join((*p.name.family, *p.name.given)) for p in profiles]
    return np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)


def _street_order(profiles: Sequence[Profile]) -> Pairs:
    streets = [
        " ".join((*sorted(a.words), *a.numbers)) if (a := next(iter(p.addresses), None)) else ""
        for p in profiles
    ]
    places = [i for i in range(len(streets)) if streets[i]]
    return np.array(sorted(places, key=streets.__getitem__), np.int64)


def _block_pairs(keys: Pairs, owners: Pairs, order: Pairs, window: int) -> Pairs:
    """Pairs within blocks of equal keys, as low * n + high; a block is swept in name order."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    sorting = np.lexsort((rank[owners], keys))
    keys, owners = keys[sorting], owners[sorting]
    found = []
    for step in range(1, window + 1):
        same = keys[:-step] == keys[step:]
        if not same.any():
            break
        found.append(_coded(owners[:-step][same], owners[step:][same], len(order)))
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def _neighbour_pairs(order: Pairs, size: int) -> Pairs:
    found = [
        _coded(order[:-step], order[step:], size)
        for step in range(1, min(NEIGHBOURS, len(order) - 1) + 1)
    ]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _coded(first: Pairs, second: Pairs, size: int) -> Pairs:
    return np.minimum(first, second) * size + np.maximum(first, second)
