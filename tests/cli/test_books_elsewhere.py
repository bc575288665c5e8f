"""Address books on their way to other programs, and what is said of it before and after."""

from __future__ import annotations

import csv
import io
import json
import shlex

import pytest

from cardscan.addressbook import table_vcards
from cardscan.typed import as_typed
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


TABLE = "Name;Firma;Telefon\nEva;Moosbach;1\nUwe;Steinach;2\n"


@pytest.mark.parametrize("name", ["mine.csv", "people.vcf", "people.jsonl"])
@pytest.mark.parametrize("held", [TABLE, "dn: cn=Eva\ncn: Eva\n", "no contacts at all\n"])
def test_whatever_stood_in_the_place_of_an_export_comes_back(
    world: World, name: str, held: str
) -> None:
    (world.folder / name).write_text(held)
    said = world.call("export", "--out", name, "--quiet").err
    assert f"{name} was a" in said
    assert f"cardscan undo {name}" in said
    others = {"mine.csv": ["--format", "google-csv"], "people.vcf": ["--no-photo"]}
    for more in [[], others.get(name, [])] * 6:  # more often than states are kept
        assert world.call("export", "--out", name, *more).code == 0
    assert world.call("undo", name).code == 0
    assert (world.folder / name).read_text() == held


def test_a_table_of_ours_that_somebody_went_on_with_comes_back(world: World) -> None:
    world.call("export", "--out", "mine.csv")
    with (world.folder / "mine.csv").open("a") as file:
        file.write("Eva;added by hand\n")
    held = (world.folder / "mine.csv").read_bytes()
    assert "mine.csv was a file of" in world.call("export", "--out", "mine.csv").err
    assert world.call("undo", "mine.csv").code == 0
    assert (world.folder / "mine.csv").read_bytes() == held


def test_a_book_is_not_written_anew_while_it_is_added_to_or_read(bare: World) -> None:
    before = (bare.folder / "book.vcf").read_bytes()
    for arguments in (
        ("scan", ".", "--into", "book.vcf", "--out", "book.vcf"),
        ("export", "--book", "book.vcf", "--out", "book.vcf", "--format", "google-csv"),
        ("qr", "--out", "book.vcf", "Anna"),
    ):
        answer = bare.call(*arguments)
        assert answer.code == 2, answer.err
        assert (bare.folder / "book.vcf").read_bytes() == before


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


def test_a_group_becomes_a_label_of_those_who_are_in_it(bare: World) -> None:
    group = vcard("Team", "X-ADDRESSBOOKSERVER-KIND:group", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:A")
    (bare.folder / "book.vcf").write_text(ANNA.replace("END", "UID:A\r\nEND") + BERT + group)
    google = bare.call("export", "--book", "book.vcf", "--format", "google-csv").out
    anna, bert = csv.DictReader(io.StringIO(google))
    assert (anna["Labels"], bert["Labels"]) == ("* myContacts ::: Team Muster", "")


def test_a_proposed_command_can_be_typed_as_it_stands(bare: World) -> None:
    book = "my contacts (ä).vcf"
    (bare.folder / "book.vcf").rename(bare.folder / book)
    (bare.folder / "new.vcf").write_text(vcard("Cora"))
    said = bare.call("merge", "new.vcf", "--into", book).err
    _, *command = shlex.split(said.partition("Take it back with: ")[2])
    assert command == ["undo", book]
    table = "a b.csv"
    bare.call("export", "--book", book, "--format", "google-csv", "--out", table)
    bare.call("merge", "new.vcf", "--into", table)
    (bare.folder / "new.vcf").write_text(vcard("Dora"))
    bare.call("merge", "new.vcf", "--into", table)
    listed = bare.call("undo", "--list", table).out
    assert listed.endswith(": 4 contacts, 3 before: Dora Muster new or changed\n")


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


def test_files_are_brought_together_in_one_of_their_own(bare: World) -> None:
    cora, maybe = "EMAIL:cora@muster.example", vcard("Dora", "TEL:+4315556677")
    (bare.folder / "one.vcf").write_text(vcard("Cora", cora) + maybe)
    (bare.folder / "two.vcf").write_text(vcard("Cora", cora, "TITLE:Chefin") + maybe)
    refused = bare.call("merge", "one.vcf", "two.vcf")
    assert (refused.code, "--out FILE.vcf" in refused.err) == (2, True)
    assert bare.call("merge", "one.vcf", "two.vcf", "--out", "book.vcf").code == 0
    found = read_entries(cards(split((bare.folder / "book.vcf").read_bytes())))
    names = [each.formatted_names[0] for each in found]
    assert names[0] == "Cora Muster"
    assert set(names[1:]) == {"Dora Muster"}, "nobody waits where there is no book"
    assert found[0].titles == ("Chefin",)
    assert bare.call("undo", "book.vcf").code == 0
    assert b"Anna" in (bare.folder / "book.vcf").read_bytes()


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


@pytest.mark.parametrize("name", ["book.vcf", "a b.vcf", 'say "x".vcf', "$HOME.vcf", "it's.vcf"])
def test_a_name_is_one_word_of_a_shell(name: str) -> None:
    assert shlex.split(as_typed(name)) == [name]


def test_a_path_of_windows_has_its_own_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert as_typed("C:\\Users\\Anna Huber\\b.vcf") == '"C:\\Users\\Anna Huber\\b.vcf"'
