"""One event on one page."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from cardscan.app.reminders import working_days_after
from cardscan.library import Library
from cardscan.model import Outcome
from tests.command_line import World
from tests.known_people import Card, fill
from tests.schemas import check

TODAY = date.today()
BEFORE = str(TODAY - timedelta(days=400))


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    day, mail = str(TODAY), "anna@huber.example"
    fill(
        world.library,
        [
            Card("Anna", "Huber", "Alte Mühle", "Leiterin", mail, event="Expo", day=BEFORE),
            Card("Anna", "Huber", "Neue Ufer", "Vorständin", mail, day=day),
            Card("Paul", "Söllner", "Donauwerk", day=day),
            Card("Ida", "Frey", "Alpstein", day=day, outcome=Outcome.DOUBTFUL),
            Card("Ute", "Anderswo", event="Expo", day=BEFORE),
        ],
    )
    with Library.open(world.library) as library:
        library.add_note(3, "send the study", on=TODAY, due=TODAY + timedelta(days=30))
    return world


def test_the_page_tells_who_was_met_and_known_what_waits_and_is_due(world: World) -> None:
    answer = world.call("event", "fair")
    assert (answer.code, answer.err) == (0, "")
    due = working_days_after(TODAY, 3)
    assert answer.out.splitlines() == [
        f"Fair: 3 cards, 3 people, {TODAY}",
        "Met for the first time:",
        "  #3 Paul Söllner, Donauwerk (Fair)",
        f"    send the study ({TODAY})",
        "  #4 Ida Frey, Alpstein (Fair)",
        "Known before:",
        "  #2 Anna Huber, Vorständin, Neue Ufer (Fair)",
        f"    new job since {TODAY}: Vorständin, Neue Ufer (before: Leiterin, Alte Mühle)",
        "Waiting for your look: 1 card (cardscan review)",
        "Promised:",
        f"  {TODAY + timedelta(days=30)}  Promised to Paul Söllner: send the study",
        "Due:",
        f"  {due}  Follow up: Anna Huber, Neue Ufer",
        f"  {due}  Follow up: Ida Frey, Alpstein",
        f"  {due}  Follow up: Paul Söllner, Donauwerk",
    ]


def test_the_page_for_programs(world: World) -> None:
    page = check("event", json.loads(world.call("event", "Fair", "--format", "json").out))
    assert (page["schema"], page["cards"], page["waiting"]) == ("cardscan.event/1", 3, [4])
    assert {p["name"]: p["known_before"] for p in page["people"]} == {
        "Anna Huber": True, "Paul Söllner": False, "Ida Frey": False
    }  # fmt: skip
    assert {r["kind"] for r in page["reminders"]} == {"follow up", "promised"}


def test_an_event_that_nobody_knows_names_those_that_are(world: World, tmp_path: Path) -> None:
    answer = world.call("event", "Gala")
    assert answer.code == 4
    assert "No card is of the event Gala. The library has: " in answer.err
    assert "Fair" in answer.err
    assert world.call("event", "Fair", "--library", "none.sqlite").code == 4
    assert not (tmp_path / "none.sqlite").exists()


def test_an_event_is_all_of_its_parts_wherever_it_is_asked_for(world: World) -> None:
    day = str(TODAY)
    cards = [
        Card("Jan", "Hall", "Donauwerk", event="Fair / Hall 3", day=day),
        Card("Eva", "Tag", "Alpstein", event="Fair / Hall 3 / Day 1", day=day),
        Card("Ali", "Sonst", "Neue Ufer", event="Fairground", day=day),
    ]
    fill(world.library, cards)
    page = json.loads(world.call("event", "FAIR", "--format", "json").out)
    assert (page["event"], page["cards"]) == ("Fair", 5)
    assert "Fair / Hall 3: 2 cards, 2 people" in world.call("event", "fair / hall 3").out
    listed = world.call("library", "list", "--event", "Fair").out
    assert "Eva Tag" in listed
    assert "Ali Sonst" not in listed
    assert world.call("export", "--event", "Fair / Hall 3", "--out", "hall.vcf").code == 0
    assert (world.folder / "hall.vcf").read_text().count("BEGIN:VCARD") == 2
    assert world.call("followup", "--event", "Fair", "--every", "9 weeks", "--list").code == 0
    with Library.open(world.library) as library:
        assert not list(library.scans(event="Fair / Hall"))
    assert world.call("library", "purge", "--event", "Fair").code == 0
    with Library.open(world.library) as library:
        assert {event.name for event in library.events()} == {"Expo", "Fairground"}
