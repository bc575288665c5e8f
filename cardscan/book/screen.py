"""Candidate pairs that are worth a close comparison, found for all of them at once.

The weights are those of ``compare``, on whole columns (numpy and rapidfuzz's
``cpdist``), and in favour of the pair wherever the two could differ: what is
dropped here would have been DIFFERENT there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from cardscan.book.compare import maybe_bits
from cardscan.book.context import BookContext
from cardscan.book.keys import MOBILE_TYPES, Profile, is_role_mailbox
from cardscan.book.weights import FIXED, GRADED, SWAPPED_BITS, Evidence, Measure

__all__ = ["Candidates", "screened"]

Numbers = NDArray[np.float32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

MARGIN_BITS = 3.0
"""So much below the score of a MAYBE a pair is still looked at."""

_TOGETHER = 1 << 19
"""Pairs that are looked at together: all of a million cards would take a gigabyte."""

_NAMED_BITS = 8.0
_UNLIKE_GIVEN = 0.45  # given names below this are no two spellings, nor typing slips
_UNLIKE_BITS = -6.0  # below, given and family names are both others


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of places, the lower one first, and what they share.

    ``pairs`` is (n, 2); ``keyed`` marks those with a number, mailbox or
    birthday in common, ``named`` those of one UID or whose names are spellings of one.
    """

    pairs: Places
    keyed: Flags
    named: Flags

    def part(self, start: int, stop: int) -> Candidates:
        """Some of them."""
        return Candidates(self.pairs[start:stop], self.keyed[start:stop], self.named[start:stop])


def screened(found: Candidates, profiles: Sequence[Profile], context: BookContext) -> Places:
    """The pairs among candidates that may be more than different."""
    if not len(found.pairs):
        return found.pairs
    columns = _Columns(profiles, context)
    parts = (found.part(at, at + _TOGETHER) for at in range(0, len(found.pairs), _TOGETHER))
    return np.concatenate([_screened(part, columns, context) for part in parts])


def _screened(found: Candidates, columns: _Columns, context: BookContext) -> Places:
    first, second = found.pairs[:, 0], found.pairs[:, 1]
    named, keyed = found.named, found.keyed
    likely_one = named | columns.may_be_one(first, second)
    pairs, named, keyed = found.pairs[likely_one], named[likely_one], keyed[likely_one]
    first, second = pairs[:, 0], pairs[:, 1]
    name = columns.name_bits(first, second)
    name[named] = np.maximum(name[named], _NAMED_BITS)
    opposed = columns.opposed_bits(first, second)
    likely = maybe_bits(context) - MARGIN_BITS
    keep = (keyed & (name > _UNLIKE_BITS)) | ((name > 0) & (opposed == 0))
    rest = np.flatnonzero(~keep)
    rest = rest[columns.may_meet(first[rest], second[rest])]
    score = name[rest] + opposed[rest] + columns.place_bits(first[rest], second[rest])
    keep[rest[score >= likely]] = True
    return np.asarray(pairs[keep], np.int64)


class _Columns:
    """The profiles as columns, one row a card; only the first address counts."""

    def __init__(self, profiles: Sequence[Profile], context: BookContext) -> None:
        self._profiles = profiles
        self._context = context
        self.given = self._texts(lambda p: p.name.given[0] if p.name.given else "")
        self.family = self._texts(lambda p: "".join(p.name.family))
        self.given_bits = self._rarity(self.given, Measure.GIVEN)
        self.family_bits = self._rarity(self.family, Measure.FAMILY)
        self.reachable = np.array([p.reachable for p in profiles], bool)
        self.mobile = np.array([_has_mobile(p) for p in profiles], bool)
        self.mailbox = np.array([_has_mailbox(p) for p in profiles], bool)
        self.birthday = self._texts(lambda p: p.birthday)
        self._short = np.array([len(g) == 1 for g in self.given], np.bool_)

    @cached_property
    def places(self) -> tuple[Texts, ...]:
        """What says where each card is, in the order of ``_PLACE_MEASURES``."""
        return tuple(map(self._texts, _PLACES))

    @cached_property
    def _place_rarity(self) -> tuple[Numbers, ...]:
        return tuple(map(self._rarity, self.places, _PLACE_MEASURES))

    @cached_property
    def _codes(self) -> tuple[Places, ...]:
        """The same and the birthdays as numbers."""
        columns = (*self.places, self.birthday)
        return tuple(np.array([hash(text) for text in texts], np.int64) for texts in columns)

    def _texts(self, value: Callable[[Profile], str]) -> Texts:
        found = np.empty(len(self._profiles), dtype=object)
        found[:] = [value(p) for p in self._profiles]
        return found

    def _rarity(self, values: Texts, measure: Measure) -> Numbers:
        rarity = self._context.rarity_bits
        return np.array([rarity(measure, v) for v in values], np.float32)

    def may_be_one(self, first: Places, second: Places) -> Flags:
        """False where two given names tell apart two people who can be reached."""
        straight = _likeness(self.given[first], self.given[second], empty=1.0)
        unlike = straight < _UNLIKE_GIVEN
        unlike &= self.reachable[first] | self.reachable[second]
        unlike &= ~self._initials(first, second)
        rest = np.flatnonzero(unlike)
        one, other = first[rest], second[rest]
        swapped = np.maximum(
            _likeness(self.given[one], self.family[other], empty=1.0),
            _likeness(self.family[one], self.given[other], empty=1.0),
        )
        unlike[rest[swapped >= _UNLIKE_GIVEN]] = False
        return np.asarray(~unlike, np.bool_)

    def name_bits(self, first: Places, second: Places) -> Numbers:
        """The bits of the names, in whichever order they fit better."""
        given = np.minimum(self.given_bits[first], self.given_bits[second])
        family = np.minimum(self.family_bits[first], self.family_bits[second])
        straight = _bits(Measure.GIVEN, self.given[first], self.given[second], given)
        straight += _bits(Measure.FAMILY, self.family[first], self.family[second], family)
        straight[self._initials(first, second)] += 5.0
        unsure = np.flatnonzero(straight < given)
        one, other = first[unsure], second[unsure]
        swapped = _bits(Measure.GIVEN, self.given[one], self.family[other], given[unsure])
        swapped += _bits(Measure.FAMILY, self.family[one], self.given[other], family[unsure])
        straight[unsure] = np.maximum(straight[unsure], swapped + np.float32(SWAPPED_BITS))
        return straight

    def _initials(self, first: Places, second: Places) -> Flags:
        short = self._short
        return np.asarray(short[first] | short[second], np.bool_)

    def opposed_bits(self, first: Places, second: Places) -> Numbers:
        """What it weighs that both have a mobile number, both a mailbox; they share none."""
        mobile = (self.mobile[first] & self.mobile[second]) * FIXED[Evidence.OTHER_MOBILE][0]
        mailbox = (self.mailbox[first] & self.mailbox[second]) * FIXED[Evidence.OTHER_EMAIL][0]
        days = _likeness(self.birthday[first], self.birthday[second], empty=1.0)
        other_day = (days < GRADED[Measure.BIRTHDAY].half) * GRADED[Measure.BIRTHDAY].least
        return np.asarray(mobile + mailbox + other_day, np.float32)

    def may_meet(self, first: Places, second: Places) -> Flags:
        """False where two people who can be reached have no place, company or day in common."""
        met = ~(self.reachable[first] | self.reachable[second])
        for texts, codes in zip((*self.places, self.birthday), self._codes, strict=True):
            met |= (codes[first] == codes[second]) & (texts != "")[first]
        return np.asarray(met, np.bool_)

    def place_bits(self, first: Places, second: Places) -> Numbers:
        """At most what the addresses and the same birthday are worth."""
        total = np.zeros(len(first), np.float32)
        for measure, texts, bits in zip(
            _PLACE_MEASURES, self.places, self._place_rarity, strict=True
        ):
            rarity = bits[first]
            if measure is Measure.STREET:
                rarity[:] = GRADED[measure].most
            total += np.maximum(0.0, _bits(measure, texts[first], texts[second], rarity))
        same_day = (self.birthday[first] == self.birthday[second]) & (self.birthday[first] != "")
        total += same_day.astype(bool) * np.float32(GRADED[Measure.BIRTHDAY].most)
        return total


def _has_mobile(one: Profile) -> bool:
    return any(p.types & MOBILE_TYPES for p in one.phones)


def _has_mailbox(one: Profile) -> bool:
    return any(not is_role_mailbox(e) for e in one.emails)


def _first_address(part: Callable[[Profile], str]) -> Callable[[Profile], str]:
    return lambda p: part(p) if p.addresses else ""


_PLACE_MEASURES = (
    Measure.CITY,
    Measure.POSTAL_CODE,
    Measure.NUMBER,
    Measure.STREET,
    Measure.ORGANIZATION,
)
_PLACES: tuple[Callable[[Profile], str], ...] = (
    _first_address(lambda p: p.addresses[0].city),
    _first_address(lambda p: p.addresses[0].postal_code),
    _first_address(lambda p: "".join(p.addresses[0].numbers[:1])),
    _first_address(lambda p: "".join(sorted(p.addresses[0].words))),
    lambda p: p.organizations[0] if p.organizations else "",
)


def _likeness(first: Texts, second: Texts, *, empty: float) -> Numbers:
    """The likeness of each row, ``empty`` where a side says nothing."""
    found = process.cpdist(
        first.tolist(), second.tolist(), scorer=OSA.normalized_similarity, dtype=np.float32
    )
    found[(first == "") | (second == "")] = empty
    return found


def _bits(measure: Measure, first: Texts, second: Texts, rarity: Numbers) -> Numbers:
    """``weights.graded_bits`` for columns; nothing where a side says nothing."""
    grade = GRADED[measure]
    likeness = _likeness(first, second, empty=-1.0)
    full = np.minimum(rarity, grade.most) - grade.slip
    high = 0.5 + 0.5 * (likeness - grade.half) / (1 - grade.half)
    low = np.maximum(0.0, 0.5 * (likeness - grade.none) / (grade.half - grade.none))
    bits = grade.least + (full - grade.least) * np.where(likeness >= grade.half, high, low)
    bits[likeness < 0] = 0.0
    return bits.astype(np.float32)
