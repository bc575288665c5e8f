"""A card as a drawing surface in millimetres: text, shapes, icons, and where text lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from . import fonts

Color = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in millimetres: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in millimetres."""
        return self.bottom - self.top

    def inset(self, margin: float) -> Rect:
        """The rectangle less a margin on every side."""
        return Rect(
            self.left + margin, self.top + margin, self.right - margin, self.bottom - margin
        )


@dataclass(frozen=True, slots=True)
class Ink:
    """How text is set: file, size of the em in millimetres, colour, letter-spacing in em."""

    file: str
    size: float
    color: Color
    tracking: float = 0.0
    small_caps: bool = False

    def scaled(self, factor: float) -> Ink:
        """The same at another size."""
        return replace(self, size=self.size * factor)


def _runs(text: str, ink: Ink) -> list[tuple[str, float]]:
    """The text as (run, relative size); small capitals are capitals at 78 %."""
    if not ink.small_caps:
        return [(text, 1.0)]
    runs: list[tuple[str, float]] = []
    for character in text:
        small = character.islower() and character != "ß"
        shown, scale = (character.upper(), 0.78) if small else (character, 1.0)
        if runs and runs[-1][1] == scale:
            runs[-1] = (runs[-1][0] + shown, scale)
        else:
            runs.append((shown, scale))
    return runs


class Canvas:
    """The front of a card. Coordinates are millimetres from its top left corner."""

    def __init__(self, width: float, height: float, px_per_mm: float, paper: Color) -> None:
        self.width = width
        self.height = height
        self.scale = px_per_mm
        size = (round(width * px_per_mm), round(height * px_per_mm))
        self.image = Image.new("RGB", size, paper)
        self.draw = ImageDraw.Draw(self.image)
        self.text_boxes: list[Rect] = []
        self.roles: set[str] = set()

    def px(self, *points: Point) -> list[Point]:
        """Points in pixels."""
        return [(x * self.scale, y * self.scale) for x, y in points]

    def polygon(self, points: Sequence[Point], color: Color) -> None:
        """A filled polygon."""
        self.draw.polygon(self.px(*points), fill=color)

    def rect(self, box: Rect, color: Color, radius: float = 0.0) -> None:
        """A filled rectangle, with round corners if asked."""
        corners = self.px((box.left, box.top), (box.right, box.bottom))
        self.draw.rounded_rectangle(corners, radius=radius * self.scale, fill=color)

    def frame(self, box: Rect, color: Color, width: float, radius: float = 0.0) -> None:
        """An outlined rectangle."""
        corners = self.px((box.left, box.top), (box.right, box.bottom))
        line = max(1, round(width * self.scale))
        self.draw.rounded_rectangle(corners, radius=radius * self.scale, outline=color, width=line)

    def line(self, points: Sequence[Point], color: Color, width: float) -> None:
        """An open line with round joints."""
        self.draw.line(
            self.px(*points), fill=color, width=max(1, round(width * self.scale)), joint="curve"
        )

    def ellipse(
        self, box: Rect, color: Color | None, outline: Color | None = None, width: float = 0.0
    ) -> None:
        """An ellipse, filled or outlined."""
        corners = self.px((box.left, box.top), (box.right, box.bottom))
        self.draw.ellipse(
            corners, fill=color, outline=outline, width=max(1, round(width * self.scale))
        )

    def arc(self, box: Rect, start_deg: float, end_deg: float, color: Color, width: float) -> None:
        """Part of an ellipse's outline."""
        corners = self.px((box.left, box.top), (box.right, box.bottom))
        self.draw.arc(
            corners, start_deg, end_deg, fill=color, width=max(1, round(width * self.scale))
        )

    def text_width(self, text: str, ink: Ink) -> float:
        """The width of a text in millimetres."""
        total = 0.0
        for run, scale in _runs(text, ink):
            font = fonts.load(ink.file, max(4, round(ink.size * scale * self.scale)))
            total += font.getlength(run) / self.scale
        return total + ink.tracking * ink.size * len(text)

    def text(self, x: float, baseline: float, text: str, ink: Ink, *, role: str = "") -> float:
        """Sets a text and returns its width; ``role`` notes which value of the card it is."""
        self._set(self.draw, x * self.scale, baseline * self.scale, text, ink)
        width = self.text_width(text, ink)
        self.text_boxes.append(
            Rect(x, baseline - ink.size * 0.85, x + width, baseline + ink.size * 0.28)
        )
        if role:
            self.roles.add(role)
        return width

    def _set(self, draw: ImageDraw.ImageDraw, x: float, y: float, text: str, ink: Ink) -> None:
        spacing = ink.tracking * ink.size * self.scale
        for run, scale in _runs(text, ink):
            font = fonts.load(ink.file, max(4, round(ink.size * scale * self.scale)))
            for part in run if spacing else (run,):
                draw.text((x, y), part, font=font, fill=ink.color, anchor="ls")
                x += font.getlength(part) + spacing

    def turned_text(
        self, box: Rect, text: str, ink: Ink, *, role: str = "", up: bool = True
    ) -> None:
        """A text along the height of a box, read from below (``up``) or from above."""
        room = box.height / max(1e-6, self.text_width(text, ink))
        ink = ink.scaled(min(1.0, room, box.width / (ink.size * 1.05)))
        length = round(self.text_width(text, ink) * self.scale) + 4
        strip = Image.new("L", (length, round(ink.size * 1.3 * self.scale)), 0)
        white = replace(ink, color=(255, 255, 255))
        mask_image = Image.merge("RGB", (strip, strip, strip))
        self._set(ImageDraw.Draw(mask_image), 2, strip.height * 0.78, text, white)
        mask = mask_image.getchannel("R").rotate(90 if up else 270, expand=True)
        left = round((box.left + box.width / 2) * self.scale - mask.width / 2)
        top = round((box.top + box.height / 2) * self.scale - mask.height / 2)
        self.image.paste(Image.new("RGB", mask.size, ink.color), (left, top), mask)
        self.text_boxes.append(box)
        if role:
            self.roles.add(role)

    def paste(self, picture: Image.Image, box: Rect, mask: Image.Image | None = None) -> None:
        """A picture, scaled to fill a box."""
        size = (max(1, round(box.width * self.scale)), max(1, round(box.height * self.scale)))
        where = (round(box.left * self.scale), round(box.top * self.scale))
        self.image.paste(
            picture.resize(size, Image.Resampling.LANCZOS), where, mask and mask.resize(size)
        )
