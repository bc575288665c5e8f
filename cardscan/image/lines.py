"""Find every line of print on a flattened card."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cardscan.image.lines_crop import crop_line, crop_region
from cardscan.image.lines_ink import find_ink
from cardscan.image.lines_link import find_blobs, link_blobs
from cardscan.image.lines_regions import Region, guide_lines, to_region
from cardscan.model import Card, Corners, Line

__all__ = ["find_lines"]


def find_lines(card: Card, *, regions: Sequence[Corners] = ()) -> tuple[Line, ...]:
    """All lines of print on a card, of either polarity, from top to bottom.

    Columns are kept apart; dots and accents belong to their line; what belongs
    to another line is erased from a crop. ``regions``, where a text detector
    found any, are slanted rectangles around print in pixels of the card: they
    mend lines that are glued to something else and drop what is no print.
    """
    ink = find_ink(card.pixels)
    blobs = find_blobs(ink.mask)
    groups = link_blobs(blobs, ink.strength)
    bare: list[Region] = []
    if regions:
        groups, bare = guide_lines(blobs, groups, [to_region(corners) for corners in regions])
    owner = np.full(len(blobs) + 1, -1, dtype=np.intp)
    for number, group in enumerate(groups):
        owner[group.all + 1] = number
    lines = [
        crop_line(card.pixels, ink, blobs, group, owner, number)
        for number, group in enumerate(groups)
    ]
    lines += [crop_region(card.pixels, region) for region in bare]
    found = [line for line in lines if line is not None]
    return tuple(sorted(found, key=lambda line: (line.box.top, line.box.left)))
