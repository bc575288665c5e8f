"""A photo, the cards on it and the lines on a card: everything that still has pixels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cardscan.model.geometry import Box, Corners, Matrix, Pixels

__all__ = [
    "Card",
    "Excerpt",
    "Line",
    "Outline",
    "OutlineKind",
    "PageCount",
    "Photo",
    "PrintedWord",
]


class OutlineKind(StrEnum):
    """How a card's outline became known."""

    EDGES = "edges"
    WHOLE_PICTURE = "whole picture"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A word that a PDF draws as text: its letters are known, its ``box`` is where they are seen.

    ``box`` is in pixels of the upright photo.
    """

    text: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One picture (one page of a PDF or TIFF), upright as its EXIF says.

    ``pixels`` is (height, width, 3) uint8, BGR. ``taken_at`` and ``place``
    (latitude and longitude in degrees) come from EXIF where it has them.
    ``scale`` is how many pixels of the file make one of these: very large pictures are decoded
    smaller.
    ``remarks`` say what a reader of the scan should know of the decoding.
    ``px_per_mm`` is the resolution of a scan or a PDF, None for a camera's photo.
    ``printed`` are the words that a page of a PDF shows as text.
    """

    source: str
    sha256: str
    pixels: Pixels
    page: int = 0
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None
    scale: float = 1.0
    remarks: tuple[str, ...] = ()
    px_per_mm: float | None = None
    printed: tuple[PrintedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a card lies on its photo, in pixels of the upright photo.

    ``corners`` are clockwise; the first is the card's top left once the card
    is known to be upright, before that merely the most upper left one.
    ``score`` (0 to 1) is how well the edges support it.
    """

    corners: Corners
    score: float
    kind: OutlineKind


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A card, cut from its photo and flattened.

    ``pixels`` is (height, width, 3) uint8, BGR, the card upright.
    ``to_photo`` maps pixels of the flattened card to pixels of the upright photo.
    ``printed`` are those of the photo's words that lie on it, still in pixels of the photo.
    """

    outline: Outline
    pixels: Pixels
    to_photo: Matrix
    remarks: tuple[str, ...] = ()
    printed: tuple[PrintedWord, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of print, found but not yet read.

    ``box`` is in pixels of the flattened card. ``crop`` is (height, width)
    uint8 grey, dark on white, at the height that readers like best; ``raw`` is
    the same region in colour, (height, width, 3) uint8 BGR, for readers that
    do better on the untouched picture. ``to_card`` maps pixels of ``crop`` to
    pixels of the card; ``raw_to_card`` those of ``raw``.
    ``x_height_px`` is the height of a small letter on the card; ``ink`` is the
    colour of the print (BGR) and ``boldness`` the stroke width over the height.
    ``is_doubted`` marks what a text detector overlooked: it is print only if it reads well.
    ``is_bent`` marks print along a circle, as of seals, that was laid out straight.
    """

    box: Box
    crop: Pixels
    raw: Pixels
    to_card: Matrix
    raw_to_card: Matrix
    x_height_px: float
    ink: tuple[int, int, int] = (0, 0, 0)
    boldness: float = 0.0
    is_doubted: bool = False
    is_bent: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pages of one file, counted from 0: from ``first`` up to, but without, ``stop``."""

    path: Path
    first: int = 0
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many pages a file has, said before each of them is read: a sign of life."""

    source: str
    pages: int
