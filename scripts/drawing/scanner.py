"""A flatbed scanner: straight light, a lid behind the card, a slight turn."""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np

from .flats import PX_PER_MM, Flat
from .noise import generator


@dataclass(frozen=True, slots=True)
class ScanBed:
    """How a card was scanned: the area in mm (None: cropped to the card), resolution, lid, turn."""

    area_mm: tuple[float, float] | None
    dpi: int
    lid: int
    turn_deg: float
    noise: float


def scan(
    flats: list[Flat], bed: ScanBed, seed: int, rng: random.Random
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Scans cards one below the other; returns the page (RGB uint8) and their corners in pixels."""
    px = bed.dpi / 25.4
    if bed.area_mm is None:
        margin = 0.0 if abs(bed.turn_deg) < 0.1 else 1.5
        area = (flats[0].size_mm[0] + 2 * margin, flats[0].size_mm[1] + 2 * margin)
    else:
        area = bed.area_mm
    page = np.full((round(area[1] * px), round(area[0] * px), 3), bed.lid, np.uint8)
    corners = []
    y = area[1] / 2 if len(flats) == 1 else flats[0].size_mm[1] / 2 + rng.uniform(8, 18)
    for flat in flats:
        x = area[0] / 2 + (rng.uniform(-3, 3) if bed.area_mm else 0)
        corners.append(_lay(page, flat, (x, y), bed, px))
        y += flat.size_mm[1] + rng.uniform(10, 25)
    noise = generator(seed, "scan").normal(0, bed.noise, page.shape)
    page = np.clip(page + noise, 0, 255).astype(np.uint8)
    return page, corners


def _lay(
    page: np.ndarray, flat: Flat, centre_mm: tuple[float, float], bed: ScanBed, px: float
) -> np.ndarray:
    shrink = min(1.0, 1.25 * px / PX_PER_MM)
    picture = cv2.resize(flat.picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    h, w = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((0, 0), -bed.turn_deg, px / (PX_PER_MM * shrink))
    turn[:, 2] = np.array(centre_mm) * px - turn[:, :2] @ np.array([w / 2, h / 2])
    size = (page.shape[1], page.shape[0])
    seen = cv2.warpAffine(
        picture, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    mask = cv2.warpAffine(np.full((h, w), 255, np.uint8), turn, size, flags=cv2.INTER_LINEAR)
    edge = cv2.GaussianBlur(
        np.roll(mask, (max(1, round(px * 0.25)),) * 2, axis=(0, 1)), (0, 0), px * 0.18
    )
    if bed.area_mm is not None:
        page[:] = (page * (1 - 0.35 * (edge[..., None] / 255.0))).astype(np.uint8)
    page[:] = np.where(mask[..., None] > 127, seen, page)
    corners = np.array([[0, 0, 1], [w, 0, 1], [w, h, 1], [0, h, 1]], float)
    result: np.ndarray = corners @ turn.T
    return result
