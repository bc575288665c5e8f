"""A card seen at an angle to the card seen from straight above."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model import (
    Card,
    Matrix,
    Outline,
    OutlineKind,
    Photo,
    Pixels,
    PrintedWord,
    transform_points,
)

__all__ = ["flatten"]

_LONG_SIDE_PX = 1200
_USUAL_RATIOS = (85 / 55, 85.6 / 53.98, 3.5 / 2)
_SNAP = 0.04


def flatten(photo: Photo, outline: Outline, *, long_side_px: int = _LONG_SIDE_PX) -> Card:
    """The card cut from the full picture, its longer side ``long_side_px`` long.

    Pixel coordinates count from the upper left corner of a picture, so that a
    pixel's centre is at .5. What is scaled up is not sharpened: on scans of 420 to 500 px
    that lost the readers 2 to 3 of 100 values, and nowhere won any.
    """
    quad = np.array(outline.corners, dtype=np.float64)
    width, height = _size(quad, outline.kind, photo.pixels.shape, long_side_px)
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    to_photo = cv2.getPerspectiveTransform(
        target.astype(np.float32), quad.astype(np.float32)
    ).astype(np.float64)
    scale = long_side_px / max(_lengths(quad).max(), 1.0)
    pixels = _warp(photo.pixels, to_photo, width, height, scale)
    return Card(outline, pixels, to_photo, photo.remarks, _within(quad, photo.printed))


def _within(quad: NDArray[np.float64], printed: tuple[PrintedWord, ...]) -> tuple[PrintedWord, ...]:
    """The words whose middle lies on the card."""
    outline = quad.astype(np.float32)
    return tuple(
        word for word in printed if cv2.pointPolygonTest(outline, word.box.center, False) >= 0
    )


def _warp(pixels: Pixels, to_photo: Matrix, width: int, height: int, scale: float) -> Pixels:
    source, to_source = _around(pixels, to_photo, width, height)
    while scale <= 0.5:  # shrink by area first, or fine print turns to noise
        half = (source.shape[1] // 2, source.shape[0] // 2)
        to_source = np.diag([half[0] / source.shape[1], half[1] / source.shape[0], 1.0]) @ to_source
        source = cv2.resize(source, half, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        scale *= 2
    # OpenCV puts a pixel's centre at 0, the model at .5.
    half_pixel = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], dtype=np.float64)
    warped = cv2.warpPerspective(
        source,
        np.linalg.inv(half_pixel) @ to_source @ half_pixel,
        (width, height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return warped.astype(np.uint8, copy=False)


def _around(pixels: Pixels, to_photo: Matrix, width: int, height: int) -> tuple[Pixels, Matrix]:
    """The part of the photo around the card, and the homography into it."""
    corners = np.array(
        transform_points([(0, 0), (width, 0), (width, height), (0, height)], to_photo)
    )
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 8, 0)
    high = np.ceil(corners.max(axis=0)).astype(int) + 8
    part = pixels[low[1] : max(high[1], low[1] + 2), low[0] : max(high[0], low[0] + 2)]
    if min(part.shape[:2]) < 2:
        return pixels, to_photo
    return part, np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]]) @ to_photo


# --- The true ratio of the sides


def _size(
    quad: NDArray[np.float64], kind: OutlineKind, shape: tuple[int, ...], long_side_px: int
) -> tuple[int, int]:
    ratio = _ratio(quad, shape)
    if kind is OutlineKind.EDGES:
        ratio = _snapped(ratio)
    if ratio >= 1:
        return long_side_px, max(1, round(long_side_px / ratio))
    return max(1, round(long_side_px * ratio)), long_side_px


def _lengths(quad: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1))


def _ratio(quad: NDArray[np.float64], shape: tuple[int, ...]) -> float:
    """Width over height of the rectangle that looks like this quadrangle.

    From perspective where it is strong enough to tell (Zhang and He, "Whiteboard scanning and
    image enhancement", 2007, with the principal point in the middle), else from mean sides.
    """
    top, right, bottom, left = _lengths(quad)
    flat = (top + bottom) / max(left + right, 1e-6)
    skewed = (
        max(top / bottom, bottom / top, left / right, right / left)
        if min(top, right, bottom, left) > 0
        else math.inf
    )
    if skewed < 1.02:
        return float(flat)
    estimate = _perspective_ratio(quad, shape)
    # Small errors of the corners blow up in the estimate: far from the plain ratio it is noise.
    if estimate is None or not 0.75 < estimate / flat < 1.45:
        return float(flat)
    return estimate


def _perspective_ratio(quad: NDArray[np.float64], shape: tuple[int, ...]) -> float | None:
    height, width = shape[:2]
    points = np.column_stack([quad - (width / 2, height / 2), np.ones(4)])
    # The paper's order: top left, top right, bottom left, bottom right.
    first, second, third, fourth = points[[0, 1, 3, 2]]
    across = np.cross(first, fourth)
    down = np.dot(np.cross(second, fourth), third), np.dot(np.cross(third, fourth), second)
    if min(abs(down[0]), abs(down[1])) < 1e-9:
        return None
    normal_x = np.dot(across, third) / down[0] * second - first
    normal_y = np.dot(across, second) / down[1] * third - first
    if abs(normal_x[2]) < 1e-6 or abs(normal_y[2]) < 1e-6:
        return None
    focal_squared = -np.dot(normal_x[:2], normal_y[:2]) / (normal_x[2] * normal_y[2])
    # Cameras see with a focal length of .5 to 3 long sides; else the estimate is noise.
    if not 0.5 < math.sqrt(max(focal_squared, 0.0)) / max(shape[:2]) < 3:
        return None
    scale = np.array([1 / focal_squared, 1 / focal_squared, 1.0])
    return float(math.sqrt(np.dot(normal_x**2, scale) / np.dot(normal_y**2, scale)))


def _snapped(ratio: float) -> float:
    long_ratio = max(ratio, 1 / ratio)
    nearest = min(_USUAL_RATIOS, key=lambda usual: abs(usual - long_ratio))
    if abs(nearest / long_ratio - 1) < _SNAP:
        long_ratio = nearest
    return long_ratio if ratio >= 1 else 1 / long_ratio
