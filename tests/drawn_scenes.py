"""Scenes drawn for tests: cards laid on tables, and how well an outline fits one."""

from __future__ import annotations

import cv2
import numpy as np

from cardscan.model import Outline, Photo

PAPER = (245, 248, 250)
INK = (40, 35, 30)
LINES = (
    ("Marta Beispiel", 1.5),
    ("Head of Examples", 0.9),
    ("Example Works Ltd", 0.9),
    ("Sample Street 12, 1010 Vienna", 0.8),
    ("+43 1 234 56 78", 0.8),
    ("m.beispiel@example.com", 0.8),
    ("www.example.com", 0.8),
)


def photo_of(pixels: np.ndarray) -> Photo:
    return Photo(source="drawn", sha256="", pixels=pixels)


def draw_card(*, paper=PAPER, ink=INK, width: int = 1020, height: int = 660) -> np.ndarray:
    card = np.full((height, width, 3), paper, np.uint8)
    y = 120
    for text, size in LINES:
        cv2.putText(card, text, (80, y), cv2.FONT_HERSHEY_SIMPLEX, size, ink, 2, cv2.LINE_AA)
        y += int(70 * max(size, 0.95))
    return card


def with_panel(card: np.ndarray) -> np.ndarray:
    """The card with a dark panel with print on its right and a logo with print above."""
    height, width = card.shape[:2]
    cv2.rectangle(card, (int(width * 0.68), 0), (width, height), (120, 60, 20), -1)
    at = (int(width * 0.71), height // 2)
    cv2.putText(card, "Since 1899", at, cv2.FONT_HERSHEY_SIMPLEX, 1.3, PAPER, 3, cv2.LINE_AA)
    cv2.rectangle(card, (int(width * 0.46), 40), (int(width * 0.64), 160), (30, 30, 180), -1)
    at = (int(width * 0.48), 115)
    cv2.putText(card, "LOGO", at, cv2.FONT_HERSHEY_SIMPLEX, 1.8, PAPER, 4, cv2.LINE_AA)
    return card


def two_tone() -> np.ndarray:
    card = draw_card()
    card[500:] = (110, 50, 30)
    at = (80, 600)
    cv2.putText(card, "www.example.com", at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, PAPER, 2, cv2.LINE_AA)
    return card


def table(kind: str, *, size: tuple[int, int] = (2000, 1500), seed: int = 3) -> np.ndarray:
    width, height = size
    random = np.random.default_rng(seed)
    base = {"wood": (90, 140, 190), "dark": (32, 30, 28), "cloth": (120, 90, 70),
            "light": (205, 210, 214), "print": (215, 220, 222)}[kind]  # fmt: skip
    rough = random.normal(0, 1, (height, width)).astype(np.float32)
    blur = {"wood": (60, 1.5), "cloth": (1, 1)}.get(kind, (40, 40))
    grain = cv2.GaussianBlur(rough, (0, 0), sigmaX=blur[0], sigmaY=blur[1])
    grain *= {"wood": 14, "cloth": 12}.get(kind, 3) / grain.std()
    pixels = np.float32(base) + grain[..., None] + random.normal(0, 2, (height, width, 3))
    pixels = np.clip(pixels, 0, 255).astype(np.uint8)
    if kind == "print":
        words = "harbour bridge delayed again the voyage of letters "
        for row in range(20, height + 20, 26):
            text = words[row % 17 :] + words * 4
            at = (-(row * 7 % 90), row)
            cv2.putText(pixels, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.6, INK, 1, cv2.LINE_AA)
        cv2.rectangle(pixels, (60, 900), (760, 1400), (90, 90, 95), -1)
    return pixels


def quad(center, width: float, *, ratio: float = 1020 / 660, angle_deg: float, lean: float = 0.0):
    """Corners of a card, leaning back by ``lean`` (its far side is that much shorter)."""
    x, y = width / 2, width / ratio / 2
    corners = np.array([(-x * (1 - lean), -y), (x * (1 - lean), -y), (x, y), (-x, y)])
    a = np.radians(angle_deg)
    turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return corners @ turn + np.array(center)


def lay(scene: np.ndarray, card: np.ndarray, corners: np.ndarray) -> None:
    """Draws the card into the scene, with a soft shadow."""
    height, width = card.shape[:2]
    frame = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(frame, corners.astype(np.float32))
    size = (scene.shape[1], scene.shape[0])
    mask = cv2.warpPerspective(np.full((height, width), 1, np.float32), matrix, size)
    shadow = cv2.GaussianBlur(np.roll(mask, (5, 5), (0, 1)), (0, 0), 6) * 0.25 * (1 - mask)
    flat = cv2.warpPerspective(card, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    mixed = scene * (1 - shadow[..., None]) * (1 - mask[..., None]) + flat * mask[..., None]
    scene[:] = np.clip(mixed, 0, 255)


def iou(one, other, shape) -> float:
    frame = np.array([(0, 0), (shape[1], 0), (shape[1], shape[0]), (0, shape[0])], np.float32)
    one, other = (
        cv2.intersectConvexConvex(np.array(q, np.float32), frame)[1] for q in (one, other)
    )
    shared = cv2.intersectConvexConvex(one, other)[0]
    return shared / (cv2.contourArea(one) + cv2.contourArea(other) - shared)


def assert_found(found: tuple[Outline, ...], truths: list, shape, *, least: float = 0.9) -> None:
    assert len(found) == len(truths)
    for truth in truths:
        assert max(iou(truth, outline.corners, shape) for outline in found) > least
