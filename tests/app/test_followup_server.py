"""Reminders into a calendar on real servers: each once, and nothing of the user's is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cardscan.formats.ics_events import updated
from tests.command_line import Answer, World
from tests.known_people import Card, fill
from tests.proxy import Proxy, proxied
from tests.servers import PASSWORD, USER, Server

ENV = {"CARDSCAN_USER": USER, "CARDSCAN_PASSWORD": PASSWORD}
TODAY = date.today()
BOOK = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:b\r\nN:Muster;Ada;;;\r\nFN:Ada Muster\r\n"
    "BDAY:1980-04-12\r\nEND:VCARD\r\n"
)


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with proxied(server.url) as found:
        yield found


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    fill(
        world.library,
        [
            Card("Paul", "Söllner", "Donauwerk", "", "p@donauwerk.example", "", day=str(TODAY)),
            Card("Ida", "Frey", "Alpstein", "", "i@alpstein.example", "", day=str(TODAY)),
        ],
    )
    (world.folder / "book.vcf").write_text(BOOK, encoding="utf-8", newline="")
    return world


class Calendar:
    """What another program sees of a calendar, and does to it."""

    def __init__(self, server: Server, url: str) -> None:
        self.server, self.url = server, url

    def hrefs(self) -> list[str]:
        ask = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        _, body = self.server.ask("PROPFIND", self.url, ask, "application/xml")
        paths = re.findall(r"href>([^<]+)<", body.decode())
        return [f"{self.server.url}{path}" for path in paths if not path.endswith("/")]

    def events(self) -> dict[str, str]:
        """By what is shown of each."""
        bodies = [self.server.ask("GET", href)[1].decode() for href in self.hrefs()]
        texts = [re.sub(r"\r?\n[ \t]", "", body).replace("\r", "") for body in bodies]
        return {re.search("^SUMMARY:(.*)$", t, re.MULTILINE).group(1): t for t in texts}  # type: ignore[union-attr] # each has one

    def _one(self, text: str) -> str:
        return next(h for h in self.hrefs() if text.encode() in self.server.ask("GET", h)[1])

    def edit(self, old: str, new: str) -> None:
        href = self._one(old)
        body = self.server.ask("GET", href)[1]
        changed = body.replace(old.encode(), new.encode())
        assert self.server.ask("PUT", href, changed, "text/calendar")[0] in (201, 204)

    def delete(self, text: str) -> None:
        assert self.server.ask("DELETE", self._one(text))[0] in (200, 204)


def enter(world: World, url: str, *options: str) -> Answer:
    answer = world.call("followup", url, *options, env=ENV)
    assert answer.code == 0, answer.err
    return answer


def test_reminders_come_once_and_what_the_user_did_there_stays(
    server: Server, proxy: Proxy, world: World
) -> None:
    calendar = Calendar(server, server.make_calendar())
    url = proxy.of(calendar.url)
    said = enter(world, url, "--book", "book.vcf", "--every", "6 months").err
    assert "7 reminders new" in said
    assert proxy.writing == ["PUT"] * 7
    events = calendar.events()
    paul, ida = "Follow up: Paul Söllner\\, Donauwerk", "Follow up: Ida Frey\\, Alpstein"
    assert {paul, ida, "Birthday: Ada Muster"} < events.keys()
    assert "TRANSP:TRANSPARENT" in events[paul]
    assert events[paul].count("BEGIN:VALARM") == 1

    proxy.forget()
    enter(world, url, "--book", "book.vcf")
    assert proxy.writing == []

    # The user puts a word of their own into one, and deletes the other.
    calendar.edit("SUMMARY:Follow up: Paul", "LOCATION:Café\nSUMMARY:Lunch with Paul")
    calendar.delete("Follow up: Ida")
    world.call("note", "Söllner", "likes tea")
    world.call("note", "Frey", "likes chess")
    enter(world, url, "--book", "book.vcf")
    lunch = calendar.events()["Lunch with Paul Söllner\\, Donauwerk"]
    assert "likes tea" in lunch
    assert "LOCATION:Café" in lunch
    assert "SEQUENCE:1" in lunch
    assert ida not in calendar.events()
    proxy.forget()
    enter(world, url, "--book", "book.vcf")
    assert proxy.writing == []

    # They were in touch: the rhythm counts anew, and what nobody needs any more is named.
    world.call("contacted", "Frey")
    world.call("contacted", "Söllner")
    answer = enter(world, url, "--book", "book.vcf")
    assert "is not needed any more" in answer.err
    assert "Paul" in answer.err
    assert "Follow up: Ida" not in answer.err
    assert "DELETE" not in proxy.writing


def test_each_answer_lost_once_doubles_and_loses_nothing(
    server: Server, proxy: Proxy, tmp_path: Path
) -> None:
    world = World(tmp_path / "one")
    world.folder.mkdir()
    fill(world.library, [Card("Paul", "Söllner", "Donauwerk", "", "", "", day=str(TODAY))])
    lost, seen = -1, 0
    before = world.library.read_bytes()
    while lost < seen:  # until there is no such answer
        lost += 1
        world.library.write_bytes(before)
        calendar = Calendar(server, server.make_calendar())
        proxy.forget()
        proxy.loses = lambda _method, number, lost=lost: number == lost
        enter(world, proxy.of(calendar.url))
        seen = len(proxy.requests)
        assert len(calendar.events()) == len(calendar.hrefs()) == 1
        assert proxy.writing == ["PUT"], f"after the answer {lost} was lost"
    assert lost >= 3


def test_undo_takes_back_what_nobody_touched(server: Server, proxy: Proxy, world: World) -> None:
    calendar = Calendar(server, server.make_calendar())
    calendar_url = proxy.of(calendar.url)
    options = ("--book", "book.vcf", "--every", "6 months")
    enter(world, calendar_url, *options)
    first = calendar.events()
    assert len(calendar.hrefs()) == 7

    # A note changes what is told of Paul; what was there before that comes back.
    world.call("note", "Söllner", "likes tea")
    enter(world, calendar_url, *options)
    assert "likes tea" in str(calendar.events())
    undone = world.call("undo", calendar_url, env=ENV)
    assert undone.code == 0, undone.err
    assert "1 earlier change can be taken back" in undone.err
    assert {k: v.split("\n") for k, v in calendar.events().items()} == {
        k: v.split("\n") for k, v in first.items()
    }

    # Of what the push made, it deletes what is as it was; the user's own word stays.
    calendar.edit("SUMMARY:Birthday", "LOCATION:Café\nSUMMARY:Birthday")
    calendar.delete("Follow up: Ida")
    undone = world.call("undo", calendar_url, env=ENV)
    assert "Birthday: Ada Muster was changed there since, and stays." in undone.err
    assert list(calendar.events()) == ["Birthday: Ada Muster"]
    assert world.call("undo", calendar_url, env=ENV).code == 6

    # As with an address book it counts as never brought; what the user did there stays so.
    proxy.forget()
    enter(world, calendar_url, *options)
    assert "Café" in calendar.events()["Birthday: Ada Muster"]
    assert len(calendar.hrefs()) == 6
    assert not any("Follow up: Ida" in name for name in calendar.events())


def test_undo_leaves_what_was_imported_and_what_was_edited_before(
    server: Server, world: World
) -> None:
    calendar = Calendar(server, server.make_calendar())
    world.call("followup", "--out", "f.ics")
    text = (world.folder / "f.ics").read_text("utf-8")
    start, end = text.index("BEGIN:VEVENT"), text.index("END:VEVENT")
    one = text[: text.index("BEGIN:VEVENT")] + text[start:end] + "END:VEVENT\r\nEND:VCALENDAR\r\n"
    server.ask("PUT", f"{calendar.url}mine.ics", one.encode(), "text/calendar")
    enter(world, calendar.url)
    pushed = "Paul" if "Ida" in one else "Ida"
    calendar.edit(f"SUMMARY:Follow up: {pushed}", f"LOCATION:Café\nSUMMARY:Follow up: {pushed}")
    for name in ("Söllner", "Frey"):
        world.call("note", name, "likes tea")
    enter(world, calendar.url)
    for _ in range(2):
        world.call("undo", calendar.url, env=ENV)
    left = calendar.events()
    assert len(left) == 2
    assert "likes tea" not in str(left)
    assert "Café" in str(left)


def test_a_calendar_by_its_name(radicale: Server, world: World, tmp_path: Path) -> None:
    calendar = Calendar(radicale, radicale.make_calendar())
    enter(world, calendar.url)
    answer = world.call("undo", str(tmp_path / "book.vcf"), "--calendar", "x", env=ENV)
    assert answer.code == 2
    assert "name its URL" in answer.err


def test_what_was_imported_from_a_file_is_not_doubled(server: Server, world: World) -> None:
    calendar = Calendar(server, server.make_calendar())
    before = world.library.read_bytes()
    world.call("followup", "--out", "f.ics")
    text = (world.folder / "f.ics").read_text(encoding="utf-8")
    head, *events = text.split("BEGIN:VEVENT")
    one = f"{head}BEGIN:VEVENT{events[0].partition('END:VCALENDAR')[0]}END:VCALENDAR\r\n"
    url = f"{calendar.url}imported.ics"
    assert server.ask("PUT", url, one.encode(), "text/calendar")[0] == 201
    enter(world, calendar.url)
    assert len(calendar.hrefs()) == 2
    # A library that was lost knows nothing of them, and finds them all the same.
    world.library.write_bytes(before)
    enter(world, calendar.url)
    assert len(calendar.hrefs()) == 2


def test_an_account_is_searched_for_its_calendars(radicale: Server, world: World) -> None:
    radicale.make_calendar(of="VTODO")
    names = [radicale.make_calendar().rstrip("/").rpartition("/")[2] for _ in range(2)]
    answer = world.call("followup", radicale.url, env=ENV)
    assert answer.code == 2
    assert "--calendar" in answer.err
    listed = re.findall(r"'(calendar\d+)'", answer.err)
    assert set(names) <= set(listed)
    assert "2 reminders new" in enter(world, radicale.url, "--calendar", names[0]).err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("https://calendar.google.com",), "cardscan followup --out followup.ics"),
        (("f.ics",), "Name a file by --out"),
        (("https://cloud.example.org", "--out", "f.ics"), "not to both"),
        (("--calendar", "Work"), "name its URL"),
    ],
)
def test_a_mistake_is_said(world: World, arguments: tuple[str, ...], said: str) -> None:
    answer = world.call("followup", *arguments)
    assert (answer.code, said in answer.err) == (2, True), answer.err


# --- what of an event is brought up to date ------------------------------------


def event(day: str = "20261201", *, summary: str = "Call", rule: str = "", more: str = "") -> bytes:
    lines = [f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{summary}", *filter(None, [rule, more])]
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:u",
         "DTSTAMP:20261130T120000Z", "SEQUENCE:0", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    ).encode()  # fmt: skip


YEARLY, LEAP = "RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"


@pytest.mark.parametrize(
    ("now", "was", "new", "expected"),
    [
        pytest.param(event(), event(), event("20261205"), ["20261205"], id="a new day"),
        pytest.param(
            event("20261203"), event(), event("20270601"), ["20270601"], id="moved, a new occasion"
        ),
        pytest.param(event("20261203"), event(), event(), None, id="moved, nothing new"),
        pytest.param(
            event(summary="Lunch"), event(), event(summary="Phone"), None, id="worded otherwise"
        ),
        pytest.param(
            event(more="COMMENT:mine"), event(), event(summary="Phone"),
            ["SUMMARY:Phone", "COMMENT:mine", "SEQUENCE:1"], id="something of their own",
        ),
        pytest.param(
            event("20260412", rule=YEARLY), event("20260412", rule=YEARLY),
            event("20270412", rule=YEARLY), None, id="the same birthday a year later",
        ),
        pytest.param(
            event("20270228", rule=LEAP), event("20270228", rule=LEAP),
            event("20280229", rule=LEAP), None, id="a leap day",
        ),
        pytest.param(
            event("20260412", rule=YEARLY), event("20260412", rule=YEARLY),
            event("20270413", rule=YEARLY), ["20270413"], id="a birthday put right",
        ),
        pytest.param(b"no calendar", event(), event("20261205"), None, id="nonsense"),
    ],
)  # fmt: skip
def test_what_is_new_goes_in_and_what_the_user_did_stays(
    now: bytes, was: bytes, new: bytes, expected: list[str] | None
) -> None:
    made = updated(now, was=was, new=new)
    if expected is None:
        assert made is None
    else:
        assert made is not None
        assert all(text in made.decode() for text in expected)
