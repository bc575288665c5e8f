"""Front and back: one contact of two sides, and never of two people."""

from __future__ import annotations

import pytest

from cardscan.extract import complements, extract, join
from tests.typeset import card

FRONT = ["Eva Maier", "Prokuristin", "eva.maier@donauwerk.at", "Tel. +43 1 720 44 31-18"]
COMPANY = ["Donauwerk Logistik GmbH", "Lassallestraße 14", "1020 Wien", "www.donauwerk.at"]
SAME = [
    (FRONT, COMPANY),
    (["#Donauwerk", "Eva Maier", "eva.maier@donauwerk.at"], ["#Donauwerk", "www.donauwerk.at"]),
    (
        FRONT,
        ["Eva Maier", "Authorised Officer", "eva.maier@donauwerk.at", "Tel. +43 1 720 44 31-18"],
    ),
    (FRONT, ["Mag. Eva Maier", "Procurement", "Lassallestraße 14", "1020 Wien"]),
]
DIFFERENT = [
    (FRONT, ["Karl Huber", "Geschäftsführer", "karl.huber@donauwerk.at"]),
    (FRONT, ["Eva Huber", "eva.huber@donauwerk.at"]),
    (FRONT, ["Hotel Alpenblick", "Dorfstraße 5", "6020 Innsbruck", "www.alpenblick.at"]),
    (FRONT, ["Eva Maier", "eva.maier@alpenblick.at", "www.alpenblick.at", "Alpenblick GmbH"]),
    # a colleague's card whose name and e-mail were not read
    (
        [*FRONT, "Donauwerk Logistik GmbH"],
        ["#Donauwerk Logistik GmbH", "Prokurist", "Mobil +43 664 123 45 67"],
    ),
    (FRONT, []),
    ([], []),
]


@pytest.mark.parametrize(("front", "back"), SAME)
def test_two_sides_of_one_card(front: list[str], back: list[str]) -> None:
    assert complements(extract(card(front)), extract(card(back)))


@pytest.mark.parametrize(("front", "back"), DIFFERENT)
def test_two_cards(front: list[str], back: list[str]) -> None:
    assert not complements(extract(card(front)), extract(card(back)))


def test_joining_keeps_what_both_sides_say_once() -> None:
    one, other = extract(card(FRONT)), extract(card(COMPANY))
    joined = join(one, other)
    assert joined.name == one.name
    assert joined.organizations == other.organizations
    assert joined.addresses == other.addresses
    assert joined.emails == one.emails


def test_joining_a_side_with_itself_adds_nothing() -> None:
    side = extract(card([*FRONT, *COMPANY]))
    assert join(side, side).values == side.values


def test_one_side_photographed_twice_stays_two_scans() -> None:
    shot = ["Eva Maier", "Leiterin Einkauf", "Mustermann GmbH", "Weg 1, 1010 Wien",
            "Tel. +43 1 7204431", "e.maier@mustermann.at"]  # fmt: skip
    again = [*shot[:1], "Leiterin Einkaut", *shot[2:]]
    assert not complements(extract(card(shot)), extract(card(again)))


def test_the_other_language_is_the_other_side() -> None:
    german = ["Eva Maier", "Leiterin Einkauf", "Tel. +43 1 7204431", "e.maier@mustermann.at"]
    english = ["Eva Maier", "Head of Purchasing", "Tel. +43 1 7204431", "e.maier@mustermann.at"]
    assert complements(extract(card(german)), extract(card(english)))
