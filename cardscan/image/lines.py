"""Find every line of print on a flattened card."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cardscan.image.arcs import Arc, find_arcs, straighten_arc
from cardscan.image.lines_crop import CROP_HEIGHT_PX, crop_line, crop_region, render_again
from cardscan.image.lines_ink import find_ink
from cardscan.image.lines_link import Blobs, LineOfBlobs, find_blobs, link_blobs
from cardscan.image.lines_regions import Region, guide_lines, to_region
from cardscan.model import Card, Corners, Line, Pixels

__all__ = ["find_lines"]

SMALLEST_DISC_PX = 60  # six letters of the smallest size that is read, round it
DISC_RATIO = 1.4
DISC_FILLED = 0.3


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
    arcs = _find_arcs(card.pixels, blobs, groups)
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
    lines += [_bent_line(card, arc) for arc in arcs]
    found = [line for line in lines if line is not None]
    return tuple(sorted(found, key=lambda line: (line.box.top, line.box.left)))


def _find_arcs(pixels: Pixels, blobs: Blobs, groups: Sequence[LineOfBlobs]) -> list[Arc]:
    """Bent rows of ink; on cards with a disc also those left out of it, as light on dark."""
    arcs = find_arcs(pixels, blobs, groups)
    if arcs or not _has_disc(blobs):
        return arcs
    return find_arcs(pixels, find_blobs(blobs.labels == 0))


def _has_disc(blobs: Blobs) -> bool:
    """Whether a blob is round and filled enough to have letters left out of it."""
    width, height = blobs.width, blobs.height
    round_ = (width < DISC_RATIO * height) & (height < DISC_RATIO * width)
    filled = blobs.area > DISC_FILLED * width * height
    return bool((round_ & filled & (np.minimum(width, height) >= SMALLEST_DISC_PX)).any())


def _bent_line(card: Card, arc: Arc) -> Line:
    line = straighten_arc(card.pixels, arc)
    return render_again(line, height_px=CROP_HEIGHT_PX)
