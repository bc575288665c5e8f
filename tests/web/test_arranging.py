"""Cards joined, parted, turned and given to another event on the page, and each taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from cardscan.library import Library, State, StoredScan
from cardscan.model import Contact, Scan, Text
from tests.review_cards import HEIGHT_PX, RECIPE, WIDTH_PX, doubtful_card, keep, klara, line_box
from tests.web_client import answer, reviewing


def claim_side(number: int) -> Scan:
    """The back of a card: a slogan's firm and no person."""
    firm = Text(value="Donauwerk Logistik", confidence=0.6, boxes=(line_box(0),))
    return doubtful_card(Contact(organizations=(firm,)), [("Donauwerk Logistik",)], number=number)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    scans = [klara(0, event="Fair"), claim_side(1), klara(2)]
    with Library.open(keep(tmp_path / "library.sqlite", scans)) as opened:
        yield opened


def stored(library: Library, number: int) -> StoredScan:
    found = library.find_scan(number)
    assert found is not None
    return found


def listed(library: Library) -> list[int]:
    return [card.number for card in library.in_brief()]


@pytest.mark.parametrize("shown", [1, 2])
def test_two_photos_become_front_and_back_and_two_cards_again(library: Library, shown: int) -> None:
    with reviewing(library) as (client, _):
        assert f'value="join.{3 - shown}"' in client.get(f"/card/{shown}").text
        done = answer(client, shown, f"join.{3 - shown}")
        assert done.location.startswith("/card/1?"), "the side with the person is the front"
        assert listed(library) == [1, 3]
        whole = stored(library, 1).scan
        assert whole.back_source == "photos/card-1.jpg"
        assert whole.contact is not None
        firms = {each.value for each in whole.contact.organizations}
        assert "Donauwerk Logistik" in firms
        assert client.get("/card/1/back.jpg").body.startswith(b"\xff\xd8")
        client.post("/undo")
        assert listed(library) == [1, 2, 3]


def test_sides_that_a_person_parted_stay_apart(library: Library) -> None:
    front, back = stored(library, 1).scan, stored(library, 2).scan
    assert library.pair_sides(front, back)
    with reviewing(library) as (client, _):
        done = answer(client, 1, "part")
        assert 'href="/card/2' in client.get(done.location).text
        assert listed(library) == [1, 2, 3]
        assert not library.pair_sides(front, back), "another scan does not join them again"
        assert listed(library) == [1, 2, 3]
        client.post("/undo")
        assert listed(library) == [1, 3]
        answer(client, 1, "part")
        answer(client, 1, "join.2")
        assert listed(library) == [1, 3], "but a person does"


def test_a_card_has_two_sides_at_most(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 1, "join.2")
        for wrong in ("join.3", "join.1", "join.99"):
            assert answer(client, 1, wrong).status == 422
        assert listed(library) == [1, 3]
        assert answer(client, 3, "part").status == 422


def test_a_turned_picture_stays_turned_with_its_boxes(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 1, "turn.1", **{"value.0": "Klara Beispiel"})
        picture = client.get("/card/1/front.jpg").body
        pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
        assert pixels.shape[:2] == (WIDTH_PX, HEIGHT_PX)
        # The first line, at the upper edge before, is now at the right one, on its own grey.
        left, top, right, bottom = _box(client.get("/card/1").text)
        assert (right - left) < (bottom - top)
        assert left > HEIGHT_PX * 0.7
        assert pixels[int(bottom) - 20, int(left) + 10].max() < 60
        assert stored(library, 1).scan.contact is not None
        assert "Klara Beispiel" in client.get("/card/1").text, "what was typed is kept"
        again = replace(klara(0), picture=b"another")
        library.remember(again.sha256, RECIPE, [again])
        assert client.get("/card/1/front.jpg").body == picture
        answer(client, 1, "turn.3")
        upright = stored(library, 1).scan
        assert upright.corners == klara(0).corners
        client.post("/undo")
        assert stored(library, 1).scan.corners != klara(0).corners


def _box(page: str) -> tuple[float, float, float, float]:
    rect = page[page.index("<rect") :]
    x, y, width, height = (
        float(rect.split(f' {name}="')[1].split('"')[0]) for name in ("x", "y", "width", "height")
    )
    return x, y, x + width, y + height


def test_the_back_is_turned_by_itself(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 1, "join.2")
        before = client.get("/card/1/front.jpg").body
        answer(client, 1, "turn-back.1")
        assert client.get("/card/1/front.jpg").body == before
        back = cv2.imdecode(
            np.frombuffer(client.get("/card/1/back.jpg").body, np.uint8), cv2.IMREAD_COLOR
        )
        assert back.shape[:2] == (WIDTH_PX, HEIGHT_PX)
        assert client.post("/undo").location.startswith("/card/1"), "not the back alone"


def test_undo_gives_the_event_back_and_the_answer_with_it(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 1, "accept", event="Fair 2027")
        assert stored(library, 1).scan.event == "Fair 2027"
        client.post("/undo")
        assert (stored(library, 1).scan.event, stored(library, 1).state) == ("Fair", State.OPEN)
        answer(client, 1, "save", event="")
        assert stored(library, 1).scan.event is None
        client.post("/undo")
        assert stored(library, 1).scan.event == "Fair"
        assert "nothing" in client.post("/undo").location


def test_what_was_arranged_is_no_answer_to_a_card(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 1, "accept")
        answer(client, 1, "turn.2")
        answer(client, 1, "save", event="Fair 2027")
        assert stored(library, 1).state is State.ACCEPTED
        answer(client, 1, "reopen")
    assert stored(library, 1).state is State.OPEN
    assert stored(library, 1).scan.corners != klara(0).corners, "it is still the right way up"
    assert library.decisions(1) == ()


def test_a_purge_finds_a_person_in_an_event_that_was_changed(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 2, "save", event="Lunch with Sabine Sonntag")
        answer(client, 2, "save", event="Lunch")
    assert library.purge(person="Sabine Sonntag").removed["decisions"] == 2
    assert b"Sonntag" not in library.path.read_bytes()
