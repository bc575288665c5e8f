"""Small vector icons that stand before numbers and addresses instead of a label."""

from __future__ import annotations

import math

from .canvas import Canvas, Color, Point, Rect

ICONS = {
    "work": "handset",
    "direct": "handset",
    "switchboard": "handset",
    "home": "handset",
    "cell": "mobile",
    "fax": "printer",
    "email": "envelope",
    "web": "globe",
    "address": "pin",
}


def _handset(canvas: Canvas, box: Rect, color: Color, _paper: Color) -> None:
    size = box.width
    thick = size * 0.2
    points: list[Point] = [
        (
            box.left + size * (0.5 - 0.36 * math.cos(t)),
            box.bottom - size * (0.5 - 0.36 * math.sin(t - math.pi)),
        )
        for t in (math.radians(a) for a in range(-30, 121, 15))
    ]
    canvas.line(points, color, thick)
    for x, y in (points[0], points[-1]):
        canvas.ellipse(
            Rect(x - thick * 0.8, y - thick * 0.8, x + thick * 0.8, y + thick * 0.8), color
        )


def _mobile(canvas: Canvas, box: Rect, color: Color, paper: Color) -> None:
    w = box.width
    body = Rect(
        box.left + w * 0.22, box.top + w * 0.02, box.right - w * 0.22, box.bottom - w * 0.02
    )
    canvas.rect(body, color, w * 0.1)
    canvas.rect(
        Rect(
            body.left + w * 0.07, body.top + w * 0.14, body.right - w * 0.07, body.bottom - w * 0.2
        ),
        paper,
    )
    centre = (body.left + body.right) / 2
    canvas.ellipse(
        Rect(centre - w * 0.05, body.bottom - w * 0.15, centre + w * 0.05, body.bottom - w * 0.05),
        paper,
    )


def _envelope(canvas: Canvas, box: Rect, color: Color, paper: Color) -> None:
    w = box.width
    body = Rect(box.left, box.top + w * 0.16, box.right, box.bottom - w * 0.16)
    canvas.rect(body, color, w * 0.06)
    middle = (box.left + w * 0.5, box.top + w * 0.56)
    canvas.line(
        [
            (body.left + w * 0.06, body.top + w * 0.08),
            middle,
            (body.right - w * 0.06, body.top + w * 0.08),
        ],
        paper,
        w * 0.08,
    )


def _globe(canvas: Canvas, box: Rect, color: Color, _paper: Color) -> None:
    w = box.width
    canvas.ellipse(box, None, color, w * 0.09)
    canvas.ellipse(
        Rect(box.left + w * 0.28, box.top, box.right - w * 0.28, box.bottom), None, color, w * 0.08
    )
    for part in (0.33, 0.67):
        y = box.top + w * part
        canvas.line([(box.left + w * 0.06, y), (box.right - w * 0.06, y)], color, w * 0.07)


def _pin(canvas: Canvas, box: Rect, color: Color, paper: Color) -> None:
    w = box.width
    canvas.ellipse(
        Rect(box.left + w * 0.18, box.top, box.right - w * 0.18, box.top + w * 0.64), color
    )
    canvas.polygon(
        [
            (box.left + w * 0.2, box.top + w * 0.42),
            (box.right - w * 0.2, box.top + w * 0.42),
            (box.left + w * 0.5, box.bottom),
        ],
        color,
    )
    canvas.ellipse(
        Rect(box.left + w * 0.38, box.top + w * 0.2, box.right - w * 0.38, box.top + w * 0.44),
        paper,
    )


def _printer(canvas: Canvas, box: Rect, color: Color, paper: Color) -> None:
    w = box.width
    canvas.rect(
        Rect(box.left + w * 0.22, box.top + w * 0.04, box.right - w * 0.22, box.top + w * 0.34),
        color,
    )
    canvas.rect(Rect(box.left, box.top + w * 0.3, box.right, box.top + w * 0.76), color, w * 0.08)
    canvas.rect(
        Rect(box.left + w * 0.22, box.top + w * 0.56, box.right - w * 0.22, box.bottom), color
    )
    canvas.rect(
        Rect(box.left + w * 0.3, box.top + w * 0.64, box.right - w * 0.3, box.bottom - w * 0.08),
        paper,
    )


DRAWN = {
    "handset": _handset,
    "mobile": _mobile,
    "envelope": _envelope,
    "globe": _globe,
    "pin": _pin,
    "printer": _printer,
}


def draw_icon(
    canvas: Canvas, name: str, box: Rect, color: Color, paper: Color, *, disc: bool
) -> None:
    """An icon in a box; with ``disc`` it is cut out of a filled circle."""
    if disc:
        canvas.ellipse(box, color)
        margin = box.width * 0.22
        DRAWN[name](canvas, box.inset(margin), paper, color)
    else:
        DRAWN[name](canvas, box, color, paper)
