"""What became of photos, asked of the library: nothing is read for it."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest

from cardscan.cli.root import run
from cardscan.library import DeliveryKind, Library, Recipe
from cardscan.model import Contact, Email, Failure, Field, Name, Outcome, Phone, Scan, Text
from tests.schemas import check

RECIPE = Recipe("test", "1")
ADA = Contact(
    name=Name(value="Ada Muster", sure=True),
    organizations=(Text(value="Muster AG", sure=True),),
    phones=(Phone(value="+436601234567"),),
)
BEA = Contact(name=Name(value="Bea Beispiel", sure=True), emails=(Email(value="b@x.example"),))


@dataclass(frozen=True)
class Shelf:
    """A library of a few photos, and what the command says of it."""

    path: Path

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([*arguments, "--library", str(self.path)])
        return code, out.getvalue(), err.getvalue()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    path = tmp_path / "library.sqlite"
    ada = Scan(
        source="/p/IMG_1.jpg", sha256="a" * 64, contact=ADA, outcome=Outcome.OK, event="Fair"
    )
    bea = Scan(source="/p/IMG_2.jpg", sha256="b" * 64, contact=BEA, outcome=Outcome.DOUBTFUL)
    table = Scan(source="/p/table.jpg", sha256="c" * 64, outcome=Outcome.NOT_A_CARD)
    failure = Failure(source="/p/bad.jpg", kind="DamagedPhotoError", message="bad.jpg is damaged.")
    with Library.open(path) as library:
        library.remember(
            "a" * 64, RECIPE, [ada, replace(bea, sha256="a" * 64, card=1, source=ada.source)]
        )
        library.remember("b" * 64, RECIPE, [bea])
        library.remember("c" * 64, RECIPE, [table])
        library.remember("d" * 64, RECIPE, [failure])
        library.record_delivery(
            DeliveryKind.MERGE, "/home/contacts.vcf", [1], command="scan --into"
        )
        library.record_delivery(DeliveryKind.EXPORT, "/home/all.csv", [1])
    return Shelf(path)


def test_a_list_has_every_card_and_every_failed_photo(shelf: Shelf) -> None:
    code, out, err = shelf("library", "list")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith(
        "IMG_1.jpg: #1 Ada Muster, Muster AG: sure but for 1 value, which waits for review; "
        "all else went to contacts.vcf, all.csv (Fair, 20"
    )
    assert lines[1].startswith(
        "IMG_1.jpg: #2 Bea Beispiel: doubtful, waits for review; went nowhere"
    )
    assert lines[2].startswith("IMG_2.jpg: #3 Bea Beispiel")
    assert lines[3].startswith("table.jpg: no card (20")
    assert lines[4] == "bad.jpg: failed: bad.jpg is damaged."
    assert err == "4 photos: 3 cards, 1 without a card, 1 failed.\n"


def test_the_photo_of_a_back_is_told_by_the_card_that_it_belongs_to(shelf: Shelf) -> None:
    with Library.open(shelf.path) as library:
        library.join_cards(1, 3)
    for asked in ("IMG_2.jpg", "/p/IMG_2.jpg"):
        code, out, err = shelf("library", "show", asked)
        assert (code, err) == (0, "")
        assert "#1 Ada Muster, Muster AG: " in out
        assert "its back: /p/IMG_2.jpg" in out
    _, out, err = shelf("library", "list")
    assert "IMG_2.jpg: the back of #1 Ada Muster, Muster AG" in out.splitlines()
    assert err == "4 photos: 2 cards, 1 without a card, 1 failed.\n"
    _, out, _ = shelf("library", "list", "--format", "json", "--text", "Ada")
    told = check("library", json.loads(out))["photos"][0]["cards"]
    assert [card["back"] for card in told] == ["/p/IMG_2.jpg"]


@pytest.mark.parametrize(
    ("wanted", "photos"),
    [
        (("--event", "Fair"), ["IMG_1.jpg"]),
        (("--state", "failed"), ["bad.jpg"]),
        (("--state", "no-card"), ["table.jpg"]),
        (("--state", "ready"), []),
        (("--text", "bea IMG_2"), ["IMG_2.jpg"]),
        (("--since", "2999-01-01"), []),
        (("--since", "2020-01-01", "--text", "muster"), ["IMG_1.jpg"]),
    ],
)
def test_a_list_of_what_is_wanted(shelf: Shelf, wanted: tuple[str, ...], photos: list[str]) -> None:
    code, out, _ = shelf("library", "list", "--format", "json", *wanted)
    found = check("library", json.loads(out))
    assert code == 0
    assert found["schema"] == "cardscan.library/1"
    assert [Path(each["photo"]).name for each in found["photos"]] == photos


def test_json_says_where_a_card_went_and_by_which_command(shelf: Shelf) -> None:
    _, out, _ = shelf("library", "list", "--format", "json", "--text", "Ada")
    (card,) = check("library", json.loads(out))["photos"][0]["cards"]
    assert (card["card"], card["name"], card["state"]) == (1, "Ada Muster", "waiting")
    first, second = card["went_to"]
    assert (first["kind"], first["target"]) == ("merge", "/home/contacts.vcf")
    assert (first["command"], second["command"]) == ("scan --into", None)


@pytest.mark.parametrize("asked", ["IMG_1.jpg", "/p/IMG_1.jpg", "IMG_1", "#1", "ada muster"])
def test_one_photo_by_its_name_path_number_or_who_is_on_it(shelf: Shelf, asked: str) -> None:
    code, out, _ = shelf("library", "show", asked)
    assert code == 0
    assert out.splitlines()[0] == "/p/IMG_1.jpg"
    assert "  #1 Ada Muster, Muster AG: sure but for 1 value" in out
    assert "    in doubt: phone +436601234567" in out
    assert "    merged into /home/contacts.vcf, 20" in out
    assert " by cardscan scan --into\n" in out
    assert "    written to /home/all.csv, 20" in out


def test_a_photo_that_failed_or_went_nowhere_says_so(shelf: Shelf) -> None:
    assert "failed: bad.jpg is damaged." in shelf("library", "show", "bad.jpg")[1]
    assert "went nowhere yet: look at it with cardscan review" in shelf("library", "show", "#3")[1]


def test_what_a_person_did_to_a_card_as_a_thing_is_told(shelf: Shelf) -> None:
    with Library.open(shelf.path) as library:
        library.turn_picture(1, 3)
        library.join_cards(1, 3)
        library.turn_picture(1, 2, side="back")
        library.part_card(1)
        library.turn_picture(2, 1)
        library.take_back_last()
    told = [
        line.rpartition(", 20")[0].strip()
        for line in shelf("library", "show", "#1")[1].splitlines()
    ]
    assert told[told.index("turned left") :][:3] == [
        "turned left",
        "joined with card #3 as its back",
        "parted from card #3, which was its back",
    ]
    other = shelf("library", "show", "#3")[1]
    assert "    joined to card #1 as that one's back, 20" in other
    assert "    turned upside down, 20" in other
    assert "    parted from card #1, whose back it was, 20" in other
    assert "turned right" not in shelf("library", "show", "#2")[1], "that was taken back"
    with Library.open(shelf.path) as library:
        library.join_cards(1, 3)
    assert "    its back was turned upside down, 20" in shelf("library", "show", "#1")[1]


def test_a_photo_is_known_where_it_was_moved_to(shelf: Shelf, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere.png"
    moved.write_bytes(b"bytes of a photo")
    with Library.open(shelf.path) as library:
        sha256 = library.sha256_of(moved)
        library.remember(sha256, RECIPE, [Scan(source="/q/x.png", sha256=sha256, contact=ADA)])
    assert shelf("library", "show", str(moved))[1].startswith("/q/x.png\n")


def test_what_is_not_there_is_said_with_what_is_near(shelf: Shelf, tmp_path: Path) -> None:
    code, out, err = shelf("library", "show", "nobody.jpg")
    assert (code, out) == (4, "")
    assert "Nothing in the library is of nobody.jpg" in err
    code, _, err = shelf("library", "list", "--event", "fare")
    assert code == 4
    assert "Perhaps it is called Fair." in err


def test_a_mistyped_event_leaves_an_export_as_it_is(shelf: Shelf, tmp_path: Path) -> None:
    out = tmp_path / "out.vcf"
    out.write_bytes(b"BEGIN:VCARD\r\nFN:Old\r\nEND:VCARD\r\n")
    before = out.read_bytes()
    code, _, err = shelf("export", "--event", "Fiar", "--out", str(out))
    assert code == 4
    assert "No card is of the event Fiar. Perhaps it is called Fair." in " ".join(err.split())
    assert out.read_bytes() == before
    folder = tmp_path / "new"
    assert shelf("export", "--event", "Fiar", "--out", f"{folder}/")[0] == 4
    assert not folder.exists()


def test_new_is_what_no_export_to_the_same_place_brought(shelf: Shelf, tmp_path: Path) -> None:
    out = tmp_path / "new.vcf"
    export = ("export", "--new", "--out", str(out), "--no-photo")
    assert shelf(*export, "--event", "Fair")[0] == 0
    assert out.read_bytes().count(b"BEGIN:VCARD") == 1
    first = out.read_bytes()
    code, _, err = shelf(*export, "--event", "Fair")
    assert (code, out.read_bytes()) == (0, first)
    assert "Nothing is new since the last export" in err
    assert shelf(*export)[0] == 0
    assert b"FN:Bea" in out.read_bytes()
    assert b"FN:Ada" not in out.read_bytes()
    for _ in range(12):  # exports of which the library forgets what later ones say as well
        assert shelf("export", "--out", str(out), "--event", "Fair")[0] == 0
    assert shelf(*export)[2].startswith("Nothing is new")
    with Library.open(shelf.path) as library:
        library.accept(3)
        library.edit(3, Field.EMAIL, before=None, after=Email(value="new@x.example"))
    assert shelf(*export)[0] == 0
    assert out.read_bytes().count(b"BEGIN:VCARD") == 1
    assert b"new@x.example" in out.read_bytes()
    assert shelf("export", "--new", "--out", "-")[0] == 2


def test_a_mistyped_event_is_said_by_whoever_asks_for_one(shelf: Shelf) -> None:
    code, _, err = shelf("qr", "--event", "Fiar", "--out", "x.svg")
    assert code == 4
    assert "Perhaps it is called Fair." in err


def test_a_number_means_one_card(shelf: Shelf) -> None:
    for asked in ("3", "#3"):
        _, out, _ = shelf("library", "show", asked)
        assert out.splitlines()[0] == "/p/IMG_2.jpg"
        assert "IMG_1" not in out


def test_a_program_hears_all_that_a_person_does(shelf: Shelf) -> None:
    with Library.open(shelf.path) as library:
        library.turn_picture(3, 1)
        library.record_delivery(DeliveryKind.MERGE, "/home/b.vcf", [3], command="phone")
    _, out, _ = shelf("library", "show", "#3", "--format", "json")
    (card,) = check("library", json.loads(out))["photos"][0]["cards"]
    assert card["contact"]["emails"][0]["value"] == "b@x.example"
    assert [(each["kind"], each["quarters"]) for each in card["arranged"]] == [("turn", 1)]
    assert [each["command"] for each in card["went_to"]] == ["phone"]
    _, out, _ = shelf("library", "list", "--format", "json")
    assert len(out.splitlines()) == 1
    listed = check("library", json.loads(out))["photos"]
    assert listed[1]["cards"][0]["arranged"] == card["arranged"]
    _, out, _ = shelf("library", "show", "#1")
    assert "name Ada Muster" in out
    assert "in doubt: phone +436601234567" in out
