"""However many pages a file has, few of them are in memory."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from cardscan import pipeline
from cardscan.image import PictureFile
from cardscan.image.exif import Capture
from cardscan.model import Excerpt, Line, Outline, OutlineKind, Pixels, Reading, ReadPage

PAGES = 40


class Blind:
    """A reader that sees nothing, and counts the cards that are put before it together."""

    name = "blind"

    def __init__(self) -> None:
        self.most = 0

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        self.most = max(self.most, len(cards))
        return [[Reading((), self.name) for _ in lines] for lines in cards]


def test_of_a_long_file_few_pages_and_cards_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: set[int] = set()
    most = 0

    def page(number: int) -> tuple[Pixels, Capture, tuple[str, ...]]:
        nonlocal most
        pixels = np.full((120, 200, 3), 250, np.uint8)
        pixels[40:60, 40:160] = 20  # a bar: something that may be print
        alive.add(number)
        most = max(most, len(alive))
        weakref.finalize(pixels, alive.discard, number)
        return pixels, Capture(), ()

    def opened(_path: Path) -> PictureFile:
        return PictureFile("long.pdf", "", PAGES, page)

    whole = Outline(((0, 0), (200, 0), (200, 120), (0, 120)), 1.0, OutlineKind.WHOLE_PICTURE)
    monkeypatch.setattr(pipeline, "open_picture", opened)
    monkeypatch.setattr(pipeline, "find_cards", lambda _photo: (whole,))
    reader = Blind()
    given = list(pipeline.scan_files([Excerpt(Path("long.pdf"))], [reader]))
    pages = [(each.source, each.page) for each in given if isinstance(each, ReadPage)]
    assert pages == [("long.pdf", number) for number in range(PAGES)]
    assert most <= 2
    assert 1 < reader.most <= PAGES / 2  # unread, all are tried from two sides
