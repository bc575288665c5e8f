"""The groups of cards of one address book that are, or may be, one person's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cardscan.book.candidates import find_candidates
from cardscan.book.clusters import Clusters, Faces, merged_reasons
from cardscan.book.compare import Weighing, decided, weigh
from cardscan.book.context import BookContext, learn_profiles
from cardscan.book.decisions import CardKeys, Decision, Decisions
from cardscan.book.keys import Profile, profile
from cardscan.book.screen import screened
from cardscan.book.union import additions, grown
from cardscan.model import (
    Action,
    Entry,
    EntryKind,
    Group,
    Likeness,
    Plan,
    Reason,
    Step,
    Verdict,
)

__all__ = ["Repointing", "find_groups", "find_likenesses", "plan_dedupe", "repoint"]


@dataclass(frozen=True, slots=True)
class Repointing:
    """A member of a group card that must name another card: the UID it names, and the new one."""

    group: int
    old_uid: str
    new_uid: str


def find_groups(
    entries: Sequence[Entry], *, decisions: Iterable[Decision] = ()
) -> tuple[Group, ...]:
    """The groups of cards that are one person's (SAME), and those that may be (MAYBE).

    A card is in at most one group of each kind. A MAYBE group names all its
    cards, also those that a SAME group already brings together.
    """
    book = _Book(entries, Decisions(decisions))
    clusters = Clusters(book)
    edges = sorted(book.likenesses(), key=book.order)
    for edge in edges:
        if edge.verdict is Verdict.SAME:
            clusters.join(edge)
    same = _groups(clusters, Verdict.SAME)
    for edge in edges:
        clusters.join(edge, loose=True)
    surely = {g.cards for g in same}
    maybe = [
        replace(g, reasons=_in_doubt(g.cards, edges) or g.reasons)
        for g in _groups(clusters, Verdict.MAYBE)
        if g.cards not in surely
    ]
    return tuple(sorted((*same, *maybe), key=lambda g: (g.cards, g.verdict)))


def _in_doubt(cards: Iterable[int], edges: Iterable[Likeness]) -> tuple[Reason, ...]:
    """What speaks for the pairs of a group that are in doubt: the sure ones tell nothing of it."""
    within = frozenset(cards)
    return merged_reasons(
        tuple(
            reason
            for edge in edges
            if edge.verdict is Verdict.MAYBE and {edge.first, edge.second} <= within
            for reason in edge.reasons
        )
    )


def find_likenesses(
    entries: Sequence[Entry], *, decisions: Iterable[Decision] = ()
) -> tuple[Likeness, ...]:
    """Every pair of cards that is SAME or MAYBE, the likest first."""
    book = _Book(entries, Decisions(decisions))
    return tuple(sorted(book.likenesses(), key=book.order))


class _Book:
    """The persons and companies of a file, ready to be compared."""

    def __init__(self, entries: Sequence[Entry], decisions: Decisions) -> None:
        self._entries = entries
        self.decisions = decisions
        self.profiles: dict[int, Profile] = {}
        uids: list[int] = []
        for entry in entries:  # once, and none is kept: of a million they take 2 GB
            if entry.kind is not EntryKind.GROUP:
                self.profiles[entry.position] = profile(entry)
                uids.append(hash(entry.uid))
        self.context: BookContext = learn_profiles(list(self.profiles.values()))
        self._keys = CardKeys(self.entry, uids)
        self._faces = Faces(self.profiles.values())
        self._seen: dict[tuple[int, int], Weighing] = {}

    def entry(self, position: int) -> Entry:
        """A card by its position, which is its place where the entries are those of a file."""
        if position < len(self._entries) and self._entries[position].position == position:
            return self._entries[position]
        return self._scattered[position]

    @cached_property
    def _scattered(self) -> dict[int, Entry]:
        return {e.position: e for e in self._entries}

    def weigh(self, first: int, second: int) -> Weighing:
        """The likeness of two cards by position, a person's decision first."""
        pair = _in_order(first, second)
        if (known := self._seen.get(pair)) is None:
            known = self._seen[pair] = self._weigh(*pair)
        return known

    def _weigh(self, first: int, second: int) -> Weighing:
        if self.decisions:
            said = self.decisions.about(self.entry(first), self.entry(second))
            if said is not None:
                return decided(first, second, same=said)
        return weigh(self.profiles[first], self.profiles[second], self.context)

    def face(self, place: int) -> Hashable:
        """What is weighed of a card; a decision is about cards, whatever they say."""
        return place if self.decisions else self._faces.of(self.profiles[place])

    def likenesses(self) -> list[Likeness]:
        """All pairs among the candidates that are not different."""
        places = list(self.profiles)
        profiles = list(self.profiles.values())
        close = screened(find_candidates(profiles), profiles, self.context)
        pairs = {_in_order(places[a], places[b]) for a, b in close.tolist()}
        persons = (e for e in self._entries if e.kind is not EntryKind.GROUP)
        for a, b in self.decisions.same_pairs(persons):
            pairs.add(_in_order(places[a], places[b]))
        found = []
        for first, second in pairs:
            weighing = self._weigh(first, second)
            if weighing.likeness.verdict is not Verdict.DIFFERENT:
                self._seen[first, second] = weighing
                found.append(weighing.likeness)
        return found

    def order(self, edge: Likeness) -> tuple[float, str, str]:
        """The likest first; ties by what the cards say, so that their order does not matter."""
        return -round(edge.score, 6), *self._keys.pair(edge.first, edge.second)


def _in_order(first: int, second: int) -> tuple[int, int]:
    return (first, second) if first < second else (second, first)


def _groups(clusters: Clusters, verdict: Verdict) -> list[Group]:
    return [
        Group(tuple(sorted(c.cards)), verdict, merged_reasons(tuple(c.reasons.values())))
        for c in clusters.found()
    ]


def plan_dedupe(entries: Sequence[Entry], groups: Iterable[Group]) -> Plan:
    """What merging the SAME groups does: each step brings one card into its survivor.

    ``Step.incoming`` is the position of a card that goes, ``Step.target`` that
    of the one that stays and receives ``Step.additions``; what an Entry does not
    model is for the writer to carry along, line by line.
    """
    by_position = {e.position: e for e in entries}
    wanted = {member_uid(m) for e in entries for m in e.members}
    steps: list[Step] = []
    for group in groups:
        if group.verdict is not Verdict.SAME:
            continue
        cards = [by_position[c] for c in group.cards]
        survivor = max(cards, key=lambda e: _worth(e, wanted))
        for card in cards:
            if card is not by_position[survivor.position]:
                new = additions(survivor, card)
                steps.append(
                    Step(card.position, Action.MERGE, survivor.position, new, group.reasons)
                )
                survivor = grown(survivor, new)
    return Plan(tuple(steps))


def _worth(entry: Entry, wanted: set[str]) -> tuple[bool, int, bool, int]:
    """What makes a card the survivor: others point to it, it says most, it stands first."""
    said = sum(
        len(v)
        for v in (
            entry.phones, entry.emails, entry.addresses, entry.urls, entry.titles,
            entry.organizations, entry.departments, entry.notes, entry.nicknames,
        )
    )  # fmt: skip
    named = sum(len(t) for n in entry.names[:1] for t in (n.given, n.family, n.prefix, n.suffix))
    is_wanted = bool(entry.uid) and member_uid(entry.uid or "") in wanted
    return is_wanted, said * 100 + named, entry.has_photo, -entry.position


def member_uid(text: str) -> str:
    """A UID as a group's member names it, without ``urn:uuid:`` and in lower case."""
    return text.strip().casefold().removeprefix("urn:").removeprefix("uuid:")


def repoint(entries: Sequence[Entry], plan: Plan) -> tuple[Repointing, ...]:
    """The members of group cards that must point to a survivor once ``plan`` is applied."""
    by_position = {e.position: e for e in entries}
    moved: dict[str, str] = {}
    for step in plan.steps:
        if step.action is Action.MERGE and step.target is not None:
            gone, stays = by_position[step.incoming].uid, by_position[step.target].uid
            if gone and stays and member_uid(gone) != member_uid(stays):
                moved[member_uid(gone)] = stays
    return tuple(
        Repointing(e.position, m, moved[member_uid(m)])
        for e in entries
        if e.kind is EntryKind.GROUP
        for m in e.members
        if member_uid(m) in moved
    )
