"""Marks of logos: small pictures of one or two colours in a square box."""

from __future__ import annotations

import math
from collections.abc import Callable

from .canvas import Canvas, Color, Point, Rect

Colors = tuple[Color, Color, Color]  # main, second, ground


def _polygon(canvas: Canvas, box: Rect, corners: int, turn_deg: float, color: Color) -> None:
    cx, cy, r = (box.left + box.right) / 2, (box.top + box.bottom) / 2, box.width / 2
    angles = [math.radians(turn_deg + 360 * i / corners) for i in range(corners)]
    canvas.polygon([(cx + r * math.cos(a), cy + r * math.sin(a)) for a in angles], color)


def _ring(canvas: Canvas, box: Rect, colors: Colors) -> None:
    w, (main, second, ground) = box.width, colors
    canvas.ellipse(box, main)
    canvas.ellipse(box.inset(w * 0.2), ground)
    left, top = box.left + w * 0.5, box.top + w * 0.3
    canvas.ellipse(Rect(left, top, left + w * 0.4, top + w * 0.4), second)


def _circles(canvas: Canvas, box: Rect, colors: Colors) -> None:
    w = box.width
    places = ((0.0, 0.0), (0.42, 0.0), (0.21, 0.4))
    for (dx, dy), color in zip(places, (colors[0], colors[1], colors[0]), strict=True):
        x, y = box.left + w * dx, box.top + w * dy
        canvas.ellipse(Rect(x, y, x + w * 0.56, y + w * 0.56), None, color, w * 0.1)


def _gear(canvas: Canvas, box: Rect, colors: Colors) -> None:
    for i in range(8):
        _polygon(canvas, box, 3, i * 45, colors[0])
    canvas.ellipse(box.inset(box.width * 0.14), colors[0])
    canvas.ellipse(box.inset(box.width * 0.34), colors[2])


def _leaf(canvas: Canvas, box: Rect, colors: Colors) -> None:
    w = box.width
    turns = [i * math.pi / 16 for i in range(33)]
    across = [0.5 + 0.5 * math.sin(t) * math.sin(t / 2) for t in turns]
    down = [0.5 - 0.5 * math.cos(t) for t in turns]
    outline = [(box.left + w * x, box.top + w * y) for x, y in zip(across, down, strict=True)]
    canvas.polygon(outline, colors[0])
    stalk = [(box.left + w * 0.28, box.bottom), (box.left + w * 0.5, box.top + w * 0.2)]
    canvas.line(stalk, colors[1], w * 0.06)


def _peak(box: Rect, left: float, middle: float, right: float, top: float) -> list[Point]:
    w = box.width
    foot = box.bottom
    return [
        (box.left + w * left, foot),
        (box.left + w * middle, box.top + w * top),
        (box.left + w * right, foot),
    ]


def _triangle(canvas: Canvas, box: Rect, colors: Colors) -> None:
    canvas.polygon(_peak(box, 0.0, 0.5, 1.0, 0.0), colors[0])
    canvas.polygon(_peak(box, 0.3, 0.5, 0.7, 0.55), colors[2])


def _mountain(canvas: Canvas, box: Rect, colors: Colors) -> None:
    canvas.polygon(_peak(box, 0.0, 0.38, 0.76, 0.2), colors[0])
    canvas.polygon(_peak(box, 0.4, 0.7, 1.0, 0.42), colors[1])


def _hexagon(canvas: Canvas, box: Rect, colors: Colors) -> None:
    w, (main, second, ground) = box.width, colors
    _polygon(canvas, box, 6, 30, main)
    _polygon(canvas, box.inset(w * 0.26), 6, 30, ground)
    _polygon(canvas, box.inset(w * 0.38), 6, 30, second)


def _bars(canvas: Canvas, box: Rect, colors: Colors) -> None:
    w = box.width
    for i, height in enumerate((0.5, 0.75, 1.0, 0.62)):
        x = box.left + w * 0.26 * i
        bar = Rect(x, box.bottom - w * height, x + w * 0.18, box.bottom)
        canvas.rect(bar, colors[1] if i == 2 else colors[0])


def _waves(canvas: Canvas, box: Rect, colors: Colors) -> None:
    w = box.width
    for i, color in enumerate((colors[0], colors[1], colors[0])):
        y = box.top + w * (0.25 + 0.25 * i)
        wave = [(box.left + w * t / 20, y + w * 0.09 * math.sin(t * 0.65)) for t in range(21)]
        canvas.line(wave, color, w * 0.11)


def _squares(canvas: Canvas, box: Rect, colors: Colors) -> None:
    w = box.width
    for i in range(4):
        x, y = box.left + (i % 2) * w * 0.53, box.top + (i // 2) * w * 0.53
        canvas.rect(Rect(x, y, x + w * 0.47, y + w * 0.47), colors[1] if i == 1 else colors[0])


MARKS: dict[str, Callable[[Canvas, Rect, Colors], None]] = {
    "ring": _ring,
    "circles": _circles,
    "triangle": _triangle,
    "leaf": _leaf,
    "hexagon": _hexagon,
    "bars": _bars,
    "waves": _waves,
    "squares": _squares,
    "gear": _gear,
    "mountain": _mountain,
}
