"""The pile of cards in brief: what is kept of it must never be older than the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.app.inbox import Inbox
from cardscan.errors import CardscanError
from cardscan.library import Library
from cardscan.model import Contact, Field, Text
from tests.review_cards import RECIPE, doubtful_card, keep, klara
from tests.web.test_arranging import claim_side

_SCANS = [replace(each, picture=None) for each in (klara(0), claim_side(1), klara(2))]


def _remember(library: Library, number: int) -> None:
    found = library.find_scan(number)
    if found is not None:
        again = doubtful_card(found.scan.contact or Contact(), [("x",)], number=number - 1)
        library.remember(again.sha256, RECIPE, [again])


def _edit(library: Library, number: int, text: str) -> None:
    library.edit(number, Field.TITLE, before=None, after=Text(value=text))


DEEDS: dict[str, Callable[[Library, int], object]] = {
    "edit": lambda library, n: _edit(library, n, "Head"),
    "edit otherwise": lambda library, n: _edit(library, n, "Clerk"),
    "accept": lambda library, n: library.accept(n),
    "discard": lambda library, n: library.discard(n),
    "reopen": lambda library, n: library.reopen(n),
    "undo": lambda library, _: library.take_back_last(),
    "event": lambda library, n: library.answer(n, event="Fair"),
    "join": lambda library, n: library.join_cards(n, n % 3 + 1),
    "part": lambda library, n: library.part_card(n),
    "read again": _remember,
    "move": lambda library, n: library.assign_source(_SCANS[n - 1].sha256, "else.jpg"),
}


@given(
    st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(1, 3)), min_size=4, max_size=12)
)
@settings(max_examples=25, deadline=None)
def test_what_is_kept_is_what_the_library_says(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("inbox") / "library.sqlite"
    with Library.open(keep(path, _SCANS)) as library:
        inbox = Inbox(library)
        for deed, number in deeds:
            inbox.cards()
            try:
                DEEDS[deed](library, number)
            except CardscanError:
                continue  # what cannot be done changes nothing
            assert inbox.cards() == tuple(library.in_brief())
