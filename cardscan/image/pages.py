"""Cards on a page seen straight from above, whose scale is known: a scan, or a page of a PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.page_cells import box_of, cells_between_marks, part_blocks, part_evenly
from cardscan.image.page_print import PagePrint, map_page
from cardscan.image.quads import Quads, area_of, holds, overlaps
from cardscan.model import Photo

__all__ = [
    "PageCards",
    "cards_on_page",
    "is_card_sized",
    "is_larger_than_card",
    "scale_of_page",
]

Floats = NDArray[np.float64]

_A4_MM = (210.0, 297.0)
_LETTER_MM = (215.9, 279.4)
_PAPER_TOLERANCE = 0.006
_SCREEN_DPI = (71.0, 97.0)
_PAGE_MM = (60.0, 450.0)
# The smaller letters of 14 pages of cards had up to 2.3 mm, those of two cards taken for pages 4.3.
_LARGE_MM = 3.2
_LARGER_MM = (98.0, 122.0)
_LARGEST_CARD_MM = (70.0, 105.0)
_SMALLEST_CARD_MM = (38.0, 70.0)
_BEYOND_EDGE_MM = 2.0
_MARGIN_MM = 4.0
_LEAST_LETTERS = 12
_WIDE_SHARE = 0.4
_CARD_WIDTH_MM = 95.0
_SHARED = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class PageCards:
    """Quads of cards with edges or frames, and boxes around print alone, in pixels.

    The first ``edged`` ones are those that were given, but for panels.
    """

    edged: Quads
    printed: Quads


def scale_of_page(photo: Photo, letters_px: Floats) -> float | None:
    """How many pixels a millimetre has, where the file or the shape of a sheet of paper says so.

    What programs write that know of no paper, 72 and 96 dpi, counts only where it makes a
    sheet of paper. One card with some table around it may have the shape of a sheet as
    well: the sizes of its letters tell.
    """
    height, width = photo.pixels.shape[:2]
    short, long = sorted((height, width))
    by_paper = next(
        (long / paper[1] for paper in (_A4_MM, _LETTER_MM)
         if abs(long / short * paper[0] / paper[1] - 1) < _PAPER_TOLERANCE),
        None,
    )  # fmt: skip
    if by_paper and len(letters_px) and np.quantile(letters_px, 0.25) > _LARGE_MM * by_paper:
        by_paper = None
    stated = photo.px_per_mm
    if stated and _PAGE_MM[0] <= long / stated <= _PAGE_MM[1]:
        screen = _SCREEN_DPI[0] < stated * 25.4 < _SCREEN_DPI[1]
        if not screen:
            return stated
    return by_paper


def is_larger_than_card(photo: Photo, px_per_mm: float) -> bool:
    """Whether a picture of this scale shows more than one card cropped to its edges."""
    short, long = sorted(side / px_per_mm for side in photo.pixels.shape[:2])
    return bool(short > _LARGER_MM[0] or long > _LARGER_MM[1])


def is_card_sized(quads: Quads, px_per_mm: float) -> NDArray[np.bool_]:
    """Which quads are no larger than cards are."""
    return np.asarray((_sizes(quads / px_per_mm) <= _LARGEST_CARD_MM).all(axis=1))


def _sizes(quads: Quads) -> Floats:
    """(n, 2): the shorter and the longer side of each."""
    sides = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    return np.sort((sides[:, :2] + sides[:, 2:]) / 2, axis=1)


def cards_on_page(photo: Photo, px_per_mm: float, quads: Quads, sheets: Quads) -> PageCards | None:
    """The cards of a page beside those found by their edges.

    ``quads`` are those found, of which the small ones are panels of cards; ``sheets`` are
    larger outlines, which may hold cards that touch. Where running text fills the page no
    print is taken for a card. None where the page is blank.
    """
    grey = cv2.cvtColor(photo.pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    prints = map_page(grey, px_per_mm)
    if not len(prints.blocks):
        return None
    small = (_sizes(quads / px_per_mm) < _SMALLEST_CARD_MM).any(axis=1)
    cards, panels = quads[~small] / px_per_mm, quads[small] / px_per_mm
    marked = _as_quads(cells_between_marks(prints.blocks, prints.marks))
    framed = _unlike(np.concatenate([prints.frames, marked]), cards)
    blocks, letters = _left(_with_panels(prints, panels), np.concatenate([cards, framed]))
    if not len(blocks) or _is_running_text(prints):
        return PageCards(np.concatenate([cards, framed]) * px_per_mm, quads[:0])
    even = _even_cells(blocks, sheets / px_per_mm)
    if len(even):
        inside = _inside(blocks, even)
        blocks, letters = blocks[~inside], letters[~inside]
    groups = part_blocks(blocks)
    boxes = [box_of(blocks, g) for g in groups if letters[g].sum() >= _LEAST_LETTERS]
    printed = _with_margins(np.array(boxes).reshape(-1, 4))
    cells = _as_quads(even)
    # What lies across several cells of a sheet is no card, however its sides look.
    cards = cards[(overlaps(cards, cells) > _SHARED).sum(axis=1) < 2]
    edged = np.concatenate([cards, framed, cells])
    return PageCards(edged * px_per_mm, _as_quads(printed) * px_per_mm)


def _with_panels(prints: PagePrint, panels: Quads) -> PagePrint:
    """The print with panels as blocks, so that they come to the card whose print is beside."""
    boxes = np.hstack([panels.min(axis=1), panels.max(axis=1)])
    blocks, letters = np.vstack([prints.blocks, boxes]), np.zeros(len(boxes), np.intp)
    return replace(prints, blocks=blocks, letters=np.concatenate([prints.letters, letters]))


def _unlike(frames: Quads, found: Quads) -> Quads:
    """Frames that do not lie in or around an outline found already, the outermost of each card."""
    order = np.argsort(-area_of(frames))
    kept: list[int] = []
    for k in order:
        middle = frames[k].mean(axis=0)
        known = any(holds(q, middle) for q in (*found, *frames[kept]))
        if not known and not any(holds(frames[k], q.mean(axis=0)) for q in found):
            kept.append(int(k))
    return frames[sorted(kept)]


def _left(prints: PagePrint, cards: Quads) -> tuple[Floats, NDArray[np.intp]]:
    """Blocks and letters that lie on none of the cards."""
    middles = (prints.blocks[:, :2] + prints.blocks[:, 2:]) / 2
    free = np.ones(len(middles), dtype=bool)
    for card in cards:
        away = card - card.mean(axis=0)
        reach = away * (1 + _BEYOND_EDGE_MM / np.maximum(np.abs(away).min(), 1.0))
        free &= ~holds(card.mean(axis=0) + reach, middles)
    return prints.blocks[free], prints.letters[free]


def _is_running_text(prints: PagePrint) -> bool:
    """Whether much of the print stands in lines wider than a card."""
    wide = prints.blocks[:, 2] - prints.blocks[:, 0] > _CARD_WIDTH_MM
    return bool(prints.letters[wide].sum() > _WIDE_SHARE * max(1, prints.letters.sum()))


def _even_cells(blocks: Floats, sheets: Quads) -> Floats:
    """The cells of sheets of touching cards, none overlapping another sheet's."""
    found: list[Floats] = []
    for sheet in sorted(sheets, key=lambda quad: -float(area_of(quad[None])[0])):
        box = np.concatenate([sheet.min(axis=0), sheet.max(axis=0)])
        upright = area_of(sheet[None])[0] > 0.96 * np.prod(box[2:] - box[:2])
        within = _inside(blocks, box[None])
        cells = part_evenly(blocks[within], box) if upright and within.any() else None
        if cells is not None and not any(_meet(box, other) for other in found):
            found.extend(cells)
    return np.array(found).reshape(-1, 4)


def _meet(one: Floats, other: Floats) -> bool:
    shared = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    return bool((shared > 1.0).all())


def _inside(blocks: Floats, boxes: Floats) -> NDArray[np.bool_]:
    middles = ((blocks[:, :2] + blocks[:, 2:]) / 2)[:, None]
    within = (middles >= boxes[:, :2]) & (middles <= boxes[:, 2:])
    return np.asarray(np.any(within.all(axis=2), axis=1))


def _with_margins(boxes: Floats) -> Floats:
    """Boxes grown by a margin, by no more than half of the way to the next one."""
    grown = boxes.copy()
    for k, box in enumerate(boxes):
        for side in range(4):
            axis, sign = side % 2, -1 if side < 2 else 1
            other = np.delete(boxes, k, axis=0)
            level = (other[:, 1 - axis] < box[3 - axis]) & (other[:, 3 - axis] > box[1 - axis])
            gaps = (
                box[axis] - other[level, axis + 2]
                if side < 2
                else other[level, axis] - box[axis + 2]
            )
            gaps = gaps[gaps >= 0]
            grown[k, side] += sign * min([_MARGIN_MM, *(gaps / 2)])
    return grown


def _as_quads(boxes: Floats) -> Quads:
    left, top, right, bottom = np.asarray(boxes).reshape(-1, 4).T
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return np.stack([np.stack(corner, axis=1) for corner in corners], axis=1)
