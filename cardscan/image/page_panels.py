"""Frames drawn around the cards of a page, drawn out over the coloured panels beside them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cardscan.model import Pixels

__all__ = ["widen_over_panels"]

Floats = NDArray[np.float64]

_RULE_MM = 0.8
_SAMPLE_MM = 1.2
_PANEL_MM = (5.0, 32.0)
_LARGEST_MM = (66.0, 100.0)
_LEAST_DIFFERENCE = 24.0
_SAME = 14.0
_LEAST_ALIKE = 0.2  # the rest may be a name set along the panel
_MIDDLE = 0.1  # of a side is left out at both ends
_TOUCHING_MM = 2.0


def widen_over_panels(frames: Floats, page: Pixels, px_per_mm: float) -> Floats:
    """The frames (left, top, right, bottom in mm) of a grey page, each with its panel.

    A dark panel swallows the rule that runs around it, so that the frame of the card ends
    at the panel. One between two frames is of the card that has none at its other end.
    """
    wide = frames.copy()
    found = [(k, side, depth) for k in range(len(frames)) for side in range(4)
             if (depth := _panel_beyond(page, frames[k] * px_per_mm, side, px_per_mm))]  # fmt: skip
    grown = [(k, _grown(frames[k], side, depth)) for k, side, depth in found]
    free = [not any(_touch(box, other) for j, other in enumerate(frames) if j != k)
            for k, box in grown]  # fmt: skip
    done: set[int] = set()
    for position in sorted(range(len(grown)), key=lambda p: not free[p]):
        number, box = grown[position]
        others = np.delete(wide, number, axis=0)
        if number not in done and _is_card_sized(box) and not any(_meet(box, o) for o in others):
            wide[number] = box
            done.add(number)
    return wide


def _panel_beyond(page: Pixels, box: Floats, side: int, px_per_mm: float) -> float:
    """How many mm a panel in another colour than the card's paper is deep behind a side, else 0."""
    left, top, right, bottom = (round(float(v)) for v in box)
    paper = float(np.median(page[max(0, top) : bottom, max(0, left) : right]))
    turned = (page, page.T, page[:, ::-1], page[::-1].T)[side]
    width = turned.shape[1]
    edge = (left, top, page.shape[1] - right, page.shape[0] - bottom)[side]
    low, high = (top, bottom) if side % 2 == 0 else (left, right)
    inset = round(_MIDDLE * (high - low))
    start = min(edge - round(_RULE_MM * px_per_mm), width)
    strip = turned[max(0, low + inset) : high - inset, max(0, start - 40 * int(px_per_mm)) : start]
    if strip.shape[1] < _PANEL_MM[0] * px_per_mm or not strip.shape[0]:
        return 0.0
    strip = strip[:, ::-1].astype(np.float64)
    panel = float(np.median(strip[:, : round(_SAMPLE_MM * px_per_mm)]))
    if abs(panel - paper) < _LEAST_DIFFERENCE:
        return 0.0
    alike = (np.abs(strip - panel) < _SAME).mean(axis=0)
    ends = np.flatnonzero(alike < _LEAST_ALIKE)
    depth = _RULE_MM + float(ends[0] if len(ends) else strip.shape[1]) / px_per_mm
    return depth if _PANEL_MM[0] <= depth <= _PANEL_MM[1] else 0.0


def _grown(box: Floats, side: int, depth_mm: float) -> Floats:
    wide = box.copy()
    wide[side] += depth_mm if side > 1 else -depth_mm
    return wide


def _is_card_sized(box: Floats) -> bool:
    return bool((np.sort(box[2:] - box[:2]) <= _LARGEST_MM).all())


def _touch(box: Floats, other: Floats) -> bool:
    shared = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    return bool((shared > -_TOUCHING_MM).all())


def _meet(box: Floats, other: Floats) -> bool:
    shared = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    return bool((shared > _TOUCHING_MM).all())
