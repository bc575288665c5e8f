"""Outlines around print whose card shows no edges: better a rough outline than a lost card."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.lines_link import join_linked
from cardscan.image.print_groups import LEAST_LETTERS, direction_of, group_print
from cardscan.image.print_map import PrintMap
from cardscan.image.quads import Quad, Quads, area_of, grown, overlaps, ratios_of
from cardscan.image.rank import is_newspaper

__all__ = ["quad_around_all_print", "quads_around_print"]

Floats = NDArray[np.float64]

# A word reaches from letter to letter over less than three of their sizes.
_LETTER_GAP = 3.0
_LEAST_WORD = 4
_MOST_LETTERS = 900
_AT_FRAME = 0.02
_MOST_AT_FRAME = 0.08
# The widest gap inside one card, in long sides of the cards beside it.
_CARD_GAP = 0.3
# Letters that touch are no spots, so words at the rim may have been missed.
_MARGIN_LINES = 2.0
_MARGIN_SHARE = 0.2
_LEAST_SHARE = 0.012
_MOST_RATIO = 5.0
# Beside cards, print is taken for one only where it has about their size and stands free.
_LEAST_OF_CARD = 0.2
_MOST_OF_CARD = 1.5
_MOST_OVERLAP = 0.1
_NOTHING = np.zeros((0, 2))
_BEYOND_EDGE = 1.06  # an outline may lie a little inside of its card


def quads_around_print(prints: PrintMap, cards: Quads, shape: tuple[int, ...]) -> Quads:
    """(n, 4, 2): slanted rectangles around words that lie on none of ``cards``.

    READING, step 5. Where cards were found, print is parted into groups that lie
    further apart than print on one of them; else those that run one way are taken for a
    card where they lie free of the picture's frame, or all print together.
    A newspaper gives none.
    """
    nothing = np.zeros((0, 4, 2))
    if is_newspaper(prints, shape) or len(prints.sizes) > _MOST_LETTERS:
        return nothing
    free: NDArray[np.bool_] = np.ones(len(prints.sizes), dtype=bool)
    if len(cards):
        free = ~np.asarray(prints.inside(grown(cards, _BEYOND_EDGE)).any(axis=0))
    words = _words(prints.centers[free], prints.sizes[free])
    if not words:
        return nothing
    if len(cards):
        quads = [_around(group, _NOTHING) for group in _groups(words, cards, shape)]
    else:
        turned = _turned_groups(prints, shape) or [(np.vstack(words), _NOTHING)]
        quads = [_around(group, others) for group, others in turned]
    kept = [q for q in quads if q is not None and _is_card_sized(q, cards, shape)]
    return np.array(kept) if kept else nothing


def quad_around_all_print(prints: PrintMap, shape: tuple[int, ...]) -> Quads:
    """(1, 4, 2) or empty: the slanted rectangle around all words of a picture."""
    words = [] if is_newspaper(prints, shape) else _words(prints.centers, prints.sizes)
    around = _around(np.vstack(words), _NOTHING) if words else None
    if around is None or not _is_card_sized(around, np.zeros((0, 4, 2)), shape):
        return np.zeros((0, 4, 2))
    return around[None]


def _words(centers: Floats, sizes: Floats) -> list[Floats]:
    """(n, 3) each: x, y and size of the letters of a word or line, which lie near each other."""
    links = []
    for i in range(len(sizes)):
        apart = np.linalg.norm(centers[i + 1 :] - centers[i], axis=1)
        near = np.flatnonzero(apart < _LETTER_GAP * np.maximum(sizes[i + 1 :], sizes[i]))
        links += [(i, i + 1 + int(j)) for j in near]
    letters = np.column_stack([centers, sizes])
    groups = join_linked(np.arange(len(sizes)), links)
    return [letters[group] for group in groups if len(group) >= _LEAST_WORD]


def _groups(words: list[Floats], cards: Quads, shape: tuple[int, ...]) -> list[Floats]:
    """Words that may be of one card together, beside cards that were found."""
    sides = np.linalg.norm(np.roll(cards, -1, axis=1) - cards, axis=2)
    gap_px = max(1, round(_CARD_GAP * float(np.median(sides.max(axis=1)))))
    mask = np.zeros(shape[:2], np.uint8)
    for word in words:
        x, y = word[:, 0].astype(int), word[:, 1].astype(int)
        mask[np.clip(y, 0, shape[0] - 1), np.clip(x, 0, shape[1] - 1)] = 255
    # Points whose discs of half the gap touch are nearer than the gap.
    grown = (cv2.distanceTransform(255 - mask, cv2.DIST_L2, 3) <= gap_px / 2).astype(np.uint8)
    _, labels = cv2.connectedComponents(grown)
    owners: dict[int, list[Floats]] = {}
    for word in words:
        x, y = word[0, :2].astype(int)
        label = labels[min(max(y, 0), shape[0] - 1), min(max(x, 0), shape[1] - 1)]
        owners.setdefault(int(label), []).append(word)
    return [np.vstack(group) for group in owners.values()]


def _turned_groups(prints: PrintMap, shape: tuple[int, ...]) -> list[tuple[Floats, Floats]]:
    """Print that is turned against what lies around it and does not leave the picture.

    Each with the places of all other print; none where all print is one group.
    """
    letters = np.column_stack([prints.centers, prints.sizes])
    groups = group_print(prints)
    large = [k for k, group in enumerate(groups) if len(group) >= LEAST_LETTERS]
    if len(large) < 2:
        return []
    free = [k for k in large if _share_at_frame(letters[groups[k]], shape) <= _MOST_AT_FRAME]
    others = [np.concatenate([g for j, g in enumerate(groups) if j != k]) for k in free]
    return [(letters[groups[k]], letters[o, :2]) for k, o in zip(free, others, strict=True)]


def _share_at_frame(letters: Floats, shape: tuple[int, ...]) -> float:
    margin = _AT_FRAME * max(shape[:2])
    x, y = letters[:, 0], letters[:, 1]
    near = (x < margin) | (y < margin) | (x > shape[1] - margin) | (y > shape[0] - margin)
    return float(near.mean())


def _around(letters: Floats, others: Floats) -> Quad | None:
    """The rectangle along the lines of print that holds all letters, with a margin.

    The margin ends where ``others``, the places of print that is not of this card, begin.
    """
    if len(letters) < LEAST_LETTERS:
        return None
    # Quarter turns are left open: the card may lie on its side.
    angle = (direction_of(letters[:, :2], letters[:, 2]) + np.pi / 4) % (np.pi / 2) - np.pi / 4
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    level = letters[:, :2] @ turn
    half = letters[:, 2:] / 2
    low, high = (level - half).min(axis=0), (level + half).max(axis=0)
    margin = _MARGIN_LINES * float(np.median(letters[:, 2])) + _MARGIN_SHARE * (high - low)
    before, after = _free_margins(others @ turn, low, high, margin)
    (left, top), (right, bottom) = low - before, high + after
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return np.asarray(corners @ turn.T)


def _free_margins(
    spots: Floats, low: Floats, high: Floats, margin: Floats
) -> tuple[Floats, Floats]:
    """How much of a margin before and after each axis of a box has no spots in it."""
    before, after = margin.copy(), margin.copy()
    for axis in (0, 1):
        other = 1 - axis
        level = (spots[:, other] >= low[other]) & (spots[:, other] <= high[other])
        for gaps, free in ((low - spots, before), (spots - high, after)):
            outside = gaps[level & (gaps[:, axis] > 0), axis]
            free[axis] = min([margin[axis], *outside])
    return before, after


def _is_card_sized(quad: Quad, cards: Quads, shape: tuple[int, ...]) -> bool:
    area = float(area_of(quad[None])[0])
    if area < _LEAST_SHARE * shape[0] * shape[1] or ratios_of(quad[None])[0] > _MOST_RATIO:
        return False
    if not len(cards):
        return True
    low, high = quad.min(axis=0), quad.max(axis=0)
    at_frame = low.min() < 0 or high[0] > shape[1] or high[1] > shape[0]
    share = area / float(np.median(area_of(cards)))
    apart = bool((overlaps(quad[None], cards) < _MOST_OVERLAP).all())
    return bool(not at_frame and apart and _LEAST_OF_CARD < share < _MOST_OF_CARD)
