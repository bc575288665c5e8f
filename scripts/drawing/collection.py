"""Which pictures make a set: the curated mix, and random ones without end."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2

from . import files
from .flats import CardWish, Flat, draw_back, draw_flat, set_text
from .pictures import Drawn, PhotoWish, empty_table, flatbed, photograph, turned
from .scanner import ScanBed

MOST_PHOTO_BYTES = 520_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One file of a set. ``cards`` are wishes; ``photo`` or ``bed`` says how they are taken."""

    kind: str
    cards: tuple[CardWish, ...] = ()
    photo: PhotoWish | None = None
    bed: ScanBed | None = None
    suffix: str = "jpg"
    exif_turn: int = 0
    quarter_turns: int = 0
    back: str = ""  # "logo" or "data": the next file (or page) shows the back
    truncated: bool = False
    note: str = ""


def _name(index: int, shot: Shot) -> str:
    words = [f"{index:03d}", shot.kind]
    if shot.photo:
        words += [shot.photo.surface, *([shot.photo.flaw] if shot.photo.flaw else [])]
    return "-".join(words) + f".{shot.suffix}"


def _take(shot: Shot, flats: list[Flat], rng: random.Random, sides: tuple[str, ...] = ()) -> Drawn:
    if shot.photo is not None:
        drawn = photograph(flats, shot.photo, rng, sides) if flats else empty_table(shot.photo, rng)
        return turned(drawn, shot.quarter_turns)
    assert shot.bed is not None
    return flatbed(flats, shot.bed, rng, sides)


def _store(path: Path, shot: Shot, drawn: Drawn) -> None:
    if shot.suffix == "heic":
        files.save_heic(path, drawn.pixels)
    elif shot.suffix == "webp":
        files.save_webp(path, drawn.pixels)
    else:
        quality = 74 if shot.photo else 82
        data = files.jpeg_bytes(drawn.pixels, MOST_PHOTO_BYTES, quality, shot.exif_turn)
        path.write_bytes(data[: len(data) * 7 // 10] if shot.truncated else data)


def _paged(folder: Path, name: str, shot: Shot, rng: random.Random) -> list[dict[str, Any]]:
    """A TIFF with a card a page, or a PDF with a front and a back."""
    assert shot.bed is not None
    flats = [draw_flat(wish, rng) for wish in shot.cards]
    fronts = len(flats)
    if shot.back:
        flats.append(draw_back(flats[0], None, rng))
    drawn = [flatbed([flat], shot.bed, rng) for flat in flats]
    save = files.save_pdf if shot.suffix == "pdf" else files.save_tiff
    save(folder / name, [d.pixels for d in drawn], shot.bed.dpi)
    cards = []
    for page, picture in enumerate(drawn[:fronts]):
        side = "front" if shot.back else "only"
        cards.append({**picture.cards[0], "side": side, "page": page})
    return [
        {"file": name, "kind": shot.kind, "dpi": shot.bed.dpi, "pages": len(drawn), "cards": cards}
    ]


def _front_and_back(
    folder: Path, name: str, shot: Shot, rng: random.Random
) -> list[dict[str, Any]]:
    """Two files: the front bears the whole truth, the back none."""
    flat = draw_flat(shot.cards[0], rng)
    second = None
    if shot.back == "data":
        second = replace(
            flat.text,
            name=None,
            titles=(),
            department=None,
            phones=(),
            emails=(),
            social=(),
            slogan=None,
        )
        flat = draw_flat_without_firm(flat, shot.cards[0], rng)
        full = replace(
            flat.text,
            organization=second.organization,
            addresses=second.addresses,
            urls=second.urls,
            logo=second.logo,
        )
    else:
        full = flat.text
    back = draw_back(flat, second, rng)
    pictures = [_take(shot, [f], rng, (side,)) for f, side in ((flat, "front"), (back, "back"))]
    truth = {**full.to_truth("front"), "corners": pictures[0].cards[0]["corners"]}
    rows = []
    for side, drawn in zip(("front", "back"), pictures, strict=True):
        file = name.replace(shot.kind, f"{shot.kind}-{side}", 1)
        _store(folder / file, shot, drawn)
        kind = "front-back" if side == "front" else "back"
        rows.append({"file": file, "kind": kind, "cards": [truth] if side == "front" else []})
    rows[1]["back_corners"] = pictures[1].cards[0]["corners"]
    rows[1]["notes"] = f"The back of {rows[0]['file']}; its values are in that file's truth."
    return rows


def draw_flat_without_firm(flat: Flat, wish: CardWish, rng: random.Random) -> Flat:
    """The front of a card whose firm stands on the back: the person and the numbers alone."""
    text = replace(flat.text, organization=None, addresses=(), urls=(), small_print=(), services=())
    return set_text(text, replace(wish, layout="spare"), rng)


def _shoot(folder: Path, index: int, shot: Shot, seed: int) -> list[dict[str, Any]]:
    """Draws one shot into the folder; returns its rows of truth."""
    cv2.setNumThreads(1)
    rng = random.Random(f"{seed}/{index}/{shot.kind}")
    name = _name(index, shot)
    if shot.suffix in ("tif", "pdf"):
        return _paged(folder, name, shot, rng)
    if shot.back:
        return _front_and_back(folder, name, shot, rng)
    flats = [draw_flat(wish, rng) for wish in shot.cards]
    drawn = _take(shot, flats, rng)
    _store(folder / name, shot, drawn)
    row: dict[str, Any] = {"file": name, "kind": shot.kind, "cards": list(drawn.cards)}
    if shot.truncated:  # what stands low on the card is gone
        row["cards"] = [
            {**c, "unsure": ["phones", "emails", "urls", "addresses"]} for c in drawn.cards
        ]
    if shot.note:
        row["notes"] = shot.note
    return [row]


def shoot(job: tuple[Path, int, Shot, int]) -> list[dict[str, Any]]:
    """`_shoot` for a pool of processes."""
    return _shoot(*job)


def write_truth(folder: Path, rows: list[dict[str, Any]]) -> None:
    """``truth.json``, one picture a block."""
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
