"""Whether a flattened card can be read at all, as remarks for a person."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.channels import median_of_bytes, smallest_channel
from cardscan.model import Card, Pixels

__all__ = ["judge_quality"]

_DARK = 40
_LEAST_CONTRAST = 28
_BLURRED_PX = 6.5
_BURNT_OUT = 250
_LEAST_GLARE_SHARE = 0.012
_FADES_BY = 1.6


def judge_quality(card: Card) -> tuple[str, ...]:
    """What stands against reading a card: darkness, little contrast, blur, glare and where."""
    grey = cv2.cvtColor(card.pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    remarks = (_darkness(grey) or _blur(grey), _glare(card.pixels))
    return tuple(remark for remark in remarks if remark)


def _darkness(grey: Pixels) -> str | None:
    darkest, light, lightest = np.percentile(grey[::4, ::4], (0.5, 95, 99.5))
    if light < _DARK and lightest - darkest < 2 * _LEAST_CONTRAST:
        return "very dark"
    if lightest - darkest < _LEAST_CONTRAST:
        return "hardly any contrast"
    return None


def _blur(grey: Pixels) -> str | None:
    return "blurred" if edge_width_px(grey) > _BLURRED_PX else None


def edge_width_px(grey: Pixels) -> float:
    """How many pixels the sharpest edges take from dark to light: contrast over slope.

    On a card of 1200 px legible photos have 2 to 4.5; a blur of 4 px, in which print of 7
    points drowns, gives 6 to 10.
    """
    window = np.ones((25, 25), np.uint8)
    contrast = cv2.subtract(cv2.dilate(grey, window), cv2.erode(grey, window))
    strongest = contrast >= np.percentile(contrast[::4, ::4], 95)
    across, down = (
        cv2.Sobel(grey, cv2.CV_16S, *way)[strongest].astype(np.float32) / 8
        for way in ((1, 0), (0, 1))
    )
    steepest = float(np.percentile(np.hypot(across, down), 99))
    return float(np.median(contrast[strongest])) / max(steepest, 0.5)


def _glare(pixels: Pixels) -> str | None:
    """Where the card is burnt out: a bright spot with a soft rim, unlike a white panel."""
    darkest_channel = smallest_channel(pixels)
    if median_of_bytes(darkest_channel) >= _BURNT_OUT - 15:
        return None  # a white card, well lit
    burnt = (darkest_channel >= _BURNT_OUT).astype(np.uint8)
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)).astype(np.uint8)
    count, labels, stats, centers = cv2.connectedComponentsWithStats(burnt)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if count < 2 or areas.max() < _LEAST_GLARE_SHARE * burnt.size:
        return None
    largest = 1 + int(np.argmax(areas))
    if not _fades(darkest_channel, labels == largest):
        return None
    return f"glare over the {_place(centers[largest], burnt.shape)}"


def _fades(channel: Pixels, spot: NDArray[np.bool_]) -> bool:
    """Whether it gets darker away from the spot step by step; at a panel's edge it does at once."""
    near, far = (_step_at(channel, spot, away_px) for away_px in (4, 14))
    return far > _FADES_BY * max(near, 1.0)


def _step_at(channel: Pixels, spot: NDArray[np.bool_], away_px: int) -> float:
    """How much darker it is, in the median, so many pixels outside of a spot."""
    inner, outer = (
        cv2.dilate(spot.astype(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8)) > 0
        for reach in (away_px - 1, away_px + 1)
    )
    ring = outer & ~inner
    return float(_BURNT_OUT - np.median(channel[ring])) if ring.any() else 0.0


def _place(center: NDArray[np.float64], shape: tuple[int, ...]) -> str:
    x, y = center[0] / shape[1], center[1] / shape[0]
    row = "upper" if y < 1 / 3 else "lower" if y > 2 / 3 else ""
    column = "left" if x < 1 / 3 else "right" if x > 2 / 3 else ""
    if not row and not column:
        return "middle"
    return " ".join(part for part in (row, column or "middle") if part)
