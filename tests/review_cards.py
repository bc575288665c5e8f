"""Doubtful cards as a reader would leave them, drawn on photos at any angle."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cardscan.library import Library, Recipe
from cardscan.model import (
    Box,
    Contact,
    Corners,
    Email,
    Matrix,
    Name,
    Outcome,
    Phone,
    PhoneKind,
    Reading,
    Scan,
    Text,
    TextLine,
    Word,
    map_values,
    transform_box,
    transform_points,
)

WIDTH_PX, HEIGHT_PX = 1200, 760
RECIPE = Recipe.of("drawn", "1")


def line_box(row: int) -> Box:
    """Where a row of print stands on the flattened card."""
    top = 80.0 + 130 * row
    return Box(90.0, top, 1000.0, top + 56)


def words_at(text: str, box: Box) -> tuple[Word, ...]:
    """The words of a line, each as wide as its share of the letters."""
    step, at, words = box.width / max(1, len(text)), box.left, []
    for word in text.split(" "):
        right = at + step * len(word)
        words.append(Word(word, 0.9, Box(at, box.top, right, box.bottom)))
        at = right + step
    return tuple(words)


def drawn_picture(rows: Sequence[str]) -> bytes:
    """The flattened card as JPEG, each row in a grey of its own."""
    card = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), "white")
    draw = ImageDraw.Draw(card)
    for row, text in enumerate(rows):
        box = line_box(row)
        shade = 40 * row
        draw.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill=(shade,) * 3)
        draw.text((box.left, box.top), text, "white", font=ImageFont.load_default(40))
    pixels = cv2.cvtColor(np.array(card), cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", pixels)[1].tobytes())


def turned(angle_deg: float, *, perspective: float = 0.0) -> Matrix:
    """From pixels of the card to those of a photo on which it lies at an angle."""
    angle = np.deg2rad(angle_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin, 2000.0], [sin, cos, 1500.0], [0.0, 0.0, 1.0]])
    tilt = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [perspective, perspective / 2, 1.0]])
    return np.asarray(turn @ tilt, dtype=np.float64)


def corners_of(to_photo: Matrix) -> Corners:
    whole = ((0.0, 0.0), (WIDTH_PX, 0.0), (WIDTH_PX, HEIGHT_PX), (0.0, HEIGHT_PX))
    first, second, third, fourth = transform_points(whole, to_photo)
    return first, second, third, fourth


def doubtful_card(
    contact: Contact,
    rows: Sequence[Sequence[str]],
    *,
    to_photo: Matrix | None = None,
    number: int = 0,
    event: str | None = None,
) -> Scan:
    """A scan; ``rows`` are the readings of each line, boxes of ``contact`` are on the card."""
    to_photo = turned(0) if to_photo is None else to_photo
    lines = []
    for row, texts in enumerate(rows):
        box = line_box(row)
        readings = tuple(
            Reading(
                tuple(replace(w, box=transform_box(w.box, to_photo)) for w in words_at(text, box)),
                f"reader {rank}",
            )
            for rank, text in enumerate(texts)
        )
        lines.append(TextLine(transform_box(box, to_photo), readings))
    moved = map_values(
        contact,
        lambda v: replace(v, boxes=tuple(transform_box(b, to_photo) for b in v.boxes)),
    )
    return Scan(
        source=f"photos/card-{number}.jpg",
        sha256=hashlib.sha256(b"card %d" % number).hexdigest(),
        outcome=Outcome.DOUBTFUL,
        corners=corners_of(to_photo),
        contact=moved,
        lines=tuple(lines),
        event=event,
        picture=drawn_picture([texts[0] for texts in rows]),
    )


def klara(number: int = 0, **changes: object) -> Scan:
    """Three values in doubt: name (with another reading), mobile number and e-mail."""
    contact = Contact(
        name=Name(
            value="Klara Beispicl",
            given="Klara",
            family="Beispicl",
            confidence=0.7,
            boxes=(line_box(0),),
        ),
        organizations=(
            Text(value="Mustermann Werke GmbH", sure=True, confidence=0.99, boxes=(line_box(1),)),
        ),
        phones=(
            Phone(
                value=f"+4366412345{number:02}",
                printed=f"0664 12345{number:02}",
                kind=PhoneKind.CELL,
                confidence=0.8,
                boxes=(line_box(2),),
            ),
        ),
        emails=(
            Email(value=f"k{number}@mustermann.example", confidence=0.6, boxes=(line_box(3),)),
        ),
    )
    rows = (
        ("Klara Beispicl", "Klara Beispiel"),
        ("Mustermann Werke GmbH",),
        (f"0664 12345{number:02}", f"0664 12345{number + 50:02}"),
        (f"k{number}@mustermann.example",),
    )
    return doubtful_card(contact, rows, number=number, **changes)  # type: ignore[arg-type]


def keep(path: Path, scans: Sequence[Scan]) -> Path:
    """A library that holds some scans."""
    with Library.open(path) as library:
        for scan in scans:
            library.remember(scan.sha256, RECIPE, [scan])
    return path
