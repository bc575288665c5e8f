"""Unsure values of contacts that are sure enough: held back, asked for, and brought afterwards."""

from __future__ import annotations

import pytest

from cardscan.library import Library
from cardscan.model import Email, Outcome, Phone
from tests.command_line import READER, World
from tests.review_cards import RECIPE, klara

INTO = ("scan", "photos", "--into", "book.vcf", *READER)
MAILBOX = b"k.beispiel@mustermann-werke.at"


@pytest.fixture
def world(world: World) -> World:
    """The known card's mailbox is in doubt, the rest of it is sure."""
    world.judge(Outcome.OK, unsure=frozenset({Email}))
    return world


def book_of(world: World) -> bytes:
    return (world.folder / "book.vcf").read_bytes()


def test_an_unsure_value_waits_is_asked_for_and_completes_the_contact(world: World) -> None:
    answer = world.call(*INTO)
    assert "1 new" in answer.err
    assert "1 unsure value of 1 contact waits, of which all else is taken" in answer.err
    assert b"Klara" in book_of(world)
    assert MAILBOX not in book_of(world)

    review = world.call("review", "--terminal", "--into", "book.vcf", typed="k\n")
    assert review.err.count("? help") == 1, "only what is in doubt is asked"
    assert "0 new, 1 completed" in review.err
    assert MAILBOX in book_of(world)
    assert book_of(world).count(b"BEGIN:VCARD") == 1
    assert "No card waits" in world.call("review", "--terminal", "--into", "book.vcf").err


def test_what_was_accepted_comes_with_the_next_scan_as_well(world: World) -> None:
    world.call(*INTO)
    world.call("review", "--terminal", typed="k\n")
    assert MAILBOX not in book_of(world)
    answer = world.call(*INTO)
    assert "0 new, 1 completed" in answer.err
    assert "unsure" not in answer.err
    assert MAILBOX in book_of(world)


def test_doubtful_include_takes_every_value(world: World) -> None:
    answer = world.call(*INTO, "--doubtful", "include")
    assert "unsure" not in answer.err
    assert MAILBOX in book_of(world)


def test_other_outputs_say_everything_and_export_says_that_it_is_unsure(world: World) -> None:
    assert MAILBOX.decode() in world.call("scan", "photos", "--format", "jsonl", *READER).out
    assert MAILBOX.decode() in world.call("scan", "photos", "--out", "-", *READER).out
    answer = world.call("export", "--out", "all.vcf")
    assert "1 of the 1 hold unsure values" in answer.err
    assert "--reviewed" in answer.err
    world.call("review", "--terminal", typed="k\n")
    for arguments in (("--out", "all.vcf"), ("--reviewed", "--out", "seen.vcf")):
        assert "unsure" not in world.call("export", *arguments).err


def test_watch_says_how_many_values_wait(world: World) -> None:
    env = world.write_config("settle_s = 0.1\n")
    answer = world.call("watch", "photos", "--into", "book.vcf", "--once", *READER, env=env)
    assert "1 card, 1 unsure value waits for review" in answer.err
    assert MAILBOX not in book_of(world)


def test_doubtful_cards_are_asked_before_single_values(world: World) -> None:
    with Library.open(world.library) as library:
        library.remember(klara().sha256, RECIPE, [klara()])
        outcomes = [each.scan.outcome for each in library.waiting()]
        assert outcomes == [Outcome.DOUBTFUL, Outcome.OK]
        assert [type(v) for each in library.waiting() for v in each.scan.unsure][-1] is Email
        assert Phone in [type(v) for each in library.waiting() for v in each.scan.unsure]
