"""Quadrangles from straight line segments: sides that a finger, a shadow or print breaks up."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.quads import Quads, clockwise, cross, distinct, plausible
from cardscan.model import Pixels

__all__ = ["quads_from_segments"]

Floats = NDArray[np.float64]

_SHORTEST_PX = 16.0
_LOCAL_PX = 12
_MOST_SEGMENTS = 220
_MOST_LINES = 36
_SAME_DISTANCE_PX = 3.5
_SAME_ANGLE_DEG = 3.0
_MOST_QUADS = 40
_PARALLEL_DEG = 28.0
_NEAREST_PX = 40.0
_SIDE_COVERAGE = 0.3
_MEAN_COVERAGE = 0.5
_FRAME_COVERAGE = 0.35


def quads_from_segments(lab: Pixels) -> Quads:
    """Quads whose sides are mostly covered by line segments, the best covered first.

    Segments by LSD (von Gioi et al. 2010), collinear ones joined to lines, any two
    pairs of lines that could be opposite sides crossed. The picture's frame serves
    as a line as well, for cards that leave it.
    """
    lines = _lines(lab)
    if len(lines.points) < 4:
        return np.zeros((0, 4, 2))
    pairs = _opposite_pairs(lines)
    quads, coverage = _crossed(lines, pairs)
    good = plausible(quads, lab.shape) if len(quads) else np.zeros(0, dtype=bool)
    good &= (np.sort(coverage, axis=1)[:, 1] >= _SIDE_COVERAGE) if len(quads) else good
    good &= coverage.mean(axis=1) >= _MEAN_COVERAGE if len(quads) else good
    quads, mean = quads[good], coverage[good].mean(axis=1)
    best = np.argsort(-mean)[: 5 * _MOST_QUADS]
    quads = quads[best]
    return quads[distinct(quads, within_px=6)[:_MOST_QUADS]]


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Lines by a point and a unit direction, and what of them is drawn.

    ``drawn`` (line, place) sums the pixels that segments cover up to each place
    along the line, counted from ``origin`` pixels before its point.
    """

    points: Floats
    directions: Floats
    drawn: Floats
    origin: int


def _lines(lab: Pixels) -> _Lines:
    segments = _segments(lab)
    height, width = lab.shape[:2]
    reach = int(np.hypot(height, width)) + 8
    groups = _collinear(segments)
    frame = np.array(
        [[(0, 0), (width, 0)], [(width, 0), (width, height)],
         [(width, height), (0, height)], [(0, height), (0, 0)]], dtype=np.float64
    )  # fmt: skip
    points = np.array([_middle(g) for g in groups] + [f[0] for f in frame])
    directions = np.array(
        [_direction(g) for g in groups]
        + [(f[1] - f[0]) / np.linalg.norm(f[1] - f[0]) for f in frame]
    )
    drawn = np.zeros((len(points), 2 * reach))
    for row, group in enumerate(groups):
        places = (group - points[row]) @ directions[row] + reach
        for low, high in np.sort(places, axis=1):
            drawn[row, max(0, int(low)) : max(0, int(np.ceil(high)))] = 1.0
    drawn[len(groups) :] = _FRAME_COVERAGE
    return _Lines(points, directions, np.cumsum(drawn, axis=1), reach)


def _segments(lab: Pixels) -> Floats:
    """(n, 2, 2): start and end of the longer segments in lightness, the longest first."""
    lightness = lab[:, :, 0].astype(np.float32)
    local = cv2.GaussianBlur(lightness, (0, 0), _LOCAL_PX)
    # Small steps are lifted, large ones kept: a white card on white paper shows, print stays.
    lifted = np.clip(np.arcsinh((lightness - local) / 10) * 35 + 128, 0, 255).astype(np.uint8)
    found = cv2.createLineSegmentDetector().detect(lifted)[0]
    if found is None:
        return np.zeros((0, 2, 2))
    segments = found.reshape(-1, 2, 2).astype(np.float64)
    length = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1)
    order = np.argsort(-length)
    longest: Floats = segments[order[length[order] >= _SHORTEST_PX]][:_MOST_SEGMENTS]
    return longest


def _collinear(segments: Floats) -> list[Floats]:
    """Segments on one line together; the lines with the most drawn on them first."""
    groups: list[list[int]] = []
    taken = np.zeros(len(segments), dtype=bool)
    direction = segments[:, 1] - segments[:, 0]
    length = np.linalg.norm(direction, axis=1)
    direction = direction / length[:, None]
    for i in range(len(segments)):
        if taken[i]:
            continue
        aligned = np.abs(cross(direction[i], direction)) < np.sin(np.radians(_SAME_ANGLE_DEG))
        away = np.abs(cross(direction[i], segments - segments[i, 0])).max(axis=1)
        members = np.flatnonzero(~taken & aligned & (away < _SAME_DISTANCE_PX))
        taken[members] = True
        groups.append([i, *(int(m) for m in members if m != i)])
    groups.sort(key=lambda group: -float(length[group].sum()))
    return [segments[group] for group in groups[:_MOST_LINES]]


def _middle(group: Floats) -> Floats:
    lengths = np.linalg.norm(group[:, 1] - group[:, 0], axis=1)
    middles = group.mean(axis=1)
    weighted: Floats = (middles * lengths[:, None]).sum(axis=0) / lengths.sum()
    return weighted


def _direction(group: Floats) -> Floats:
    sides = group[:, 1] - group[:, 0]
    sides = sides * np.sign(sides @ sides[0])[:, None]
    away = group.reshape(-1, 2) - _middle(group)
    if len(group) > 1:
        # Ends far apart tell the direction better than any one segment.
        values, vectors = np.linalg.eigh(away.T @ away)
        return np.asarray(vectors[:, np.argmax(values)])
    return np.asarray(sides[0] / np.linalg.norm(sides[0]))


def _opposite_pairs(lines: _Lines) -> NDArray[np.intp]:
    i, j = np.triu_indices(len(lines.points), 1)
    angle = np.abs(cross(lines.directions[i], lines.directions[j]))
    apart_i = np.abs(cross(lines.directions[i], lines.points[j] - lines.points[i]))
    apart_j = np.abs(cross(lines.directions[j], lines.points[i] - lines.points[j]))
    good = (angle < np.sin(np.radians(_PARALLEL_DEG))) & (
        np.minimum(apart_i, apart_j) > _NEAREST_PX
    )
    return np.stack([i[good], j[good]], axis=1)


def _crossed(lines: _Lines, pairs: NDArray[np.intp]) -> tuple[Quads, Floats]:
    """All quads of two pairs, and the share of each side that segments cover."""
    p, q = np.triu_indices(len(pairs), 1)
    across = np.abs(cross(lines.directions[pairs[p, 0]], lines.directions[pairs[q, 0]]))
    good = across > np.sin(np.radians(40))
    first, second = pairs[p[good]], pairs[q[good]]
    order = np.stack([first[:, 0], second[:, 0], first[:, 1], second[:, 1]], axis=1)
    before = np.roll(order, 1, axis=1)
    corners = _meetings(lines, before, order)
    sane = np.isfinite(corners).all(axis=(1, 2)) & (np.abs(corners) < 20_000).all(axis=(1, 2))
    corners, order = corners[sane], order[sane]
    coverage = _coverage(lines, order, corners)
    return clockwise(corners), coverage


def _meetings(lines: _Lines, one: NDArray[np.intp], other: NDArray[np.intp]) -> Floats:
    turn = cross(lines.directions[one], lines.directions[other])
    turn = np.where(np.abs(turn) < 1e-6, np.nan, turn)
    along = cross(lines.points[other] - lines.points[one], lines.directions[other]) / turn
    return np.asarray(lines.points[one] + along[..., None] * lines.directions[one])


def _coverage(lines: _Lines, order: NDArray[np.intp], corners: Quads) -> Floats:
    ends = np.stack([corners, np.roll(corners, -1, axis=1)], axis=2)
    away = ends - lines.points[order][:, :, None]
    places = (away * lines.directions[order][:, :, None]).sum(axis=3)
    places = np.sort(places, axis=2)
    spots = np.clip(places + lines.origin, 0, lines.drawn.shape[1] - 1).astype(np.intp)
    covered = lines.drawn[order, spots[:, :, 1]] - lines.drawn[order, spots[:, :, 0]]
    return np.asarray(covered / np.maximum(places[:, :, 1] - places[:, :, 0], 1.0))
