"""Address books on their way to other programs, and what is said of it before and after."""

from __future__ import annotations

import json

import pytest

from cardscan.addressbook import table_vcards
from cardscan.vcard import cards, read_entries, split
from tests.command_line import World


def vcard(given: str, *lines: str) -> str:
    name = (f"N:Muster;{given};;;", f"FN:{given} Muster")
    whole = ("BEGIN:VCARD", "VERSION:3.0", *name, *lines, "END:VCARD", "")
    return "\r\n".join(whole)


ANNA = vcard(
    "Anna", "ORG:Moosbach Werke", "TEL;TYPE=CELL:+436641112233", "EMAIL:anna@moosbach.example"
)
BERT = vcard("Bert", "TEL;TYPE=WORK:+43316445566", "X-CARDSCAN-ORG:Moosbach")
PICTURE = "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg=="


@pytest.fixture
def bare(world: World) -> World:
    (world.folder / "book.vcf").write_text(ANNA + BERT, newline="")
    return world


def test_an_export_in_the_place_of_an_address_book_says_so_and_how_it_comes_back(
    bare: World,
) -> None:
    said = bare.call("export", "--out", "book.vcf").err
    assert "book.vcf was an address book of 2 contacts, and is replaced." in said
    assert "cardscan undo book.vcf" in said
    assert bare.call("undo", "book.vcf").code == 0
    assert (bare.folder / "book.vcf").read_text() == (ANNA + BERT).replace("\r\n", "\n")


@pytest.mark.parametrize("chosen", ["google-csv", "outlook-csv"])
def test_an_address_book_becomes_a_table_with_nothing_lost(bare: World, chosen: str) -> None:
    (bare.folder / "book.vcf").write_text(ANNA + BERT.replace("END", f"{PICTURE}\r\nEND"))
    answer = bare.call("export", "--book", "book.vcf", "--format", chosen, "--out", "t.csv")
    assert answer.code == 0
    assert "2 contacts in t.csv." in answer.err
    assert "1 picture stayed out" in answer.err
    found = table_vcards((bare.folder / "t.csv").read_bytes())
    assert found is not None
    anna, bert = read_entries(found)
    assert anna.formatted_names == ("Anna Muster",)
    assert [p.value for p in anna.phones] == ["+436641112233"]
    assert anna.emails == ("anna@moosbach.example",)
    assert anna.organizations == ("Moosbach Werke",)
    assert b"X-CARDSCAN-ORG:Moosbach" in found[1].data
    assert [p.value for p in bert.phones] == ["+43316445566"]


def test_an_address_book_goes_nowhere_as_a_list_of_scans(bare: World) -> None:
    answer = bare.call("export", "--book", "book.vcf", "--format", "jsonl")
    assert (answer.code, answer.out) == (2, "")
    assert "vcard, google-csv or outlook-csv" in answer.err
    folder = bare.call("export", "--book", "book.vcf", "--out", "people/")
    assert "cardscan merge book.vcf --into people/" in folder.err


def test_duplicates_are_merged_into_another_file_and_the_book_stays(bare: World) -> None:
    twice = (ANNA + ANNA.replace("Werke", "Werke GmbH") + BERT).replace("\r\n", "\n")
    (bare.folder / "book.vcf").write_text(twice)
    said = bare.call("dedupe", "book.vcf").err
    assert "3 contacts: 1 group the same, 0 maybe. Nothing was written; merge" in said
    assert "cardscan dedupe book.vcf --apply" in said
    answer = bare.call("dedupe", "book.vcf", "--out", "clean.vcf")
    assert "clean.vcf: merged 1 group, 3 contacts are 2 now." in answer.err
    assert len(cards(split((bare.folder / "clean.vcf").read_bytes()))) == 2
    assert (bare.folder / "book.vcf").read_text() == twice
    (group,) = json.loads(bare.call("dedupe", "book.vcf", "--format", "json").out)["groups"]
    assert (group["cards"], group["names"]) == ([0, 1], ["Anna Muster", "Anna Muster"])


def test_a_doubt_about_a_person_with_two_contacts_is_told_behind_what_is_sure(
    bare: World,
) -> None:
    other = vcard("Anna", "ORG:Moosbach Werke", "TEL;TYPE=WORK:+43316998877")
    (bare.folder / "book.vcf").write_text(other + ANNA + ANNA.replace("EMAIL:", "EMAIL;TYPE=WORK:"))
    same, maybe = bare.call("dedupe", "book.vcf").out.splitlines()
    assert same.startswith("same: #2 Anna Muster, #3 Anna Muster (")
    assert maybe.startswith("maybe: #1 Anna Muster, #2 = #3 Anna Muster (")
    assert "mobile" not in maybe


def test_a_merge_names_whom_it_completes_and_what_with(bare: World) -> None:
    (bare.folder / "new.vcf").write_text(
        vcard(
            "Anna",
            "TITLE:Leiterin",
            "EMAIL:anna@moosbach.example",
            "TEL:+431998877",
            "TEL:+431998878",
        )
    )
    dry = bare.call("merge", "new.vcf", "--into", "book.vcf", "--dry-run").out
    assert "; adds title, 2 numbers" in dry
    done = bare.call("merge", "new.vcf", "--into", "book.vcf")
    assert "Anna Muster: same as #1 Anna Muster" in done.err
    assert (
        "2 contacts, 2 before: Anna Muster new or changed"
        in bare.call("undo", "--list", "book.vcf").out
    )


def test_a_merge_of_several_files_says_which_a_contact_is_from(bare: World) -> None:
    (bare.folder / "one.vcf").write_text(vcard("Cora"))
    (bare.folder / "two.vcf").write_text(vcard("Dora"))
    said = bare.call("merge", "one.vcf", "two.vcf", "--into", "book.vcf", "--dry-run").out
    assert said.splitlines() == ["Cora Muster (one.vcf): new", "Dora Muster (two.vcf): new"]


def test_what_becomes_of_a_table_as_a_whole_is_told_before_and_after(bare: World) -> None:
    heading = "First Name,Last Name,E-mail 1 - Value,Organization Name"
    (bare.folder / "t.csv").write_text(f"{heading}\nJosé,Muster,,\n", encoding="cp1252")
    (bare.folder / "new.vcf").write_text(vcard("Łukasz", "TEL;TYPE=CELL:+48600111222"))
    before = bare.call("merge", "new.vcf", "--into", "t.csv", "--dry-run").err
    assert "would get" in before
    assert "would be UTF-8 then: windows-1252 has no letter for what comes" in before
    after = bare.call("merge", "new.vcf", "--into", "t.csv").err
    assert "behind the others" in after
    assert "t.csv is UTF-8 now" in after


def test_another_table_is_refused_by_what_its_columns_are_called(bare: World) -> None:
    (bare.folder / "own.csv").write_text("Vorname;Sippe;Klub\nAnna;Muster;\n")
    answer = bare.call("merge", "book.vcf", "--into", "own.csv")
    assert answer.code == 2
    assert "with the columns Vorname, Sippe, Klub, and no export" in answer.err
    assert "E-mail 1 - Value" in answer.err
