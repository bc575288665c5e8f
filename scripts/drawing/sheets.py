"""Pages with several cards: laid on a flatbed, or set out by a printer to be cut."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from .flats import CardWish, Flat, draw_flat, set_text, truth_of
from .noise import generator
from .view import project
from .write_text import Wish, write_text

A4_MM = (210.0, 297.0)
LETTER_MM = (215.9, 279.4)
EDGES = ("none", "faint", "shadow", "tint", "frame", "crop marks", "lid")
"""How the edge of a card shows: not at all, by a hair, by a shadow on two sides, by its paper's
colour, by a printed frame, by marks beyond its corners, or by a lid that is darker than it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How cards lie on a page: in columns, so far apart, with edges that show or do not."""

    cards: int
    columns: int
    gap_mm: float
    edges: str
    lid: int = 253
    dpi: int = 300
    page_mm: tuple[float, float] = A4_MM
    alike: bool = True
    jitter_deg: float = 0.0
    centred: bool = False


def draw_sheet(sheet: Sheet, seed: object) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """A page (RGB uint8) and the truth of its cards with their corners in pixels."""
    rng = random.Random(f"sheet {seed}")
    flats = _flats(sheet, rng)
    px = sheet.dpi / 25.4
    size = tuple(round(side * px) for side in sheet.page_mm)
    page = np.full((size[1], size[0], 3), sheet.lid, np.uint8)
    tint = np.array(rng.choice(((224, 234, 240), (240, 228, 214), (229, 238, 222))), np.uint8)
    truths = []
    for flat, place in zip(flats, _places(sheet, flats, rng), strict=True):
        corners = _lay(page, flat, place, sheet, tint, px)
        where = {"corners": np.round(corners, 1).tolist(), "print": print_of(flat, corners)}
        truths.append({**truth_of(flat), **where})
    if sheet.edges == "crop marks":
        _mark(page, [np.array(truth["corners"]) for truth in truths], px)
    return _grained(page, seed), truths


def _grained(page: np.ndarray, seed: object) -> np.ndarray:
    """The page with a scanner's noise; of a tile, as numbers for all of 600 dpi take 800 MB."""
    tile = np.round(generator(seed, "sheet").normal(0, 1.0, (509, 503, 3))).astype(np.int8)
    high, wide = page.shape[:2]
    times = (high // tile.shape[0] + 1, wide // tile.shape[1] + 1, 1)
    noise = np.tile(tile, times)[:high, :wide]
    grained: np.ndarray = cv2.add(page, noise, dtype=cv2.CV_8U)
    return grained


def print_of(flat: Flat, corners: np.ndarray) -> list[list[list[float]]]:
    """The corners of the boxes of a card's texts, in pixels, from the corners of the card."""
    wide, high = flat.size_mm
    card = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    matrix = cv2.getPerspectiveTransform(card, corners.astype(np.float32))
    boxes = [
        ((b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom))
        for b in flat.text_boxes
    ]
    return [np.round(project(matrix, np.array(box)), 1).tolist() for box in boxes]


def _flats(sheet: Sheet, rng: random.Random) -> list[Flat]:
    """Cards without a photo behind their print; ``alike``: of one layout, look and size."""
    country = rng.choice(("AT", "DE", "GB", "IT", "US", "SE"))
    first = draw_flat(CardWish(Wish(country, compact=True), dark=False), rng)
    while first.layout == "photo_ground" or first.size_mm[0] < first.size_mm[1]:
        first = draw_flat(CardWish(Wish(country, compact=True), dark=False), rng)
    flats = [first]
    look = rng.random()
    while len(flats) < sheet.cards:
        wish = CardWish(
            Wish(country, compact=True), first.layout if sheet.alike else None, dark=False
        )
        text = write_text(wish.text, rng)
        try:
            flat = set_text(text, wish, random.Random(look) if sheet.alike else rng)
        except (ValueError, IndexError):
            continue
        if flat.layout != "photo_ground" and flat.size_mm == first.size_mm:
            flats.append(flat)
    return [replace(flat, corner_radius_mm=0.0) for flat in flats]


def _places(
    sheet: Sheet, flats: list[Flat], rng: random.Random
) -> list[tuple[float, float, float]]:
    """Per card its middle in mm and its turn in degrees."""
    rows = -(-len(flats) // sheet.columns)
    room = (sheet.page_mm[1] - rows * flats[0].size_mm[1]) / max(1, rows - 1)
    gap_mm = max(0.0, min(sheet.gap_mm, room - 4.0 / rows))
    wide, high = (side + gap_mm for side in flats[0].size_mm)
    free = (
        sheet.page_mm[0] - sheet.columns * wide + gap_mm,
        sheet.page_mm[1] - rows * high + gap_mm,
    )
    left, top = (
        (f / 2 if sheet.centred else rng.uniform(min(4.0, f / 2), max(min(18.0, f - 4), f / 2)))
        for f in free
    )
    places = []
    for number, flat in enumerate(flats):
        row, column = divmod(number, sheet.columns)
        x = left + column * wide + flat.size_mm[0] / 2
        y = top + row * high + flat.size_mm[1] / 2
        places.append((x, y, rng.uniform(-1, 1) * sheet.jitter_deg))
    return places


def _lay(
    page: np.ndarray,
    flat: Flat,
    place: tuple[float, float, float],
    sheet: Sheet,
    tint: np.ndarray,
    px: float,
) -> np.ndarray:
    """Prints one card on the page with the edges that the sheet asks for."""
    picture = cv2.resize(
        flat.picture,
        (round(flat.size_mm[0] * px), round(flat.size_mm[1] * px)),
        interpolation=cv2.INTER_AREA,
    )
    paper = picture.reshape(-1, 3)[:: max(1, picture.size // 3000)]
    colour = np.median(paper, axis=0)
    wanted = {"tint": tint, "lid": np.full(3, 252), "faint": np.full(3, min(255, sheet.lid + 3))}
    ground = np.asarray(wanted.get(sheet.edges, np.full(3, sheet.lid)), float)
    picture = np.clip(picture * (ground / np.maximum(colour, 1)), 0, 255).astype(np.uint8)
    h, w = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((0, 0), -place[2], 1.0)
    turn[:, 2] = np.array(place[:2]) * px - turn[:, :2] @ np.array([w / 2, h / 2])
    corners = np.array([[0, 0, 1], [w, 0, 1], [w, h, 1], [0, h, 1]], float) @ turn.T
    low = np.maximum(np.floor(corners.min(axis=0) - 2 * px), 0).astype(int)
    high = np.ceil(corners.max(axis=0) + 2 * px).astype(int)
    part = page[low[1] : high[1], low[0] : high[0]]
    turn[:, 2] -= low
    _shade(part, corners - low, sheet, px)
    size = (part.shape[1], part.shape[0])
    seen = cv2.warpAffine(picture, turn, size, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpAffine(np.full((h, w), 255, np.uint8), turn, size)
    part[:] = np.where(mask[..., None] > 127, seen, part)
    if sheet.edges == "frame":
        thick = max(1, round(px * 0.12))
        cv2.polylines(page, [np.round(corners).astype(np.int32)], True, (170, 170, 170), thick)
    return np.asarray(corners)


def _shade(page: np.ndarray, corners: np.ndarray, sheet: Sheet, px: float) -> None:
    """A scanner's shadow to the right and below, where the edge shows by it."""
    if sheet.edges not in ("shadow", "lid"):
        return
    mask = np.zeros(page.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.round(corners + px * 0.4).astype(np.int32), 255)
    soft = cv2.GaussianBlur(mask, (0, 0), px * 0.25)[..., None] / 255.0
    page[:] = (page * (1 - 0.2 * soft)).astype(np.uint8)


def _mark(page: np.ndarray, cards: list[np.ndarray], px: float) -> None:
    """A printer's crop marks beyond the corners, where no other card lies."""
    thick = max(1, round(px * 0.12))
    outlines = [corners.astype(np.float32) for corners in cards]
    for corners in cards:
        for k, corner in enumerate(corners):
            for other in (corners[k - 1], corners[(k + 1) % 4]):
                away = (corner - other) / np.linalg.norm(corner - other)
                start, end = corner + away * px * 2.0, corner + away * px * 5.0
                if not any(cv2.pointPolygonTest(o, tuple(map(float, p)), False) >= 0
                           for o in outlines for p in (start, end)):  # fmt: skip
                    ends = [tuple(map(int, np.round(p))) for p in (start, end)]
                    cv2.line(page, *ends, (60, 60, 60), thick)


def write_sheets(folder: Path, count: int, seed: object) -> list[dict[str, Any]]:
    """Random pages as JPEG files that state their resolution; returns their rows of truth."""
    rows = []
    for number, (kind, sheet) in enumerate(random_sheets(count, seed)):
        page, cards = draw_sheet(sheet, f"{seed}/{number}")
        file = f"{number:03d}-{kind.replace(' ', '-')}.jpg"
        Image.fromarray(page).save(folder / file, quality=88, dpi=(sheet.dpi, sheet.dpi))
        rows.append({"file": file, "kind": kind, "cards": cards})
    return rows


def random_sheets(count: int, seed: object) -> list[tuple[str, Sheet]]:
    """Pages in all the ways above, in turns, with the name of their kind."""
    rng = random.Random(f"sheets {seed}")
    kinds = (
        "alone", "stacked", "white on white", "jittered", "grey lid", "tinted", "touching",
        "framed", "crop marks", "shadow", "different", "touching different",
    )  # fmt: skip
    return [(kind, _sheet(kind, rng)) for kind, _ in zip(kinds * count, range(count), strict=False)]


def _sheet(kind: str, rng: random.Random) -> Sheet:
    dpi = rng.choice((150, 200, 200, 300, 300, 300, 400, 600))
    page = rng.choice((A4_MM, A4_MM, LETTER_MM))
    few, many = rng.randint(2, 6), rng.randint(4, 10)
    gap = rng.uniform(4, 14)
    white = rng.randint(250, 255)
    sheets = {
        "alone": Sheet(1, 1, 5, rng.choice(("none", "faint", "tint")), centred=rng.random() < 0.4),
        "stacked": Sheet(2, 1, gap, rng.choice(("none", "faint", "shadow")), centred=True),
        "white on white": Sheet(few, 2, gap, rng.choice(("none", "faint"))),
        "jittered": Sheet(few, 2, gap, "none", jitter_deg=2.5),
        "grey lid": Sheet(many, 2, gap, "lid", lid=rng.randint(200, 246), jitter_deg=1.0),
        "tinted": Sheet(many, 2, rng.uniform(3, 8), "tint"),
        "touching": Sheet(many, 2, 0.0, rng.choice(("tint", "tint", "none"))),
        "framed": Sheet(many, 2, rng.choice((0.0, 0.0, 4.0)), "frame", centred=True),
        "crop marks": Sheet(many, 2, rng.choice((0.0, 6.0)), "crop marks", centred=True),
        "shadow": Sheet(few, 2, gap, "shadow"),
        "different": Sheet(few, 2, gap, rng.choice(("none", "faint", "shadow")), alike=False),
        "touching different": Sheet(few, 2, 0.0, "tint", alike=False),
    }
    sheet = sheets[kind]
    lid = sheet.lid if kind == "grey lid" else white
    return replace(sheet, lid=lid, dpi=dpi, page_mm=page)
