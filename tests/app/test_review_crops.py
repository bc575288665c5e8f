"""Every value's crop shows its line and no other, however the card lies on the photo."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.app.crops import CardPicture
from cardscan.model import Box, Pixels
from tests.review_cards import HEIGHT_PX, klara, line_box, turned


def decoded(png: bytes | None) -> Pixels:
    assert png is not None
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), np.uint8)


@settings(deadline=None, max_examples=60)
@given(
    angle_deg=st.floats(-180, 180).filter(lambda a: abs(abs(a) % 90 - 45) > 2),
    perspective=st.floats(-1e-4, 1e-4),
)
def test_a_crop_is_tight_around_its_line(angle_deg: float, perspective: float) -> None:
    scan = klara(to_photo=turned(angle_deg, perspective=perspective))
    picture = CardPicture.of(scan)
    assert picture is not None
    assert scan.contact is not None
    for row, value in enumerate(scan.contact.values):
        crop = decoded(picture.crop(value.boxes))
        line = line_box(row)
        assert line.height < crop.shape[0] < 2.2 * line.height
        assert line.width < crop.shape[1] < 1.2 * line.width
        height, width = crop.shape[:2]
        behind_text = crop[int(0.4 * height) : int(0.6 * height), int(0.6 * width) : -90]
        assert abs(int(np.median(behind_text)) - 40 * row) < 6, "the grey of another row"


@pytest.mark.parametrize("angle_deg", [45.0, -135.0, 45.3])
def test_a_card_at_45_degrees_still_shows_its_line(angle_deg: float) -> None:
    scan = klara(to_photo=turned(angle_deg))
    picture = CardPicture.of(scan)
    assert picture is not None
    assert scan.contact is not None
    assert picture.readings(scan.contact.values[0].boxes) == (
        ("Klara Beispicl",),
        ("Klara Beispiel",),
    )
    assert picture.crop(scan.contact.values[0].boxes) is not None


def test_readings_are_cut_to_the_words_of_the_value() -> None:
    scan = klara()
    picture = CardPicture.of(scan)
    assert picture is not None
    line = line_box(1)
    word = Box(line.left + 0.6 * line.width, line.top, line.right, line.bottom)
    (value_box,) = scan.contact.organizations[0].boxes  # type: ignore[union-attr]
    shift_x, shift_y = value_box.left - line.left, value_box.top - line.top
    moved = Box(
        word.left + shift_x, word.top + shift_y, word.right + shift_x, word.bottom + shift_y
    )
    assert picture.readings([moved]) == (("Werke GmbH",),)


@pytest.mark.parametrize(
    "box", [Box(-500, -500, -400, -450), Box(2000, 1500 + HEIGHT_PX + 500, 2100, 2900)]
)
def test_a_box_off_the_card_has_no_crop(box: Box) -> None:
    picture = CardPicture.of(klara())
    assert picture is not None
    assert picture.crop([box]) is None
    assert picture.readings([box]) == ()


def test_a_scan_without_a_usable_picture_has_none() -> None:
    scan = klara()
    assert CardPicture.of(replace(scan, picture=None)) is None
    assert CardPicture.of(replace(scan, picture=b"\xff\xd8 torn")) is None
    assert CardPicture.of(replace(scan, corners=None)) is None
    assert CardPicture.of(replace(scan, corners=((1.0, 1.0),) * 4)) is None  # type: ignore[arg-type]
