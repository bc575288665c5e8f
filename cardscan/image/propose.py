"""Outlines that might be a card's, generously: what is no card is thrown out later."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.quads import Quad, Quads, clockwise, distinct, plausible
from cardscan.model import Pixels

__all__ = ["quads_from_contours"]

Point = tuple[float, float]

_CANNY = ((30, 90), (15, 45))
_FLAT_GRADIENTS = (10, 20, 40)
_SMALLEST_SHARE = 0.012
_PAIRED_REGIONS = 12


def quads_from_contours(lab: Pixels) -> Quads:
    """Quads along edges and around flat regions of a picture of about 700 px in Lab.

    After Canny 1986 on each channel and a threshold on the Scharr gradient; together they
    propose far more cards than either (READING, step 2).
    """
    smallest = _SMALLEST_SHARE * lab.shape[0] * lab.shape[1]
    hulls = _unlike(_edge_contours(lab, smallest) + _flat_contours(lab, smallest))
    quads = clockwise(
        np.array([quad for hull in hulls for quad in _quads_of(hull)]).reshape(-1, 4, 2)
    )
    quads = quads[plausible(quads, lab.shape)]
    return quads[distinct(quads)]


# --- Contours


def _edge_contours(lab: Pixels, smallest: float) -> list[NDArray[np.int32]]:
    soft = cv2.GaussianBlur(lab, (5, 5), 0)
    contours: list[NDArray[np.int32]] = []
    for low, high in _CANNY:
        joint = np.zeros(lab.shape[:2], np.uint8)
        for channel in cv2.split(soft):
            edges = _as_mask(cv2.dilate(cv2.Canny(channel, low, high), np.ones((3, 3), np.uint8)))
            contours += _large_contours(edges, smallest)
            joint |= edges
        contours += _large_contours(joint, smallest)
    return contours


def _as_mask(mask: NDArray[np.generic]) -> NDArray[np.uint8]:
    return mask.astype(np.uint8, copy=False)


def _large_contours(mask: NDArray[np.uint8], smallest: float) -> list[NDArray[np.int32]]:
    found, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    hulls = []
    for contour in found:
        if len(contour) < 4:
            continue
        _, _, width, height = cv2.boundingRect(contour)
        if width * height >= smallest:
            hull = cv2.convexHull(contour)
            if cv2.contourArea(hull) >= smallest:
                hulls.append(hull.astype(np.int32))
    return hulls


def _flat_contours(lab: Pixels, smallest: float) -> list[NDArray[np.int32]]:
    calm = cv2.medianBlur(lab, 5)
    across = np.abs(cv2.Scharr(calm, cv2.CV_16S, 1, 0))
    down = np.abs(cv2.Scharr(calm, cv2.CV_16S, 0, 1))
    lightness, a, b = cv2.split(cv2.add(across, down))
    gradient = cv2.max(lightness, cv2.max(a, b)) // 4
    hulls: list[NDArray[np.int32]] = []
    for threshold in _FLAT_GRADIENTS:
        flat = (gradient < threshold).astype(np.uint8) * 255
        flat = cv2.erode(flat, np.ones((3, 3), np.uint8)).astype(np.uint8)
        regions = _large_contours(flat, smallest / 4)
        hulls += regions
        hulls += _touching_pairs(regions)
    return hulls


def _touching_pairs(regions: list[NDArray[np.int32]]) -> list[NDArray[np.int32]]:
    """Hulls around two regions side by side: cards of two colours."""
    largest = sorted(regions, key=cv2.contourArea, reverse=True)[:_PAIRED_REGIONS]
    pairs = []
    boxes = [cv2.boundingRect(region) for region in largest]
    for i, (x1, y1, w1, h1) in enumerate(boxes):
        for j in range(i):
            x2, y2, w2, h2 = boxes[j]
            gap_x = max(x1, x2) - min(x1 + w1, x2 + w2)
            gap_y = max(y1, y2) - min(y1 + h1, y2 + h2)
            if max(gap_x, gap_y) < 14:
                hull = cv2.convexHull(np.vstack([largest[i], largest[j]]))
                apart = cv2.contourArea(largest[i]) + cv2.contourArea(largest[j])
                if cv2.contourArea(hull) < 1.25 * apart:
                    pairs.append(hull.astype(np.int32))
    return pairs


def _unlike(hulls: list[NDArray[np.int32]]) -> list[NDArray[np.int32]]:
    """One of each group of hulls with nearly the same bounds and area."""
    kept: dict[tuple[object, ...], NDArray[np.int32]] = {}
    for hull in hulls:
        bounds = tuple(round(v / 3) for v in cv2.boundingRect(hull))
        kept.setdefault((bounds, round(cv2.contourArea(hull) ** 0.5 / 3)), hull)
    return list(kept.values())


# --- Hulls to quadrangles


def _quads_of(hull: NDArray[np.int32]) -> list[Quad]:
    quads = []
    area = cv2.contourArea(hull)
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.035, 0.05):
        polygon = cv2.approxPolyDP(hull, share * length, True)[:, 0].astype(np.float64)
        if len(polygon) == 4:
            quads.append(polygon)
            break
    rough = cv2.approxPolyDP(hull, 0.008 * length, True)[:, 0].astype(np.float64)
    if 5 <= len(rough) <= 14:
        around = _enclosing_quad(rough)
        if around is not None and area > 0.8 * cv2.contourArea(around.astype(np.float32)):
            quads.append(around)
    rectangle = cv2.minAreaRect(hull)
    if area > 0.85 * rectangle[1][0] * rectangle[1][1]:
        quads.append(cv2.boxPoints(rectangle).astype(np.float64))
    return quads


def _enclosing_quad(polygon: NDArray[np.float64]) -> Quad | None:
    """The polygon with sides taken away, the cheapest first, until four are left.

    Taking a side away prolongs its neighbours until they meet, so rounded, covered and
    cut-off corners come back.
    """
    corners: list[Point] = [(float(x), float(y)) for x, y in polygon]
    while len(corners) > 4:
        least, place, meeting = min(
            (_without_side(corners, k) for k in range(len(corners))), key=lambda each: each[0]
        )
        if not math.isfinite(least):
            return None
        corners[place] = meeting
        del corners[(place + 1) % len(corners)]
    return np.array(corners)


def _without_side(corners: list[Point], start: int) -> tuple[float, int, Point]:
    """The area that taking a side away adds, else infinity, and where its neighbours meet.

    In plain numbers: numpy takes longer to begin than a dozen corners take.
    """
    count = len(corners)
    (bx, by), (sx, sy) = corners[start - 1], corners[start]
    (ex, ey), (ax, ay) = corners[(start + 1) % count], corners[(start + 2) % count]
    one_x, one_y, other_x, other_y = sx - bx, sy - by, ex - ax, ey - ay
    turn = one_x * other_y - one_y * other_x
    if abs(turn) < 1e-9:
        return math.inf, start, (sx, sy)
    away_x, away_y = ax - bx, ay - by
    along_one = (away_x * other_y - away_y * other_x) / turn
    along_other = (away_x * one_y - away_y * one_x) / turn
    if along_one < 1 or along_other < 1:
        return math.inf, start, (sx, sy)
    x, y = bx + along_one * one_x, by + along_one * one_y
    return abs((sx - x) * (ey - y) - (sy - y) * (ex - x)) / 2, start, (x, y)
