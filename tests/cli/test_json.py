"""`--format json` for other programs: one object a command, and nothing else on standard output."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from tests.command_line import READER, World
from tests.schemas import SCHEMAS, check, schema_of

BOOK = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Muster;Max;;;\r\nFN:Max Muster\r\n"
BOOK += "TEL;TYPE=CELL:+436641112233\r\nEND:VCARD\r\n"
NEW = BOOK.replace("Max", "Moritz").replace("112233", "445566") + BOOK.replace(
    "END:", "EMAIL:max@muster.example\r\nEND:"
)


@pytest.fixture
def books(world: World) -> World:
    (world.folder / "contacts.vcf").write_bytes(BOOK.encode())
    (world.folder / "new.vcf").write_bytes(NEW.encode())
    return world


def told(world: World, *arguments: str, code: int = 0) -> Any:
    answer = world.call(*arguments, "--format", "json")
    assert answer.code == code, answer.err
    (line,) = answer.out.splitlines()
    named = {"scan": "merge", "library": "purge"}.get(arguments[0], arguments[0])
    return check(named, json.loads(line))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_says_whose_it_is(name: str) -> None:
    schema = schema_of(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert (schema["$id"], schema["title"]) == (f"urn:cardscan:{name}:1", f"cardscan.{name}/1")
    assert "cardscan" in schema["description"]


def test_a_merge_tells_what_became_of_each_contact(books: World) -> None:
    merge = ("merge", "new.vcf", "--into", "contacts.vcf")
    planned = told(books, *merge, "--dry-run")
    assert (planned["schema"], planned["dry_run"]) == ("cardscan.merge/1", True)
    assert (planned["new"], planned["completed"], planned["changed"]) == (1, 1, False)
    assert (books.folder / "contacts.vcf").read_bytes() == BOOK.encode()
    new, grown = planned["contacts"]
    assert new["name"] == "Moritz Muster"
    assert (new["action"], new["position"]) == ("new", None)
    assert (grown["action"], grown["known_as"], grown["position"]) == ("completed", "Max Muster", 0)
    assert "EMAIL" in grown["adds"]
    assert grown["reasons"]
    done = told(books, *merge)
    assert done == {**planned, "dry_run": False, "changed": True}
    assert told(books, *merge)["known"] == 2


def test_a_scan_into_a_book_tells_the_merge_and_what_waits(books: World) -> None:
    scan = ("scan", "photos", "--into", "contacts.vcf", *READER)
    planned = told(books, *scan, "--dry-run")
    assert (planned["new"], planned["held"], planned["dry_run"]) == (1, 0, True)
    assert told(books, *scan)["changed"]
    again = told(books, *scan)
    assert (again["contacts"], again["brought_before"]) == ([], 1)


@pytest.mark.parametrize("more", [(), ("--out", "a.jsonl")])
def test_json_of_a_scan_is_about_an_address_book(books: World, more: tuple[str, ...]) -> None:
    answer = books.call("scan", "photos", "--format", "json", *more, *READER)
    assert answer.code == 2
    assert "--into" in answer.err
    assert "--format jsonl" in answer.err


def test_the_doctor_tells_what_it_saw(scanned: World) -> None:
    said = told(scanned, "doctor")
    assert said["schema"] == "cardscan.doctor/1"
    assert {check["name"] for check in said["checks"]} >= {"Python", "Tesseract", "library"}
    assert said["good"] == all(check["health"] != "missing" for check in said["checks"])


def test_a_purge_tells_what_it_would_remove(books: World) -> None:
    said = told(books, "library", "purge", "--person", "Klara", "--dry-run")
    assert (said["dry_run"], sum(said["removed"].values()) > 0) == (True, True)
    assert [photo.rpartition("/")[2] for photo in said["photos"]] == ["card.jpg"]
    assert told(books, "library", "purge", "--person", "Klara")["removed"] == said["removed"]


def test_duplicates_are_told_and_then_merged(books: World) -> None:
    (books.folder / "contacts.vcf").write_bytes(BOOK.encode() * 2)
    assert told(books, "dedupe", "contacts.vcf")["groups"][0]["cards"] == [0, 1]


def test_a_watch_tells_an_event_a_line(books: World) -> None:
    env = books.write_config("settle_s = 0\n")
    watch = ("watch", "photos", "--into", "contacts.vcf", "--once", "--format", "json", *READER)
    answer = books.call(*watch, env=env)
    assert (answer.code, answer.err) == (0, "")
    events = [check("watch", json.loads(line)) for line in answer.out.splitlines()]
    assert [each["event"] for each in events] == ["merge", "photo", "end"]
    merge, photo, end = events
    assert merge["contacts"][0]["name"] == "Klara Beispiel"
    assert (photo["name"], photo["cards"], photo["failure"]) == ("card.jpg", 1, None)
    assert photo["now_at"].endswith("done/card.jpg")
    assert (end["photos"], end["failed"]) == (1, 0)
