"""What two names say for and against their being one person's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from cardscan.book.context import BookContext
from cardscan.book.names import Fit, PersonName, fit_family, fit_given, is_given_name
from cardscan.book.weights import SWAPPED_BITS, Evidence, Measure, fixed_reason, graded_bits
from cardscan.model import Reason

__all__ = ["NameMatch", "name_reasons"]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How two whole names fit; ``swapped`` when given stands for family."""

    given: Fit
    family: Fit
    swapped: bool = False

    @property
    def equal(self) -> bool:
        """Both names are there, and equal."""
        return self.given is Fit.EQUAL and self.family is Fit.EQUAL

    @property
    def compatible(self) -> bool:
        """Both names are there and may be two spellings of one."""
        return self.given >= Fit.TYPO and self.family >= Fit.TYPO

    @property
    def contradictory(self) -> bool:
        """The given names, or both names, are clearly those of two persons."""
        return self.given == Fit.DIFFERENT or (
            self.given == Fit.RESEMBLING and self.family == Fit.DIFFERENT
        )


# The likeness that a fit is worth where its letters alone would say less.
_FIT_LIKENESS = {
    Fit.EQUAL: 1.0,
    Fit.SOUND: 0.94,
    Fit.NICKNAME: 0.9,
    Fit.PART: 0.9,
    Fit.INITIAL: 0.7,
}


def name_reasons(
    first: PersonName, second: PersonName, context: BookContext
) -> tuple[NameMatch, list[Reason]]:
    """How two names match, in whichever order fits better, and what that weighs."""
    first, second = sorted((first, second), key=_order)  # so that a swap reads the same both ways
    first, second = _cut_alike(first, second)
    straight = _name_match(first.given, second.given, first.family, second.family)
    match, bits = straight, _name_bits(first, second, straight, context)
    if not straight.equal and first and second:
        swapped = _name_match(first.given, second.family, first.family, second.given, swapped=True)
        swapped_bits = _name_bits(first, second, swapped, context)
        if sum(swapped_bits) + SWAPPED_BITS > sum(bits):
            match, bits = swapped, swapped_bits
    if first.joint != second.joint and match.given > Fit.RESEMBLING:
        match = replace(match, given=Fit.RESEMBLING)  # a couple's card, and that of one of them
    return match, _name_words(match, bits, first, second)


def _cut_alike(first: PersonName, second: PersonName) -> tuple[PersonName, PersonName]:
    """A name cut where the other is: one in one word (王小明), or with two family names.

    Carmen Ruiz Salvatierra is Carmen, Ruiz Salvatierra beside a Carmen Ruiz.
    """
    for one, other in ((first, second), (second, first)):
        if _ends_in_family(one.given, other) and not other.joint and not one.joint:
            cut = replace(one, given=one.given[:-1], family=(one.given[-1], *one.family))
            return (cut, second) if one is first else (first, cut)
        if not one.given and len(one.family) == 1 and other.given and other.family:
            given, family = "".join(other.given), "".join(other.family)
            if one.family[0] in (family + given, given + family):
                cut = replace(one, given=other.given, family=other.family)
                return (cut, second) if one is first else (first, cut)
    return first, second


def _ends_in_family(given: tuple[str, ...], other: PersonName) -> bool:
    """Whether the last of some given names is the other's family name, and no given name."""
    if len(given) < 2 or not other.given or given[-1:] != other.family[:1]:
        return False
    return given[0] == other.given[0] and not is_given_name(given[-1])


def _order(name: PersonName) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return name.given, name.family


def _name_match(
    given: tuple[str, ...],
    other_given: tuple[str, ...],
    family: tuple[str, ...],
    other_family: tuple[str, ...],
    *,
    swapped: bool = False,
) -> NameMatch:
    first, last = fit_given(given, other_given), fit_family(family, other_family)
    if not given and not other_given and last is Fit.EQUAL:
        first = Fit.EQUAL  # "Mama" on both, and no more than that
    return NameMatch(first, last, swapped)


def _name_bits(
    first: PersonName, second: PersonName, match: NameMatch, context: BookContext
) -> tuple[float, float]:
    other_given, other_family = second.given, second.family
    if match.swapped:
        other_given, other_family = other_family, other_given
    return (
        _part_bits(Measure.GIVEN, first.given, other_given, match.given, context),
        _part_bits(Measure.FAMILY, first.family, other_family, match.family, context),
    )


def _part_bits(
    measure: Measure,
    first: tuple[str, ...],
    second: tuple[str, ...],
    fit: Fit,
    context: BookContext,
) -> float:
    if fit is Fit.MISSING or not first:
        return 0.0
    one, other = "".join(first), "".join(second)
    if measure is Measure.GIVEN and fit >= Fit.INITIAL:
        one, other = first[0], second[0]
    rarity = min(context.rarity_bits(measure, one), context.rarity_bits(measure, other))
    if fit is Fit.INITIAL:
        return min(3.0, rarity)
    likeness = max(_FIT_LIKENESS.get(fit, 0.0), OSA.normalized_similarity(one, other))
    return graded_bits(measure, likeness, rarity)


_FIT_WORDS = {
    Fit.DIFFERENT: "different {}s",
    Fit.RESEMBLING: "resembling {}s",
    Fit.TYPO: "nearly the same {}",
    Fit.INITIAL: "initial fits the {}",
    Fit.PART: "part of the {}",
    Fit.NICKNAME: "short form of the {}",
    Fit.SOUND: "other spelling of the {}",
    Fit.EQUAL: "same {}",
}


def _name_words(
    match: NameMatch, bits: tuple[float, float], first: PersonName, second: PersonName
) -> list[Reason]:
    given, family = bits
    if match.equal:
        found = [Reason("same name", given + family)]
    else:
        found = [
            Reason(_FIT_WORDS[fit].format(measure), weight)
            for fit, measure, weight in (
                (match.given, Measure.GIVEN, given),
                (match.family, Measure.FAMILY, family),
            )
            if fit is not Fit.MISSING
        ]
    if match.swapped:
        found.append(Reason("given and family name swapped", SWAPPED_BITS))
    if first.generation != second.generation and first.generation and second.generation:
        found.append(fixed_reason(Evidence.OTHER_GENERATION))
    return found
