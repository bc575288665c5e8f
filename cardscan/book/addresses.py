"""How alike the postal addresses of two entries are."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from cardscan.book.context import BookContext
from cardscan.book.keys import AddressKey
from cardscan.book.weights import GRADED, Measure, graded_bits
from cardscan.model import Reason

__all__ = ["address_reasons", "street_bits"]

MOST_WORDS = 24
"""So many words of a street are compared, each with each: the longest real ones have a dozen."""

MOST_ADDRESSES = 8


def address_reasons(
    first: tuple[AddressKey, ...], second: tuple[AddressKey, ...], context: BookContext
) -> list[Reason]:
    """The evidence of the two addresses that fit best."""
    if not first or not second:
        return []
    return max(
        (
            _pair_reasons(a, b, context)
            for a in first[:MOST_ADDRESSES]
            for b in second[:MOST_ADDRESSES]
        ),
        key=lambda reasons: sum(r.weight for r in reasons),
    )


def _pair_reasons(first: AddressKey, second: AddressKey, context: BookContext) -> list[Reason]:
    found: list[Reason] = []
    street = street_bits(first.words[:MOST_WORDS], second.words[:MOST_WORDS], context)
    if street is not None:
        found.append(Reason("same street" if street > 3 else "different streets", street))
    number = _number_bits(first.numbers, second.numbers, context)
    if number is not None:
        found.append(
            Reason("same house number" if number > 0 else "different house numbers", number)
        )
    for measure, one, other in (
        (Measure.CITY, first.city, second.city),
        (Measure.POSTAL_CODE, first.postal_code, second.postal_code),
        (Measure.REGION, first.region, second.region),
    ):
        if one and other:
            found.append(_value_reason(measure, one, other, context))
    return _told_as_one(found)


def _told_as_one(found: list[Reason]) -> list[Reason]:
    """A wholly equal address is one reason, not four."""
    names = {r.name for r in found}
    whole = {"same street", "same city"} <= names or {"same street", "same postal code"} <= names
    if not whole or any(r.weight < 0 for r in found):
        return found
    return [Reason("same address", sum(r.weight for r in found))]


def _value_reason(measure: Measure, one: str, other: str, context: BookContext) -> Reason:
    rarity = min(context.rarity_bits(measure, one), context.rarity_bits(measure, other))
    likeness = 1.0 if one == other else OSA.normalized_similarity(one, other)
    bits = graded_bits(measure, likeness, rarity)
    same = likeness >= GRADED[measure].half
    if measure is Measure.CITY:
        return Reason("same city" if same else "different cities", bits)
    return Reason(f"same {measure}" if same else f"different {measure}s", bits)


def _number_bits(
    first: tuple[str, ...], second: tuple[str, ...], context: BookContext
) -> float | None:
    if not first or not second:
        return None
    pairs = ((a, b) for a in first[:MOST_WORDS] for b in second[:MOST_WORDS])
    likeness, one = max((_likeness(a, b), a) for a, b in pairs)
    return graded_bits(Measure.NUMBER, likeness, context.rarity_bits(Measure.NUMBER, one))


def street_bits(
    first: tuple[str, ...], second: tuple[str, ...], context: BookContext
) -> float | None:
    """The weight of two streets' words, each matched to its likest, whatever their order.

    A street and what goes with it (building, floor) come in any order and
    number, and words are split and joined by mistake; rare words weigh most.
    """
    if not first or not second:
        return None
    short, long = sorted((first, second), key=lambda w: (len(w), w))
    grade = GRADED[Measure.STREET]
    gained = total = 0.0
    for word in short:
        likeness, other = max((_likeness(word, w), w) for w in long)
        rarity = min(
            context.rarity_bits(Measure.STREET, word), context.rarity_bits(Measure.STREET, other)
        )
        total += rarity
        if likeness > grade.none:
            gained += rarity * (likeness - grade.none) / (1 - grade.none)
    share = max(gained / total if total else 0.0, _joined_likeness(first, second))
    return graded_bits(Measure.STREET, share, total)


def _joined_likeness(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    return _likeness("".join(first), "".join(second))


@lru_cache(maxsize=1 << 14)
def _likeness(first: str, second: str) -> float:
    return 1.0 if first == second else float(OSA.normalized_similarity(first, second))
