"""A flattened card, turned by quarters, and a line of it upside down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cardscan.model import Card, Corners, Line, Matrix, Outline

__all__ = ["turn_card", "upside_down"]


def turn_card(card: Card, quarter_turns: int) -> Card:
    """The card turned clockwise by that many quarters, its corners and homography with it."""
    quarters = quarter_turns % 4
    if not quarters:
        return card
    height, width = card.pixels.shape[:2]
    outline = card.outline
    return Card(
        outline=Outline(_shifted(outline.corners, quarters), outline.score, outline.kind),
        pixels=np.ascontiguousarray(np.rot90(card.pixels, -quarters)),
        to_photo=card.to_photo @ _back(quarters, width, height),
        remarks=card.remarks,
        printed=card.printed,
    )


def upside_down(line: Line) -> Line:
    """The same crops turned by half, to see which way they read; where they lie stays as it was."""
    crop, raw = (np.ascontiguousarray(np.rot90(pixels, 2)) for pixels in (line.crop, line.raw))
    return replace(line, crop=crop, raw=raw)


def _shifted(corners: Corners, quarters: int) -> Corners:
    # Turned clockwise, the old bottom left becomes the top left.
    first, second, third, fourth = (corners[(i - quarters) % 4] for i in range(4))
    return first, second, third, fourth


def _back(quarters: int, width: int, height: int) -> Matrix:
    """From pixels of the turned card to pixels of the card before, width x height."""
    matrices = {
        1: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
    }
    return np.array(matrices[quarters], dtype=np.float64)
