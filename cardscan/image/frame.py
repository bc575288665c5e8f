"""Between the flattened card and its photo: boxes of the one found again in the other."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from cardscan.model import Box, Corners, Matrix, transform_box

__all__ = ["CardFrame"]

_NEWTON_STEPS = 4
_WORST_CONDITION = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class CardFrame:
    """How a flattened card lies on its photo: ``to_photo`` maps its pixels to the photo's."""

    to_photo: Matrix

    @classmethod
    def of(cls, corners: Corners, width_px: int, height_px: int) -> CardFrame | None:
        """The frame of a card of this size flattened; None where the corners span nothing."""
        right, bottom = width_px, height_px
        card = np.array([(0, 0), (right, 0), (right, bottom), (0, bottom)], dtype=np.float32)
        quad = np.array(corners, dtype=np.float32)
        if abs(cv2.contourArea(quad)) < 1:
            return None
        return cls(cv2.getPerspectiveTransform(card, quad).astype(np.float64))

    @property
    def from_photo(self) -> Matrix:
        return np.asarray(np.linalg.inv(self.to_photo), dtype=np.float64)

    def on_card(self, box: Box) -> Box:
        """The upright rectangle of the card whose picture on the photo has this box around it.

        On a card that lies aslant, the box around a line of the photo holds
        its neighbours too; mapped back as it is, it would hold yet more. So
        place and size are solved for by Newton's method. At 45 degrees, where
        every shape has a square around it, there is no solution: then the larger one.
        """
        larger = transform_box(box, self.from_photo)
        place = _placed(*larger.center, larger.width, larger.height)
        for _ in range(_NEWTON_STEPS):
            found = transform_box(place, self.to_photo)
            jacobian = _jacobian(self.to_photo, *place.center)
            if np.linalg.cond(np.abs(jacobian)) > _WORST_CONDITION:
                return larger
            missed = np.subtract(box.center, found.center)
            grown = (box.width - found.width, box.height - found.height)
            x, y = np.add(place.center, np.linalg.solve(jacobian, missed))
            wider, higher = np.linalg.solve(np.abs(jacobian), grown)
            place = _placed(float(x), float(y), place.width + wider, place.height + higher)
        mapped = transform_box(place, self.to_photo)
        missed_px = np.abs(np.subtract(_edges(mapped), _edges(box))).max()
        return place if missed_px < 2 and place.width > 1 and place.height > 1 else larger


def _placed(x: float, y: float, width: float, height: float) -> Box:
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _jacobian(matrix: Matrix, x: float, y: float) -> Matrix:
    """The 2x2 derivative of a homography at a point."""
    across, down, depth = matrix @ np.array([x, y, 1.0])
    rows = matrix[:2, :2] - np.outer((across / depth, down / depth), matrix[2, :2])
    return np.asarray(rows / depth, dtype=np.float64)
