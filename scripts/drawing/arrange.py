"""Lays several cards on a table as people do: rows, slight turns, overlaps on margins only."""

from __future__ import annotations

import random

import cv2
import numpy as np

from .flats import Flat
from .view import Pose, project

COLUMNS = {2: (2, 1), 3: (2, 3, 1), 4: (2,), 5: (2, 3), 6: (2, 3), 7: (3,), 8: (3,), 9: (3,)}


def _boxes_mm(flat: Flat, pose: Pose) -> list[np.ndarray]:
    """The card's text boxes on the plane, a little larger than the ink."""
    matrix = pose.matrix(flat.size_mm)
    boxes = [box.inset(-0.8) for box in flat.text_boxes]
    return [
        project(
            matrix,
            np.array([[b.left, b.top], [b.right, b.top], [b.right, b.bottom], [b.left, b.bottom]]),
        )
        for b in boxes
    ]


def _outline(flat: Flat, pose: Pose) -> np.ndarray:
    w, h = flat.size_mm
    return project(pose.matrix(flat.size_mm), np.array([[0, 0], [w, 0], [w, h], [0, h]], float))


def covers(upper: Flat, upper_pose: Pose, lower: Flat, lower_pose: Pose) -> bool:
    """Whether the upper card hides text of the lower one."""
    outline = _outline(upper, upper_pose).astype(np.float32)
    for box in _boxes_mm(lower, lower_pose):
        shared, _ = cv2.intersectConvexConvex(outline, box.astype(np.float32))
        if shared > 0:
            return True
    return False


def overlaps(a: Flat, a_pose: Pose, b: Flat, b_pose: Pose) -> bool:
    """Whether two cards share any area."""
    shared, _ = cv2.intersectConvexConvex(
        _outline(a, a_pose).astype(np.float32), _outline(b, b_pose).astype(np.float32)
    )
    return bool(shared > 0)


def _grid(flats: list[Flat], gap_mm: float, rng: random.Random) -> list[Pose]:
    columns = rng.choice(COLUMNS[len(flats)])
    rows = [flats[i : i + columns] for i in range(0, len(flats), columns)]
    poses, y = [], 0.0
    for row in rows:
        high = max(f.size_mm[1] for f in row)
        x = rng.uniform(-4, 4)
        for flat in row:
            x += flat.size_mm[0] / 2
            poses.append(Pose(x, y + high / 2 + rng.uniform(-1.5, 1.5), rng.gauss(0, 2.2)))
            x += flat.size_mm[0] / 2 + gap_mm + rng.uniform(-1, 2)
        y += high + gap_mm + rng.uniform(-1, 2)
    return poses


def _centred(poses: list[Pose], flats: list[Flat]) -> tuple[list[Pose], tuple[float, float]]:
    outlines = np.concatenate([_outline(f, p) for f, p in zip(flats, poses, strict=True)])
    low, high = outlines.min(axis=0), outlines.max(axis=0)
    middle = (low + high) / 2
    moved = [Pose(p.x - middle[0], p.y - middle[1], p.turn_deg) for p in poses]
    return moved, (float(high[0] - low[0]), float(high[1] - low[1]))


def lay_out(
    flats: list[Flat], rng: random.Random, *, overlap: bool = False
) -> tuple[list[Pose], tuple[float, float]]:
    """Poses for the cards, later ones on top, and the width and height they need in millimetres."""
    poses: list[Pose] = []
    for attempt in range(60):
        gap = (-4.5 + attempt * 0.22) if overlap else 2.5 + attempt * 0.4
        poses = _grid(flats, gap, rng)
        if rng.random() < 0.3:
            i = rng.randrange(len(poses))
            poses[i] = Pose(poses[i].x, poses[i].y, poses[i].turn_deg + 180)
        pairs = [(i, j) for j in range(len(flats)) for i in range(j)]
        check = covers if overlap else overlaps
        if not any(check(flats[j], poses[j], flats[i], poses[i]) for i, j in pairs):
            break
    else:
        return lay_out(flats, rng, overlap=False)
    return _centred(poses, flats)


def fan(flats: list[Flat], rng: random.Random) -> tuple[list[Pose], tuple[float, float]]:
    """Cards fanned out: each lies turned over the empty margin of the one before it."""
    for attempt in range(80):
        turn, poses = rng.uniform(2, 5), []
        reach = 34.0 + attempt * 0.6
        for i in range(len(flats)):
            angle = (i - (len(flats) - 1) / 2) * turn
            poses.append(
                Pose(3.0 * i + rng.uniform(-1, 1), i * reach, angle + rng.uniform(-0.6, 0.6))
            )
        pairs = [(i, j) for j in range(len(flats)) for i in range(j)]
        if not any(covers(flats[j], poses[j], flats[i], poses[i]) for i, j in pairs):
            return _centred(poses, flats)
    return lay_out(flats, rng)
