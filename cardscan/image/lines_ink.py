"""What stands out from its surroundings: the ink of print of either polarity."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.channels import largest_channel, median_of_bytes
from cardscan.model import Pixels

__all__ = ["Ink", "find_ink"]

# The background is a median over this share of the picture's long side: wider
# than a stroke of a logo, narrower than a panel with print on it.
BACKGROUND_SHARE = 0.085
SMALL_LONG_SIDE_PX = 400
# Ink counts from this share of the strongest ink nearby, so that anti-aliased
# edges do not glue letters together and pale print beside bold print survives.
SHARE_OF_LOCAL_MAXIMUM = 0.42
LOCAL_WINDOW_PX = 36
FAINTEST_INK = 16


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """How much each pixel differs from the paper around it.

    ``paper`` is (height, width, 3) uint8, BGR: the picture without its print.
    ``strength`` is (height, width) uint8, the largest difference of a channel.
    ``mask`` is (height, width) bool: what counts as ink.
    """

    paper: Pixels
    strength: Pixels
    mask: NDArray[np.bool_]


def find_ink(pixels: Pixels) -> Ink:
    """Separate print from paper, whatever the colours of both.

    The paper is a median of the surroundings, so that panels, gradients and
    shadows are paper and print is ink whether it is darker or lighter.
    """
    paper = _paper(pixels)
    strength = largest_channel(np.asarray(cv2.absdiff(pixels, paper), dtype=np.uint8))
    calm = cv2.GaussianBlur(strength, (3, 3), 0).astype(np.uint8, copy=False)
    floor = max(FAINTEST_INK, 4.0 * median_of_bytes(calm))
    threshold = np.maximum(_local_maximum(calm) * SHARE_OF_LOCAL_MAXIMUM, floor)
    return Ink(paper, strength, calm > threshold)


def _paper(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, SMALL_LONG_SIDE_PX / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    window = max(5, round(BACKGROUND_SHARE * max(small.shape[:2])) | 1)
    return cv2.resize(
        cv2.medianBlur(small, window), (width, height), interpolation=cv2.INTER_LINEAR
    ).astype(np.uint8)


def _local_maximum(strength: Pixels) -> NDArray[np.float32]:
    height, width = strength.shape
    step = 4
    padded = cv2.copyMakeBorder(strength, 0, -height % step, 0, -width % step, cv2.BORDER_REPLICATE)
    rows = np.maximum.reduce([padded[k::step] for k in range(step)])
    coarse = np.maximum.reduce([rows[:, k::step] for k in range(step)])
    reach = LOCAL_WINDOW_PX // step | 1
    widest = cv2.dilate(coarse, np.ones((reach, reach), np.uint8))
    calm = cv2.blur(widest.astype(np.float32), (reach, reach))
    return np.asarray(
        cv2.resize(calm, (padded.shape[1], padded.shape[0]))[:height, :width], dtype=np.float32
    )
