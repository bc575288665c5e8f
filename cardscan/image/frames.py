"""Sides that lie on a frame printed on the card, drawn out to the edge of its paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cardscan.image.quads import Quad, Quads, overlaps, plausible
from cardscan.image.refine import ALONG, moved, profile_sides, strongest_lines
from cardscan.model import Pixels

__all__ = ["draw_out"]

Floats = NDArray[np.float64]

# Designers keep a frame's distance from the edge small and the same all around.
_WIDEST_MARGIN = 0.14
_MOST_UNEVEN = 2.5
_MOST_UNEVEN_PX = 3.0
_WITHIN_PX = 14
# A frame may have a second line, so the margin is looked for beyond the first and the second.
_LINE_PX = (2.0, 6.0)
_LEAST_AGREEING = 0.6
_LEAST_LINE = 15.0
_LEAST_EDGE = 8.0
_SAME_PAPER = 0.5
_MOST_PAPER_STEP = 12.0
_MOST_OVERLAP = 0.01


def draw_out(lab: Pixels, quads: Quads) -> Quads:
    """The cards of a picture in Lab, none with a side on its own printed frame.

    Such a side is a line with the same paper on both of its sides, and the paper ends
    at an edge further out; where the edge was found already, the line lies within it.
    """
    drawn = quads.copy()
    for position in range(len(quads)):
        whole = _whole_of(lab, quads[position])
        others = np.delete(drawn, position, axis=0)
        if whole is not None and (overlaps(whole[None], others) < _MOST_OVERLAP).all():
            drawn[position] = whole
    return drawn


def _whole_of(lab: Pixels, quad: Quad) -> Quad | None:
    """The quad with its sides moved from the frame to the edge; none if it is the edge."""
    shortest = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1).min()
    widest = max(_WIDEST_MARGIN * float(shortest), _LINE_PX[-1] + 2)
    offsets = np.arange(-max(widest + 4, _WITHIN_PX + 2), widest + 6)
    profiles = profile_sides(lab, quad[None], offsets)
    lines = np.zeros((1, 4, 2))
    for line_px in _LINE_PX:
        beyond = offsets >= line_px
        edges, agreeing = strongest_lines(profiles[:, :, :, beyond], offsets[beyond])
        sought = (agreeing[0] >= _LEAST_AGREEING) & (lines[0] == 0).all(axis=1)
        for side in np.flatnonzero(sought):
            if _is_margin(profiles[0, side], offsets, edges[0, side], line_px):
                lines[0, side] = edges[0, side]
    margins = lines[0].mean(axis=1)
    if not margins.any() or not _is_even(lines[0][margins > 0]):
        return None
    usual = float(margins[margins > 0].mean())
    found = np.flatnonzero(margins == 0)
    if not all(_has_line(profiles[0, side], offsets, usual) for side in found):
        return None
    whole = moved(quad[None], lines)
    return whole[0] if plausible(whole, lab.shape)[0] else None


def _is_margin(profile: NDArray[np.float32], offsets: Floats, line: Floats, line_px: float) -> bool:
    """Whether the card's paper goes on from a printed line at 0 up to an edge at ``line``."""
    edge = (line[0] + (line[1] - line[0]) * ALONG)[:, None]
    within = np.median(profile[:, (offsets <= -6) & (offsets >= -_WITHIN_PX)], axis=0)
    margin = _median(profile, (offsets >= line_px + 1) & (offsets < edge - 1.5))
    beyond = _median(profile, (offsets > edge + 1.5) & (offsets < edge + 4.5))
    if margin is None or beyond is None:
        return False
    step = float(np.linalg.norm(beyond - margin))
    # Not the median: a second line of the frame may lie there.
    apart = float(np.quantile(np.linalg.norm(within - margin, axis=1), 0.2))
    if step < _LEAST_EDGE or apart > min(_SAME_PAPER * step, _MOST_PAPER_STEP):
        return False
    return _strength(profile[:, np.abs(offsets) <= 3], margin) > _LEAST_LINE


def _has_line(profile: NDArray[np.float32], offsets: Floats, margin_px: float) -> bool:
    """Whether a line is printed within a side, at about the margin that others have."""
    ring = (offsets < -_MOST_UNEVEN_PX) & (offsets > -margin_px * 1.6 - _MOST_UNEVEN_PX)
    paper = np.median(profile[:, ring], axis=(0, 1))
    return _strength(profile[:, ring], paper) > _LEAST_LINE


def _strength(profile: NDArray[np.float32], paper: NDArray[np.floating]) -> float:
    """How far the strongest colour of each sample is from the paper, in the median."""
    return float(np.median(np.linalg.norm(profile - paper, axis=2).max(axis=1)))


def _median(profile: NDArray[np.float32], where: NDArray[np.bool_]) -> Floats | None:
    return np.asarray(np.median(profile[where], axis=0)) if where.any() else None


def _is_even(margins: Floats) -> bool:
    narrowest, widest = float(margins.min()), float(margins.max())
    return widest < max(_MOST_UNEVEN * narrowest, narrowest + _MOST_UNEVEN_PX)
