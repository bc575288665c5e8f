"""What a file of contacts says about itself: how rare its values are, and which are shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

from cardscan.book.keys import Profile, profile
from cardscan.book.names import Fit, PersonName, fit_family, fit_given
from cardscan.book.weights import Measure
from cardscan.model import Entry, EntryKind

__all__ = ["SAMPLE", "BookContext", "learn", "learn_profiles"]

SAMPLE = 5_000
"""About so many contacts tell how rare a name is; more would only take longer."""

# How common a value is before the file has said anything, and how many contacts that is worth.
# Given names: the most common ones are borne by 1 to 2 % (US census 1990, Austria 2020).
_PRIOR: Mapping[Measure, float] = {
    Measure.GIVEN: 1 / 400,
    Measure.FAMILY: 1 / 3000,
    Measure.STREET: 1 / 1500,
    Measure.NUMBER: 1 / 60,
    Measure.CITY: 1 / 300,
    Measure.POSTAL_CODE: 1 / 1000,
    Measure.REGION: 1 / 10,
    Measure.ORGANIZATION: 1 / 1000,
}
_PRIOR_WORTH = 100.0


@dataclass(frozen=True, slots=True)
class BookContext:
    """What was learned from a file.

    ``size`` counts its cards; ``holders`` says of a number or an e-mail address
    on several cards how many different names they bear; ``country`` is the
    dialling code that most of its numbers have, empty where none has one.
    """

    size: int = 0
    rarities: Mapping[Measure, Mapping[str, float]] = field(default_factory=dict)
    unseen: Mapping[Measure, float] = field(default_factory=dict)
    holders: Mapping[str, int] = field(default_factory=dict)
    country: str = ""

    def rarity_bits(self, measure: Measure, value: str) -> float:
        """The bits of surprise of meeting a value in this file."""
        known = self.rarities.get(measure)
        if known is None:
            return -log2(_PRIOR[measure])
        return known.get(value, self.unseen[measure])

    def names_with(self, key: str) -> int:
        """How many different names the cards with a number or address bear, at least 1."""
        return self.holders.get(key, 1)


def learn(entries: Sequence[Entry]) -> BookContext:
    """Learn from the cards of a file how rare values are and which are shared."""
    return learn_profiles([profile(e) for e in entries if e.kind is not EntryKind.GROUP])


def learn_profiles(
    profiles: Sequence[Profile],
    *,
    sample: Sequence[Profile] | None = None,
    size: int | None = None,
) -> BookContext:
    """The same from profiles: what is shared from all of them, what is rare from a sample.

    ``sample`` and ``size`` stand for the whole file where ``profiles`` are but a part of it.
    """
    if sample is None:
        sample = profiles[:: max(1, len(profiles) // SAMPLE)]
    worth = len(sample) + _PRIOR_WORTH
    return BookContext(
        size=len(profiles) if size is None else size,
        rarities={
            measure: {
                v: -log2((n + _PRIOR_WORTH * _PRIOR[measure]) / worth) for v, n in seen.items()
            }
            for measure, seen in _counts(sample).items()
        },
        unseen={m: -log2(_PRIOR_WORTH * prior / worth) for m, prior in _PRIOR.items()},
        holders=holders(profiles),
        country=_most_common_country([*profiles, *sample]),
    )


def _most_common_country(profiles: Iterable[Profile]) -> str:
    """The dialling code of most numbers; of equally many the first, so that order is no matter."""
    counts = Counter(p.country for one in profiles for p in one.phones if p.country)
    return min(counts, key=lambda country: (-counts[country], country), default="")


def _counts(sample: Iterable[Profile]) -> dict[Measure, Counter[str]]:
    counts: dict[Measure, Counter[str]] = {m: Counter() for m in _PRIOR}
    given, family = counts[Measure.GIVEN], counts[Measure.FAMILY]
    for one in sample:
        given[one.name.given[0] if one.name.given else ""] += 1
        family["".join(one.name.family)] += 1
        counts[Measure.ORGANIZATION].update(set(one.organizations))
        for address in one.addresses[:1]:
            counts[Measure.STREET].update(set(address.words))
            counts[Measure.NUMBER].update(set(address.numbers))
            counts[Measure.CITY][address.city] += 1
            counts[Measure.POSTAL_CODE][address.postal_code] += 1
            counts[Measure.REGION][address.region] += 1
    return counts


def holders(profiles: Iterable[Profile]) -> dict[str, int]:
    """How many different names bear each number and address that is on several cards."""
    names: dict[str, list[PersonName]] = {}
    for one in profiles:
        for key in {*one.emails, *(p.number for p in one.phones)}:
            names.setdefault(key, []).append(one.name)
    return {key: n for key, found in names.items() if len(found) > 1 and (n := distinct(found)) > 1}


def distinct(names: Sequence[PersonName]) -> int:
    """How many persons a list of names is at least; at 9 it stops counting."""
    kept: list[PersonName] = []
    for name in names:
        if name and not any(_may_be_one(name, k) for k in kept):
            kept.append(name)
            if len(kept) == 9:
                break
    return len(kept)


def _may_be_one(one: PersonName, other: PersonName) -> bool:
    straight = _fits(one.given, other.given, one.family, other.family)
    return straight or _fits(one.given, other.family, one.family, other.given)


def _fits(
    given: tuple[str, ...],
    other_given: tuple[str, ...],
    family: tuple[str, ...],
    other_family: tuple[str, ...],
) -> bool:
    first, last = fit_given(given, other_given), fit_family(family, other_family)
    # An equal given name alone may be a changed family name: the same person still.
    return (first >= Fit.TYPO or first == Fit.MISSING) and (
        last >= Fit.TYPO or last == Fit.MISSING or first in (Fit.EQUAL, Fit.PART)
    )
