"""What a merge decides and adds: union, never twice, nothing dropped."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from cardscan.book import (
    Repointing,
    additions,
    decide,
    find_groups,
    grown,
    plan_dedupe,
    plan_merge,
    repoint,
    stable_key,
)
from cardscan.book.clusters import Clusters, Faces
from cardscan.book.compare import Opposition, Weighing
from cardscan.book.keys import profile
from cardscan.book.lookup import Lookup
from cardscan.model import (
    Action,
    Addition,
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    EntryPhone,
    Likeness,
    Plan,
    Verdict,
)

CELL = frozenset({"cell"})
WORK = frozenset({"work"})


def person(position: int, given: str, family: str, **fields: object) -> Entry:
    """An entry; ``mobile`` is short for a list of one mobile number."""
    if mobile := fields.pop("mobile", None):
        fields["phones"] = (EntryPhone(value=str(mobile), types=CELL),)
    return Entry(
        position=position,
        formatted_names=(f"{given} {family}",),
        names=(EntryName(given=given, family=family),),
        **fields,  # type: ignore[arg-type]
    )


ANNA = person(
    0,
    "Anna",
    "Müller",
    mobile="+43 664 1234567",
    emails=("anna@mueller.at",),
    organizations=("Acme GmbH",),
    titles=("Leiterin",),
    urls=("https://www.mueller.at/",),
    addresses=(EntryAddress(street="Lassallestr. 14/3", postal_code="1020", city="Wien"),),
    notes=("Met at the fair.",),
)


def written(book: list[Entry], incoming: list[Entry], plan: Plan) -> list[Entry]:
    """The book as an honest writer would leave it."""
    book = list(book)
    places = {e.position: i for i, e in enumerate(book)}
    added: dict[int, int] = {}
    for step in plan.steps:
        if step.action is Action.ADD:
            added[step.incoming] = len(book)
            book.append(replace(incoming[step.incoming], position=len(book)))
        elif step.action is Action.MERGE:
            place = added[step.twin] if step.twin is not None else places[step.target or 0]
            book[place] = grown(book[place], step.additions)
    return book


EQUAL = [
    {"phones": (EntryPhone(value="0664/1234567", types=WORK),)},
    {"emails": ("ANNA@mueller.at",)},
    {"organizations": ("ACME",)},
    {"organizations": ("acme gmbh",)},
    {"titles": ("LEITERIN",)},
    {"urls": ("http://mueller.at",)},
    {"addresses": (EntryAddress(street="Lassallestraße 14/3", city="WIEN"),)},
    {"notes": ("met at the fair",)},
    {"addresses": (EntryAddress(street="Lassallestr. 14/3", city="Wien", country="AT"),)},
    {"formatted_names": ("A. Mueller",)},
    {"formatted_names": ("0664 1234567",)},
    {"formatted_names": ("Anna@mueller.at",)},
    {"formatted_names": ("MÜLLER Anna",)},
]


@pytest.mark.parametrize("fields", EQUAL)
def test_what_is_known_is_not_added_twice(fields: dict[str, object]) -> None:
    incoming = replace(ANNA, **{"titles": (), **fields})  # type: ignore[arg-type]
    assert additions(ANNA, incoming) == ()


def test_an_address_is_the_same_in_whatever_language_its_country_is_named() -> None:
    there = EntryAddress(street="Ring 1", city="Graz", country="Österreich")
    known = replace(ANNA, addresses=(there,))
    for country in ("AT", "Austria", "AUTRICHE"):
        assert additions(known, replace(known, addresses=(replace(there, country=country),))) == ()
    elsewhere = replace(known, addresses=(replace(there, country="DE"),))
    assert [each.property for each in additions(known, elsewhere)] == ["ADR"]


NEW = [
    ({"phones": (EntryPhone(value="1777", types=WORK),)}, Addition("TEL", ("1777",), ("work",))),
    ({"emails": ("anna@neu.at",)}, Addition("EMAIL", ("anna@neu.at",))),
    ({"organizations": ("Neu AG",)}, Addition("ORG", ("Neu AG",), conflicts=True)),
    ({"organizations": ("Acme",), "departments": ("IT",)}, Addition("ORG", ("Acme", "IT"))),
    ({"titles": ("CEO",)}, Addition("TITLE", ("CEO",), conflicts=True)),
    ({"urls": ("https://neu.at",)}, Addition("URL", ("https://neu.at",))),
    ({"formatted_names": ("Anna Klein",)}, Addition("FN", ("Anna Klein",), conflicts=True)),
    ({"nicknames": ("Anni",)}, Addition("NICKNAME", ("Anni",))),
    ({"birthday": "1980-05-01"}, Addition("BDAY", ("1980-05-01",))),
    ({"has_photo": True}, Addition("PHOTO", ())),
    ({"uid": "x-1"}, Addition("UID", ("x-1",))),
    ({"notes": ("Likes tea.",)}, Addition("NOTE", ("Likes tea.",))),
    (
        {"addresses": (EntryAddress(street="Ring 1", city="Graz"),)},
        Addition("ADR", ("", "", "Ring 1", "Graz", "", "", "")),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), NEW)
def test_what_is_new_is_added_once(fields: dict[str, object], expected: Addition) -> None:
    incoming = replace(ANNA, **fields)  # type: ignore[arg-type]
    assert additions(ANNA, incoming) == (expected,)
    assert additions(grown(ANNA, (expected,)), incoming) == ()


def test_a_picture_is_added_only_where_there_is_none() -> None:
    with_photo = replace(ANNA, has_photo=True)
    assert additions(with_photo, with_photo) == ()


def test_the_four_answers_of_a_plan() -> None:
    book = [replace(ANNA, position=7), person(9, "Josef", "Huber", mobile="+43 664 9999999")]
    incoming = [
        person(0, "Anna", "Mueller", mobile="0664 1234567", titles=("CEO",)),
        person(1, "Josef", "Huber", organizations=("Neu AG",)),
        person(2, "Eva", "Klein", mobile="+43 664 5555555"),
        replace(ANNA, position=3),
    ]
    steps = plan_merge(incoming, book).steps
    assert [(s.action, s.target) for s in steps] == [
        (Action.MERGE, 7),
        (Action.WAIT, 9),
        (Action.ADD, None),
        (Action.NOTHING, 7),
    ]
    assert [a.property for a in steps[0].additions] == ["TITLE"]
    assert steps[1].reasons[0].name == "same name"
    assert plan_merge(incoming, book, maybe_new=True).steps[1].action is Action.ADD


def test_one_person_twice_among_the_incoming_is_added_once() -> None:
    incoming = [
        person(0, "Eva", "Klein", mobile="+43 664 5555555"),
        person(0, "Eva", "Klein", mobile="+43 664 5555555", emails=("eva@klein.at",)),
        person(0, "E.", "Klein", emails=("eva@klein.at",)),
    ]
    steps = plan_merge(incoming, []).steps
    assert [(s.action, s.twin) for s in steps] == [
        (Action.ADD, None),
        (Action.MERGE, 0),
        (Action.NOTHING, 0),
    ]


def test_two_incoming_cards_do_not_bring_one_number_twice() -> None:
    new = (EntryPhone(value="+43 1 777", types=WORK),)
    incoming = [replace(ANNA, phones=ANNA.phones + new), replace(ANNA, phones=new + ANNA.phones)]
    steps = plan_merge(incoming, [ANNA]).steps
    assert [s.action for s in steps] == [Action.MERGE, Action.NOTHING]


def test_a_contact_that_is_two_known_people_waits() -> None:
    book = [
        person(0, "Anna", "Huber", mobile="+43 664 1111111", emails=("a@x.at",)),
        person(1, "Anna", "Huber", mobile="+43 664 2222222", emails=("b@y.at",)),
    ]
    torn = person(0, "Anna", "Huber", mobile="+43 664 1111111", emails=("b@y.at",))
    assert plan_merge([torn], book).steps[0].action is Action.WAIT


def test_decisions_are_remembered() -> None:
    known, new = person(0, "Josef", "Huber"), person(0, "Josef", "Huber", titles=("CEO",))
    assert plan_merge([new], [known]).steps[0].action is Action.WAIT
    no, yes = decide(known, new, same=False), decide(new, known, same=True)
    assert plan_merge([new], [known], decisions=[no]).steps[0].action is Action.ADD
    assert plan_merge([new], [known], decisions=[yes]).steps[0].action is Action.MERGE
    pair = [known, replace(new, position=1)]
    assert find_groups(pair, decisions=[no]) == ()
    assert find_groups(pair, decisions=[yes])[0].verdict is Verdict.SAME


def test_groups_are_consistent() -> None:
    bridge = person(1, "Anna", "Huber", mobile="+43 664 1111111", emails=("b@y.at",))
    cards = [
        person(0, "Anna", "Huber", mobile="+43 664 1111111", emails=("a@x.at",)),
        bridge,
        person(2, "Anna", "Huber", mobile="+43 664 2222222", emails=("b@y.at",)),
    ]
    same = [g for g in find_groups(cards) if g.verdict is Verdict.SAME]
    assert [len(g.cards) for g in same] == [2]


def test_deduplicating_drops_nothing_and_mends_group_cards() -> None:
    cards = [
        person(0, "Anna", "Huber", mobile="+43 664 1111111", uid="old"),
        person(1, "Anna", "Huber", mobile="0664 1111111", uid="new", emails=("a@x.at",)),
        person(2, "Eva", "Klein", uid="eva"),
        Entry(position=3, kind=EntryKind.GROUP, uid="g", members=("urn:uuid:new", "urn:uuid:eva")),
    ]
    groups = find_groups(cards)
    plan = plan_dedupe(cards, groups)
    assert [(s.incoming, s.target, s.additions) for s in plan.steps] == [(0, 1, ())]
    assert repoint(cards, plan) == ()
    other = [replace(cards[3], members=("old", "eva")), *cards[:3]]
    plan = plan_dedupe(other, find_groups(other))
    assert plan.steps[0].target == 0
    assert [a.property for a in plan.steps[0].additions] == ["EMAIL"]
    both = [replace(cards[3], members=("old", "new")), *cards[:3]]
    moved = repoint(both, plan_dedupe(both, find_groups(both)))
    assert moved == (Repointing(3, "old", "new"),)


def test_merging_twice_says_nothing_new() -> None:
    book = [replace(ANNA), person(1, "Josef", "Huber", mobile="+43 664 9999999")]
    incoming = [
        person(0, "Anna", "Müller-Maier", mobile="0664 1234567", organizations=("Neu AG",)),
        person(0, "Sepp", "Huber", mobile="+43 664 9999999", birthday="1950-01-01"),
        person(0, "Eva", "Klein"),
        person(0, "Eva", "Berger", mobile="+43 664 5555555"),
        Entry(position=0, kind=EntryKind.GROUP, uid="g", members=("a",)),
    ]
    after = written(book, incoming, plan_merge(incoming, book))
    again = plan_merge(incoming, after).steps
    assert {s.action for s in again} == {Action.NOTHING}


def test_one_uid_on_three_cards_groups_alike_in_any_order() -> None:
    cards = [
        Entry(position=0, uid="u", formatted_names=("Anna Huber",)),
        Entry(position=1, uid="u"),
        Entry(position=2, uid="u", formatted_names=("Josef Huber",)),
    ]

    def told(order: tuple[Entry, ...]) -> frozenset[object]:
        placed = [replace(e, position=i) for i, e in enumerate(order)]
        return frozenset(
            (g.verdict, frozenset(placed[c].formatted_names for c in g.cards))
            for g in find_groups(placed)
        )

    assert len({told(order) for order in permutations(cards)}) == 1
    assert len([g for g in find_groups(cards) if g.verdict is Verdict.SAME]) == 1


def test_a_nameless_card_chains_no_two_people_when_merging_twice() -> None:
    book = [Entry(position=0, uid="u", formatted_names=("Otto Huber",))]
    incoming = [
        Entry(position=0, uid="u", emails=("a@x.at",)),
        Entry(position=1, uid="u", formatted_names=("Anna Huber",)),
    ]
    after = written(book, incoming, plan_merge(incoming, book, maybe_new=True))
    assert after[0].formatted_names == ("Otto Huber",)
    assert not any("Anna" in note for note in after[0].notes)
    again = plan_merge(incoming, after, maybe_new=True).steps
    assert {s.action for s in again} == {Action.NOTHING}


def test_a_switchboard_of_hundreds_makes_no_pair_of_every_two() -> None:
    office = EntryPhone(value="+43 1 777", types=WORK)

    def colleague(place: int) -> Entry:
        name = "".join(chr(ord("a") + int(digit)) for digit in str(place))
        return person(place, f"Given{name}", f"Family{name}", phones=(office,))

    profiles = {place: profile(colleague(place)) for place in range(800)}
    pairs = Lookup([profiles[place] for place in range(400)]).pairs(profiles)
    assert len(pairs) < 60 * 400
    assert all(first < second and first < 400 for first, second in pairs)


def test_a_thousand_copies_of_a_card_are_weighed_as_one() -> None:
    card = person(0, "Anna", "Huber", mobile="+43 664 1234567")
    copies = [replace(card, position=place, uid=f"u{place}") for place in range(1000)]
    scales = Scales()
    clusters = Clusters(scales)
    faces = Faces(map(profile, copies))
    scales.faces = {place: faces.of(profile(copy)) for place, copy in enumerate(copies)}
    for place in range(999):
        clusters.join(Likeness(place, place + 1, Verdict.SAME))
    assert [len(cluster.cards) for cluster in clusters.found()] == [1000]
    assert scales.weighed < 2000


class Scales:
    """Finds everybody the same, and counts how often it was asked."""

    def __init__(self) -> None:
        self.weighed = 0
        self.faces: dict[int, object] = {}

    def weigh(self, first: int, second: int) -> Weighing:
        self.weighed += 1
        return Weighing(Likeness(first, second, Verdict.SAME), 1, Opposition.NONE)

    def face(self, place: int) -> object:
        return self.faces[place]


def test_what_was_decided_of_a_card_without_uid_is_known_to_the_next_run() -> None:
    """A set of labels comes in another order in each process; the key of its card must not."""
    labels = frozenset({"cell", "voice", "home", "pref"})
    card = Entry(
        position=0, formatted_names=("A B",), phones=(EntryPhone(value="+431234567", types=labels),)
    )
    assert stable_key(card) == "sha256:dd1c0e766e4417a31b48d27428a296e2"
