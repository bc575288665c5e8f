"""Find every line of print on a flattened card."""

from __future__ import annotations

import numpy as np

from cardscan.image.lines_crop import crop_line
from cardscan.image.lines_ink import find_ink
from cardscan.image.lines_link import find_blobs, link_blobs
from cardscan.model import Card, Line

__all__ = ["find_lines"]


def find_lines(card: Card) -> tuple[Line, ...]:
    """All lines of print on a card, of either polarity, from top to bottom.

    Columns are kept apart; dots and accents belong to their line; what belongs
    to another line is erased from a crop.
    """
    ink = find_ink(card.pixels)
    blobs = find_blobs(ink.mask)
    groups = link_blobs(blobs)
    owner = np.full(len(blobs) + 1, -1, dtype=np.intp)
    for number, group in enumerate(groups):
        owner[group.all + 1] = number
    lines = (
        crop_line(card.pixels, ink, blobs, group, owner, number)
        for number, group in enumerate(groups)
    )
    return tuple(line for line in lines if line is not None)
