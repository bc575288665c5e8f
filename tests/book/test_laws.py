"""Laws of matching and merging, over generated address books."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.book import additions, compare, find_groups, grown, learn, plan_merge
from cardscan.model import (
    Action,
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    EntryPhone,
    Likeness,
    Verdict,
)
from tests.book.test_merge import written

# Few values, so that entries often share some; and any text, so that nothing is taken for granted.
_TEXT = st.text(max_size=8)
_GIVEN = st.sampled_from(["Anna", "A.", "Josef", "Sepp", "Jan", "Jana", "", "Hans Peter"]) | _TEXT
_FAMILY = st.sampled_from(["Huber", "Hubr", "Huber-Maier", "Müller", "Mueller", "van Dijk", ""])
_PHONE = st.builds(
    EntryPhone,
    value=st.sampled_from(["+43 664 1234567", "0664/1234567", "+43 1 777", "x", ""]) | _TEXT,
    types=st.frozensets(st.sampled_from(["cell", "fax", "work", "home"]), max_size=2),
)
_MAIL = st.sampled_from(["a@x.at", "A@x.at", "info@x.at", "@", "", "b@y.at"]) | _TEXT
_ADDRESS = st.builds(
    EntryAddress,
    street=st.sampled_from(["Ring 1", "Ringstraße 1", ""]) | _TEXT,
    city=st.sampled_from(["Wien", ""]),
    postal_code=st.sampled_from(["1010", ""]),
)


def _few(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=2).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    first, last = draw(_GIVEN), draw(_FAMILY)
    named = draw(st.booleans())
    return Entry(
        position=0,
        kind=draw(st.sampled_from([EntryKind.PERSON] * 6 + list(EntryKind))),
        uid=draw(st.sampled_from([None, None, "u1", "u2", "urn:uuid:u1"])),
        formatted_names=(f"{first} {last}",) if draw(st.booleans()) else (),
        names=(EntryName(given=first, family=last),) if named else (),
        organizations=draw(_few(st.sampled_from(["Acme", "Acme GmbH", "Neu AG"]))),
        departments=draw(_few(st.sampled_from(["Einkauf", ""]))),
        titles=draw(_few(st.sampled_from(["CEO", "Leiterin"]))),
        phones=draw(_few(_PHONE)),
        emails=draw(_few(_MAIL)),
        addresses=draw(_few(_ADDRESS)),
        birthday=draw(st.sampled_from([None, "1980-05-01", "--0501", "in May", "1980-05-02"])),
        notes=draw(_few(st.sampled_from(["CEO", "Met.", ""]))),
        has_photo=draw(st.booleans()),
    )


def books(max_size: int) -> st.SearchStrategy[list[Entry]]:
    drawn = st.lists(entries(), max_size=max_size)
    return drawn.map(lambda found: [replace(e, position=i) for i, e in enumerate(found)])


def _without_places(likeness: Likeness) -> tuple[object, ...]:
    return likeness.verdict, likeness.reasons


@settings(deadline=None, max_examples=150)
@given(entries(), entries(), books(4))
def test_likeness_is_symmetric(one: Entry, other: Entry, rest: list[Entry]) -> None:
    context = learn([one, other, *rest])
    forth, back = compare(one, other, context), compare(other, one, context)
    assert _without_places(forth) == _without_places(back)


@settings(deadline=None, max_examples=150)
@given(entries(), entries())
def test_additions_leave_nothing_to_add_and_take_nothing_away(one: Entry, other: Entry) -> None:
    after = grown(one, additions(one, other))
    assert additions(after, other) == ()
    for name in ("phones", "emails", "addresses", "titles", "organizations", "notes"):
        kept = getattr(after, name)
        assert kept[: len(getattr(one, name))] == getattr(one, name)
    assert additions(one, one) == ()


@settings(deadline=None, max_examples=100)
@given(books(4), books(5))
def test_merging_twice_adds_nothing(incoming: list[Entry], book: list[Entry]) -> None:
    after = written(book, incoming, plan_merge(incoming, book, maybe_new=True))
    again = plan_merge(incoming, after, maybe_new=True)
    assert {s.action for s in again.steps} <= {Action.NOTHING}


@settings(deadline=None, max_examples=80)
@given(books(7), st.randoms())
def test_groups_do_not_depend_on_the_order_of_the_cards(book: list[Entry], random: object) -> None:
    order = list(range(len(book)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = [replace(book[old], position=new) for new, old in enumerate(order)]

    def told(cards: list[Entry], places: list[int]) -> set[tuple[Verdict, frozenset[str]]]:
        return {
            (g.verdict, frozenset(repr(replace(cards[c], position=0)) for c in g.cards))
            for g in find_groups(cards)
        }

    assert told(book, order) == told(turned, order)


@settings(deadline=None, max_examples=80)
@given(books(7))
def test_groups_keep_to_their_rules(book: list[Entry]) -> None:
    groups = find_groups(book)
    for verdict in (Verdict.SAME, Verdict.MAYBE):
        cards = [c for g in groups if g.verdict is verdict for c in g.cards]
        assert len(cards) == len(set(cards))
    assert all(len(g.cards) > 1 and g.verdict is not Verdict.DIFFERENT for g in groups)
    assert all(book[c].kind is not EntryKind.GROUP for g in groups for c in g.cards)
