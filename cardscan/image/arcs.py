"""Words that run along a circle, cut out and laid out straight.

The ring around the circle is unrolled into a strip; what is print on it and
where words and bullets part shows there as in any line. Words whose letters
stand with their feet away from the middle run the other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.circles import BentRow, find_bent_rows
from cardscan.image.lines_link import Blobs, LineOfBlobs
from cardscan.model import Box, Line, Pixels

__all__ = ["Arc", "find_arcs", "straighten_arc"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Span = tuple[float, float]

LEAST_SPAN, LEAST_LENGTH = np.pi / 4, 5.0  # the length in letters' sizes
LEAST_RISE = 0.8  # of the bow over its chord, in letters' sizes: less is a line that sags
BAND = 1.7  # of the strip, in letters' sizes
STRIP_HEIGHT_PX = 48
INSIDE = 0.55  # of a letter on either side of the circle, so that a rim beside it is not seen
BULLET = 0.85  # of the letters' height at the most, with this much paper beside it
BULLET_GAP = 0.15
SCRAP = 0.6  # of the letters' height: less is a bullet or another row's end, whatever its width
WORD_MARGIN = 0.2
MORE_LETTERS = 4.0  # that may stand beside those that were found, glued to something else
FEWEST_LETTERS = 3
NEXT_ROW_OF_WORDS = 1.0
SPACE, SPACE_OVER_GAPS = 0.15, 1.8  # between words: in letters' sizes, and over the usual gap
WORD_GAP = 1.0  # between words laid out one behind the other, in strips' heights


@dataclass(frozen=True, slots=True)
class Arc:
    """Letters along a circle: its middle, radius and the letters' size, in pixels of the card.

    ``words`` are the stretches of it that hold letters, in the order in which
    they are read: each from one angle to another in radians, y down, so that 0
    is right and -π/2 is up. Letters stand with their feet to the middle where
    angles grow, away from it where they fall.
    """

    x: float
    y: float
    radius: float
    size: float
    words: tuple[Span, ...]


def find_arcs(pixels: Pixels, blobs: Blobs, lines: Sequence[LineOfBlobs] = ()) -> list[Arc]:
    """Every bent row of letters among blobs of one polarity.

    ``pixels`` are (height, width, 3) BGR. Letters of ``lines`` that are straight
    take no part.
    """
    arcs = [_arc(pixels, row) for row in find_bent_rows(blobs, lines)]
    return [arc for arc in arcs if _is_bent(arc)]


def straighten_arc(pixels: Pixels, arc: Arc) -> Line:
    """The words of a bent row laid out one behind the other, as a line to be read.

    Its box is where the row would stand had it been printed straight, at the
    circle's top; it is doubted, since a circle through any marks looks alike.
    """
    strips = [_strip(pixels, arc, first, last) for first, last in arc.words]
    paper = np.median(np.concatenate([s.reshape(-1, 3) for s in strips]), axis=0)
    gap = np.full((STRIP_HEIGHT_PX, round(WORD_GAP * STRIP_HEIGHT_PX), 3), paper.astype(np.uint8))
    raw = np.hstack([gap, *(piece for strip in strips for piece in (strip, gap))])
    ends = [arc.x + arc.radius * np.cos(angle) for word in arc.words for angle in word]
    top = arc.y - arc.radius - arc.size / 2
    box = Box(min(ends), top, max(ends), top + arc.size)
    across, down = box.width / raw.shape[1], BAND * arc.size / STRIP_HEIGHT_PX
    to_card = np.array(
        [[across, 0, box.left], [0, down, arc.y - arc.radius - BAND * arc.size / 2], [0, 0, 1]],
        dtype=np.float64,
    )
    return Line(
        box=box,
        crop=raw,
        raw=raw,
        to_card=to_card,
        raw_to_card=to_card,
        x_height_px=0.7 * arc.size,
        is_doubted=True,
        is_bent=True,
    )


def _arc(pixels: Pixels, row: BentRow) -> Arc:
    angles = np.arctan2(row.marks.y - row.y, row.marks.x - row.x)
    arc = Arc(row.x, row.y, row.radius, row.size, ())
    return replace(arc, words=_words(pixels, arc, angles))


def _words(pixels: Pixels, arc: Arc, angles: Floats) -> tuple[Span, ...]:
    """The words around the letters at ``angles``, those on top first."""
    sectors = _sectors(angles, arc.size / arc.radius)
    runs = [run for sector in sectors for run in _runs(pixels, arc, sector)]
    top = sorted((run for run in runs if _is_on_top(run)), key=_from_the_left)
    bottom = sorted((run for run in runs if not _is_on_top(run)), key=_from_the_left)
    return (
        *(word for run in top for word in run),
        *((last, first) for run in bottom for first, last in reversed(run)),
    )


def _sectors(angles: Floats, letter: float) -> list[Floats]:
    """The letters' angles, parted where too many letters would find room between them.

    What stands there is another thing. Few letters on a side are chance.
    """
    ordered = np.sort(angles)
    gaps = np.diff(np.r_[ordered, ordered[0] + 2 * np.pi])
    wide = np.flatnonzero(gaps > 2 * MORE_LETTERS * letter)
    if not len(wide):
        return [ordered]
    turned = np.r_[ordered[wide[0] + 1 :], ordered[: wide[0] + 1] + 2 * np.pi]
    parts = np.split(turned, np.flatnonzero(np.diff(turned) > 2 * MORE_LETTERS * letter) + 1)
    return [part for part in parts if len(part) >= FEWEST_LETTERS]


def _runs(pixels: Pixels, arc: Arc, angles: Floats) -> list[list[Span]]:
    """The words around letters next to each other, in rows from left to right.

    Bullets and wide gaps part rows, which may stand the other way up.
    """
    letter = arc.size / arc.radius
    turns = _turns(angles, letter, round(2 * np.pi * arc.radius))
    ring = _unrolled(pixels, arc, turns, 2 * INSIDE * arc.size, round(1.4 * arc.size))
    held = np.searchsorted(turns, turns[0] + np.mod(angles - turns[0], 2 * np.pi))
    ink = _ink_of(ring, held, round(arc.size))
    if turns[-1] - turns[0] > 2 * np.pi - letter:
        seam = _widest_gap(ink)
        ink = np.roll(ink, -seam, axis=1)
        turns = np.r_[turns[seam:], turns[:seam] + 2 * np.pi]
        held = (held - seam) % len(turns)
    margin = WORD_MARGIN * letter
    return [
        [(float(turns[first]) - margin, float(turns[last]) + margin) for first, last in run]
        for run in _stretches(ink, arc.size)
        if ((held >= run[0][0]) & (held <= run[-1][1])).any()
    ]


def _widest_gap(ink: Pixels) -> int:
    """The column in the middle of the widest gap of a ring that is print all the way round."""
    inked = np.flatnonzero(ink.any(axis=0))
    if not len(inked):
        return 0
    gaps = np.diff(np.r_[inked, inked[0] + ink.shape[1]])
    widest = int(np.argmax(gaps))
    return int((inked[widest] + gaps[widest] // 2) % ink.shape[1])


def _turns(angles: Floats, letter: float, columns: int) -> Floats:
    """The angles of the sector that holds letters and a few more on either side.

    A full turn has ``columns`` of them.
    """
    ordered = np.sort(angles)
    gaps = np.diff(np.r_[ordered, ordered[0] + 2 * np.pi])
    widest = int(np.argmax(gaps))
    beside = min(gaps[widest] / 2, MORE_LETTERS * letter)
    start = ordered[widest] + gaps[widest] - 2 * np.pi - beside
    span = 2 * np.pi - gaps[widest] + 2 * beside
    return np.arange(start, start + span - 1e-9, 2 * np.pi / columns, dtype=np.float64)


def _unrolled(pixels: Pixels, arc: Arc, turns: Floats, band: float, height: int) -> Pixels:
    """The ring of width ``band`` at these angles: (height, angles, 3), outside above."""
    radii = np.linspace(arc.radius + band / 2, arc.radius - band / 2, height)[:, None]
    across = (arc.x + radii * np.cos(turns)).astype(np.float32)
    down = (arc.y + radii * np.sin(turns)).astype(np.float32)
    unrolled = cv2.remap(pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(unrolled, dtype=np.uint8)


def _ink_of(ring: Pixels, letters: Ints, size: int) -> Pixels:
    """What is print on a ring of one colour: (height, width) of 0 and 1.

    Otsu's threshold (1979) on the colour channel that differs most, both found
    around the columns where ``letters`` are known to stand; most of that is paper.
    """
    near = np.zeros(ring.shape[1], dtype=bool)
    for column in letters:
        near[max(0, column - size) : column + size] = True
    sample = ring[:, near]
    channel = int(np.argmax(sample.reshape(-1, 3).std(axis=0)))
    level, light = cv2.threshold(
        np.ascontiguousarray(sample[:, :, channel]), 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )
    grey = cv2.GaussianBlur(np.ascontiguousarray(ring[:, :, channel]), (3, 3), 0)
    return np.asarray((grey > level) == (light.mean() < 0.5), dtype=np.uint8)


def _stretches(ink: Pixels, size: float) -> list[list[tuple[int, int]]]:
    """First and last column of the words of each row of letters, bullets left out."""
    inked = np.flatnonzero(ink.any(axis=0))
    if not len(inked):
        return []
    parts = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    spans = np.array([(part[0], part[-1] + 1) for part in parts])
    heights = np.array([_height(ink[:, first:last]) for first, last in spans])
    gaps = np.r_[np.inf, spans[1:, 0] - spans[:-1, 1], np.inf]
    low = heights < BULLET * np.percentile(heights, 75)
    narrow = spans[:, 1] - spans[:, 0] < BULLET * size
    bullets = low & narrow & (np.minimum(gaps[:-1], gaps[1:]) > BULLET_GAP * size)
    bullets |= heights < SCRAP * np.percentile(heights, 75)
    space = (
        max(SPACE * size, SPACE_OVER_GAPS * float(np.median(gaps[1:-1]))) if len(spans) > 1 else 0
    )
    found: list[list[tuple[int, int]]] = []
    parted = True
    for (first, last), gap, is_bullet in zip(spans.tolist(), gaps, bullets, strict=False):
        if is_bullet:
            parted = True
        elif parted or gap > NEXT_ROW_OF_WORDS * size:
            found.append([(first, last - 1)])
            parted = False
        elif gap > space:
            found[-1].append((first, last - 1))
        else:
            found[-1][-1] = found[-1][-1][0], last - 1
    return found


def _height(sign: Pixels) -> int:
    rows = np.flatnonzero(sign.any(axis=1))
    return int(rows[-1] - rows[0]) + 1


def _is_on_top(run: Sequence[Span]) -> bool:
    """Whether a run is read clockwise, its letters' feet towards the middle."""
    return bool(np.sin((run[0][0] + run[-1][1]) / 2) < 0)


def _from_the_left(run: Sequence[Span]) -> float:
    return float(np.cos((run[0][0] + run[-1][1]) / 2))


def _is_bent(arc: Arc) -> bool:
    """Whether a row is too long and too bent for a line that sags."""
    span = sum(abs(last - first) for first, last in arc.words)
    radius = arc.radius / arc.size
    rise = radius * (1 - np.cos(min(span, np.pi) / 2))
    long_enough = span >= LEAST_SPAN and span * radius >= LEAST_LENGTH
    return bool(long_enough and rise >= LEAST_RISE)


def _strip(pixels: Pixels, arc: Arc, first: float, last: float) -> Pixels:
    """A word unrolled: (STRIP_HEIGHT_PX, width, 3), its letters upright."""
    band = BAND * arc.size
    width = max(8, round(abs(last - first) * arc.radius * STRIP_HEIGHT_PX / band))
    low, high = sorted((first, last))
    strip = _unrolled(pixels, arc, np.linspace(low, high, width), band, STRIP_HEIGHT_PX)
    return strip if first < last else strip[::-1, ::-1]
