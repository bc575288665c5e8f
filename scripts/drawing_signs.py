"""Icons and letters printed before text, photographed badly: what scripts/fit_icons learns from."""

from __future__ import annotations

import random
import string
import subprocess
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cardscan.image.icons import Sign, find_signs

__all__ = [
    "DETAIL_PX",
    "LABELS",
    "Scene",
    "cut",
    "draw_scene",
    "latin_fonts",
    "text_mask",
    "turned",
]

DETAIL_PX = 96
LABELS = (
    "T M F E P C O H A W D B N S L t m f e p c o w i @ © ® • · | + # & § ( ) T. M. F. E. P. T: M:"
    " F: E: P: t: m: e: No Te Tel Fx Fa Em Mo We ■ ▪ ● ○ ► - – / \\ = « » * ' ! ? % € ™ [ ] { }"
).split() + list(string.ascii_letters + string.digits)


@dataclass(frozen=True, slots=True)
class Scene:
    """What was found before the text: the sign that was drawn there, and letters beside it."""

    drawn: Sign | None
    letters: tuple[Sign, ...]


@cache
def latin_fonts() -> tuple[str, ...]:
    """Every installed font that can set German."""
    listed = subprocess.run(
        ["fc-list", ":lang=de:scalable=true", "file"], capture_output=True, text=True, check=True
    ).stdout
    files = {line.split(":")[0] for line in listed.splitlines()}
    return tuple(sorted(f for f in files if f.endswith((".ttf", ".otf"))))


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def text_mask(text: str, path: str, size: int = DETAIL_PX) -> np.ndarray:
    """A text in a font as (height, width) float32 ink, cut to its ink; empty when it has none."""
    font = _font(path, size)
    left, top, right, bottom = map(int, font.getbbox(text))
    image = Image.new("L", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(image).text((4 - left, 4 - top), text, fill=255, font=font)
    return cut(np.asarray(image, dtype=np.float32) / 255)


@cache
def _texts() -> tuple[np.ndarray, ...]:
    rng = random.Random(5)
    values = ("+49 171 234", "0664 12 34", "name@firma", "www.firma", "Hauptstr", "(703) 555")
    drawn = [text_mask(rng.choice(values), rng.choice(latin_fonts()), 48) for _ in range(150)]
    return tuple(mask for mask in drawn if mask.size)


def cut(mask: np.ndarray) -> np.ndarray:
    """A mask without its empty borders."""
    rows, columns = np.flatnonzero(mask.max(axis=1) > 0.1), np.flatnonzero(mask.max(axis=0) > 0.1)
    if not len(rows) or not len(columns):
        return mask[:0, :0]
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def turned(mask: np.ndarray, angle_deg: float) -> np.ndarray:
    """The drawing turned about its middle."""
    side = int(np.hypot(*mask.shape)) + 2
    matrix = cv2.getRotationMatrix2D((mask.shape[1] / 2, mask.shape[0] / 2), angle_deg, 1.0)
    matrix[:, 2] += (side - mask.shape[1]) / 2, (side - mask.shape[0]) / 2
    return cut(cv2.warpAffine(mask, matrix, (side, side)))


def _weighted(mask: np.ndarray, rng: random.Random) -> np.ndarray:
    """The same drawing with a heavier or lighter stroke."""
    width = rng.choice((0, 0, 0, 2, 3, 4))
    if not width:
        return mask
    padded = cv2.copyMakeBorder(mask, 4, 4, 4, 4, cv2.BORDER_CONSTANT)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width + 1, width + 1))
    changed = cv2.dilate(padded, kernel) if rng.random() < 0.65 else cv2.erode(padded, kernel)
    changed = cut(changed)
    return changed if changed.size and changed.sum() > 0.4 * mask.sum() else mask


def _contained(mask: np.ndarray, rng: random.Random) -> np.ndarray:
    """The drawing inside a disc, square, ring or frame, as ink or as what is left out of it."""
    side = max(24, int(max(mask.shape) / rng.uniform(0.45, 0.75)))
    canvas = np.zeros((side, side), np.float32)
    y, x = (side - mask.shape[0]) // 2, (side - mask.shape[1]) // 2
    canvas[y : y + mask.shape[0], x : x + mask.shape[1]] = mask
    shape = np.zeros((side, side), np.float32)
    kind = rng.choice(("disc", "disc", "disc", "ring", "ring", "square", "rounded", "frame"))
    middle, line = side // 2, max(2, int(side * rng.uniform(0.03, 0.1)))
    if kind in ("disc", "ring"):
        cv2.circle(shape, (middle, middle), middle - 1, 1.0, -1, cv2.LINE_AA)
        inner = middle - 1 - line
        hole = cv2.circle(np.zeros_like(shape), (middle, middle), inner, 1.0, -1, cv2.LINE_AA)
    else:
        shape[:] = 1
        if kind == "rounded":
            radius = int(side * rng.uniform(0.1, 0.3))
            soft = np.zeros_like(shape)
            soft[radius:-radius, radius:-radius] = 1
            ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2)
            shape = cv2.dilate(soft, ellipse)
        hole = np.zeros_like(shape)
        hole[line:-line, line:-line] = 1
    if kind in ("ring", "frame"):
        return np.maximum(canvas, shape - np.minimum(shape, hole))
    return shape * (1 - canvas)


def _colours(rng: random.Random) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Paper, icon and text, far enough apart to be seen."""
    while True:
        if rng.random() < 0.7:
            paper = np.array([rng.randint(205, 255) for _ in range(3)], np.float32)
            inks = [np.array([rng.randint(0, 190) for _ in range(3)], np.float32) for _ in "ab"]
        else:
            paper = np.array([rng.randint(0, 110) for _ in range(3)], np.float32)
            inks = [np.array([rng.randint(110, 255) for _ in range(3)], np.float32) for _ in "ab"]
        if rng.random() < 0.5:
            inks[1] = inks[0]
        if all(np.abs(ink - paper).max() > 70 for ink in inks):
            return paper, inks[0], inks[1]


def _place(canvas: np.ndarray, mask: np.ndarray, x: float, y: float, h: float, turn: float) -> None:
    """Print a mask with its left edge at x, its middle at y, h high, turned by some degrees."""
    scale = h / mask.shape[0]
    width = mask.shape[1] * scale
    blur = max(0.0, 0.45 / scale - 0.5)
    soft = cv2.GaussianBlur(mask, (0, 0), blur) if blur > 0.3 else mask
    matrix = cv2.getRotationMatrix2D((mask.shape[1] / 2, mask.shape[0] / 2), turn, scale)
    matrix[0, 2] += x + width / 2 - mask.shape[1] / 2
    matrix[1, 2] += y - mask.shape[0] / 2
    size = canvas.shape[1], canvas.shape[0]
    np.maximum(canvas, cv2.warpAffine(soft, matrix, size, flags=cv2.INTER_LINEAR), out=canvas)


def _photographed(picture: np.ndarray, rng: random.Random, coarsest: float) -> np.ndarray:
    """Lost detail, blur, noise and JPEG, back at the size it had."""
    height, width = picture.shape[:2]
    scale = 1 + (coarsest - 1) * rng.random() ** 2  # most pictures are good ones
    size = max(8, round(width / scale)), max(8, round(height / scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    sigma = rng.choice((0.0, rng.uniform(0.3, 1.0)))
    small = cv2.GaussianBlur(small, (0, 0), sigma) if sigma else small
    grain = np.random.default_rng(rng.getrandbits(32))
    noise = grain.standard_normal(small.shape[:2], dtype=np.float32)[..., None] * rng.uniform(0, 6)
    small = np.clip(small + noise, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(45, 95)])
    small = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    if scale > 1.3 and rng.random() < 0.7:  # as flatten does
        calm = cv2.GaussianBlur(large, (0, 0), 2.2)
        large = cv2.addWeighted(large, 1.7, calm, -0.7, 0)
    return large


def draw_scene(mask: np.ndarray, rng: random.Random, *, contained: float, letter: bool) -> Scene:
    """A sign before a line of text on a card of 1200 px, found again as on a real one."""
    mask = _weighted(mask, rng)
    inside = rng.random() < contained
    if inside:
        mask = _contained(mask, rng)
    height = rng.uniform(9, 26)  # of the letters
    tall = height * (rng.uniform(0.8, 1.5) if letter else rng.uniform(0.95, 3.4))
    tall = min(
        max(tall, 20.0 if inside else 11.0), 75.0, 3.2 * height / (mask.shape[1] / mask.shape[0])
    )
    wide = tall * mask.shape[1] / mask.shape[0]
    text = rng.choice(_texts())
    gap = height * (rng.uniform(0.45, 3.0))
    left, middle = 2.0 * height, 3.5 * height
    canvas = np.zeros((int(7 * height), int(left + wide + gap + 3.5 * height)), np.float32)
    words = np.zeros_like(canvas)
    drop = (rng.uniform(-0.3, 0.3)) * height
    _place(canvas, mask, left, middle + drop, tall, rng.uniform(-6, 6))
    _place(words, text, left + wide + gap, middle, height * rng.uniform(1.0, 1.4), 0)
    paper, ink, print_ink = _colours(rng)
    picture = paper + canvas[..., None] * (ink - paper) + words[..., None] * (print_ink - paper)
    picture = _photographed(
        np.clip(picture, 0, 255), rng, min(3.0, max(1.01, tall / (18 if inside else 11)))
    )
    signs = find_signs(
        picture,
        left=left if rng.random() < 0.5 else left + wide + gap,
        right=picture.shape[1] - 2.0,
        middle=middle + rng.uniform(-0.2, 0.2) * height,
        height=height * rng.uniform(0.85, 1.15),
    )
    shares = [_share(sign, left, middle + drop, wide, tall) for sign in signs]
    drawn = next((s for s, share in zip(signs, shares, strict=True) if share > 0.7), None)
    letters = tuple(s for s, share in zip(signs, shares, strict=True) if share == 0)
    return Scene(drawn, letters)


def _share(sign: Sign, left: float, middle: float, wide: float, tall: float) -> float:
    """How much of two boxes is common to both."""
    box = sign.box
    across = min(box.right, left + wide) - max(box.left, left)
    down = min(box.bottom, middle + tall / 2) - max(box.top, middle - tall / 2)
    both = max(0.0, across) * max(0.0, down)
    return both / (box.area + wide * tall - both)
