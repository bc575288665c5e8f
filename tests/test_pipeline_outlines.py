"""Which outlines are cards is known once they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from cardscan import pipeline
from cardscan.model import Box, Line, Outline, OutlineKind, Photo, Pixels, Reading, Word
from tests.drawn_text import ROWS, draw_card

NOTICE = ("Bitte Türe schließen", "Wir danken Ihnen", "Das ganze Haus")
NAME_ALONE = ("Jana Novotny",)


@dataclass(frozen=True)
class InOrder:
    """Reads the lines of every card from top to bottom as the given rows."""

    rows: Sequence[str]
    name: str = "in order"

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        return [self._read(lines) for lines in cards]

    def _read(self, lines: Sequence[Line]) -> list[Reading]:
        boxes = sorted((line.box for line in lines), key=lambda box: box.center[1])
        return [self._reading(boxes.index(line.box), line.box) for line in lines]

    def _reading(self, row: int, box: Box) -> Reading:
        words = (Word(self.rows[row], 0.99, box),) if row < len(self.rows) else ()
        return Reading(words, self.name)


def outline(top: float, kind: OutlineKind) -> Outline:
    corners = ((0.0, top), (1200.0, top), (1200.0, top + 700), (0.0, top + 700))
    return Outline(corners, 1.0, kind)


def trace(
    monkeypatch: pytest.MonkeyPatch,
    rows: Sequence[str],
    *parts: Pixels,
    kind: OutlineKind = OutlineKind.EDGES,
) -> tuple[pipeline.CardTrace, ...]:
    """A photo of parts of 1200 x 700 px, one below the other, each in an outline."""
    found = tuple(outline(700.0 * number, kind) for number in range(len(parts)))
    monkeypatch.setattr(pipeline, "find_cards", lambda _photo: found)
    photo = Photo("a.jpg", "", np.vstack(parts))
    return pipeline.trace_photos([photo], [InOrder(rows)])


BLANK: Pixels = np.full((700, 1200, 3), 255, np.uint8)


@pytest.mark.parametrize(
    ("rows", "is_card"),
    [
        (ROWS, True),
        (NOTICE, False),
        (NAME_ALONE, False),
        (("+44 20 7946 0958",), False),
    ],
)
def test_words_without_edges_are_a_card_where_they_name_somebody_and_a_way_to_reach_them(
    monkeypatch: pytest.MonkeyPatch, rows: Sequence[str], is_card: bool
) -> None:
    (found,) = trace(monkeypatch, rows, draw_card(rows).pixels, kind=OutlineKind.TEXT)
    assert (found.card is not None) is is_card
    assert ("no card in this picture" in found.remarks) is not is_card
    (with_edges,) = trace(monkeypatch, rows, draw_card(rows).pixels)
    assert with_edges.card is not None


def test_a_blank_outline_beside_print_is_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = trace(monkeypatch, ROWS, BLANK, draw_card().pixels)
    assert found.card is not None
    assert found.card.outline.corners[0] == (0.0, 700.0)
    assert found.number == 0


def test_a_blank_outline_alone_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = trace(monkeypatch, ROWS, BLANK)
    assert found.card is not None


def test_places_are_told_in_pixels_of_the_file_however_small_it_was_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (here,) = trace(monkeypatch, ROWS, draw_card().pixels)
    large = replace(here, photo=replace(here.photo, scale=2.0))
    one, other = (pipeline.to_scan(each, "in order") for each in (here, large))
    assert one.corners is not None
    assert other.corners == tuple((2 * x, 2 * y) for x, y in one.corners)
    boxes = [[b for v in scan.contact.values for b in v.boxes] for scan in (one, other)]  # type: ignore[union-attr]
    assert boxes[0]
    for near, far in zip(*boxes, strict=True):
        assert far.left == pytest.approx(2 * near.left)
        assert far.bottom == pytest.approx(2 * near.bottom)
    assert other.picture == one.picture


@pytest.mark.parametrize(("rows", "is_card"), [(ROWS, True), (NOTICE, False)])
def test_where_no_outline_held_a_card_all_print_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, rows: Sequence[str], is_card: bool
) -> None:
    found = (outline(0.0, OutlineKind.TEXT),)
    monkeypatch.setattr(pipeline, "find_cards", lambda _photo: found)
    photo = Photo("a.jpg", "", np.vstack([BLANK, draw_card(rows).pixels]))
    (trace_of_all,) = pipeline.trace_photos([photo], [InOrder(rows)])
    assert (trace_of_all.card is not None) is is_card
    if trace_of_all.card is not None:
        assert max(y for _, y in trace_of_all.card.outline.corners) > 700
