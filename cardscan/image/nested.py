"""Cards whose frame or panel was taken for the card: a larger quad around it is the whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cardscan.image.quads import Quad, Quads, area_of, cross, overlaps
from cardscan.image.refine import measure_support, profile_sides
from cardscan.model import Pixels

__all__ = ["wholes_around"]

Floats = NDArray[np.float64]

_LARGER = (1.04, 1.9)
_CONTAINED = 0.96
_SHARED_PX = 3.0
# Narrower strips beside a card are its shadow or the gap up to the next card.
_LEAST_PANEL = 1.12
_STEPS_ALONG_PANEL = 0.7
# Designers keep a frame's distance from the edge small and the same all around.
_WIDEST_MARGIN = 0.16
_MOST_UNEVEN = 2.5
_MOST_UNEVEN_PX = 3.0
_SAME_PAPER = 0.5
_MOST_PAPER_STEP = 12.0
_OFFSETS = np.arange(-14, 6, dtype=np.float64)


def wholes_around(lab: Pixels, part: Quad, quads: Quads) -> NDArray[np.bool_]:
    """Which quads are the whole card, if ``part`` is its frame or what a panel leaves of it.

    A panel: three sides are the same, so that only the fourth is in doubt, and colours
    step along all sides of the strip between. A frame: the margin is even on all sides
    and of the same paper within and without.
    """
    share = area_of(quads) / area_of(part[None])[0]
    around: NDArray[np.bool_] = (share > _LARGER[0]) & (share < _LARGER[1])
    around &= overlaps(quads, part[None])[:, 0] > _CONTAINED
    for position in np.flatnonzero(around):
        whole = _turned_like(part, quads[position])
        margins = _margins(part, whole)
        around[position] = _has_panel(lab, part, whole, margins) or (
            _is_even(margins, part) and _is_same_paper(lab, part, whole)
        )
    return around


def _turned_like(part: Quad, whole: Quad) -> Quad:
    """The whole with its corners in the order of the part's."""
    turned = [np.roll(whole, -k, axis=0) for k in range(4)]
    return min(turned, key=lambda quad: float(np.square(part - quad).sum()))


def _margins(part: Quad, whole: Quad) -> Floats:
    """(side, end): how far each side of the whole lies outside of that of the part, in pixels."""
    sides = np.roll(whole, -1, axis=0) - whole
    ways = sides / np.linalg.norm(sides, axis=1, keepdims=True)
    return np.stack(
        [cross(ways, part - whole), cross(ways, np.roll(part, -1, axis=0) - whole)], axis=1
    )


def _has_panel(lab: Pixels, part: Quad, whole: Quad, margins: Floats) -> bool:
    """Whether a strip with sides of its own is all that the part lacks of the whole."""
    shared = (np.abs(margins) < _SHARED_PX).all(axis=1)
    if int(shared.sum()) != 3 or area_of(whole[None])[0] < _LEAST_PANEL * area_of(part[None])[0]:
        return False
    start = int(np.argmin(shared))
    end = (start + 1) % 4
    strip = np.stack([whole[start], whole[end], part[end], part[start]])
    # Sides prolonged over the table have no step there.
    return bool(measure_support(lab, strip[None]).sides.min() > _STEPS_ALONG_PANEL)


def _is_even(margins: Floats, part: Quad) -> bool:
    shorter = np.linalg.norm(np.roll(part, -1, axis=0) - part, axis=1).min()
    narrowest, widest = float(margins.min()), float(margins.max())
    return (
        narrowest > 1.0
        and widest < _WIDEST_MARGIN * shorter
        and widest < max(_MOST_UNEVEN * narrowest, narrowest + _MOST_UNEVEN_PX)
    )


def _is_same_paper(lab: Pixels, part: Quad, whole: Quad) -> bool:
    """Whether the margin has the colour of what lies within the frame's line, all around."""
    colours = np.median(profile_sides(lab, np.stack([part, whole]), _OFFSETS), axis=2)
    within = colours[0, :, :8].mean(axis=1)
    margin, beyond = colours[1, :, 10:13].mean(axis=1), colours[1, :, 17:].mean(axis=1)
    apart = np.linalg.norm(within - margin, axis=1)
    edge = np.linalg.norm(beyond - margin, axis=1)
    return bool((apart < np.minimum(_SAME_PAPER * edge, _MOST_PAPER_STEP)).all())
