"""Cards whose edges cannot be seen are outlined by their words."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from cardscan.image import find_cards
from cardscan.image.print_groups import LEAST_LETTERS, group_print
from cardscan.image.print_map import map_print
from cardscan.model import OutlineKind
from tests.drawn import draw_card as typeset_card
from tests.drawn_scenes import draw_card, iou, lay, photo_of, quad, table


def lay_without_edges(scene: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Prints the words of a card on the table itself; returns where their centres lie."""
    card = np.asarray(typeset_card().convert("RGB"))[155:785, 175:1215]
    height, width = card.shape[:2]
    frame = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(frame, corners.astype(np.float32))
    size = (scene.shape[1], scene.shape[0])
    flat = cv2.warpPerspective(card, matrix, size, borderValue=(255, 255, 255))
    scene[:] = (scene.astype(np.float32) * (flat / 255.0)).astype(np.uint8)
    return np.argwhere(flat[:, :, 0] < 100)[:, ::-1].astype(np.float64)


@pytest.mark.parametrize("angle_deg", [-31, -8, 0, 12, 90])
@pytest.mark.parametrize("kind", ["cloth", "wood"])
def test_words_without_edges_are_boxed_along_their_lines(kind: str, angle_deg: float) -> None:
    scene = table(kind)
    ink = lay_without_edges(scene, quad((1000, 740), 1500, angle_deg=angle_deg))
    (found,) = find_cards(photo_of(scene))
    assert found.kind is OutlineKind.TEXT
    corners = np.array(found.corners, np.float32)
    inside = [cv2.pointPolygonTest(corners, (float(x), float(y)), False) for x, y in ink[::50]]
    assert np.mean(np.array(inside) >= 0) > 0.9
    tight = cv2.minAreaRect(ink.astype(np.float32))
    assert cv2.contourArea(corners) < 2.6 * tight[1][0] * tight[1][1]
    side = corners[1] - corners[0]
    lean = (np.degrees(np.arctan2(side[1], side[0])) - angle_deg + 45) % 90 - 45
    assert abs(lean) < 3


def test_words_beside_a_card_are_one_more_card() -> None:
    scene = table("cloth")
    card = quad((560, 400), 1000, angle_deg=3)
    lay(scene, draw_card(paper=(60, 40, 20), ink=(245, 248, 250)), card)
    lay_without_edges(scene, quad((1300, 1050), 1000, angle_deg=-6))
    by_kind = {outline.kind: outline for outline in find_cards(photo_of(scene))}
    assert set(by_kind) == {OutlineKind.EDGES, OutlineKind.TEXT}
    assert iou(card, by_kind[OutlineKind.EDGES].corners, scene.shape) > 0.9


def test_a_newspaper_is_no_card() -> None:
    assert find_cards(photo_of(table("print", seed=9))) == ()


def test_a_word_or_two_are_no_card() -> None:
    scene = table("light")
    cv2.putText(scene, "Fragile", (700, 700), cv2.FONT_HERSHEY_SIMPLEX, 2, (40, 35, 30), 4)
    assert find_cards(photo_of(scene)) == ()


def book_with_card(place: np.ndarray) -> np.ndarray:
    """An open book with lines of text from side to side, and a card as white as its page."""
    scene = np.full((1500, 2000, 3), 244, np.uint8)
    text = "the harbour bridge was delayed again and so were the letters" * 2
    for row in range(40, 1500, 110):
        at = (-(row * 7 % 130), row)
        cv2.putText(scene, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.6, (70,) * 3, 3, cv2.LINE_AA)
    card = np.asarray(typeset_card().convert("RGB"))[155:785, 175:1215]
    lay(scene, np.clip(card, 0, 246), place)
    return scene


@pytest.mark.parametrize("angle_deg", [-75, -35, 88])
def test_a_card_on_the_page_of_a_book_is_told_by_its_print(angle_deg: float) -> None:
    place = quad((1000, 750), 1300, angle_deg=angle_deg)
    scene = book_with_card(place)
    (found,) = find_cards(photo_of(scene))
    corners = np.array(found.corners, np.float32)
    on_card = np.zeros(scene.shape[:2], np.uint8)
    inner = quad((1000, 750), 1250, angle_deg=angle_deg)
    cv2.fillConvexPoly(on_card, inner.astype(np.int32), 1)
    ink = np.argwhere((scene[:, :, 0] < 100) & (on_card > 0))[::50, ::-1]
    inside = [cv2.pointPolygonTest(corners, (float(x), float(y)), False) >= 0 for x, y in ink]
    assert np.mean(inside) > 0.95
    assert cv2.contourArea(corners) < 1.3 * cv2.contourArea(place.astype(np.float32))


def test_print_that_is_turned_is_a_group_of_its_own() -> None:
    place = quad((1000, 750), 1300, angle_deg=60)
    scene = book_with_card(place)
    prints = map_print(cv2.cvtColor(scene[::2, ::2], cv2.COLOR_BGR2GRAY))
    on_card = prints.inside(place[None] / 2)[0]
    groups = [g for g in group_print(prints) if len(g) >= LEAST_LETTERS]
    own = [g for g in groups if on_card[g].mean() > 0.9]
    assert len(own) == 1
    assert on_card[own[0]].sum() > 0.8 * on_card.sum()
    assert all(on_card[g].mean() < 0.1 for g in groups if g is not own[0])
