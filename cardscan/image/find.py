"""The cards of a photo."""

from __future__ import annotations

import math

import cv2
import numpy as np

from cardscan.image.print_map import PrintMap, map_print
from cardscan.image.propose import Quad, propose_quads, ratio_of
from cardscan.image.refine import Support, measure_support, refine_quad
from cardscan.model import Corners, Outline, OutlineKind, Photo, Pixels

__all__ = ["find_cards"]

_SEARCH_PX = 720
_FINE_PX = 1600


def find_cards(photo: Photo) -> tuple[Outline, ...]:
    """Every card of a photo, from top to bottom and left to right; none is an empty tuple."""
    small, scale = _shrunk(photo.pixels, _SEARCH_PX)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.uint8, copy=False)
    prints = map_print(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False))
    ranked = _ranked(lab, prints)
    if not ranked:
        return _whole_picture(photo, prints)
    fine, fine_scale = _shrunk(photo.pixels, _FINE_PX)
    fine_lab = cv2.cvtColor(fine, cv2.COLOR_BGR2LAB).astype(np.uint8, copy=False)
    outlines = []
    for quad, score in ranked:
        exact = refine_quad(fine_lab, quad / scale * fine_scale, 4) / fine_scale
        outlines.append(Outline(_corners(exact), score, OutlineKind.EDGES))
    return in_reading_order(tuple(outlines))


def _shrunk(pixels: Pixels, long_side_px: int) -> tuple[Pixels, float]:
    scale = long_side_px / max(pixels.shape[:2])
    if scale >= 1:
        return pixels, 1.0
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False), scale


def _ranked(lab: Pixels, prints: PrintMap) -> list[tuple[Quad, float]]:
    rated = []
    for proposal in propose_quads(lab):
        quad = refine_quad(lab, refine_quad(lab, proposal, 10), 4)
        support = measure_support(lab, quad)
        if support.score < 0.6:
            continue
        rated.append((_rank(quad, support), quad, support.score))
    rated.sort(key=lambda item: -item[0])
    kept: list[tuple[Quad, float]] = []
    for _, quad, score in rated:
        if all(_overlap(quad, other) < 0.2 for other, _ in kept):
            if prints.weights[prints.inside(quad)].sum() < 0.02 * prints.total:
                continue
            kept.append((quad, score))
    return kept


def _rank(quad: Quad, support: Support) -> float:
    area = cv2.contourArea(quad.astype(np.float32))
    ratio = ratio_of(quad)
    off = max(0.0, 1.35 - ratio, ratio - 2.0)
    return support.score + 0.25 * math.log2(max(area, 1.0)) - off


def _overlap(one: Quad, other: Quad) -> float:
    """The shared area over the smaller area."""
    a, b = one.astype(np.float32), other.astype(np.float32)
    shared, _ = cv2.intersectConvexConvex(a, b)
    return float(shared / max(min(cv2.contourArea(a), cv2.contourArea(b)), 1e-6))


def _whole_picture(photo: Photo, prints: PrintMap) -> tuple[Outline, ...]:
    height, width = photo.pixels.shape[:2]
    if prints.total < 100:
        return ()
    corners: Corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    return (Outline(corners, 0.5, OutlineKind.WHOLE_PICTURE),)


def _corners(quad: Quad) -> Corners:
    first = int(np.argmin(quad.sum(axis=1)))
    a, b, c, d = ((float(x), float(y)) for x, y in np.roll(quad, -first, axis=0))
    return a, b, c, d


def in_reading_order(outlines: tuple[Outline, ...]) -> tuple[Outline, ...]:
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
