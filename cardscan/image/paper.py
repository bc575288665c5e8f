"""Paper without what is printed on it: a card on a newspaper has the newspaper's edges no more."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.image.print_groups import direction_of
from cardscan.image.print_map import PrintMap
from cardscan.image.quads import Quads, grown
from cardscan.model import Pixels

__all__ = ["is_printed_table", "runs_with_page", "without_print"]

_LETTERS = 2.2  # of the usual size of a letter: strokes, letters and the gaps between lines go
_LEAST_PX = 9
_MOST_PX = 17
_LEAST_SPOTS = 150
_LEAST_AT_FRAME = 0.03
_SAME_WAY = np.radians(5.0)
_BESIDE = (1.03, 1.8)
_LEAST_LINE = 8


def is_printed_table(prints: PrintMap, shape: tuple[int, ...]) -> bool:
    """Whether print goes on to the picture's frame, as that of a page that cards lie on does."""
    at_frame = prints.share_at_frame(shape)
    return len(prints.sizes) >= _LEAST_SPOTS and at_frame >= _LEAST_AT_FRAME


def without_print(lab: Pixels, letter_px: float) -> Pixels:
    """A picture in Lab with the paper's own colour where letters of about a size were dark on it.

    A morphological closing fills what is darker and narrower than its window; edges of
    larger areas stay where they are (Serra 1982).
    """
    window_px = int(np.clip(_LETTERS * letter_px, _LEAST_PX, _MOST_PX)) | 1
    lightness, a, b = cv2.split(lab)
    kernel = np.ones((window_px, window_px), np.uint8)
    filled = cv2.morphologyEx(lightness, cv2.MORPH_CLOSE, kernel)
    colours = (cv2.medianBlur(one, 5) for one in (a, b))
    return cv2.merge([filled, *colours]).astype(np.uint8, copy=False)


def runs_with_page(quads: Quads, prints: PrintMap) -> NDArray[np.bool_]:
    """Which quads have print that runs as that beside them: headlines and boxes of a page do."""
    within = prints.inside(quads)
    beside = prints.inside(grown(quads, _BESIDE[1])) & ~prints.inside(grown(quads, _BESIDE[0]))
    found = np.zeros(len(quads), dtype=bool)
    for number, (own, others) in enumerate(zip(within, beside, strict=True)):
        if own.sum() >= _LEAST_LINE and others.sum() >= _LEAST_LINE:
            ways = [direction_of(prints.centers[k], prints.sizes[k]) for k in (own, others)]
            apart = abs(ways[0] - ways[1])
            found[number] = min(apart, np.pi - apart) < _SAME_WAY
    return found
