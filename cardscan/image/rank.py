"""Which of many quads are cards: a sum of named evidence, and the best set without overlaps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cardscan.image.frames import draw_out
from cardscan.image.gaps import draw_back
from cardscan.image.join import join_panels
from cardscan.image.panels import add_panels
from cardscan.image.paper import is_printed_table, runs_with_page
from cardscan.image.print_map import PrintMap
from cardscan.image.quads import Quads, area_of, grown, overlaps, ratios_of
from cardscan.image.refine import Support
from cardscan.model import Pixels

__all__ = ["EVIDENCE", "Rated", "choose_cards", "is_newspaper", "weigh_evidence", "weighed"]

Floats = NDArray[np.float64]

_MOST_OVERLAP = 0.2
_MOST_RATED = 60
_LEAST_SUPPORT = 0.08
_LEAST_SUPPORT_ON_PRINT = 0.03
_SOUND = 0.6
_SOUND_SIDE = 0.85
_NEWSPAPER_SPOTS = 1000
_LEAST_ON_PRINT = 1.9
_SPILL_BESIDE_CARDS = 0.3
_CARD_SHAPED = 0.08
_FEW_SPOTS = 4.0

EVIDENCE = {
    "sides": 5.2,
    "area": 0.8,
    "ratio": -10.0,
    "skew": -1.1,
    "print inside": 0.5,
    "print around": -1.7,
    "print at the margin": -1.0,
    "contrast": 0.8,
    "spill": -1.5,
    "like a neighbour": 1.5,
    "print cut off": 2.0,
}
"""The weights of the evidence, see :func:`weigh_evidence`.

After a logistic regression over the proposals of 380 drawn and real pictures (a proposal is
right at an IoU above .9); area and ratio weigh less than there, for the sake of small cards
and of steep views, which were rare among them. That print is cut off is after a regression over
2,900 proposals on printed tables."""

_START = -5.4


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """Quads, the evidence that each is a card (log odds) and how far the picture supports it."""

    quads: Quads
    odds: Floats
    support: Support

    def pick(self, positions: list[int]) -> Rated:
        """Some of them."""
        return Rated(self.quads[positions], self.odds[positions], self.support.pick(positions))


def choose_cards(lab: Pixels, quads: Quads, support: Support, prints: PrintMap) -> Rated:
    """The quads that are cards of a picture in Lab, none overlapping another.

    Beside another card, print and colours around a card say little, and that it has the
    size of that other speaks for it: so the choice is made twice. Each time what was
    chosen is drawn back from the gaps to its neighbours, and in the end out from printed
    frames and over panels; odds and support stay those of the quads as they were chosen.
    """
    shape = lab.shape
    on_print = is_printed_table(prints, shape)
    enough = _LEAST_SUPPORT_ON_PRINT if on_print else _LEAST_SUPPORT
    supported = np.flatnonzero(support.sides.prod(axis=1) >= enough)
    quads, support = quads[supported], support.pick(supported)
    evidence = weigh_evidence(quads, support, prints, shape)
    least = _LEAST_ON_PRINT if on_print else 0.0
    first = _separate(Rated(quads, weighed(evidence) - least, support))
    quads[first] = cards = draw_back(lab, quads[first])
    alike = _like_neighbours(quads, cards) & (evidence[:, _COLUMN["sides"]] > _SOUND)
    evidence[:, _COLUMN["like a neighbour"]] = alike
    evidence[alike, _COLUMN["spill"]] *= _SPILL_BESIDE_CARDS
    if not on_print:
        evidence[:, _COLUMN["print around"]] = _print_around(quads, prints, cards)
    odds = weighed(evidence) - least
    if is_newspaper(prints, shape):
        odds[_is_part_of_page(quads, odds, support, prints)] = -np.inf
    rated = Rated(quads, odds, support)
    kept = join_panels(lab, quads, rated.odds, prints, _separate(rated))
    drawn = draw_out(lab, add_panels(lab, draw_back(lab, quads[kept]), prints))
    return replace(rated.pick(kept), quads=draw_back(lab, drawn))


def is_newspaper(prints: PrintMap, shape: tuple[int, ...]) -> bool:
    """Whether the table is a newspaper: boxes and pictures in it look like cards."""
    return len(prints.sizes) > _NEWSPAPER_SPOTS and prints.share_at_frame(shape) > 0.05


def _is_part_of_page(
    quads: Quads, odds: Floats, support: Support, prints: PrintMap
) -> NDArray[np.intp]:
    """Positions of quads that have a weak side and run with the newspaper: what stands in it."""
    doubtful = np.flatnonzero((odds > 0) & (support.sides.min(axis=1) < _SOUND_SIDE))
    return doubtful[runs_with_page(quads[doubtful], prints)]


def _like_neighbours(quads: Quads, cards: Quads) -> NDArray[np.bool_]:
    """Which quads have about the area of a card that they do not overlap."""
    share = area_of(quads)[:, None] / area_of(cards)[None]
    similar = (share > 0.6) & (share < 1 / 0.6) & (overlaps(quads, cards) < _MOST_OVERLAP)
    return np.asarray(similar.any(axis=1))


def weighed(evidence: Floats) -> Floats:
    """The log odds that quads are cards, from :func:`weigh_evidence`."""
    return np.asarray(evidence @ np.array(list(EVIDENCE.values())) + _START)


_COLUMN = {name: column for column, name in enumerate(EVIDENCE)}


def weigh_evidence(
    quads: Quads, support: Support, prints: PrintMap, shape: tuple[int, ...]
) -> Floats:
    """(n, len(EVIDENCE)): the figures behind each kind of evidence, in that order.

    On a printed table print around a card says nothing, but that it is cut off at its
    sides does.

    One bad side spoils the product of all. Cards of 85 x 55 mm and of 3.5 x 2 inches,
    seen slightly from the side, are free of the penalty on the ratio.
    """
    inside = prints.inside(grown(quads, 0.975)).sum(axis=1)
    nothing = np.zeros(len(quads))
    on_print = is_printed_table(prints, shape)
    return np.stack(
        [
            support.sides.prod(axis=1),
            np.log2(np.maximum(area_of(quads), 1.0) / (shape[0] * shape[1])),
            _ratio_misfit(quads),
            _skew(quads),
            np.log2(1 + np.minimum(inside, 63)),
            nothing if on_print else _print_around(quads, prints, quads[:0]),
            _print_at_margin(quads, prints),
            np.minimum(np.log2(1 + support.contrast), 5.0),
            support.spill,
            nothing,
            _print_cut_off(quads, prints) if on_print else nothing,
        ],
        axis=1,
    )


def _ratio_misfit(quads: Quads) -> Floats:
    misfit = np.abs(np.log(ratios_of(quads) / 1.66)) - 0.14
    return np.asarray(np.clip(misfit, 0.0, 0.3))


def _print_around(quads: Quads, prints: PrintMap, cards: Quads) -> Floats:
    """Spots in the rim around a quad as a share of those inside, at most 1.

    What lies on one of ``cards`` does not count for the quads beside it.
    """
    if not len(prints.sizes):
        return np.zeros(len(quads))
    within = prints.inside(grown(quads, 0.975)).sum(axis=1)
    rim = prints.inside(grown(quads, 1.35)) & ~prints.inside(grown(quads, 1.025))
    beside = overlaps(quads, cards) < _MOST_OVERLAP
    on_cards = prints.inside(grown(cards, 1.025))
    for number in range(len(cards)):
        rim &= ~(beside[:, number, None] & on_cards[number])
    around = np.minimum(rim.sum(axis=1) / np.maximum(within, 1.0), 1.0)
    return np.asarray(around)


def _print_at_margin(quads: Quads, prints: PrintMap) -> Floats:
    """Spots in the outer sixth as a share of those inside, 1 where they are evenly spread.

    Designers leave a margin; a piece of a newspaper has none.
    """
    if not len(prints.sizes):
        return np.zeros(len(quads))
    within, inner = (prints.inside(grown(quads, share)).sum(axis=1) for share in (0.97, 0.84))
    share = (within - inner) / np.maximum(within, 8.0)
    return np.asarray(np.minimum(share / 0.25, 1.5))


def _print_cut_off(quads: Quads, prints: PrintMap) -> Floats:
    """How much more print lies right outside of the sides than right inside, -1 to 1.

    A card covers the print of the page it lies on and has a margin of its own.
    """
    larger, own, smaller, inner = (
        prints.inside(grown(quads, share)).sum(axis=1) for share in (1.12, 1.02, 0.98, 0.9)
    )
    outside, inside = larger - own, smaller - inner
    share = (outside - inside) / (outside + inside + _FEW_SPOTS)
    return np.where(smaller < _FEW_SPOTS, -1.0, share)  # a blank box is a picture of the page


def _skew(quads: Quads) -> Floats:
    """How far opposite sides differ in length: log of the worse pair's ratio."""
    lengths = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    return np.asarray(np.abs(np.log(lengths[:, :2] / lengths[:, 2:])).max(axis=1))


def _separate(rated: Rated) -> list[int]:
    """Positions of the quads whose evidence adds up to the most while no two overlap.

    Greedy, best first; then a quad gives way to several that fill it, each of the shape
    of a card and together worth far more: a tray of cards is not a card.
    """
    order = [int(i) for i in np.argsort(-rated.odds) if rated.odds[i] > 0][:_MOST_RATED]
    areas = area_of(rated.quads)
    shaped = _ratio_misfit(rated.quads) < _CARD_SHAPED
    clash = np.zeros((len(rated.quads),) * 2, dtype=bool)
    clash[np.ix_(order, order)] = overlaps(rated.quads[order], rated.quads[order]) >= _MOST_OVERLAP
    kept = _greedy(clash, order, [])
    for large in list(kept):
        parts = [i for i in order if areas[i] < 0.6 * areas[large] and shaped[i]]
        rest = [k for k in kept if k != large]
        rivals = [i for i in _greedy(clash, parts, rest) if i not in rest]
        fills = areas[rivals].sum() > 0.5 * areas[large]
        if len(rivals) > 1 and fills and rated.odds[rivals].sum() > 1.4 * rated.odds[large]:
            kept = _greedy(clash, order, rest + rivals)
    return kept


def _greedy(clash: NDArray[np.bool_], order: list[int], given: list[int]) -> list[int]:
    kept = list(given)
    for position in order:
        if not clash[position, kept].any() and position not in kept:
            kept.append(position)
    return kept
