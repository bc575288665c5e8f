"""Where print lies on a picture, cheaply: enough to tell a card from its logo."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.propose import Quad
from cardscan.model import Pixels

__all__ = ["PrintMap", "map_print"]

_MOST_GLYPHS = 1500


@dataclass(frozen=True, slots=True, eq=False)
class PrintMap:
    """Glyph-like spots: ``centers`` (n, 2) in pixels, ``heights`` (n,), ``weights`` (n,).

    A weight is the spot's own width plus its gap: the length of line that it stands for.
    """

    centers: NDArray[np.float64]
    heights: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def total(self) -> float:
        return float(self.weights.sum())

    def inside(self, quad: Quad) -> NDArray[np.bool_]:
        """Which spots lie within a quad (clockwise corners)."""
        within = np.ones(len(self.centers), dtype=bool)
        for i in range(4):
            start, side = quad[i], quad[(i + 1) % 4] - quad[i]
            away = self.centers - start
            within &= side[0] * away[:, 1] - side[1] * away[:, 0] >= 0
        return within


def map_print(grey: Pixels) -> PrintMap:
    """The glyph-like spots of a picture of 700 to 1000 px, dark on light and light on dark.

    A spot is a small component that differs from the local background and has neighbours
    of its own size: grain, gravel and dust mostly have none.
    """
    background = cv2.medianBlur(grey, 21)
    difference = grey.astype(np.int16) - background
    spots = [
        _spots((sign * difference > threshold).astype(np.uint8))
        for sign in (-1, 1)
        for threshold in (22,)
    ]
    boxes = np.vstack(spots)
    if len(boxes) > _MOST_GLYPHS:
        boxes = boxes[np.argsort(-boxes[:, 3])[:_MOST_GLYPHS]]
    centers = boxes[:, :2] + boxes[:, 2:4] / 2
    kept = _with_neighbours(centers, boxes[:, 2:4])
    size = boxes[kept, 2:4].max(axis=1)
    return PrintMap(centers[kept], size, size)


def _spots(mask: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(n, 4): left, top, width, height of components that are sized and filled like letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = stats[1:].astype(np.float64)
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    filled = area / (width * height)
    kept = (longer >= 4) & (longer <= 60) & (shorter >= 1.5) & (area >= 6)
    kept &= (longer / np.maximum(shorter, 1) < 9) & (filled > 0.12) & (filled < 0.98)
    return boxes[kept, :4]


def _with_neighbours(
    centers: NDArray[np.float64], sizes: NDArray[np.float64], *, wanted: int = 2
) -> NDArray[np.bool_]:
    if len(centers) <= wanted:
        return np.zeros(len(centers), dtype=bool)
    longest = sizes.max(axis=1).astype(np.float32)
    points = centers.astype(np.float32)
    apart = np.hypot(
        points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1]
    )
    larger = np.maximum(longest[:, None], longest[None])
    smaller = np.minimum(longest[:, None], longest[None])
    near = (apart < 2.2 * larger) & (larger < 2.2 * smaller)
    return np.asarray(near.sum(axis=1) - 1 >= wanted)
