"""A person whose card comes twice in a run is one contact, and counts that agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardscan.addressbook import FileBook
from cardscan.app.choices import Wording
from cardscan.app.delivered import Known
from cardscan.app.fresh import FreshFile, write_fresh
from cardscan.app.into import Incoming
from cardscan.app.output import OutputFormat, pieces
from cardscan.app.scan import Totals
from cardscan.app.sides import join_sides
from cardscan.config import Doubtful
from cardscan.folder import Input
from cardscan.library import Library, Recipe
from cardscan.model import (
    Contact,
    Email,
    EntryKind,
    Failure,
    Name,
    Outcome,
    Phone,
    PhoneKind,
    Scan,
    Text,
)
from cardscan.vcard import cards, read_entries, split

NOW = datetime(2026, 5, 4, tzinfo=UTC)
ADA = Contact(
    name=Name(value="Ada Muster", given="Ada", family="Muster", sure=True),
    organizations=(Text(value="Muster AG"),),
    phones=(Phone(value="+436601234567", kind=PhoneKind.CELL, sure=True),),
    emails=(Email(value="ada@muster.example", sure=True),),
)
BEA = replace(
    ADA,
    name=Name(value="Bea Beispiel", given="Bea", family="Beispiel"),
    phones=(Phone(value="+436609999999", kind=PhoneKind.CELL),),
    emails=(Email(value="bea@muster.example"),),
)
TITLED = replace(ADA, titles=(Text(value="Leiterin Einkauf"),))
BACK = Contact(organizations=(Text(value="Muster AG"),), emails=())
TABLES = (OutputFormat.CSV, OutputFormat.GOOGLE_CSV, OutputFormat.OUTLOOK_CSV)


def scan_of(name: str, contact: Contact | None, outcome: Outcome = Outcome.OK) -> Scan:
    return Scan(source=f"{name}.jpg", sha256=name * 64, contact=contact, outcome=outcome)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def written(library: Library, chosen: OutputFormat, *scans: Scan) -> tuple[FreshFile, bytes]:
    for scan in scans:
        library.remember(scan.sha256, Recipe("test", "1"), [scan])
    target = library.path.with_name(f"out.{chosen}")
    fresh = write_fresh(
        join_sides(iter(scans), library),
        target,
        chosen,
        library,
        revised=NOW,
        is_interrupted=lambda: False,
    )
    return fresh, target.read_bytes()


def test_the_same_card_in_two_photos_is_one_contact_with_what_both_say(library: Library) -> None:
    cards_of_ada = (scan_of("a", ADA), scan_of("b", BEA), scan_of("c", TITLED))
    fresh, data = written(library, OutputFormat.VCARD, *cards_of_ada)
    ada, bea = read_entries(cards(split(data)))
    assert (ada.formatted_names, bea.formatted_names) == (("Ada Muster",), ("Bea Beispiel",))
    assert ada.titles == ("Leiterin Einkauf",)
    assert ada.emails == ("ada@muster.example",)
    assert "a.jpg" in ada.notes[0]
    assert "c.jpg" in ada.notes[0]
    assert fresh.in_words() == (
        f"1 further card is of the same people. {fresh.path}: 2 contacts written.",
    )


def test_front_back_and_front_again_are_one_contact(library: Library) -> None:
    sides = (scan_of("a", ADA), scan_of("b", BACK), scan_of("c", ADA))
    _, data = written(library, OutputFormat.VCARD, *sides)
    assert len(cards(split(data))) == 1


@pytest.mark.parametrize("chosen", TABLES)
def test_a_table_has_one_row_for_them(library: Library, chosen: OutputFormat) -> None:
    _, data = written(library, chosen, scan_of("a", ADA), scan_of("b", BEA), scan_of("c", TITLED))
    text = data.decode("utf-8-sig")
    assert text.count("ada@muster.example") == 1
    assert text.count("Leiterin Einkauf") == 1
    assert text.count("bea@muster.example") == 1


def test_json_lines_have_every_card(library: Library) -> None:
    _, data = written(library, OutputFormat.JSONL, scan_of("a", ADA), scan_of("b", BEA))
    assert data.count(b"\n") == 2


def test_people_of_one_firm_stay_apart(library: Library) -> None:
    switchboard = (Phone(value="+4312345678"),)
    scans = [scan_of(k, replace(c, phones=switchboard)) for k, c in (("a", ADA), ("b", BEA))]
    fresh, data = written(library, OutputFormat.VCARD, *scans)
    assert len(cards(split(data))) == fresh.contacts == 2


def test_pictures_come_from_the_library_in_the_end(library: Library) -> None:
    scan = replace(scan_of("a", ADA), picture=b"\xff\xd8\xff picture")
    _, data = written(library, OutputFormat.VCARD, scan, scan_of("b", BEA))
    assert data.count(b"\nPHOTO") == 1


def counted(*results: Scan | Failure, named: int, interrupted: bool = False) -> tuple[Totals, str]:
    totals = Totals(interrupted=interrupted)
    for _ in totals.count(totals.note_photos(iter(results))):
        pass
    inputs = [Input(Path(f"{'abcdefgh'[k]}.jpg")) for k in range(named)]
    return totals, totals.photos_in_words(inputs)


def test_photos_are_counted_as_photos_and_cards_as_cards() -> None:
    two = (scan_of("a", ADA), replace(scan_of("a", BEA), card=1))
    page = Failure(source="b.jpg", kind="PhotoError", message="cut off", page=1)
    failed = Failure(source="c.jpg", kind="PhotoError", message="no picture")
    totals, words = counted(*two, scan_of("b", ADA), page, failed, failed, named=4)
    # b.jpg has two pages, and of d.jpg every card was discarded.
    assert words == "5 photos of 4 files: 3 read, 2 failed"
    assert (totals.cards, totals.photos_failed) == (3, 2)
    _, words = counted(scan_of("a", ADA), named=4, interrupted=True)
    assert words == "4 photos: 1 read, 3 not read yet"


def test_cards_and_contacts_add_up(library: Library) -> None:
    nobody = Contact(unread=("Hotel",))
    scans = (
        scan_of("a", ADA),
        scan_of("b", nobody, Outcome.DOUBTFUL),
        scan_of("c", ADA),
        scan_of("d", None, Outcome.NOT_A_CARD),
    )
    totals, _ = counted(*scans, named=4)
    fresh, _ = written(library, OutputFormat.VCARD, *scans)
    assert totals.cards == totals.sure + totals.doubtful == 3
    assert totals.cards == fresh.contacts + fresh.same + totals.nobody


def test_an_event_is_a_group_where_apple_asks_for_one(library: Library) -> None:
    scans = [replace(scan_of(k, c), event="Fair") for k, c in (("a", ADA), ("b", BEA), ("c", ADA))]
    wording = Wording(groups=True)
    data = b"".join(pieces(scans, OutputFormat.VCARD, revised=NOW, wording=wording))
    ada, bea, group = read_entries(cards(split(data)))
    assert (group.kind, group.formatted_names) == (EntryKind.GROUP, ("Fair",))
    assert group.members == (ada.uid, bea.uid)
    plain = b"".join(pieces(scans, OutputFormat.VCARD, revised=NOW))
    assert len(cards(split(plain))) == 2


def test_cards_and_contacts_add_up_in_an_address_book_as_well(library: Library) -> None:
    book = FileBook(library.path.with_name("book.vcf"))
    nobody = Contact(unread=("Hotel",))
    doubtful = replace(BEA, name=Name(value="Cleo Muster"))
    scans = (
        scan_of("a", ADA),
        scan_of("b", nobody, Outcome.DOUBTFUL),
        scan_of("c", TITLED),
        scan_of("d", doubtful, Outcome.DOUBTFUL),
        scan_of("e", None, Outcome.NOT_A_CARD),
    )
    incoming = Incoming(Doubtful.HOLD, NOW, Known.of(library, book))
    totals = Totals()
    for _ in incoming.collect(totals.count(iter(scans))):
        pass
    merge = incoming.plan(book, decisions=())
    assert (totals.cards, totals.nobody, incoming.held) == (4, 1, 1)
    assert totals.cards == len(merge.plan.steps) + incoming.held + incoming.passed + totals.nobody
    assert [line.partition(":")[0] for line in merge.in_words()] == [
        "Ada Muster (a.jpg)", "Ada Muster (c.jpg)",
    ]  # fmt: skip
    assert incoming.waiting == ["Cleo Muster (d.jpg)"]
