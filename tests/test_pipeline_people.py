"""An outline with the cards of several people gives a scan of each, or one that is doubtful."""

from __future__ import annotations

import numpy as np
import pytest

from cardscan import pipeline
from cardscan.model import Outcome, Outline, OutlineKind, Photo
from cardscan.read import TesseractReader
from tests.drawn_text import ROWS, draw_card

OTHER_ROWS = (
    "Edith Marlow",
    "Sales Director",
    "Marlow Pike Ltd",
    "+44 20 7946 0311",
    "edith@marlowpike.co.uk",
    "7 Castle Lane",
)
COUPLE = (
    "Acme Works Ltd",
    "Jana Novotny",
    "+44 20 7946 0958",
    "jana@acmeworks.co.uk",
    "Edith Marlow",
    "+44 20 7946 0311",
    "edith@acmeworks.co.uk",
)


def trace(monkeypatch: pytest.MonkeyPatch, *parts: np.ndarray) -> tuple[pipeline.CardTrace, ...]:
    pixels = np.vstack(parts)
    height, width = (float(side) for side in pixels.shape[:2])
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    found = (Outline(corners, 1.0, OutlineKind.EDGES),)
    monkeypatch.setattr(pipeline, "find_cards", lambda _photo: found)
    return pipeline.trace_photos([Photo("a.jpg", "", pixels)], [TesseractReader()])


def test_two_cards_in_one_outline_are_read_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    found = trace(monkeypatch, draw_card(ROWS).pixels, draw_card(OTHER_ROWS).pixels)
    assert [t.number for t in found] == [0, 1]
    contacts = [t.contact for t in found if t.contact is not None]
    assert [c.name.value for c in contacts if c.name] == ["Jana Novotny", "Edith Marlow"]
    assert [[e.value for e in c.emails] for c in contacts] == [
        ["jana@acmeworks.co.uk"],
        ["edith@marlowpike.co.uk"],
    ]
    assert [[p.value for p in c.phones] for c in contacts] == [["+442079460958"], ["+442079460311"]]


def test_two_people_on_one_card_stay_together_and_are_doubtful(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (found,) = trace(monkeypatch, draw_card(COUPLE).pixels)
    assert "several people are named on it" in found.remarks
    assert pipeline.outcome_of(found) is Outcome.DOUBTFUL
