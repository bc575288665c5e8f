"""Pictures printed on cards: textures behind the text, and portraits."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from .canvas import Color
from .noise import cloud, generator


def backdrop(size: tuple[int, int], paper: Color, accent: Color, seed: int) -> Image.Image:
    """A veiled landscape, skyline, stone or bokeh in the card's colours."""
    rng = generator(seed, "backdrop")
    width, height = size[0] // 3, size[1] // 3
    drawn = (_hills, _bokeh, _stone, _lines)[int(rng.integers(4))](width, height, rng)
    base = np.array(paper, np.float32)
    strength = 0.34 if sum(paper) > 384 else 0.42
    picture = base + (np.array(accent, np.float32) - base) * (drawn[..., None] * strength)
    large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    return Image.fromarray(np.clip(large, 0, 255).astype(np.uint8))


def _hills(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    picture = np.zeros((height, width), np.float32)
    picture += np.linspace(0.5, 0.05, height, dtype=np.float32)[:, None]
    rows = np.arange(height)[:, None]
    for layer in range(4):
        ridge = cloud((1, width), 40 + 60 * layer, rng)[0] * 0.25 + 0.35 + 0.15 * layer
        picture = np.where(rows > ridge * height, 0.25 + 0.2 * layer, picture)
    return cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.2)


def _bokeh(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    picture = np.full((height, width), 0.15, np.float32)
    for _ in range(26):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        spot = np.zeros_like(picture)
        cv2.circle(
            spot, centre, int(rng.integers(height // 18, height // 6)), 0.22, -1, cv2.LINE_AA
        )
        picture += spot
    return cv2.GaussianBlur(picture, (0, 0), 2.5)


def _stone(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    shape = (height, width)
    veins = np.abs(cloud(shape, 90, rng) - 0.5) + 0.3 * np.abs(cloud(shape, 25, rng) - 0.5)
    marble = np.asarray(np.clip(0.75 - 4.0 * veins, 0, 1), np.float32)
    return marble * 0.7 + 0.2 * cloud(shape, 60, rng)


def _lines(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = cloud((height, width), 140, rng) * 60
    lines = np.asarray(np.sin((y + x * 0.4 + bend) / 9) > 0.75, np.float32)
    return lines * 0.55 + 0.1


SKINS = ((236, 200, 172), (206, 160, 126), (141, 98, 70), (247, 218, 196))
HAIRS = ((46, 33, 26), (92, 63, 40), (170, 140, 96), (120, 118, 116), (22, 20, 22))
COATS = ((38, 44, 60), (70, 70, 76), (28, 60, 70), (92, 40, 50))
FACE_SHAPE = (600, 480)


def _color(colors: tuple[Color, ...], rng: np.random.Generator) -> np.ndarray:
    return np.array(colors[int(rng.integers(len(colors)))], np.float32)


def _oval(
    picture: np.ndarray,
    centre: tuple[int, int],
    axes: tuple[int, int],
    color: np.ndarray | Color,
    soft: float = 3,
) -> None:
    """A soft oval, lit from the left, in place."""
    mask = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(mask, centre, axes, 0, 0, 360, 1.0, -1)
    weight = np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32)[..., None]
    shade = np.linspace(1.08, 0.84, picture.shape[1], dtype=np.float32)[None, :, None]
    picture[:] = picture * (1 - weight) + np.asarray(color, np.float32) * shade * weight


def _face(picture: np.ndarray, skin: np.ndarray, hair: np.ndarray) -> None:
    _oval(picture, (240, 285), (92, 122), skin)
    _oval(picture, (240, 190), (104, 60), hair, 6)
    for x in (203, 277):
        _oval(picture, (x, 268), (17, 6), (245, 243, 240), 2)
        _oval(picture, (x, 268), (7, 7), (50, 38, 30), 2)
        _oval(picture, (x, 247), (22, 5), hair * 0.9, 3)
    _oval(picture, (240, 312), (13, 20), skin * 0.9, 6)
    _oval(picture, (240, 350), (32, 8), (178, 92, 88), 3)


def portrait(seed: int, panel: Color) -> Image.Image:
    """Head and shoulders before a soft wall, as agents print them (4:5)."""
    rng = generator(seed, "portrait")
    wall = np.array(panel, np.float32) * 0.35 + 150
    light = (0.85 + 0.3 * cloud(FACE_SHAPE, 200, rng))[..., None]
    picture = np.full((*FACE_SHAPE, 3), wall, np.float32) * light
    skin, hair, coat = _color(SKINS, rng), _color(HAIRS, rng), _color(COATS, rng)
    long_hair = bool(rng.integers(2))
    _oval(picture, (240, 250), (118, 172 if long_hair else 120), hair, 5)
    _oval(picture, (240, 640), (220, 190), coat)
    _oval(picture, (240, 470), (52, 70), skin * 0.88)
    if not long_hair:
        _oval(picture, (240, 480), (74, 40), (238, 238, 240))
    _face(picture, skin, hair)
    noisy = cv2.GaussianBlur(picture, (0, 0), 1.2) + rng.normal(0, 3, picture.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
