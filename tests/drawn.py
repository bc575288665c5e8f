"""Cards drawn on the spot, for tests that need a picture but not a hard one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import cardscan

CARD = (
    (40, "Klara Beispiel"),
    (24, "Vertriebsleiterin"),
    (26, "Mustermann Werke GmbH"),
    (24, "Hauptstraße 5, 1010 Wien"),
    (24, "Tel. +43 1 720 44 31"),
    (24, "Mobil +43 664 123 45 67"),
    (24, "k.beispiel@mustermann-werke.at"),
    (24, "www.mustermann-werke.at"),
)
"""Heights in pixels and texts, from top to bottom."""


FONT = Path(cardscan.__file__).parent / "fonts" / "NotoSans-Regular.ttf"
"""The font that cardscan itself brings, since Pillow's own lacks the German letters."""


def _font(height_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), round(height_px * 1.4))


def draw_card(lines: tuple[tuple[int, str], ...] = CARD) -> Image.Image:
    """A white card of 1050 x 640 px on a dark table."""
    card = Image.new("RGB", (1050, 640), "white")
    draw = ImageDraw.Draw(card)
    top = 50
    for height_px, text in lines:
        draw.text((70, top), text, fill=(20, 20, 20), font=_font(height_px))
        top += int(height_px * 2.3)
    noise = np.random.default_rng(5).normal(60, 6, (960, 1400, 3)).clip(0, 255).astype(np.uint8)
    table = Image.fromarray(noise)
    table.paste(card, (170, 150))
    return table


def save_card(path: Path, lines: tuple[tuple[int, str], ...] = CARD) -> Path:
    draw_card(lines).save(path, quality=92)
    return path
