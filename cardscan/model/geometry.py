"""Places on a picture: points, boxes and outlines of four corners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    """A picture: (height, width, 3) in BGR order, or (height, width) in grey."""

    Matrix = NDArray[np.float64]
    """A 3x3 homography that maps column vectors (x, y, 1)."""
else:
    # Whoever only passes values on, such as a batch, need not load numpy for two names.
    Pixels = Matrix = Any

__all__ = ["Box", "Corners", "Matrix", "Pixels", "Point", "transform_box", "transform_points"]

Point = tuple[float, float]
"""(x, y) in pixels, x to the right and y down."""

Corners = tuple[Point, Point, Point, Point]
"""Clockwise from the card's own top left."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels; ``right`` and ``bottom`` lie just outside."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def center(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlap_x(self, other: Box) -> float:
        """How many pixels the two share from left to right, 0 when none."""
        return max(0.0, min(self.right, other.right) - max(self.left, other.left))

    def overlap_y(self, other: Box) -> float:
        """How many pixels the two share from top to bottom, 0 when none."""
        return max(0.0, min(self.bottom, other.bottom) - max(self.top, other.top))

    def is_level_with(self, other: Box) -> bool:
        """Whether the two stand on one row: they share more than half of the lower one's height."""
        return self.overlap_y(other) > 0.5 * min(self.height, other.height)

    def intersection(self, other: Box) -> float:
        """The shared area in square pixels."""
        return self.overlap_x(other) * self.overlap_y(other)

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box around at least one box."""
        all_boxes = tuple(boxes)
        return Box(
            min(b.left for b in all_boxes),
            min(b.top for b in all_boxes),
            max(b.right for b in all_boxes),
            max(b.bottom for b in all_boxes),
        )


def transform_points(points: Iterable[Point], matrix: Matrix) -> tuple[Point, ...]:
    """Map points through a homography."""
    import numpy as np

    rows = np.array([(x, y, 1.0) for x, y in points], dtype=np.float64)
    if not len(rows):
        return ()
    mapped = rows @ matrix.T
    return tuple((float(x / w), float(y / w)) for x, y, w in mapped)


def transform_box(box: Box, matrix: Matrix) -> Box:
    """The upright box around a box that was mapped through a homography."""
    mapped = transform_points(
        (
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        ),
        matrix,
    )
    xs = [x for x, _ in mapped]
    ys = [y for _, y in mapped]
    return Box(min(xs), min(ys), max(xs), max(ys))
