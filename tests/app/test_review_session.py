"""A session with a scripted reviewer: what is asked, and what each answer does at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cardscan.addressbook import FileBook
from cardscan.app.questions import Question
from cardscan.app.review import (
    AcceptCard,
    AddNote,
    Answer,
    CardInReview,
    Choose,
    DiscardCard,
    Keep,
    MergeInto,
    Quit,
    Remove,
    Replace,
    Skip,
    StartOver,
    Tally,
    review,
    settle_maybes,
)
from cardscan.app.reviewed import Destination, Likely
from cardscan.cli.pictures import PictureWay
from cardscan.cli.terminal import TerminalReviewer
from cardscan.errors import UsageError
from cardscan.library import DeliveryKind, Library, State, StoredScan
from cardscan.model import Contact, Field, Name, Phone, PhoneKind, Scan, Text, Value
from cardscan.vcard import new_vcard
from tests.review_cards import RECIPE, doubtful_card, klara, line_box

REVISED = datetime(2026, 5, 4, tzinfo=UTC)


class Script:
    """Answers in order and keeps what was asked; quits when it has no more to say."""

    def __init__(self, *answers: Answer, same: bool | None = None) -> None:
        self._answers = list(answers)
        self._same = same
        self.begun: list[CardInReview] = []
        self.asked: list[Question] = []
        self.noted: list[tuple[Field, str]] = []
        self.refused: list[str] = []
        self.compared: list[Likely] = []

    def begin(self, card: CardInReview) -> None:
        self.begun.append(card)

    def ask(self, card: CardInReview, question: Question) -> Answer:
        self.asked.append(question)
        return self._answers.pop(0) if self._answers else Quit()

    def note(self, field: Field, value: Value) -> None:
        self.noted.append((field, value.value))

    def refuse(self, error: UsageError) -> None:
        self.refused.append(str(error))

    def is_same(self, stored: StoredScan, likely: Likely) -> bool | None:
        self.compared.append(likely)
        return self._same

    @property
    def asked_values(self) -> list[tuple[str, str | None]]:
        return [(q.field.value, q.value.value if q.value else None) for q in self.asked]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def put(library: Library, *scans: Scan) -> list[int]:
    for scan in scans:
        library.remember(scan.sha256, RECIPE, [scan])
    return [number for scan in scans if (number := library.number_of(scan)) is not None]


def contact_of(library: Library, number: int) -> Contact:
    stored = library.find_scan(number)
    assert stored is not None
    assert stored.scan.contact is not None
    return stored.scan.contact


def state_of(library: Library, number: int) -> State:
    stored = library.find_scan(number)
    assert stored is not None
    return stored.state


def test_only_the_doubtful_values_are_asked_each_with_crop_and_other_readings(
    library: Library,
) -> None:
    (number,) = put(library, klara())
    script = Script(Keep(), Keep(), Keep())
    assert review(library, script) == Tally(accepted=1)
    assert script.asked_values == [
        ("name", "Klara Beispicl"),
        ("phone", "+436641234500"),
        ("email", "k0@mustermann.example"),
    ]
    name, phone, email = script.asked
    (other,) = name.others
    assert isinstance(other, Name)
    assert (other.value, other.given, other.family) == ("Klara Beispiel", "Klara", "Beispiel")
    assert [(o.value, getattr(o, "kind", None)) for o in phone.others] == [
        ("+436641234550", PhoneKind.CELL)
    ]
    assert email.others == ()
    assert all((q.crop or b"").startswith(b"\x89PNG") for q in script.asked)
    assert all(value.sure for value in contact_of(library, number).values)


ANSWERS: list[tuple[Answer, str | None]] = [
    (Keep(), "Klara Beispicl"),
    (Choose(0), "Klara Beispiel"),
    (Replace("Dr. Klara Muster"), "Dr. Klara Muster"),
    (Remove(), None),
]


@pytest.mark.parametrize(("answer", "name"), ANSWERS)
def test_an_answer_is_in_the_library_before_the_next_question(
    library: Library, answer: Answer, name: str | None
) -> None:
    (number,) = put(library, klara())
    review(library, Script(answer))
    found = contact_of(library, number).name
    assert (found.value if found else None) == name
    assert found is None or found.sure
    again = Script()
    review(library, again)
    assert again.asked_values == [("phone", "+436641234500")], "goes on behind the last answer"


def test_a_session_goes_on_where_the_last_one_ended(library: Library) -> None:
    first, second, third = put(library, klara(0), klara(1), klara(2))
    tally = review(library, Script(Keep(), Keep(), Keep(), Keep(), Quit()))
    assert tally == Tally(accepted=1, left=2)
    script = Script(Keep(), DiscardCard(), AcceptCard())
    assert review(library, script) == Tally(accepted=1, discarded=1)
    assert [card.stored.number for card in script.begun] == [second, third]
    states = [state_of(library, number) for number in (first, second, third)]
    assert states == [State.ACCEPTED, State.DISCARDED, State.ACCEPTED]


def test_an_answer_that_cannot_be_taken_is_asked_again(library: Library) -> None:
    (number,) = put(library, klara())
    script = Script(
        Choose(5), Replace(" "), Keep(), Replace("call me"), Keep(), MergeInto(1), AcceptCard()
    )
    assert review(library, script) == Tally(accepted=1)
    assert [len(text) > 10 for text in script.refused] == [True] * 4
    assert len(library.decisions(number)) == 3, "two kept values and the card"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("n likes tea", AddNote("likes tea")),
        ("N send it by 2026-12-10", AddNote("send it", date(2026, 12, 10))),
        ("n send it by 2026-13-10", AddNote("send it by 2026-13-10")),
        ("n stop by", AddNote("stop by")),
    ],
)
def test_what_was_said_is_noted_with_a_key_and_the_question_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch, typed: str, expected: AddNote
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    (number,) = put(library, klara())
    script = Script(expected, AcceptCard())
    assert review(library, script) == Tally(accepted=1)
    assert script.asked[0] == script.asked[1]
    (note,) = library.kept()[number].notes
    assert (note.text, note.due) == (expected.text, expected.due)
    reviewer = TerminalReviewer(PictureWay.PATH, Path())
    question = replace(script.asked[0], crop=None)
    assert reviewer.ask(script.begun[0], question) == expected


def test_skipped_cards_wait_and_keep_what_was_answered(library: Library) -> None:
    first, _ = put(library, klara(0), klara(1))
    script = Script(Choose(0), Skip(), AcceptCard())
    assert review(library, script) == Tally(accepted=1, left=1)
    assert state_of(library, first) is State.OPEN
    assert contact_of(library, first).name == replace(
        contact_of(library, first).name or Name(value=""), value="Klara Beispiel", sure=True
    )


def test_only_cards_of_the_event_come_up(library: Library) -> None:
    put(library, klara(0, event="Fair"), klara(1, event="Other"), klara(2))
    script = Script(AcceptCard())
    assert review(library, script, event="Fair") == Tally(accepted=1)
    assert [card.stored.scan.event for card in script.begun] == ["Fair"]


BARE = Contact(unread=("nothing to make of it",))


def test_what_a_contact_cannot_lack_is_asked_until_one_says_there_is_none(
    library: Library,
) -> None:
    (number,) = put(library, doubtful_card(BARE, [("nothing to make of it",)]))
    script = Script(Keep(), Replace("Muster AG"), Keep(), Replace("office@muster.example"))
    assert review(library, script) == Tally(accepted=1)
    asked = [("name", None), ("organization", None), ("phone", None), ("email", None)]
    assert script.asked_values == asked
    assert all((q.crop or b"").startswith(b"\xff\xd8") for q in script.asked), "the whole card"
    contact = contact_of(library, number)
    assert [v.value for v in contact.values] == ["Muster AG", "office@muster.example"]


def test_saying_none_is_kept_as_well(library: Library) -> None:
    put(library, doubtful_card(BARE, [("x",)]))
    review(library, Script(Keep(), Keep(), Keep()))
    script = Script(Keep())
    assert review(library, script) == Tally(accepted=1)
    assert script.asked_values == [("email", None)]


def test_a_removed_name_is_not_asked_for_again(library: Library) -> None:
    scan = doubtful_card(
        Contact(name=Name(value="Logo Text", boxes=(line_box(0),)), phones=(PHONE,)),
        [("Logo Text",)],
    )
    put(library, scan)
    script = Script(Remove(), Replace("Muster AG"))
    assert review(library, script) == Tally(accepted=1)
    assert script.asked_values == [("name", "Logo Text"), ("organization", None)]


PHONE = Phone(value="+4317204431", sure=True)


def test_twins_of_one_text_end(library: Library) -> None:
    twin = Phone(value="+4317204431", kind=PhoneKind.FAX)
    name = Name(value="Klara Beispiel", sure=True)
    put(library, doubtful_card(Contact(name=name, phones=(twin, PHONE, twin)), [("x",)]))
    script = Script(Keep(), Keep())
    assert review(library, script) == Tally(accepted=1)
    assert len(script.asked) == 1


def test_numbers_typed_without_a_code_belong_to_the_card_s_country(library: Library) -> None:
    (number,) = put(library, klara())
    script = Script(Keep(), Replace("0664 999 88 77"))
    review(library, script, region="DE")
    assert script.noted == [(Field.PHONE, "+436649998877")], "the person sees what became of it"
    assert [p.value for p in contact_of(library, number).phones] == ["+436649998877"]


def test_a_card_can_be_started_over_and_so_can_the_one_before(library: Library) -> None:
    first, second = put(library, klara(0), klara(1))
    script = Script(StartOver(), Choose(0), StartOver(), AcceptCard(), StartOver(), DiscardCard())
    assert review(library, script) == Tally(discarded=1, left=1)
    assert script.refused == ["There is nothing to take back."]
    order = [card.stored.number for card in script.begun]
    assert order == [first, first, second, first, second]
    assert contact_of(library, first).name is not None
    assert contact_of(library, first).name.value == "Klara Beispicl"  # type: ignore[union-attr]


def test_a_card_that_vanishes_meanwhile_is_passed_over(library: Library) -> None:
    first, second = put(library, klara(0), klara(1))

    class Other(Script):
        def ask(self, card: CardInReview, question: Question) -> Answer:
            if library.find_scan(second):
                library.accept(second)  # in another window
            return super().ask(card, question)

    script = Other(AcceptCard())
    review(library, script)
    assert [card.stored.number for card in script.begun] == [first]


# --- with an address book ---------------------------------------------------

BOOK = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:one\r\nFN:Someone Else\r\nN:Else;Someone;;;\r\n"
    b"END:VCARD\r\n"
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:two\r\nFN:Klara Beispiel\r\nN:Beispiel;Klara;;;\r\n"
    b"X-MINE:kept\r\nEND:VCARD\r\n"
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.vcf"
    path.write_bytes(BOOK)
    return path


@pytest.fixture
def destination(library: Library, book: Path) -> Destination:
    return Destination(FileBook(book), library, REVISED)


def test_merging_into_a_contact_happens_at_once(
    library: Library, book: Path, destination: Destination
) -> None:
    (number,) = put(library, klara())
    tally = review(library, Script(Choose(0), MergeInto(2)), destination=destination)
    assert tally == Tally(merged=1)
    assert state_of(library, number) is State.ACCEPTED
    written = book.read_bytes()
    head, _, tail = written.partition(b"UID:two")
    assert head + b"UID:two" == BOOK.partition(b"UID:two")[0] + b"UID:two"
    assert b"+436641234500" in tail
    assert b"X-MINE:kept" in tail
    _, waiting = destination.plan(event=None, maybe_new=False)
    assert waiting == (), "it is there already"
    likely = destination.find_likely(library.scans())
    assert likely[number].number == 2, "another merge finds its way there as well"


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_contact_that_is_not_there_is_refused_and_the_card_goes_on_waiting(
    library: Library, book: Path, destination: Destination, number: int
) -> None:
    put(library, klara())
    script = Script(MergeInto(number))
    assert review(library, script, destination=destination) == Tally(left=1)
    assert "no contact #" in script.refused[0]
    assert book.read_bytes() == BOOK


def test_the_likely_contact_is_shown(library: Library, destination: Destination) -> None:
    put(library, klara())
    library.edit(1, Field.NAME, before="Klara Beispicl", after=Name(value="Klara Beispiel"))
    script = Script()
    review(library, script, destination=destination)
    assert script.begun[0].likely is not None
    assert (script.begun[0].likely.number, script.begun[0].likely.name) == (2, "Klara Beispiel")


@pytest.mark.parametrize(("same", "cards"), [(True, 2), (False, 3), (None, 2)])
def test_accepted_cards_that_may_be_known_are_settled_by_the_person(
    library: Library, book: Path, destination: Destination, same: bool | None, cards: int
) -> None:
    put(library, klara())
    review(library, Script(Choose(0), AcceptCard()), destination=destination)
    script = Script(same=same)
    settle_maybes(destination, script, event=None)
    merge, stored = destination.plan(event=None, maybe_new=False)
    if stored:
        merge.apply(today=REVISED.date(), source="a scanned card")
        destination.record(merge, stored)
    assert [likely.number for likely in script.compared] == [2]
    assert book.read_bytes().count(b"BEGIN:VCARD") == cards
    assert (b"+436641234500" in book.read_bytes()) is (same is not None)
    once_more = Script(same=same)
    settle_maybes(destination, once_more, event=None)
    assert bool(once_more.compared) is (same is None), "asked again only while left open"


def test_accepted_cards_go_to_a_book_once(library: Library, tmp_path: Path) -> None:
    put(library, klara(0), klara(1, event="Fair"))
    library.edit(2, Field.NAME, before="Klara Beispicl", after=Name(value="Otto Anders"))
    review(library, Script(AcceptCard(), AcceptCard()))
    fresh = Destination(FileBook(tmp_path / "new.vcf"), library, REVISED)
    merge, stored = fresh.plan(event="Fair", maybe_new=False)
    assert [each.number for each in stored] == [2]
    merge.apply(today=REVISED.date(), source="a scanned card")
    fresh.record(merge, stored)
    assert fresh.has(2)
    assert not fresh.has(1)
    _, left = fresh.plan(event=None, maybe_new=False)
    assert [each.number for each in left] == [1]


def test_a_card_corrected_after_it_went_to_a_book_goes_there_again(
    library: Library, tmp_path: Path
) -> None:
    put(library, klara(0))
    fresh = Destination(FileBook(tmp_path / "new.vcf"), library, REVISED)
    (tmp_path / "new.vcf").write_bytes(new_vcard(klara(0), revised=REVISED).encode())
    library.record_delivery(
        DeliveryKind.MERGE, str(tmp_path / "new.vcf"), [1]
    )  # as --doubtful include does
    assert fresh.has(1)
    library.edit(1, Field.NAME, before="Klara Beispicl", after=Name(value="Klara Beispiel"))
    library.accept(1)
    assert not fresh.has(1)
    merge, stored = fresh.plan(event=None, maybe_new=False)
    assert [each.number for each in stored] == [1]
    merge.apply(today=REVISED.date(), source="a scanned card")
    fresh.record(merge, stored)
    assert fresh.has(1)


def test_a_card_in_the_book_cannot_be_taken_back_here(
    library: Library, destination: Destination
) -> None:
    put(library, klara(0), klara(1))
    script = Script(MergeInto(1), StartOver())
    review(library, script, destination=destination)
    assert "cardscan undo" in script.refused[0]


def test_an_answer_to_a_card_that_a_scan_brought_can_be_taken_back(
    library: Library, destination: Destination, book: Path
) -> None:
    put(library, klara(0), klara(1))
    book.write_bytes(new_vcard(klara(0), revised=REVISED).encode())
    library.record_delivery(DeliveryKind.MERGE, str(book), [1], command="scan --into")
    script = Script(AcceptCard(), StartOver())
    review(library, script, destination=destination)
    assert script.refused == []
    assert script.begun[0].likely is not None
    assert script.begun[0].likely.is_its_own
    assert state_of(library, 1) is State.OPEN


def test_a_card_that_says_nothing_cannot_be_merged(
    library: Library, destination: Destination, book: Path
) -> None:
    put(library, doubtful_card(Contact(titles=(Text(value="CEO"),)), [("CEO",)]))
    script = Script(MergeInto(1))
    review(library, script, destination=destination)
    assert script.refused
    assert book.read_bytes() == BOOK


def test_a_photo_whose_name_is_no_unicode_can_be_merged(
    library: Library, destination: Destination, book: Path
) -> None:
    put(library, replace(klara(), source="photos/\udcff.jpg"))
    assert review(library, Script(MergeInto(1)), destination=destination) == Tally(merged=1)
    assert b"+436641234500" in book.read_bytes()
