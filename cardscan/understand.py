"""A scan understood anew without its photo: from what was read, or from its card's picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from cardscan.extract import extract
from cardscan.image import CardFrame
from cardscan.model import (
    Card,
    CardText,
    Code,
    Outcome,
    Outline,
    OutlineKind,
    Photo,
    Pixels,
    Scan,
    TextLine,
    map_values,
    transform_box,
)
from cardscan.pipeline import judge, to_scan, understand
from cardscan.read import Reader, read_cards

__all__ = ["letters_read", "read_again", "understand_again"]

_NO_PIXELS = np.empty((0, 0, 3), np.uint8)
_FEWEST_LETTERS = 2
_HALF_SURE = 0.5


def understand_again(scan: Scan, *, region: str | None) -> Scan:
    """The scan with the contact that its readings give with another default region.

    A scan that keeps no picture of its card, as where there is none, stays as it is.
    """
    flat = _flat(scan)
    if flat is None:
        return scan
    pixels, frame = flat
    height, width = pixels.shape[:2]
    lines = tuple(_on_card(line, frame) for line in scan.lines)
    codes = tuple(Code(c.format, c.text, frame.on_card(c.box)) for c in scan.codes)
    text = CardText(lines, width, height, codes)
    contact = extract(text, region=region)
    outcome = judge(text, contact, scan.remarks)
    seen = outcome in (Outcome.OK, Outcome.DOUBTFUL)
    moved = map_values(
        contact,
        lambda v: replace(v, boxes=tuple(transform_box(b, frame.to_photo) for b in v.boxes)),
    )
    return replace(scan, outcome=outcome, contact=moved if seen else None)


def read_again(scan: Scan, readers: Sequence[Reader], *, region: str | None) -> Scan | None:
    """The scan as its card's picture reads now; None without a picture.

    The way up that the picture is now is tried first, the others where that is
    not legible. Boxes are in pixels of the photo, like those of the first reading.
    """
    flat = _flat(scan)
    if flat is None or scan.corners is None:
        return None
    pixels, frame = flat
    card = Card(Outline(scan.corners, 0.0, OutlineKind.EDGES), pixels, frame.to_photo)
    (read,) = read_cards([card], readers)
    photo = Photo(scan.source, scan.sha256, _NO_PIXELS, scan.page)
    trace = replace(understand(photo, read, region=region), number=scan.card)
    return to_scan(trace, "+".join(reader.name for reader in readers))


def letters_read(lines: Sequence[TextLine]) -> float:
    """How many letters of some lines were read for sure: crumbs say nothing of the way up."""
    words = [word for line in lines for reading in line.readings[:1] for word in reading.words]
    return sum(
        word.confidence * len(word.text)
        for word in words
        if word.confidence > _HALF_SURE and sum(map(str.isalnum, word.text)) >= _FEWEST_LETTERS
    )


def _flat(scan: Scan) -> tuple[Pixels, CardFrame] | None:
    """The picture of a scan's card and how it lies on its photo; None where one is missing."""
    if not scan.picture or scan.corners is None:
        return None
    pixels = cv2.imdecode(np.frombuffer(scan.picture, dtype=np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        return None
    height, width = pixels.shape[:2]
    frame = CardFrame.of(scan.corners, width, height)
    return None if frame is None else (np.asarray(pixels, np.uint8), frame)


def _on_card(line: TextLine, frame: CardFrame) -> TextLine:
    readings = tuple(
        replace(
            reading,
            words=tuple(replace(word, box=frame.on_card(word.box)) for word in reading.words),
        )
        for reading in line.readings
    )
    icons = tuple(replace(icon, box=frame.on_card(icon.box)) for icon in line.icons)
    return replace(line, box=frame.on_card(line.box), readings=readings, icons=icons)
