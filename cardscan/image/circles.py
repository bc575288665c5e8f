"""Circles through letters: rows of print that are bent, as on seals and round logos.

Letters of a bent row are alike in size, neighbours of each other, and their
middles lie on one circle. Circles are fitted to three of them at a time (RANSAC,
Fischler and Bolles 1981); the one that most letters agree with is taken if
hardly any other letter stands beside the row, for paragraphs hold circles as
well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cardscan.image.lines_link import Blobs, LineOfBlobs, join_linked

__all__ = ["BentRow", "Marks", "find_bent_rows"]

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

SMALLEST_LETTER_PX = 9
TALLEST_LETTER_SHARE = 0.3  # of the card's short side
THINNEST_LETTER = 0.12  # of its longer side: an upright 'I'
LEAST_FILLED = 0.1  # of its box
LEAST_LETTERS = 6
# In letters' sizes: how far neighbours stand from each other, words from words, a row from
# the next one, a letter's middle from the circle.
NEXT_LETTER = 2.2
NEXT_ROW = 1.6
OFF_THE_CIRCLE = 0.25
LARGEST_RATIO = 1.9  # of two letters of one row
SMALLEST_RADIUS, LARGEST_RADIUS = 1.6, 14.0  # in letters' sizes
OTHERS_COUNT = 1.5  # letters that one letter beside the row speaks against
SAME_CIRCLE = 0.6  # of a letter's size, between two circles' middles and radii
TRIES, NEAREST = 160, 8  # circles, and the marks around the first that the others are among
# A line of print is straight when its letters stand this close to one baseline, in their heights.
STRAIGHT = 0.16
STRAIGHT_LETTERS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Blobs that may be letters of a bent row: their number, middle and longer side."""

    number: Ints
    x: Floats
    y: Floats
    size: Floats

    def __len__(self) -> int:
        return len(self.number)

    def at(self, chosen: NDArray[np.generic]) -> Marks:
        return Marks(self.number[chosen], self.x[chosen], self.y[chosen], self.size[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class BentRow:
    """Marks on a circle: its middle and radius, and the letters' size."""

    x: float
    y: float
    radius: float
    size: float
    marks: Marks


def find_bent_rows(blobs: Blobs, lines: Sequence[LineOfBlobs] = ()) -> list[BentRow]:
    """Every circle with letters on it among blobs of one polarity, each once.

    Letters of ``lines`` that are straight take no part. The same blobs give the
    same circles.
    """
    marks = _marks(blobs, lines)
    rows: list[BentRow] = []
    for group in _neighbourhoods(marks):
        left = marks.at(group)
        while len(left) >= LEAST_LETTERS and (found := _best_row(left)) is not None:
            row, on_circle = found
            rows.append(row)
            left = left.at(~on_circle)
    return _joined(rows, marks)


def _marks(blobs: Blobs, lines: Sequence[LineOfBlobs]) -> Marks:
    height, width = blobs.labels.shape
    size = np.maximum(blobs.width, blobs.height)
    likely = (
        (size >= SMALLEST_LETTER_PX)
        & (size <= TALLEST_LETTER_SHARE * min(height, width))
        & (np.minimum(blobs.width, blobs.height) >= THINNEST_LETTER * size)
        & (blobs.area >= LEAST_FILLED * blobs.width * blobs.height)
        & (blobs.left > 1)
        & (blobs.top > 1)
        & (blobs.right < width - 1)
        & (blobs.bottom < height - 1)
    )
    for line in lines:
        if _is_straight(blobs, line.letters):
            likely[line.all] = False
    number = np.flatnonzero(likely)
    return Marks(
        number,
        (blobs.left[number] + blobs.right[number]) / 2,
        (blobs.top[number] + blobs.bottom[number]) / 2,
        size[number].astype(np.float64),
    )


def _is_straight(blobs: Blobs, letters: Ints) -> bool:
    if len(letters) < STRAIGHT_LETTERS:
        return False
    x = (blobs.left[letters] + blobs.right[letters]) / 2
    bottom = blobs.bottom[letters].astype(np.float64)
    off = np.abs(bottom - np.polyval(np.polyfit(x, bottom, 1), x))
    return bool(np.median(off) <= STRAIGHT * np.median(blobs.height[letters]))


def _neighbourhoods(marks: Marks) -> list[Ints]:
    """Marks that neighbours of about their size hold together."""
    if len(marks) < LEAST_LETTERS:
        return []
    away = np.hypot(marks.x[:, None] - marks.x, marks.y[:, None] - marks.y)
    larger = np.maximum(marks.size[:, None], marks.size)
    alike = larger <= LARGEST_RATIO * np.minimum(marks.size[:, None], marks.size)
    first, second = np.nonzero(np.triu((away < NEXT_LETTER * larger) & alike, 1))
    groups = join_linked(
        np.arange(len(marks)), list(zip(first.tolist(), second.tolist(), strict=True))
    )
    return [group for group in groups if len(group) >= LEAST_LETTERS]


def _best_row(marks: Marks) -> tuple[BentRow, NDArray[np.bool_]] | None:
    """The circle that most marks agree with, and which they are."""
    best = max(
        (_agreement(marks, circle) for circle in _circles(marks)),
        key=lambda agreed: agreed[0],
        default=None,
    )
    if best is None or best[0] < LEAST_LETTERS:
        return None
    row = _fitted(marks.at(best[1]))
    score, on_circle = _agreement(marks, (row.x, row.y, row.radius, row.size))
    row = replace(row, marks=marks.at(on_circle))
    return (row, on_circle) if score >= LEAST_LETTERS else None


def _joined(rows: Sequence[BentRow], marks: Marks) -> list[BentRow]:
    """Each circle once with all marks on it: wide gaps part words above from those below."""
    joined: list[BentRow] = []
    for row in sorted(rows, key=lambda row: -len(row.marks)):
        apart = [
            max(np.hypot(row.x - other.x, row.y - other.y), abs(row.radius - other.radius))
            for other in joined
        ]
        if all(a >= SAME_CIRCLE * row.size for a in apart):
            _, on_circle = _agreement(marks, (row.x, row.y, row.radius, row.size))
            joined.append(replace(row, marks=marks.at(on_circle)))
    return joined


def _agreement(
    marks: Marks, circle: tuple[float, float, float, float]
) -> tuple[float, NDArray[np.bool_]]:
    """How many more marks lie on a circle than beside it, and which do."""
    x, y, radius, size = circle
    off = np.abs(np.hypot(marks.x - x, marks.y - y) - radius)
    alike = (marks.size > size / LARGEST_RATIO) & (marks.size < LARGEST_RATIO * size)
    on_circle = alike & (off < OFF_THE_CIRCLE * size)
    others = alike & ~on_circle & (off < NEXT_ROW * size)
    return float(on_circle.sum() - OTHERS_COUNT * others.sum()), on_circle


def _fitted(marks: Marks) -> BentRow:
    """The circle nearest to all marks, in the least squares of Kåsa (1976)."""
    sides = np.column_stack([2 * marks.x, 2 * marks.y, np.ones(len(marks))])
    squares = marks.x**2 + marks.y**2
    (x, y, rest), *_ = np.linalg.lstsq(sides, squares, rcond=None)
    radius = float(np.sqrt(rest + x**2 + y**2))
    return BentRow(float(x), float(y), radius, float(np.median(marks.size)), marks)


def _circles(marks: Marks) -> list[tuple[float, float, float, float]]:
    """Middle, radius and letters' size of circles through three marks near each other."""
    rng = np.random.default_rng(len(marks))
    first = rng.integers(0, len(marks), TRIES)
    away = np.hypot(marks.x[first, None] - marks.x, marks.y[first, None] - marks.y)
    near = np.argsort(away, axis=1, kind="stable")[:, 1 : min(len(marks), NEAREST + 1)]
    one = rng.integers(0, near.shape[1], TRIES)
    other = (one + rng.integers(1, near.shape[1], TRIES)) % near.shape[1]
    rows = np.arange(TRIES)
    three = np.stack([first, near[rows, one], near[rows, other]])
    x, y, radius = _through(marks.x[three], marks.y[three])
    size = np.median(marks.size[three], axis=0)
    fits = (radius > SMALLEST_RADIUS * size) & (radius < LARGEST_RADIUS * size)
    found = np.stack([x, y, radius, size], axis=1)[fits]
    return [(float(x), float(y), float(r), float(s)) for x, y, r, s in found]


def _through(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Middles and radii of circles through points (3, n); those of points in line are infinite."""
    across, down = x[1:] - x[0], y[1:] - y[0]
    squares = (across**2 + down**2) / 2
    turn = across[0] * down[1] - across[1] * down[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        right = (squares[0] * down[1] - squares[1] * down[0]) / turn
        below = (squares[1] * across[0] - squares[0] * across[1]) / turn
    return x[0] + right, y[0] + below, np.hypot(right, below)
