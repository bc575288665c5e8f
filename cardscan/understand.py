"""A scan understood anew from what was read, without its photo."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from cardscan.extract import extract
from cardscan.image import CardFrame
from cardscan.model import CardText, Code, Outcome, Scan, TextLine, map_values, transform_box
from cardscan.pipeline import judge

__all__ = ["understand_again"]


def understand_again(scan: Scan, *, region: str | None) -> Scan:
    """The scan with the contact that its readings give with another default region.

    A scan that keeps no picture of its card, as where there is none, stays as it is.
    """
    if not scan.picture or scan.corners is None:
        return scan
    pixels = cv2.imdecode(np.frombuffer(scan.picture, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    if pixels is None:
        return scan
    height, width = pixels.shape[:2]
    frame = CardFrame.of(scan.corners, width, height)
    if frame is None:
        return scan
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
