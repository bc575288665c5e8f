"""Cards on a surface, lit and seen: everything between the flat card and the lens."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from . import surfaces
from .flats import PX_PER_MM, Flat
from .noise import cloud, generator
from .view import Pose, View, corners_of


@dataclass(frozen=True, slots=True)
class Light:
    """Where light comes from: the shadow's way in mm, its strength, evenness, glare."""

    shadow_mm: tuple[float, float]
    softness_mm: float
    darkness: float
    gradient: float
    glare: float
    cast_shadow: bool


def finished(flat: Flat, seed: int, bow_mm: float) -> np.ndarray:
    """The flat as an object: RGBA with paper grain, spread ink, round corners and a slight bow."""
    rng = generator(seed, "paper")
    picture = cv2.GaussianBlur(flat.picture, (0, 0), 0.7)
    tile = rng.normal(0, 2.6, (211, 223, 1)).astype(np.float32)
    tile = np.asarray(cv2.GaussianBlur(tile, (0, 0), 0.9), np.float32)[..., None]
    h, w = picture.shape[:2]
    grain = np.tile(tile, (h // 211 + 1, w // 223 + 1, 1))[:h, :w]
    picture = np.clip(picture + grain, 0, 250).astype(np.uint8)
    alpha = np.zeros((h, w), np.uint8)
    radius = round(max(0.15, flat.corner_radius_mm) * PX_PER_MM)
    for x0, y0, x1, y1 in ((radius, 0, w - radius, h), (0, radius, w, h - radius)):
        cv2.rectangle(alpha, (x0, y0), (x1 - 1, y1 - 1), 255, -1)
    for x in (radius, w - radius - 1):
        for y in (radius, h - radius - 1):
            cv2.circle(alpha, (x, y), radius, 255, -1, cv2.LINE_AA)
    return _bowed(np.dstack([picture, alpha]), bow_mm)


def _bowed(card: np.ndarray, bow_mm: float) -> np.ndarray:
    """The card with its long edges bent by ``bow_mm``; its four corners stay. Padded by 3 mm."""
    pad = round(3 * PX_PER_MM)
    padded = cv2.copyMakeBorder(card, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    padded[..., 3] = 0
    padded[pad:-pad, pad:-pad, 3] = card[..., 3]
    if abs(bow_mm) < 0.05:
        return padded
    h, w = padded.shape[:2]
    x = np.arange(w, dtype=np.float32)
    along = (x - pad) / (w - 2 * pad) * 2 - 1
    shift = bow_mm * PX_PER_MM * np.clip(1 - along**2, 0, 1)
    map_y = np.arange(h, dtype=np.float32)[:, None] + shift[None, :]
    map_x = np.broadcast_to(x, (h, w)).astype(np.float32)
    shaded = cv2.remap(padded, map_x, map_y, cv2.INTER_LINEAR)
    gain = (1 + 0.06 * np.sign(bow_mm) * along).astype(np.float32)[None, :, None]
    shaded[..., :3] = np.clip(shaded[..., :3] * gain, 0, 255).astype(np.uint8)
    return shaded


def lay_surface(view: View, name: str, seed: int) -> np.ndarray:
    """The surface as the camera sees it (RGB uint8)."""
    texture = surfaces.surface(name, seed)
    scale = 1 / surfaces.PX_PER_MM
    w, h = surfaces.SIZE_MM
    to_mm = np.array([[scale, 0, -w / 2], [0, scale, -h / 2], [0, 0, 1]])
    zoom = 1.0
    corners = np.linalg.inv(view.homography) @ np.array(
        [[0, view.width, view.width, 0], [0, 0, view.height, view.height], [1, 1, 1, 1]]
    )
    reach = np.abs(corners[:2] / corners[2]).max(axis=1)
    zoom = max(1.0, 2.04 * reach[0] / w, 2.04 * reach[1] / h)
    matrix = view.homography @ np.diag([zoom, zoom, 1.0]) @ to_mm
    return cv2.warpPerspective(
        texture,
        matrix,
        (view.width, view.height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )


def drop_shadow(picture: np.ndarray, view: View, corners: np.ndarray, light: Light) -> None:
    """Darkens the surface beside a card, in place: a soft shadow and a tight one at the edge."""
    small = 8
    px_per_mm = float(np.linalg.norm(corners[1] - corners[0])) / 85
    shape = (view.height // small + 1, view.width // small + 1)
    gain = np.ones(shape, np.float32)
    moved = np.array(light.shadow_mm) * px_per_mm
    for share, sigma, dark in ((1.0, light.softness_mm, light.darkness), (0.25, 0.5, 0.45)):
        mask = np.zeros(shape, np.float32)
        outline = np.round((corners + moved * share) / small * 16).astype(np.int32)
        cv2.fillPoly(mask, [outline], 1.0, cv2.LINE_AA, 4)
        gain *= 1 - dark * cv2.GaussianBlur(mask, (0, 0), max(0.6, sigma * px_per_mm / small))
    _multiply(picture, gain)


def _multiply(picture: np.ndarray, gain: np.ndarray) -> None:
    """Multiplies a picture in place by a small gain field (1.0 = unchanged), stretched over it."""
    large = cv2.resize(gain, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    for channel in range(3):
        layer = picture[..., channel]
        picture[..., channel] = cv2.multiply(layer, large, dtype=cv2.CV_8U)


def put_card(
    picture: np.ndarray, view: View, card: np.ndarray, flat: Flat, pose: Pose
) -> np.ndarray:
    """Puts a finished card into the picture, in place; returns its corners in pixels."""
    corners = corners_of(view, pose, flat.size_mm)
    wide = float(np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)[::2].max())
    shrink = min(1.0, 1.3 * wide / (flat.size_mm[0] * PX_PER_MM))
    if shrink < 0.8:
        card = cv2.resize(card, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    else:
        shrink = 1.0
    scale = 1 / (PX_PER_MM * shrink)
    to_mm = np.array([[scale, 0, -3.0], [0, scale, -3.0], [0, 0, 1]])
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 60, 0)
    right, bottom = np.minimum(
        np.ceil(corners.max(axis=0)).astype(int) + 60, (view.width, view.height)
    )
    offset = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], float)
    matrix = offset @ view.homography @ pose.matrix(flat.size_mm) @ to_mm
    seen = cv2.warpPerspective(
        card, matrix, (int(right - left), int(bottom - top)), flags=cv2.INTER_CUBIC
    )
    region = picture[top:bottom, left:right]
    _thickness(region, seen[..., 3])
    blend(region, seen[..., :3], seen[..., 3])
    return corners


def _thickness(region: np.ndarray, alpha: np.ndarray) -> None:
    """The lit paper edge, a few pixels below the card."""
    down = np.roll(alpha, (4, 2), axis=(0, 1))
    blend(region, np.full_like(region, 196), cv2.GaussianBlur(down, (0, 0), 1.0))


def blend(region: np.ndarray, color: np.ndarray, alpha: np.ndarray) -> None:
    """Lays a colour over a region in place; ``alpha`` is uint8."""
    a = cv2.merge([alpha] * 3)
    over = cv2.multiply(color, a, scale=1 / 255)
    under = cv2.multiply(region, cv2.bitwise_not(a), scale=1 / 255)
    np.copyto(region, cv2.add(over, under))


def light_up(picture: np.ndarray, light: Light, seed: int, spot: np.ndarray) -> None:
    """Uneven light, a cast shadow and glare on the card at ``spot`` (pixels), in place."""
    rng = generator(seed, "light")
    h, w = picture.shape[0] // 16, picture.shape[1] // 16
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    slope = (np.cos(angle) * (x / w - 0.5) + np.sin(angle) * (y / h - 0.5)) * 2
    gain = 1 + light.gradient * slope + 0.05 * (cloud((h, w), w / 3, rng) - 0.5)
    gain *= 1 - 0.22 * (((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2) * 2)
    if light.cast_shadow:
        gain *= _cast_shadow(h, w, rng)
    _multiply(picture, np.clip(gain, 0.25, 1.35).astype(np.float32))
    if light.glare > 0:
        _glare(picture, light.glare, spot, rng)


def _cast_shadow(h: int, w: int, rng: np.random.Generator) -> np.ndarray:
    """The shadow of the photographer's arm and phone: a slanted bar with a round end."""
    mask = np.zeros((h, w), np.float32)
    x = rng.uniform(0.25, 0.75) * w
    tip = (int(x + rng.uniform(-0.2, 0.2) * w), int(rng.uniform(0.25, 0.55) * h))
    cv2.line(mask, (int(x), h + 40), tip, 1.0, int(w * rng.uniform(0.22, 0.4)), cv2.LINE_AA)
    soft = cv2.GaussianBlur(mask, (0, 0), w * rng.uniform(0.012, 0.05))
    return 1 - rng.uniform(0.28, 0.48) * soft


def _glare(
    picture: np.ndarray, strength: float, spot: np.ndarray, rng: np.random.Generator
) -> None:
    """A lamp mirrored in the gloss: bright in the middle, never so that print is lost."""
    h, w = picture.shape[0] // 16, picture.shape[1] // 16
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    a = rng.uniform(0, np.pi)
    dx, dy = x - spot[0] / 16, y - spot[1] / 16
    u, v = np.cos(a) * dx + np.sin(a) * dy, -np.sin(a) * dx + np.cos(a) * dy
    field = np.exp(-((u / (w * 0.17)) ** 2) - (v / (w * 0.085)) ** 2)
    alpha = np.clip(field * strength * 255, 0, 255).astype(np.uint8)
    large = cv2.resize(alpha, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    blend(picture, np.full_like(picture, 253), large)
