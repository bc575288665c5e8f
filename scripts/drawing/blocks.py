"""Blocks of text lines, fitted into a box: the grain of which layouts are made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .canvas import Canvas, Color, Ink, Rect
from .icons import draw_icon

SMALLEST_MM = 1.9  # em of 5.4 pt: what printers still accept


class Align(Enum):
    """Which edge the lines of a block share."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class TooTight(Exception):  # noqa: N818  # a verdict on a layout, caught at once; not an error
    """The text does not fit its box at a size that can be read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one ink; ``role`` names the value of the card that it prints."""

    text: str
    ink: Ink
    role: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a label or icon, then pieces of text. ``space`` is extra room above, in em."""

    pieces: tuple[Piece, ...]
    label: Piece | None = None
    icon: str | None = None
    space: float = 0.0

    @property
    def size(self) -> float:
        """The largest em of the line in millimetres."""
        return max(piece.ink.size for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together. ``columns`` aligns what follows the labels."""

    rows: tuple[Row, ...]
    align: Align = Align.LEFT
    leading: float = 1.3
    columns: bool = False
    icon_color: Color = (0, 0, 0)
    icon_paper: Color = (255, 255, 255)
    icon_disc: bool = False


def _label_width(canvas: Canvas, row: Row, factor: float) -> float:
    if row.icon:
        return row.size * factor * 1.55
    if row.label is None:
        return 0.0
    ink = row.label.ink.scaled(factor)
    return canvas.text_width(row.label.text, ink) + 0.45 * ink.size


def _row_width(canvas: Canvas, row: Row, factor: float) -> float:
    return sum(canvas.text_width(p.text, p.ink.scaled(factor)) for p in row.pieces)


def measure(canvas: Canvas, block: Block, factor: float = 1.0) -> tuple[float, float]:
    """Width and height of a block in millimetres, all sizes times ``factor``."""
    labels = [_label_width(canvas, row, factor) for row in block.rows]
    column = max(labels, default=0.0) if block.columns else 0.0
    widths = [
        (column if block.columns and label else label) + _row_width(canvas, row, factor)
        for row, label in zip(block.rows, labels, strict=True)
    ]
    height = sum((block.leading + row.space) * row.size * factor for row in block.rows)
    return max(widths, default=0.0), height


def _fit(canvas: Canvas, block: Block, box: Rect) -> float:
    factor = 1.0
    for _ in range(14):
        width, height = measure(canvas, block, factor)
        if width <= box.width and height <= box.height:
            return factor
        factor *= 0.96
    raise TooTight


def place(canvas: Canvas, block: Block, box: Rect, valign: float = 0.0) -> Rect:
    """Sets a block into a box, smaller if it must be, and returns what it covers.

    ``valign`` 0 is the top, 0.5 the middle, 1 the bottom. Raises `TooTight` if it cannot fit.
    """
    if not block.rows:
        return Rect(box.left, box.top, box.left, box.top)
    factor = _fit(canvas, block, box)
    if min(p.ink.size for row in block.rows for p in row.pieces) * factor < SMALLEST_MM:
        raise TooTight
    width, height = measure(canvas, block, factor)
    top = box.top + (box.height - height) * valign
    left = {
        Align.LEFT: box.left,
        Align.RIGHT: box.right - width,
        Align.CENTER: box.left + (box.width - width) / 2,
    }
    column = max(_label_width(canvas, row, factor) for row in block.rows) if block.columns else 0.0
    y = top
    for row in block.rows:
        y += row.space * row.size * factor
        _set_row(canvas, block, row, (left[block.align], y, width, column), factor)
        y += block.leading * row.size * factor
    return Rect(left[block.align], top, left[block.align] + width, top + height)


def _set_row(
    canvas: Canvas, block: Block, row: Row, where: tuple[float, float, float, float], factor: float
) -> None:
    left, top, width, column = where
    size = row.size * factor
    baseline = top + (block.leading - 1.0) / 2 * size + 0.8 * size
    label = _label_width(canvas, row, factor)
    lead = column if block.columns and label else label
    own = lead + _row_width(canvas, row, factor)
    slack = {Align.LEFT: 0.0, Align.RIGHT: width - own, Align.CENTER: (width - own) / 2}[
        block.align
    ]
    x = left + slack
    if row.icon:
        side = size * (1.12 if block.icon_disc else 0.88)
        y = baseline - 0.36 * size - side / 2
        draw_icon(
            canvas,
            row.icon,
            Rect(x, y, x + side, y + side),
            block.icon_color,
            block.icon_paper,
            disc=block.icon_disc,
        )
    elif row.label:
        canvas.text(x, baseline, row.label.text, row.label.ink.scaled(factor))
    x += lead
    for piece in row.pieces:
        x += canvas.text(x, baseline, piece.text, piece.ink.scaled(factor), role=piece.role)
