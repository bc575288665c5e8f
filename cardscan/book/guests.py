"""People of a list against the contacts one has: known, perhaps known, new, and through whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from itertools import combinations

from cardscan.book.candidates import LARGE
from cardscan.book.compare import Weighing, weigh
from cardscan.book.context import BookContext, learn_profiles
from cardscan.book.keys import Profile, email_key, is_role_mailbox, organization_key, profile
from cardscan.book.lookup import Lookup
from cardscan.book.name_evidence import NameMatch, name_reasons
from cardscan.book.rare_names import Families
from cardscan.book.same_firm import (
    own_domains,
    same_name_and_firm,
    same_rare_name,
    same_under_another_form,
    titles_fit,
)
from cardscan.book.weights import Evidence
from cardscan.model import Entry, EntryKind, Likeness, Reason, Verdict

__all__ = ["Acquaintance", "GuestMatch", "match_guests"]


class Acquaintance(StrEnum):
    """Whether one knows somebody on a list."""

    KNOWN = "known"
    MAYBE = "maybe"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class GuestMatch:
    """What is known of one guest.

    ``contacts`` are places of the contacts that are, or may be, this person, the
    likest first, each with its likeness. ``through`` are places of contacts at the
    same firm: for a person who is not known, and for a firm.
    """

    guest: int
    acquaintance: Acquaintance
    contacts: tuple[tuple[int, Likeness], ...] = ()
    through: tuple[int, ...] = ()


def match_guests(
    guests: Sequence[Entry],
    contacts: Sequence[Entry],
    *,
    owners: Mapping[int, object] | None = None,
) -> tuple[GuestMatch, ...]:
    """Match each guest; ``owners`` says whose some of the places in ``contacts`` are.

    A list gives a name and a firm, seldom more. So a guest is KNOWN where a merge
    would be sure, or where the very same name, or another form of it, is at the very
    same firm, or a name that hardly two people bear is the same wherever they are, and
    nothing speaks against it, nor is there a second person of whom that holds.
    """
    return _Matcher(guests, contacts, owners or {}).matches()


_SAMPLE = 2_000
"""Contacts that tell how rare a name is: a list decides by more than that, and is waited for."""


class _Ground(IntEnum):
    """Why a guest and a contact are one, the weakest first; NONE says that they only may be."""

    NONE = 0
    RARE = 1
    FORM = 2
    NAME = 3
    KEY = 4


_IS_RARE = Reason("a name that few people bear", 0.0)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A guest and a contact that may be one."""

    place: int
    weighing: Weighing
    ground: _Ground

    @property
    def is_known(self) -> bool:
        return self.ground is not _Ground.NONE


class _Matcher:
    def __init__(
        self, guests: Sequence[Entry], contacts: Sequence[Entry], owners: Mapping[int, object]
    ) -> None:
        self._count = len(guests)
        self._contacts = contacts
        self._owners = owners
        self._profiles: dict[int, Profile] = {i: profile(e) for i, e in enumerate(guests)}
        self._titles = {i: e.titles for i, e in enumerate((*guests, *contacts))}
        lookup = Lookup(list(self._profiles.values()))
        # As of a large book: each contact is asked only what is cheap, and most are done with it.
        for place in lookup.near(contacts, count=LARGE + 1):
            self._profiles[self._count + place] = profile(contacts[place])
        sample = [profile(e) for e in contacts[:: max(1, len(contacts) // _SAMPLE)]]
        self._context: BookContext = learn_profiles(
            list(self._profiles.values()),
            sample=sample or list(self._profiles.values()),
            size=len(guests) + len(contacts),
        )
        names = (one.name for one in (*self._profiles.values(), *sample))
        self._families = Families(names, self._context)
        self._near: dict[int, list[int]] = {}
        for first, second in sorted(lookup.pairs(self._profiles)):
            if first < self._count <= second:
                self._near.setdefault(first, []).append(second)

    def matches(self) -> tuple[GuestMatch, ...]:
        pairs = {guest: self._pairs(guest) for guest in range(self._count)}
        rivals = self._rivals(pairs)
        firms = _Firms(self._contacts)
        found = []
        for guest, near in pairs.items():
            best = max((pair.ground for pair in near), default=_Ground.NONE)
            known = [pair for pair in near if pair.is_known and pair.ground is best]
            sure = bool(known) and guest not in rivals and self._are_one(p.place for p in known)
            kept = known if sure else near
            state = Acquaintance.KNOWN if sure else Acquaintance.MAYBE if near else Acquaintance.NEW
            contacts = tuple((p.place - self._count, p.weighing.likeness) for p in kept[:5])
            one = self._profiles[guest]
            through = () if sure and one.kind is EntryKind.PERSON else firms.of(one)
            if one.kind is EntryKind.ORGANIZATION and through:
                state = Acquaintance.KNOWN  # a firm is known by whom one knows there
            mine = {place for place, _ in contacts}
            found.append(
                GuestMatch(guest, state, contacts, tuple(t for t in through if t not in mine))
            )
        return tuple(found)

    def _pairs(self, guest: int) -> list[_Pair]:
        one = self._profiles[guest]
        found = []
        for place in self._near.get(guest, ()):
            weighing, match = self._weigh(guest, place)
            names = {reason.name for reason in weighing.likeness.reasons}
            ground = self._ground(guest, place, weighing, match, names)
            if ground is _Ground.RARE:
                told = (*weighing.likeness.reasons, _IS_RARE)
                weighing = replace(weighing, likeness=replace(weighing.likeness, reasons=told))
            if ground or self._may_be(one, weighing, match, names):
                found.append(_Pair(place, weighing, ground))
        return sorted(found, key=lambda p: (-p.ground, -p.weighing.likeness.score, p.place))

    def _ground(
        self, guest: int, place: int, weighing: Weighing, match: NameMatch, names: set[str]
    ) -> _Ground:
        if weighing.likeness.verdict is Verdict.SAME:
            return _Ground.KEY
        if self._same_name_and_firm(guest, place, match, names):
            return _Ground.NAME
        one, other = self._profiles[guest], self._profiles[place]
        is_form = same_under_another_form(one, other, match, names)
        if is_form and titles_fit(self._titles[guest], self._titles[place]):
            return _Ground.FORM
        is_rare = same_rare_name(one, other, match, names, self._families)
        return _Ground.RARE if is_rare else _Ground.NONE

    def _weigh(self, first: int, second: int) -> tuple[Weighing, NameMatch]:
        one, other = self._profiles[first], self._profiles[second]
        match, _ = name_reasons(one.name, other.name, self._context)
        return weigh(one, other, self._context), match

    def _same_name_and_firm(
        self, first: int, second: int, match: NameMatch, names: set[str]
    ) -> bool:
        one, other = self._profiles[first], self._profiles[second]
        titles = self._titles[first], self._titles[second]
        return same_name_and_firm(one, other, match, names) and titles_fit(*titles)

    def _may_be(self, one: Profile, weighing: Weighing, match: NameMatch, names: set[str]) -> bool:
        if weighing.likeness.verdict is Verdict.MAYBE:
            return True
        # A namesake elsewhere is perhaps the same person with a new job.
        return match.equal and bool(one.name.given) and Evidence.OTHER_GENERATION not in names

    def _rivals(self, pairs: Mapping[int, list[_Pair]]) -> set[int]:
        """Guests known as one and the same contact who are not one another."""
        claimed: dict[object, list[tuple[int, _Ground]]] = {}
        for guest, near in pairs.items():
            for pair in near:
                if pair.is_known:
                    claimed.setdefault(self._owner(pair.place), []).append((guest, pair.ground))
        rivals: set[int] = set()
        for claims in claimed.values():
            for (first, ground), (second, other) in combinations(claims, 2):
                if first != second and not self._are_one((first, second)):
                    rivals |= {first} if ground <= other else set()
                    rivals |= {second} if other <= ground else set()
        return rivals

    def _owner(self, place: int) -> object:
        return self._owners.get(place - self._count, place)

    def _are_one(self, places: Iterable[int]) -> bool:
        """Whether some contacts, or some guests, are one person each with each."""
        several = {self._owner(place): place for place in places}
        for first, second in combinations(several.values(), 2):
            weighing, match = self._weigh(first, second)
            names = {reason.name for reason in weighing.likeness.reasons}
            same = weighing.likeness.verdict is Verdict.SAME
            if not same and not self._same_name_and_firm(first, second, match, names):
                return False
        return True


class _Firms:
    """Who is where, to find whom one knows at a firm."""

    def __init__(self, contacts: Sequence[Entry]) -> None:
        self._contacts = contacts
        self._at: dict[str, list[int]] | None = None

    def of(self, guest: Profile) -> tuple[int, ...]:
        """Places of the people at the guest's firm."""
        if self._at is None:
            self._at = self._indexed()
        keys = [*(f"o{o.replace(' ', '')}" for o in guest.organizations)]
        keys += [f"d{domain}" for domain in sorted(own_domains(guest))]
        return tuple(dict.fromkeys(place for key in keys for place in self._at.get(key, ())))

    def _indexed(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, entry in enumerate(self._contacts):
            if entry.kind is not EntryKind.PERSON:
                continue
            keys = {f"o{organization_key(o).replace(' ', '')}" for o in entry.organizations}
            mails = {email_key(e) for e in entry.emails}
            keys |= {f"d{m.rpartition('@')[2]}" for m in mails if not is_role_mailbox(m)}
            for key in keys:
                found.setdefault(key, []).append(place)
        return found
