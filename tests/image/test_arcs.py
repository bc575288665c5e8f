from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import cardscan
from cardscan.image import find_lines
from cardscan.model import Card, Line
from cardscan.read import TesseractReader
from tests.drawn_text import BLACK, WHITE, card_of, draw_card

FONT = Path(cardscan.__file__).parent / "fonts" / "NotoSans-Regular.ttf"
MIDDLE = (600, 330)
MAROON = (60, 40, 120)


def _draw_seal(
    top: str,
    bottom: str = "",
    *,
    radius: int = 150,
    paper: tuple[int, int, int] = WHITE,
    ink: tuple[int, int, int] = BLACK,
) -> Card:
    """Words along a circle, those at the bottom with their feet outwards, as seals have them."""
    picture = Image.new("RGB", (1200, 680), WHITE)
    drawing = ImageDraw.Draw(picture)
    reach = radius + 40
    drawing.ellipse(
        [MIDDLE[0] - reach, MIDDLE[1] - reach, MIDDLE[0] + reach, MIDDLE[1] + reach],
        fill=paper[::-1],
    )
    font = ImageFont.truetype(str(FONT), 44)
    for text, middle, way in ((top, -math.pi / 2, 1), (bottom, math.pi / 2, -1)):
        widths = [font.getlength(letter) + 3 for letter in text]
        at = -sum(widths) / 2
        for letter, width in zip(text, widths, strict=True):
            angle = middle + way * (at + width / 2) / radius
            tile = Image.new("L", (90, 90), 0)
            ImageDraw.Draw(tile).text((45, 45), letter, fill=255, font=font, anchor="mm")
            tilt = -math.degrees(angle) - 90 if way > 0 else -math.degrees(angle) + 90
            turned = tile.rotate(tilt, resample=Image.Resampling.BICUBIC)
            x = MIDDLE[0] + radius * math.cos(angle) - 45
            y = MIDDLE[1] + radius * math.sin(angle) - 45
            picture.paste(ink[::-1], (round(x), round(y)), turned)
            at += width
    return card_of(np.asarray(picture, dtype=np.uint8)[:, :, ::-1].copy())


def _bent(card: Card) -> list[Line]:
    return [line for line in find_lines(card) if line.is_bent]


@pytest.mark.parametrize(
    ("top", "bottom", "radius", "paper", "ink"),
    [
        ("HARBOUR LIGHT", "SAILING CLUB", 160, WHITE, BLACK),
        ("BÄCKEREI", "KORNBLUME", 120, MAROON, WHITE),
        ("ROSENGARTEN", "", 260, WHITE, MAROON),
    ],
    ids=["a ring", "white on a disc", "an arch"],
)
def test_words_along_a_circle_are_read_as_one_line(
    top: str,
    bottom: str,
    radius: int,
    paper: tuple[int, int, int],
    ink: tuple[int, int, int],
) -> None:
    lines = _bent(_draw_seal(top, bottom, radius=radius, paper=paper, ink=ink))
    readings = [reading.text for (reading,) in TesseractReader().read([[line] for line in lines])]
    assert readings == [f"{top} {bottom}".strip()]


def test_straight_print_holds_no_circle() -> None:
    rows = ["Some words of a paragraph that goes on", "over several rows of one size"] * 4
    assert not _bent(draw_card(rows, gap=8))


def test_the_same_card_gives_the_same_lines() -> None:
    card = _draw_seal("HARBOUR LIGHT", "SAILING CLUB")
    first, second = _bent(card), _bent(card)
    assert [line.box for line in first] == [line.box for line in second]
    assert np.array_equal(first[0].raw, second[0].raw)
