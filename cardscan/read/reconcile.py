"""Rival readings of one line, put in order: the likeliest first, none thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.model import Line, Reading, TextLine
from cardscan.read.validity import count_valid

__all__ = ["reconcile"]

# On 78 real scans the neural recognizer was right in two of three lines on
# which the two readers differ (READING.md, step 13).
RELIABILITY = {"rapidocr": 0.12}


def reconcile(line: Line, readings: Sequence[Reading]) -> TextLine:
    """One line of text from all readings of it, the likeliest first.

    Values that obey their grammar (an e-mail address, a number, a web address)
    come before agreement, and agreement before a single reader's confidence.
    """
    ranked = sorted(
        (reading for reading in readings if reading.words),
        key=lambda reading: _score(reading, readings),
        reverse=True,
    )
    return TextLine(
        box=line.box,
        readings=tuple(ranked),
        x_height_px=line.x_height_px,
        boldness=line.boldness,
        ink=line.ink,
    )


def _score(reading: Reading, rivals: Sequence[Reading]) -> float:
    plain = _plain(reading)
    agreeing = sum(_plain(rival) == plain for rival in rivals if rival is not reading)
    family = reading.reader.partition("/")[0]
    return (
        reading.confidence
        + 0.25 * count_valid(reading.text)
        + 0.3 * min(agreeing, 1)
        + RELIABILITY.get(family, 0.0)
    )


def _plain(reading: Reading) -> str:
    return "".join(reading.text.split())
