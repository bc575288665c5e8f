"""From blobs of ink to lines of print: letters linked to their right neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.channels import median_of
from cardscan.model import Pixels

__all__ = ["Blobs", "LineOfBlobs", "attach_marks", "find_blobs", "join_linked", "link_blobs"]

Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

SMALLEST_LETTER_PX = 7
TALLEST_LETTER_SHARE = 0.34  # of the card's short side: a logo's initial
# Gaps in units of the taller letter's height; a word space is about 0.3, the
# space between a label and its number up to 1.
WIDEST_GAP = 1.15
WIDEST_HEIGHT_RATIO = 2.6
LEAST_SHARED_HEIGHT = 0.45
LABEL_GAP = 4.0  # in letters' heights, for a single letter before a number
LAST_GAP = 1.5  # for a single digit at the end of a line
MOST_SPECKS = 5  # letters; longer rows of specks of one height are rare
SPECK_STRENGTH = 0.8  # of the faintest long line of the card
MOST_ACCENTS = 6  # the dots of three letters


@dataclass(frozen=True, slots=True, eq=False)
class Blobs:
    """Connected components of ink.

    ``labels`` is (height, width) int32, 0 for paper; blob ``i`` has the label
    ``i + 1``. The other arrays have one entry a blob, in pixels of the card.
    """

    labels: NDArray[np.int32]
    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    area: Ints

    def __len__(self) -> int:
        return len(self.left)

    @property
    def width(self) -> Ints:
        return self.right - self.left

    @property
    def height(self) -> Ints:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, eq=False)
class LineOfBlobs:
    """The blobs of one line: ``letters`` carry it, ``marks`` are dots, accents and dashes.

    ``is_doubted``: a text detector saw no print there.
    """

    letters: Ints
    marks: Ints
    is_doubted: bool = False

    @property
    def all(self) -> Ints:
        return np.concatenate([self.letters, self.marks])


def find_blobs(mask: Bools) -> Blobs:
    """The connected components of a mask, those of a pixel or two left out of the lines."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    left, top, width, height, area = (np.asarray(column, dtype=np.intp) for column in stats[1:].T)
    right, bottom = left + width, top + height
    return Blobs(np.asarray(labels, dtype=np.int32), left, top, right, bottom, area)


def link_blobs(blobs: Blobs, strength: Pixels) -> list[LineOfBlobs]:
    """Group blobs into lines, each from left to right, the lines from top to bottom.

    ``strength`` is how much each pixel differs from the paper.
    """
    letters = np.flatnonzero(_looks_like_letter(blobs))
    groups = join_linked(letters, _right_neighbours(blobs, letters))
    groups = [g for g in (_trim_ends(blobs, g) for g in groups) if len(g)]
    singles = [g for g in groups if len(g) == 1 and not _is_line(blobs, g)]
    groups = [g for g in groups if _is_line(blobs, g)]
    groups = _with_labels(blobs, _join_pieces(blobs, groups), singles)
    groups = _without_specks(blobs, strength, _without_accents(blobs, groups))
    marks = attach_marks(blobs, groups)
    return [LineOfBlobs(g, m) for g, m in zip(groups, marks, strict=True)]


def _looks_like_letter(blobs: Blobs) -> Bools:
    card_height, card_width = blobs.labels.shape
    tallest = TALLEST_LETTER_SHARE * min(card_height, card_width)
    width, height = blobs.width, blobs.height
    tall_enough = (height >= SMALLEST_LETTER_PX) & (height <= tallest)
    # A rule is long and thin; glued letters are long but filled like print.
    rule = (width > 12 * height) & (blobs.area > 0.6 * width * height)
    rule |= (height > 9 * width) & (height > 60)
    unlikely = width > np.maximum(14 * height, 40)
    # Slivers of the table and of the card's own edge; no print runs off a card.
    unlikely |= (blobs.left <= 1) | (blobs.right >= card_width - 1)
    unlikely |= (blobs.top <= 1) | (blobs.bottom >= card_height - 1)
    return np.asarray(tall_enough & ~rule & ~unlikely & (blobs.area >= 0.08 * width * height))


def _right_neighbours(blobs: Blobs, letters: Ints) -> list[tuple[int, int]]:
    """The nearest fitting letter to the right of each letter."""
    if len(letters) < 2:
        return []
    left, right = blobs.left[letters], blobs.right[letters]
    top, bottom = blobs.top[letters], blobs.bottom[letters]
    height = blobs.height[letters]
    links: list[tuple[int, int]] = []
    order = np.argsort(left, kind="stable")
    for i in order:
        gap = left - right[i]
        taller = np.maximum(height, height[i])
        shorter = np.minimum(height, height[i])
        shared = np.minimum(bottom, bottom[i]) - np.maximum(top, top[i])
        fits = (
            (left + right > left[i] + right[i])
            & (gap <= WIDEST_GAP * taller)
            & (gap >= -0.6 * shorter)
            & (shared >= LEAST_SHARED_HEIGHT * shorter)
            & (taller <= WIDEST_HEIGHT_RATIO * shorter)
            & (
                (np.abs(bottom - bottom[i]) <= 0.36 * taller)
                | (np.abs(top - top[i]) <= 0.28 * taller)
            )
        )
        fits[i] = False
        if fits.any():
            candidates = np.flatnonzero(fits)
            nearest = candidates[np.argmin(gap[candidates])]
            links.append((int(letters[i]), int(letters[nearest])))
            # A large comma or dot must not come between two letters.
            peers = candidates[taller[candidates] <= 1.6 * shorter[candidates]]
            if len(peers) and height[nearest] < 0.6 * height[i]:
                links.append((int(letters[i]), int(letters[peers[np.argmin(gap[peers])]])))
    return links


def join_linked(letters: Ints, links: list[tuple[int, int]]) -> list[Ints]:
    """Letters that links hold together, each group in the order of the letters."""
    parent = {int(i): int(i) for i in letters}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in links:
        parent[root(a)] = root(b)
    members: dict[int, list[int]] = {}
    for i in parent:
        members.setdefault(root(i), []).append(i)
    return [np.array(m, dtype=np.intp) for m in members.values()]


def _trim_ends(blobs: Blobs, group: Ints) -> Ints:
    """Drop logo parts that are far taller than the line, but only at its ends."""
    group = group[np.argsort(blobs.left[group], kind="stable")]
    while len(group) >= 4:
        typical = median_of(blobs.height[group])
        tall = blobs.height[group] > 1.9 * typical
        if tall[0] or _is_icon(blobs, group):
            group = group[1:]
        elif tall[-1]:
            group = group[:-1]
        else:
            break
    return group


def _is_icon(blobs: Blobs, group: Ints) -> bool:
    """Whether a line begins with a sign: square, dense, taller than any letter, set apart."""
    first, rest = group[0], group[1:]
    width, height = int(blobs.width[first]), int(blobs.height[first])
    gap = int(blobs.left[rest].min() - blobs.right[first])
    tallest = float(np.percentile(blobs.height[rest], 90))
    dense = blobs.area[first] > 0.55 * width * height or height > 1.35 * tallest
    apart = gap > 0.25 * tallest and gap > 1.8 * _typical_gap(blobs, rest)
    return bool(dense and apart and height > 1.15 * tallest and 0.6 < width / height < 1.6)


def _is_line(blobs: Blobs, group: Ints) -> bool:
    width = int(blobs.right[group].max() - blobs.left[group].min())
    height = int(blobs.bottom[group].max() - blobs.top[group].min())
    if len(group) == 1:
        return bool(width > 1.6 * height)
    return bool(width > 0.7 * height)


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far a group reaches, and the medians of its letters: asked for again and again."""

    left: int
    right: int
    tall: float
    bottom: float
    gap: float

    @staticmethod
    def of(blobs: Blobs, group: Ints) -> _Extent:
        return _Extent(
            int(blobs.left[group].min()),
            int(blobs.right[group].max()),
            median_of(blobs.height[group]),
            median_of(blobs.bottom[group]),
            _typical_gap(blobs, group),
        )


def _join_pieces(blobs: Blobs, groups: list[Ints]) -> list[Ints]:
    """Join pieces of one line whose letters stand far apart, and sort the lines."""
    groups = sorted(groups, key=lambda g: (blobs.top[g].min(), blobs.left[g].min()))
    extents = [_Extent.of(blobs, group) for group in groups]
    first = 0
    while first < len(groups):
        second = next(
            (
                k
                for k, extent in enumerate(extents)
                if k != first and _one_line(blobs, groups[first], extents[first], extent)
            ),
            None,
        )
        if second is None:
            first += 1
            continue
        groups[first] = np.concatenate([groups[first], groups[second]])
        extents[first] = _Extent.of(blobs, groups[first])
        del groups[second], extents[second]
        first = 0  # what is longer now may go on where an earlier one ends
    return groups


def _with_labels(blobs: Blobs, groups: list[Ints], singles: list[Ints]) -> list[Ints]:
    """Give letters that stand alone, such as the T before a number, to the line beside them."""
    extents = [_Extent.of(blobs, group) for group in groups]
    for single in singles:
        letter = int(single[0])
        gaps = [
            _label_gap(blobs, letter, group, extent)
            for group, extent in zip(groups, extents, strict=True)
        ]
        if gaps and min(gaps) < np.inf:
            nearest = int(np.argmin(gaps))
            groups[nearest] = np.concatenate([single, groups[nearest]])
            extents[nearest] = _Extent.of(blobs, groups[nearest])
    return groups


def _label_gap(blobs: Blobs, letter: int, group: Ints, extent: _Extent) -> float:
    """How far a lone letter stands from a line that it can belong to, infinite when it cannot."""
    tall = extent.tall
    before = float(extent.left - blobs.right[letter])
    behind = float(blobs.left[letter] - extent.right)
    fits = (
        (-0.1 * tall <= before <= LABEL_GAP * tall or -0.1 * tall <= behind <= LAST_GAP * tall)
        and 0.7 * tall <= blobs.height[letter] <= 1.9 * tall
        and blobs.width[letter] <= 1.3 * tall
        and abs(blobs.bottom[letter] - _baseline_at(blobs, group, letter)) <= 0.22 * tall
    )
    return max(before, behind) if fits else np.inf


def _baseline_at(blobs: Blobs, group: Ints, letter: int) -> float:
    """The bottom of the three letters of a line that stand nearest."""
    away = np.abs(blobs.left[group] - blobs.left[letter])
    return median_of(blobs.bottom[group[np.argsort(away)[:3]]])


def _one_line(blobs: Blobs, group: Ints, first: _Extent, second: _Extent) -> bool:
    """Whether ``second`` goes on to the right of ``first``, which is ``group``, at its pitch."""
    gap: float = second.left - first.right
    tall = max(first.tall, second.tall)
    if gap < -0.3 * min(first.tall, second.tall) or tall > 1.35 * min(first.tall, second.tall):
        return False
    if abs(first.bottom - second.bottom) > 0.25 * tall:
        return False
    gap -= _bridge(blobs, group, first, second, tall)
    widest = max(first.gap, second.gap) * 2.2
    return bool(gap <= max(widest, 1.25 * tall) and gap < 3.0 * tall)


def _bridge(blobs: Blobs, group: Ints, first: _Extent, second: _Extent, tall: float) -> float:
    """How much of the gap between two pieces a dash or dot between them accounts for."""
    left, right = first.right, second.left
    middle = (median_of(blobs.top[group]) + first.bottom) / 2
    between = (
        (blobs.left >= left)
        & (blobs.right <= right)
        & (np.abs((blobs.top + blobs.bottom) / 2 - middle) <= 0.6 * tall)
        & (blobs.height <= 0.5 * tall)
        & (blobs.area >= 4)
    )
    return float(blobs.width[between].sum() + 0.35 * tall) if between.any() else 0.0


def _typical_gap(blobs: Blobs, group: Ints) -> float:
    if len(group) < 3:
        return 0.0
    order = group[np.argsort(blobs.left[group])]
    gaps = blobs.left[order][1:] - blobs.right[order][:-1]
    return median_of(gaps)


def _without_accents(blobs: Blobs, groups: list[Ints]) -> list[Ints]:
    """Drop groups that are the accents of a line of large letters below them."""
    return [
        group
        for group in groups
        if len(group) > MOST_ACCENTS
        or not any(_are_accents(blobs, group, line) for line in groups if len(line) > 1)
    ]


def _without_specks(blobs: Blobs, strength: Pixels, groups: list[Ints]) -> list[Ints]:
    """Drop short pale groups on a card with strong print: marble, glare, dust."""
    inside = blobs.labels > 0
    sums = np.bincount(blobs.labels[inside], weights=strength[inside], minlength=len(blobs) + 1)
    mean = sums[1:] / np.maximum(blobs.area, 1)
    long_lines = [group for group in groups if len(group) > MOST_SPECKS]
    if len(long_lines) < 2:
        return groups
    usual = min(median_of(mean[group]) for group in long_lines)
    return [
        group
        for group in groups
        if len(group) > MOST_SPECKS or median_of(mean[group]) >= SPECK_STRENGTH * usual
    ]


def _are_accents(blobs: Blobs, group: Ints, line: Ints) -> bool:
    """Whether a few small blobs sit close above the letters of a line, over one or two of them."""
    if group is line:
        return False
    left, right = blobs.left[group].min(), blobs.right[group].max()
    below = line[(blobs.right[line] > left) & (blobs.left[line] < right)]
    if not len(below):
        return False
    tall = median_of(blobs.height[line])
    gap = blobs.top[below].min() - blobs.bottom[group].max()
    return bool(
        blobs.height[group].max() <= 0.42 * tall
        and -0.25 * tall <= gap <= 0.3 * tall
        and right - left <= 2.2 * tall
    )


def attach_marks(blobs: Blobs, groups: list[Ints]) -> list[Ints]:
    """Give each small blob to the line that it stands closest to."""
    taken = np.zeros(len(blobs), dtype=bool)
    for group in groups:
        taken[group] = True
    best = np.full(len(blobs), np.inf)
    owner = np.full(len(blobs), -1, dtype=np.intp)
    middle_x = (blobs.left + blobs.right) / 2
    middle_y = (blobs.top + blobs.bottom) / 2
    for k, group in enumerate(groups):
        tall = median_of(blobs.height[group])
        top, bottom = median_of(blobs.top[group]), median_of(blobs.bottom[group])
        left, right = blobs.left[group].min(), blobs.right[group].max()
        beside = np.maximum(np.maximum(left - middle_x, middle_x - right), 0)
        above = np.maximum(np.maximum(top - middle_y, middle_y - bottom), 0)
        fits = (
            ~taken
            & (blobs.area >= 3)
            & (blobs.height <= 1.3 * tall)
            & (blobs.width <= 2.2 * tall)
            & (beside <= 0.9 * tall)
            & (above <= 0.5 * tall)
        )
        distance = np.hypot(beside, above)
        closer = fits & (distance < best)
        best[closer] = distance[closer]
        owner[closer] = k
    return [np.flatnonzero(owner == k) for k in range(len(groups))]
