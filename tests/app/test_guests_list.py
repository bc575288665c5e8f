"""A guest list in whatever form: who is on it; and the command that looks through it."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.errors import NoInputError
from cardscan.formats.guest_list import Guest, read_guests
from cardscan.library import Library
from tests.command_line import World
from tests.known_people import Card, fill
from tests.schemas import check


def said(guest: Guest) -> tuple[str, ...]:
    entry = guest.entry
    return (guest.name, *entry.organizations, *entry.titles, *entry.emails)


def names(text: str | bytes) -> list[tuple[str, ...]]:
    return [said(g) for g in read_guests(text if isinstance(text, bytes) else text.encode())]


EVA = ("Dr. Eva Müller", "Donauwerk", "Leiterin", "eva@donauwerk.example")


@pytest.mark.parametrize(
    "table",
    [
        "Name,Company,Job Title,E-Mail\nDr. Eva Müller,Donauwerk,Leiterin,eva@donauwerk.example\n",
        (
            "Vorname;Name;Titel;Firma;Funktion;E-Mail-Adresse\n"
            "Eva;Müller;Dr.;Donauwerk;Leiterin;eva@donauwerk.example\n"
        ),
        (
            "First Name\tLast Name\tTitle\tOrganisation\tJob Title\tEmail\n"
            "Eva\tMüller\tDr.\tDonauwerk\tLeiterin\teva@donauwerk.example\n"
        ),
        (
            "sep=;\nPrénom;Nom;Société;Fonction;Courriel;Civilité\n"
            "Eva;Müller;Donauwerk;Leiterin;eva@donauwerk.example;Dr.\n"
        ),
        (
            "Frühjahrsempfang;;;;\n;;;;\nNr.;Gast;Firma;Position;Mail\n"
            "1;Dr. Eva Müller;Donauwerk;Leiterin;eva@donauwerk.example\n"
        ),
        "Dr. Eva Müller;Donauwerk;Leiterin;eva@donauwerk.example\n" * 2,
        (
            '"Name","Company","Title","Email"\n"Dr. Eva Müller","Donauwerk","Leiterin",'
            '"eva@donauwerk.example"\n'
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_with_whatever_headers_and_encoding(table: str, encoding: str) -> None:
    assert set(names(table.encode(encoding))) == {EVA}
    assert set(names(table.replace("\n", "\r\n").encode(encoding))) == {EVA}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Müller, Eva\nHuber, Dr. Anna\n", [("Eva Müller",), ("Dr. Anna Huber",)]),
        (
            "Müller, Eva, Donauwerk\nvon der Au, Karl, Alpstein AG\n",
            [("Eva Müller", "Donauwerk"), ("Karl von der Au", "Alpstein AG")],
        ),
        (
            "Gäste:\n1. Eva Müller (Donauwerk)\n2) Anna Huber – Alpstein\n• Karl Au, MBA\n\n",
            [("Eva Müller", "Donauwerk"), ("Anna Huber", "Alpstein"), ("Karl Au",)],
        ),
        (
            "Eva Müller, Donauwerk, Leiterin\nAnna Huber <a@alp.example>\n",
            [("Eva Müller", "Donauwerk", "Leiterin"), ("Anna Huber", "a@alp.example")],
        ),
        ('Name\n"Müller, Eva"\n"Huber, Anna"\n', [("Eva Müller",), ("Anna Huber",)]),
        (
            "Gäste (Name, Firma):\nEva Müller, Donauwerk GmbH\nIda Ott, Nordpost\n",
            [
                ("Eva Müller", "Donauwerk GmbH"),
                ("Ida Ott", "Nordpost"),
            ],
        ),
        (
            "Eva Müller <e@d.example>, Paul Frey <p@a.example>; Ida Ott <i@n.example>",
            [
                ("Eva Müller", "e@d.example"),
                ("Paul Frey", "p@a.example"),
                ("Ida Ott", "i@n.example"),
            ],
        ),
        ("Name;Firma\nEva Müller;Donau\nGesamt: 1;\n", [("Eva Müller", "Donau")]),
        ('Name;Firma\nEva Müller;"Donau\nWerk"\n', [("Eva Müller", "Donau Werk")]),
        ("Josef Huber (jun.)\n", [("Josef Huber (jun.)",)]),
    ],
)
def test_pasted_text_a_person_a_line(text: str, expected: list[tuple[str, ...]]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Eva Müller +1", 1), ("Eva Müller (+ 2)", 2), ("Eva Müller plus one", 1),
        ("Eva Müller und Begleitung", 1), ("Eva Müller", 0), ("Eva Müller & Partner", 1),
    ],
)  # fmt: skip
def test_who_comes_along_is_counted_and_no_part_of_the_name(line: str, count: int) -> None:
    (guest,) = read_guests(line.encode())
    assert (guest.name, guest.companions) == ("Eva Müller", count)


@pytest.mark.parametrize(("cell", "count"), [("2", 2), ("ja", 1), ("-", 0), ("", 0), ("nein", 0)])
def test_a_column_says_who_comes_along(cell: str, count: int) -> None:
    (guest,) = read_guests(f"Name;Status;Begleitung\nEva Müller;zugesagt;{cell}\n".encode())
    assert (guest.companions, guest.status, guest.row) == (count, "zugesagt", 2)


def test_a_workbook_is_read_from_the_sheet_that_has_a_header() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Hinweise"
    sheet = book.create_sheet("Liste")
    sheet.append(["Teilnehmer 2026"])
    sheet.append([])
    sheet.append(["Name", "Firma", "Anzahl"])
    sheet.append(["Eva Müller", "Donauwerk", 3])
    file = io.BytesIO()
    book.save(file)
    assert names(file.getvalue()) == [("Eva Müller", "Donauwerk")]
    with pytest.raises(NoInputError, match="damaged XLSX"):
        read_guests(file.getvalue()[:600])


@pytest.mark.parametrize("data", [b"", b"\n\n", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b";;;\n;;;\n"])
def test_what_is_no_list_is_said(data: bytes) -> None:
    with pytest.raises(NoInputError):
        read_guests(data)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    try:
        found = read_guests(data)
    except NoInputError:
        return
    assert all(guest.name.strip() and guest.row > 0 for guest in found)


# --- the command -------------------------------------------------------------

BOOK = "BEGIN:VCARD\nVERSION:3.0\nN:Frey;Ida;;;\nFN:Ida Frey\nORG:Alpstein AG\nEND:VCARD\n"
LIST = "Name;Firma\nPaul Söllner;Donauwerk\nIda Frey;Alpstein\nUte Neu +1;Alpstein AG\n*Jo*;X\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    fill(world.library, [Card("Paul", "Söllner", "Donauwerk GmbH", "", "p@donauwerk.example")])
    with Library.open(world.library) as library:
        library.add_note(1, "likes tea", on=date(2026, 11, 25))
        library.add_note(1, "study", on=date(2026, 11, 25), due=date(2026, 12, 10))
    (tmp_path / "book.vcf").write_text(BOOK)
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return world


def test_the_list_says_whom_one_knows_and_who_could_introduce(world: World) -> None:
    answer = world.call("guests", "list.csv", "--book", "book.vcf", "--event", "Fair")
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "known  Paul Söllner, Donauwerk",
        "         Paul Söllner, Donauwerk GmbH (same name, same company)",
        "         met at Fair, last contact 2026-11-24",
        "         likes tea (2026-11-25)",
        "         promised for 2026-12-10: study",
        "known  Ida Frey, Alpstein",
        "         Ida Frey, Alpstein AG (same name, same company)",
        "new    Ute Neu, Alpstein AG +1",
        "         through Ida Frey, Alpstein AG",
        "new    *Jo*, X",
        "From Fair you know: Paul Söllner, Donauwerk GmbH",
    ]
    assert "4 guests: 2 known, 2 new; 1 companion without a name." in answer.err


@pytest.mark.parametrize(
    "exhibitors",
    [
        "Aussteller;Halle;Stand\nAlpstein AG;3;B12\nNiemand GmbH;1;A1\n",
        "Alpstein AG\nNiemand GmbH\n",
        "Name;Stand\nAlpstein AG;B12\nNiemand GmbH;A1\n",
        "Unternehmen\nAlpstein AG\nNiemand GmbH\n",
    ],
)
def test_of_an_exhibitor_one_knows_who_works_there(world: World, exhibitors: str) -> None:
    (world.folder / "firms.csv").write_text(exhibitors, encoding="utf-8")
    answer = world.call("guests", "firms.csv", "--book", "book.vcf")
    assert answer.out.splitlines() == [
        "known  Alpstein AG",
        "         there Ida Frey, Alpstein AG",
        "new    Niemand GmbH",
    ]


def test_who_is_in_the_book_and_in_the_library_is_told_once(world: World) -> None:
    world.call("export", "--out", "from_library.vcf")
    answer = world.call("guests", "list.csv", "--book", "from_library.vcf")
    assert answer.out.splitlines()[:3] == [
        "known  Paul Söllner, Donauwerk",
        "         Paul Söllner, Donauwerk GmbH (same name, same company)",
        "         met at Fair, last contact 2026-11-24",
    ]
    assert answer.out.count("Söllner") == 2


def test_nothing_that_is_looked_at_changes(world: World) -> None:
    watched = [world.library, world.folder / "book.vcf", world.folder / "list.csv"]
    before = [path.read_bytes() for path in watched]
    world.call("guests", "list.csv", "--book", "book.vcf", "--out", "g.md")
    assert [path.read_bytes() for path in watched] == before
    for target in ("book.vcf", "list.csv", "g.xlsx"):
        answer = world.call("guests", "list.csv", "--book", "book.vcf", "--out", target)
        assert answer.code == 2
    assert [path.read_bytes() for path in watched] == before


def test_markdown_to_print_and_json_for_programs(world: World) -> None:
    world.call("guests", "list.csv", "--book", "book.vcf", "--out", "g.md")
    printed = (world.folder / "g.md").read_text(encoding="utf-8").splitlines()
    assert "## Known (2)" in printed
    assert "- **\\*Jo\\*, X**" in printed
    answer = world.call("guests", "list.csv", "--book", "book.vcf", "--format", "json")
    told = check("guests", json.loads(answer.out))
    assert told["schema"] == "cardscan.guests/1"
    assert [guest["acquaintance"] for guest in told["guests"]] == ["known", "known", "new", "new"]
    assert told["guests"][0]["contacts"][0]["promises"] == [{"text": "study", "by": "2026-12-10"}]
    assert told["guests"][2]["through"] == ["Ida Frey, Alpstein AG"]


def test_a_list_that_is_not_there_and_a_book_that_is_not(world: World) -> None:
    assert world.call("guests", "gone.csv").code == 4
    assert world.call("guests", "list.csv", "--book", "gone.vcf").code == 6
    answer = world.call("guests", "list.csv", "--quiet")
    assert (answer.code, answer.err) == (0, "")
