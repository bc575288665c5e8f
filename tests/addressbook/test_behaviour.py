"""What every address book does, whatever it is: a file, a table, a folder, an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cardscan.app.dedupe import find_duplicates
from cardscan.app.merge import Merge, plan_into
from cardscan.errors import AddressBookChangedError, AddressBookError
from cardscan.library import Library
from cardscan.model import Action
from cardscan.vcard import cards, read_entries, split
from tests.fake_server import FakeServer, FakeShelf
from tests.servers import ServerShelf
from tests.shelves import FileShelf, FolderShelf, Shelf, google_shelf, outlook_shelf


def vcard(name: str, *lines: str, uid: str | None = None) -> bytes:
    family, _, given = name.rpartition(" ")[::-1]
    uid = uid or name.replace(" ", "-").lower()
    head = ("BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"N:{family};{given};;;", f"FN:{name}")
    return "".join(f"{line}\r\n" for line in (*head, *lines, "END:VCARD")).encode()


ANNA = vcard("Anna Beispiel", "TEL;TYPE=CELL:+436641112233")
BERND = vcard("Bernd Muster", "EMAIL;TYPE=INTERNET:bernd@muster.example", "X-COLOUR:blue")
NEWS = vcard(
    "Bernd Muster", "EMAIL;TYPE=INTERNET:bernd@muster.example", "TEL;TYPE=CELL:+43664998877"
)
CARLA = vcard("Carla Neu", "EMAIL;TYPE=INTERNET:carla@neu.example", "NOTE:Grüße\\, aus Köln")


@pytest.fixture(params=["file", "google", "outlook", "folder", "radicale", "xandikos", "fake"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    if request.param == "file":
        yield FileShelf(tmp_path / "book.vcf")
    elif request.param == "google":
        yield google_shelf(tmp_path / "book.csv")
    elif request.param == "outlook":
        yield outlook_shelf(tmp_path / "book.csv")
    elif request.param == "folder":
        yield FolderShelf(tmp_path / "book")
    elif request.param == "fake":
        with Library.open(tmp_path / "library.sqlite") as library:
            yield FakeShelf(FakeServer(), library)
    else:
        server = request.getfixturevalue(request.param)
        with Library.open(tmp_path / "library.sqlite") as library:
            yield ServerShelf(server, server.make_book(), library)


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    shelf.put("anna", ANNA)
    shelf.put("bernd", BERND)
    return shelf


def plan(shelf: Shelf, *new: bytes, maybe_new: bool = False) -> Merge:
    return plan_into(b"".join(new), shelf.book, maybe_new=maybe_new)


def push(shelf: Shelf, *new: bytes) -> Merge:
    merge = plan(shelf, *new)
    merge.apply(today=date(2026, 1, 1), source="a test")
    return merge


def names(shelf: Shelf) -> list[str]:
    found = read_entries(cards(split(b"\r\n".join(shelf.all()))))
    return sorted(entry.formatted_names[0] for entry in found)


def lines(card: bytes) -> set[str]:
    """The lines of a contact, order, folding, letter case of names and default types aside."""
    unfolded = re.sub(r"\r?\n[ \t]", "", card.decode()).replace(";TYPE=INTERNET", "")
    return {
        f"{head.upper()}:{value}"
        for head, _, value in (line.partition(":") for line in unfolded.split("\r\n"))
    }


def test_an_empty_book_takes_new_contacts(shelf: Shelf) -> None:
    merge = push(shelf, ANNA, CARLA)
    assert merge.count(Action.ADD) == 2
    assert names(shelf) == ["Anna Beispiel", "Carla Neu"]
    (carla,) = (card for card in shelf.all() if b"Carla" in card)
    assert lines(CARLA) - {":"} <= lines(carla) | {":"}


def test_a_known_contact_is_completed_and_others_stay_as_they_are(filled: Shelf) -> None:
    before = {card for card in filled.all() if b"Anna" in card}
    (bernd_before,) = (card for card in filled.all() if b"Bernd" in card)
    merge = push(filled, NEWS)
    assert (merge.count(Action.ADD), merge.count(Action.MERGE)) == (0, 1)
    assert {card for card in filled.all() if b"Anna" in card} == before
    (bernd,) = (card for card in filled.all() if b"Bernd" in card)
    news = {line.split(":")[1] for line in lines(bernd) - lines(bernd_before)}
    assert news - {"bernd-muster"} == {"+43664998877"}  # no row has a UID before it is given one
    assert lines(bernd_before) <= lines(bernd)


def test_the_same_again_changes_nothing(filled: Shelf) -> None:
    push(filled, NEWS, CARLA)
    once = sorted(filled.all())
    merge = plan(filled, NEWS, CARLA)
    assert merge.count(Action.NOTHING) == 2
    assert not merge.apply(today=date(2026, 1, 2), source="a test").changed
    assert sorted(filled.all()) == once


def test_a_plan_alone_writes_nothing(filled: Shelf) -> None:
    before = sorted(filled.all())
    assert plan(filled, NEWS, CARLA).count(Action.ADD) == 1
    assert sorted(filled.all()) == before


def test_undo_takes_changes_back_one_by_one(filled: Shelf) -> None:
    states = [sorted(filled.all())]
    for new in (NEWS, CARLA):
        push(filled, new)
        states.append(sorted(filled.all()))
    assert states[0] != states[1] != states[2]
    assert filled.book.undo().left == 1
    assert sorted(filled.all()) == states[1]
    assert filled.book.undo().left == 0
    assert sorted(filled.all()) == states[0]
    with pytest.raises(AddressBookError, match="no change"):
        filled.book.undo()


def test_what_was_taken_back_is_made_again_in_order(filled: Shelf) -> None:
    states, marks = [sorted(filled.all())], []
    for new in (NEWS, CARLA):
        push(filled, new)
        states.append(sorted(filled.all()))
        marks.append(filled.book.mark())
    assert len(filled.book.history()) == 2
    filled.book.undo()
    filled.book.undo()
    assert filled.book.history() == ()
    made: list[str] = []
    for state, left in zip(states[1:], (1, 0), strict=True):
        assert filled.book.redo(after=made.append).left == left
        assert sorted(filled.all()) == state
    assert made == marks
    with pytest.raises(AddressBookError, match="No change"):
        filled.book.redo()
    assert [change.at <= datetime.now(UTC) for change in filled.book.history()] == [True, True]
    for state in reversed(states[:-1]):
        filled.book.undo()
        assert sorted(filled.all()) == state


def test_an_edit_or_another_change_ends_what_could_be_made_again(filled: Shelf) -> None:
    push(filled, NEWS)
    filled.book.undo()
    filled.edit(b"bernd@muster.example", b"bernd@sonst.example")
    edited = sorted(filled.all())
    made: list[str] = []
    with pytest.raises(AddressBookChangedError, match="edited"):
        filled.book.redo(after=made.append)
    assert (sorted(filled.all()), made) == (edited, [])
    push(filled, CARLA)
    with pytest.raises(AddressBookError, match="No change"):
        filled.book.redo()


def test_undo_names_the_change_by_its_mark(filled: Shelf) -> None:
    push(filled, CARLA)
    mark = filled.book.mark()
    assert mark
    marks: list[str] = []
    filled.book.undo(before=marks.append)
    assert marks == [mark]


def test_undo_leaves_what_was_edited_since(filled: Shelf) -> None:
    push(filled, NEWS)
    filled.edit(b"+43664998877", b"+43664000000")
    edited = sorted(filled.all())
    marks: list[str] = []
    with pytest.raises(AddressBookChangedError, match="edited"):
        filled.book.undo(before=marks.append)
    assert marks == []
    assert sorted(filled.all()) == edited


def test_what_others_do_between_plan_and_deed_is_not_lost(filled: Shelf) -> None:
    merge = plan(filled, NEWS)
    filled.edit(b"X-COLOUR:blue", b"X-COLOUR:green")
    if filled.book.is_server:
        assert merge.apply(today=date(2026, 1, 1), source="a test").changed
    else:
        with pytest.raises(AddressBookChangedError):
            merge.apply(today=date(2026, 1, 1), source="a test")
        push(filled, NEWS)
    (bernd,) = (card for card in filled.all() if b"Bernd" in card)
    assert b"green" in bernd
    assert b"998877" in bernd


def test_duplicates_are_found_and_merged(filled: Shelf) -> None:
    filled.edit(b"FN:Anna Beispiel", b"FN:Anna Beispiel\r\nTITLE:Chief")
    filled.put("zweite", vcard("Anna Beispiel", "TEL;TYPE=CELL:+436641112233", "NOTE:old", uid="x"))
    found = find_duplicates(filled.book)
    assert [len(group.cards) for group in found.groups] == [2]
    before = sorted(filled.all())
    assert found.apply(today=date(2026, 1, 1)).written.changed
    annas = [card for card in filled.all() if b"Anna" in card]
    assert any(b"NOTE" in card and b"old" in card for card in annas)
    # What is on a server is never deleted there: the other one is named instead.
    assert len(annas) == (2 if filled.book.is_server else 1)
    filled.book.undo()
    assert sorted(filled.all()) == before


def test_duplicates_are_found_anew_in_a_book_that_others_change(filled: Shelf) -> None:
    filled.put("zweite", vcard("Anna Beispiel", "TEL;TYPE=CELL:+436641112233", "NOTE:old", uid="x"))
    found = find_duplicates(filled.book)
    filled.edit(b"NOTE:old", b"NOTE:old\r\nTITLE:Chief")
    filled.put("carla", CARLA)
    applied = found.apply(today=date(2026, 1, 1))
    assert applied.written.changed
    annas = [card for card in filled.all() if b"Anna" in card]
    assert any(b"old" in card and b"Chief" in card for card in annas)
    assert any(b"Carla" in card for card in filled.all())


def test_a_book_that_is_not_there_is_empty_or_refused(shelf: Shelf) -> None:
    assert read_entries(cards(shelf.book.read().parts)) == ()


def test_what_is_there_can_be_checked_before(filled: Shelf) -> None:
    filled.book.check()
    assert filled.book.backups() == ()
    assert b"Anna" in (filled.book.content() or b"")
