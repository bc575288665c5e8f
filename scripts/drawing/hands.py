"""Fingers: rounded limbs with skin, creases and nails, drawn over or under a card."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .noise import cloud
from .scene import blend

SKINS = ((226, 178, 150), (204, 152, 122), (160, 112, 84), (108, 72, 54), (236, 194, 170))


@dataclass(frozen=True, slots=True)
class Finger:
    """A finger as a bent line of points (pixels, tip first) with a radius at each."""

    points: np.ndarray
    radii: np.ndarray
    nail: bool


def straight_finger(
    tip: np.ndarray,
    direction: np.ndarray,
    width_px: float,
    length_px: float,
    bend: float,
    *,
    nail: bool,
) -> Finger:
    """A finger from its tip along a direction, slightly bent, thicker towards the hand."""
    along = direction / np.linalg.norm(direction)
    across = np.array([-along[1], along[0]])
    t = np.linspace(0, 1, 72)
    points = tip + np.outer(t * length_px, along) + np.outer(bend * length_px * t**2, across)
    knuckle = 0.05 * np.exp(-(((t - 0.42) / 0.1) ** 2))
    radii = width_px / 2 * (0.86 + 0.16 * np.minimum(1, t * 6) + 0.28 * t + knuckle)
    return Finger(points, radii, nail)


def _field(finger: Finger, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
    """For every pixel: distance to the middle line (1 at the skin), place along it, side."""
    best = np.full(x.shape, 9.0, np.float32)
    along, side = np.zeros_like(best), np.zeros_like(best)
    count = len(finger.points)
    spacing = float(np.linalg.norm(finger.points[1] - finger.points[0]))
    for i, (point, radius) in enumerate(zip(finger.points, finger.radii, strict=True)):
        dx, dy = x - point[0], y - point[1]
        distance = np.sqrt(dx * dx + dy * dy) / radius
        nearer = distance < best
        ahead = finger.points[min(i + 1, count - 1)] - finger.points[max(i - 1, 0)]
        ahead = ahead / np.linalg.norm(ahead)
        best = np.where(nearer, distance, best)
        place = (i + (dx * ahead[0] + dy * ahead[1]) / spacing) / count
        along = np.where(nearer, place, along)
        side = np.where(nearer, (-dx * ahead[1] + dy * ahead[0]) / radius, side)
    return best, along, side


def _skin(
    finger: Finger, fields: tuple[np.ndarray, ...], tone: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    best, along, side = fields
    height = np.sqrt(np.clip(1 - best**2, 0, 1))
    shade = 0.58 + 0.44 * height - 0.12 * side
    for crease in (0.225, 0.245, 0.27, 0.56):
        shade -= 0.05 * np.exp(-(((along - crease - 0.008 * side**2) / 0.005) ** 2)) * height
    shade *= (
        1 + 0.05 * (cloud(best.shape, 5, rng) - 0.5) + 0.08 * (cloud(best.shape, 34, rng) - 0.5)
    )
    color = tone[None, None] * shade[..., None]
    red = np.exp(-((along / 0.12) ** 2))[..., None] * np.array([8.0, -8.0, -6.0])
    color = color + red
    if finger.nail:
        inside = (np.abs(side) / 0.6) ** 2.6 + (np.abs(along - 0.062) / 0.058) ** 2.6
        nail = np.clip((1 - inside) * 5, 0, 1)[..., None]
        pale = tone * 1.02 + np.array([16.0, 14.0, 18.0])
        gloss = 0.66 + 0.3 * height + 0.1 * np.exp(-(((side + 0.2) / 0.18) ** 2))
        rim = np.exp(-(((inside - 1) / 0.16) ** 2))[..., None]
        color = color * (1 - nail) + pale[None, None] * gloss[..., None] * nail
        color = color * (1 - 0.1 * rim)
        tip = np.clip((0.017 - along) * 160, 0, 1)[..., None] * nail
        color = color * (1 - 0.5 * tip) + 232 * 0.5 * tip
    shown: np.ndarray = np.clip(color, 0, 255)
    return shown


def draw_finger(
    picture: np.ndarray, finger: Finger, skin: int, rng: np.random.Generator, *, shadow: float = 0.4
) -> None:
    """Draws a finger into the picture, in place, with its shadow on what lies below."""
    step = 2
    low = np.maximum((finger.points - finger.radii[:, None] * 1.9).min(axis=0).astype(int), 0)
    high = np.minimum(
        (finger.points + finger.radii[:, None] * 1.9).max(axis=0).astype(int),
        (picture.shape[1], picture.shape[0]),
    )
    if (high - low < 8).any():
        return
    y, x = np.mgrid[low[1] : high[1] : step, low[0] : high[0] : step].astype(np.float32)
    fields = _field(finger, x, y)
    tone = np.array(SKINS[skin], np.float32)
    color = _skin(finger, fields, tone, rng).astype(np.uint8)
    alpha = np.clip((1 - fields[0]) * finger.radii.mean() / step * 0.8 + 0.2, 0, 1)
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    region = picture[low[1] : high[1], low[0] : high[0]]
    reach = finger.radii.mean() * 0.35
    cast = cv2.warpAffine(
        alpha.astype(np.float32),
        np.array([[1, 0, reach / step], [0, 1, reach / step]], np.float32),
        alpha.shape[::-1],
    )
    cast = cv2.GaussianBlur(cast, (0, 0), reach / step * 0.8)
    dark = cv2.resize((cast * shadow * 255).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
    blend(region, np.zeros_like(region), dark)
    large = cv2.resize(color, size, interpolation=cv2.INTER_CUBIC)
    mask = cv2.resize((alpha * 255).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
    blend(region, large, mask)
