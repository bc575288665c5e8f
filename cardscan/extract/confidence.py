"""How likely a chosen value is right: a logistic curve a field, fitted by scripts/fit_confidence.

What goes in: the claim's score and its margin over the best rival (both capped
at 8), what independent readings say of it, the readers' own confidence in its
letters, and whether it had to be repaired.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from cardscan.model import Claim, Field, Reason

__all__ = ["SURE", "confidence_of", "features"]

SURE = 0.96
_MOST = 8.0

# offset, then a weight for each of `features`.
_CURVES: dict[Field, tuple[float, ...]] = {
    Field.NAME: (0.360, 0.021, 0.366, 1.403, 0.769, -0.500),
    Field.ORGANIZATION: (-1.206, 0.591, 0.168, 1.384, 0.699, -0.500),
    Field.DEPARTMENT: (-1.206, 0.591, 0.168, 1.384, 0.699, -0.500),
    Field.TITLE: (0.888, 0.341, 0.483, 0.695, 0.646, -0.500),
    Field.PHONE: (2.354, 0.248, 0.000, 0.526, 0.400, -0.467),
    Field.EMAIL: (-1.449, 0.101, 1.321, 0.554, 0.612, -0.500),
    Field.URL: (-1.449, 0.101, 1.321, 0.554, 0.612, -0.500),
    Field.SOCIAL: (0.888, 0.341, 0.483, 0.695, 0.646, -0.500),
    Field.ADDRESS: (-3.458, 0.860, 0.502, 0.270, 0.756, -0.500),
}


def features(claim: Claim, margin: float, witnesses: Iterable[Reason]) -> tuple[float, ...]:
    """What a value's confidence is made of, in the order of the fitted weights."""
    read_badly = sum(r.weight for r in claim.reasons if r.name == "read badly")
    repaired = any(r.name == "repaired" for r in claim.reasons)
    return (
        max(0.0, min(claim.score, _MOST)),
        max(0.0, min(margin, _MOST)),
        sum(r.weight for r in witnesses),
        max(-1.0, read_badly),
        float(repaired),
    )


def confidence_of(claim: Claim, margin: float, witnesses: Iterable[Reason]) -> float:
    """The probability, 0 to 1, that a chosen claim's value is right."""
    offset, *weights = _CURVES[claim.field]
    parts = zip(weights, features(claim, margin, witnesses), strict=True)
    logit = offset + sum(weight * value for weight, value in parts)
    return round(1 / (1 + exp(-logit)), 4)
