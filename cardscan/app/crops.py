"""The piece of a card's picture on which a value stands, and what else was read there.

Boxes of a scan are in pixels of the upright photo, its picture is the flattened
card: the corners, which are in both, say how the one lies in the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from cardscan.image import CardFrame
from cardscan.model import Box, Pixels, Scan, TextLine, transform_points

__all__ = ["CardPicture"]

_PADDING = 0.4
"""Of a line's height, around a crop: enough to see that nothing of a letter is missing."""

_FEWEST_PX = 8


@dataclass(frozen=True, slots=True, eq=False)
class CardPicture:
    """The flattened card of a scan; ``pixels`` is (height, width, 3) uint8, BGR."""

    pixels: Pixels
    frame: CardFrame
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
        frame = CardFrame.of(scan.corners, width, height)
        return None if frame is None else cls(np.asarray(pixels, np.uint8), frame, scan.lines)

    def crop(self, boxes: Sequence[Box]) -> bytes | None:
        """The piece around some boxes of the photo as PNG; None where they lie off the card."""
        if not boxes:
            return None
        placed = [self.frame.on_card(box) for box in boxes]
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
        found = [self._readings_in(self.frame.on_card(box)) for box in boxes]
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
        boxes = [self.frame.on_card(line.box) for line in self.lines]
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
        ((x, y),) = transform_points([box.center], self.frame.from_photo)
        return place.left <= x <= place.right and place.top <= y <= place.bottom
