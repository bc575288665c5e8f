"""Numbers of things read as a person would write them."""

from __future__ import annotations

import pytest

from cardscan.counts import counted


@pytest.mark.parametrize(
    ("count", "noun", "verb", "text"),
    [
        (0, "contact", "", "0 contacts"),
        (1, "contact", "", "1 contact"),
        (2, "unsure value", "", "2 unsure values"),
        (1, "contact", "waits", "1 contact waits"),
        (2, "contact", "waits", "2 contacts wait"),
        (2, "photo", "was", "2 photos were"),
    ],
)
def test_one_is_said_as_one(count: int, noun: str, verb: str, text: str) -> None:
    assert counted(count, noun, verb) == text
