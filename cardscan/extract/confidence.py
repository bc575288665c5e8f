"""How likely a chosen value is right: a logistic curve a field, fitted by scripts/fit_confidence.

What goes in: the claim's score and its margin over the best rival (both capped
at 8), what independent readings say of it, the readers' own confidence in its
letters, and whether it had to be repaired.

Fitted on 2,528 values of 167 drawn cards, each read by Tesseract alone and by
both readers. Departments use the organizations' curve, web addresses the
e-mails', profiles the titles': they were too few, or without a truth. Checked
on the 73 cards of sample_cards (81 % of the values are sure, 99.5 % of those
right) and on 18 real cards (67 %, all right; Tesseract alone 52 %, 98 %).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from cardscan.model import Claim, Field, Reason

__all__ = ["SURE", "confidence_of", "features"]

SURE = 0.965  # the lowest bar that keeps 98 % right on every set it was checked on
_MOST = 8.0

# offset, then a weight for each of `features`.
_CURVES: dict[Field, tuple[float, ...]] = {
    Field.NAME: (-1.243, 0.400, 0.378, 1.014, 0.552, -0.500),
    Field.ORGANIZATION: (-1.841, 0.651, 0.233, 1.649, 1.097, -0.500),
    Field.DEPARTMENT: (-1.841, 0.651, 0.233, 1.649, 1.097, -0.500),
    Field.TITLE: (1.004, 0.447, 0.000, 0.275, 0.547, -0.500),
    Field.PHONE: (1.872, 0.000, 0.846, 0.653, 0.649, -0.497),
    Field.EMAIL: (-3.531, 0.785, 0.844, 0.177, 0.688, -0.500),
    Field.URL: (-3.531, 0.785, 0.844, 0.177, 0.688, -0.500),
    Field.SOCIAL: (1.004, 0.447, 0.000, 0.275, 0.547, -0.500),
    Field.ADDRESS: (-4.669, 1.282, 0.160, 0.753, 1.149, -0.500),
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
