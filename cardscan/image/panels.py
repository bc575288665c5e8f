"""Cards of which a panel in another colour was left out: prolonged over the panel."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.print_map import PrintMap
from cardscan.image.quads import Quad, Quads, area_of, overlaps, plausible, ratios_of
from cardscan.image.refine import measure_support, refine_quads
from cardscan.model import Pixels

__all__ = ["add_panels"]

Floats = NDArray[np.float64]

# Where a panel may end, in depths of the card without it, and where across it is looked at. The
# larger half of a card may be the one that was left out: white paper on a white table.
_DEPTHS = np.arange(-1.4, 0.0, 0.01)
_ACROSS = np.linspace(0.06, 0.94, 40)
# Narrower strips beside a card are its shadow or the gap up to the next card, unless printed on.
_LEAST_PANEL = 0.12
_LEAST_PRINTED_PANEL = 0.06
_LEAST_LETTERS = 6
_LEAST_STEP = 6.0
_LEAST_PRINTED_STEP = 3.0  # of white paper from a white table
_DEEPEST = 0.62
_EDGES_TRIED = 8
_REACH_PX = 4
_STEPS_ALONG_PANEL = 0.7
_RATIO = (1.4, 2.0)
_MOST_OVERLAP = 0.05


def add_panels(lab: Pixels, quads: Quads, prints: PrintMap) -> Quads:
    """The cards of a picture in Lab, each with the panel that was left out.

    A panel has colour steps along all its sides, and two of them go on those of the card.
    Where two cards might have the same panel it is of the one that has it with less around
    it: the other one has the gap before it as well.
    """
    found = [
        (place, whole) for place, quad in enumerate(quads) for whole in _wholes(lab, quad, prints)
    ]
    areas = area_of(quads)
    found.sort(key=lambda one: float(area_of(one[1][None])[0] - areas[one[0]]))
    drawn = quads.copy()
    done: set[int] = set()
    for place, whole in found:
        others = np.delete(drawn, place, axis=0)
        if place not in done and (overlaps(whole[None], others) < _MOST_OVERLAP).all():
            drawn[place] = whole
            done.add(place)
    return drawn


def _wholes(lab: Pixels, part: Quad, prints: PrintMap) -> Quads:
    """The cards that a quad is with a panel beyond one of its sides, the best seen first."""
    wholes, panels, order, plain = [], [], [], []
    for side in range(4):
        turned = np.roll(part, -side, axis=0)  # the panel lies beyond the first side
        to_photo = _from_square(turned)
        for depth, step in _edges(lab, to_photo):
            far = cv2.perspectiveTransform(np.array([[(0.0, depth), (1.0, depth)]]), to_photo)[0]
            wholes.append(np.vstack([far, turned[2:]]))
            panels.append(np.vstack([far, turned[1::-1]]))
            order.append(np.roll(np.arange(4), side))
            plain.append(step >= _LEAST_STEP and depth > -_DEEPEST)
    whole, panel = np.array(wholes).reshape(-1, 4, 2), np.array(panels).reshape(-1, 4, 2)
    if not len(whole):
        return part[None][:0]
    ratios = ratios_of(whole)
    good = plausible(whole, lab.shape) & (ratios > _RATIO[0]) & (ratios < _RATIO[1])
    share = area_of(panel) / area_of(part[None])[0]
    lettered = prints.inside(panel).sum(axis=1) >= _LEAST_LETTERS
    good &= np.where(
        lettered, share > _LEAST_PRINTED_PANEL, np.array(plain) & (share > _LEAST_PANEL)
    )
    if not good.any():
        return part[None][:0]
    whole, panel = whole[good], refine_quads(lab, panel[good], _REACH_PX)
    whole[:, :2] = panel[:, :2]
    whole = np.take_along_axis(whole, np.array(order)[good][:, :, None], axis=1)
    sides = measure_support(lab, panel).sides
    seen = (sides > _STEPS_ALONG_PANEL).all(axis=1) & plausible(whole, lab.shape)
    best = np.argsort(-sides.prod(axis=1))
    return np.asarray(whole[best[seen[best]]])


def _from_square(quad: Quad) -> Floats:
    """The homography from the unit square, whose top is the first side."""
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=np.float32)
    return cv2.getPerspectiveTransform(square, quad.astype(np.float32)).astype(np.float64)


def _edges(lab: Pixels, to_photo: Floats) -> list[tuple[float, float]]:
    """Depths at which the colour steps all across, and how far, the strongest first."""
    grid = np.stack(np.meshgrid(_ACROSS, _DEPTHS), axis=2).reshape(1, -1, 2)
    points = cv2.perspectiveTransform(grid, to_photo)[0].astype(np.float32) - np.float32(0.5)
    points = points.reshape(len(_DEPTHS), len(_ACROSS), 2)
    colours = cv2.remap(
        lab, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    soft = colours[1:].astype(np.float32) + colours[:-1]
    # A logo or a line of print steps along less than half of the way, so not in the median.
    steps = np.linalg.norm(np.median(soft[2:] - soft[:-2], axis=1), axis=1) / 2
    depths = (_DEPTHS[1:-2] + _DEPTHS[2:-1]) / 2
    steps[depths > -_LEAST_PRINTED_PANEL] = 0
    found: list[tuple[float, float]] = []
    for _ in range(_EDGES_TRIED):
        best = int(np.argmax(steps))
        if steps[best] >= _LEAST_PRINTED_STEP:
            found.append((float(depths[best]), float(steps[best])))
            steps[max(0, best - 4) : best + 5] = 0
    return found
