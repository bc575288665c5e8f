"""A card that a person turns the right way up is read again, and keeps what they had corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cardscan.app.desk import Arrange, Desk, Reread
from cardscan.app.reread import reread
from cardscan.config import ReaderChoice, Settings
from cardscan.errors import ReaderError
from cardscan.library import DecisionKind, Library, State
from cardscan.library.turning import turned
from cardscan.model import Contact, Email, Field, Outcome, Phone, Scan
from tests.command_line import World
from tests.review_cards import RECIPE, keep, klara, line_box
from tests.web_client import answer, reviewing

OWN = Email(value="typed@muster.example")


def garbled() -> Scan:
    """What a reader makes of a card that stands on its head."""
    number = Phone(value="+4319876543", printed="01 9876543", confidence=0.3, boxes=(line_box(2),))
    upright = klara(0)
    return replace(turned(upright, 2), contact=Contact(phones=(number,)), lines=())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(keep(tmp_path / "library.sqlite", [garbled(), klara(1)])) as opened:
        yield opened


def said(library: Library, number: int = 1) -> list[str]:
    found = library.find_scan(number)
    assert found is not None
    return [value.value for value in (found.scan.contact or Contact()).values]


def as_upright(scan: Scan) -> Scan:
    """A reader that reads what stands upright: it is given the picture as it is turned now."""
    upright = klara(0)
    assert scan.corners == upright.corners
    return replace(upright, corners=scan.corners, picture=scan.picture)


def test_a_turned_card_is_read_again_and_undo_gives_back_what_was_there(library: Library) -> None:
    before = library.find_scan(1)
    with reviewing(library, reread=as_upright) as (client, _):
        done = answer(client, 1, "turn.2", **{"new.text": OWN.value, "new.field": "email"})
        assert "done=turn-read" in done.location
        assert "read again" in client.get(done.location).text
        assert "Klara Beispicl" in said(library)
        assert OWN.value in said(library), "what was typed stays"
        assert "+4319876543" not in said(library)
        assert client.get("/card/1/crop/0.png").status == 200, "its boxes are of the picture"
        client.post("/undo")
        assert said(library) == ["+4319876543", OWN.value]
        client.post("/undo")
    assert library.find_scan(1) == before


def test_a_correction_takes_the_place_of_the_same_value_in_another_reading(
    library: Library,
) -> None:
    after = Email(value="k0@mustermann.example")
    library.edit(1, Field.PHONE, before="+4319876543", after=Phone(value="+436641234500"))
    library.edit(1, Field.EMAIL, before=None, after=after)
    desk = Desk(library, reread=as_upright)
    desk.arrange(1, Arrange.TURN, 2)
    assert desk.read_again(1, Arrange.TURN) is Reread.READ
    assert said(library).count(after.value) == 1
    assert said(library).count("+436641234500") == 1
    found = library.find_scan(1)
    assert found is not None
    assert found.scan.contact is not None
    assert all(each.sure for each in (*found.scan.contact.emails, *found.scan.contact.phones))
    library.reopen(1)
    assert "Klara Beispicl" in said(library), "opened again it is as it was read last"


def test_nothing_is_read_of_a_card_that_was_decided_on_or_where_reading_fails(
    library: Library,
) -> None:
    def fails(_scan: Scan) -> Scan:
        raise ReaderError("Reading it took more than 1 s.")

    before = said(library)
    with reviewing(library, reread=fails) as (client, _):
        done = answer(client, 1, "turn.2")
        assert "could not be read again" in client.get(done.location).text
        assert said(library) == before
        answer(client, 2, "accept")
        assert "done=turn&" in answer(client, 2, "turn.1").location
    assert library.find_scan(2) is not None
    assert [each.kind for each in library.decisions(2)] == [DecisionKind.ACCEPT]


def test_a_card_that_is_turned_on_meanwhile_keeps_its_reading(library: Library) -> None:
    desk = Desk(library, reread=lambda scan: _turned_on(library, scan))
    desk.arrange(1, Arrange.TURN, 2)
    assert desk.read_again(1, Arrange.TURN) is Reread.NOTHING_MORE
    assert said(library) == ["+4319876543"]


def _turned_on(library: Library, scan: Scan) -> Scan:
    library.turn_picture(1, 1)
    return replace(klara(0), corners=scan.corners)


def test_the_back_is_read_again_by_itself(library: Library) -> None:
    library.join_cards(2, 1)
    desk = Desk(library, reread=as_upright)
    desk.arrange(2, Arrange.TURN_BACK, 2)
    assert desk.read_again(2, Arrange.TURN_BACK) is Reread.READ
    found = library.side_of(2, "back")
    assert found is not None
    assert found.scan.contact == klara(0).contact
    assert "+436641234500" in said(library, 2)


def test_what_an_earlier_reading_said_of_a_person_goes_with_them(library: Library) -> None:
    desk = Desk(library, reread=as_upright)
    desk.arrange(1, Arrange.TURN, 2)
    desk.read_again(1, Arrange.TURN)
    assert library.purge(person="01 9876543").removed["scans"] == 1
    assert library.find_scan(1) is None


def test_a_real_card_on_its_head_is_read_when_it_is_turned(world: World) -> None:
    """By Tesseract, in a process of its own."""
    settings = Settings(library=world.library, reader=ReaderChoice.TESSERACT)
    with Library.open(world.library) as library:
        found = library.find_scan(1)
        assert found is not None
        upright = found.scan
        wrong = replace(turned(upright, 2), contact=None, lines=(), outcome=Outcome.DOUBTFUL)
        library.remember(upright.sha256, RECIPE, [wrong])
        desk = Desk(library, reread=lambda scan: reread(scan, settings))
        desk.arrange(1, Arrange.TURN, 2)
        assert desk.read_again(1, Arrange.TURN) is Reread.READ
        again = library.find_scan(1)
        assert again is not None
        assert again.state is State.OPEN
        assert again.scan.contact is not None
        assert upright.contact is not None
        assert [v.value for v in again.scan.contact.values] == [
            v.value for v in upright.contact.values
        ]
