"""How likely a chosen value is right, from its claim's score and its nearest rival's."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from cardscan.model import Field

__all__ = ["SURE", "confidence_of"]

SURE = 0.97


@dataclass(frozen=True, slots=True)
class _Curve:
    """A logistic curve over score and margin; score and margin are capped at 8."""

    offset: float
    score: float
    margin: float


_CURVES: dict[Field, _Curve] = {
    Field.NAME: _Curve(-0.8, 0.45, 0.35),
    Field.ORGANIZATION: _Curve(-1.0, 0.5, 0.3),
    Field.DEPARTMENT: _Curve(-1.0, 0.5, 0.3),
    Field.TITLE: _Curve(-1.0, 0.6, 0.3),
    Field.PHONE: _Curve(-1.0, 0.6, 0.1),
    Field.EMAIL: _Curve(-1.5, 0.8, 0.3),
    Field.URL: _Curve(-1.5, 0.8, 0.3),
    Field.SOCIAL: _Curve(-1.0, 0.6, 0.1),
    Field.ADDRESS: _Curve(-1.5, 0.5, 0.1),
}


def confidence_of(field: Field, score: float, margin: float) -> float:
    """The probability, 0 to 1, that a value of this score and margin over its rivals is right."""
    curve = _CURVES[field]
    logit = curve.offset + curve.score * min(score, 8.0) + curve.margin * min(margin, 8.0)
    return round(1 / (1 + exp(-logit)), 4)
