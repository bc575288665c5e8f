from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.image import find_lines, render_again
from cardscan.model import Card, Line, transform_box, transform_points
from tests.drawn_text import BLACK, NAVY, ROWS, WHITE, card_of, draw_card, noise_card


@pytest.mark.parametrize(
    ("paper", "ink"),
    [(WHITE, BLACK), (BLACK, WHITE), (NAVY, (180, 220, 255)), ((60, 60, 200), WHITE)],
    ids=["dark on light", "light on dark", "pale on navy", "white on red"],
)
def test_each_row_is_one_line_whatever_the_colours(
    paper: tuple[int, int, int], ink: tuple[int, int, int]
) -> None:
    lines = find_lines(draw_card(paper=paper, ink=ink))
    assert len(lines) == len(ROWS)
    assert [line.box.top for line in lines] == sorted(line.box.top for line in lines)
    for line in lines:
        assert np.median(line.crop) > 200, "the paper of a crop is white"
        assert line.crop.min() < 60, "the print of a crop is black"
        assert np.abs(np.array(line.ink) - ink).max() < 70


def test_crops_have_one_height_and_raw_crops_are_in_colour() -> None:
    for line in find_lines(draw_card()):
        assert line.crop.shape[0] == 40
        assert line.crop.ndim == 2
        assert line.raw.shape[2] == 3
        assert line.crop.dtype == line.raw.dtype == np.uint8


def test_a_panel_of_the_other_polarity_is_read_as_well() -> None:
    card = draw_card(["Upper Row", "Lower Row"], gap=400)
    pixels = card.pixels.copy()
    pixels[400:] = 255 - pixels[400:]
    assert len(find_lines(card_of(pixels))) == 2


def test_columns_stay_apart() -> None:
    pixels = np.minimum(
        draw_card(["Left column"]).pixels, draw_card(["Right column"], left=700).pixels
    )
    boxes = [line.box for line in find_lines(card_of(pixels))]
    assert len(boxes) == 2
    assert max(boxes[0].left, boxes[1].left) > 600


@pytest.mark.parametrize("text", ["AOUH", "HOOOOH", "HAMBURG AUE", "iij jii", "a.b-c;d: e"])
@pytest.mark.parametrize("dot_px", [0, 4, 10])
def test_dots_and_accents_stay_with_their_letters(text: str, dot_px: int) -> None:
    # The font that Pillow brings has no accents, so they are drawn over the letters.
    pixels = draw_card([text], size=72).pixels.copy()
    columns = np.flatnonzero((pixels.min(axis=2) < 128).any(axis=0))
    top = int(np.flatnonzero((pixels.min(axis=2) < 128).any(axis=1))[0])
    for x in range(int(columns[0]) + 8, int(columns[-1]), 50):
        for left in (x, x + 2 * dot_px) if dot_px and text.isupper() else ():
            cv2.rectangle(
                pixels, (left, top - 12 - dot_px), (left + dot_px, top - 12), (0, 0, 0), -1
            )
    (line,) = find_lines(card_of(pixels))
    ink = np.argwhere(pixels.min(axis=2) < 128)
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
    assert line.box.top <= top + 2
    assert line.box.bottom >= bottom - 2
    assert line.box.left <= left + 2
    assert line.box.right >= right - 2


def test_neighbours_are_not_cut_in() -> None:
    card = draw_card(["gypsy gypsy", "HHH HHH"], size=60, gap=62)
    upper, lower = find_lines(card)
    for line in (upper, lower):
        dark = (line.crop < 128).any(axis=1)
        assert not dark[0]
        assert not dark[-1]


def test_a_single_letter_before_a_number_belongs_to_its_line() -> None:
    pixels = np.minimum(draw_card(["T"]).pixels, draw_card(["0123 456"], left=160).pixels)
    (line,) = find_lines(card_of(pixels))
    assert line.box.left < 100


def test_rules_frames_and_empty_cards_are_no_lines() -> None:
    pixels = np.full((700, 1200, 3), 255, np.uint8)
    assert find_lines(card_of(pixels)) == ()
    cv2.rectangle(pixels, (30, 30), (1170, 670), (0, 0, 0), 3)
    cv2.line(pixels, (100, 350), (1100, 350), (0, 0, 0), 2)
    assert find_lines(card_of(pixels)) == ()


def test_slanted_lines_are_cut_straight() -> None:
    card = draw_card(["A rather long line of print that is slanted"])
    turn = cv2.getRotationMatrix2D((600, 350), 2.0, 1.0)
    pixels = cv2.warpAffine(card.pixels, turn, (1200, 700), borderValue=WHITE)
    (line,) = find_lines(card_of(np.asarray(pixels, dtype=np.uint8)))
    rows = (line.crop < 128).any(axis=1)
    assert line.to_card[1, 0] < 0
    # Upright, cap height and descender fill the crop; slanted they would be a small part of it.
    assert (line.crop < 128).mean() > 0.08
    assert rows.sum() > 25


def test_regions_mend_a_line_glued_to_a_picture_and_drop_what_is_no_print() -> None:
    card = draw_card(["Glued Words", "Speckle"], gap=200)
    pixels = card.pixels.copy()
    cv2.rectangle(pixels, (60, 20), (90, 250), (0, 0, 0), -1)  # a bar that touches the G
    region = ((70.0, 55.0), (320.0, 55.0), (320.0, 115.0), (70.0, 115.0))
    lines = find_lines(card_of(pixels), regions=[region])
    assert len(lines) == 1
    assert lines[0].box.height < 80


def test_a_tagline_among_the_descenders_of_a_logo_is_kept_in_doubt() -> None:
    logo = draw_card(["gallon"], size=120).pixels
    tagline = draw_card(["COMMUNICATIONS GROUP"], size=14, left=160).pixels
    pixels = np.minimum(logo, np.roll(tagline, 124, axis=0))
    ink = np.argwhere(logo.min(axis=2) < 128)
    (t, l), (b, r) = ink.min(axis=0) - 8.0, ink.max(axis=0) + 8.0  # noqa: E741
    lines = find_lines(card_of(pixels), regions=[((l, t), (r, t), (r, b), (l, b))])
    assert [line.is_doubted for line in lines] == [False, True]
    assert lines[1].box.height < 20


@pytest.mark.parametrize(("left", "count"), [(200, 1), (300, 2)])
def test_a_region_joins_what_blobs_alone_would_part_but_no_columns(left: int, count: int) -> None:
    pixels = np.minimum(draw_card(["Left"]).pixels, draw_card(["words"], left=left).pixels)
    card = card_of(pixels)
    assert len(find_lines(card)) == 2
    ink = np.argwhere(pixels.min(axis=2) < 128)
    (t, l), (b, r) = ink.min(axis=0) - 8.0, ink.max(axis=0) + 8.0  # noqa: E741
    lines = find_lines(card, regions=[((l, t), (r, t), (r, b), (l, b))])
    assert len(lines) == count
    assert min(line.box.left for line in lines) < 90
    assert max(line.box.right for line in lines) > left + 90


def test_print_that_runs_upwards_is_turned() -> None:
    card = draw_card(["Upward"], size=60)
    pixels = np.ascontiguousarray(np.rot90(card.pixels))
    ink = np.argwhere(pixels.min(axis=2) < 128)
    (top, left), (bottom, right) = (ink.min(axis=0) - 5).tolist(), (ink.max(axis=0) + 5).tolist()
    region = ((left, top), (right, top), (right, bottom), (left, bottom))
    (line,) = find_lines(card_of(pixels), regions=[region])
    assert line.raw.shape[1] > 2.5 * line.raw.shape[0]


def _assert_lines_obey_the_laws(card: Card, lines: tuple[Line, ...]) -> None:
    height, width = card.pixels.shape[:2]
    for line in lines:
        assert 0 <= line.box.left < line.box.right <= width
        assert 0 <= line.box.top < line.box.bottom <= height
        for matrix, crop in ((line.to_card, line.crop), (line.raw_to_card, line.raw)):
            (middle,) = transform_points([(crop.shape[1] / 2, crop.shape[0] / 2)], matrix)
            assert line.box.left - 5 <= middle[0] <= line.box.right + 5
            assert line.box.top - 5 <= middle[1] <= line.box.bottom + 5


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(st.text("ABCabcgjpXy019 .-@", min_size=3, max_size=24), min_size=1, max_size=6),
    size=st.integers(14, 60),
    shade=st.integers(0, 120),
)
def test_boxes_lie_on_the_card_and_the_order_is_stable(
    rows: list[str], size: int, shade: int
) -> None:
    card = draw_card(rows, size=size, ink=(shade, shade, shade))
    lines = find_lines(card)
    _assert_lines_obey_the_laws(card, lines)
    assert [line.box for line in find_lines(card)] == [line.box for line in lines]


@pytest.mark.parametrize("seed", range(3))
def test_noise_breaks_nothing(seed: int) -> None:
    card = noise_card(seed)
    _assert_lines_obey_the_laws(card, find_lines(card))


@pytest.mark.parametrize("shape", [(3, 3), (10, 400), (400, 10), (60, 60)])
def test_tiny_cards_break_nothing(shape: tuple[int, int]) -> None:
    assert find_lines(card_of(np.zeros((*shape, 3), np.uint8))) == ()


def test_a_second_rendering_is_dark_on_white_and_lies_on_the_same_place() -> None:
    for line in find_lines(draw_card(paper=NAVY, ink=WHITE)):
        again = render_again(line)
        assert again.crop.shape[0] > line.crop.shape[0]
        assert np.median(again.crop) > 180
        height, width = again.crop.shape
        corner = transform_points([(width, height)], again.to_card)[0]
        assert corner[0] == pytest.approx(line.box.right, abs=12)
        assert corner[1] == pytest.approx(line.box.bottom, abs=12)
        assert transform_box(line.box, np.eye(3)) == line.box
