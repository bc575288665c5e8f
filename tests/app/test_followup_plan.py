"""Whom to be reminded of and when: rules with a clock that is passed in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from cardscan.app.people import Meeting, Person
from cardscan.app.reminders import (
    A_DAY,
    Kind,
    Reminder,
    give,
    plan_reminders,
    working_days_after,
)
from cardscan.library import Given, Note, Wish
from cardscan.model import Entry, EntryPhone, Rhythm

MET = date(2026, 11, 26)  # a Thursday
TODAY = date(2026, 11, 28)  # a Saturday
HALF_A_YEAR = Rhythm.parse("6 months")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def person(name: str = "Ada Muster", *, met: date = MET, **changes: object) -> Person:
    entry = Entry(
        position=0,
        uid=name,
        formatted_names=(name,),
        organizations=("Muster AG",),
        phones=(EntryPhone(value="+4312345"), EntryPhone(value="+4399", types=frozenset({"fax"}))),
        emails=("ada@muster.example",),
    )
    made = Person(name, (Meeting(1, met, "Fair", entry),))
    return replace(made, **changes)  # type: ignore[arg-type]


def plan(
    *people: Person,
    today: date = TODAY,
    every: Rhythm | None = None,
    given: dict[str, Given] | None = None,
) -> list[tuple[str, str]]:
    found = plan_reminders(people, today=today, rhythms={None: every}, given=given or {})
    return [(str(each.kind), str(each.day)) for each in found]


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-26", 3, "2026-12-01"),
        ("2026-11-28", 3, "2026-12-02"),
        ("2026-11-30", 1, "2026-12-01"),
    ],
)
def test_working_days(day: str, count: int, expected: str) -> None:
    assert str(working_days_after(date.fromisoformat(day), count)) == expected


def test_a_new_contact_is_due_three_working_days_later() -> None:
    (reminder,) = plan_reminders([person()], today=TODAY, rhythms={}, given={})
    assert (reminder.kind, str(reminder.day)) == (Kind.FOLLOW_UP, "2026-12-01")
    assert reminder.summary == "Follow up: Ada Muster, Muster AG"
    assert reminder.description.splitlines() == [
        "Muster AG", "tel:+4312345", "mailto:ada@muster.example", "Met at Fair on 2026-11-26",
    ]  # fmt: skip


def test_a_rhythm_follows_and_each_contact_restarts_it() -> None:
    assert plan(person(), every=HALF_A_YEAR) == [
        ("follow up", "2026-12-01"),
        ("keep in touch", "2027-05-26"),
        ("keep in touch", "2027-11-26"),
    ]  # fmt: skip
    contacted = person(contacted=(date(2026, 11, 27),))
    assert plan(contacted, every=HALF_A_YEAR) == [
        ("keep in touch", "2027-05-27"), ("keep in touch", "2027-11-29")
    ]  # fmt: skip
    assert plan(contacted) == []
    # Met again after that: the newest meeting is to be followed up.
    again = replace(contacted, meetings=(*contacted.meetings, replace(contacted.newest, day=TODAY)))
    assert plan(again) == [("follow up", "2026-12-02")]


def test_a_person_s_own_wish_counts_more_than_the_rhythm_of_all() -> None:
    weekly = person(wish=Wish(Rhythm.parse("1 week")), contacted=(TODAY,))
    assert plan(weekly, every=HALF_A_YEAR)[0] == ("keep in touch", "2026-12-07")
    promise = Note(1, "study", MET, date(2026, 12, 10))
    assert plan(person(wish=Wish(never=True)), every=HALF_A_YEAR) == []
    assert plan(person(wish=Wish(never=True), notes=(promise,))) == [("promised", "2026-12-10")]


def test_the_rhythm_of_the_newest_event_counts_more_than_the_one_of_all() -> None:
    found = plan_reminders(
        [person(contacted=(TODAY,))],
        today=TODAY,
        rhythms={None: HALF_A_YEAR, "Fair": Rhythm.parse("month")},
        given={},
    )
    assert str(found[0].day) == "2026-12-28"
    silent = {None: HALF_A_YEAR, "Fair": None}
    assert plan_reminders([person(contacted=(TODAY,))], today=TODAY, rhythms=silent, given={}) == ()


def test_a_promise_stays_on_its_day_until_it_is_kept() -> None:
    note = Note(7, "send the study", MET, date(2026, 12, 5))  # a Saturday
    done = replace(note, number=8, done=True)
    said = Note(9, "likes tea", MET)
    found = plan_reminders([person(notes=(note, done, said))], today=TODAY, rhythms={}, given={})
    promise = next(each for each in found if each.kind is Kind.PROMISE)
    assert len(found) == 2
    assert (str(promise.day), promise.summary) == (
        "2026-12-05", "Promised to Ada Muster: send the study"
    )  # fmt: skip
    assert "send the study (2026-11-26, promised for 2026-12-05)" in promise.description


def test_what_is_overdue_comes_first_at_most_five_a_day_on_working_days() -> None:
    people = [
        person(f"P{k:02}", met=TODAY - timedelta(days=10 + k), contacted=()) for k in range(12)
    ]
    found = plan_reminders(people, today=TODAY, rhythms={}, given={})
    assert [str(each.day) for each in found] == (
        ["2026-11-30"] * 5 + ["2026-12-01"] * 5 + ["2026-12-02"] * 2
    )
    late = [each.overdue for each in found]
    assert late == sorted(late, reverse=True)


def test_a_first_word_after_months_follows_up_nothing_but_a_rhythm_remains() -> None:
    old = person(met=date(2026, 1, 5))
    assert plan(old) == []
    assert plan(old, every=HALF_A_YEAR) == [
        ("keep in touch", "2026-11-30"), ("keep in touch", "2027-01-05")
    ]  # fmt: skip


def test_what_was_given_out_keeps_its_day_until_something_happens() -> None:
    first = plan_reminders([person()], today=TODAY, rhythms={None: HALF_A_YEAR}, given={})
    events = give(first, {}, now=NOW)
    given = {g.uid: g for _, g in events}
    later = date(2026, 12, 3)
    again = plan_reminders([person()], today=later, rhythms={None: HALF_A_YEAR}, given=given)
    assert again[0].day == first[0].day
    assert give(again, given, now=NOW + timedelta(days=9)) == events  # the same, to the second
    called = person(contacted=(date(2026, 12, 2),))
    moved = plan_reminders([called], today=later, rhythms={None: HALF_A_YEAR}, given=given)
    changed = give(moved, given, now=NOW + timedelta(days=9))
    assert [(e.uid, e.sequence, str(e.day)) for e, _ in changed] == [
        (events[1][0].uid, 1, "2027-06-02"), (events[2][0].uid, 1, "2027-12-02")
    ]  # fmt: skip


PEOPLE = st.lists(
    st.tuples(st.integers(0, 300), st.booleans(), st.sampled_from(["", "2 weeks", "3 months"])),
    max_size=40,
)


@settings(max_examples=80, deadline=None)
@drawn(PEOPLE, st.integers(0, 40))
def test_no_day_has_more_than_five_and_nothing_new_lies_behind(
    drawn_people: list[tuple[int, bool, str]], days_later: int
) -> None:
    people = []
    for place, (ago, contacted, rhythm) in enumerate(drawn_people):
        met = TODAY - timedelta(days=ago)
        wish = Wish(Rhythm.parse(rhythm)) if rhythm else None
        days = (met + timedelta(days=ago // 2),) if contacted else ()
        people.append(person(f"P{place}", met=met, contacted=days, wish=wish))
    first = plan_reminders(people, today=TODAY, rhythms={}, given={})
    given = {g.uid: g for _, g in give(first, {}, now=NOW)}
    today = TODAY + timedelta(days=days_later)
    second = plan_reminders(people, today=today, rhythms={}, given=given)
    for found, day in ((first, TODAY), (second, today)):
        assert max(Counter(each.day for each in found).values(), default=0) <= A_DAY
        assert len({each.uid for each in found}) == len(found)
        assert all(each.day.weekday() < 5 for each in found)
        assert all(each.day >= day or each.uid in given for each in found)
    assert plan_reminders(reversed(people), today=TODAY, rhythms={}, given={}) == first
    _one_message_a_day(first)


def _one_message_a_day(found: tuple[Reminder, ...]) -> None:
    both = Counter((each.person.uid, each.day) for each in found if each.person)
    assert max(both.values(), default=0) <= 1


def test_a_word_between_the_meeting_and_a_later_scan_was_the_first() -> None:
    told = person(contacted=(MET - timedelta(days=5),))
    assert plan(told) == [("follow up", "2026-12-01")]
    undated = replace(told, meetings=(replace(told.newest, is_dated=False),))
    assert plan(undated) == []
    assert plan(replace(undated, contacted=(MET - timedelta(days=30),))) != []
