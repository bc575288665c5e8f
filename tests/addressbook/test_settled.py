"""What was brought to a server is not looked for again, until anything about it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cardscan.app.merge import Merge, plan_into
from cardscan.book import decide
from cardscan.library import Library
from cardscan.model import Action
from cardscan.vcard import cards, read_entries, split
from tests.addressbook.test_behaviour import ANNA, BERND, CARLA, NEWS, vcard
from tests.fake_server import FakeServer, FakeShelf, Moods

ALL = (ANNA, NEWS, CARLA)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def shelf(library: Library) -> FakeShelf:
    found = FakeShelf(FakeServer(), library)
    found.put("anna", ANNA)
    found.put("bernd", BERND)
    return found


def push(shelf: FakeShelf, *new: bytes) -> Merge:
    merge = plan_into(b"".join(new), shelf.book)
    merge.apply(today=date(2026, 1, 1), source="a test")
    return merge


def is_settled(shelf: FakeShelf, *new: bytes) -> bool:
    """Whether a plan for contacts is made without matching them."""
    merge = plan_into(b"".join(new), shelf.book)
    reasons = {reason.name for step in merge.plan.steps for reason in step.reasons}
    assert merge.count(Action.NOTHING) == len(new) or "an earlier push" not in reasons
    return reasons == {"an earlier push"}


def test_what_was_new_or_completed_or_known_is_settled_by_one_push(shelf: FakeShelf) -> None:
    assert not is_settled(shelf, *ALL)
    push(shelf, *ALL)
    assert is_settled(shelf, *ALL)
    assert is_settled(shelf, CARLA)
    lines = list(plan_into(NEWS, shelf.book).in_words())
    assert lines == [
        "Bernd Muster: nothing new; same as #2 Bernd Muster because of an earlier push"
    ]


def test_a_person_twice_among_the_new_ones_is_settled_with_both(shelf: FakeShelf) -> None:
    again = vcard("Carla Neu", "EMAIL:carla@neu.example", "TEL;TYPE=CELL:+43664555", uid="c2")
    push(shelf, CARLA, again)
    assert is_settled(shelf, CARLA, again)


def test_what_somebody_edits_is_looked_at_anew(shelf: FakeShelf) -> None:
    push(shelf, *ALL)
    shelf.edit(b"+436641112233", b"+436640000000")
    assert not is_settled(shelf, *ALL)
    assert is_settled(shelf, NEWS, CARLA)
    shelf.remove(b"Carla")
    assert plan_into(CARLA, shelf.book).count(Action.ADD) == 1


def test_what_is_said_otherwise_is_looked_at_anew(shelf: FakeShelf) -> None:
    push(shelf, *ALL)
    assert not is_settled(shelf, CARLA.replace(b"END", b"TITLE:Chef\r\nEND"))
    assert not is_settled(shelf, CARLA, vcard("Dora Fremd"))


def test_a_persons_word_is_heard(shelf: FakeShelf) -> None:
    push(shelf, *ALL)
    (anna,) = read_entries(cards(split(ANNA)))
    (other,) = read_entries(cards(split(CARLA)))
    merge = plan_into(ANNA, shelf.book, decisions=[decide(anna, other, same=False)])
    assert {r.name for s in merge.plan.steps for r in s.reasons} != {"an earlier push"}


def test_a_dry_run_settles_nothing(shelf: FakeShelf) -> None:
    plan_into(ANNA, shelf.book)
    assert not is_settled(shelf, ANNA)


def test_what_was_taken_back_comes_again(shelf: FakeShelf) -> None:
    push(shelf, *ALL)
    shelf.book.undo()
    merge = plan_into(b"".join(ALL), shelf.book)
    assert (merge.count(Action.ADD), merge.count(Action.MERGE)) == (1, 1)


def test_what_the_server_does_not_take_or_keep_is_not_settled(library: Library) -> None:
    shelf = FakeShelf(FakeServer(Moods(drops=("TEL",))), library)
    shelf.put("bernd", BERND)
    push(shelf, NEWS)
    assert not is_settled(shelf, NEWS)
    push(shelf, NEWS)  # the server would drop it again, so that there is nothing to send
    assert is_settled(shelf, NEWS)
    shelf = FakeShelf(FakeServer(Moods(max_octets=60)), library)
    push(shelf, CARLA)
    assert not is_settled(shelf, CARLA)


@pytest.mark.parametrize("mood", ["no_etag", "renames", "lost_tokens", "no_sync", "respells"])
def test_whatever_a_server_does_it_is_settled_by_the_read_back(library: Library, mood: str) -> None:
    shelf = FakeShelf(FakeServer(Moods(**{mood: True})), library)  # type: ignore[arg-type]
    shelf.put("bernd", BERND)
    push(shelf, *ALL)
    assert is_settled(shelf, *ALL)


def test_a_purge_forgets_what_was_settled(shelf: FakeShelf, library: Library) -> None:
    push(shelf, *ALL)
    library.purge(person="Carla Neu")
    assert library.settled(shelf.book.name) == {}
    assert not is_settled(shelf, *ALL)
