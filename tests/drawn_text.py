"""Cards drawn on the spot, and readers that are honest small fakes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cardscan.errors import ReaderError
from cardscan.model import Card, Line, Outline, OutlineKind, Pixels, Reading, Word

WHITE, BLACK, NAVY = (255, 255, 255), (0, 0, 0), (90, 40, 20)
ROWS = (
    "Jana Novotny",
    "Marketing Manager",
    "Acme Works Ltd",
    "+44 20 7946 0958",
    "jana@acmeworks.co.uk",
    "12 Harbour Street",
)


def draw_card(
    rows: Sequence[str] = ROWS,
    *,
    paper: tuple[int, int, int] = WHITE,
    ink: tuple[int, int, int] = BLACK,
    size: int = 40,
    left: int = 80,
    gap: int = 84,
) -> Card:
    """A card of 1200 x 700 px with one row of print below the other (colours BGR)."""
    picture = Image.new("RGB", (1200, 700), paper[::-1])
    drawing = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    for number, row in enumerate(rows):
        drawing.text((left, 60 + number * gap), row, fill=ink[::-1], font=font)
    return card_of(np.asarray(picture, dtype=np.uint8)[:, :, ::-1].copy())


def card_of(pixels: Pixels) -> Card:
    height, width = pixels.shape[:2]
    corners = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    return Card(Outline(corners, 1.0, OutlineKind.EDGES), pixels, np.eye(3))


def noise_card(seed: int) -> Card:
    values = np.random.default_rng(seed).integers(0, 256, (350, 600, 3), dtype=np.uint8)
    return card_of(cv2.GaussianBlur(values, (5, 5), 0))


@dataclass(frozen=True)
class PerfectReader:
    """Knows what stands in each row of a drawn card, and reads only what is upright."""

    rows: Sequence[str] = ROWS
    name: str = "perfect"
    gap: int = 84

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        return [[self._read(line) for line in lines] for lines in cards]

    def _read(self, line: Line) -> Reading:
        row = round((line.box.center[1] - 84) / self.gap)
        if not 0 <= row < len(self.rows):
            return Reading((), self.name)
        return Reading((Word(self.rows[row], 0.99, line.box),), self.name)


@dataclass(frozen=True)
class SlowReader(PerfectReader):
    name: str = "slow"

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        time.sleep(0.05)
        return super().read(cards)


@dataclass
class CrashingReader:
    """Crashes whenever one of the cards has a given number of lines."""

    lines: int
    name: str = "crashing"
    calls: list[int] = field(default_factory=list)

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        self.calls.append(len(cards))
        if any(len(lines) == self.lines for lines in cards):
            raise ReaderError("the reader crashed")
        return PerfectReader().read(cards)


@dataclass(frozen=True)
class NonsenseReader:
    """Sees signs everywhere and believes in none of them."""

    name: str = "nonsense"

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        return [
            [Reading((Word("~|", 0.1, line.box),), self.name) for line in lines] for lines in cards
        ]
