"""The people behind the cards that somebody was given themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardscan.book.compare import weigh
from cardscan.book.context import BookContext, learn_profiles
from cardscan.book.dedupe import find_groups
from cardscan.book.keys import Profile, profile
from cardscan.book.name_evidence import name_reasons
from cardscan.book.same_firm import same_name_and_firm, titles_fit
from cardscan.model import Entry, EntryKind, Verdict

__all__ = ["find_persons"]

_Unit = tuple[int, ...]


def find_persons(entries: Sequence[Entry]) -> tuple[tuple[int, ...], ...]:
    """The places of each person's cards, in order of the first ones.

    One person's are the cards that dedupe would merge, and those of the very
    same name and firm with nothing against it: a card given a second time often
    shows no more than a firm's mailbox. Nothing is merged by this.
    """
    units = list(_merged(entries))
    named: dict[object, list[_Unit]] = {}
    profiles = [profile(entry) for entry in entries]
    for unit in units:
        name = profiles[unit[0]].name
        is_whole = bool(name.given and name.family) and entries[unit[0]].kind is EntryKind.PERSON
        named.setdefault((name.given, name.family) if is_whole else unit, []).append(unit)
    context = learn_profiles(profiles) if any(len(u) > 1 for u in named.values()) else None
    found: list[_Unit] = []
    for namesakes in named.values():
        found += namesakes if context is None else _joined(namesakes, entries, profiles, context)
    return tuple(sorted(found))


def _merged(entries: Sequence[Entry]) -> Iterator[_Unit]:
    groups = {g.cards[0]: g.cards for g in find_groups(entries) if g.verdict is Verdict.SAME}
    taken = {place for cards in groups.values() for place in cards}
    for place in range(len(entries)):
        if place in groups or place not in taken:
            yield groups.get(place, (place,))


def _joined(
    namesakes: Sequence[_Unit],
    entries: Sequence[Entry],
    profiles: Sequence[Profile],
    context: BookContext,
) -> Iterator[_Unit]:
    """Namesakes brought together where all that fit one of them also fit each other."""

    def fit(first: int, second: int) -> bool:
        one, other = profiles[first], profiles[second]
        match, _ = name_reasons(one.name, other.name, context)
        names = {reason.name for reason in weigh(one, other, context).likeness.reasons}
        titles = entries[first].titles, entries[second].titles
        return same_name_and_firm(one, other, match, names) and titles_fit(*titles)

    def all_fit(first: _Unit, second: _Unit) -> bool:
        return first == second or all(fit(a, b) for a in first for b in second)

    circles = {unit: frozenset(o for o in namesakes if all_fit(unit, o)) for unit in namesakes}
    done: set[_Unit] = set()
    for unit, circle in circles.items():
        if unit in done:
            continue
        whole = circle if all(circles[other] == circle for other in circle) else {unit}
        done |= whole
        yield tuple(sorted(place for other in whole for place in other))
