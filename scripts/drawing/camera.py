"""The lens and the sensor: blur, white balance, noise, sharpening."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .noise import generator


@dataclass(frozen=True, slots=True)
class Camera:
    """How a picture was taken. Blurs are in pixels, ``warmth`` is -1 (blue) to 1 (yellow)."""

    defocus_px: float
    motion_px: float
    motion_deg: float
    noise: float
    warmth: float
    exposure: float
    sharpen: float


def _motion(picture: np.ndarray, length: float, angle_deg: float) -> np.ndarray:
    size = int(length) * 2 + 3
    kernel = np.zeros((size, size), np.float32)
    centre = size // 2
    a = np.radians(angle_deg)
    dx, dy = np.cos(a) * length / 2, np.sin(a) * length / 2
    start, end = (round(centre - dx), round(centre - dy)), (round(centre + dx), round(centre + dy))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA)
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def _tone(picture: np.ndarray, camera: Camera) -> np.ndarray:
    """White balance, exposure and the S-curve of a phone, as one table a channel."""
    level = np.arange(256, dtype=np.float32) / 255
    curve = level + 0.05 * np.sin((level - 0.5) * 2 * np.pi) * 0.6
    gains = (1 + 0.07 * camera.warmth, 1.0, 1 - 0.1 * camera.warmth)
    tables = [np.clip(curve * camera.exposure * g * 255, 0, 255).astype(np.uint8) for g in gains]
    table = np.stack(tables, axis=1)[None]
    return cv2.LUT(picture, table)


def _noisy(picture: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Sensor noise, a little coarser than a pixel, with some of it in colour."""
    tile_shape = (512, 640)
    gray = cv2.GaussianBlur(rng.normal(0, sigma * 1.6, tile_shape).astype(np.float32), (0, 0), 0.7)
    tint = cv2.GaussianBlur(
        rng.normal(0, sigma * 1.5, (*tile_shape, 3)).astype(np.float32), (0, 0), 1.6
    )
    tile = gray[..., None] + tint
    rows, columns = picture.shape[0] // 512 + 1, picture.shape[1] // 640 + 1
    field = np.tile(np.clip(tile + 128, 0, 255).astype(np.uint8), (rows, columns, 1))
    field = np.ascontiguousarray(field[: picture.shape[0], : picture.shape[1]])
    return cv2.addWeighted(picture, 1.0, field, 1.0, -128)


def take(picture: np.ndarray, camera: Camera, seed: int) -> np.ndarray:
    """The picture (RGB uint8) as the camera stores it."""
    if camera.motion_px > 0.8:
        picture = _motion(picture, camera.motion_px, camera.motion_deg)
    if camera.defocus_px > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), camera.defocus_px)
    picture = _tone(picture, camera)
    if camera.noise > 0:
        picture = _noisy(picture, camera.noise, generator(seed, "sensor"))
    if camera.sharpen > 0:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.6)
        picture = cv2.addWeighted(picture, 1 + camera.sharpen, soft, -camera.sharpen, 0)
    return picture
