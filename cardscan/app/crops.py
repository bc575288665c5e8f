"""The piece of a card's picture on which a value stands, and what else was read there.

Boxes of a scan are in pixels of the upright photo, its picture is the flattened
card: the corners, which are in both, say how the one lies in the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from cardscan.model import (
    Box,
    Matrix,
    Pixels,
    Scan,
    TextLine,
    transform_box,
    transform_points,
)

__all__ = ["CardPicture"]

_PADDING = 0.4
"""Of a line's height, around a crop: enough to see that nothing of a letter is missing."""

_FEWEST_PX = 8
_NEWTON_STEPS = 4
_WORST_CONDITION = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class CardPicture:
    """The flattened card of a scan; ``pixels`` is (height, width, 3) uint8, BGR."""

    pixels: Pixels
    to_photo: Matrix
    lines: tuple[TextLine, ...]

    @classmethod
    def of(cls, scan: Scan) -> CardPicture | None:
        """None where the scan has no picture, or one that cannot be read."""
        if not scan.picture or scan.corners is None:
            return None
        encoded = np.frombuffer(scan.picture, dtype=np.uint8)
        pixels = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        if pixels is None:
            return None
        height, width = pixels.shape[:2]
        card = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
        quad = np.array(scan.corners, dtype=np.float32)
        if abs(cv2.contourArea(quad)) < 1:
            return None
        to_photo = cv2.getPerspectiveTransform(card, quad).astype(np.float64)
        return cls(np.asarray(pixels, dtype=np.uint8), to_photo, scan.lines)

    def crop(self, boxes: Sequence[Box]) -> bytes | None:
        """The piece around some boxes of the photo as PNG; None where they lie off the card."""
        if not boxes:
            return None
        placed = [self._on_card(box) for box in boxes]
        around, margin = Box.around(placed), _PADDING * min(box.height for box in placed)
        height, width = self.pixels.shape[:2]
        left, top = max(0, int(around.left - margin)), max(0, int(around.top - margin))
        right = min(width, int(around.right + margin) + 1)
        bottom = min(height, int(around.bottom + margin) + 1)
        if right - left < _FEWEST_PX or bottom - top < _FEWEST_PX:
            return None
        done, encoded = cv2.imencode(".png", self.pixels[top:bottom, left:right])
        return bytes(encoded.tobytes()) if done else None

    def readings(self, boxes: Sequence[Box]) -> tuple[tuple[str, ...], ...]:
        """What each reading of the lines says inside some boxes, a text a box, the likeliest first.

        Where a line was read fewer times than another, its likeliest stands in.
        """
        found = [self._readings_in(self._on_card(box)) for box in boxes]
        if not all(found):
            return ()
        most = max((len(texts) for texts in found), default=0)
        rows = [
            tuple(texts[rank] if rank < len(texts) else texts[0] for texts in found)
            for rank in range(most)
        ]
        return tuple(dict.fromkeys(rows))

    def _readings_in(self, place: Box) -> list[str]:
        """The readings of the line that shares the most with a place, cut to its words there."""
        boxes = [self._on_card(line.box) for line in self.lines]
        shared = [place.intersection(box) for box in boxes]
        if not shared or max(shared) < 0.3 * min(place.area, boxes[int(np.argmax(shared))].area):
            return []
        line = self.lines[int(np.argmax(shared))]
        texts = []
        for reading in line.readings:
            within = [w.text for w in reading.words if self._is_within(w.box, place)]
            texts.append(" ".join(within))
        return [text for text in texts if text]

    def _is_within(self, box: Box, place: Box) -> bool:
        ((x, y),) = transform_points([box.center], self._from_photo)
        return place.left <= x <= place.right and place.top <= y <= place.bottom

    @property
    def _from_photo(self) -> Matrix:
        return np.asarray(np.linalg.inv(self.to_photo), dtype=np.float64)

    def _on_card(self, box: Box) -> Box:
        """The upright rectangle of the card whose picture on the photo has this box around it.

        On a card that lies aslant, the box around a line of the photo holds
        its neighbours too; mapped back as it is, it would hold yet more. So
        place and size are solved for by Newton's method. At 45 degrees, where
        every shape has a square around it, there is no solution: then the larger one.
        """
        larger = transform_box(box, self._from_photo)
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
