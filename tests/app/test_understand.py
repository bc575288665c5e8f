"""Another region makes something else of what was read, and nothing is read for it."""

from __future__ import annotations

import json
from typing import Any

from cardscan.library import Library
from cardscan.model import Field, Phone
from tests.command_line import READER, World
from tests.drawn import save_card

CARD = (
    (46, "Klara Beispiel"),
    (30, "Product Manager"),
    (30, "Phone 030 23125 417"),
    (30, "klara.beispiel@mustermann.example"),
)
JSONL = ("scan", "photos/national.jpg", "--format", "jsonl", *READER)


def contact_of(world: World, *options: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    answer = world.call(*JSONL, *options, env=env)
    assert answer.code == 0, answer.err
    (line,) = answer.out.splitlines()
    scan: dict[str, Any] = json.loads(line)
    return scan


def test_another_region_is_understood_from_what_was_read(world: World) -> None:
    save_card(world.folder / "photos" / "national.jpg", CARD)
    german = contact_of(world, "--region", "DE")
    assert [phone["value"] for phone in german["contact"]["phones"]] == ["+493023125417"]
    unread = world.fake_tesseract("touch started; exit 1")
    italian = contact_of(world, "--region", "IT", env=unread)
    assert [phone["value"] for phone in italian["contact"]["phones"]] == ["+3903023125417"]
    assert contact_of(world, "--region", "DE", env=unread)["contact"] == german["contact"]
    assert not (world.folder / "started").exists()
    world.call(*JSONL, "--region", "DE", "--again", env=unread)
    assert (world.folder / "started").exists()


def test_what_a_person_decided_on_stays_in_another_region(world: World) -> None:
    with Library.open(world.library) as library:
        (stored,) = library.scans()
        after = Phone(value="+493023125499", printed="030 23125 499")
        library.edit(stored.number, Field.PHONE, before=None, after=after)
        library.accept(stored.number)
        accepted = [each.scan.contact for each in library.scans()]
    env = world.fake_tesseract("exit 1")
    assert world.call("scan", "photos", "--out", "-", "--region", "CH", *READER, env=env).code == 0
    with Library.open(world.library) as library:
        assert [each.scan.contact for each in library.scans()] == accepted
