"""Every card of a scanned or printed page is outlined once, whether its edges show or not."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.image import find_cards
from cardscan.image.page_cells import (
    CARD_MM,
    box_of,
    cells_between_marks,
    part_blocks,
    part_evenly,
)
from cardscan.model import Outline
from tests.drawn_scenes import draw_card, photo_of

PX_PER_MM = 200 / 25.4
CARD = (85.0, 55.0)


def page(
    places: list[tuple[float, float]], *, paper: int = 253, lid: int = 253, frame: bool = False
) -> np.ndarray:
    """An A4 page at 200 dpi with cards whose upper left corners lie at these places (mm)."""
    pixels = np.full((2339, 1654, 3), lid, np.uint8)
    size = (round(CARD[0] * PX_PER_MM), round(CARD[1] * PX_PER_MM))
    card = cv2.resize(draw_card(paper=(paper,) * 3), size, interpolation=cv2.INTER_AREA)
    for x, y in places:
        left, top = round(x * PX_PER_MM), round(y * PX_PER_MM)
        pixels[top : top + size[1], left : left + size[0]] = card
        if frame:
            cv2.rectangle(pixels, (left, top), (left + size[0], top + size[1]), (170,) * 3, 1)
    noise = np.random.default_rng(5).normal(0, 1, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def grid(columns: int, rows: int, gap_mm: float, *, at: tuple[float, float] = (15, 8)) -> list:
    return [
        (at[0] + column * (CARD[0] + gap_mm), at[1] + row * (CARD[1] + gap_mm))
        for row in range(rows)
        for column in range(columns)
    ]


def assert_each_once(found: tuple[Outline, ...], places: list[tuple[float, float]]) -> None:
    """Each card's print (its inner part) lies in just one outline, each outline holds one card."""
    quads = [np.array(outline.corners, np.float32) / PX_PER_MM for outline in found]
    holders = [
        [k for k, q in enumerate(quads) if cv2.pointPolygonTest(q, (x + 25, y + 25), False) >= 0]
        for x, y in places
    ]
    assert sorted(holders) == [[k] for k in range(len(places))]


@pytest.mark.parametrize(
    ("places", "look"),
    [
        (grid(1, 1, 0), {}),
        (grid(1, 1, 0, at=(62, 120)), {}),
        (grid(1, 2, 9, at=(62, 60)), {}),
        (grid(2, 2, 11), {}),
        (grid(2, 5, 0), {}),
        (grid(2, 5, 0), {"paper": 228}),
        (grid(2, 2, 5), {"paper": 228}),
        (grid(2, 5, 0), {"frame": True}),
        (grid(2, 4, 6), {"frame": True}),
        (grid(2, 3, 8), {"lid": 225}),
    ],
)
def test_each_card_of_a_page_is_outlined_once(places: list, look: dict) -> None:
    photo = replace(photo_of(page(places, **look)), px_per_mm=PX_PER_MM)
    assert_each_once(find_cards(photo), places)


def test_the_shape_of_a_sheet_of_paper_tells_the_scale() -> None:
    places = grid(2, 3, 8)
    assert_each_once(find_cards(photo_of(page(places))), places)


def test_running_text_is_no_card() -> None:
    pixels = np.full((2339, 1654, 3), 253, np.uint8)
    for row in range(60):
        text = "the harbour bridge was delayed again and so were the letters of the voyage"
        at = (120, 150 + row * 34)
        cv2.putText(pixels, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.05, (30, 30, 30), 2, cv2.LINE_AA)
    assert find_cards(replace(photo_of(pixels), px_per_mm=PX_PER_MM)) == ()


boxes = st.tuples(
    st.floats(0, 190), st.floats(0, 280), st.floats(1, 50), st.floats(1, 20)
).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(boxes, min_size=1, max_size=14))
def test_every_block_comes_to_one_piece_of_the_size_of_a_card(blocks: list) -> None:
    given_blocks = np.array(blocks)
    groups = part_blocks(given_blocks)
    assert sorted(k for group in groups for k in group) == list(range(len(blocks)))
    for group in groups:
        left, top, right, bottom = box_of(given_blocks, group)
        sides = sorted((right - left, bottom - top))
        assert sides[0] <= CARD_MM[1] * 1.03
        assert sides[1] <= CARD_MM[0] * 1.03


lines = st.lists(
    st.tuples(st.floats(2, 60), st.floats(2, 46), st.floats(8, 22), st.floats(1, 3)),
    min_size=2,
    max_size=5,
)


@settings(deadline=None, max_examples=60)
@given(lines, st.integers(1, 2), st.integers(1, 5), st.floats(0, 12))
def test_like_cards_are_parted_as_they_lie_however_wide_their_own_gaps_are(
    print_mm: list, columns: int, rows: int, gap_mm: float
) -> None:
    places = grid(columns, rows, gap_mm)
    blocks = [
        (x + dx, y + dy, x + dx + wide, y + dy + high)
        for x, y in places
        for dx, dy, wide, high in print_mm
    ]
    groups = part_blocks(np.array(blocks))
    assert len(groups) <= len(places)
    if len(groups) == len(places):
        of_card = {tuple(sorted({k // len(print_mm) for k in group})) for group in groups}
        assert of_card == {(k,) for k in range(len(places))}


def test_a_sheet_is_parted_only_where_no_line_cuts_print() -> None:
    sheet = np.array([10.0, 10.0, 180.0, 120.0])
    whole = np.array([(20.0, 20.0, 60.0, 25.0), (100.0, 20.0, 140.0, 25.0)])
    cells = part_evenly(whole, sheet)
    assert cells is not None
    assert len(cells) == 2
    cut = np.array([(20.0, 20.0, 60.0, 25.0), (70.0, 70.0, 120.0, 75.0)])
    assert part_evenly(cut, sheet) is None


def test_crop_marks_say_where_cards_end() -> None:
    """Marks at the outer corners alone, as on a sheet without gaps."""
    xs, ys = (20.0, 105.0, 190.0), (10.0, 65.0, 120.0)
    marks = [(x - 0.1, y, x + 0.1, y + 3) for x in xs for y in (5.0, 122.0)]
    marks += [(x, y - 0.1, x + 3, y + 0.1) for y in ys for x in (15.0, 192.0)]
    blocks = [(30.0, 12.0, 60.0, 16.0), (115.0, 58.0, 150.0, 63.0), (30.0, 67.0, 60.0, 70.0)]
    cells = cells_between_marks(np.array(blocks), np.array(marks))
    found = [tuple(round(float(side)) for side in cell) for cell in cells]
    assert found == [(20, 10, 105, 65), (20, 65, 105, 120), (105, 10, 190, 65)]
    assert len(cells_between_marks(np.array(blocks), np.array(marks[:3]))) == 0


def test_a_page_with_crop_marks_is_parted_at_them() -> None:
    places = grid(2, 3, 0, at=(20, 20))
    pixels = page(places)
    for x in (20, 105, 190):
        for y in (15, 187):
            at = (round(x * PX_PER_MM), round(y * PX_PER_MM))
            cv2.line(pixels, at, (at[0], at[1] + round(3 * PX_PER_MM)), (60, 60, 60), 1)
    for y in (20, 75, 130, 185):
        for x in (15, 192):
            at = (round(x * PX_PER_MM), round(y * PX_PER_MM))
            cv2.line(pixels, at, (at[0] + round(3 * PX_PER_MM), at[1]), (60, 60, 60), 1)
    found = find_cards(replace(photo_of(pixels), px_per_mm=PX_PER_MM))
    assert_each_once(found, places)
    widths = {round((o.corners[1][0] - o.corners[0][0]) / PX_PER_MM) for o in found}
    assert widths == {85}


def test_one_card_whose_picture_has_the_shape_of_a_sheet_is_no_sheet() -> None:
    pixels = np.full((840, 1188, 3), 215, np.uint8)  # A4 lying on its side
    card = cv2.resize(draw_card(), (900, 582), interpolation=cv2.INTER_AREA)
    pixels[120:702, 140:1040] = card
    (found,) = find_cards(photo_of(pixels))
    assert np.abs(np.array(found.corners)[[0, 2]] - [(140, 120), (1040, 702)]).max() < 4
