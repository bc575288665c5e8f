"""Sides that lie on a neighbour's edge, a printed frame or a panel move to the card's own edge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from cardscan.image.frames import draw_out
from cardscan.image.gaps import draw_back
from cardscan.image.join import join_panels
from cardscan.image.panels import add_panels
from cardscan.image.print_map import PrintMap, map_print
from tests.drawn_scenes import INK, PAPER, draw_card, lay, quad, table

TABLES = {"dark": (32, 30, 28), "wood": (90, 140, 190), "pale": (205, 214, 222)}
NO_PRINT = PrintMap(np.zeros((0, 2)), np.zeros(0))
PAPERS = [PAPER, (60, 40, 20), (120, 90, 160)]


def scene_of(cards: list[np.ndarray], corners: list[np.ndarray], ground) -> np.ndarray:
    """Lab, (540, 720, 3): the cards laid on a table of one colour with a little noise."""
    scene = table("light", size=(720, 540))
    scene[:] = np.clip(scene.astype(float) - (205, 210, 214) + np.array(ground), 0, 255)
    for card, place in zip(cards, corners, strict=True):
        lay(scene, card, place)
    return cv2.cvtColor(scene, cv2.COLOR_BGR2LAB)


def card_of(paper) -> np.ndarray:
    return draw_card(paper=paper, ink=PAPER if sum(paper) < 400 else INK)


def side_by_side(gap_px: float) -> list[np.ndarray]:
    """Two cards; the right one is turned a little, so that the gap is a wedge."""
    left = quad((180, 270), 280, angle_deg=0)
    right = quad((180 + 280 + gap_px, 270), 280, angle_deg=-2)
    return [left, right]


def farthest(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())


@pytest.mark.parametrize("ground", TABLES)
@pytest.mark.parametrize("papers", [(0, 1), (1, 0), (0, 0), (2, 0), (1, 2)])
def test_a_side_on_the_edge_of_a_neighbour_is_drawn_back(papers, ground) -> None:
    left, right = side_by_side(10)
    cards = [card_of(PAPERS[number]) for number in papers]
    lab = scene_of(cards, [left, right], TABLES[ground])
    leapt = left.copy()
    leapt[1:3, 0] = right[[0, 3], 0]
    drawn = draw_back(lab, np.array([leapt, right]))
    assert farthest(drawn[0], left) < 2.5 < farthest(leapt, left)
    assert farthest(drawn[1], right) < 0.1


@pytest.mark.parametrize("ground", TABLES)
def test_what_is_printed_beside_a_neighbour_is_no_gap(ground: str) -> None:
    left, right = side_by_side(4)
    panelled = card_of(PAPER)
    panelled[:, 970:] = (30, 30, 180)
    lab = scene_of([panelled, card_of(PAPERS[1])], [left, right], TABLES[ground])
    quads = np.array([left, right])
    assert farthest(draw_back(lab, quads), quads) == 0


def test_a_card_alone_is_left_as_it_is() -> None:
    place = quad((360, 270), 400, angle_deg=5)
    lab = scene_of([card_of(PAPER)], [place], TABLES["wood"])
    for step in (draw_back, draw_out, lambda lab, quads: add_panels(lab, quads, NO_PRINT)):
        assert farthest(step(lab, place[None]), place[None]) == 0
        assert step(lab, place[None][:0]).shape == (0, 4, 2)


def framed(inset: int, *, lines: int) -> np.ndarray:
    """A card with one or two lines around its print."""
    card = draw_card()
    for number in range(lines):
        near = inset + 16 * number
        far = (card.shape[1] - near, card.shape[0] - near)
        cv2.rectangle(card, (near, near), far, (150, 60, 30), 6)
    return card


@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("on_frame", [(0,), (1, 2), (0, 1, 2, 3)])
def test_sides_on_a_printed_frame_are_drawn_out(on_frame: tuple[int, ...], lines: int) -> None:
    place = quad((360, 270), 480, angle_deg=4)
    lab = scene_of([framed(40, lines=lines)], [place], TABLES["wood"])
    inset_px = 40 * 480 / 1020
    inner = quad((360, 270), 480 - 2 * inset_px, ratio=(480 - 2 * inset_px)
                 / (480 * 660 / 1020 - 2 * inset_px), angle_deg=4)  # fmt: skip
    found = _with_sides(place, inner, on_frame)
    drawn = draw_out(lab, found[None])[0]
    assert farthest(drawn, place) < 2 < farthest(found, place)


def _with_sides(outer: np.ndarray, inner: np.ndarray, of_inner: tuple[int, ...]) -> np.ndarray:
    """The outer one with some of its sides on those of the inner one, which is parallel."""
    corners = []
    for corner in range(4):
        before, after = (corner - 1) % 4 in of_inner, corner in of_inner
        along = inner if after else outer
        across = inner if before else outer
        way = outer[(corner + 1) % 4] - outer[corner]
        other = outer[(corner - 1) % 4] - outer[corner]
        steps = np.linalg.solve(np.stack([way, -other], axis=1), across[corner] - along[corner])
        corners.append(along[corner] + steps[0] * way)
    return np.array(corners)


@pytest.mark.parametrize("panel", [(30, 30, 180), (45, 45, 60)])
@pytest.mark.parametrize("side", range(4))
def test_a_panel_that_was_left_out_is_added(side: int, panel: tuple[int, int, int]) -> None:
    card = np.rot90(draw_card(), side).copy()
    share = 0.25
    depth = int(card.shape[0] * share)
    card[:depth] = panel
    card[depth // 3 : depth // 2, 100:300] = PAPER  # a logo
    height, width = card.shape[:2]
    place = quad((360, 270), 300 * width / 660, ratio=width / height, angle_deg=3)
    lab = scene_of([card], [place], TABLES["dark"])
    part = place.copy()
    part[0] += share * (place[3] - place[0])
    part[1] += share * (place[2] - place[1])
    place, part = np.roll(place, side, axis=0), np.roll(part, side, axis=0)
    drawn = add_panels(lab, part[None], NO_PRINT)[0]
    assert farthest(drawn, place) < 2.5 < farthest(part, place)


def test_the_panel_of_a_neighbour_is_not_added() -> None:
    left, right = side_by_side(10)
    panelled = card_of(PAPER)
    panelled[:, :250] = (30, 30, 180)
    lab = scene_of([card_of(PAPER), panelled], [left, right], TABLES["wood"])
    part = right.copy()
    part[0] += 250 / 1020 * (right[1] - right[0])
    part[3] += 250 / 1020 * (right[2] - right[3])
    drawn = add_panels(lab, np.array([left, part]), NO_PRINT)
    assert farthest(drawn[0], left) == 0
    assert farthest(drawn[1], right) < 2.5


def printed_below(card: np.ndarray, top: int, ink) -> np.ndarray:
    at = (160, (top + card.shape[0]) // 2 + 14)
    cv2.putText(card, "www.beispiel.example", at, cv2.FONT_HERSHEY_SIMPLEX, 1.6, ink, 4)
    return card


@pytest.mark.parametrize(
    ("share", "panel", "ink"), [(0.1, (25, 25, 25), PAPER), (0.55, PAPER, INK)]
)
def test_a_panel_with_print_is_added_thin_or_wide_or_as_pale_as_the_table(
    share, panel, ink
) -> None:
    card = np.full((660, 1020, 3), (60, 20, 110), np.uint8)
    top = round(660 * (1 - share))
    card[top:] = panel
    printed_below(card, top, ink)
    place = quad((360, 270), 560, angle_deg=4)
    lab = scene_of([card], [place], (228, 231, 233) if share > 0.5 else TABLES["wood"])
    prints = map_print(cv2.split(lab)[0])
    part = place.copy()
    part[2] = place[1] + (1 - share) * (place[2] - place[1])
    part[3] = place[0] + (1 - share) * (place[3] - place[0])
    assert farthest(add_panels(lab, part[None], NO_PRINT)[0], part) < 0.1
    assert farthest(add_panels(lab, part[None], prints)[0], place) < 3


def halves(place: np.ndarray, share: float) -> list[np.ndarray]:
    """A quad cut in two across its longer sides."""
    top = place[0] + share * (place[1] - place[0])
    bottom = place[3] + share * (place[2] - place[3])
    return [
        np.array([place[0], top, bottom, place[3]]),
        np.array([top, place[1], place[2], bottom]),
    ]


@pytest.mark.parametrize("kept", [[1, 2], [1], [2]])
def test_halves_of_a_card_are_one_card(kept: list[int]) -> None:
    card = draw_card()
    card[:, 460:] = (90, 40, 20)
    place = quad((360, 270), 420, angle_deg=3)
    lab = scene_of([card], [place], TABLES["pale"])
    quads = np.array([place, *halves(place, 460 / 1020)])
    assert join_panels(lab, quads, np.array([1.0, 2.0, 2.0]), NO_PRINT, kept) == [0]


def test_cards_that_touch_are_not_halves_of_one() -> None:
    above, below = (quad((360, y), 300, angle_deg=0) for y in (170, 170 + 300 * 660 / 1020))
    lab = scene_of([card_of(PAPERS[0]), card_of(PAPERS[1])], [above, below], TABLES["wood"])
    both = np.array([above[0], above[1], below[2], below[3]])
    stretched = both.copy()
    stretched[[1, 2], 0] -= 30  # seen from the side, two cards have the shape of one
    for whole in (both, stretched):
        quads = np.array([whole, above, below])
        assert join_panels(lab, quads, np.array([1.0, 2.0, 2.0]), NO_PRINT, [1, 2]) == [1, 2]


def test_the_shadow_beside_a_card_is_no_half_of_it() -> None:
    place = quad((360, 270), 420, angle_deg=3)
    lab = scene_of([card_of(PAPER)], [place], TABLES["wood"])
    shadow = place + 0.12 * (place[3] - place[0]) * np.array([0, 0, 1, 1])[:, None]
    cv2.fillPoly(lab, [np.array([*place[[3, 2]], *shadow[[2, 3]]], np.int32)], (40, 130, 140))
    quads = np.array([shadow, place])
    assert join_panels(lab, quads, np.array([1.0, 2.0]), NO_PRINT, [1]) == [1]
