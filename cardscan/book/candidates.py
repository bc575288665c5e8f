"""Which pairs of cards are worth comparing: blocks by look-up keys, cost linear in the cards."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cardscan.book.fold import sound
from cardscan.book.keys import AddressKey, Profile
from cardscan.book.lexicon import formal_names
from cardscan.book.names import PersonName
from cardscan.book.screen import Candidates

__all__ = [
    "LARGE",
    "WINDOW",
    "find_candidates",
    "lookup_keys",
    "name_keys",
    "name_text",
    "postal_keys",
]

Places = NDArray[np.int64]

WINDOW = 24
"""Each card is compared with so many that follow it in a block; larger blocks are cut."""

WINDOW_LARGE = 8
LARGE = 20_000
NEIGHBOURS = 6
"""Each card is compared with so many that follow it in the order of names, and of streets."""

_KEYED = frozenset("epb")
_NAMED = frozenset("nu")


def lookup_keys(one: Profile) -> Iterator[str]:
    """The keys of the blocks that a card is in, the first letter telling the kind.

    Several passes, so that no single mistake (a missing name, a mistyped
    postal code, swapped parts) hides a pair (Hernandez and Stolfo 1995).
    """
    if one.uid:
        yield f"u{one.uid}"
    for email in one.emails:
        yield f"e{email}"
    for phone in one.phones:
        yield f"p{phone.number}"
    if one.name:
        yield from name_keys(one.name)
        if one.birthday:
            yield f"b{one.birthday[-8:]}"
        for address in one.addresses[:3]:
            yield from postal_keys(address.postal_code, one.name)
            if not one.reachable:
                yield from _place_keys(address, one.name)
        return
    for organization in one.organizations:
        yield f"o{organization}"
    if not (one.uid or one.emails or one.phones or one.organizations):
        yield "x"


def name_keys(name: PersonName) -> Iterator[str]:
    """Keys of the whole name as it sounds (``n``), and of family name and initial (``i``)."""
    given, family = _sounds(name)
    yield _whole(given, family)
    if not given or not family:
        # 王小明 in one word is 小明 王 in two: family names have one sign, seldom two.
        yield from (_whole(family[cut:], family[:cut]) for cut in (1, 2) if _is_in_signs(family))
        return
    yield f"i{family}|{given[0]}"
    yield f"i{given}|{family[0]}"
    for formal in formal_names().get(name.given[0], ()):
        yield _whole(sound(formal), family)
    for extra in map(sound, name.given[1:]):
        yield _whole(extra, family)
        yield _whole(given, extra)  # Carmen Ruiz, of Carmen Ruiz Salvatierra
    if len(name.family) > 1:
        for part in map(sound, name.family):
            yield _whole(given, part)
            yield f"i{part}|{given[0]}"


def _is_in_signs(name: str) -> bool:
    """Whether a name is written in Chinese, Japanese or Korean signs."""
    return 2 <= len(name) <= 5 and all("\u3040" <= c <= "\u9fff" or c >= "\uac00" for c in name)


def _whole(given: str, family: str) -> str:
    return f"n{given}|{family}" if given <= family else f"n{family}|{given}"


def _sounds(name: PersonName) -> tuple[str, str]:
    given = sound(name.given[0]) if name.given else ""
    return given, sound("".join(name.family))


def postal_keys(postal_code: str, name: PersonName) -> Iterator[str]:
    """Keys of a folded postal code and the beginning of either name."""
    if postal_code:
        for part in set(_sounds(name)) - {""}:
            yield f"z{postal_code}|{part[:4]}"


def _place_keys(address: AddressKey, name: PersonName) -> Iterator[str]:
    """Keys of a place together with a part of the name, and of the place alone.

    For cards by whose numbers nobody can be told: they may be one with a mistaken name.
    """
    number = address.numbers[0] if address.numbers else ""
    for part in set(_sounds(name)) - {""}:
        if number:
            yield f"h{number}|{part}"
        if address.city:
            yield f"c{address.city}|{part[:3]}"
    if number and address.postal_code:
        yield f"s{address.postal_code}|{number}"
    if number and address.words:
        yield f"t{sound(''.join(sorted(address.words)[:2]))}|{number}"


def find_candidates(profiles: Sequence[Profile]) -> Candidates:
    """The pairs that share a key or stand close in the order of names or streets."""
    if len(profiles) < 2:
        none = np.empty(0, bool)
        return Candidates(np.empty((0, 2), np.int64), none, none)
    window = WINDOW if len(profiles) <= LARGE else WINDOW_LARGE
    order = _name_order(profiles)
    blocks = _Blocks(profiles, order)
    codes = [blocks.pairs(window)]
    codes.append(_neighbour_pairs(order, len(profiles)))
    codes.append(_neighbour_pairs(_street_order(profiles), len(profiles)))
    both, flags = _united(codes)
    pairs = np.stack(np.divmod(both, len(profiles)), axis=1)
    return Candidates(pairs, keyed=(flags & 2) > 0, named=(flags & 1) > 0)


class _Blocks:
    """Every card under every key of its own, as flat columns."""

    def __init__(self, profiles: Sequence[Profile], order: Places) -> None:
        # A dozen keys a card: as objects those of a million cards take half a gigabyte.
        keys, owners, flags = array("q"), array("q"), array("b")
        for place, one in enumerate(profiles):
            found = set(lookup_keys(one))
            keys.extend(map(hash, found))
            owners.extend([place] * len(found))
            flags.extend([1 if k[0] in _NAMED else 2 if k[0] in _KEYED else 0 for k in found])
        self._keys = np.frombuffer(keys, np.int64)
        self._owners = np.frombuffer(owners, np.int64)
        self._flags = np.frombuffer(flags, np.int8)
        self._order = order

    def pairs(self, window: int) -> Places:
        """Pairs within blocks of equal keys, coded with their flags; swept in name order."""
        size = len(self._order)
        rank = np.empty(size, np.int64)
        rank[self._order] = np.arange(size)
        sorting = np.lexsort((rank[self._owners], self._keys))
        keys, owners, flags = self._keys[sorting], self._owners[sorting], self._flags[sorting]
        found = [np.empty(0, np.int64)]
        for step in range(1, window + 1):
            same = keys[:-step] == keys[step:]
            if not same.any():
                break
            found.append(
                _coded(owners[:-step][same], owners[step:][same], size, flags[step:][same])
            )
        return np.concatenate(found)


def _name_order(profiles: Sequence[Profile]) -> Places:
    names = [name_text(p) for p in profiles]
    return np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)


def name_text(one: Profile) -> str:
    """A name as it is sorted."""
    return " ".join((*one.name.family, *one.name.given))


def _street_order(profiles: Sequence[Profile]) -> Places:
    streets = [
        " ".join((*sorted(p.addresses[0].words), *p.addresses[0].numbers)) if p.addresses else ""
        for p in profiles
    ]
    places = [i for i in range(len(streets)) if streets[i] and not profiles[i].reachable]
    return np.array(sorted(places, key=streets.__getitem__), np.int64)


def _neighbour_pairs(order: Places, size: int) -> Places:
    unflagged = np.zeros(1, np.int64)
    steps = range(1, min(NEIGHBOURS, len(order) - 1) + 1)
    found = [_coded(order[:-s], order[s:], size, unflagged) for s in steps]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _coded(first: Places, second: Places, size: int, flags: Places) -> Places:
    """A pair and its two flags as one number, so that a sort brings equal pairs together."""
    return (np.minimum(first, second) * size + np.maximum(first, second)) * 4 + flags


def _united(codes: Sequence[Places]) -> tuple[Places, Places]:
    """Each pair once, with all flags that it was found with."""
    every = np.sort(np.concatenate(codes))
    if not len(every):
        return every, every
    pairs = every >> 2
    starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    return pairs[starts], np.bitwise_or.reduceat(every & 3, starts)
