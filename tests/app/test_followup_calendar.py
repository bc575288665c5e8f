"""The calendar: what other programs make of it, byte for byte the same for the same input."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from radicale.item import check_and_sanitize_items, read_components

from cardscan.app.reminders import birthday_reminder, give
from cardscan.book.birthdays import Birthday, find_birthdays, parse_birthday
from cardscan.formats.ics import CalendarEvent, to_ics
from cardscan.library import Library
from cardscan.vcard import cards, read_entries, split
from tests.command_line import World
from tests.known_people import Card, fill

PHONE = "+436601234567"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="u",
    day=date(2026, 12, 1),
    summary="Call; Ada, \x1bnow",
    description="tel:+43\nü, or; so",
    changed_at=NOW,
)


def book(*birthdays: str, version: str = "3.0") -> bytes:
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:{version}\r\nUID:u{k}\r\nN:Muster{k};Ada;;;\r\n"
        f"FN:Ada Muster{k}\r\n{line}\r\nEND:VCARD\r\n"
        for k, line in enumerate(birthdays)
    ).encode()


def test_an_event_is_a_free_day_with_an_alarm_at_nine() -> None:
    lines = to_ics([EVENT]).decode().split("\r\n")
    assert lines[:4] == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cardscan//reminders//EN", "CALSCALE:GREGORIAN"
    ]  # fmt: skip
    start, alarm = lines.index("BEGIN:VEVENT"), lines.index("BEGIN:VALARM")
    properties = lines[start + 1 : alarm]
    assert {
        "SUMMARY:Call\\; Ada\\, now", "DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202",
        "DTSTAMP:20261130T120000Z", "UID:u", "SEQUENCE:0", "TRANSP:TRANSPARENT",
        "DESCRIPTION:tel:+43\\nü\\, or\\; so",
    } == set(properties)  # fmt: skip
    assert sum(line.startswith("ACTION") for line in lines) == 1
    assert "TRIGGER:PT9H" in lines
    assert lines[lines.index("END:VALARM") + 1] == "END:VEVENT"


def test_an_empty_calendar_is_valid() -> None:
    made = icalendar.Calendar.from_ical(to_ics([]))
    assert [c.name for c in made.subcomponents] == ["VTIMEZONE"]


def test_lines_are_folded_and_read_back_the_same() -> None:
    long = CalendarEvent(uid="u", day=date(2026, 12, 1), summary="Größe 名 " * 40, changed_at=NOW)
    data = to_ics([long])
    assert max(map(len, data.split(b"\r\n"))) <= 75
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert event["SUMMARY"] == long.summary.strip()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("BDAY:1980-04-12", Birthday(4, 12, 1980)), ("BDAY:19800412", Birthday(4, 12, 1980)),
        ("BDAY:1980-04-12T00:00:00Z", Birthday(4, 12, 1980)),
        ("BDAY;VALUE=DATE:1980-04-12", Birthday(4, 12, 1980)),
        ("BDAY:--0412", Birthday(4, 12)), ("BDAY:--04-12", Birthday(4, 12)),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12", Birthday(4, 12)),
        ("BDAY;VALUE=date;X-APPLE-OMIT-YEAR=1900:1900-04-12", Birthday(4, 12)),
        ("BDAY;VALUE=DATE:16040229", Birthday(2, 29)), ("BDAY:2000-02-29", Birthday(2, 29, 2000)),
        ("BDAY:0000-04-12", Birthday(4, 12)), ("item1.BDAY:1980-04-12", Birthday(4, 12, 1980)),
        ("BDAY;VALUE=text:circa 1800", None), ("BDAY:1980-04", None), ("BDAY:---12", None),
        ("BDAY:1981-02-29", None), ("BDAY:1980-13-01", None), ("BDAY:", None),
    ],
)  # fmt: skip
def test_a_birthday_of_every_dialect(line: str, expected: Birthday | None) -> None:
    (entry,) = read_entries(cards(split(book(line))))
    assert (parse_birthday(entry.birthday) if entry.birthday else None) == expected
    assert [day for _, day in find_birthdays([entry])] == ([expected] if expected else [])


def test_a_person_in_two_books_has_one_birthday_with_its_year() -> None:
    name = "N:Müller;Eva;;;\r\nFN:Eva Müller\r\n".encode()
    one = b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:b\r\n" + name + b"BDAY:--0412\r\nEND:VCARD\r\n"
    other = (
        one.replace(b"UID:b", b"UID:a")
        .replace("Müller".encode(), b"Mueller")
        .replace(b"--0412", b"1980-04-12")
    )
    for data in (one + other, other + one):
        ((entry, day),) = find_birthdays(read_entries(cards(split(data))))
        assert (entry.uid, day) == ("a", Birthday(4, 12, 1980))
    twins = one + other.replace(b"Eva", b"Ida")
    assert len(find_birthdays(read_entries(cards(split(twins))))) == 2


@pytest.mark.parametrize("today", ["2026-01-01", "2026-02-28", "2027-03-01", "2028-02-29"])
def test_the_oracle_finds_every_birthday_once_a_year_until_2033(today: str) -> None:
    start = date.fromisoformat(today)
    days = [Birthday(m, d, y) for m, d, y in
            [(2, 29, 2000), (2, 28, None), (3, 1, 1970), (12, 31, None), (1, 1, 1999)]]  # fmt: skip
    for birthday in days:
        (entry,) = read_entries(cards(split(book("TEL:1"))))
        reminder = birthday_reminder(entry, birthday, today=start)
        data = to_ics(e for e, _ in give([reminder], {}, now=NOW))
        parsed = icalendar.Calendar.from_ical(data)
        found = sorted(
            event["DTSTART"].dt
            for event in recurring_ical_events.of(parsed).between(start, date(2034, 1, 1))
        )
        month = birthday.month
        expected = [
            date(year, month, min(birthday.day, calendar.monthrange(year, month)[1]))
            for year in range(start.year, 2034)
        ]
        assert found == [day for day in expected if day >= start]
        assert ("Born in" in data.decode()) == (birthday.year is not None)


def test_a_calendar_server_takes_every_kind_of_event() -> None:
    (entry,) = read_entries(cards(split(book("TEL:1"))))
    born = birthday_reminder(entry, Birthday(2, 29), today=NOW.date())
    for events in ([EVENT], [], [event for event, _ in give([born], {}, now=NOW)]):
        (items,) = read_components(to_ics(events).decode())
        # Raises for what Radicale would not store; it expands what repeats.
        check_and_sanitize_items([items], 1000, is_collection=True, tag="VCALENDAR")


# --- the command -------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    today = date.today()
    fill(
        world.library,
        [
            Card("Paul", "Söllner", "Donauwerk", "", "p@donauwerk.example", PHONE, day=str(today)),
            Card("Ida", "Frey", "Alpstein", "", "i@alpstein.example", event="Expo", day=str(today)),
        ],
    )  # fmt: skip
    (world.folder / "book.vcf").write_bytes(book("BDAY:--0229", "BDAY:1980-04-12"))
    return world


def followup(world: World, *options: str) -> icalendar.Calendar:
    answer = world.call("followup", *options)
    assert answer.code == 0, answer.err
    return icalendar.Calendar.from_ical((world.folder / "f.ics").read_bytes())


def test_the_same_input_gives_the_same_bytes(world: World) -> None:
    options = ("--book", "book.vcf", "--every", "6 months", "--out", "f.ics")
    before = (world.folder / "book.vcf").read_bytes()
    assert len(followup(world, *options).walk("VEVENT")) == 8
    first = (world.folder / "f.ics").read_bytes()
    followup(world, *options)
    assert (world.folder / "f.ics").read_bytes() == first
    assert world.call("followup", *options[:4]).out.encode() == first
    assert (world.folder / "book.vcf").read_bytes() == before


def test_what_changed_has_a_higher_sequence_and_is_all_that_is_new(world: World) -> None:
    followup(world, "--every", "6 months", "--out", "f.ics")
    tomorrow = str(date.today() + timedelta(days=1))
    assert followup(world, "--since", tomorrow, "--out", "f.ics").walk("VEVENT") == []
    world.call("note", "Söllner", "likes tea")
    world.call("contacted", "Söllner")
    events = followup(world, "--event", "Fair", "--out", "f.ics").walk("VEVENT")
    assert [(int(e["SEQUENCE"]), "likes tea" in e["DESCRIPTION"]) for e in events] == [
        (1, True)
    ] * 2
    assert "mailto:p@donauwerk.example" in events[0]["DESCRIPTION"]


def test_the_list_shows_everybody_and_writes_nothing(world: World) -> None:
    answer = world.call("followup", "--list", "--book", "book.vcf")
    assert re.search(r"^\d{4}-\d\d-\d\d  Follow up: Ida Frey, Alpstein$", answer.out, re.MULTILINE)
    assert f"    tel:{PHONE}" in answer.out
    assert answer.out.count("Birthday:") == 2
    assert "Ida" not in world.call("followup", "--list", "--event", "Fair").out


def test_without_anybody_a_valid_empty_calendar_and_what_to_do(tmp_path: Path) -> None:
    world = World(tmp_path)
    answer = world.call("followup", "--out", "f.ics")
    assert (answer.code, "scan cards first" in answer.err) == (0, True)
    assert icalendar.Calendar.from_ical((tmp_path / "f.ics").read_bytes()).walk("VEVENT") == []
    assert not world.library.exists()


def test_an_event_that_nobody_knows_names_those_that_are(world: World) -> None:
    followup(world, "--out", "f.ics")
    before = (world.folder / "f.ics").read_bytes()
    answer = world.call("followup", "--event", "Gala", "--out", "f.ics", "--every", "2 weeks")
    with Library.open(world.library) as library:
        assert library.rhythms() == {}
    assert "No card is of the event Gala. The library has: " in answer.err
    assert (world.folder / "f.ics").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--out", "f.vcf"), "not the name of a calendar"),
        (("--out", "theirs.ics"), "file of another program"),
        (("--every", "often"), "it takes a rhythm"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_written(
    world: World, options: tuple[str, ...], said: str
) -> None:
    theirs = "BEGIN:VCALENDAR\nPRODID:-//Other//EN\nEND:VCALENDAR\n"
    (world.folder / "theirs.ics").write_text(theirs)
    before = sorted((p.name, p.read_bytes()) for p in world.folder.glob("*.ics"))
    answer = world.call("followup", *options)
    assert (answer.code, said in answer.err) == (2, True)
    assert sorted((p.name, p.read_bytes()) for p in world.folder.glob("*.ics")) == before


def test_a_book_that_is_not_there_is_said(world: World) -> None:
    answer = world.call("followup", "--book", "gone.vcf")
    assert (answer.code, "gone.vcf does not exist" in answer.err) == (6, True)


def test_a_purge_forgets_the_reminders(world: World) -> None:
    followup(world, "--out", "f.ics")
    assert "reminders" in world.call("library", "purge", "--person", "Söllner").out
