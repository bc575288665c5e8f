"""Print of a page parted into as few pieces as have the size of a card."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["CARD_MM", "box_of", "cells_between_marks", "part_blocks", "part_evenly"]

Floats = NDArray[np.float64]
Groups = list[list[int]]

CARD_MM = (91.0, 56.0)
"""What holds the print of 85 x 55 mm, 3.5 x 2 in, 90 x 50, 90 x 55 and 91 x 55 mm."""

_SLACK = 1.02
_APART = 1.3
_MOST_BLOCKS = 900
_CELL_LONG_MM = (80.0, 97.0)
_CELL_SHORT_MM = (46.0, 62.0)
_MOST_ACROSS = 6
_MOST_CUT_MM = 0.6
_LEVEL_MM = 0.6


def part_blocks(blocks: Floats) -> Groups:
    """Positions of the blocks (n, 4 in mm) of each card, from as few cards as can be.

    Three ways are tried: nearest blocks first, columns parted into rows and rows into
    columns. Where a sheet of like cards has wider gaps within its cards than between them,
    the nearest blocks are of two cards, and that way needs a card more than the others, or
    has one that is larger than all of theirs.
    Cards that stand are tried too, but two that lie one above the other look like one:
    so only where it is farther from one to the next than from block to block within.
    """
    if not len(blocks) or len(blocks) > _MOST_BLOCKS:
        return []
    standing = [
        groups
        for groups in _ways(blocks, CARD_MM[::-1])
        if _least_gap(blocks, groups) > _APART * _widest_within(blocks, groups)
    ]
    ways = [*_ways(blocks, CARD_MM), *standing]
    return min(
        ways,
        key=lambda groups: (
            len(groups), round(_largest(blocks, groups), 1), -_least_gap(blocks, groups)
        ),
    )  # fmt: skip


def _ways(blocks: Floats, card: tuple[float, float]) -> Iterator[Groups]:
    yield _nearest_first(blocks, card)
    for first in (0, 1):
        strips = _strips(blocks, list(range(len(blocks))), first, card[first])
        if strips is None:
            continue
        parts = [_strips(blocks, strip, 1 - first, card[1 - first]) for strip in strips]
        if all(part is not None for part in parts):
            yield [group for part in parts if part for group in part]


def box_of(blocks: Floats, group: list[int]) -> Floats:
    """(4,): the box around some blocks."""
    chosen = blocks[group]
    return np.concatenate([chosen[:, :2].min(axis=0), chosen[:, 2:].max(axis=0)])


def _nearest_first(blocks: Floats, card: tuple[float, float]) -> Groups:
    """Blocks joined in the order of the gaps between them, while they fit on a card."""
    gaps = _gaps(blocks, blocks)
    ones, others = np.triu_indices(len(blocks), 1)
    order = np.argsort(gaps[ones, others], kind="stable")
    boxes, owner = blocks.copy(), list(range(len(blocks)))
    members: dict[int, list[int]] = {k: [k] for k in owner}
    for pair in order:
        one, other = owner[ones[pair]], owner[others[pair]]
        if one == other:
            continue
        low = np.minimum(boxes[one, :2], boxes[other, :2])
        high = np.maximum(boxes[one, 2:], boxes[other, 2:])
        if (high - low > np.multiply(card, _SLACK)).any():
            continue
        boxes[one] = *low, *high
        for k in members.pop(other):
            owner[k] = one
            members[one].append(k)
        members[one].sort()
    return list(members.values())


def _gaps(ones: Floats, others: Floats) -> Floats:
    """(one, other): how far apart boxes are, 0 where they meet."""
    low = np.maximum(ones[:, None, :2], others[None, :, :2])
    high = np.minimum(ones[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.linalg.norm(np.maximum(low - high, 0.0), axis=2))


def _largest(blocks: Floats, groups: Groups) -> float:
    """The width of the widest group and the height of the highest: less where none has too much."""
    boxes = np.array([box_of(blocks, group) for group in groups])
    return float((boxes[:, 2:] - boxes[:, :2]).max(axis=0).sum())


def _least_gap(blocks: Floats, groups: Groups) -> float:
    if len(groups) < 2:
        return np.inf
    boxes = np.array([box_of(blocks, group) for group in groups])
    gaps = _gaps(boxes, boxes) + np.diag(np.full(len(boxes), np.inf))
    return float(gaps.min())


def _widest_within(blocks: Floats, groups: Groups) -> float:
    """The widest gap that has to be crossed to go over all blocks of a group (Prim 1957)."""
    widest = 0.0
    for group in groups:
        gaps = _gaps(blocks[group], blocks[group])
        away = gaps[0].copy()
        left = set(range(1, len(group)))
        while left:
            nearest = min(left, key=lambda k: away[k])
            widest = max(widest, float(away[nearest]))
            left.discard(nearest)
            away = np.minimum(away, gaps[nearest])
    return widest


# --- Strips


def _strips(blocks: Floats, group: list[int], axis: int, most_mm: float) -> Groups | None:
    """The blocks parted along an axis into the fewest strips of at most this size.

    Of several such ways the one whose largest strip is smallest: cards of one sheet are
    equal, so a strip that holds more than others holds a line of the next card. None where
    print goes on for longer.
    """
    runs = _runs(blocks, group, axis)
    if any(end - start > most_mm * _SLACK for start, end, _ in runs):
        return None
    count = _fewest(runs, most_mm * _SLACK)
    spans = sorted({
        end - start for k, (start, _, _) in enumerate(runs) for _, end, _ in runs[k:]
        if end - start <= most_mm * _SLACK
    })  # fmt: skip
    low, high = 0, len(spans) - 1
    while low < high:
        middle = (low + high) // 2
        fits = all(end - start <= spans[middle] for start, end, _ in runs)
        if fits and _fewest(runs, spans[middle]) <= count:
            high = middle
        else:
            low = middle + 1
    return [
        [k for run in strip for k in run[2]] for strip in _widest_apart(runs, spans[low], count)
    ]


Run = tuple[float, float, list[int]]


def _runs(blocks: Floats, group: list[int], axis: int) -> list[Run]:
    """Stretches of an axis with print, each with its blocks."""
    runs: list[Run] = []
    for k in sorted(group, key=lambda k: blocks[k, axis]):
        start, end = float(blocks[k, axis]), float(blocks[k, axis + 2])
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end), [*runs[-1][2], k])
        else:
            runs.append((start, end, [k]))
    return runs


def _fewest(runs: list[Run], most: float) -> int:
    count, first = 0, -np.inf
    for start, end, _ in runs:
        if end - first > most:
            count, first = count + 1, start
    return count


def _widest_apart(runs: list[Run], most: float, count: int) -> list[list[Run]]:
    """So many strips of at most this size with the widest gaps between them."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]  # strips -> (gaps, first run)
    for end in range(1, len(runs) + 1):
        ways: dict[int, tuple[float, int]] = {}
        for first in range(end, 0, -1):
            if runs[end - 1][1] - runs[first - 1][0] > most:
                break
            gap = runs[first - 1][0] - runs[first - 2][1] if first > 1 else 0.0
            for used, (gaps, _) in best[first - 1].items():
                if used < count and gaps + gap >= ways.get(used + 1, (-1.0, 0))[0]:
                    ways[used + 1] = (gaps + gap, first - 1)
        best.append(ways)
    strips: list[list[Run]] = []
    last = len(runs)
    for left in range(count, 0, -1):
        start = best[last][left][1]
        strips.append(runs[start:last])
        last = start
    return strips[::-1]


# --- Sheets


def part_evenly(blocks: Floats, sheet: Floats) -> Floats | None:
    """The cells (n, 4) of a sheet (left, top, right, bottom) of touching cards, those with print.

    A sheet can be parted where so many equal cells have the size of cards and no line
    between them cuts print. None where it cannot.
    """
    wide, high = sheet[2] - sheet[0], sheet[3] - sheet[1]
    for rows in range(1, 2 * _MOST_ACROSS):
        for columns in range(1, _MOST_ACROSS):
            short, long = sorted((wide / columns, high / rows))
            sized = _CELL_LONG_MM[0] <= long <= _CELL_LONG_MM[1]
            sized &= _CELL_SHORT_MM[0] <= short <= _CELL_SHORT_MM[1]
            if sized and rows * columns > 1:
                xs = np.linspace(sheet[0], sheet[2], columns + 1)
                ys = np.linspace(sheet[1], sheet[3], rows + 1)
                if not (_cut(blocks, xs, 0) or _cut(blocks, ys, 1)):
                    return _printed_cells(blocks, xs, ys)
    return None


def cells_between_marks(blocks: Floats, marks: Floats) -> Floats:
    """The cells (n, 4) with print that a printer's marks (k, 4) say are to be cut out.

    Marks level with each other are on one cut; two cuts as far apart as a card is wide or
    high have a card between them.
    """
    xs, ys = _cuts(marks, 0), _cuts(marks, 1)
    for wide, high in ((_CELL_LONG_MM, _CELL_SHORT_MM), (_CELL_SHORT_MM, _CELL_LONG_MM)):
        cells = [
            (left, top, right, bottom)
            for left, right in _between(xs, wide)
            for top, bottom in _between(ys, high)
        ]
        if cells:
            middles = (blocks[:, :2] + blocks[:, 2:]) / 2
            kept = [
                cell for cell in cells
                if ((middles > cell[:2]) & (middles < cell[2:])).all(axis=1).any()
            ]  # fmt: skip
            return np.array(kept).reshape(-1, 4)
    return np.zeros((0, 4))


def _cuts(marks: Floats, axis: int) -> list[float]:
    """Where at least two marks that run across an axis lie level."""
    sides = marks[:, 2:] - marks[:, :2]
    along = marks[sides[:, 1 - axis] > 2 * sides[:, axis]]
    places = np.sort((along[:, axis] + along[:, axis + 2]) / 2)
    groups = np.split(places, np.flatnonzero(np.diff(places) > _LEVEL_MM) + 1)
    return [float(group.mean()) for group in groups if len(group) > 1]


def _between(cuts: list[float], sizes: tuple[float, float]) -> list[tuple[float, float]]:
    """Pairs of cuts with a card between them, none reaching into the next."""
    pairs: list[tuple[float, float]] = []
    for start in cuts:
        end = next((c for c in cuts if sizes[0] <= c - start <= sizes[1]), None)
        if end is not None and (not pairs or start >= pairs[-1][1] - _LEVEL_MM):
            pairs.append((start, end))
    return pairs


def _cut(blocks: Floats, lines: Floats, axis: int) -> bool:
    within = (blocks[:, axis, None] < lines - _MOST_CUT_MM) & (
        blocks[:, axis + 2, None] > lines + _MOST_CUT_MM
    )
    return bool(within.any())


def _printed_cells(blocks: Floats, xs: Floats, ys: Floats) -> Floats:
    middles = (blocks[:, :2] + blocks[:, 2:]) / 2
    columns = np.searchsorted(xs, middles[:, 0]) - 1
    rows = np.searchsorted(ys, middles[:, 1]) - 1
    cells = sorted({(int(r), int(c)) for r, c in zip(rows, columns, strict=True)})
    return np.array([(xs[c], ys[r], xs[c + 1], ys[r + 1]) for r, c in cells
                     if 0 <= r < len(ys) - 1 and 0 <= c < len(xs) - 1])  # fmt: skip
