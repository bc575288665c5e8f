"""Sides of a quadrangle drawn to the nearest strong colour step, and how strong it is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.propose import Quad
from cardscan.model import Pixels

__all__ = ["Support", "measure_support", "refine_quad"]

_SAMPLES = 48
_INSET = 0.06
_PAIRS = np.array([(i, j) for i in range(0, 48, 4) for j in range(i + 12, 48, 4)])


def refine_quad(lab: NDArray[np.uint8], quad: Quad, reach_px: int) -> Quad:
    """The quad with each side moved to the strongest colour step within ``reach_px``.

    Per side 48 samples along the normal, and the straight line that most of their
    strongest steps agree on (RANSAC over fixed pairs, Fischler and Bolles 1981).
    """
    offsets = np.arange(-reach_px - 2, reach_px + 3, dtype=np.float64)
    along = np.linspace(_INSET, 1 - _INSET, _SAMPLES)
    profiles = _profiles(lab, quad, along, offsets)
    # Colour step between two pixels inside and two outside of each offset.
    soft = (profiles[:, :, 1:] + profiles[:, :, :-1]) / 2
    steps = np.abs(soft[:, :, 2:] - soft[:, :, :-2]).sum(axis=3)
    places = offsets[1:-2] + 0.5
    strongest = places[np.argmax(steps, axis=2)]
    strength = steps.max(axis=2)
    lines = [_agreed_line(along, strongest[i], strength[i]) for i in range(4)]
    refined = _intersections(quad, lines)
    return quad if refined is None else refined


def _profiles(
    lab: Pixels, quad: Quad, along: NDArray[np.float64], offsets: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Colours (side, sample, offset, channel); positive offsets lie outside."""
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-6)
    normals = np.column_stack([sides[:, 1], -sides[:, 0]]) / lengths
    base = quad[:, None] + along[None, :, None] * sides[:, None]
    points = base[:, :, None] + offsets[None, None, :, None] * normals[:, None, None]
    count = len(along)
    flat = points.reshape(4 * count, len(offsets), 2).astype(np.float32) - np.float32(0.5)
    colours = cv2.remap(
        lab, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return colours.reshape(4, count, len(offsets), 3).astype(np.float32)


def _agreed_line(
    along: NDArray[np.float64], offset: NDArray[np.float64], strength: NDArray[np.float64]
) -> tuple[float, float]:
    """Offset at the side's start and end that most samples agree on, weighted by strength."""
    weight = np.minimum(strength, np.median(strength) * 1.5) + 1e-6
    i, j = _PAIRS.T
    slope = (offset[j] - offset[i]) / (along[j] - along[i])
    start = offset[i] - slope * along[i]
    misfit = np.abs(start[:, None] + slope[:, None] * along[None] - offset[None])
    votes = ((misfit < 1.2) * weight).sum(axis=1)
    best = int(np.argmax(votes))
    near = misfit[best] < 1.5
    if near.sum() < 8:
        return 0.0, 0.0
    fitted_slope, fitted_start = np.polyfit(along[near], offset[near], 1, w=np.sqrt(weight[near]))
    return float(fitted_start), float(fitted_start + fitted_slope)


def _intersections(quad: Quad, lines: list[tuple[float, float]]) -> Quad | None:
    moved = []
    for i, (at_start, at_end) in enumerate(lines):
        start, end = quad[i], quad[(i + 1) % 4]
        side = end - start
        normal = np.array([side[1], -side[0]]) / max(float(np.linalg.norm(side)), 1e-6)
        moved.append((start + at_start * normal, end + at_end * normal))
    corners = []
    for i in range(4):
        (a, b), (c, d) = moved[i - 1], moved[i]
        one, other = b - a, d - c
        turn = one[0] * other[1] - one[1] * other[0]
        if abs(turn) < 1e-6:
            return None
        share = ((c - a)[0] * other[1] - (c - a)[1] * other[0]) / turn
        corners.append(a + share * one)
    return np.array(corners)


# --- Support


@dataclass(frozen=True, slots=True)
class Support:
    """How well the picture supports a quad's sides.

    ``sides`` (0 to 1) is the share of each side along which the colour steps the
    same way on the spot; a sample outside of the picture counts half.
    ``outside`` is the share of each side that lies on or beyond the picture's edge.
    """

    sides: tuple[float, float, float, float]
    outside: tuple[float, float, float, float]
    contrast: float

    @property
    def score(self) -> float:
        """One figure from 0 to 1 in which the worst side weighs double."""
        ordered = sorted(self.sides)
        return (2 * ordered[0] + sum(ordered[1:])) / 5


_OFFSETS = np.array([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5], dtype=np.float64)
_WINDOW = 9
_LEAST_STEP = 4.0


def measure_support(lab: Pixels, quad: Quad) -> Support:
    """How well the colour steps of a picture in Lab support the sides of a quad."""
    along = np.linspace(0.04, 0.96, _SAMPLES)
    colours = _profiles(lab, quad, along, _OFFSETS)
    inside = colours[:, :, 1:4].mean(axis=2)
    outside = colours[:, :, 7:10].mean(axis=2)
    step = outside - inside
    usual = _local_median(step)
    size = np.linalg.norm(usual, axis=2)
    agreeing = (step * usual).sum(axis=2) > 0.5 * size * size
    # The step must be here, not a slow change of light: most of it within four pixels.
    near = np.abs(colours[:, :, 6:8].mean(axis=2) - colours[:, :, 3:5].mean(axis=2))
    sharp = np.linalg.norm(near, axis=2) > 0.45 * size
    good = agreeing & sharp & (size > _LEAST_STEP)
    beyond = _beyond(quad, along, lab.shape)
    shares = np.where(beyond, 0.5, good).mean(axis=1)
    return Support(
        sides=_four(shares), outside=_four(beyond.mean(axis=1)), contrast=float(np.median(size))
    )


def _four(values: NDArray[np.float64]) -> tuple[float, float, float, float]:
    a, b, c, d = (float(v) for v in values)
    return a, b, c, d


def _local_median(step: NDArray[np.float32]) -> NDArray[np.float32]:
    half = _WINDOW // 2
    padded = np.pad(step, ((0, 0), (half, half), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW, axis=1)
    return np.asarray(np.median(windows, axis=3), dtype=np.float32)


def _beyond(
    quad: Quad, along: NDArray[np.float64], shape: tuple[int, ...], *, margin_px: float = 2.5
) -> NDArray[np.bool_]:
    sides = np.roll(quad, -1, axis=0) - quad
    points = quad[:, None] + along[None, :, None] * sides[:, None]
    x, y = points[..., 0], points[..., 1]
    height, width = shape[:2]
    return np.asarray(
        (x < margin_px) | (y < margin_px) | (x > width - margin_px) | (y > height - margin_px)
    )
