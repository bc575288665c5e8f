"""Incoming contacts against an address book: what becomes of each, as a plan."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from cardscan.book.clusters import Cluster, Clusters, Faces
from cardscan.book.compare import Weighing, decided, weigh
from cardscan.book.context import SAMPLE, BookContext, learn_profiles
from cardscan.book.decisions import CardKeys, Decision, Decisions
from cardscan.book.keys import Profile, profile
from cardscan.book.lookup import Lookup
from cardscan.book.union import additions, grown
from cardscan.model import Action, Entry, EntryKind, Likeness, Plan, Reason, Step, Verdict

__all__ = ["plan_merge"]


def plan_merge(
    incoming: Sequence[Entry],
    existing: Sequence[Entry],
    *,
    decisions: Iterable[Decision] = (),
    maybe_new: bool = False,
) -> Plan:
    """Decide for each incoming contact: new, more for a known one, to be asked, or nothing new.

    ``Step.incoming`` and ``Step.twin`` are places in ``incoming``, ``Step.target``
    is the position of an entry of ``existing``. A person twice among the incoming
    is added once, and the second contact completes the first (its ``twin``).
    With ``maybe_new`` a contact that may be known is added all the same.
    """
    book = _Both(incoming, existing, Decisions(decisions))
    edges = sorted(book.likenesses(), key=book.order)
    clusters = Clusters(book)
    for edge in edges:
        if edge.verdict is Verdict.SAME:
            clusters.join(edge)
    planner = _Planner(book, clusters, edges, maybe_new=maybe_new)
    return Plan(tuple(planner.step(place) for place in range(len(incoming))))


class _Both:
    """The incoming contacts and the address book as one row of places, the incoming first."""

    def __init__(
        self, incoming: Sequence[Entry], existing: Sequence[Entry], decisions: Decisions
    ) -> None:
        self.count = len(incoming)
        self.entries = _Row(incoming, existing)
        self.decisions = decisions
        self.profiles: dict[int, Profile] = {i: profile(e) for i, e in enumerate(incoming)}
        self._lookup = Lookup(list(self.profiles.values()))
        self.groups: list[int] = []
        uids = [hash(entry.uid) for entry in incoming]
        told = self._noted(existing, uids)
        self._near = [self.count + p for p in self._lookup.near(told, count=len(existing))]
        for place in self._near:
            self.profiles[place] = profile(self.entries[place])
        self.context = self._learn(existing)
        self._keys = CardKeys(self.entries.__getitem__, uids)
        self._faces = Faces(self.profiles.values())
        self.candidates = self._find_candidates()
        self._in_book: dict[int, list[int]] = {}
        for place, other in sorted(self.candidates):
            if other >= self.count:
                self._in_book.setdefault(place, []).append(other)
        self._seen: dict[tuple[int, int], Weighing] = {}

    def _noted(self, existing: Iterable[Entry], uids: list[int]) -> Iterator[Entry]:
        """The cards of the book, each noted on its way: its UID, and where the groups are."""
        for place, entry in enumerate(existing, self.count):
            uids.append(hash(entry.uid))
            if entry.kind is EntryKind.GROUP:
                self.groups.append(place)
            yield entry

    def _learn(self, existing: Sequence[Entry]) -> BookContext:
        """What is rare, from a sample of both; what is shared, from the cards at hand."""
        places = range(len(existing))[:: max(1, len(existing) // SAMPLE)]
        known = (
            self.profiles.get(self.count + place) or profile(existing[place]) for place in places
        )
        return learn_profiles(
            list(self.profiles.values()),
            sample=list(known) or list(self.profiles.values()),
            size=len(self.entries),
        )

    def weigh(self, first: int, second: int) -> Weighing:
        """The likeness of two places, a person's decision first."""
        pair = (first, second) if first < second else (second, first)
        if (known := self._seen.get(pair)) is None:
            known = self._seen[pair] = self._weigh(*pair)
        return known

    def _weigh(self, first: int, second: int) -> Weighing:
        if self.decisions:
            said = self.decisions.about(self.entries[first], self.entries[second])
            if said is not None:
                return decided(first, second, same=said)
        found = weigh(self._profile(first), self._profile(second), self.context)
        likeness = Likeness(first, second, found.likeness.verdict, found.likeness.reasons)
        return Weighing(likeness, found.strong, found.opposition)

    def _profile(self, place: int) -> Profile:
        if place not in self.profiles:
            self.profiles[place] = profile(self.entries[place])
        return self.profiles[place]

    def face(self, place: int) -> Hashable:
        """What is weighed of a place; a decision is about cards, whatever they say."""
        return place if self.decisions else self._faces.of(self._profile(place))

    def likenesses(self) -> list[Likeness]:
        """All pairs with an incoming contact that are not different."""
        found = (self.weigh(*pair).likeness for pair in sorted(self.candidates))
        return [f for f in found if f.verdict is not Verdict.DIFFERENT]

    def equal(self, place: int) -> int | None:
        """A card of the book that says word for word what an incoming contact says."""
        wanted = _words_of(self.entries[place])
        in_book = self._in_book.get(place, ())
        return next((other for other in in_book if _words_of(self.entries[other]) == wanted), None)

    def _find_candidates(self) -> set[tuple[int, int]]:
        pairs = self._lookup.pairs(self.profiles)
        for a, b in self.decisions.same_pairs(self.entries):
            if min(a, b) < self.count:
                pairs.add((min(a, b), max(a, b)))
        return pairs

    def order(self, edge: Likeness) -> tuple[float, str, str]:
        """The likest first; ties by what the cards say, so that their order does not matter."""
        return -round(edge.score, 6), *self._keys.pair(edge.first, edge.second)


class _Row:
    """Two sequences of entries, one after the other, uncopied: the second may be a whole book."""

    def __init__(self, first: Sequence[Entry], second: Sequence[Entry]) -> None:
        self._first = first
        self._second = second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def __getitem__(self, place: int) -> Entry:
        beyond = place - len(self._first)
        return self._first[place] if beyond < 0 else self._second[beyond]

    def __iter__(self) -> Iterator[Entry]:
        return chain(self._first, self._second)


class _Planner:
    """Turns clusters and likenesses into a step for each incoming contact, in their order."""

    def __init__(
        self, book: _Both, clusters: Clusters, edges: Sequence[Likeness], *, maybe_new: bool
    ) -> None:
        self._book = book
        self._clusters = clusters
        self._maybe_new = maybe_new
        self._edges: dict[int, list[Likeness]] = {}
        for edge in edges:  # best first, and stay so
            self._edges.setdefault(edge.first, []).append(edge)
            if edge.second < book.count:
                self._edges.setdefault(edge.second, []).append(edge)
        self._grown: dict[int, Entry] = {}
        self._added: dict[Cluster, int] = {}
        self._new_places: set[int] = set()

    def step(self, place: int) -> Step:
        """What becomes of one incoming contact."""
        if self._book.entries[place].kind is EntryKind.GROUP:
            return self._group_step(place)
        for edge in self._edges.get(place, ()):
            other = _other(edge, place)
            if other >= self._book.count and self._says_all(other, place):
                return self._told(place, Action.NOTHING, other, edge.reasons)
        equal = self._book.equal(place)
        if equal is not None and not additions(self._entry(equal), self._book.entries[place]):
            return self._told(place, Action.NOTHING, equal, ())
        cluster = self._clusters.of(place)
        known = [p for p in cluster.cards if p >= self._book.count]
        if known and not self._is_torn(place, cluster):
            return self._join(place, self._best(place, known))
        if (twin := self._added.get(cluster)) is not None:
            return self._join(place, twin)
        return self._new(place, cluster)

    def _group_step(self, place: int) -> Step:
        """A group card is no person: it is new unless the book has that group."""
        group = self._book.entries[place]
        for other in self._book.groups:
            known = self._book.entries[other]
            if (
                (group.uid and known.uid == group.uid)
                or set(known.formatted_names) & set(group.formatted_names)
                or _words_of(known) == _words_of(group)
            ):
                return self._told(place, Action.NOTHING, other, ())
        return Step(place, Action.ADD)

    def _says_all(self, other: int, place: int) -> bool:
        """Whether a card says all that an incoming one does, and more than the name agrees."""
        incoming, known = self._book.entries[place], self._entry(other)
        if additions(known, incoming):
            return False
        if self._book.weigh(place, other).likeness.verdict is Verdict.SAME:
            return True
        if incoming.phones or incoming.emails or incoming.addresses:
            return True
        return all(a.property in _OF_THE_CARD for a in additions(incoming, known))

    def _is_torn(self, place: int, cluster: Cluster) -> bool:
        """Whether a contact is as much another card's, which names somebody else."""
        return any(
            e.verdict is Verdict.SAME and _other(e, place) not in cluster.cards
            for e in self._edges.get(place, ())
        )

    def _best(self, place: int, known: Sequence[int]) -> int:
        direct = [o for e in self._edges.get(place, ()) if (o := _other(e, place)) in known]
        return direct[0] if direct else min(known)

    def _join(self, place: int, other: int) -> Step:
        new = additions(self._entry(other), self._book.entries[place])
        reasons = self._book.weigh(place, other).likeness.reasons
        if not new:
            return self._told(place, Action.NOTHING, other, reasons)
        self._grown[other] = grown(self._entry(other), new)
        return replace(self._told(place, Action.MERGE, other, reasons), additions=new)

    def _new(self, place: int, cluster: Cluster) -> Step:
        doubt = None if self._maybe_new else self._doubt(cluster)
        if doubt is not None:
            other = _other(
                doubt, next(c for c in (doubt.first, doubt.second) if c in cluster.cards)
            )
            return self._told(place, Action.WAIT, other, doubt.reasons)
        self._added[cluster] = place
        self._new_places.add(place)
        return Step(place, Action.ADD)

    def _doubt(self, cluster: Cluster) -> Likeness | None:
        """The best likeness of a cluster to a card of the book, or to one that is being added."""
        doubts = [
            e
            for card in cluster.cards
            for e in self._edges.get(card, ())
            if (o := _other(e, card)) not in cluster.cards
            and (o >= self._book.count or o in self._new_places)
        ]
        return min(doubts, key=self._book.order, default=None)

    def _entry(self, place: int) -> Entry:
        return self._grown.get(place, self._book.entries[place])

    def _told(self, place: int, action: Action, other: int, reasons: tuple[Reason, ...]) -> Step:
        """A step about another card: one of the book, or an incoming one."""
        step = Step(place, action, reasons=reasons, sure=self._is_sure(place, other))
        if other < self._book.count:
            return replace(step, twin=other)
        return replace(step, target=self._book.entries[other].position)

    def _is_sure(self, place: int, other: int) -> bool:
        if self._book.entries[place].kind is EntryKind.GROUP:
            return False
        return self._book.weigh(place, other).likeness.verdict is Verdict.SAME


def _words_of(entry: Entry) -> Entry:
    """An entry without what a writer adds to a card, or a program gives it."""
    return replace(entry, position=0, uid=None, notes=(), has_photo=False)


_OF_THE_CARD = frozenset({"NOTE", "UID", "PHOTO"})


def _other(edge: Likeness, place: int) -> int:
    return edge.second if edge.first == place else edge.first
