"""One picture: from a wish to pixels and truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import scene
from .arrange import fan, lay_out
from .camera import Camera, take
from .flats import Flat, truth_of
from .hands import draw_finger, straight_finger
from .noise import generator
from .scanner import ScanBed, scan
from .view import Pose, View, corners_of, look_at, project, random_view

PHOTO_SIZES = ((3264, 2448), (3648, 2736), (4000, 3000))


@dataclass(frozen=True, slots=True)
class PhotoWish:
    """How a photo is to be: what the cards lie on, their turn, and what went wrong."""

    surface: str
    flaw: str = ""
    turn_deg: float = 0.0
    size: tuple[int, int] = PHOTO_SIZES[0]
    pattern: str = "grid"
    steep: float = 1.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture (RGB uint8) with one truth object a card."""

    pixels: np.ndarray
    cards: tuple[dict[str, Any], ...]


def _with_corners(flat: Flat, corners: np.ndarray, side: str = "only") -> dict[str, Any]:
    truth = truth_of(flat, side)
    truth["corners"] = [[round(float(x), 1), round(float(y), 1)] for x, y in corners]
    return truth


def _light(flaw: str, rng: random.Random) -> scene.Light:
    away = rng.uniform(0, 6.28)
    length = rng.uniform(0.5, 2.4)
    return scene.Light(
        (length * float(np.cos(away)), length * float(np.sin(away))),
        rng.uniform(0.8, 3.2),
        rng.uniform(0.3, 0.6),
        rng.uniform(0.04, 0.2),
        rng.uniform(0.5, 0.72) if flaw == "glare" else 0.0,
        flaw == "shadow",
    )


def _camera(flaw: str, px_per_mm: float, rng: random.Random) -> Camera:
    """Blur is measured in millimetres on the card, so that small print stays legible."""
    defocus = px_per_mm * (rng.uniform(0.11, 0.15) if flaw == "blur" else rng.uniform(0.015, 0.04))
    motion = px_per_mm * rng.uniform(0.25, 0.36) if flaw == "motion" else 0.0
    return Camera(
        defocus,
        motion,
        rng.uniform(0, 180),
        rng.uniform(5, 8) if flaw == "noise" else rng.uniform(1.2, 2.6),
        rng.uniform(-0.5, 1.0) if flaw != "yellow" else 2.2,
        rng.uniform(0.88, 1.05) if flaw != "dark" else rng.uniform(0.42, 0.52),
        rng.uniform(0.0, 0.5) if flaw == "" else 0.0,
    )


def _span(needed: tuple[float, float], wish: PhotoWish, rng: random.Random) -> float:
    """Millimetres across the picture so that all cards fit with some table around them."""
    aspect = wish.size[0] / wish.size[1]
    several = wish.pattern != "grid" or needed[0] > 120 or needed[1] > 120
    room = rng.uniform(1.02, 1.09) if several else rng.uniform(1.1, 1.45)
    return max(needed[0], needed[1] * aspect * 1.04) * room + 6


def _view(
    needed: tuple[float, float], wish: PhotoWish, cards: list[tuple[Flat, Pose]], rng: random.Random
) -> View:
    """A view in which all corners lie inside the picture."""
    span = _span(needed, wish, rng)
    for _ in range(60):
        view = random_view(wish.size, span, rng, steep=wish.steep)
        corners = np.concatenate([corners_of(view, pose, flat.size_mm) for flat, pose in cards])
        edge = 0.008 * wish.size[0]
        inside = (corners > edge).all() and (corners < np.array(wish.size) - edge).all()
        if inside:
            return view
        span *= 1.02
    return look_at(wish.size, span * 1.1, 5, 0, (0, 0))


def photograph(
    flats: list[Flat], wish: PhotoWish, rng: random.Random, sides: tuple[str, ...] = ()
) -> Drawn:
    """A photo of one or more cards."""
    seed = rng.randrange(1 << 30)
    poses, needed = _poses(flats, wish, rng)
    cards = list(zip(flats, poses, strict=True))
    if needed[1] > needed[0] * 1.05:  # people turn the phone, too
        wish = replace(wish, size=(wish.size[1], wish.size[0]))
    view = _view(needed, wish, cards, rng)
    light = _light(wish.flaw, rng)
    picture = scene.lay_surface(view, wish.surface, seed)
    hand = _Hand(view, seed, rng) if wish.surface == "hand" else None
    if hand:
        hand.behind(picture, flats[0], poses[0])
    truths = []
    for i, (flat, pose) in enumerate(cards):
        bow = rng.choice((0.0, 0.0, rng.uniform(-1.1, 1.1)))
        if not hand:
            scene.drop_shadow(picture, view, corners_of(view, pose, flat.size_mm), light)
        corners = scene.put_card(picture, view, scene.finished(flat, seed + i, bow), flat, pose)
        truths.append(_with_corners(flat, corners, sides[i] if sides else "only"))
    if hand:
        hand.before(picture, flats[0], poses[0])
    elif wish.flaw == "finger":
        _Hand(view, seed, rng).before(picture, flats[0], poses[0])
    middle = np.mean(truths[0]["corners"], axis=0)
    edge = np.array(truths[0]["corners"][rng.randrange(4)])
    scene.light_up(picture, light, seed, middle * 0.55 + edge * 0.45)
    px_per_mm = (
        float(np.linalg.norm(np.subtract(truths[0]["corners"][1], truths[0]["corners"][0])))
        / flats[0].size_mm[0]
    )
    return Drawn(take(picture, _camera(wish.flaw, px_per_mm, rng), seed), tuple(truths))


def _poses(
    flats: list[Flat], wish: PhotoWish, rng: random.Random
) -> tuple[list[Pose], tuple[float, float]]:
    if len(flats) == 1:
        pose = Pose(0.0, 0.0, wish.turn_deg + rng.gauss(0, 4))
        w, h = flats[0].size_mm
        return [pose], (h, w) if wish.turn_deg in (90, 270) else (w, h)
    if wish.pattern == "fan":
        return fan(flats, rng)
    return lay_out(flats, rng, overlap=wish.pattern == "overlap")


class _Hand:
    """A hand at the edge of a card that hides none of its text."""

    def __init__(self, view: View, seed: int, rng: random.Random) -> None:
        self.view = view
        self.rng = rng
        self.noise = generator(seed, "hand")
        self.skin = rng.randrange(5)
        self.place: tuple[np.ndarray, np.ndarray, float] | None = None

    def _tips(self, flat: Flat, pose: Pose) -> tuple[np.ndarray, np.ndarray, float]:
        """Where a finger tip may lie (pixels), which way it leaves the card, and pixels per mm."""
        matrix = self.view.homography @ pose.matrix(flat.size_mm)
        w, h = flat.size_mm
        best: tuple[float, np.ndarray, np.ndarray] | None = None
        for part in np.linspace(0.12, 0.88, 14):
            for edge, out in (
                ((w * part, h), (0.25, 1.0)),
                ((0.0, h * part), (-1.0, 0.35)),
                ((w, h * part), (1.0, 0.35)),
            ):
                inner = np.array(edge) - np.array(out) * 4.0
                gaps = [
                    max(
                        b.left - inner[0], inner[0] - b.right, b.top - inner[1], inner[1] - b.bottom
                    )
                    for b in flat.text_boxes
                ]
                free = min(gaps, default=20.0) + self.rng.uniform(0, 3)
                if best is None or free > best[0]:
                    best = (free, np.array(edge), np.array(out))
        assert best is not None
        free, edge_point, out_way = best
        deep = min(7.0, max(0.5, free + 3.5 - 9.0))
        tip, outside = project(
            matrix, np.array([edge_point - out_way * deep, edge_point + out_way * 20])
        )
        corners = project(matrix, np.array([[0, 0], [w, 0]], float))
        return tip, outside - tip, float(np.linalg.norm(corners[1] - corners[0])) / w

    def behind(self, picture: np.ndarray, flat: Flat, pose: Pose) -> None:
        """The fingers that support the card from below, before it is drawn."""
        self.place = tip, way, px = self._tips(flat, pose)
        along = way / np.linalg.norm(way)
        across = np.array([-along[1], along[0]])
        across = across if across[1] > 0 else -across
        for i in range(3):
            shift = across * px * (i + 0.3) * 17
            root = tip + along * px * 2 + shift
            limb = straight_finger(
                root - along * px * 22, way, px * 18, px * 110, 0.05 * (i - 1), nail=False
            )
            draw_finger(picture, limb, self.skin, self.noise, shadow=0.3)

    def before(self, picture: np.ndarray, flat: Flat, pose: Pose) -> None:
        """The thumb, or one finger, over the card's edge."""
        tip, way, px = self.place or self._tips(flat, pose)
        width = 19.0 if self.place else 15.5
        limb = straight_finger(
            tip, way, px * width, px * 110, self.rng.uniform(-0.12, 0.12), nail=True
        )
        draw_finger(picture, limb, self.skin, self.noise)


def flatbed(
    flats: list[Flat], bed: ScanBed, rng: random.Random, sides: tuple[str, ...] = ()
) -> Drawn:
    """A scan of one or more cards."""
    page, corners = scan(flats, bed, rng.randrange(1 << 30), rng)
    truths = [
        _with_corners(f, c, sides[i] if sides else "only")
        for i, (f, c) in enumerate(zip(flats, corners, strict=True))
    ]
    return Drawn(page, tuple(truths))


def empty_table(wish: PhotoWish, rng: random.Random) -> Drawn:
    """A photo that shows no card."""
    view = random_view(wish.size, 230, rng)
    picture = scene.lay_surface(view, wish.surface, rng.randrange(1 << 30))
    scene.light_up(picture, _light("shadow", rng), 1, np.array([900.0, 900.0]))
    return Drawn(take(picture, _camera("", 12, rng), 1), ())


def turned(drawn: Drawn, quarter_turns: int) -> Drawn:
    """The picture turned clockwise by quarters; its truth's corners with it."""
    height, width = drawn.pixels.shape[:2]
    cards = [dict(card) for card in drawn.cards]
    for _ in range(quarter_turns % 4):
        for card in cards:
            card["corners"] = [[round(height - y, 1), x] for x, y in card["corners"]]
        height, width = width, height
    return replace(
        drawn,
        pixels=np.ascontiguousarray(np.rot90(drawn.pixels, -quarter_turns)),
        cards=tuple(cards),
    )
