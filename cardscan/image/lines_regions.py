"""Lines found by their blobs, checked against regions that a text detector saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cardscan.image.lines_link import Blobs, LineOfBlobs, attach_marks
from cardscan.model import Box, Corners

__all__ = ["Region", "guide_lines", "to_region"]

# A line of blobs explains a region when it is about as tall and covers most of it.
LOWEST_LINE = 0.5
TALLEST_LINE = 1.45
LEAST_COVER = 0.72
# A line that shares less than this with every region is no print, unless it is
# a short label beside print: detectors overlook single letters.
LEAST_SUPPORT = 0.25
LABEL_REACH = 9.0
WIDEST_LABEL = 4.0
# So is what detectors take for the descenders of large print above it, a company's tagline say:
# as long as this in its own heights, and read for sure afterwards.
TAGLINE_RATIO = 5.0
# Letters further apart than this (in region heights) are columns.
COLUMN_GAP = 1.7
UPRIGHT_RATIO = 2.5


@dataclass(frozen=True, slots=True)
class Region:
    """A slanted rectangle with print in it: its middle, size and slope, in pixels of the card."""

    box: Box
    height: float
    slope: float

    @property
    def is_upright(self) -> bool:
        """Whether the print runs from bottom to top, as on the spine of a book."""
        return self.box.height > UPRIGHT_RATIO * self.box.width

    def middle_y(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The y of the region's middle line at each x."""
        middle_x, middle_y = self.box.center
        return middle_y + self.slope * (x - middle_x)


def to_region(corners: Corners) -> Region:
    """The region inside four corners, clockwise from the top left."""
    quad = np.array(corners, dtype=np.float64)
    along = (quad[1] + quad[2] - quad[0] - quad[3]) / 2
    down = (quad[2] + quad[3] - quad[0] - quad[1]) / 2
    slope = float(along[1] / along[0]) if along[0] > 1 else 0.0
    box = Box(*map(float, quad.min(axis=0)), *map(float, quad.max(axis=0)))
    return Region(box, float(np.hypot(*down)), slope)


def guide_lines(
    blobs: Blobs, lines: Sequence[LineOfBlobs], regions: Sequence[Region]
) -> tuple[list[LineOfBlobs], list[Region]]:
    """The lines of blobs that regions bear out, mended, and the regions left without blobs.

    Long lines that no region bears out come too, marked as doubted.
    """
    groups = [line.letters for line in lines]
    boxes = [_box(blobs, group) for group in groups]
    kept: list[int] = []
    found: list[NDArray[np.intp]] = []
    mended: list[NDArray[np.intp]] = []
    bare: list[Region] = []
    for region in regions:
        fitting = [k for k, box in enumerate(boxes) if _fits(box, region)]
        if region.is_upright:
            bare.append(region)
            continue
        if _cover([boxes[k] for k in fitting], region) >= LEAST_COVER:
            new = [k for k in fitting if k not in kept]
            kept.extend(new)
            found.extend(_joined(blobs, [groups[k] for k in new], region))
            continue
        columns = _columns(blobs, _blobs_within(blobs, region), region)
        if _cover([_box(blobs, column) for column in columns], region) >= LEAST_COVER:
            mended.extend(columns)
        else:
            bare.append(region)
    labels = [
        group
        for k, group in enumerate(groups)
        if k not in kept and _is_label(boxes[k], [boxes[j] for j in kept], regions)
    ]
    sure = [*mended, *found, *labels]
    return _settled(blobs, sure, _overlooked(groups, boxes, sure)), bare


def _settled(
    blobs: Blobs, sure: Sequence[NDArray[np.intp]], doubted: Sequence[NDArray[np.intp]]
) -> list[LineOfBlobs]:
    """No blob in two lines: mended lines, which come first, keep theirs."""
    taken = np.zeros(len(blobs), dtype=bool)
    letters = []
    for group in sure:
        own = group[~taken[group]]
        taken[own] = True
        if len(own):
            letters.append(own)
    marks = attach_marks(blobs, [*letters, *doubted])
    doubts = [False] * len(letters) + [True] * len(doubted)
    return list(map(LineOfBlobs, [*letters, *doubted], marks, doubts))


def _overlooked(
    groups: Sequence[NDArray[np.intp]], boxes: Sequence[Box], found: Sequence[NDArray[np.intp]]
) -> list[NDArray[np.intp]]:
    """Long groups of letters none of which found its place in another line."""
    taken = np.concatenate([*found, np.empty(0, np.intp)])
    return [
        group
        for group, box in zip(groups, boxes, strict=True)
        if box.width > TAGLINE_RATIO * box.height and not np.isin(group, taken).any()
    ]


def _box(blobs: Blobs, group: NDArray[np.intp]) -> Box:
    return Box(
        float(blobs.left[group].min()),
        float(blobs.top[group].min()),
        float(blobs.right[group].max()),
        float(blobs.bottom[group].max()),
    )


def _fits(box: Box, region: Region) -> bool:
    """Whether a line lies in a region and is about as tall."""
    sag = abs(region.slope) * box.width
    height = box.height - min(sag, 0.5 * box.height)
    if not LOWEST_LINE * region.height * 0.6 <= height <= TALLEST_LINE * region.height:
        return False
    middle = float(region.middle_y(np.array([box.center[0]]))[0])
    if abs(box.center[1] - middle) > 0.4 * region.height:
        return False
    return box.overlap_x(region.box) > 0.6 * box.width


def _cover(boxes: Sequence[Box], region: Region) -> float:
    """The share of the region's length that the boxes cover, gaps between columns forgiven."""
    if not boxes:
        return 0.0
    # A detector's box reaches beyond the print by about a third of its height.
    length = max(1.0, region.box.width - 0.6 * region.height)
    covered = sum(box.overlap_x(region.box) for box in boxes)
    gaps = 0.0
    ordered = sorted(boxes, key=lambda box: box.left)
    for left, right in pairwise(ordered):
        gaps += max(0.0, right.left - left.right)
    return (covered + gaps) / length


def _blobs_within(blobs: Blobs, region: Region) -> NDArray[np.intp]:
    """Letters whose middle lies in the region and that are not much taller than it."""
    x = (blobs.left + blobs.right) / 2
    y = (blobs.top + blobs.bottom) / 2
    within = (
        (x > region.box.left)
        & (x < region.box.right)
        & (np.abs(y - region.middle_y(x)) < 0.45 * region.height)
        & (blobs.height <= 1.25 * region.height)
        & (blobs.height >= 0.28 * region.height)
        & (blobs.width <= 9 * region.height)
    )
    return np.flatnonzero(within)


def _joined(
    blobs: Blobs, pieces: Sequence[NDArray[np.intp]], region: Region
) -> list[NDArray[np.intp]]:
    """The pieces of one region as lines: what a missing or doubtful letter parted is one again."""
    lines: list[NDArray[np.intp]] = []
    for piece in sorted(pieces, key=lambda piece: int(blobs.left[piece].min())):
        gap = blobs.left[piece].min() - blobs.right[lines[-1]].max() if lines else np.inf
        if gap <= COLUMN_GAP * region.height:
            lines[-1] = np.concatenate([lines[-1], piece])
        else:
            lines.append(piece)
    return lines


def _columns(blobs: Blobs, letters: NDArray[np.intp], region: Region) -> list[NDArray[np.intp]]:
    if not len(letters):
        return []
    order = letters[np.argsort(blobs.left[letters], kind="stable")]
    reach = np.maximum.accumulate(blobs.right[order])
    breaks = np.flatnonzero(blobs.left[order][1:] - reach[:-1] > COLUMN_GAP * region.height)
    return [part for part in np.split(order, breaks + 1) if len(part)]


def _is_label(box: Box, lines: Sequence[Box], regions: Sequence[Region]) -> bool:
    """A short line close to the left of a kept line, of the same height."""
    if any(box.intersection(region.box) > LEAST_SUPPORT * box.area for region in regions):
        return False
    if box.width > WIDEST_LABEL * box.height:
        return False
    return any(
        0 <= line.left - box.right <= LABEL_REACH * line.height
        and abs(line.bottom - box.bottom) < 0.3 * line.height
        and 0.6 <= box.height / line.height <= 1.3
        for line in lines
    )
