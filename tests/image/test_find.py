"""Cards are found where they were drawn, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from cardscan.image import find, find_cards
from cardscan.model import OutlineKind
from tests.drawn_scenes import (
    INK,
    PAPER,
    assert_found,
    draw_card,
    iou,
    lay,
    photo_of,
    quad,
    table,
    two_tone,
    with_panel,
)

TABLES = ("wood", "dark", "cloth", "light", "print")


@pytest.mark.parametrize("angle_deg", [-8, 17, 90])
@pytest.mark.parametrize("kind", TABLES)
def test_a_card_on_a_table(kind: str, angle_deg: float) -> None:
    scene = table(kind)
    corners = quad((1000, 740), 1050, angle_deg=angle_deg, lean=0.08)
    lay(scene, draw_card(), corners)
    assert_found(find_cards(photo_of(scene)), [corners], scene.shape, least=0.95)


def test_cards_on_a_newspaper_in_dim_light() -> None:
    scene = table("print")
    truths = [quad((520, 420), 700, angle_deg=9), quad((1400, 1000), 740, angle_deg=-12)]
    for corners in truths:
        lay(scene, draw_card(paper=(236, 240, 242)), corners)
    assert_found(find_cards(photo_of((scene * 0.35).astype(np.uint8))), truths, scene.shape)


def test_where_contours_are_sure_of_a_card_line_segments_would_not_move_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = table("dark")
    lay(scene, draw_card(), quad((1000, 740), 1050, angle_deg=17, lean=0.08))
    view = find.View.of(scene)
    assert find.candidates(view)[2] is not None, "it is beyond doubt"
    (short,) = find_cards(photo_of(scene))
    monkeypatch.setattr(find, "_is_settled", lambda _view, _found: False)
    assert find.candidates(view)[2] is None
    (full,) = find_cards(photo_of(scene))
    assert np.abs(np.array(short.corners) - np.array(full.corners)).max() < 6


CARDS = {
    "two tones": two_tone,
    "panel and logo": lambda: with_panel(draw_card()),
    "light on dark": lambda: draw_card(paper=(60, 40, 20), ink=PAPER),
    "nearly the colour of the table": lambda: draw_card(paper=(222, 226, 230)),
}


@pytest.mark.parametrize("what", CARDS)
@pytest.mark.parametrize("kind", ["wood", "light"])
def test_cards_of_many_looks(what: str, kind: str) -> None:
    scene = table(kind)
    corners = quad((990, 760), 1200, angle_deg=-6, lean=0.05)
    lay(scene, CARDS[what](), corners)
    assert_found(find_cards(photo_of(scene)), [corners], scene.shape)


def test_a_portrait_card() -> None:
    scene = table("wood")
    corners = quad((1000, 750), 700, ratio=660 / 1020, angle_deg=4)
    lay(scene, draw_card(width=660, height=1020), corners)
    assert_found(find_cards(photo_of(scene)), [corners], scene.shape)


def test_a_corner_under_a_finger_and_one_outside_of_the_picture() -> None:
    scene = table("wood")
    corners = quad((1060, 860), 1500, angle_deg=-9)
    lay(scene, draw_card(), corners)
    cv2.ellipse(scene, (int(corners[3][0]), int(corners[3][1])), (120, 50), 30, 0, 360,
                (120, 150, 210), -1)  # fmt: skip
    assert corners[2][0] > 1800
    assert_found(find_cards(photo_of(scene[:, :1800].copy())), [corners], scene[:, :1800].shape)


@pytest.mark.parametrize("count", [2, 4, 6, 9])
def test_a_stack_of_cards_side_by_side(count: int) -> None:
    scene = table("dark")
    truths = []
    papers = [PAPER, (60, 40, 20), (200, 230, 240), (90, 120, 40)]
    for i in range(count):
        center = (360 + i % 3 * 640, 280 + i // 3 * 460)
        corners = quad(center, 560, angle_deg=(-3, 2, 4)[i % 3])
        paper = papers[i % 4]
        lay(scene, draw_card(paper=paper, ink=PAPER if sum(paper) < 300 else INK), corners)
        truths.append(corners)
    found = find_cards(photo_of(scene))
    assert_found(found, truths, scene.shape)
    for outline, truth in zip(found, truths, strict=True):  # rows, and left to right in them
        assert iou(truth, outline.corners, scene.shape) > 0.9


def test_cards_that_touch() -> None:
    scene = table("wood")
    truths = [quad((500, 700), 900, angle_deg=0), quad((1401, 700), 900, angle_deg=0)]
    lay(scene, draw_card(), truths[0])
    lay(scene, draw_card(paper=(60, 40, 20), ink=PAPER), truths[1])
    assert_found(find_cards(photo_of(scene)), truths, scene.shape)


WHOLE = {
    "plain": draw_card,
    "panel and logo": lambda: with_panel(draw_card()),
    "two tones": two_tone,
    "dark": lambda: draw_card(paper=(60, 40, 20), ink=PAPER),
    "portrait": lambda: draw_card(width=660, height=1020),
    "frame": lambda: cv2.rectangle(draw_card(), (30, 30), (990, 630), (30, 30, 180), 4),
}


@pytest.mark.parametrize("width", [500, 1020])
@pytest.mark.parametrize("margin", [0, 3])
@pytest.mark.parametrize("what", WHOLE)
def test_a_picture_cropped_to_the_card(what: str, margin: int, width: int) -> None:
    card = WHOLE[what]()
    scale = width / max(card.shape)
    card = cv2.resize(card, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = cv2.copyMakeBorder(card, *[margin] * 4, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    height, width = picture.shape[:2]
    (found,) = find_cards(photo_of(picture))
    frame = [(0, 0), (width, 0), (width, height), (0, height)]
    assert iou(frame, found.corners, picture.shape) > 0.93
    if found.kind is OutlineKind.WHOLE_PICTURE:
        assert found.corners == tuple((float(x), float(y)) for x, y in frame)


@pytest.mark.parametrize("kind", ["wood", "dark", "cloth", "light", "print"])
def test_an_empty_table_shows_no_card(kind: str) -> None:
    assert find_cards(photo_of(table(kind))) == ()


@pytest.mark.parametrize("shape", [(1, 1), (2, 900), (40, 40), (64, 3000)])
@pytest.mark.parametrize("value", [0, 128, 255])
def test_tiny_odd_and_blank_pictures_show_no_card(shape: tuple[int, int], value: int) -> None:
    assert find_cards(photo_of(np.full((*shape, 3), value, np.uint8))) == ()


def test_noise_does_not_raise() -> None:
    random = np.random.default_rng(11)
    for shape in ((7, 5), (50, 70), (300, 500), (720, 720)):
        find_cards(photo_of(random.integers(0, 255, (*shape, 3), dtype=np.uint8)))


def test_finding_is_repeatable_and_leaves_the_photo_alone() -> None:
    scene = table("cloth")
    lay(scene, draw_card(), quad((1000, 740), 1050, angle_deg=12))
    before = scene.copy()
    assert find_cards(photo_of(scene)) == find_cards(photo_of(scene))
    assert (scene == before).all()


def framed() -> np.ndarray:
    """A card with a frame drawn inside of its edge, in print stronger than the edge."""
    return cv2.rectangle(draw_card(), (40, 40), (980, 620), (30, 30, 180), 6)


def test_a_frame_printed_on_a_card_is_not_its_edge() -> None:
    scene = np.full((1500, 2000, 3), (238, 238, 238), np.uint8)
    corners = quad((1000, 740), 1300, angle_deg=-2)
    lay(scene, framed(), corners)
    assert_found(find_cards(photo_of(scene)), [corners], scene.shape, least=0.96)


@pytest.mark.parametrize("panel", [(30, 45, 70), (60, 35, 40)])
def test_a_panel_of_about_the_colour_of_the_table_is_of_the_card(panel) -> None:
    scene = table("dark")
    scene[:] = np.clip(scene + np.float32(panel) - (12, 12, 12), 0, 255)
    card = draw_card(width=1120, height=620)
    cv2.rectangle(card, (940, 0), (1120, 620), panel, -1)
    corners = quad((1000, 740), 1250, ratio=1120 / 620, angle_deg=-6, lean=0.04)
    lay(scene, card, corners)
    assert_found(find_cards(photo_of(scene)), [corners], scene.shape, least=0.96)
