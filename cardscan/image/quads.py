"""Quadrangles by the dozen: the geometry that finding cards shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Quad",
    "Quads",
    "area_of",
    "clockwise",
    "cross",
    "distinct",
    "grown",
    "holds",
    "overlaps",
    "plausible",
    "ratios_of",
]

Quad = NDArray[np.float64]
"""(4, 2): corners in pixels, clockwise."""

Quads = NDArray[np.float64]
"""(n, 4, 2): quads."""

_AREA_SHARE = (0.012, 0.985)
_RATIO = (1.15, 2.7)
_OPPOSITE = 1.9
# A card turned by half of a quarter and seen from 45 degrees has corners of 40 and 140 degrees.
_ANGLES_DEG = (40.0, 140.0)


def cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The z of the cross product of vectors in the plane, over the last axis."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def area_of(quads: Quads) -> NDArray[np.float64]:
    """Areas, above 0 when clockwise (y down)."""
    return np.asarray(cross(quads, np.roll(quads, -1, axis=1)).sum(axis=1) / 2)


def clockwise(quads: Quads) -> Quads:
    """The same quads with their corners in clockwise order."""
    return np.where((area_of(quads) < 0)[:, None, None], quads[:, ::-1], quads)


def grown(quads: Quads, share: float) -> Quads:
    """The quads made larger or smaller about their middles, 1 leaving them as they are."""
    middle = quads.mean(axis=1, keepdims=True)
    return np.asarray(middle + (quads - middle) * share)


def holds(quad: Quad, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(...): which points (..., 2) lie inside of a clockwise quad."""
    sides = np.roll(quad, -1, axis=0) - quad
    return np.asarray((cross(sides, points[..., None, :] - quad) >= 0).all(axis=-1))


def ratios_of(quads: Quads) -> NDArray[np.float64]:
    """The longer mean side over the shorter one."""
    lengths = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    one, other = lengths[:, 0] + lengths[:, 2], lengths[:, 1] + lengths[:, 3]
    return np.asarray(np.maximum(one, other) / np.maximum(np.minimum(one, other), 1e-6))


def plausible(quads: Quads, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which quads (clockwise) could be a card seen at an angle (READING, step 2)."""
    sides = np.roll(quads, -1, axis=1) - quads
    lengths = np.maximum(np.linalg.norm(sides, axis=2), 1e-6)
    turns = cross(np.roll(sides, 1, axis=1), sides) / (lengths * np.roll(lengths, 1, axis=1))
    least_sine = np.sin(np.radians(_ANGLES_DEG[0]))  # the same at both ends of the range
    share = area_of(quads) / (shape[0] * shape[1])
    opposite = lengths[:, :2] / lengths[:, 2:]
    ratio = ratios_of(quads)
    return np.asarray(
        (turns > least_sine).all(axis=1)
        & (share >= _AREA_SHARE[0])
        & (share <= _AREA_SHARE[1])
        & (np.maximum(opposite, 1 / opposite).max(axis=1) <= _OPPOSITE)
        & (ratio >= _RATIO[0])
        & (ratio <= _RATIO[1])
        & (lengths.min(axis=1) >= 8)
    )


def distinct(quads: Quads, *, within_px: float = 4.0) -> NDArray[np.intp]:
    """Positions of quads no corner-wise copy of which came before."""
    first = np.argmin(quads.sum(axis=2), axis=1)
    order = (first[:, None] + np.arange(4)) % 4
    rows = np.take_along_axis(quads, order[:, :, None], axis=1).reshape(-1, 8)
    kept: list[int] = []
    for position, row in enumerate(rows):
        if not kept or not (np.abs(rows[kept] - row).max(axis=1) < within_px).any():
            kept.append(position)
    return np.array(kept, dtype=np.intp)


def overlaps(ones: Quads, others: Quads) -> NDArray[np.float64]:
    """(one, other): the shared area over the smaller area of two convex quads.

    Green's theorem over the edges of each that lie in the other. OpenCV's
    intersectConvexConvex is far off for one in 200 pairs: those whose sides nearly
    coincide, as those of proposals do.
    """
    ones = clockwise(ones)
    # Made smaller by a hair, so that no two sides coincide and each counts once.
    others = grown(clockwise(others), 1 - 1e-7)
    shared = _within(ones[:, None], others[None]) + _within(others[None], ones[:, None])
    smaller = np.minimum(area_of(ones)[:, None], area_of(others)[None])
    return np.asarray(shared / np.maximum(smaller, 1e-6))


def _within(edges_of: Quads, inside: Quads) -> NDArray[np.float64]:
    """What the edges of one quad that lie inside of another add to the shared area."""
    starts, ways = edges_of, np.roll(edges_of, -1, axis=-2) - edges_of
    sides = np.roll(inside, -1, axis=-2) - inside
    # (..., edge, side): how far inside an edge starts, and what each step along it adds.
    depth = cross(sides[..., None, :, :], starts[..., None, :] - inside[..., None, :, :])
    gain = cross(sides[..., None, :, :], ways[..., None, :])
    leaving = -depth / np.where(gain == 0, 1.0, gain)
    enters = np.where(gain > 0, leaving, np.where((gain == 0) & (depth < 0), np.inf, -np.inf))
    exits = np.where(gain < 0, leaving, np.inf)
    length = np.minimum(exits.min(axis=-1), 1.0) - np.maximum(enters.max(axis=-1), 0.0)
    return np.asarray((np.maximum(length, 0.0) * cross(starts, ways)).sum(axis=-1) / 2)
