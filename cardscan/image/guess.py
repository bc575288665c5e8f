"""What may be a card where no outline is one beyond doubt: its print decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cardscan.image.print_groups import LEAST_LETTERS, group_print
from cardscan.image.print_map import PrintMap
from cardscan.image.quads import Quads
from cardscan.image.rank import EVIDENCE, is_newspaper, weigh_evidence, weighed
from cardscan.image.refine import Support
from cardscan.model import Pixels

__all__ = ["guess_card"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_LEAST_SIDE = 0.3
_LEAST_INSIDE = 12
_OUTSIDE = 0.6
_SURE_WITH_FRAME = -0.6
_LEAST_ODDS = -1.1
# Odds without what print around takes from them: on a printed table it says nothing.
_LEAST_OF_GROUP = -2.0
_WHOLE_GROUP = 0.93
_OWN_PRINT = 0.8


def guess_card(
    lab: Pixels, quads: Quads, support: Support, prints: PrintMap
) -> tuple[Quads, float]:
    """The quad (1, 4, 2) that is most likely a card though none is sure to be, and its odds.

    Where print runs in several ways it has all print of one group and hardly any other:
    the card on a page of a book. Else it is the best that holds print. Empty where none is
    likely at all.
    """
    nothing = quads[:0], -np.inf
    if is_newspaper(prints, lab.shape) or not len(quads):
        return nothing
    evidence = weigh_evidence(quads, support, prints, lab.shape)
    odds = weighed(evidence)
    inside = prints.inside(quads)
    possible = (support.sides.min(axis=1) >= _LEAST_SIDE) & (inside.sum(axis=1) >= _LEAST_INSIDE)
    # The picture's frame is no evidence.
    possible &= ((support.outside > _OUTSIDE).sum(axis=1) < 2) | (odds > _SURE_WITH_FRAME)
    around = EVIDENCE["print around"] * evidence[:, list(EVIDENCE).index("print around")]
    groups = [g for g in group_print(prints) if len(g) >= LEAST_LETTERS]
    if len(groups) > 1:
        whole = possible & _holds_one_group(inside, groups) & (odds - around > _LEAST_OF_GROUP)
        best = int(np.argmax(np.where(whole, odds - around, -np.inf)))
        return (quads[best][None], float(odds[best])) if whole[best] else nothing
    best = int(np.argmax(np.where(possible, odds, -np.inf)))
    if not possible[best] or odds[best] < _LEAST_ODDS:
        return nothing
    return quads[best][None], float(odds[best])


def _holds_one_group(inside: Bools, groups: list[NDArray[np.intp]]) -> Bools:
    """Which quads hold all of a group and hardly anything else, from the spots inside of each."""
    total = np.maximum(inside.sum(axis=1), 1)
    shares = [inside[:, group].sum(axis=1) for group in groups]
    holds = [
        (shared >= _WHOLE_GROUP * len(group)) & (shared >= _OWN_PRINT * total)
        for shared, group in zip(shares, groups, strict=True)
    ]
    return np.asarray(np.any(holds, axis=0))
