"""Sides of quadrangles drawn to the nearest strong colour step, and how strong it is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.quads import Quads, cross
from cardscan.model import Pixels

__all__ = [
    "ALONG",
    "Support",
    "along_frame",
    "measure_support",
    "moved",
    "outside_of",
    "profile_sides",
    "refine_quads",
    "strongest_lines",
]

Floats = NDArray[np.float64]

_SAMPLES = 48
ALONG = np.linspace(0.05, 0.95, _SAMPLES)
"""Where along a side its samples lie, as a share of its length."""

_PAIRS = np.array([(i, j) for i in range(0, 48, 5) for j in range(i + 14, 48, 5)]).T
_ON_FRAME_PX = 4.0


def refine_quads(lab: Pixels, quads: Quads, reach_px: int) -> Quads:
    """The quads with each side moved to the strongest colour step within ``reach_px``.

    Per side 48 samples along the normal, and the straight line that most of their
    strongest steps agree on (RANSAC over fixed pairs, Fischler and Bolles 1981).
    A side along the picture's frame stays: there is no step to be seen.
    """
    if not len(quads):
        return quads
    offsets = np.arange(-reach_px - 2, reach_px + 3, dtype=np.float64)
    lines, _ = strongest_lines(profile_sides(lab, quads, offsets), offsets)
    lines[along_frame(quads, lab.shape)] = 0.0
    return moved(quads, lines)


def strongest_lines(profiles: NDArray[np.float32], offsets: Floats) -> tuple[Floats, Floats]:
    """Where the strongest steps lie: (quad, side, 2) offsets at start and end of a line.

    And the share of the samples of each side that agree on it. ``profiles`` are those of
    :func:`profile_sides`.
    """
    # The step between the two pixels before and the two behind each place.
    soft = profiles[:, :, :, 1:] + profiles[:, :, :, :-1]
    steps = np.abs(soft[:, :, :, 2:] - soft[:, :, :, :-2]).sum(axis=4)
    places = offsets[1:-2] + 0.5
    return _agreed_lines(places[np.argmax(steps, axis=3)], steps.max(axis=3).astype(np.float64))


def profile_sides(lab: Pixels, quads: Quads, offsets: Floats) -> NDArray[np.float32]:
    """Colours (quad, side, sample, offset, channel); positive offsets lie outside."""
    points = _samples(quads)[:, :, :, None] + (
        offsets[None, None, None, :, None] * _normals(quads)[:, :, None, None]
    )
    # OpenCV puts the centre of a pixel at 0, quads at .5.
    flat = points.reshape(len(quads) * 4, -1, 2).astype(np.float32) - np.float32(0.5)
    colours = cv2.remap(
        lab, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return colours.reshape(len(quads), 4, _SAMPLES, len(offsets), 3).astype(np.float32)


def outside_of(quads: Quads, away_px: float) -> Floats:
    """(quad, side, sample, 2): points along the sides, moved outwards."""
    return np.asarray(_samples(quads) + away_px * _normals(quads)[:, :, None])


def _sides(quads: Quads) -> Quads:
    return np.roll(quads, -1, axis=1) - quads


def _normals(quads: Quads) -> Quads:
    sides = _sides(quads)
    lengths = np.maximum(np.linalg.norm(sides, axis=2, keepdims=True), 1e-6)
    return np.asarray(np.stack([sides[..., 1], -sides[..., 0]], axis=2) / lengths)


def _samples(quads: Quads) -> Floats:
    """(quad, side, sample, 2): evenly spread points along the sides."""
    return quads[:, :, None] + ALONG[None, None, :, None] * _sides(quads)[:, :, None]


def _agreed_lines(offset: Floats, strength: Floats) -> tuple[Floats, Floats]:
    """The line that most samples agree on, see :func:`strongest_lines`."""
    weight = np.minimum(strength, 1.5 * np.median(strength, axis=2, keepdims=True)) + 1e-6
    i, j = _PAIRS
    slope = (offset[:, :, j] - offset[:, :, i]) / (ALONG[j] - ALONG[i])
    start = offset[:, :, i] - slope * ALONG[i]
    misfit = np.abs(start[..., None] + slope[..., None] * ALONG - offset[:, :, None])
    votes = ((misfit < 1.2) * weight[:, :, None]).sum(axis=3)
    best = np.argmax(votes, axis=2)[:, :, None, None]
    near = np.take_along_axis(misfit, best, axis=2)[:, :, 0] < 1.5
    fitted = _weighted_fit(offset, weight * near)
    fitted[near.sum(axis=2) < 8] = 0.0
    return fitted, near.mean(axis=2)


def _weighted_fit(offset: Floats, weight: Floats) -> Floats:
    total = weight.sum(axis=2) + 1e-9
    mean_t = (weight * ALONG).sum(axis=2) / total
    mean_o = (weight * offset).sum(axis=2) / total
    apart = ALONG - mean_t[..., None]
    slope = (weight * apart * (offset - mean_o[..., None])).sum(axis=2) / (
        (weight * apart**2).sum(axis=2) + 1e-9
    )
    start = mean_o - slope * mean_t
    return np.stack([start, start + slope], axis=2)


def along_frame(
    quads: Quads, shape: tuple[int, ...], *, within_px: float = _ON_FRAME_PX
) -> NDArray[np.bool_]:
    """(quad, side): both ends lie on, beyond or near the same edge of the picture."""
    height, width = shape[:2]
    near = np.stack(
        [
            quads[..., 0] < within_px,
            quads[..., 1] < within_px,
            quads[..., 0] > width - within_px,
            quads[..., 1] > height - within_px,
        ],
        axis=2,
    )
    return np.asarray((near & np.roll(near, -1, axis=1)).any(axis=2))


def moved(quads: Quads, lines: Floats) -> Quads:
    """Quads whose sides are shifted along their normals by the offsets at both ends."""
    normals = _normals(quads)
    starts = quads + lines[..., :1] * normals
    ends = np.roll(quads, -1, axis=1) + lines[..., 1:] * normals
    before, own = np.roll(starts, 1, axis=1), starts
    one, other = np.roll(ends, 1, axis=1) - before, ends - own
    turn = cross(one, other)
    share = cross(own - before, other) / np.where(np.abs(turn) < 1e-6, np.nan, turn)
    corners = before + share[..., None] * one
    lost = ~np.isfinite(corners).all(axis=(1, 2))
    corners[lost] = quads[lost]
    return corners


# --- Support


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """How well a picture supports each of n quads.

    ``sides`` (n, 4) is the share of each side along which the colour steps the same
    way on the spot; what lies outside of the picture counts .7. ``outside`` (n, 4)
    is the share of each side that lies on or beyond the picture's frame. ``contrast``
    (n,) is the median step in Lab, as OpenCV scales it. ``spill`` (n,) is above 0 when
    one side has within what the others have without, or the other way round: then it
    lies too far out or in.
    """

    sides: Floats
    outside: Floats
    contrast: Floats
    spill: Floats

    def pick(self, positions: list[int] | NDArray[np.intp]) -> Support:
        """That of some of the quads."""
        return Support(
            self.sides[positions],
            self.outside[positions],
            self.contrast[positions],
            self.spill[positions],
        )

    def joined(self, other: Support) -> Support:
        """That of these quads, then of others."""
        return Support(
            np.concatenate([self.sides, other.sides]),
            np.concatenate([self.outside, other.outside]),
            np.concatenate([self.contrast, other.contrast]),
            np.concatenate([self.spill, other.spill]),
        )


_OFFSETS = np.arange(-5, 6, dtype=np.float64)
_WINDOW = 9
_LEAST_STEP = 4.0
_UNSEEN = 0.7


def measure_support(lab: Pixels, quads: Quads) -> Support:
    """How well the colour steps of a picture in Lab support the sides of quads."""
    if not len(quads):
        return Support(np.zeros((0, 4)), np.zeros((0, 4)), np.zeros(0), np.zeros(0))
    colours = profile_sides(lab, quads, _OFFSETS)
    within, without = colours[:, :, :, 1:4].mean(axis=3), colours[:, :, :, 7:10].mean(axis=3)
    step = without - within
    usual = _local_median(step)
    size = np.linalg.norm(usual, axis=3)
    agreeing = (step * usual).sum(axis=3) > 0.5 * size * size
    # The step must be here, not a slow change of light: half of it within four pixels.
    near = colours[:, :, :, 6:8].mean(axis=3) - colours[:, :, :, 3:5].mean(axis=3)
    sharp = np.linalg.norm(near, axis=3) > 0.45 * size
    good = agreeing & sharp & (size > _LEAST_STEP)
    beyond = _beyond(quads, lab.shape)
    return Support(
        sides=np.where(beyond, _UNSEEN, good).mean(axis=2),
        outside=beyond.mean(axis=2),
        contrast=np.median(size, axis=(1, 2)).astype(np.float64),
        spill=_spill(np.median(within, axis=2), np.median(without, axis=2)),
    )


def _spill(within: NDArray[np.float32], without: NDArray[np.float32]) -> Floats:
    """From the colours (quad, side, channel) within and without, 0 to 1."""
    own_in, own_out, across = (
        np.linalg.norm(one[:, :, None] - other[:, None], axis=3)
        for one, other in ((within, within), (without, without), (within, without))
    )
    same = np.eye(4, dtype=bool)
    for distances in (own_in, own_out, across):
        distances[:, same] = np.inf
    inward, outward = across.min(axis=2), across.min(axis=1)
    like_in, like_out = own_in.min(axis=2), own_out.min(axis=2)
    too_far = (like_in - inward) / (like_in + inward + _LEAST_STEP)
    too_near = (like_out - outward) / (like_out + outward + _LEAST_STEP)
    worst = np.maximum(too_far, too_near).max(axis=1)
    return np.asarray(np.clip(worst, 0.0, 1.0), dtype=np.float64)


def _local_median(step: NDArray[np.float32]) -> NDArray[np.float32]:
    half = _WINDOW // 2
    padded = np.pad(step, ((0, 0), (0, 0), (half, half), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW, axis=2)
    return np.asarray(np.median(windows, axis=4), dtype=np.float32)


def _beyond(quads: Quads, shape: tuple[int, ...], *, margin_px: float = 3.0) -> NDArray[np.bool_]:
    points = _samples(quads)
    x, y = points[..., 0], points[..., 1]
    height, width = shape[:2]
    return np.asarray(
        (x < margin_px) | (y < margin_px) | (x > width - margin_px) | (y > height - margin_px)
    )
