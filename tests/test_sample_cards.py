"""The sample cards are complete, honest about what they show, and can be drawn again."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "sample_cards"
SCRIPT = ROOT / "scripts" / "make_sample_cards"
MOST_BYTES = 25_000_000
COUNTRIES = {
    "DE",
    "AT",
    "CH",
    "GB",
    "US",
    "FR",
    "IT",
    "ES",
    "NL",
    "PL",
    "CZ",
    "SE",
    "NO",
    "DK",
    "FI",
    "TR",
    "IN",
}
KINDS = {"scan", "photo", "stack", "front-back", "back", "qr", "pdf", "tiff", "none", "broken"}


@pytest.fixture(scope="module")
def pictures() -> list[dict[str, Any]]:
    """The truth file's rows."""
    rows: list[dict[str, Any]] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    return rows


def cards_of(pictures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [card for picture in pictures for card in picture["cards"]]


def test_there_are_enough_pictures_and_cards(pictures: list[dict[str, Any]]) -> None:
    assert len(pictures) >= 40
    assert len(cards_of(pictures)) >= 60


def test_every_kind_country_and_file_format_is_there(pictures: list[dict[str, Any]]) -> None:
    places = {a["country"] for card in cards_of(pictures) for a in card["addresses"]}
    suffixes = {Path(picture["file"]).suffix for picture in pictures}
    assert places >= COUNTRIES
    assert {picture["kind"] for picture in pictures} >= KINDS
    assert {".jpg", ".heic", ".webp", ".tif", ".pdf"} <= suffixes


def test_stacks_hold_two_to_nine_cards(pictures: list[dict[str, Any]]) -> None:
    sizes = {len(p["cards"]) for p in pictures if p["kind"] == "stack"}
    assert min(sizes) == 2
    assert max(sizes) == 9


def test_every_file_is_there_and_the_folder_is_small(pictures: list[dict[str, Any]]) -> None:
    named = {picture["file"] for picture in pictures} | {"truth.json"}
    found = {path.name for path in FOLDER.iterdir()}
    assert named <= found
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MOST_BYTES


def test_corners_lie_in_the_upright_picture(pictures: list[dict[str, Any]]) -> None:
    for picture in pictures:
        if Path(picture["file"]).suffix not in (".jpg", ".webp"):
            continue
        with Image.open(FOLDER / picture["file"]) as opened:
            turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            width, height = reversed(opened.size) if turned else opened.size
        for card in picture["cards"]:
            assert len(card["corners"]) == 4
            assert all(
                -8 <= x <= width + 8 and -8 <= y <= height + 8 for x, y in card["corners"]
            ), picture["file"]


def test_corners_run_clockwise(pictures: list[dict[str, Any]]) -> None:
    for card in cards_of(pictures):
        points = card["corners"]
        area = sum(
            a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True)
        )
        assert area > 0


def test_numbers_are_possible_and_most_are_valid(pictures: list[dict[str, Any]]) -> None:
    numbers = [phonenumbers.parse(p["e164"]) for card in cards_of(pictures) for p in card["phones"]]
    assert all(phonenumbers.is_possible_number(number) for number in numbers)
    assert sum(map(phonenumbers.is_valid_number, numbers)) > 0.8 * len(numbers)


def test_printed_digits_are_the_dialled_ones(pictures: list[dict[str, Any]]) -> None:
    for card in cards_of(pictures):
        for phone in card["phones"]:
            digits = "".join(c for c in phone["printed"].split(" ext")[0] if c.isdigit())
            assert digits[-4:] == phone["e164"][-4:] or phone["ext"]


def test_a_picture_turned_by_exif_is_upright_only_after_exif(
    pictures: list[dict[str, Any]],
) -> None:
    orientations = set()
    for picture in pictures:
        if picture["file"].endswith(".jpg") and picture["kind"] != "broken":
            with Image.open(FOLDER / picture["file"]) as opened:
                orientations.add(opened.getexif().get(0x0112, 1))
    assert {3, 6, 8} & orientations


def test_the_broken_file_ends_early(pictures: list[dict[str, Any]]) -> None:
    broken = next(p for p in pictures if p["kind"] == "broken")
    with pytest.raises(OSError, match="truncated"), Image.open(FOLDER / broken["file"]) as opened:
        ImageOps.exif_transpose(opened).load()


def _drawn(folder: Path) -> dict[str, str]:
    command = [
        sys.executable,
        str(SCRIPT),
        "--seed",
        "3",
        "--pictures",
        "2",
        "--single",
        "--jobs",
        "1",
        "--out",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 3:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


@pytest.mark.skipif(
    importlib.util.find_spec("zxingcpp") is None, reason="zxing-cpp draws the codes"
)
def test_the_same_seed_draws_the_same_pictures(tmp_path: Path) -> None:
    first, second = _drawn(tmp_path / "a"), _drawn(tmp_path / "b")
    assert first == second
    assert len(first) == 3
