"""Logos: a mark beside, above or without a word in the company's own letters."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .blocks import Align, TooTight
from .canvas import Canvas, Color, Ink, Rect
from .card_text import CardText
from .look import Look
from .marks import MARKS, Colors

LINE = 1.08  # distance of a word's lines in em
SHIFT = {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo: its mark, its word (None for a card without organization) and how both are set."""

    mark: str
    word: str | None
    slogan: str | None
    tracking: float
    bold: bool
    stacked: bool


@dataclass(frozen=True, slots=True)
class Wordmark:
    """The lines of a logo's word and the slogan below them, with their inks."""

    lines: tuple[str, ...]
    ink: Ink
    slogan: str | None
    slogan_ink: Ink

    @property
    def height(self) -> float:
        """Height in millimetres."""
        below = self.slogan_ink.size * 1.3 if self.slogan else 0.0
        return len(self.lines) * self.ink.size * LINE + below

    def width(self, canvas: Canvas) -> float:
        """Width in millimetres."""
        widths = [canvas.text_width(line, self.ink) for line in self.lines]
        widths += [canvas.text_width(self.slogan, self.slogan_ink)] if self.slogan else []
        return max(widths, default=0.0)


def choose_logo(text: CardText, look: Look, rng: random.Random) -> Logo:
    """A logo for the card; at least a mark, except where there is no organization at all."""
    mark = rng.choice((*MARKS, "monogram", "none", "none"))
    if look.brand.kind == "script":
        mark = rng.choice(("none", "none", "leaf"))
    if text.logo is None:
        mark = "none" if text.organization is None else rng.choice(tuple(MARKS))
    tracked = look.brand.kind != "script" and rng.random() < 0.35
    bold, stacked = rng.random() < 0.6, rng.random() < 0.3
    return Logo(mark, text.logo, text.slogan, 0.16 if tracked else 0.0, bold, stacked)


def draw_mark(canvas: Canvas, logo: Logo, look: Look, box: Rect, colors: Colors) -> None:
    """The mark alone, in a square box."""
    if logo.mark == "monogram":
        canvas.ellipse(box, colors[0])
        letters = "".join(w[0] for w in (logo.word or "A").split()[:2]).upper()
        ink = Ink(look.brand.bold, box.width * 0.5, colors[2])
        width = canvas.text_width(letters, ink)
        canvas.text((box.left + box.right - width) / 2, box.top + box.width * 0.67, letters, ink)
        canvas.text_boxes.pop()
    else:
        MARKS[logo.mark](canvas, box, colors)
    canvas.text_boxes.append(box.inset(-0.25))


def _word_lines(canvas: Canvas, word: str, ink: Ink, room: float) -> tuple[str, ...]:
    """The word on one line, or cut in two where that is narrowest."""
    words = word.split()
    if canvas.text_width(word, ink) <= room or len(words) < 2:
        return (word,)
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(cuts, key=lambda cut: max(canvas.text_width(line, ink) for line in cut))


def _fit_word(
    canvas: Canvas, logo: Logo, look: Look, room: tuple[float, float], color: Color
) -> tuple[tuple[str, ...], Ink]:
    """The word's lines and ink, as large as the room (mm) allows, at most 7 mm."""
    file = look.brand.bold if logo.bold else look.brand.regular
    size = min(7.0, room[1] * 0.8)
    if logo.word is None:
        return (), Ink(file, size, color)
    while size >= 2.3:
        ink = Ink(file, size, color, tracking=logo.tracking)
        lines = _word_lines(canvas, logo.word, ink, room[0])
        wide = max(canvas.text_width(line, ink) for line in lines)
        if wide <= room[0] and len(lines) * size * LINE <= room[1]:
            return lines, ink
        size *= 0.94
    raise TooTight


def _wordmark(
    canvas: Canvas, logo: Logo, look: Look, room: tuple[float, float], colors: Colors
) -> Wordmark:
    lines, ink = _fit_word(canvas, logo, look, room, colors[0])
    slogan_ink = Ink(look.body.italic or look.body.regular, max(1.95, ink.size * 0.42), colors[1])
    with_slogan = Wordmark(lines, ink, logo.slogan, slogan_ink)
    fits = with_slogan.width(canvas) <= room[0] and with_slogan.height <= room[1] * 1.05
    return with_slogan if fits else Wordmark(lines, ink, None, slogan_ink)


def _set_wordmark(canvas: Canvas, word: Wordmark, x: float, y: float, shift: float) -> None:
    """Sets the lines from the top left corner (x, y), each moved into its slack by ``shift``."""
    whole = word.width(canvas)
    for line in word.lines:
        slack = whole - canvas.text_width(line, word.ink)
        canvas.text(x + slack * shift, y + word.ink.size * 0.84, line, word.ink, role="logo")
        y += word.ink.size * LINE
    if word.slogan:
        slack = whole - canvas.text_width(word.slogan, word.slogan_ink)
        canvas.text(x + slack * shift, y + word.slogan_ink.size, word.slogan, word.slogan_ink)


def draw_logo(
    canvas: Canvas,
    logo: Logo,
    look: Look,
    box: Rect,
    colors: Colors,
    align: Align,
    valign: float = 0.5,
) -> None:
    """The whole logo inside a box. Raises `TooTight` where the word would be too small to read."""
    if logo.word is None and logo.mark == "none":
        return
    stacked = logo.stacked and box.height > 13
    side = min(box.height * (0.5 if stacked else 0.9), box.width * 0.3, 11.0)
    side = 0.0 if logo.mark == "none" else side
    lead, shift = side * 1.25, SHIFT[align]
    room = (box.width, box.height - lead) if stacked else (box.width - lead, box.height)
    word = _wordmark(canvas, logo, look, room, colors)
    wide, high = word.width(canvas), word.height
    whole = (max(side, wide), lead + high) if stacked else (lead + wide, max(side, high))
    x = box.left + (box.width - whole[0]) * shift
    y = box.top + (box.height - whole[1]) * valign
    mark_x = x + (whole[0] - side) * shift if stacked else x
    mark_y = y if stacked else y + (whole[1] - side) / 2
    if side:
        draw_mark(canvas, logo, look, Rect(mark_x, mark_y, mark_x + side, mark_y + side), colors)
    if stacked:
        _set_wordmark(canvas, word, x + (whole[0] - wide) * shift, y + lead, shift)
    else:
        _set_wordmark(canvas, word, x + lead, y + (whole[1] - high) / 2, 0.0 if side else shift)
