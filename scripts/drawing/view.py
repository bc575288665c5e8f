"""Where a camera stands, and where cards lie before it."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class View:
    """A camera over a plane: picture size in pixels and the plane's homography (mm to pixels)."""

    width: int
    height: int
    homography: np.ndarray


@dataclass(frozen=True, slots=True)
class Pose:
    """A card on the plane: its centre in millimetres and its turn, clockwise in the picture."""

    x: float
    y: float
    turn_deg: float

    def matrix(self, size_mm: tuple[float, float]) -> np.ndarray:
        """Card millimetres (from its top left corner) to plane millimetres."""
        a = math.radians(self.turn_deg)
        c, s = math.cos(a), math.sin(a)
        turn = np.array([[c, -s, self.x], [s, c, self.y], [0, 0, 1]])
        centre = np.array([[1, 0, -size_mm[0] / 2], [0, 1, -size_mm[1] / 2], [0, 0, 1]])
        result: np.ndarray = turn @ centre
        return result


def look_at(
    size: tuple[int, int],
    span_mm: float,
    tilt_deg: float,
    swing_deg: float,
    shift: tuple[float, float],
) -> View:
    """A view on the plane's origin.

    ``span_mm`` is how much of the plane the picture's width shows, ``tilt_deg`` how far from
    straight above the camera stands, ``swing_deg`` how far around.
    """
    width, height = size
    distance = span_mm * 1.15  # a phone's main camera: some 47 degrees across
    focal = width / span_mm * distance
    tilt, swing = math.radians(tilt_deg), math.radians(swing_deg)
    c, s = math.cos(swing), math.sin(swing)
    x_row, y_row = np.array([c, -s, 0.0]), np.array([s, c, 0.0])
    depth = -math.sin(tilt) * y_row + np.array([0, 0, distance])
    cx, cy = width / 2 + shift[0] * width, height / 2 + shift[1] * height
    rows = (focal * x_row + cx * depth, focal * math.cos(tilt) * y_row + cy * depth, depth)
    return View(width, height, np.array(rows))


def project(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (n x 2) through a homography."""
    moved = np.c_[points, np.ones(len(points))] @ matrix.T
    result: np.ndarray = moved[:, :2] / moved[:, 2:]
    return result


def corners_of(view: View, pose: Pose, size_mm: tuple[float, float]) -> np.ndarray:
    """The card's corners in pixels, clockwise from its own top left."""
    w, h = size_mm
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], float)
    return project(view.homography @ pose.matrix(size_mm), corners)


def random_view(
    size: tuple[int, int], span_mm: float, rng: random.Random, *, steep: float = 1.0
) -> View:
    """A casual photographer's view: mostly from above, seldom quite straight."""
    tilt = rng.choice((rng.uniform(2, 10), rng.uniform(8, 24), rng.uniform(20, 34))) * steep
    swing = rng.gauss(0, 9) * steep
    shift = (rng.uniform(-0.04, 0.04), rng.uniform(-0.05, 0.05))
    return look_at(size, span_mm, tilt, swing, shift)
