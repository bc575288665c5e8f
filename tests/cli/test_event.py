"""The event of a photo: said once it stays, said anew it changes, a folder's name gives way."""

from __future__ import annotations

import pytest

from cardscan.library import Library
from tests.command_line import READER, Answer, World


def scan(world: World, *options: str, path: str = "photos") -> Answer:
    answer = world.call("scan", path, "--out", "o.vcf", *options, *READER)
    assert answer.code == 0, answer.err
    return answer


def event(world: World) -> str | None:
    with Library.open(world.library) as library:
        (stored,) = library.scans()
        return stored.scan.event


@pytest.mark.parametrize("accepted", [False, True])
def test_an_event_stays_until_another_one_is_said(world: World, accepted: bool) -> None:
    if accepted:
        with Library.open(world.library) as library:
            library.accept(1)
    assert "event" not in scan(world, "--event", "Fair").err
    scan(world)
    assert event(world) == "Fair"
    assert "1 photo was of the event 'Fair', now of 'Expo'" in scan(world, "--event", "Expo").err
    assert event(world) == "Expo"
    assert b"Expo" in (world.folder / "o.vcf").read_bytes()


def test_a_folder_s_name_is_the_event_of_photos_that_have_none(world: World) -> None:
    world.photo.parent.rename(world.folder / "Hannover")
    scan(world, path="Hannover")
    assert event(world) == "Hannover"
    scan(world, "--event", "Fair", path="Hannover")
    scan(world, path="Hannover")
    assert event(world) == "Fair"


def test_an_event_holds_for_what_is_read_again(world: World) -> None:
    scan(world, "--event", "Fair")
    scan(world, "--again", "--jobs", "1")
    assert event(world) == "Fair"
