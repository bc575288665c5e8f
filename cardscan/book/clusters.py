"""Cards brought together pair by pair, without chaining two people through a third card."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from cardscan.book.compare import Opposition, Weighing
from cardscan.book.keys import Profile
from cardscan.book.repeats import Repeats
from cardscan.model import Likeness, Reason

__all__ = ["Cluster", "Clusters", "Faces", "Scales", "merged_reasons"]


class Scales(Protocol):
    """Whatever weighs two cards by their places."""

    def weigh(self, first: int, second: int) -> Weighing:
        """How alike the two are."""

    def face(self, place: int) -> Hashable:
        """What is weighed of a card: cards of one face weigh the same against any other."""


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """Cards of one person, and the reasons that brought them together.

    ``faces`` has one card of each face, so that 1,000 copies of a card weigh as little as one.
    """

    cards: frozenset[int]
    reasons: Mapping[str, Reason]
    faces: Mapping[Hashable, int]


class Faces:
    """What is weighed of each card: all but its place, and a UID that no other card has."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._repeated = Repeats(hash(one.uid) for one in profiles)

    def of(self, one: Profile) -> Profile:
        """The profile that all cards share that weigh the same against any other."""
        return replace(one, position=0, uid=one.uid if one.uid in self._repeated else None)


class Clusters:
    """Cards joined edge by edge, best first by the caller, as long as none of them are opposed."""

    def __init__(self, scales: Scales) -> None:
        self._scales = scales
        self._of: dict[int, Cluster] = {}

    def join(self, edge: Likeness, *, loose: bool = False) -> None:
        """Bring the clusters of two cards together, unless that would chain two people.

        ``loose`` is for groups that a person is to look at anyway.
        """
        first, second = self.of(edge.first), self.of(edge.second)
        bar = Opposition.TWO_PEOPLE if loose else Opposition.LIKELY
        if first is second or self._opposition(first, second) >= bar:
            return
        reasons = merged_reasons((*first.reasons.values(), *second.reasons.values(), *edge.reasons))
        joined = Cluster(
            first.cards | second.cards,
            {r.name: r for r in reasons},
            {**first.faces, **second.faces},
        )
        for card in joined.cards:
            self._of[card] = joined

    def of(self, card: int) -> Cluster:
        """The cluster of a card, perhaps of it alone."""
        if (known := self._of.get(card)) is None:
            faces = {self._scales.face(card): card}
            known = self._of[card] = Cluster(frozenset([card]), {}, faces)
        return known

    def _opposition(self, first: Cluster, second: Cluster) -> Opposition:
        weigh = self._scales.weigh
        return max(
            weigh(a, b).opposition for a in first.faces.values() for b in second.faces.values()
        )

    def found(self) -> list[Cluster]:
        """The clusters of more than one card."""
        return list({id(c): c for c in self._of.values() if len(c.cards) > 1}.values())


def merged_reasons(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Each named reason once with its greatest weight, the weightiest first."""
    kept: dict[str, Reason] = {}
    for reason in reasons:
        known = kept.get(reason.name)
        if known is None or abs(reason.weight) > abs(known.weight):
            kept[reason.name] = reason
    return tuple(sorted(kept.values(), key=lambda r: (-abs(r.weight), r.name)))
