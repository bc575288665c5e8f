"""A text that names ways to reach several people is parted among them and is never sure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.extract import extract, part_people, without_others
from cardscan.model import Box, CardText, Outcome
from cardscan.pipeline import judge
from tests.printed import printed_cards, typeset

CARDS = Path(__file__).parents[1] / "printed_cards.txt"
NAMES = (
    ("Clemens", "Czernak"),
    ("Dorothea", "Dornauer"),
    ("Emil", "Egger"),
    ("Friederike", "Fellner"),
    ("Gustav", "Gruber"),
    ("Hedwig", "Hofer"),
)
MAILBOXES = ("{given}.{family}", "{first}.{family}", "{family}", "{given}")

people = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(MAILBOXES), st.booleans()),
    min_size=2,
    max_size=4,
    unique_by=lambda person: person[0],
)


def lines_of(person: tuple[tuple[str, str], str, bool], number: int) -> list[str]:
    (given_name, family), mailbox, titled = person
    local = mailbox.format(given=given_name, family=family, first=given_name[0]).lower()
    return [
        f"#{given_name} {family}",
        *(["Projektleitung"] if titled else []),
        f"Tel. +43 512 555 01{number:02d}",
        f"{local}@alpenwerk.example.at",
    ]


def one_below_the_other(cards: Sequence[Sequence[str]]) -> CardText:
    return typeset([line for card in cards for line in (*card, "")])


def side_by_side(cards: Sequence[Sequence[str]]) -> CardText:
    first, second = cards[:2]
    longer = max(len(first), len(second))
    rows = [[*c, *[""] * (longer - len(c))] for c in (first, second)]
    return typeset([f"{a or '–'} || {b.lstrip('#') or '–'}" for a, b in zip(*rows, strict=True)])


def holds(box: Box, text: CardText, wanted: str) -> bool:
    boxes = [w.box for line in text.lines for w in line.best.words if wanted in w.text]
    return any(box.intersection(b) > 0.9 * b.area for b in boxes)


@settings(deadline=None, max_examples=40)
@given(people, st.sampled_from((one_below_the_other, side_by_side)))
def test_a_text_of_several_people_is_never_sure(persons: list, set_text) -> None:
    text = set_text([lines_of(person, k) for k, person in enumerate(persons)])
    contact = extract(text)
    assert judge(text, contact, ()) is not Outcome.OK


@settings(deadline=None, max_examples=40)
@given(people)
def test_each_persons_print_lies_in_a_box_of_its_own(persons: list) -> None:
    text = one_below_the_other([lines_of(person, k) for k, person in enumerate(persons)])
    boxes = part_people(text)
    assert len(boxes) == len(persons)
    for k, (box, ((_, family), _, _)) in enumerate(zip(boxes, persons, strict=True)):
        assert holds(box, text, family)
        assert holds(box, text, f"01{k:02d}")
        assert not any(box.intersection(other) for other in boxes if other is not box)


@settings(deadline=None, max_examples=30)
@given(people.filter(lambda persons: len(persons) > 2))
def test_a_sheets_contact_keeps_to_one_person(persons: list) -> None:
    text = one_below_the_other([lines_of(person, k) for k, person in enumerate(persons)])
    contact = without_others(extract(text), part_people(text))
    assert contact.name is not None
    own = next(k for k, p in enumerate(persons) if p[0][1] in contact.name.value)
    assert all(p.value.endswith(f"01{own:02d}") for p in contact.phones)
    family = persons[own][0][1].lower()
    given_name = persons[own][0][0].lower()
    assert all(family in e.value or given_name in e.value for e in contact.emails)


def test_numbers_of_two_names_without_mailboxes_are_of_two_people() -> None:
    text = typeset(
        ["#Clemens Czernak", "Tel. +43 512 555 0100", "", "#Dorothea Dornauer",
         "Tel. +43 512 555 0101", "office@alpenwerk.example.at"]
    )  # fmt: skip
    assert len(part_people(text)) == 2


def test_a_person_with_two_mailboxes_is_one() -> None:
    text = typeset(
        ["#Clemens Czernak", "Tel. +43 512 555 0100", "c.czernak@alpenwerk.example.at",
         "clemens@czernak.example.at", "office@alpenwerk.example.at"]
    )  # fmt: skip
    assert part_people(text) == ()


def test_cards_of_one_person_are_not_parted() -> None:
    parted = [c.title for c in printed_cards(CARDS) if part_people(typeset(c.lines))]
    assert parted == []
