"""CSV exports as address books: what comes has a place, and what was there stays to the byte."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.addressbook import TableBook, ldif_vcards
from cardscan.app.dedupe import find_duplicates
from cardscan.app.merge import plan_into
from cardscan.errors import AddressBookError
from cardscan.formats import read_sheet
from cardscan.model import Action
from cardscan.vcard import cards, read_entries, read_entry
from tests.command_line import World
from tests.formats.test_books import GOOGLE, OLD_GOOGLE, OUTLOOK, THUNDERBIRD

EVERY = {"google": GOOGLE, "old google": OLD_GOOGLE, "outlook": OUTLOOK, "thunderbird": THUNDERBIRD}


def cell(column: str, row: int) -> str:
    """Something of its own for every cell, in the shape that its column asks for."""
    if "mail" in column and not column.endswith(("Label", "Type")):
        return f"person{row}.{len(column)}@example{row}.org"
    if column in ("First Name", "Given Name", "Last Name", "Family Name"):
        return "".join(Random(f"{column} {row}").choices("abdefgiklmnoprstuzöü", k=9)).title()
    if column in ("Name", "Display Name"):
        return f"{cell('Given Name', row)} {cell('Family Name', row)}"
    if "Birth " in column:
        return str(1 + row % 9)
    if "Phone" in column or "Fax" in column:
        return f"+43 1 {sum(column.encode()) % 10_000:04}{row:03}"
    return f"{column} „{row}“, größer\nals {row % 7}" if row % 5 == 0 else f"{column} {row}"


def export(
    heading: str,
    *,
    rows: int = 60,
    delimiter: str = ",",
    encoding: str = "utf-8",
    newline: str = "\r\n",
) -> bytes:
    """A table in which every cell says something."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    columns = heading.split(",")
    writer.writerow(columns)
    writer.writerows([cell(column, row) for column in columns] for row in range(rows))
    return text.getvalue().encode(encoding)


def vcard(*lines: str) -> bytes:
    body = ("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD")
    return "".join(f"{line}\r\n" for line in body).encode()


def news(data: bytes, book: TableBook) -> bytes:
    """More about ten people of a table, and three whom it does not know."""
    found = read_entries(cards(book.read().parts))
    known = [
        vcard(
            f"UID:{entry.position}",
            f"N:{entry.names[0].family};{entry.names[0].given};;;",
            f"FN:{entry.names[0].given} {entry.names[0].family}",
            f"EMAIL:{entry.emails[0]}",
            f"TEL;TYPE=CELL:+43664{entry.position:07}",
            f"TEL;TYPE=WORK,FAX:+43662{entry.position:07}",
            f"item1.TEL:+43663{entry.position:07}",
            "item1.X-ABLabel:Ordination",
            "EMAIL:one@more.example",
            "EMAIL:two@more.example",
            "ORG:Second Firm;Branch",
            "TITLE:Chief",
            "URL:https://more.example/a?b=c",
            "ADR;TYPE=WORK:;;Hauptstraße 1;Wien;;1010;Österreich",
            "ADR;TYPE=HOME:;;Nebengasse 2;Graz;;8010;Österreich",
            "BDAY:1980-05-17",
            "CATEGORIES:Fair 2026,Friends",
            "IMPP:xmpp:who@example.org",
            "X-PRIVATE;X-HOW=much:a \\, b\\; c",
            "NOTE:met at the fair\\nand again",
            "item2.X-ABDATE:2001-02-03",
            "item2.X-ABLabel:_$!<Anniversary>!$_",
        )
        for entry in found[:: len(found) // 10]
    ]
    new = [
        vcard(f"N:{family};{given};Maria;Dr.;MBA", f"FN:Dr. {given} Maria {family} MBA", *more)
        for given, family, more in (
            (
                "Eva",
                "Moser",
                ["TEL;TYPE=CELL:+436641112233", "ORG:Firma;Einkauf;Süd", "EMAIL:eva@neu.example"],
            ),
            ("Karl", "Reiter", [f"TEL;TYPE=WORK:+43 1 90{n}" for n in range(5)]),
            ("Ines", "Vogel", [f"EMAIL:eva{n}@neuc.example" for n in range(5)]),
        )
    ]
    return b"".join((*known, *new))


@pytest.mark.parametrize(
    ("whose", "rows", "delimiter", "encoding", "newline"),
    [
        ("google", 300, ",", "utf-8", "\r\n"),
        ("google", 30, ";", "utf-16", "\n"),
        ("old google", 30, "\t", "utf-16-le", "\r\n"),
        ("outlook", 300, ",", "utf-8-sig", "\r\n"),
        ("outlook", 30, ";", "cp1252", "\n"),
        ("thunderbird", 30, ",", "utf-8", "\n"),
    ],
)
def test_every_column_of_300_contacts_stays_and_everything_that_comes_has_a_place(
    tmp_path: Path, whose: str, rows: int, delimiter: str, encoding: str, newline: str
) -> None:
    path = tmp_path / "book.csv"
    data = export(EVERY[whose], rows=rows, delimiter=delimiter, encoding=encoding, newline=newline)
    path.write_bytes(data)
    book = TableBook(path)
    incoming = news(data, book)
    merge = plan_into(incoming, book)
    assert (merge.count(Action.MERGE), merge.count(Action.ADD)) == (10, 3)
    assert merge.apply(today=date(2026, 1, 1), source="a test").changed

    before, after = read_sheet(data), read_sheet(path.read_bytes())
    assert after.columns[: len(before.columns)] == before.columns
    assert (after.encoding, after.delimiter, after.lead) == (
        before.encoding, before.delimiter, before.lead,
    )  # fmt: skip
    wider = len(after.columns) - len(before.columns)
    for number, (old, new) in enumerate(zip(before.rows, after.rows, strict=False)):
        if number % (rows // 10):
            assert new.text.rstrip("\r\n") == old.text.rstrip("\r\n") + wider * delimiter
            assert new.text.endswith(newline)
    for old, new in zip(before.records(), after.records(), strict=False):
        assert all(new[column].startswith(text) for column, text in old.items())

    for row in after.records():
        told = [line for line in row.get("Notes", "").split("\n") if line]
        assert len(told) == len(set(told))

    again = plan_into(incoming, book)
    assert again.count(Action.NOTHING) == 13, list(again.in_words())
    assert not again.apply(today=date(2026, 1, 2), source="a test").changed
    text = "\n".join(cell for row in after.records() for cell in row.values())
    for said in ("+436630000000", "Ordination", "two@more.example", "Second Firm", "Branch",
                 "Chief", "more.example/a?b=c", "Nebengasse 2", "1980-05-17", "who@example.org",
                 "met at the fair", "2001-02-03", "+43 1 904", "eva4@neuc.example", "Süd",
                 "Einkauf", "Dr."):  # fmt: skip
        assert said in text
    book.undo()
    assert path.read_bytes() == data


@pytest.mark.parametrize("whose", EVERY)
def test_rows_that_are_one_person_become_one_and_say_all(tmp_path: Path, whose: str) -> None:
    data = export(EVERY[whose])
    lines = data.decode()
    sheet = read_sheet(data)
    twice = sheet.rows[7].text.replace("+43 1", "+43 2").replace("Notes 7", "Remarks")
    path = tmp_path / "book.csv"
    path.write_bytes((lines + twice).encode())
    book = TableBook(path)
    found = find_duplicates(book)
    assert [group.cards for group in found.groups] == [(7, 60)]
    assert found.apply(today=date(2026, 1, 1)).written.changed
    rows = list(read_sheet(path.read_bytes()).records())
    assert len(rows) == 60
    said = "\n".join(rows[7].values())
    missing = [c for c in read_sheet((lines + twice).encode()).rows[-1].cells if c not in said]
    assert not missing
    book.undo()
    assert path.read_bytes() == (lines + twice).encode()


CSV_TEXT = st.text(st.sampled_from('ab;,\t"\r\n\0=\u2028é\ufeff '), max_size=40)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(CSV_TEXT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]))
def test_a_sheet_is_the_bytes_that_were_read(text: str, encoding: str) -> None:
    data = f"First Name,Labels\n{text}".encode(encoding)
    assert read_sheet(data).to_bytes() == data


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.binary(max_size=60))
def test_every_byte_of_a_code_page_comes_back(data: bytes) -> None:
    data = b"First Name,Labels\r\n\xe9" + data.replace(b"\0", b"")
    assert read_sheet(data).to_bytes() == data


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(st.tuples(CSV_TEXT, CSV_TEXT), min_size=1, max_size=4), CSV_TEXT, st.booleans())
def test_one_cell_changed_is_all_that_changes(
    rows: list[tuple[str, str]], text: str, is_new: bool
) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([("First Name", "Labels"), *rows])
    sheet = read_sheet(buffer.getvalue().encode())
    before = list(sheet.records())
    if not before:
        return
    column = "vCard" if is_new else "Labels"
    done = read_sheet(sheet.edited({0: {column: f"x{text}"}}).to_bytes())
    after = list(done.records())
    assert after[0] == {**before[0], column: f"x{text}".replace("\0", "")}
    empty = {"vCard": ""} if is_new else {}
    assert after[1:] == [{**row, **empty} for row in before[1:]]


def test_a_german_outlook_has_its_own_names_for_the_same_columns(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    columns = "Anrede;Vorname;Nachname;Firma;Telefon geschäftlich;E-Mail-Adresse;Notizen;Konto"
    row = "Dr.;Anna;Huber;Firma;+43 1 5551234;anna@huber.example;;77"
    path.write_bytes(f'"{columns}"\r\n{row}\r\n'.replace('"', "").encode("cp1252"))
    book = TableBook(path)
    (entry,) = read_entries(cards(book.read().parts))
    assert (entry.names[0].prefix, entry.emails) == ("Dr.", ("anna@huber.example",))
    assert entry.notes == ("Konto: 77",)
    more = vcard("N:Huber;Anna;;;", "FN:Anna Huber", "EMAIL:anna@huber.example",
                 "TEL;TYPE=CELL:+436641112233", "NOTE:met")  # fmt: skip
    merge = plan_into(more, book)
    assert merge.apply(today=date(2026, 1, 1), source="a test").changed
    assert path.read_bytes().decode("cp1252").splitlines() == [
        f"{columns};Mobiltelefon",
        "Dr.;Anna;Huber;Firma;+43 1 5551234;anna@huber.example;met;77;+436641112233",
    ]


GERMAN = (
    "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Straße geschäftlich,"
    "Straße geschäftlich 2,Straße geschäftlich 3,Ort geschäftlich,Region geschäftlich,"
    "Postleitzahl geschäftlich,Land/Region geschäftlich,Straße privat,Straße privat 2,"
    "Straße privat 3,Ort privat,Bundesland/Kanton privat,Postleitzahl privat,Land/Region privat,"
    "Weitere Straße,Weitere Straße 2,Weitere Straße 3,Weiterer Ort,Weiteres/r Bundesland/Kanton,"
    "Weitere Postleitzahl,Weiteres/e Land/Region,Telefon Assistent,Fax geschäftlich,"
    "Telefon geschäftlich,Telefon geschäftlich 2,Rückmeldung,Autotelefon,Telefon Firma,Fax privat,"
    "Telefon privat,Telefon privat 2,ISDN,Mobiltelefon,Weiteres Fax,Weiteres Telefon,Pager,"
    "Haupttelefon,Mobiltelefon 2,Telefon für Hörbehinderte,Telex,Beruf,Büro,E-Mail-Adresse,"
    "E-Mail-Typ,E-Mail: Angezeigter Name,E-Mail 2: Adresse,Geburtstag,Geschlecht,Hobby,Initialen,"
    "Jahrestag,Kategorien,Kinder,Konto,Name Assistent,Name des/der Vorgesetzten,Notizen,Partner,"
    "Postfach geschäftlich,Priorität,Privat,Vertraulichkeit,Webseite"
)
"""The heading of an Outlook 2007, less user fields; from a bug report to who reads it."""


def test_a_whole_german_outlook_row_is_read_and_what_says_nothing_is_passed_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.csv"
    said = {column: f"{n}" for n, column in enumerate(GERMAN.split(","), 100)}
    usual = {
        "E-Mail-Typ": "SMTP", "Geburtstag": "0.0.00", "Jahrestag": "0.0.00", "Privat": "Falsch",
        "Geschlecht": "Keine Angabe", "Priorität": "Normal", "Vertraulichkeit": "Normal",
    }  # fmt: skip
    shown = "E-Mail: Angezeigter Name"
    usual[shown] = f"{said['Vorname']} {said['Nachname']} ({said['E-Mail-Adresse']})"
    said |= usual
    path.write_text(f"{GERMAN}\r\n{','.join(said.values())}\r\n", encoding="cp1252")
    (block,) = cards(TableBook(path).read().parts)
    entry = read_entry(block, 0)
    assert len(entry.phones) == 15
    assert [(a.street, a.city, a.region) for a in entry.addresses] == [
        ("166, 108, 109, 110", "111", "112"), ("115, 116, 117", "118", "119"),
        ("122, 123, 124", "125", "126"),
    ]  # fmt: skip
    text = block.data.decode().replace("\r\n ", "")
    (note,) = entry.notes
    assert all(f": {cell}" not in note for cell in usual.values())
    assert not any(cell not in text for column, cell in said.items() if column not in usual)
    unplaced = {line.partition(": ")[0] for line in note.split("\n")} - {said["Notizen"]}
    assert unplaced == {
        "ISDN", "Mobiltelefon 2", "Telefon für Hörbehinderte", "Telex", "Beruf", "Büro", "Hobby",
         "Initialen", "Kinder", "Konto",
    }  # fmt: skip


def test_a_long_table_of_an_old_mac_is_known_by_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(b"First Name,Last Name,Labels\r" + b"J\xc3\xb6rg,Huber,\r" * 6000)
    assert len(cards(TableBook(path).read().parts)) == 6000


def test_letters_that_a_code_page_has_not_make_the_table_utf_8_and_that_is_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes("First Name;Labels;Notes\r\nJörg;Grüße;\r\n".encode("cp1252"))
    merge = plan_into(vcard("N:Łoś;Ewa;;;", "FN:Ewa Łoś", "TEL:+48221112233"), TableBook(path))
    applied = merge.apply(today=date(2026, 1, 1), source="a test")
    assert "UTF-8 now" in applied.remarks[0]
    assert path.read_bytes().decode("utf-8-sig").startswith("First Name;Labels;Notes")
    assert "Jörg;Grüße;" in path.read_bytes().decode("utf-8-sig")


def test_a_picture_stays_out_of_a_table_and_that_is_said(world: World) -> None:
    book = world.folder / "book.csv"
    book.write_bytes(b"First Name,Last Name,Labels,Phone 1 - Value\r\n")
    card = vcard(
        "N:Huber;Anna;;;", "FN:Anna Huber", "TEL:+436641112233",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg==",
    )  # fmt: skip
    (world.folder / "new.vcf").write_bytes(card)
    answer = world.call("merge", "new.vcf", "--into", "book.csv")
    assert answer.code == 0
    assert "book.csv is a file that holds no pictures: 1 picture stayed out" in answer.err
    assert ".vcf" in answer.err, "what takes them"
    assert b"Anna,Huber" in book.read_bytes()
    assert b"9j" not in book.read_bytes()
    assert "1 with nothing new" in world.call("merge", "new.vcf", "--into", "book.csv").err


def test_rows_and_cells_beyond_the_heading_and_columns_without_a_name_are_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(b"First Name,Labels,,Notes,Notes\r\nAnna,,x,one,two,three\r\n\r\n,,\r\n")
    book = TableBook(path)
    (block,) = cards(book.read().parts)
    for said in (b"Column 3: x", b"one", b"two", b"three"):
        assert said in block.data
    push = plan_into(vcard("N:Neu;Eva;;;", "FN:Eva Neu", "TEL:+43123456", "X-Y:z"), book)
    push.apply(today=date(2026, 1, 1), source="a test")
    assert path.read_bytes().splitlines()[:4] == [
        b"First Name,Labels,,Notes,Notes,,Last Name,Phone 1 - Label,Phone 1 - Value,vCard",
        b"Anna,,x,one,two,three,,,,",
        b"",
        b",,",
    ]


def test_a_table_that_ends_in_half_a_letter_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    data = "First Name,Labels\r\nJörg,x\r\n".encode("utf-16")[:-1]
    path.write_bytes(data)
    with pytest.raises(AddressBookError, match="cut off"):
        TableBook(path).read()
    assert path.read_bytes() == data


def test_the_result_goes_to_a_vcard_file_where_one_is_named(world: World) -> None:
    book, out = world.folder / "book.csv", world.folder / "all.vcf"
    data = b"First Name,Last Name,Labels,Phone 1 - Value\r\nAnna,Huber,,+43 664 1112233\r\n"
    book.write_bytes(data + data.splitlines()[1] + b"\r\n")
    (world.folder / "new.vcf").write_bytes(vcard("N:Neu;Eva;;;", "FN:Eva Neu", "TEL:+43155555"))
    answer = world.call("merge", "new.vcf", "--into", "book.csv", "--out", "all.vcf")
    assert "all.vcf: 1 new" in answer.err
    assert [name in out.read_bytes() for name in (b"FN:Anna Huber", b"FN:Eva Neu")] == [True, True]
    assert world.call("dedupe", "book.csv", "--apply", "--out", "all.vcf").code == 0
    assert out.read_bytes().count(b"BEGIN:VCARD") == 1
    assert world.call("undo", "all.vcf").code == 0
    assert out.read_bytes().count(b"BEGIN:VCARD") == 3
    assert book.read_bytes() == data + data.splitlines()[1] + b"\r\n"
    assert world.call("dedupe", "book.csv", "--apply", "--out", "all.csv").code == 2


def test_an_export_over_a_table_of_ones_own_can_be_taken_back(world: World) -> None:
    book = world.folder / "mine.csv"
    data = b"First Name;Last Name;Labels;Shoe Size\nAnna;Huber;;38\n"
    book.write_bytes(data)
    export = ("export", "--format", "google-csv", "--out", "mine.csv")
    assert world.call(*export).code == 0
    assert b"Huber" not in book.read_bytes()
    assert world.call("undo", "mine.csv").code == 0
    assert book.read_bytes() == data


PERSON = (
    "dn: cn=Anna Huber{n}{r}objectclass: person{r}objectclass: mozillaAbPersonAlpha{r}"
    "givenName: Anna{r}sn: Huber{r}mail: anna@huber.example{r}{more}{r}{r}"
)
LIST = "dn: cn=Team{r}objectclass: groupOfNames{r}member: cn=Anna Huber2{r}member: cn=Zoe{r}"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_ldif_is_a_book_in_which_what_nobody_changed_stays_as_it_is(
    world: World, newline: str
) -> None:
    book = world.folder / "book.ldif"
    folded = f"description: plays chess and{newline}  cards{newline}x-own: 7"
    first = PERSON.format(n=1, r=newline, more=folded)
    second = PERSON.format(n=2, r=newline, more="mobile: +43 664 1112233")
    last = LIST.format(r=newline)
    data = f"version: 1{newline}{newline}{first}{second}{last}".encode()
    book.write_bytes(data)
    assert "#1 Anna Huber, #2 Anna Huber" in world.call("dedupe", "book.ldif").out
    (world.folder / "new.vcf").write_bytes(
        vcard("N:Néu\\;;Eva;;;", "FN:Eva Néu", "TEL;TYPE=WORK:+43155555", "X-UNKNOWN:kept")
    )
    done = world.call("merge", "new.vcf", "--into", "book.ldif")
    assert (done.code, "1 new" in done.err) == (0, True)
    assert book.read_bytes().startswith(data.rstrip())
    (*_, eva) = ldif_vcards(book.read_bytes())
    assert "X-UNKNOWN:kept" in eva.text
    entry = read_entry(eva, 0)
    assert (entry.formatted_names, entry.phones[0].value) == (("Eva Néu",), "+43155555")
    assert "1 with nothing new" in world.call("merge", "new.vcf", "--into", "book.ldif").err
    assert world.call("dedupe", "book.ldif", "--apply").code == 0
    text = book.read_bytes().decode()
    assert first.rstrip() in text
    assert f"mobile: +43 664 1112233{newline}" in text
    assert f"member: cn=Anna Huber1{newline}member: cn=Zoe" in text  # who stays, for who went
    assert "Huber2" not in text
    for _ in range(2):
        assert world.call("undo", "book.ldif").code == 0
    assert book.read_bytes() == data


def test_an_ldif_record_gains_what_it_lacks_where_its_like_stands(world: World) -> None:
    book = world.folder / "book.ldif"
    book.write_text(PERSON.format(n=1, r="\n", more="description:: Z3LDvMOfZQ=="))
    (world.folder / "new.vcf").write_bytes(
        vcard("N:Huber;Anna;;;", "FN:Anna Huber", "EMAIL:anna@huber.example",
              "ADR;TYPE=HOME:;;Gürtel 1;Graz;;8010;Österreich", "TITLE:Leiterin",
              "NOTE:met at a fair", "ORG:Moosbach")
    )  # fmt: skip
    assert "1 completed" in world.call("merge", "new.vcf", "--into", "book.ldif").err
    lines = book.read_text().splitlines()
    assert "title: Leiterin" in lines
    assert "o: Moosbach" in lines
    assert "mozillaHomeLocalityName: Graz" in lines
    (block,) = ldif_vcards(book.read_bytes())
    entry = read_entry(block, 0)
    assert entry.addresses[0].street == "Gürtel 1"
    assert entry.notes == ("grüße\nmet at a fair",)
    assert sum(line.startswith("description") for line in lines) == 1
    assert lines[:6] == PERSON.format(n=1, r="\n", more="").splitlines()[:6]


def test_ldif_in_another_encoding_is_left_alone(world: World) -> None:
    book = world.folder / "book.ldif"
    book.write_bytes(PERSON.format(n=1, r="\n", more="l: Köln").encode("latin-1"))
    data = book.read_bytes()
    answer = world.call("dedupe", "book.ldif", "--apply")
    assert (answer.code, "not in UTF-8" in answer.err) == (6, True)
    assert book.read_bytes() == data
