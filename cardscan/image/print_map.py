"""Where print lies on a picture, cheaply: enough to tell a card from its logo."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.quads import Quads, cross
from cardscan.model import Pixels

__all__ = ["PrintMap", "map_print"]

Floats = NDArray[np.float64]

_LEAST_DIFFERENCE = 18
_RELATIVE_DIFFERENCE = 0.2  # gravel is paler than print
_BACKGROUND_PX = 13  # of the picture at half its size
_MOST_SPOTS = 6000
_TILE_PX = 200
_REACH_PX = 70
_NEIGHBOURS = 6


@dataclass(frozen=True, slots=True, eq=False)
class PrintMap:
    """Spots that stand in a row like letters.

    ``centers`` (n, 2) in pixels of the picture searched; ``sizes`` (n,) the longer
    sides of their boxes, which serve as weights too: large print counts more.
    """

    centers: Floats
    sizes: Floats

    def inside(self, quads: Quads) -> NDArray[np.bool_]:
        """(quad, spot): which spots lie within which quads (clockwise corners)."""
        sides = np.roll(quads, -1, axis=1) - quads
        away = self.centers[None, None] - quads[:, :, None]
        return np.asarray((cross(sides[:, :, None], away) >= 0).all(axis=1))

    def share_at_frame(self, shape: tuple[int, ...]) -> float:
        """The share of the spots within a fiftieth of the edges of a picture of this shape."""
        if not len(self.sizes):
            return 0.0
        height, width = shape[:2]
        margin = 0.02 * max(height, width)
        x, y = self.centers.T
        near = (x < margin) | (y < margin) | (x > width - margin) | (y > height - margin)
        return float(near.mean())


def map_print(grey: Pixels) -> PrintMap:
    """The letter-like spots of a picture of 600 to 1400 px, darker or lighter than their ground.

    A spot has neighbours of its own size on two opposite sides: grain, gravel and dust
    mostly have none.
    """
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    background = cv2.resize(cv2.medianBlur(half, _BACKGROUND_PX), grey.shape[::-1])
    difference = cv2.subtract(grey, background, dtype=cv2.CV_16S)
    strong = _RELATIVE_DIFFERENCE * float(np.percentile(np.abs(difference[::4, ::4]), 99.5))
    threshold = max(_LEAST_DIFFERENCE, strong)
    boxes = np.vstack(
        [_spots((sign * difference > threshold).astype(np.uint8)) for sign in (-1, 1)]
    )
    boxes = boxes[np.argsort(-boxes[:, 2:].max(axis=1), kind="stable")[:_MOST_SPOTS]]
    centers, sizes = boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:].max(axis=1)
    for _ in range(2):  # gravel has the odd row of three, print has words
        kept = _in_row(centers, sizes)
        centers, sizes = centers[kept], sizes[kept]
    return PrintMap(centers, sizes)


def _spots(mask: NDArray[np.uint8]) -> Floats:
    """(n, 4): left, top, width, height of components that are sized and filled like letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = stats[1:].astype(np.float64)
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    filled = area / (width * height)
    kept = (longer >= 4) & (longer <= 90) & (shorter >= 1.5) & (area >= 7)
    kept &= (longer < 9 * shorter) & (filled > 0.12) & (filled < 0.98)
    return boxes[kept, :4]


def _in_row(centers: Floats, sizes: Floats) -> NDArray[np.bool_]:
    """Which spots have neighbours of their size on two opposite sides.

    Tile by tile: the distances between all spots of a newspaper would cost too much.
    """
    found = np.zeros(len(centers), dtype=bool)
    tiles = (centers // _TILE_PX).astype(np.int64)
    for column, row in np.unique(tiles, axis=0):
        own = (tiles[:, 0] == column) & (tiles[:, 1] == row)
        middle = (np.array([column, row]) + 0.5) * _TILE_PX
        near = np.abs(centers - middle).max(axis=1) < _TILE_PX / 2 + _REACH_PX
        members = np.flatnonzero(near)
        in_row = _in_row_of_tile(centers[members], sizes[members])
        found[members] |= in_row & own[members]
    return found


def _in_row_of_tile(centers: Floats, sizes: Floats) -> NDArray[np.bool_]:
    count = len(centers)
    if count <= _NEIGHBOURS:
        return np.zeros(count, dtype=bool)
    points, size = centers.astype(np.float32), sizes.astype(np.float32)
    x, y = points[:, 0], points[:, 1]
    apart = np.square(x[:, None] - x[None]) + np.square(y[:, None] - y[None])
    np.fill_diagonal(apart, np.inf)
    nearest = np.argpartition(apart, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
    distance = np.sqrt(np.take_along_axis(apart, nearest, axis=1))
    other = size[nearest]
    larger, smaller = np.maximum(size[:, None], other), np.minimum(size[:, None], other)
    near = (distance < 2.4 * larger) & (larger < 2.2 * smaller)
    ways = (points[nearest] - points[:, None]) / np.maximum(distance, 1e-3)[..., None]
    ways[~near] = 0.0
    opposite = np.einsum("nid,njd->nij", ways, ways) < -0.93
    return np.asarray(opposite.any(axis=(1, 2)))
