"""Where print, rules and frames lie on a page seen straight from above, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.page_panels import widen_over_panels
from cardscan.image.quads import Quads, clockwise
from cardscan.model import Pixels

__all__ = ["PagePrint", "map_page"]

Floats = NDArray[np.float64]

PX_PER_MM = 6.0
"""Print of 5 points has an x-height of 5 pixels then, and an A4 page 2 million of them."""

_GROUND_SHRINK = 4
_GROUND_PX = 7  # of the shrunk page: solid areas wider than 5 mm are ground themselves
_LEAST_DIFFERENCE = 20
_LEAST_RULE_MM = 9.0
_RULE_MM = 1.2
_RULE_FILL = 0.1
_TICK_MM = (1.2, 0.5)  # a printer's mark is at least so long and at most so thick
_WORD_GAP_MM = (1.6, 0.9)
_LEAST_BLOCK_MM = (1.5, 0.7)
_FRAME_LONG_MM = (70.0, 100.0)
_FRAME_SHORT_MM = (40.0, 66.0)
_FRAME_FILL = 0.93


@dataclass(frozen=True, slots=True, eq=False)
class PagePrint:
    """Blocks of words (n, 4: left, top, right, bottom), their letters, and frames (m, 4, 2).

    All in mm from the page's upper left corner. A frame is a closed line of the size of a
    card; rules and printer's marks are no blocks. ``marks`` (k, 4) are the boxes of short
    thin lines that stand alone.
    """

    blocks: Floats
    letters: NDArray[np.intp]
    frames: Quads
    marks: Floats


def map_page(grey: Pixels, px_per_mm: float) -> PagePrint:
    """The print of a page with so many pixels a millimetre."""
    scale = PX_PER_MM / px_per_mm
    size = (max(8, round(grey.shape[1] * scale)), max(8, round(grey.shape[0] * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    page = cv2.resize(grey, size, interpolation=way).astype(np.uint8, copy=False)
    ink = _ink(page)
    count, found, sizes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    labels, stats = found.astype(np.int32, copy=False), sizes.astype(np.int32, copy=False)
    rules = _are_rules(stats)
    letters = ~rules
    letters[0] = False
    frames = _with_panels(_frames((rules[labels] & (labels > 0)).astype(np.uint8)), page)
    blocks, of_block, marks = _blocks(letters[labels].astype(np.uint8), labels, stats, count)
    return PagePrint(blocks / PX_PER_MM, of_block, frames / PX_PER_MM, marks / PX_PER_MM)


def _ink(page: Pixels) -> NDArray[np.uint8]:
    small = cv2.resize(
        page, None, fx=1 / _GROUND_SHRINK, fy=1 / _GROUND_SHRINK, interpolation=cv2.INTER_AREA
    )
    ground = cv2.resize(cv2.medianBlur(small, _GROUND_PX), page.shape[::-1])
    return (cv2.absdiff(page, ground) > _LEAST_DIFFERENCE).astype(np.uint8)


def _are_rules(stats: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which components are rules or frames: long, and thin or nearly empty."""
    wide, high, area = (stats[:, k].astype(np.float64) for k in (2, 3, 4))
    longer, shorter = np.maximum(wide, high), np.minimum(wide, high)
    thin = (shorter <= _RULE_MM * PX_PER_MM) | (area < _RULE_FILL * wide * high)
    rules: NDArray[np.bool_] = (longer >= _LEAST_RULE_MM * PX_PER_MM) & thin
    rules[0] = False
    return rules


def _frames(mask: NDArray[np.uint8]) -> Quads:
    """What rules enclose, where it has the shape and size of a card."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    contours, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour, (_, _, _, parent) in zip(contours, [] if tree is None else tree[0], strict=True):
        if parent < 0:
            continue
        rectangle = cv2.minAreaRect(contour)
        short, long = sorted(side / PX_PER_MM for side in rectangle[1])
        sized = _FRAME_LONG_MM[0] <= long <= _FRAME_LONG_MM[1]
        sized &= _FRAME_SHORT_MM[0] <= short <= _FRAME_SHORT_MM[1]
        if sized and cv2.contourArea(contour) > _FRAME_FILL * np.prod(rectangle[1]):
            quads.append(cv2.boxPoints(rectangle).astype(np.float64))
    return clockwise(np.array(quads).reshape(-1, 4, 2))


def _with_panels(frames: Quads, page: Pixels) -> Quads:
    """The frames with the panels beside them, where they stand upright."""
    boxes = np.hstack([frames.min(axis=1), frames.max(axis=1)])
    wide = widen_over_panels(boxes / PX_PER_MM, page, PX_PER_MM) * PX_PER_MM
    drawn = (np.abs(wide - boxes) > 1.0).any(axis=1)
    left, top, right, bottom = wide.T
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    upright = np.stack([np.stack(corner, axis=1) for corner in corners], axis=1)
    return np.where(drawn[:, None, None], upright, frames)


def _blocks(
    mask: NDArray[np.uint8], labels: NDArray[np.int32], stats: NDArray[np.int32], count: int
) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Boxes around words that lie near each other, how many letters each holds, and marks."""
    reach = (round(_WORD_GAP_MM[0] * PX_PER_MM) | 1, round(_WORD_GAP_MM[1] * PX_PER_MM) | 1)
    joined = cv2.dilate(mask, np.ones(reach[::-1], np.uint8)).astype(np.uint8)
    number, of_pixel = cv2.connectedComponents(joined)
    # Every component lies within one block: that of any of its pixels.
    block_of = np.zeros(count, dtype=np.intp)
    where = mask > 0
    block_of[labels[where]] = of_pixel[where]
    inside = np.flatnonzero(block_of > 0)
    owner, boxes = block_of[inside], stats[inside, :4].astype(np.float64)
    low, high = np.full((number, 2), np.inf), np.full((number, 2), -np.inf)
    np.minimum.at(low, owner, boxes[:, :2])
    np.maximum.at(high, owner, boxes[:, :2] + boxes[:, 2:])
    sides = boxes[:, 2:] / PX_PER_MM
    ticks = (sides.max(axis=1) >= _TICK_MM[0]) & (sides.min(axis=1) <= _TICK_MM[1])
    letters = np.bincount(owner, minlength=number)
    plain = np.bincount(owner[~ticks], minlength=number)
    extent = (high - low) / PX_PER_MM
    kept = np.isfinite(low[:, 0]) & (plain > 0)
    kept &= (extent[:, 0] >= _LEAST_BLOCK_MM[0]) | (extent[:, 1] >= _LEAST_BLOCK_MM[0])
    kept &= extent.min(axis=1) >= _LEAST_BLOCK_MM[1]
    alone = boxes[ticks & (plain[owner] == 0)]
    marks = np.hstack([alone[:, :2], alone[:, :2] + alone[:, 2:]])
    return np.hstack([low, high])[kept], letters[kept], marks
