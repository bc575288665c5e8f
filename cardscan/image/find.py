"""The cards of a photo."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from cardscan.image.guess import guess_card
from cardscan.image.pages import (
    cards_on_page,
    is_card_sized,
    is_larger_than_card,
    scale_of_page,
)
from cardscan.image.paper import is_printed_table, without_print
from cardscan.image.print_map import PrintMap, map_print
from cardscan.image.propose import quads_from_contours
from cardscan.image.quads import Quad, Quads, distinct, grown
from cardscan.image.rank import Rated, choose_cards
from cardscan.image.refine import Support, measure_support, refine_quads
from cardscan.image.segments import quads_from_segments
from cardscan.image.text_outline import quad_around_all_print, quads_around_print
from cardscan.image.whole import shows_whole_card
from cardscan.model import Corners, Outline, OutlineKind, Photo, Pixels

__all__ = ["find_cards", "outline_all_print"]

_SEARCH_PX = 720
_FINE_PX = 1280
_SMALLEST_PX = 32
_SHEET_SIDES = 0.8
# On 93 drawn and real pictures line segments moved no outline by more than .6 % where the contours
# gave cards as sure as this (42 of them); where the weakest side had .69, they did.
_SETTLED_SIDES = 0.8
_SETTLED_ODDS = 3.0
_PRINT_BESIDE = 0.02
_BEYOND_EDGE = 1.06
_SURER_THAN_WHOLE = -0.7


def find_cards(photo: Photo) -> tuple[Outline, ...]:
    """Every card of a photo, from top to bottom and left to right; none is an empty tuple.

    An outline of the kind TEXT is a guess: words on what may be a card without
    visible edges. Reading it shows whether it is one.
    """
    if min(photo.pixels.shape[:2]) < _SMALLEST_PX:
        return ()
    view = View.of(photo.pixels)
    quads, support, found = candidates(view)
    px_per_mm = scale_of_page(photo, view.prints.sizes / view.scale)
    if px_per_mm is not None and is_larger_than_card(photo, px_per_mm):
        on_page = _of_page(photo, px_per_mm, view, quads, support)
        if on_page is not None:
            return _in_reading_order(on_page)
    found = found or choose_cards(view.lab, quads, support, view.prints)
    guessed, odds = quads[:0], -np.inf
    if not len(found.quads):
        guessed, odds = guess_card(view.lab, quads, support, view.prints)
    if odds < _SURER_THAN_WHOLE and shows_whole_card(view.lab, view.prints, found):
        return (_whole_picture(photo),)
    outlines = _with_edges(view, found)
    around = guessed
    if not len(guessed):
        around = quads_around_print(view.prints, found.quads, view.lab.shape)
    outlines += [Outline(_corners(q), 0.0, OutlineKind.TEXT) for q in around / view.scale]
    return _in_reading_order(outlines)


def outline_all_print(photo: Photo) -> tuple[Outline, ...]:
    """One outline around all words of a photo, for when no outline of it held a card."""
    if min(photo.pixels.shape[:2]) < _SMALLEST_PX:
        return ()
    view = View.of(photo.pixels)
    quads = quad_around_all_print(view.prints, view.lab.shape) / view.scale
    return tuple(Outline(_corners(quad), 0.0, OutlineKind.TEXT) for quad in quads)


def _of_page(
    photo: Photo, px_per_mm: float, view: View, quads: Quads, support: Support
) -> list[Outline] | None:
    """The cards of a page of known scale, where nothing larger is one; None where it is blank."""
    sized = is_card_sized(quads / view.scale, px_per_mm)
    kept = np.flatnonzero(sized)
    found = choose_cards(view.lab, quads[kept], support.pick(kept), view.prints)
    sheets = quads[~sized & (support.sides.min(axis=1) > _SHEET_SIDES)] / view.scale
    exact = np.array([o.corners for o in _with_edges(view, found)]).reshape(-1, 4, 2)
    cards = cards_on_page(photo, px_per_mm, exact, sheets)
    if cards is None:
        return None
    edged = [Outline(_corners(q), 1.0, OutlineKind.EDGES) for q in cards.edged]
    return edged + [Outline(_corners(q), 0.0, OutlineKind.TEXT) for q in cards.printed]


def _with_edges(view: View, found: Rated) -> list[Outline]:
    exact = refine_quads(view.fine_lab, found.quads / view.scale * view.fine_scale, 4)
    scores = found.support.sides.mean(axis=1)
    return [
        Outline(_corners(quad), float(score), OutlineKind.EDGES)
        for quad, score in zip(exact / view.fine_scale, scores, strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A photo made small for searching, with its print; ``scale`` is small over full size."""

    lab: Pixels
    scale: float
    fine_lab: Pixels
    fine_scale: float
    prints: PrintMap

    @staticmethod
    def of(pixels: Pixels) -> View:
        fine, fine_scale = _shrunk(pixels, _FINE_PX)
        small, further = _shrunk(fine, _SEARCH_PX)
        prints = map_print(_gray(fine))
        return View(
            _lab(small),
            fine_scale * further,
            _lab(fine),
            fine_scale,
            PrintMap(prints.centers * further, prints.sizes * further),
        )


def candidates(view: View) -> tuple[Quads, Support, Rated | None]:
    """Refined quads that might be cards, what supports them, and the choice if it is settled.

    Line segments take a third of the search: they are looked for only where contours
    leave a doubt, and the choice is None then. On a printed table cards are looked for once
    more, with all print taken away.
    """
    proposed = quads_from_contours(view.lab)
    rough = refine_quads(view.lab, proposed, 10)
    on_print = is_printed_table(view.prints, view.lab.shape)
    if not on_print:
        quads, support = _refined(view.lab, rough)
        found = choose_cards(view.lab, quads, support, view.prints)
        if _is_settled(view, found):
            return quads, support, found
    both = np.concatenate([proposed, quads_from_segments(view.lab)])
    more = both[distinct(both)[len(proposed) :]]
    quads, support = _refined(view.lab, np.concatenate([rough, refine_quads(view.lab, more, 10)]))
    if not on_print:
        return quads, support, None
    paper = without_print(view.lab, float(np.median(view.prints.sizes)))
    rough = refine_quads(paper, quads_from_contours(paper), 10)
    on_paper, its_support = _refined(paper, rough)
    return np.concatenate([quads, on_paper]), support.joined(its_support), None


def _refined(lab: Pixels, rough: Quads) -> tuple[Quads, Support]:
    quads = refine_quads(lab, rough[distinct(rough, within_px=2)], 4)
    return quads, measure_support(lab, quads)


def _is_settled(view: View, found: Rated) -> bool:
    """Whether every card is beyond doubt, lies free, and all print lies on cards."""
    if not len(found.quads) or found.odds.min() < _SETTLED_ODDS:
        return False
    support, prints = found.support, view.prints
    if support.sides.min() < _SETTLED_SIDES or support.outside.any():
        return False
    on_cards = prints.inside(grown(found.quads, _BEYOND_EDGE)).any(axis=0)
    return float(prints.sizes[~on_cards].sum()) <= _PRINT_BESIDE * float(prints.sizes.sum())


def _lab(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB).astype(np.uint8, copy=False)


def _gray(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def _shrunk(pixels: Pixels, long_side_px: int) -> tuple[Pixels, float]:
    long_side = max(pixels.shape[:2])
    if long_side <= long_side_px:
        return pixels, 1.0
    small = pixels
    # Halving is many times cheaper than an area filter of an odd factor.
    while max(small.shape[:2]) >= 2 * long_side_px:
        half = (small.shape[1] // 2, small.shape[0] // 2)
        small = cv2.resize(small, half, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    scale = long_side_px / long_side
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return cv2.resize(small, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), scale


def _whole_picture(photo: Photo) -> Outline:
    height, width = (float(v) for v in photo.pixels.shape[:2])
    corners: Corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    return Outline(corners, 1.0, OutlineKind.WHOLE_PICTURE)


def _corners(quad: Quad) -> Corners:
    first = int(np.argmin(quad.sum(axis=1)))
    a, b, c, d = ((float(x), float(y)) for x, y in np.roll(quad, -first, axis=0))
    return a, b, c, d


def _in_reading_order(outlines: list[Outline]) -> tuple[Outline, ...]:
    """Rows from top to bottom, each from left to right."""

    def middle(outline: Outline) -> tuple[float, float]:
        xs, ys = zip(*outline.corners, strict=True)
        return sum(xs) / 4, sum(ys) / 4

    rows: list[list[Outline]] = []
    for outline in sorted(outlines, key=lambda o: middle(o)[1]):
        ys = [y for _, y in outline.corners]
        if rows and middle(outline)[1] - middle(rows[-1][0])[1] < 0.5 * (max(ys) - min(ys)):
            rows[-1].append(outline)
        else:
            rows.append([outline])
    return tuple(o for row in rows for o in sorted(row, key=lambda o: middle(o)[0]))
