"""A title and its firm on one line, pronouns, firms printed twice, and letters of names."""

from __future__ import annotations

from statistics import mean

import pytest

from cardscan.extract import extract
from cardscan.extract.choice.one_firm import each_firm_once
from cardscan.extract.words.joints import Joint, joints_of
from cardscan.extract.words.pronouns import length_without_pronouns
from cardscan.language.letter_odds import name_odds
from cardscan.model import Box, Text
from tests.typeset import card


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Alex Morgan (she/her)", "Alex Morgan"),
        ("Jonas Weiding [er/ihm]", "Jonas Weiding"),
        ("Sky Hollister they/them", "Sky Hollister"),
        ("Carla Niederer – sie/ihr", "Carla Niederer"),
        ("Inés Castaño (ella)", "Inés Castaño"),
        ("Peter Her", "Peter Her"),
        ("Una Theirs", "Una Theirs"),
    ],
)
def test_pronouns_are_no_part_of_a_name(line: str, name: str) -> None:
    words = line.split()
    assert " ".join(words[: length_without_pronouns(words)]) == name


def test_a_line_is_parted_at_signs_and_joining_words() -> None:
    found = list(joints_of("Head of Sales, Nordwind AG".split()))
    assert [(j.head, j.tail, j.joint) for j in found] == [
        (1, 2, Joint.OF),
        (3, 3, Joint.SIGN),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Vertriebsleiterin, Nordwind AG",
        "Vertriebsleiterin bei Nordwind AG",
        "Vertriebsleiterin – Nordwind AG",
        "Vertriebsleiterin der Nordwind AG",
    ],
)
def test_a_firm_on_the_line_of_a_title_is_parted_from_it(line: str) -> None:
    contact = extract(card(["#Nora Feld", line, "nora.feld@nordwind.example"]))
    assert [v.value for v in contact.titles] == ["Vertriebsleiterin"]
    assert [v.value for v in contact.organizations] == ["Nordwind AG"]


@pytest.mark.parametrize("line", ["Attorney at Law", "Head of Sales", "Leiterin der Abteilung"])
def test_a_title_that_has_joining_words_stays_whole(line: str) -> None:
    contact = extract(card(["#Nora Feld", line, "nora.feld@nordwind.example"]))
    assert [v.value for v in contact.titles] == [line]


def test_a_logo_and_the_legal_name_are_one_firm() -> None:
    box = Box(0, 0, 10, 10)
    firms = [Text(value=v, boxes=(box,)) for v in ("NORDWIND", "Nordwind Logistik GmbH", "Ufer AG")]
    kept = each_firm_once(firms)
    assert {v.value for v in kept} == {"Nordwind Logistik GmbH", "Ufer AG"}
    assert sum(len(v.boxes) for v in kept) == len(firms)


def test_letters_tell_names_from_words() -> None:
    names = ("Szymczyk", "Adebayo", "Köstinger", "Venkatesan", "Papadakis")
    words = ("Taste", "Solutions", "Gebäude", "Fresh-cut", "Telefon")
    assert mean(map(name_odds, names)) > mean(map(name_odds, words)) + 1


def test_a_slogan_is_never_surely_somebody() -> None:
    contact = extract(card(["#Warm Bread", "12 Mill Lane", "Tel. +44 20 7946 0011"]))
    assert contact.name is None or not contact.name.sure


def test_a_shop_without_a_person_has_its_largest_line_as_its_name() -> None:
    contact = extract(card(["#Little Finch", "41 Boundary Street", "Tel. +44 20 7946 0011"]))
    assert contact.name is None or not contact.name.sure
    assert "Little Finch" in [v.value for v in contact.values]
