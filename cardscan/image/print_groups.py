"""Print parted into groups whose lines run one way, with no other print between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cardscan.image.lines_link import join_linked
from cardscan.image.print_map import PrintMap

__all__ = ["LEAST_LETTERS", "direction_of", "group_print"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LEAST_LETTERS = 24
"""Print that has fewer letters in words is a key, a logo on a mug, a label."""

# The nearest letters of like size stand on the same line: lines are set wider than letters.
_NEAREST = 2
_LETTER_GAP = 2.4
_LIKE_SIZE = 2.2
_AROUND = 5.0
_NEXT = 4.0
# Where two groups meet the ways go over into each other, so neighbours have to be much alike.
_NEXT_WAY = float(np.cos(np.radians(2 * 9.0)))
_SAME_WAY = float(np.cos(np.radians(2 * 22.0)))
_LEAST_PIECE = 4
_MOST_PIECES = 40
_MOST_FOREIGN = 0.12
_ANGLE_STEP_DEG = 1.0


def group_print(prints: PrintMap) -> list[Ints]:
    """Positions of the spots of each group, the largest group first.

    A card on a newspaper or in an open book has its lines turned against those around it,
    or its print stands apart: so pieces of print that run the same way come together unless
    print of others lies between them.
    """
    count = len(prints.sizes)
    if count <= _NEAREST:
        return []
    centers, sizes = prints.centers, prints.sizes
    apart = np.linalg.norm(centers[:, None] - centers[None], axis=2)
    larger = np.maximum(sizes[:, None], sizes[None])
    ways = _ways(centers, sizes, apart, larger)
    same = ways @ ways.T > _NEXT_WAY
    ones, others = np.nonzero(np.triu(same & (apart < _NEXT * larger), 1))
    links = list(zip(ones.tolist(), others.tolist(), strict=True))
    pieces = [p for p in join_linked(np.arange(count), links) if len(p) >= _LEAST_PIECE]
    pieces = sorted(pieces, key=lambda piece: -len(piece))[:_MOST_PIECES]
    return sorted(_joined(pieces, centers, ways), key=lambda group: -len(group))


def direction_of(centers: Floats, sizes: Floats) -> float:
    """The angle in radians, 0 to half a turn, of the lines that letters stand on.

    Seen along its lines, print falls on the fewest places (the projection profile of
    Postl 1986).
    """
    place_px = max(1.0, 0.4 * float(np.median(sizes)))
    angles = np.radians(np.arange(0, 180, _ANGLE_STEP_DEG))
    across = centers @ np.stack([-np.sin(angles), np.cos(angles)])
    places = np.round((across - across.min(axis=0)) / place_px).astype(np.intp)
    crowding = [float(np.square(np.bincount(column)).sum()) for column in places.T]
    # A letter more or less makes neighbouring angles leap; the middle of the best ones does not.
    smooth = sum(np.roll(crowding, k) for k in (-1, 0, 1))
    return float(angles[int(np.argmax(smooth))])


def _ways(centers: Floats, sizes: Floats, apart: Floats, larger: Floats) -> Floats:
    """(n, 2): the way of the line that each letter stands on: unit vectors of twice its angle."""
    like = np.maximum(sizes[:, None], sizes[None]) < _LIKE_SIZE * np.minimum(
        sizes[:, None], sizes[None]
    )
    distance = np.where(like & (apart < _LETTER_GAP * larger), apart, np.inf)
    np.fill_diagonal(distance, np.inf)
    nearest = np.argpartition(distance, _NEAREST, axis=1)[:, :_NEAREST]
    known = np.isfinite(np.take_along_axis(distance, nearest, axis=1))
    away = centers[nearest] - centers[:, None]
    doubled = 2 * np.arctan2(away[..., 1], away[..., 0])
    own = (np.stack([np.cos(doubled), np.sin(doubled)], axis=2) * known[..., None]).sum(axis=1)
    usual = (apart < _AROUND * sizes[:, None]) @ own
    return np.asarray(usual / np.maximum(np.linalg.norm(usual, axis=1, keepdims=True), 1e-6))


def _joined(pieces: list[Ints], centers: Floats, ways: Floats) -> list[Ints]:
    """Pieces that run the same way as one, the nearest first, while no other print is between."""
    groups = dict(enumerate(pieces))
    owner = list(range(len(pieces)))
    kept = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.intp)
    for _, one, other in sorted(_pairs(pieces, centers)):
        a, b = owner[one], owner[other]
        if a == b or _way(ways[groups[a]]) @ _way(ways[groups[b]]) < _SAME_WAY:
            continue
        both = np.concatenate([groups[a], groups[b]])
        within = kept[_in_box(centers[kept], centers[both], _way(ways[both]))]
        if (~np.isin(within, both)).sum() <= _MOST_FOREIGN * len(both):
            groups[a] = both
            del groups[b]
            owner = [a if k == b else k for k in owner]
    return list(groups.values())


def _pairs(pieces: list[Ints], centers: Floats) -> list[tuple[float, int, int]]:
    """How far each two pieces are apart by their boxes."""
    boxes = [(centers[p].min(axis=0), centers[p].max(axis=0)) for p in pieces]
    return [
        (float(np.linalg.norm(np.maximum(np.maximum(c - b, a - d), 0.0))), i, j)
        for j, (c, d) in enumerate(boxes)
        for i, (a, b) in enumerate(boxes[:j])
    ]


def _way(ways: Floats) -> Floats:
    total = ways.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6))


def _in_box(points: Floats, group: Floats, way: Floats) -> NDArray[np.bool_]:
    """Which points lie in the box along ``way`` around a group."""
    angle = np.arctan2(way[1], way[0]) / 2
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    level, own = points @ turn, group @ turn
    return np.asarray(((level >= own.min(axis=0)) & (level <= own.max(axis=0))).all(axis=1))
