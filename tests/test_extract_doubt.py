"""What must never be sure, and what is mended only where something proves it."""

from __future__ import annotations

import pytest

from cardscan.extract.city_names import listed_city
from cardscan.extract.confidence import SURE, confidence_of
from cardscan.extract.reasons import because
from cardscan.model import Box, Claim, Field, Phone, Reason

GOOD = ("digits of a number", "labelled as a phone", "printed in groups")


def number(*names: str) -> Claim:
    value = Phone(value="+43123456", boxes=(Box(0, 0, 90, 20),))
    return Claim(Field.PHONE, value, (0,), tuple(map(because, (*GOOD, *names))))


def test_a_number_of_the_plan_that_readers_agree_on_is_sure() -> None:
    assert confidence_of(number("a valid number"), 5.0, [because("two readers agree")]) >= SURE


@pytest.mark.parametrize("soundness", ["a possible number", "an impossible number"])
def test_digits_of_no_numbering_plan_are_never_sure(soundness: str) -> None:
    assert confidence_of(number(soundness), 8.0, [because("two readers agree")]) < SURE


def test_a_possible_number_with_its_country_code_may_be_sure() -> None:
    claim = number("a possible number", "begins with a country code")
    assert confidence_of(claim, 8.0, [because("two readers agree")]) >= SURE


@pytest.mark.parametrize("doubt", [-0.5, -1.5])
def test_digits_that_are_hard_to_read_and_read_in_two_ways_are_never_sure(doubt: float) -> None:
    hard = Reason("a word of it was hard to read", doubt)
    disputed = (because("the readers differ"), hard)
    assert confidence_of(number("a valid number"), 8.0, disputed) < SURE
    assert confidence_of(number("a valid number"), 8.0, [because("two readers agree"), hard]) >= (
        confidence_of(number("a valid number"), 8.0, disputed)
    )


@pytest.mark.parametrize(
    ("printed", "country", "street", "city"),
    [
        ("Istanbul", "TR", "Bağdat Caddesi 3", "İstanbul"),
        ("istanbul", "TR", "Bağdat Caddesi 3", "İstanbul"),
        ("Istanbul", "TR", "12 Harbour Road", "Istanbul"),
        ("Zurich", "CH", "Bahnhofstrasse 4", "Zurich"),
        ("Munchen", "DE", "Schloßstraße 4", "München"),
        ("MUNCHEN", "DE", "Schloßstraße 4", "MÜNCHEN"),
        ("Nirgendwo", "DE", "Schloßstraße 4", "Nirgendwo"),
    ],
)
def test_a_city_is_spelled_as_listed_on_cards_with_marks(
    printed: str, country: str, street: str, city: str
) -> None:
    assert listed_city(printed, country, street) == city
