"""Random fields with a seed of their own, so that every picture can be drawn again."""

from __future__ import annotations

import zlib

import cv2
import numpy as np


def generator(*keys: object) -> np.random.Generator:
    """A random generator that depends on the keys alone (not on Python's hash seed)."""
    return np.random.default_rng(zlib.crc32(repr(keys).encode()))


def cloud(shape: tuple[int, int], grain: float, rng: np.random.Generator) -> np.ndarray:
    """Smooth noise from 0 to 1 (float32) whose spots are some ``grain`` pixels wide."""
    small = (max(2, round(shape[0] / grain) + 2), max(2, round(shape[1] / grain) + 2))
    field = cv2.resize(
        rng.random(small, np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
    )
    return np.clip(field, 0, 1)


def streaks(
    shape: tuple[int, int], grain: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """Smooth noise from 0 to 1 with spots of different height and width in pixels."""
    small = (max(2, round(shape[0] / grain[0]) + 2), max(2, round(shape[1] / grain[1]) + 2))
    field = cv2.resize(
        rng.random(small, np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
    )
    return np.clip(field, 0, 1)
