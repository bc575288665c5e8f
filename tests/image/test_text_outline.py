"""Cards whose edges cannot be seen are outlined by their words."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from cardscan.image import find_cards
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
