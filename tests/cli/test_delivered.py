"""What came to an address book before does not come again: deleted and corrected stay so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardscan.addressbook import FileBook
from cardscan.app.delivered import Known, keys_of, update_of
from cardscan.app.sides import join_sides
from cardscan.library import Library
from cardscan.model import Contact, Email, Field, Phone, Scan
from tests.command_line import READER, World
from tests.review_cards import RECIPE, klara

INTO = ("scan", "photos", "--into", "book.vcf", *READER)
OTHER = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:other\r\nN:Anders;Otto;;;\r\nFN:Otto Anders\r\n"
    "EMAIL:otto@anders.example\r\nEND:VCARD\r\n"
)
ELSE = OTHER.replace("other", "else").replace("Otto", "Ida").replace("otto", "ida")


@pytest.fixture
def book(world: World) -> Path:
    """An address book of one contact and the scanned one."""
    path = world.folder / "book.vcf"
    path.write_bytes(OTHER.encode())
    assert "1 new" in world.call(*INTO).err
    return path


def without_klara(book: Path) -> None:
    book.write_bytes(OTHER.encode())


def with_another_number(book: Path) -> None:
    text = book.read_bytes()
    assert b"+436641234567" in text
    book.write_bytes(text.replace(b"+436641234567", b"+436649999999"))


@pytest.mark.parametrize("edit", [without_klara, with_another_number])
@pytest.mark.parametrize("command", ["scan", "watch"])
def test_what_was_deleted_or_put_right_in_the_book_stays_so(
    world: World, book: Path, edit: Callable[[Path], None], command: str
) -> None:
    edit(book)
    edited = book.read_bytes()
    arguments = INTO if command == "scan" else ("watch", "photos", "--into", "book.vcf", "--once")
    env = world.write_config("settle_s = 0.1\n")
    reader = () if command == "scan" else READER
    answer = world.call(*arguments, *reader, env=env)
    assert answer.code == 0
    assert "1 contact came to book.vcf before" in answer.err
    assert "--again" in answer.err
    assert book.read_bytes() == edited


def test_again_brings_them_all_the_same(world: World, book: Path) -> None:
    without_klara(book)
    answer = world.call(*INTO, "--again")
    assert "1 new" in answer.err
    assert "before" not in answer.err
    assert b"Klara" in book.read_bytes()


def test_what_an_undo_took_back_counts_as_not_delivered(world: World, book: Path) -> None:
    assert world.call("undo", "book.vcf").code == 0
    assert book.read_bytes() == OTHER.encode()
    assert "1 new" in world.call(*INTO).err
    assert b"Klara" in book.read_bytes()


def test_what_was_made_again_counts_as_delivered_again(world: World, book: Path) -> None:
    merged = book.read_bytes()
    assert world.call("undo", "book.vcf").code == 0
    listed = world.call("undo", "--list", "book.vcf")
    assert (listed.code, listed.out) == (0, "")
    answer = world.call("redo", "book.vcf")
    assert (answer.code, answer.err) == (
        0,
        "book.vcf is as it was before the undo; 0 changes can be redone.\n",
    )
    assert book.read_bytes() == merged
    assert world.call("undo", "--list", "book.vcf").out.endswith(
        ": 2 contacts, 1 before: Klara Beispiel new or changed\n"
    )
    without_klara(book)
    assert "came to book.vcf before" in world.call(*INTO).err
    assert book.read_bytes() == OTHER.encode()
    assert world.call("redo", "book.vcf").code == 6


def test_an_undo_needs_no_library(world: World, book: Path) -> None:
    world.library.write_bytes(b"damaged")
    answer = world.call("undo", "book.vcf")
    assert answer.code == 0
    assert "still counts those contacts as delivered" in answer.err
    assert book.read_bytes() == OTHER.encode()


def test_a_link_that_leads_nowhere_is_no_book(world: World) -> None:
    (world.folder / "loop.vcf").symlink_to("loop.vcf")
    with Library.open(world.library) as library:
        library.accept(1)
    answer = world.call("review", "--terminal", "--into", "loop.vcf")
    assert answer.code == 6
    assert "loop.vcf" in answer.err


def test_a_book_that_is_gone_or_another_one_gets_everything(world: World, book: Path) -> None:
    book.write_bytes(ELSE.encode())
    assert "1 new" in world.call(*INTO).err
    assert b"Klara" in book.read_bytes()
    assert "came to book.vcf before" in world.call(*INTO).err
    book.unlink()
    assert "1 new" in world.call(*INTO).err


def test_a_file_that_was_written_fresh_holds_what_was_written(world: World) -> None:
    world.call("scan", "photos", "--out", "book.vcf", *READER)
    written = (world.folder / "book.vcf").read_bytes()
    (world.folder / "book.vcf").write_bytes(OTHER.encode() + written.replace(b"+43664", b"+43676"))
    edited = (world.folder / "book.vcf").read_bytes()
    assert "came to book.vcf before" in world.call(*INTO).err
    assert (world.folder / "book.vcf").read_bytes() == edited


def test_only_what_is_new_about_a_contact_comes(world: World, book: Path) -> None:
    with_another_number(book)
    with Library.open(world.library) as library:
        (stored,) = library.scans()
        library.edit(stored.number, Field.EMAIL, before=None, after=Email(value="k@new.example"))
        library.accept(stored.number)
    answer = world.call(*INTO)
    assert "0 new, 1 completed" in answer.err
    text = book.read_bytes()
    assert b"k@new.example" in text
    assert b"+436641234567" not in text, "what the user put right came back"
    assert "came to book.vcf before" in world.call(*INTO).err


def test_a_new_event_completes_a_contact(world: World, book: Path) -> None:
    answer = world.call(*INTO, "--event", "Fair")
    assert "0 new, 1 completed" in answer.err
    assert b"CATEGORIES:Fair" in book.read_bytes()


def test_news_of_a_contact_that_was_deleted_does_not_bring_it_back(
    world: World, book: Path
) -> None:
    without_klara(book)
    answer = world.call(*INTO, "--event", "Fair")
    assert "0 new, 0 completed" in answer.err
    assert book.read_bytes() == OTHER.encode()


def test_another_card_in_the_place_of_one_is_no_news_of_it(tmp_path: Path) -> None:
    """A better reading of a photo may find one card more, before those that were known."""
    photo = klara(0)
    with Library.open(tmp_path / "library.sqlite") as library:
        library.remember(photo.sha256, RECIPE, [photo])
        book = tmp_path / "book.vcf"
        book.write_bytes(OTHER.encode())
        Known.of(library, FileBook(book)).record({1: keys_of(photo)})
        known = Known.of(library, FileBook(book))
        assert known.said_by(photo) == keys_of(photo)
        second = replace(photo, card=1)
        first = replace(klara(7), sha256=photo.sha256)
        assert first.contact is not None
        first = replace(first, contact=replace(first.contact, name=None, organizations=()))
        library.remember(photo.sha256, RECIPE, [first, second])
        assert known.said_by(first) is None
        assert known.said_by(second) == keys_of(photo)


def test_an_update_says_only_what_is_new() -> None:
    scan = klara(0)
    assert scan.contact is not None
    new = next(iter(scan.contact.phones))
    said = keys_of(scan)
    number = Phone(value="+4312345678", printed="01 2345678")
    grown = replace(scan, contact=replace(scan.contact, phones=(new, number)))
    update = update_of(grown, said, revised=datetime(2026, 5, 4, tzinfo=UTC))
    assert update is not None
    assert b"+4312345678" in update.news
    assert new.value.encode() not in update.news
    assert b"+4312345678" not in update.before
    assert update_of(scan, said, revised=datetime(2026, 5, 4, tzinfo=UTC)) is None


def test_a_back_that_is_added_later_brings_what_only_it_says(tmp_path: Path) -> None:
    front = klara(0)
    assert front.contact is not None
    number = Phone(value="+4312345678", printed="01 2345678")
    contact = Contact(organizations=front.contact.organizations, phones=(number,))
    back = replace(klara(1), contact=contact)
    book = tmp_path / "book.vcf"
    book.write_bytes(OTHER.encode())
    with Library.open(tmp_path / "library.sqlite") as library:
        for scan in (front, back):
            library.remember(scan.sha256, RECIPE, [scan])
        Known.of(library, FileBook(book)).record({1: keys_of(front)})
        (whole,) = join_sides([front, back], library)
        assert isinstance(whole, Scan)
        said = Known.of(library, FileBook(book)).said_by(whole)
        assert said == keys_of(front)
        update = update_of(whole, said, revised=datetime(2026, 5, 4, tzinfo=UTC))
        assert update is not None
        assert b"+4312345678" in update.news
        assert b"EMAIL" not in update.news


def test_what_was_accepted_is_worded_as_the_options_say(world: World) -> None:
    with Library.open(world.library) as library:
        (stored,) = library.scans()
        library.accept(stored.number)
    for options, pictures in (((), 1), (("--no-photo",), 0)):
        book = world.folder / f"accepted{pictures}.vcf"
        answer = world.call("review", "--terminal", "--into", book, *options)
        assert answer.code == 0, answer.err
        assert book.read_bytes().count(b"PHOTO;") == pictures
