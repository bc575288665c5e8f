"""Sides that leapt over the gap between two cards, drawn back to their own card's edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cardscan.image.quads import Quads, area_of, holds, plausible
from cardscan.image.refine import (
    ALONG,
    along_frame,
    moved,
    outside_of,
    profile_sides,
    strongest_lines,
)
from cardscan.model import Pixels

__all__ = ["draw_back"]

Floats = NDArray[np.float64]

_BESIDE_PX = 4.0
_TOUCHING = 0.3
_FREE = 0.1
# Refinement looks ten pixels far, so it leaps over gaps of about that width.
_WIDEST_GAP_PX = 18.0
_NEAREST_PX = 2.4  # a step nearer than that is the side's own
_TABLE_PX = (3.0, 6.0)
_LEAST_AGREEING = 0.6
# How far the strip is from the table, in distances to the paper. In 24 drawn stacks it was
# below .35 for most sides that had leapt, and above 1 before print and panels.
_LIKE_TABLE = 0.35
_MOST_UNLIKE = 25.0
_LEAST_STEP = 8.0
_LIGHT = (0.5, 1.15)  # shadow between cards, and light that is not the same everywhere
_BLACK = np.array([0.0, 128.0, 128.0])
_LEAST_LEFT = 0.75


def draw_back(lab: Pixels, quads: Quads) -> Quads:
    """The cards of a picture in Lab, none with the gap up to its neighbour as a part of it.

    The edge of a neighbour is often the strongest step near a side. Such a side has the
    neighbour right behind it, and a strip of the table, perhaps in shadow, within it.
    """
    touching = _share_touching(quads)
    on_frame = along_frame(quads, lab.shape)
    near = (touching >= _TOUCHING) & ~on_frame
    free = (touching < _FREE) & ~on_frame
    if not near.any() or not free.any():
        return quads
    offsets = np.arange(-_WIDEST_GAP_PX, _TABLE_PX[1] + 1)
    profiles = profile_sides(lab, quads, offsets)
    beyond = (offsets >= _TABLE_PX[0]) & (offsets <= _TABLE_PX[1])
    outside = np.median(profiles[:, :, :, beyond].mean(axis=3), axis=2)
    inner = offsets <= -_NEAREST_PX + 2  # the two pixels behind a step belong to it
    lines, agreeing = strongest_lines(profiles[:, :, :, inner], offsets[inner])
    near &= agreeing >= _LEAST_AGREEING
    table = np.median(outside[free], axis=0)
    for quad, side in np.argwhere(near):
        if not _is_gap(profiles[quad, side], offsets, lines[quad, side], table):
            near[quad, side] = False
    return _sane(moved(quads, lines * near[:, :, None]), quads, lab.shape)


def _share_touching(quads: Quads) -> Floats:
    """(quad, side): the share of each side right behind which another quad lies."""
    points = outside_of(quads, _BESIDE_PX)
    touching = np.zeros(points.shape[:3], dtype=bool)
    for position, quad in enumerate(quads):
        inside = holds(quad, points)
        inside[position] = False
        touching |= inside
    return np.asarray(touching.mean(axis=2))


def _is_gap(profile: NDArray[np.float32], offsets: Floats, line: Floats, table: Floats) -> bool:
    """Whether the strip from a line inside of a card up to its side shows the table.

    ``profile`` (sample, offset, channel) has the colours across the side, ``line`` the
    offsets of the line at both ends, ``table`` the usual colour beside the card.
    """
    edge = (line[0] + (line[1] - line[0]) * ALONG)[:, None]
    strip = _colour(profile, (offsets > edge + 1.5) & (offsets < -1.5))
    paper = _colour(profile, (offsets < edge - 1.5) & (offsets > edge - 5.5))
    if strip is None or paper is None:
        return False
    apart = float(np.linalg.norm(strip - paper))
    most = min(_LIKE_TABLE * apart, _MOST_UNLIKE)
    return apart > _LEAST_STEP and _from_table(strip, table) < most


def _colour(profile: NDArray[np.float32], where: NDArray[np.bool_]) -> Floats | None:
    """The median over the samples of the mean colour at some offsets each."""
    counts = where.sum(axis=1)
    if not counts.any():
        return None
    sums = (profile * where[:, :, None]).sum(axis=1)
    return np.asarray(np.median(sums[counts > 0] / counts[counts > 0, None], axis=0))


def _from_table(colour: Floats, table: Floats) -> float:
    """How far a colour is from the table's, seen in more or less light."""
    light = table - _BLACK
    share = float((colour - _BLACK) @ light / max(light @ light, 1.0))
    return float(np.linalg.norm(colour - _BLACK - light * np.clip(share, *_LIGHT)))


def _sane(drawn: Quads, quads: Quads, shape: tuple[int, ...]) -> Quads:
    """The quads drawn back, but for those that stopped looking like a card."""
    good = plausible(drawn, shape) & (area_of(drawn) > _LEAST_LEFT * area_of(quads))
    return np.where(good[:, None, None], drawn, quads)
