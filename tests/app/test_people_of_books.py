"""Notes on people whom only an address book has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cardscan.app.people import find_people
from cardscan.library import Library
from tests.command_line import World
from tests.known_people import Card, fill

TODAY = date.today()
BOOK = """\
BEGIN:VCARD
VERSION:3.0
UID:one
N:Ott;Eva;;;
FN:Eva Ott
ORG:Donauwerk
EMAIL:eva@ott.example
TEL;TYPE=CELL:+436641234567
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Ott;Karl;;;
FN:Karl Ott
NOTE:plays chess
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Ott;Eva;;;
FN:Eva Ott
ORG:Alpstein
EMAIL:ott@alpstein.example
END:VCARD
""".replace("\n", "\r\n").encode()


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    (tmp_path / "book.vcf").write_bytes(BOOK)
    return world


def book_of(world: World) -> bytes:
    return (world.folder / "book.vcf").read_bytes()


def test_a_note_is_kept_and_comes_into_the_book_and_can_be_taken_back(world: World) -> None:
    assert (
        world.call("note", "Karl Ott", "likes tea", "--book", world.folder / "book.vcf").code == 0
    )
    added = f"\r\n \\n{TODAY}: likes tea".encode()
    assert added in book_of(world)
    assert book_of(world).replace(added, b"") == BOOK
    shown = world.call("note", "Karl Ott").out
    assert "in the address book (#1)" in shown
    assert f"note 1: likes tea ({TODAY})" in shown
    # The same contact is the same person, also without a mailbox or number.
    assert world.call("contacted", "karl", "--book", world.folder / "book.vcf").code == 0
    with Library.open(world.library) as library:
        (karl,) = find_people(library)
    assert (karl.numbers, karl.contacted) == ((1,), (TODAY,))
    assert world.call("undo", world.folder / "book.vcf").code == 0
    assert book_of(world) == BOOK


def test_who_is_meant_is_asked_and_then_nothing_is_changed(world: World) -> None:
    said = world.call("note", "Eva Ott", "likes tea", "--book", world.folder / "book.vcf")
    assert said.code == 2
    assert "Eva Ott, Donauwerk" in said.err
    assert "Eva Ott, Alpstein" in said.err
    for arguments in (
        ["Karl", "--by", "2026-12-10"],
        ["Karl", "x", "--every", "soon"],
        ["Nil", "x"],
    ):
        assert world.call("note", *arguments, "--book", world.folder / "book.vcf").code == 2
    assert book_of(world) == BOOK
    with Library.open(world.library) as library:
        assert find_people(library) == ()


def test_a_card_and_a_contact_of_one_person_are_one(world: World) -> None:
    fill(world.library, [Card("Eva", "Ott", "Nordlicht KG", "", "eva@ott.example")])
    world.call("note", "Eva Ott Donauwerk", "likes tea", "--book", world.folder / "book.vcf")
    with Library.open(world.library) as library:
        (eva,) = find_people(library)
        assert [n.text for n in eva.notes] == ["likes tea"]
    assert b"likes tea" in book_of(world)


def test_who_is_of_a_book_is_reminded_of_and_goes_nowhere(world: World) -> None:
    book = world.folder / "book.vcf"
    world.call(
        "note", "Karl", "will call", "--by", "2099-12-10", "--every", "6 months", "--book", book
    )
    world.call("contacted", "Karl", "--book", book)
    listed = world.call("followup", "--list").out
    assert "Promised to Karl Ott: will call" in listed
    assert "Keep in touch: Karl Ott" in listed
    assert "Follow up" not in listed
    assert "In your address book, kept since" in listed
    assert world.call("export", "--out", world.folder / "all.vcf").code == 4
    assert "0 cards" in world.call("library", "list").err
    assert "0 cards, 0 events, 0 mistakes" in world.call("library", "check").out


def test_a_guest_of_whom_something_was_said(world: World) -> None:
    book = world.folder / "book.vcf"
    world.call("note", "Eva Ott Donauwerk", "likes tea", "--book", book)
    (world.folder / "list.csv").write_text("Name;Company\nEva Ott;Donauwerk\n", "utf-8")
    told = world.call("guests", world.folder / "list.csv", "--book", book).out
    assert told.startswith("known  Eva Ott")
    assert "likes tea" in told


def test_a_purge_takes_them_too(world: World) -> None:
    book = world.folder / "book.vcf"
    world.call("note", "Karl", "likes tea", "--book", book)
    purged = world.call("library", "purge", "--person", "Karl Ott").out
    assert "1 of notes" in purged
    with Library.open(world.library) as library:
        assert find_people(library) == ()
    assert b"karl" not in world.library.read_bytes().lower()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("note", "Eva", "x"), 4, "by --book"),
        (("contacted", "Eva"), 4, "by --book"),
        (("event", "Fair"), 4, "Scan cards first."),
        (("note", "Eva", "x", "--book", "empty.vcf"), 2, "Nobody in the library or empty.vcf"),
        (("contacted", "Eva", "--book", "empty.vcf"), 2, "Nobody in the library or empty.vcf"),
        (("note", "Karl", "--book", "book.vcf"), 0, ""),
        (("guests", "list.csv", "--book", "empty.vcf"), 0, "There is no contact in empty.vcf."),
        (("guests", "list.csv"), 0, "name your address book by --book"),
    ],
)
def test_without_anybody_each_command_says_what_to_do_and_makes_no_library(
    world: World, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (world.folder / "empty.vcf").write_bytes(b"")
    (world.folder / "list.csv").write_text("Name;Company\nEva Ott;Donauwerk\n", "utf-8")
    answer = world.call(*arguments)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert not world.library.exists()
