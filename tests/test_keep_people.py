"""Notes, promises, days of contact and wishes: kept beside a person, found by name, forgotten."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cardscan.addressbook import FileBook
from cardscan.app.export import Selection
from cardscan.app.keep import add_contact, add_note
from cardscan.app.news import find_news
from cardscan.app.people import find_people, find_person
from cardscan.app.push import Push, plan_push
from cardscan.book.persons import find_persons
from cardscan.config import Doubtful
from cardscan.errors import UsageError
from cardscan.library import Library, Wish
from cardscan.model import Entry, Rhythm
from cardscan.vcard import cards, read_entries, split
from tests.command_line import World
from tests.known_people import RECIPE, Card, fill

TODAY = date(2026, 11, 30)
ANNA = Card("Anna", "Huber", "Donauwerk GmbH", "Leiterin", "a.huber@donauwerk.example")
OTHER_ANNA = Card("Anna", "Huber", "Alpstein AG", "", "huber@alpstein.example")
PAUL = Card("Paul", "Söllner", "Donauwerk GmbH", "", "p.soellner@donauwerk.example")
ANNA_LATER = Card(
    "Anna", "Huber", "Nordlicht KG", "Vorständin", ANNA.email, event="Expo", day="2027-03-01"
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    fill(world.library, [ANNA, OTHER_ANNA, PAUL])
    return world


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Paul Söllner", 3), ("soellner", 3), ("SOLLNER, paul", 3), ("Anna Huber Alpstein", 2),
        ("huber donauwerk", 1), ("#2", 2), ("a.huber@donauwerk.example", 1),
    ],
)  # fmt: skip
def test_a_person_is_found_by_enough_of_the_name(world: World, text: str, number: int) -> None:
    with Library.open(world.library) as library:
        assert find_person(find_people(library), text).numbers == (number,)


def test_a_name_of_two_people_lists_both_and_changes_nothing(world: World) -> None:
    answer = world.call("note", "Anna Huber", "will send the study")
    assert answer.code == 2
    assert answer.err.splitlines()[:3] == [
        "cardscan: Anna Huber may be 2 people:",
        "  #1 Anna Huber, Leiterin, Donauwerk GmbH (Fair)",
        "  #2 Anna Huber, Alpstein AG (Fair)",
    ]
    with Library.open(world.library) as library:
        assert library.kept() == {}
    assert world.call("contacted", "Nemo").code == 2


def test_what_was_said_is_shown_and_a_promise_can_be_kept_or_taken_back(world: World) -> None:
    answer = world.call("note", "Söllner", "will send\nthe \x1b[31mstudy", "--by", "2026-12-10")
    assert answer.code == 0
    assert "note 1: will send the [31mstudy (" in answer.out
    assert "promised for 2026-12-10" in answer.out
    world.call("note", "Söllner", "likes sailing", "--every", "3 months")
    world.call("note", "--done", "1")
    answer = world.call("note", "Söllner")
    assert ", done 2026-12-10)" in answer.out
    assert "reminders: every 3 months" in answer.out
    world.call("note", "--remove", "1")
    assert "study" not in world.call("note", "Söllner", "--every", "never").out
    assert "reminders: never" in world.call("note", "Söllner").out
    assert "reminders" not in world.call("note", "Söllner", "--every", "default").out
    assert world.call("note", "--done", "9").code == 2
    assert world.call("note", "Söllner", "--every", "often").code == 2
    assert world.call("note", "Söllner", "--by", "2026-12-10").code == 2


def test_a_day_of_contact_counts_from_the_newest(world: World) -> None:
    with Library.open(world.library) as library:
        add_contact(library, "Paul Söllner", on=date(2026, 11, 29), today=TODAY)
        person = add_contact(library, "Paul Söllner", on=date(2026, 11, 27), today=TODAY)
        assert person.last_contact == date(2026, 11, 29)
        with pytest.raises(UsageError, match="yet to come"):
            add_contact(library, "Paul Söllner", on=date(2026, 12, 1), today=TODAY)
    assert world.call("contacted", "Söllner", "--on", "2026-11-29", "--remove").code == 0
    answer = world.call("contacted", "Söllner", "--on", "2026-11-29", "--remove")
    assert (answer.code, "there are: 2026-11-27" in answer.err) == (2, True)


def test_without_a_library_nothing_is_made(tmp_path: Path) -> None:
    world = World(tmp_path)
    for command in (("note", "Anna"), ("contacted", "Anna")):
        answer = world.call(*command)
        assert (answer.code, "Scan cards first" in answer.err) == (4, True)
    assert not world.library.exists()


def test_a_second_card_is_one_person_s_and_tells_the_news(world: World) -> None:
    with Library.open(world.library) as library:
        add_note(library, "#1", "likes tea", today=TODAY)
        library.set_wish([1], Wish(Rhythm.parse("year")))
    fill(world.library, [ANNA_LATER])
    with Library.open(world.library) as library:
        person = find_person(find_people(library), "Huber Nordlicht")
    assert person.numbers == (1, 4)
    assert [note.text for note in person.notes] == ["likes tea"]
    assert person.last_contact == min(date(2027, 3, 1), date.today())
    assert (person.news or "").startswith("new job since")
    assert "Vorständin, Nordlicht KG (before: Leiterin, Donauwerk GmbH)" in (person.news or "")


def test_the_same_card_again_is_no_news(world: World) -> None:
    fill(world.library, [Card(**{**vars(ANNA), "event": "Expo", "firm": "DONAUWERK GmbH"})])
    with Library.open(world.library) as library:
        person = find_person(find_people(library), "#1")
        assert (person.events, person.news) == (("Fair", "Expo"), None)


def at_firm(name: str, email: str = "", title: str = "") -> Entry:
    return Entry(
        position=0,
        formatted_names=(name,),
        organizations=("Donauwerk GmbH",),
        titles=(title,) if title else (),
        emails=(email,) if email else (),
    )


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([at_firm("Ida Ott"), at_firm("Ida Ott", "office@donauwerk.example")], [(0, 1)]),
        ([at_firm("Ida Ott"), at_firm("Ida Otto")], [(0,), (1,)]),
        ([at_firm("Ida Ott", title="Lehrling"), at_firm("Ida Ott", title="Chefin")], [(0,), (1,)]),
        # Whose the third card is, nobody can tell.
        (
            [
                at_firm("Ida Ott", "i@d.example"),
                at_firm("Ida Ott", "o@d.example"),
                at_firm("Ida Ott"),
            ],
            [(0,), (1,), (2,)],
        ),
        ([at_firm(""), at_firm("")], [(0,), (1,)]),
        ([], []),
    ],
)
def test_the_same_name_at_the_same_firm_is_one_person_if_nothing_speaks_against_it(
    entries: list[Entry], expected: list[tuple[int, ...]]
) -> None:
    placed = [replace(entry, position=place) for place, entry in enumerate(entries)]
    assert list(find_persons(placed)) == expected


def test_a_card_that_is_not_found_again_keeps_what_was_said(world: World) -> None:
    scan = ANNA.scan
    with Library.open(world.library) as library:
        add_note(library, "#1", "likes tea", today=TODAY)
        library.remember(scan.sha256, RECIPE, [])
        assert [note.text for note in find_person(find_people(library), "#1").notes]


@pytest.mark.parametrize("purge", [{"person": "Söllner"}, {"event": "Fair"}])
def test_a_purge_takes_all_of_it(world: World, purge: dict[str, str]) -> None:
    with Library.open(world.library) as library:
        add_note(library, "Paul Söllner", "Quittenbrot", today=TODAY, due=TODAY, every="2 weeks")
        add_contact(library, "Paul Söllner", on=TODAY, today=TODAY)
        add_note(library, "#1", "met through Paul Söllner, Quittenbrot", today=TODAY)
        library.set_rhythm("Fair", Rhythm.parse("6 months"))
        removed = library.purge(**purge).removed
        assert {**removed, "scans": 0} | {
            "notes": 2, "days of contact": 1, "wishes": 1
        } == {**removed, "scans": 0}  # fmt: skip
        assert library.kept() == {}
        assert library.check() == ()
    data = b"".join(f.read_bytes() for f in tmp_files(world.library))
    assert b"Quittenbrot" not in data


def tmp_files(library: Path) -> list[Path]:
    return list(library.parent.glob(library.name + "*"))


def test_check_names_what_cannot_be_read(world: World) -> None:
    with Library.open(world.library) as library:
        add_note(library, "#1", "tea", today=TODAY, due=TODAY)
    db = sqlite3.connect(world.library)
    db.execute("UPDATE note SET due = 'soon'")
    db.execute("INSERT INTO wish VALUES (1, 'often')")
    db.commit()
    db.close()
    with Library.open(world.library) as library:
        assert library.check() == ("a note cannot be read", "a wish cannot be read")


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("6 months", "2026-08-31", "2027-02-28"), ("2 weeks", "2026-12-24", "2027-01-07"),
        ("year", "2028-02-29", "2029-02-28"), ("10 days", "2026-11-30", "2026-12-10"),
    ],
)  # fmt: skip
def test_a_rhythm_says_the_next_day(text: str, day: str, expected: str) -> None:
    rhythm = Rhythm.parse(text)
    assert rhythm.after(date.fromisoformat(day)) == date.fromisoformat(expected)
    assert Rhythm.parse(str(rhythm)) == rhythm


def push(library: Library, book: Path) -> Push:
    made = plan_push(
        library,
        FileBook(book),
        Selection(),
        doubtful=Doubtful.HOLD,
        revised=datetime(2026, 11, 30, tzinfo=UTC),
        decisions=(),
    )
    if made.merge is not None:
        made.merge.apply(today=TODAY, source="a card")
        made.incoming.record(made.merge, library)
    return made


def notes_of(book: Path, name: str) -> list[str]:
    entries = read_entries(cards(split(book.read_bytes())))
    (entry,) = (each for each in entries if name in each.formatted_names)
    return [line for note in entry.notes for line in note.split("\n")]


def test_what_is_said_reaches_the_contact_once_with_its_day(world: World) -> None:
    book = world.folder / "book.vcf"
    with Library.open(world.library) as library:
        library.add_note(3, "likes tea", on=TODAY)
        push(library, book)
        assert notes_of(book, "Paul Söllner")[0] == "2026-11-30: likes tea"
        first = book.read_bytes()
        assert push(library, book).merge is None
        # What the user takes out of the notes stays out, and what is said later comes by itself.
        book.write_bytes(first.replace(b"2026-11-30: likes tea\\n", b""))
        library.add_note(3, "send the study", on=TODAY, due=date(2026, 12, 10))
        push(library, book)
        notes = notes_of(book, "Paul Söllner")
        assert [n for n in notes if n.startswith("2026")] == [
            "2026-11-30: send the study (promised for 2026-12-10)"
        ]
        library.finish_note(2)
        assert push(library, book).merge is None
        # Whom the user deleted, a word does not bring back.
        book.write_bytes(b"")
        library.add_note(3, "moved", on=TODAY)
        push(library, book)
        assert b"moved" not in book.read_bytes()


def test_a_note_on_the_back_of_a_card_is_one_of_the_card(world: World) -> None:
    with Library.open(world.library) as library:
        library.add_note(2, "likes chess", on=TODAY)
        library.add_note(1, "likes tea", on=TODAY, due=date(2026, 12, 10))
        library.pair_sides(ANNA.scan, OTHER_ANNA.scan)
        stored = library.find_scan(1)
    assert stored is not None
    assert stored.scan.note == (
        "2026-11-30: likes chess\n2026-11-30: likes tea (promised for 2026-12-10)"
    )


def test_a_card_with_another_firm_is_news_when_it_is_scanned(world: World) -> None:
    with Library.open(world.library) as library:
        since = datetime.now(UTC)
        assert list(find_news(library, since=since)) == []
        for card in (ANNA_LATER, Card("Otto", "Neu", "Alpstein")):
            library.remember(card.scan.sha256, RECIPE, [card.scan], event=card.event)
        assert [line.partition(" since")[0] for line in find_news(library, since=since)] == [
            "Anna Huber: new job"
        ]
        assert list(find_news(library, since=datetime.now(UTC))) == []


def test_a_day_before_the_card_is_noted_and_the_list_tells_of_each_once(world: World) -> None:
    said = world.call("contacted", "Söllner", "--on", "2026-11-20").err
    assert "2026-11-20 is noted; last contact 2026-11-24." in said
    world.call("note", "Söllner", "likes tea", "--every", "1 year")
    listed = world.call("followup", "--list").out
    assert listed.count("Söllner") >= 2
    assert listed.count("likes tea") == 1
