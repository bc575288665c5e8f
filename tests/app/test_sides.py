"""Front and back of a card are one card wherever the library is asked, from the first scan on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cardscan.app.export import Selection, select
from cardscan.app.sides import join_sides
from cardscan.library import Library, Recipe
from cardscan.model import (
    Contact,
    Email,
    Failure,
    Field,
    Name,
    Outcome,
    Phone,
    Scan,
    Text,
    Url,
    map_values,
)

RECIPE = Recipe.of("fake", "1")
FRONT = Scan(
    source="1.jpg",
    sha256="1" * 64,
    outcome=Outcome.DOUBTFUL,
    contact=Contact(
        name=Name(value="Klara Beispiel", given="Klara", family="Beispiel"),
        organizations=(Text(value="Muster Werke AG"),),
        emails=(Email(value="k.beispiel@muster-werke.example"),),
    ),
    picture=b"front",
)
BACK = Scan(
    source="2.jpg",
    sha256="2" * 64,
    outcome=Outcome.DOUBTFUL,
    contact=Contact(
        organizations=(Text(value="Muster Werke AG"),),
        phones=(Phone(value="+4312345678"),),
        urls=(Url(value="https://www.muster-werke.example"),),
    ),
    picture=b"back",
)
OTHER = replace(FRONT, source="3.jpg", sha256="3" * 64, contact=Contact(name=Name(value="Otto")))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        # As two workers finish them: not in the order of the photos.
        for scan in (OTHER, BACK, FRONT):
            opened.remember(scan.sha256, RECIPE, [scan])
        yield opened


def again(library: Library) -> list[Scan | Failure]:
    """What a run over all three photos gives, from the library alone."""
    found = [library.recall(s.sha256, RECIPE, source=s.source) for s in (FRONT, BACK, OTHER)]
    return list(join_sides((scan for scans in found for scan in scans or ()), library))


def contact_of(scan: Scan | Failure) -> Contact:
    assert isinstance(scan, Scan)
    assert scan.contact is not None
    return scan.contact


def test_two_sides_are_one_card_to_export_review_and_count(library: Library) -> None:
    whole, other = again(library)
    assert contact_of(other).name == Name(value="Otto")
    assert contact_of(whole).phones == (Phone(value="+4312345678"),)
    assert [each.scan for each in library.doubtful()] == [other, whole]
    assert [each.scan for each in select(library, Selection())] == [other, whole]
    assert again(library) == [whole, other]


def test_a_card_is_as_sure_as_its_surer_side(library: Library) -> None:
    library.remember(FRONT.sha256, RECIPE, [replace(FRONT, outcome=Outcome.OK)])
    whole, other = again(library)
    assert isinstance(whole, Scan)
    assert whole.outcome is Outcome.OK
    assert [each.scan for each in library.doubtful()] == [other]


def test_what_a_person_corrects_holds_for_the_whole(library: Library) -> None:
    again(library)
    number = library.number_of(FRONT) or 0
    right = Phone(value="+4312345679")
    library.edit(number, Field.PHONE, before="+4312345678", after=right)
    library.edit(number, Field.NAME, before="Klara Beispiel", after=Name(value="Clara Beispiel"))
    library.accept(number)
    whole, _ = again(library)
    assert [phone.value for phone in contact_of(whole).phones] == ["+4312345679"]
    assert contact_of(whole).name == Name(value="Clara Beispiel", sure=True, confidence=1.0)
    assert [each.number for each in library.doubtful()] == [library.number_of(OTHER)]


def test_a_discarded_card_is_gone_with_its_back(library: Library) -> None:
    again(library)
    library.discard(library.number_of(FRONT) or 0)
    assert [contact_of(scan).name for scan in again(library)] == [Name(value="Otto")]
    assert [each.number for each in library.scans()] == [library.number_of(OTHER)]


def test_a_person_is_purged_with_the_back_that_does_not_name_them(library: Library) -> None:
    again(library)
    assert library.purge(person="Klara Beispiel").removed["scans"] == 2
    assert [each.scan.source for each in library.scans()] == [OTHER.source]


def test_a_side_that_is_read_anew_is_looked_at_anew(library: Library) -> None:
    again(library)
    stranger = Contact(name=Name(value="Max Muster"), emails=(Email(value="m@else.example"),))
    library.remember(BACK.sha256, Recipe.of("fake", "2"), [replace(BACK, contact=stranger)])
    assert len(list(library.scans())) == 3


def test_what_a_person_corrected_on_a_side_holds_once_it_is_one_card_with_another(
    library: Library,
) -> None:
    number = library.number_of(BACK) or 0
    right = Phone(value="+4312345679", sure=True, confidence=1.0)
    library.edit(number, Field.PHONE, before="+4312345678", after=right)
    library.accept(number)
    whole, other = again(library)
    assert contact_of(whole).phones == (right,)
    assert [each.scan for each in library.scans()] == [other, whole]
    assert [each.scan for each in select(library, Selection())] == [other, whole]
    assert again(library) == [whole, other]


def test_a_reopened_card_is_as_it_was_read_on_both_sides(library: Library) -> None:
    library.edit(library.number_of(BACK) or 0, Field.PHONE, before="+4312345678", after=None)
    again(library)
    number = library.number_of(FRONT) or 0
    library.edit(number, Field.EMAIL, before="k.beispiel@muster-werke.example", after=None)
    reopened = library.reopen(number)
    assert reopened.scan.contact is not None
    assert len(reopened.scan.contact.phones) == len(reopened.scan.contact.emails) == 1


NEWER = Recipe.of("fake", "2")
EMPTY_BACK = replace(BACK, outcome=Outcome.NOT_A_CARD, contact=None)
SIDES_READ_ANEW = [
    pytest.param(BACK, [EMPTY_BACK], id="the back as no card"),
    pytest.param(BACK, [replace(EMPTY_BACK, card=1)], id="the back elsewhere on its photo"),
    pytest.param(BACK, [BACK], id="the back as before"),
    pytest.param(FRONT, [replace(FRONT, contact=Contact())], id="the front as blank"),
]


@pytest.mark.parametrize(("side", "read"), SIDES_READ_ANEW)
def test_an_accepted_card_keeps_both_sides_when_one_is_read_anew(
    library: Library, side: Scan, read: list[Scan]
) -> None:
    again(library)
    number = library.number_of(FRONT) or 0
    right = Phone(value="+4312345679", sure=True, confidence=1.0)
    library.edit(number, Field.PHONE, before="+4312345678", after=right)
    accepted = library.accept(number)
    library.remember(side.sha256, NEWER, read)
    assert library.find_scan(number) == accepted
    contacts = [scan.contact for scan in again_as(library, side) if isinstance(scan, Scan)]
    assert [each.phones for each in contacts if each is not None] == [(right,)]
    phones = [contact_of(each.scan).phones for each in library.scans(outcome=Outcome.OK)]
    assert phones == [(right,)]


def test_the_back_of_a_discarded_card_stays_away_when_it_is_read_anew(library: Library) -> None:
    again(library)
    library.discard(library.number_of(FRONT) or 0)
    library.remember(BACK.sha256, NEWER, [BACK])
    assert library.recall(BACK.sha256, NEWER) == ()
    assert [each.number for each in library.scans()] == [library.number_of(OTHER)]


def again_as(library: Library, newer: Scan) -> list[Scan | Failure]:
    """What a run gives in which one photo was read by the newer recipe."""
    recipes = {newer.sha256: NEWER}
    found = [
        library.recall(s.sha256, recipes.get(s.sha256, RECIPE), source=s.source)
        for s in (FRONT, BACK)
    ]
    return list(join_sides((scan for scans in found for scan in scans or ()), library))


def test_another_back_does_not_take_the_place_of_the_one_a_person_saw(library: Library) -> None:
    again(library)
    number = library.number_of(FRONT) or 0
    accepted = library.accept(number)
    phones = (Phone(value="+4398765432"),)
    contact = Contact(organizations=(Text(value="Muster Werke AG"),), phones=phones)
    other_back = replace(BACK, source="4.jpg", sha256="4" * 64, contact=contact)
    library.remember(other_back.sha256, RECIPE, [other_back])
    front = library.recall(FRONT.sha256, RECIPE) or ()
    assert len(list(join_sides([*front, other_back], library))) == 2
    assert library.find_scan(number) == accepted
    library.reopen(number)
    assert len(list(join_sides([FRONT, other_back], library))) == 1


def test_who_accepted_the_front_alone_has_not_confirmed_the_back(library: Library) -> None:
    number = library.number_of(FRONT) or 0
    library.accept(number)
    whole, _ = again(library)
    contact = contact_of(whole)
    assert contact.name is not None
    assert contact.name.sure
    assert [phone.sure for phone in contact.phones] == [False]
    assert select(library, Selection(reviewed=True)) == ()
    assert number in [each.number for each in library.waiting()]
    accepted = library.accept(number)
    assert accepted.scan.unsure == ()
    assert [each.number for each in select(library, Selection(reviewed=True))] == [number]
    library.reopen(number)
    assert contact_of(again(library)[0]).name == Name(
        value="Klara Beispiel", given="Klara", family="Beispiel"
    )


def test_an_accepted_front_stays_so_with_a_back_that_is_sure(library: Library) -> None:
    sure = map_values(BACK.contact or Contact(), lambda value: replace(value, sure=True))
    library.remember(BACK.sha256, RECIPE, [replace(BACK, contact=sure)])
    number = library.number_of(FRONT) or 0
    library.accept(number)
    again(library)
    assert [each.number for each in select(library, Selection(reviewed=True))] == [number]
