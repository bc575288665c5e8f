"""Whole cards of many countries, set as they are printed: nothing missing, nothing made up."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cardscan.extract import extract
from cardscan.model import Contact
from tests.printed import Printed, misses, printed_cards, typeset

HERE = Path(__file__).parents[1]
CARDS = tuple(
    card
    for table in ("printed_cards.txt", "printed_world.txt", "printed_strangers.txt")
    for card in printed_cards(HERE / table)
)
# What is still read wrong. Strict: a card that comes right must leave the list.
FAILING = dict(
    line.split(": ", 1)
    for line in (HERE / "printed_failing.txt").read_text(encoding="utf-8").splitlines()
    if ": " in line
)
LEAST_RIGHT_OF_SURE = 0.98


@cache
def contact_of(card: Printed) -> Contact:
    return extract(typeset(card.lines))


def marked(card: Printed) -> object:
    reason = FAILING.get(card.title)
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(card, marks=marks, id=card.title)


@pytest.mark.parametrize("card", [marked(c) for c in CARDS])
def test_a_printed_card(card: Printed) -> None:
    assert misses(contact_of(card), card) == []


def test_every_card_has_a_title_of_its_own_and_every_failing_one_is_there() -> None:
    titles = Counter(card.title for card in CARDS)
    assert [t for t, count in titles.items() if count > 1] == []
    assert set(FAILING) <= set(titles)


def test_of_values_marked_sure_98_in_100_are_right() -> None:
    sure = sum(v.sure for card in CARDS for v in contact_of(card).values)
    wrong = [m for card in CARDS for m in misses(contact_of(card), card) if m.sure]
    assert len(wrong) <= (1 - LEAST_RIGHT_OF_SURE) * sure, wrong
