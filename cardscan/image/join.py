"""Halves of cards that were taken for cards, joined to the whole that their sides go on in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cardscan.image.print_map import PrintMap
from cardscan.image.quads import Quad, Quads, area_of, clockwise, cross, overlaps, ratios_of
from cardscan.image.refine import measure_support
from cardscan.model import Pixels

__all__ = ["join_panels"]

Floats = NDArray[np.float64]

_RATIO = (1.42, 2.3)
_LIKE_CARD = (1.42, 1.95)
_LARGEST = 3.2  # times the part that was chosen
_LEAST_ODDS = -1.5
_ON_SIDE = 0.018  # of the whole's longest side
_ON_SIDE_PX = 4.0
_LEAST_INSIDE = 0.94
_LEAST_PANEL = 0.06
_LEAST_SIDE = 0.7
_LEAST_LETTERS = 6
_FILLED = 0.9
_STRIP = 0.3


def join_panels(
    lab: Pixels, quads: Quads, odds: Floats, prints: PrintMap, kept: list[int]
) -> list[int]:
    """Positions of the cards among quads, some of ``kept`` replaced by the whole they are part of.

    Three sides of a part lie on those of the whole, and colour steps along all sides of the
    rest; or parts that were chosen fill it. Two that are both shaped like cards are two cards.
    """
    areas, ratios = area_of(quads), ratios_of(quads)
    shaped = (ratios > _RATIO[0]) & (ratios < _RATIO[1]) & (odds > _LEAST_ODDS)
    for whole in np.argsort(-odds):
        if not shaped[whole] or whole in kept or not kept:
            continue
        shared = overlaps(quads[whole][None], quads[kept])[0]
        smaller = areas[kept] < (1 - _LEAST_PANEL) * areas[whole]
        parts = [k for k, s, less in zip(kept, shared, smaller, strict=True)
                 if less and s > _LEAST_INSIDE]  # fmt: skip
        beside = [s for k, s in zip(kept, shared, strict=True) if k not in parts]
        if not parts or max(beside, default=0.0) > 1 - _LEAST_INSIDE:
            continue
        if _are_one(lab, quads[whole], quads[parts], prints):
            kept = [k for k in kept if k not in parts] + [int(whole)]
    return kept


def _are_one(lab: Pixels, whole: Quad, parts: Quads, prints: PrintMap) -> bool:
    """Whether parts and what they leave of a whole are one card."""
    areas, size = area_of(parts), float(area_of(whole[None])[0])
    if len(parts) > 1 and areas.sum() > _FILLED * size:
        return not all(_is_card(part) for part in parts)
    largest = parts[int(np.argmax(areas))]
    rest = _rest(whole, largest) if _LARGEST * areas.max() > size else None
    if rest is None or measure_support(lab, rest[None]).sides.min() < _LEAST_SIDE:
        return False
    if not _is_card(largest):
        return True
    # A strip beside an outline that has the shape of a card is its shadow, or has print.
    printed = prints.inside(rest[None]).sum() >= _LEAST_LETTERS
    wide = float(area_of(rest[None])[0]) > _STRIP * float(areas.max())
    return bool(printed or wide) and not _is_card(rest)


def _is_card(quad: Quad) -> bool:
    return bool(_LIKE_CARD[0] < ratios_of(quad[None])[0] < _LIKE_CARD[1])


def _rest(whole: Quad, part: Quad) -> Quad | None:
    """What a part leaves of a whole, three of whose sides its own lie on; else None."""
    longest = float(np.linalg.norm(np.roll(whole, -1, axis=0) - whole, axis=1).max())
    near = max(_ON_SIDE_PX, _ON_SIDE * longest)
    sides = np.roll(whole, -1, axis=0) - whole
    lengths = np.linalg.norm(sides, axis=1)
    away = np.abs(cross(sides[:, None], part[None] - whole[:, None])) / lengths[:, None]
    # Per side of the whole, which corners of the part lie on it.
    on = away < near
    for turn in range(4):
        corners = (np.arange(4) + turn) % 4
        ends = on[np.arange(4)[:, None], np.stack([corners, np.roll(corners, -1)], axis=1)]
        lying = ends.all(axis=1)
        if lying.sum() == 3:
            free = int(np.flatnonzero(~lying)[0])
            far = whole[[free, (free + 1) % 4]]
            cut = part[[corners[free], corners[(free + 1) % 4]]]
            return np.asarray(clockwise(np.vstack([far, cut[::-1]])[None])[0])
    return None
