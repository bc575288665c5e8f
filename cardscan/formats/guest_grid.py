"""Pieces of print on a page to the rows and cells of a list."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from statistics import median

from cardscan.model import Box

__all__ = ["Piece", "to_rows"]

Piece = tuple[Box, str]
"""Print without a gap in it that is wider than between words, and where it is."""

_SAME_ROW = 0.5  # of the lower one's height
_EDGE = 0.8  # of a line's height: so far the left edges of one column are apart
_COLUMN_SHARE = 0.25  # of the rows: what begins there less often is no column
_ALIGNED = 0.85  # of the pieces: a list that is set in columns leaves few outside


def to_rows(pieces: Iterable[Piece]) -> list[list[str]]:
    """The rows of a page from top to bottom, each with a cell for every column.

    Where the print is in no columns, each row has its pieces alone.
    """
    rows = _rows(sorted(pieces, key=lambda piece: piece[0].center[1]))
    if not rows:
        return []
    height_px = median(box.height for row in rows for box, _ in row)
    columns = _columns(rows, within=_EDGE * height_px)
    if len(columns) < 2:
        return [[text for _, text in row] for row in rows]
    return [_cells(row, columns, within=_EDGE * height_px) for row in rows]


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in pieces:
        # The nearest in a row: paper that is not flat lets a row rise or fall.
        near = min(rows[-1], key=lambda p: abs(p[0].left - piece[0].left)) if rows else None
        if near is not None and _is_beside(near[0], piece[0]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece[0].left) for row in rows]


def _is_beside(one: Box, other: Box) -> bool:
    return one.overlap_y(other) > _SAME_ROW * min(one.height, other.height)


def _columns(rows: Sequence[Sequence[Piece]], *, within: float) -> list[float]:
    """The left edges at which the cells of many rows begin; none where there are no columns."""
    edges = sorted(box.left for row in rows for box, _ in row)
    groups: list[list[float]] = []
    for edge in edges:
        if groups and edge - groups[-1][0] <= within:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    fewest = max(2.0, _COLUMN_SHARE * len(rows))
    kept = [group for group in groups if len(group) >= fewest]
    is_set = sum(map(len, kept)) >= _ALIGNED * len(edges)
    return [group[0] for group in kept] if is_set else []


def _cells(row: Sequence[Piece], columns: Sequence[float], *, within: float) -> list[str]:
    cells = [""] * len(columns)
    for box, text in row:
        place = max(0, bisect_right(columns, box.left + within / 2) - 1)
        cells[place] = f"{cells[place]} {text}".strip()
    return cells
