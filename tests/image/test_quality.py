"""What is said of cards that cannot be read well, and that nothing is said of good ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from cardscan.image import judge_quality
from cardscan.model import Card, Outline, OutlineKind


def card_of(pixels: np.ndarray) -> Card:
    corners = ((0.0, 0.0), (1200.0, 0.0), (1200.0, 760.0), (0.0, 760.0))
    return Card(Outline(corners, 1.0, OutlineKind.EDGES), pixels, np.eye(3))


def drawn(*, paper: int = 225, ink: int = 30) -> np.ndarray:
    pixels = np.full((760, 1200, 3), paper, np.uint8)
    for row in range(7):
        at = (90, 130 + row * 90)
        cv2.putText(pixels, "Marta Beispiel +43 1 234 56 78", at, cv2.FONT_HERSHEY_SIMPLEX, 1.1,
                    (ink,) * 3, 2, cv2.LINE_AA)  # fmt: skip
    return pixels


def with_glare(pixels: np.ndarray, center: tuple[int, int], *, radius: int = 130) -> np.ndarray:
    light = np.zeros(pixels.shape[:2], np.float32)
    cv2.circle(light, center, radius, 1.0, -1)
    light = cv2.GaussianBlur(light, (0, 0), 50)[..., None]
    return np.clip(pixels + 320 * light, 0, 255).astype(np.uint8)


def with_panel(pixels: np.ndarray) -> np.ndarray:
    cv2.rectangle(pixels, (700, 0), (1200, 400), (255, 255, 255), -1)
    return pixels


@pytest.mark.parametrize(
    ("pixels", "remarks"),
    [
        (drawn(), ()),
        (drawn(paper=255), ()),
        (drawn(paper=40, ink=220), ()),
        (drawn(paper=120, ink=90), ()),
        (cv2.GaussianBlur(drawn(), (0, 0), 1.5), ()),
        (cv2.GaussianBlur(drawn(), (0, 0), 7), ("blurred",)),
        (drawn(paper=22, ink=4), ("very dark",)),
        (drawn(paper=128, ink=120), ("hardly any contrast",)),
        (with_glare(drawn(paper=170), (250, 600)), ("glare over the lower left",)),
        (with_glare(drawn(paper=170), (1000, 120)), ("glare over the upper right",)),
        (with_glare(drawn(paper=170), (600, 380)), ("glare over the middle",)),
        (with_panel(drawn(paper=170)), ()),
    ],
)  # fmt: skip
def test_remarks(pixels: np.ndarray, remarks: tuple[str, ...]) -> None:
    assert judge_quality(card_of(pixels)) == remarks


@pytest.mark.parametrize("shape", [(1, 1), (3, 1200), (760, 2)])
@pytest.mark.parametrize("value", [0, 130, 255])
def test_any_card_is_judged(shape: tuple[int, int], value: int) -> None:
    judge_quality(card_of(np.full((*shape, 3), value, np.uint8)))
