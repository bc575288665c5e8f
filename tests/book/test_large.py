"""Large address books: what is found does not depend on whether entries are kept or read again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cardscan.addressbook import FileBook
from cardscan.app.dedupe import find_duplicates
from cardscan.app.merge import plan_into
from cardscan.book import screen
from cardscan.book.repeats import Repeats
from cardscan.vcard import cards, dialects, entries_of, read_entries

PEOPLE = "".join(
    f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{n % 40}\r\n"
    f"N:{family};{given};;;\r\nFN:{given} {family}\r\n"
    f"TEL;TYPE=CELL:+4366412{n % 30:05}\r\nEND:VCARD\r\n"
    for n, (given, family) in enumerate(
        (given, family)
        for family in ("Huber", "Meier", "Kovač", "Lindqvist", "Okafor", "Moreau")
        for given in ("Anna", "Bela", "Carla", "Dino", "Eva", "Finn", "Gita", "Hugo")
    )
)
GROUP = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nUID:g\r\nFN:Choir\r\n"
    "MEMBER:urn:uuid:7\r\nMEMBER:urn:uuid:39\r\nEND:VCARD\r\n"
)


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    # Every third contact once more, and a group that names some who will go.
    blocks = PEOPLE.split("END:VCARD\r\n")[:-1]
    twice = "".join(block + "END:VCARD\r\n" for block in blocks[::3])
    (tmp_path / "a.vcf").write_bytes((PEOPLE + GROUP + twice).encode())
    return FileBook(tmp_path / "a.vcf")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every book counts as large, and is gone through in many parts."""
    monkeypatch.setattr(dialects, "_MOST_KEPT", 0)
    monkeypatch.setattr(dialects, "_BATCH", 7)
    monkeypatch.setattr(screen, "_TOGETHER", 5)


def test_entries_read_when_asked_for_are_those_read_at_once(book: FileBook, large: None) -> None:
    blocks = cards(book.read().parts)
    at_once, asked = read_entries(blocks), entries_of(blocks)
    assert not isinstance(asked, tuple)
    assert (tuple(asked), len(asked), asked[-1], asked[3:9:2]) == (
        at_once, len(at_once), at_once[-1], at_once[3:9:2],
    )  # fmt: skip
    with pytest.raises(IndexError):
        asked[len(blocks)]


def test_duplicates_of_a_large_book_are_those_of_a_small_one(
    book: FileBook, request: pytest.FixtureRequest
) -> None:
    small = find_duplicates(book)
    assert any(len(group.cards) > 1 for group in small.groups)
    before = book.content()
    small.apply(today=date(2026, 5, 1))
    merged = book.content()
    assert merged != before
    book.undo()
    request.getfixturevalue("large")
    found = find_duplicates(book)
    assert found.groups == small.groups
    found.apply(today=date(2026, 5, 1))
    assert book.content() == merged


def test_a_merge_into_a_large_book_is_that_into_a_small_one(
    book: FileBook, request: pytest.FixtureRequest
) -> None:
    new = (PEOPLE[:2000].rpartition("END:VCARD\r\n")[0] + "END:VCARD\r\n" + GROUP).replace(
        "+43664", "+43676"
    )
    small = plan_into(new.encode(), book)
    request.getfixturevalue("large")
    large = plan_into(new.encode(), book)
    assert large.plan == small.plan
    assert large.existing_entries == small.existing_entries


def test_only_what_was_said_twice_is_a_repeat() -> None:
    said = Repeats(map(hash, ["a", None, "b", "a", -1, 2**61, None]))
    assert [each in said for each in ("a", "b", None, -1, 2**61, "c")] == [
        True, False, True, False, False, False,
    ]  # fmt: skip
