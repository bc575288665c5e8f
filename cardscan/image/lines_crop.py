"""A line of blobs, cut out as a strip that readers like: black on white, always one height."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.channels import largest_channel
from cardscan.image.lines_ink import Ink
from cardscan.image.lines_link import Blobs, LineOfBlobs
from cardscan.image.lines_regions import Region
from cardscan.model import Box, Line, Matrix, Pixels

__all__ = ["CROP_HEIGHT_PX", "crop_line", "crop_region", "render_again"]

CROP_HEIGHT_PX = 40
SECOND_HEIGHT_PX = 56
# Raw crops keep a little more of the surroundings: the neural recognizer was
# trained on loosely cut boxes.
RAW_MARGIN = 0.18
CROP_MARGIN = 0.12
STEEPEST_SLOPE = 0.12


def crop_line(
    pixels: Pixels, ink: Ink, blobs: Blobs, line: LineOfBlobs, owner: NDArray[np.intp], number: int
) -> Line | None:
    """Cut one line out of a card.

    ``owner`` says for each label (0 is paper) which line it belongs to, -1 for
    none; what belongs to another line than ``number`` is erased.
    """
    slope = _slope(blobs, line)
    box = _box(blobs, line)
    to_card, size = _frame(blobs, line, slope, CROP_MARGIN, CROP_HEIGHT_PX)
    raw_to_card, raw_size = _frame(blobs, line, slope, RAW_MARGIN, None)
    crop, colour = _project(pixels, ink, blobs, owner, number, to_card, size)
    if crop is None:
        return None
    raw = _warp(pixels, raw_to_card, raw_size)
    return Line(
        box=box,
        crop=crop,
        raw=raw,
        to_card=to_card,
        raw_to_card=raw_to_card,
        x_height_px=_x_height(blobs, line),
        ink=colour,
        boldness=_boldness(blobs, line),
        is_doubted=line.is_doubted,
    )


def crop_region(pixels: Pixels, region: Region) -> Line | None:
    """Cut out a region of print whose letters could not be told from what lies behind them."""
    raw_to_card, raw_size = _region_frame(region, pixels.shape[1])
    raw = _warp(pixels, raw_to_card, raw_size)
    draft = Line(
        box=region.box,
        crop=raw,
        raw=raw,
        to_card=raw_to_card,
        raw_to_card=raw_to_card,
        x_height_px=0.5 * (raw_size[1]),
    )
    drawn = render_again(draft, height_px=CROP_HEIGHT_PX)
    strong = drawn.crop < 96
    colours = cv2.resize(raw, (strong.shape[1], strong.shape[0]))[strong]
    b, g, r = np.median(colours, axis=0) if len(colours) else (0, 0, 0)
    return replace(drawn, ink=(int(b), int(g), int(r)))


def _region_frame(region: Region, card_width: int) -> tuple[Matrix, tuple[int, int]]:
    """A region's matrix to the card and (width, height), its print running to the right."""
    box = region.box
    if region.is_upright:
        matrix = np.array([[0, 1, box.left], [-1, 0, box.bottom], [0, 0, 1]], dtype=np.float64)
        return matrix, (max(4, round(box.height)), max(4, round(box.width)))
    middle_x, middle_y = box.center
    left, right = max(0.0, box.left), min(float(card_width), box.right)
    top = middle_y - region.height / 2 - region.slope * (middle_x - left)
    matrix = np.array([[1, 0, left], [region.slope, 1, top], [0, 0, 1]], dtype=np.float64)
    return matrix, (max(4, round(right - left)), max(4, round(region.height)))


def render_again(line: Line, *, height_px: int = SECOND_HEIGHT_PX) -> Line:
    """The same line in a second, independent rendering: grey, stretched, larger."""
    lab = cv2.cvtColor(line.raw, cv2.COLOR_BGR2LAB).astype(np.float32)
    paper = np.median(lab.reshape(-1, 3), axis=0)
    away = np.abs(lab - paper)
    channel = int(np.argmax(np.percentile(away.reshape(-1, 3), 95, axis=0) * (1.2, 1.0, 1.0)))
    grey = lab[:, :, channel]
    if abs(np.percentile(grey, 98) - paper[channel]) > abs(np.percentile(grey, 2) - paper[channel]):
        grey = 255 - grey
    low, high = float(np.percentile(grey, 1)), float(np.percentile(grey, 80))
    stretched = np.clip((grey - low) / max(1.0, high - low) * 255, 0, 255).astype(np.uint8)
    scale = height_px / grey.shape[0]
    width = max(8, round(grey.shape[1] * scale))
    crop = cv2.resize(stretched, (width, height_px), interpolation=cv2.INTER_CUBIC)
    shrink = np.diag([grey.shape[1] / width, 1 / scale, 1.0])
    return replace(line, crop=np.asarray(crop, dtype=np.uint8), to_card=line.raw_to_card @ shrink)


def _box(blobs: Blobs, line: LineOfBlobs) -> Box:
    members = line.all
    return Box(
        float(blobs.left[members].min()),
        float(blobs.top[members].min()),
        float(blobs.right[members].max()),
        float(blobs.bottom[members].max()),
    )


def _slope(blobs: Blobs, line: LineOfBlobs) -> float:
    """The Theil-Sen median of the baselines' slopes (Sen 1968): robust against descenders."""
    letters = line.letters
    if len(letters) < 4:
        return 0.0
    x = (blobs.left[letters] + blobs.right[letters]) / 2
    y = blobs.bottom[letters].astype(float)
    first, second = np.triu_indices(len(letters), 1)
    far = np.abs(x[second] - x[first]) > 2 * np.median(blobs.height[letters])
    if far.sum() < 3:
        return 0.0
    slopes = (y[second] - y[first])[far] / (x[second] - x[first])[far]
    slope = float(np.median(slopes))
    return slope if abs(slope) <= STEEPEST_SLOPE else 0.0


def _frame(
    blobs: Blobs, line: LineOfBlobs, slope: float, margin: float, height_px: int | None
) -> tuple[Matrix, tuple[int, int]]:
    """The sheared rectangle around a line: its matrix to the card, and (width, height)."""
    members = line.all
    left, right = float(blobs.left[members].min()), float(blobs.right[members].max())
    middle = (blobs.left[members] + blobs.right[members]) / 2
    drop = slope * (middle - left)
    top = float((blobs.top[members] - drop).min())
    bottom = float((blobs.bottom[members] - drop).max())
    pad = margin * (bottom - top) + 1
    left, right, top, bottom = left - pad, right + pad, top - pad, bottom + pad
    scale = 1.0 if height_px is None else (bottom - top) / height_px
    width = max(4, round((right - left) / scale))
    height = height_px or max(4, round(bottom - top))
    to_card = np.array([[scale, 0, left], [slope * scale, scale, top], [0, 0, 1]], dtype=np.float64)
    return to_card, (width, height)


def _warp(pixels: Pixels, to_card: Matrix, size: tuple[int, int]) -> Pixels:
    shrinks = to_card[0, 0] > 1.5
    flags = cv2.WARP_INVERSE_MAP | (cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    warped = cv2.warpAffine(pixels, to_card[:2], size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, dtype=np.uint8)


def _project(
    pixels: Pixels,
    ink: Ink,
    blobs: Blobs,
    owner: NDArray[np.intp],
    number: int,
    to_card: Matrix,
    size: tuple[int, int],
) -> tuple[Pixels | None, tuple[int, int, int]]:
    """The line as black on white: each pixel's share of the way from paper to ink."""
    picture = _warp(pixels, to_card, size).astype(np.float32)
    paper = _warp(ink.paper, to_card, size).astype(np.float32)
    owners = owner[_nearest(blobs.labels, to_card, size)]
    own = (owners == number).astype(np.uint8)
    if not own.any():
        return None, (0, 0, 0)
    away = picture - paper
    direction = _ink_direction(away, own, size[1])
    length = np.maximum(_dot(direction, direction), 1.0)
    share = _dot(away, direction) / length
    foreign = ((owners >= 0) & (owners != number)).astype(np.uint8)
    near_foreign = cv2.dilate(foreign, np.ones((5, 5), np.uint8)) > 0
    near_own = cv2.dilate(own, np.ones((3, 3), np.uint8)) > 0
    share[near_foreign & ~near_own] = 0
    crop = np.clip(255 * (1 - share), 0, 255).astype(np.uint8)
    b, g, r = np.median(picture[own.astype(bool)], axis=0)
    return crop, (int(b), int(g), int(r))


def _ink_direction(away: NDArray[np.float32], own: Pixels, height: int) -> NDArray[np.float32]:
    """For each place on the line the colour step from paper to the full ink near it."""
    strength = largest_channel(np.abs(away))
    strong = own.astype(np.float32) * strength**2
    reach = (height * 2 | 1, height * 2 | 1)
    weight = cv2.blur(strong, reach, borderType=cv2.BORDER_CONSTANT) + 1e-3
    steps = [
        cv2.blur(away[:, :, k] * strong, reach, borderType=cv2.BORDER_CONSTANT) / weight
        for k in range(3)
    ]
    return np.stack(steps, axis=2).astype(np.float32)


def _dot(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """The product of two colours at each place: a sum over so short an axis is slow."""
    products = [first[:, :, k] * second[:, :, k] for k in range(3)]
    return np.asarray(products[0] + products[1] + products[2], dtype=np.float32)


def _nearest(
    labels: NDArray[np.int32], to_card: Matrix, size: tuple[int, int]
) -> NDArray[np.int32]:
    x = np.arange(size[0], dtype=np.float64)
    y = np.arange(size[1], dtype=np.float64)[:, None]
    column = np.clip(np.rint(to_card[0, 0] * x + to_card[0, 2]), 0, labels.shape[1] - 1)
    row = np.rint(to_card[1, 0] * x + to_card[1, 1] * y + to_card[1, 2])
    row = np.clip(row, 0, labels.shape[0] - 1)
    columns = np.broadcast_to(column, row.shape).astype(np.intp)
    return np.asarray(labels[row.astype(np.intp), columns], dtype=np.int32)


def _boldness(blobs: Blobs, line: LineOfBlobs) -> float:
    """The stroke width over the height: print covers about two strokes of its letters' boxes."""
    letters = line.letters
    stroke = blobs.area[letters] / np.maximum(1, blobs.width[letters] + blobs.height[letters])
    return float(np.median(stroke / blobs.height[letters]))


def _x_height(blobs: Blobs, line: LineOfBlobs) -> float:
    heights = blobs.height[line.letters]
    return float(np.percentile(heights, 25))
