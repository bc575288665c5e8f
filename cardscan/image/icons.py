"""The small symbols that stand before numbers and addresses instead of a word.

A symbol is looked for close to a line's letters: print that keeps its distance
from them and is neither much flatter nor much taller than they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.icon_kinds import SIGN_PX, judge_signs
from cardscan.model import Box, Card, Icon, Line, Pixels

__all__ = ["Sign", "find_icons", "find_signs"]

# All distances are in heights of the line's letters. They were set from how cards are
# designed and checked on cards drawn with icons alone: what they miss is judged nowhere.
REACH, REACH_BEHIND = 5.0, 6.5  # beyond a line's left end; the line may begin with the icon
HALF_WINDOW = 3.0
LEAST_GAP, LEAST_GAP_BEFORE = 0.3, 1.0  # to the text behind, and to what stands before
WIDEST_GAP = 4.5
JOINED_GAP = 0.16
SHORTEST, TALLEST = 0.75, 5.2
NARROWEST, WIDEST = 0.38, 1.9  # width over height
OFF_MIDDLE = 0.75
FAINTEST = 20  # grey levels from paper
SHARE_OF_STRONGEST = 0.25
TALLEST_LETTER_PX = 16.0  # larger print is looked at reduced: icons still fill their patch
SAMPLED = 3  # every third pixel says what paper and ink are like
SMALLEST_PX = 7
COLUMN_GAP = 1.4  # wider than the spaces between words: another value may begin
DARK = 128  # ink on a line's crop, which is black on white
MOST_PIECES = 60  # of ink in a window: more is no print, but a picture or noise
SIGN_MARGIN_PX = 2

Boxes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """Something that stands before text: perhaps an icon, perhaps a letter.

    ``box`` is in pixels of the card; ``patch`` is (32, 32) uint8, the sign's ink
    white on black, whatever its colours were, scaled to fill the square.
    """

    box: Box
    patch: Pixels


def find_icons(card: Card, lines: Sequence[Line]) -> tuple[tuple[Icon, ...], ...]:
    """For each line the icons that stand before it or in it, from left to right."""
    signs = [_signs_of(card.pixels, line) for line in lines]
    patches = [sign.patch for found in signs for sign in found]
    judged = iter(judge_signs(np.stack(patches)) if patches else ())
    return tuple(
        _one_a_value([Icon(*v, s.box) for s in found if (v := next(judged))], line.x_height_px)
        for line, found in zip(lines, signs, strict=True)
    )


def _one_a_value(icons: list[Icon], height: float) -> tuple[Icon, ...]:
    """Icons from left to right, without those that follow close on another: labels, as a rule."""
    kept: list[Icon] = []
    for icon in sorted(icons, key=lambda icon: icon.box.left):
        if not kept or icon.box.left - kept[-1].box.right > WIDEST_GAP * height:
            kept.append(icon)
    return tuple(kept)


def _signs_of(pixels: Pixels, line: Line) -> list[Sign]:
    if line.to_card[0, 0] <= 0 or line.box.height > 2 * line.box.width:
        return []  # print that runs from bottom to top
    signs: list[Sign] = []
    for x, middle in _beginnings(line):
        found = find_signs(
            pixels, left=x, right=line.box.right, middle=middle, height=line.x_height_px
        )
        signs += [s for s in found if not any(s.box.intersection(other.box) for other in signs)]
    return signs


def _beginnings(line: Line) -> list[tuple[float, float]]:
    """Where a line's print begins, and where it begins again after a gap: x and middle y."""
    columns = np.flatnonzero(line.crop.min(axis=0) < DARK)
    pitch = float(line.to_card[0, 0])
    gaps = np.diff(columns) * pitch >= COLUMN_GAP * line.x_height_px
    starts = columns[1:][gaps] * pitch + line.to_card[0, 2]
    slope = float(line.to_card[1, 0]) / pitch
    x0, y0 = (line.to_card @ (0.0, line.crop.shape[0] / 2, 1.0))[:2]
    return [(float(x), float(y0 + slope * (x - x0))) for x in (line.box.left, *starts)]


def find_signs(
    pixels: Pixels, *, left: float, right: float, middle: float, height: float
) -> list[Sign]:
    """What may be an icon before a line's letters, or between two of its words.

    ``left``, ``right`` and ``middle`` say where the line stands on the card,
    ``height`` how tall its letters are, all in pixels.
    """
    x0, x1 = max(0, int(left - REACH * height)), int(min(right, left + REACH_BEHIND * height)) + 1
    y0, y1 = max(0, int(middle - HALF_WINDOW * height)), int(middle + HALF_WINDOW * height) + 1
    window = pixels[y0:y1, x0:x1]
    if height < 2 or min(window.shape[:2]) < SMALLEST_PX:
        return []
    scale = max(1.0, height / TALLEST_LETTER_PX)
    if scale > 1:
        window = _reduced(window, scale)
        height = TALLEST_LETTER_PX
    strength = _strength(window)
    labels, kept, boxes = _pieces(strength)
    if not 2 <= len(boxes) <= MOST_PIECES:
        return []
    group, around = _joined(boxes, JOINED_GAP * height)
    signs = []
    for k in _standing_apart(around, (middle - y0) / scale, height):
        l, t, r, b = map(int, around[k])  # noqa: E741
        own = np.isin(labels[t:b, l:r], kept[group == k])
        patch = _patch(strength[t:b, l:r], own.astype(np.uint8))
        place = around[k] * scale + (x0, y0, x0, y0)
        signs.append(Sign(Box(*np.minimum(place, 2 * pixels.shape[1::-1]).tolist()), patch))
    return signs


def _reduced(window: Pixels, scale: float) -> Pixels:
    size = max(1, round(window.shape[1] / scale)), max(1, round(window.shape[0] / scale))
    method = cv2.INTER_AREA if scale > 2 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(window, size, interpolation=method), dtype=np.uint8)


def _strength(window: Pixels) -> NDArray[np.uint8]:
    """How far each pixel is from the paper, in the channel that differs most."""
    sample = window[::SAMPLED, ::SAMPLED].reshape(-1, 3)
    paper = np.partition(sample, len(sample) // 2, axis=0)[len(sample) // 2]
    b, g, r = cv2.split(cv2.absdiff(window, paper.astype(np.float64)))
    return np.asarray(cv2.max(cv2.max(b, g), r), dtype=np.uint8)


def _pieces(strength: NDArray[np.uint8]) -> tuple[NDArray[np.int32], Boxes, Boxes]:
    """The connected pieces of ink: all labels, those that count, and the latter's boxes.

    What runs out of the window to the left, above or below does not count: panels,
    rules, other lines' large letters. Boxes are rows of left, top, right, bottom.
    """
    sample = np.sort(strength[::SAMPLED, ::SAMPLED], axis=None)
    strongest, usual = float(sample[int(0.99 * len(sample))]), float(sample[len(sample) // 2])
    floor = max(FAINTEST, 4 * usual, SHARE_OF_STRONGEST * strongest)
    _, mask = cv2.threshold(strength, floor, 255, cv2.THRESH_BINARY)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, width, height, area = stats.T
    inside = (left > 0) & (top > 0) & (top + height < mask.shape[0]) & (area >= 3)
    inside[0] = False
    kept = np.flatnonzero(inside)
    boxes = np.stack([left, top, left + width, top + height], axis=1)[kept]
    return np.asarray(labels, dtype=np.int32), kept, boxes.astype(np.intp)


def _joined(boxes: Boxes, gap: float) -> tuple[NDArray[np.intp], Boxes]:
    """Pieces closer than ``gap`` to each other as one: the group of each, the groups' boxes."""
    l, t, r, b = boxes.T  # noqa: E741
    across = np.maximum(l[:, None], l) - np.minimum(r[:, None], r)
    down = np.maximum(t[:, None], t) - np.minimum(b[:, None], b)
    near = np.maximum(across, down) <= gap
    group = near.argmax(axis=1)  # the first piece near each
    while True:
        spread = np.where(near, group, len(boxes)).min(axis=1)
        if (spread == group).all():
            break
        group = spread
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    number = np.empty_like(group)
    number[order] = np.cumsum(np.diff(group[order], prepend=-1) > 0) - 1
    corners = (np.minimum.reduceat(boxes[order, :2], starts),
               np.maximum.reduceat(boxes[order, 2:], starts))  # fmt: skip
    return number, np.concatenate(corners, axis=1)


def _standing_apart(around: Boxes, middle: float, height: float) -> list[int]:
    """The groups with an icon's shape and place, with text behind them, from left to right."""
    l, t, r, b = around.T.astype(float)  # noqa: E741
    wide, tall = r - l, b - t
    shaped = (tall >= max(SMALLEST_PX, SHORTEST * height)) & (tall <= TALLEST * height)
    shaped &= (wide >= NARROWEST * tall) & (wide <= WIDEST * tall) & (wide >= SMALLEST_PX - 2)
    shaped &= np.abs((t + b) / 2 - middle) <= OFF_MIDDLE * height
    if not shaped.any():
        return []
    on_line = np.flatnonzero((t < middle + 0.5 * height) & (b > middle - 0.5 * height))
    order = on_line[np.argsort(l[on_line] + r[on_line], kind="stable")]
    reach = np.maximum.accumulate(r[order])
    chosen = []
    for place, k in enumerate(order):
        if not shaped[k] or place + 1 == len(order):
            continue
        before = l[k] - reach[place - 1] if place else np.inf
        behind = l[order[place + 1 :]].min() - r[k]
        apart = before >= LEAST_GAP_BEFORE * height
        if apart and LEAST_GAP * height <= behind <= WIDEST_GAP * height:
            chosen.append(int(k))
    return chosen


def _patch(strength: NDArray[np.uint8], own: NDArray[np.uint8]) -> Pixels:
    """A group's own ink, scaled to a square with a margin."""
    near = cv2.dilate(own, np.ones((3, 3), np.uint8))
    ink = strength * near
    strengths = np.sort(ink[own > 0])
    full = max(1.0, float(strengths[int(0.9 * len(strengths))]))
    scaled = cv2.convertScaleAbs(ink, alpha=255 / full)
    scale = (SIGN_PX - 2 * SIGN_MARGIN_PX) / max(scaled.shape)
    size = max(1, round(scaled.shape[1] * scale)), max(1, round(scaled.shape[0] * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(scaled, size, interpolation=method)
    patch = np.zeros((SIGN_PX, SIGN_PX), np.uint8)
    y, x = (SIGN_PX - size[1]) // 2, (SIGN_PX - size[0]) // 2
    patch[y : y + size[1], x : x + size[0]] = small
    return patch
