"""Address books and the library on the command line: merge, dedupe, undo, export, purge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardscan.app.output import find_target, write_anew
from cardscan.errors import AddressBookChangedError
from cardscan.library import Library
from cardscan.model import Outcome
from tests.command_line import READER, World

BOOK = (
    "BEGIN:VCARD\nVERSION:3.0\nUID:one\nN:Beispiel;Klara;;;\nFN:Klara Beispiel\n"
    "EMAIL:k.beispiel@mustermann-werke.at\nX-COLOUR:blue\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nUID:two\nN:Muster;Max;;;\nFN:Max Muster\n"
    "TEL;TYPE=CELL:+436641112233\nEMAIL:max@muster.example\nEND:VCARD\n"
)
TWICE = BOOK + BOOK.replace("UID:", "UID:again-").replace("X-COLOUR:blue", "NOTE:old")


@pytest.fixture
def book(world: World) -> Path:
    path = world.folder / "book.vcf"
    path.write_text(BOOK, encoding="utf-8")
    return path


def test_into_completes_a_known_contact_and_a_second_time_changes_nothing(
    world: World, book: Path
) -> None:
    arguments = ("scan", "photos", "--into", "book.vcf", *READER)
    dry = world.call(*arguments, "--dry-run")
    assert dry.code == 0
    assert "same as #1 Klara Beispiel" in dry.out
    assert "nothing was written" in dry.err
    assert book.read_text(encoding="utf-8") == BOOK

    assert world.call(*arguments).code == 0
    merged = book.read_text(encoding="utf-8")
    assert merged.count("BEGIN:VCARD") == 2
    assert "+436641234567" in merged
    assert all(line in merged for line in BOOK.splitlines())

    again = world.call(*arguments)
    assert "1 contact came to book.vcf before" in again.err
    assert book.read_text(encoding="utf-8") == merged

    undone = world.call("undo", "book.vcf")
    assert undone.code == 0
    assert book.read_text(encoding="utf-8") == BOOK
    assert world.call("undo", "book.vcf").code == 6


def test_a_purge_names_every_file_that_a_scan_went_to(world: World, book: Path) -> None:
    env = world.write_config("settle_s = 0.1\n")
    for arguments in (
        ("scan", "photos", "--out", "fresh.vcf", "--into", "dry.vcf", "--dry-run"),
        ("scan", "photos", "--out", "fresh.vcf"),
        ("scan", "photos", "--into", "book.vcf"),
        ("scan", "photos", "--into", "book.vcf"),
        ("watch", "photos", "--into", "watched.vcf", "--once"),
    ):
        assert world.call(*arguments, *READER, env=env).code == 0
    answer = world.call("library", "purge", "--person", "Klara Beispiel")
    went = [line for line in answer.out.splitlines() if line.startswith("Went to")]
    named = [
        name for name in ("book.vcf", "fresh.vcf", "watched.vcf", "dry.vcf") if name in str(went)
    ]
    assert named == ["book.vcf", "fresh.vcf", "watched.vcf"]
    assert len(went) == 4  # the fourth is where the fixture wrote it


def test_into_makes_a_new_book_and_undo_removes_it(world: World) -> None:
    assert world.call("scan", "photos", "--into", "fresh.vcf", *READER).code == 0
    assert "Klara" in (world.folder / "fresh.vcf").read_text(encoding="utf-8")
    assert world.call("undo", "fresh.vcf").code == 0
    assert not (world.folder / "fresh.vcf").exists()


def test_doubtful_contacts_are_held_back_or_included(world: World) -> None:
    world.judge(Outcome.DOUBTFUL)
    held = world.call("scan", "photos", "--into", "b.vcf", *READER)
    assert "1 doubtful contact waits" in held.err
    assert not (world.folder / "b.vcf").exists()
    taken = world.call("scan", "photos", "--into", "b.vcf", "--doubtful", "include", *READER)
    assert taken.code == 0
    assert "Klara" in (world.folder / "b.vcf").read_text(encoding="utf-8")


def test_a_dry_run_writes_no_file(world: World) -> None:
    answer = world.call("scan", "photos", "--out", "o.vcf", "--dry-run", *READER)
    assert answer.code == 0
    assert "o.vcf was not written" in answer.err
    assert not (world.folder / "o.vcf").exists()


def test_merge_twice_is_merge_once(world: World, book: Path) -> None:
    world.call("scan", "photos", "--out", "new.vcf", *READER)
    assert world.call("merge", "new.vcf", "--into", "book.vcf").code == 0
    once = book.read_bytes()
    assert b"+436641234567" in once
    assert world.call("merge", "new.vcf", "--into", "book.vcf").code == 0
    assert book.read_bytes() == once


def test_lines_that_are_not_read_are_news_as_well(world: World, book: Path) -> None:
    first, *rest = book.read_bytes().split(b"END:VCARD", 1)
    more = b"IMPP:xmpp:klara@example.org\nEND:VCARD\n"
    (world.folder / "new.vcf").write_bytes(first + more)
    answer = world.call("merge", "new.vcf", "--into", "book.vcf")
    assert "0 new, 1 completed" in answer.err
    assert book.read_bytes() == first + more + rest[0].lstrip()
    assert "1 with nothing new" in world.call("merge", "new.vcf", "--into", "book.vcf").err


def test_the_same_news_twice_completes_a_contact_once(world: World, book: Path) -> None:
    first, *rest = book.read_bytes().split(b"END:VCARD", 1)
    more = b"IMPP:xmpp:klara@example.org\nEND:VCARD\n"
    (world.folder / "new.vcf").write_bytes(2 * (first + more))
    answer = world.call("merge", "new.vcf", "--into", "book.vcf")
    assert "0 new, 1 completed, 1 with nothing new" in answer.err
    assert book.read_bytes() == first + more + rest[0].lstrip()
    twins = first.replace(b"VERSION", b"NICKNAME:K\nVERSION") + b"END:VCARD\n" + 2 * (first + more)
    (world.folder / "twins.vcf").write_bytes(twins)
    answer = world.call("merge", "twins.vcf", "--into", "fresh.vcf")
    assert "1 new, 1 completed, 1 with nothing new" in answer.err
    assert (world.folder / "fresh.vcf").read_bytes().count(b"IMPP") == 1


def test_a_contact_that_is_cut_off_is_left_out_and_that_is_said(world: World, book: Path) -> None:
    (world.folder / "new.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Eva\nTEL:12")
    answer = world.call("merge", "new.vcf", "--into", "book.vcf")
    assert answer.code == 0
    assert "0 new" in answer.err
    assert "1 contact of new.vcf cut off" in answer.err
    assert book.read_text(encoding="utf-8") == BOOK


def test_out_over_an_address_book_can_be_taken_back(world: World, book: Path) -> None:
    before = book.read_bytes()
    answer = world.call("scan", "photos", "--out", "book.vcf", *READER)
    assert answer.code == 0
    assert "cardscan undo book.vcf" in answer.err
    assert book.read_bytes() != before
    assert world.call("undo", "book.vcf").code == 0
    assert book.read_bytes() == before
    world.call("export", "--out", "book.vcf")
    assert world.call("undo", "book.vcf").code == 0
    assert book.read_bytes() == before


@pytest.mark.parametrize("command", [("scan", "photos", *READER), ("export",)])
def test_an_output_that_was_edited_is_an_address_book(
    world: World, command: tuple[str, ...]
) -> None:
    out = world.folder / "out.vcf"
    for _ in range(2):  # what nobody touched is written anew, and nothing is kept
        answer = world.call(*command, "--out", "out.vcf")
        assert (answer.code, "undo" in answer.err) == (0, False)
        assert not (world.folder / ".out.vcf.cardscan").exists()
    edited = out.read_bytes().replace(b"END:VCARD", b"TEL:+43123456\r\nEND:VCARD", 1)
    out.write_bytes(edited)
    assert world.call(*command, "--out", "out.vcf").code == 0
    assert b"+43123456" not in out.read_bytes()
    assert world.call("undo", "out.vcf").code == 0
    assert out.read_bytes() == edited


def test_an_output_whose_library_is_gone_is_an_address_book(world: World) -> None:
    world.call("scan", "photos", "--out", "out.vcf", *READER)
    for name, is_book in ((world.library.name, False), ("other.sqlite", True)):
        with Library.open(world.folder / name) as library:
            found = find_target(world.folder / "out.vcf", library)
        assert (found.book is not None) is is_book


def test_an_output_that_is_edited_while_it_is_written_stays_as_it_is(world: World) -> None:
    out = world.folder / "out.vcf"

    def edited_meanwhile() -> Iterator[bytes]:
        yield b"BEGIN:VCARD\r\n"
        out.write_text(BOOK, encoding="utf-8")
        yield b"VERSION:3.0\r\nEND:VCARD\r\n"

    with Library.open(world.library) as library:
        target = find_target(out, library)
        with pytest.raises(AddressBookChangedError):
            write_anew(target, edited_meanwhile(), library)
    assert out.read_text(encoding="utf-8") == BOOK
    assert list(world.folder.glob(".out.vcf*")) == []


def test_a_book_that_is_replaced_is_read_to_look_and_to_make_sure(
    world: World, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    read_bytes = Path.read_bytes

    def counted(path: Path) -> bytes:
        read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    assert world.call("scan", "photos", "--out", "book.vcf", *READER).code == 0
    assert [path.name for path in read].count(book.name) == 2


def test_dedupe_says_exactly_what_is_promised_and_writes_only_when_told(
    world: World, book: Path
) -> None:
    book.write_text(TWICE, encoding="utf-8")
    answer = world.call("dedupe", "book.vcf", "--format", "json")
    found = json.loads(answer.out)
    assert set(found) == {"groups", "cards"}
    assert found["cards"] == 4
    assert [group["cards"] for group in found["groups"]] == [[0, 2], [1, 3]]
    for group in found["groups"]:
        assert set(group) == {"cards", "names", "verdict", "reasons"}
        assert group["verdict"] == "same"
        assert all(isinstance(reason, str) for reason in group["reasons"])
    words = world.call("dedupe", "book.vcf")
    assert "same: #1 Klara Beispiel, #3 Klara Beispiel" in words.out
    assert "4 contacts: 2 groups the same, 0 maybe" in words.err
    assert book.read_text(encoding="utf-8") == TWICE

    applied = world.call("dedupe", "book.vcf", "--apply").err
    assert "merged 2 groups, 4 contacts are 2 now" in applied
    merged = book.read_text(encoding="utf-8")
    assert merged.count("BEGIN:VCARD") == 2
    assert {"X-COLOUR:blue", "NOTE:old"} <= set(merged.splitlines())
    assert world.call("undo", "book.vcf").code == 0
    assert book.read_text(encoding="utf-8") == TWICE


@pytest.mark.parametrize(
    "arguments",
    [("dedupe", "no.vcf"), ("merge", "no.vcf", "--into", "book.vcf"), ("undo", "no.vcf")],
)
def test_a_book_that_is_not_there_is_an_error(world: World, arguments: tuple[str, ...]) -> None:
    answer = world.call(*arguments)
    assert answer.code == 6
    assert "no.vcf" in answer.err
    assert not (world.folder / "no.vcf").exists()
    assert not (world.folder / "book.vcf").exists()


# --- The library


def test_export_to_a_file_a_folder_and_in_parts(world: World) -> None:
    assert world.call("export", "--out", "all.vcf").code == 0
    assert "Klara" in (world.folder / "all.vcf").read_text(encoding="utf-8")
    assert world.call("export", "--out", "people/", "--vcard-version", "4.0").code == 0
    (one,) = (world.folder / "people").iterdir()
    assert "VERSION:4.0" in one.read_text(encoding="utf-8")
    answer = world.call("export", "--out", "part.csv", "--split", "1")
    assert answer.code == 0
    assert [p.name for p in world.folder.glob("part*.csv")] == ["part.csv"]


def test_export_of_nothing_is_exit_code_4_and_makes_no_library(world: World) -> None:
    assert world.call("export", "--out", "o.vcf", "--event", "never").code == 4
    assert world.call("export", "--out", "o.vcf", "--library", "none.sqlite").code == 4
    assert not (world.folder / "none.sqlite").exists()
    assert not (world.folder / "o.vcf").exists()


def test_library_check_vacuum_and_purge(world: World) -> None:
    assert world.call("library", "check").out.startswith("1 card, 0 events, 0 mistakes")
    assert world.call("library", "vacuum").code == 0
    assert world.call("library", "purge").code == 2
    dry = world.call("library", "purge", "--person", "Beispiel", "--dry-run")
    assert "Would remove 1 of" in dry.out
    assert world.call("library", "check").out.startswith("1 card,")
    done = world.call("library", "purge", "--person", "Beispiel")
    assert "Still there, a photo" in done.out
    assert world.call("library", "check").out.startswith("0 cards")
    assert b"Beispiel" not in world.library.read_bytes()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"?" * 300, b"\xff\xd8\xff photo"])
def test_a_file_that_is_no_library_is_refused_and_left_alone(world: World, content: bytes) -> None:
    other = world.folder / "other.sqlite"
    other.write_bytes(content)
    answer = world.call("library", "check", "--library", other)
    if not content:
        assert answer.code == 0, "an empty file becomes a library"
        return
    assert answer.code == 5
    assert other.read_bytes() == content


# --- Settings and health


def test_config_show_names_every_mistake_with_its_line(world: World) -> None:
    env = world.write_config('region = "Narnia"\n\nreeder = "x"\njobs = "many"\n')
    answer = world.call("config", "show", env=env)
    assert answer.code == 2
    for words in ("3 mistakes", "line 1: region", "line 3: reeder", "reader?", "line 4: jobs"):
        assert words in answer.err


def test_config_show_says_where_each_setting_comes_from(world: World) -> None:
    env = world.write_config('region = "AT"\n')
    out = world.call("config", "show", "--reader", "tesseract", env=env).out
    assert "config.toml:1" in out
    assert "option --reader" in out
    assert "environment CARDSCAN_LIBRARY" in out


def test_doctor_with_and_without_tesseract(world: World) -> None:
    assert world.call("doctor").code == 0
    (world.folder / "nothing").mkdir()
    answer = world.call("doctor", env={"PATH": str(world.folder / "nothing")})
    assert answer.code == 3
    assert "MISSING" in answer.out


def test_explain_writes_a_picture_and_the_reasons(world: World) -> None:
    answer = world.call("explain", "photos/card.jpg", "--out", "why.png", *READER)
    assert answer.code == 0
    assert (world.folder / "why.png").read_bytes().startswith(b"\x89PNG")
    assert "name: Klara Beispiel" in answer.out
    assert world.call("explain", "photos/card.jpg", "--out", "why.gif").code == 2
    assert world.call("explain", "no.jpg", "--out", "why.png").code == 4


def test_watch_once_takes_the_photos_and_puts_them_away(world: World) -> None:
    env = world.write_config("settle_s = 0.2\n")
    answer = world.call("watch", "photos", "--into", "book.vcf", "--once", *READER, env=env)
    assert answer.code == 0
    assert "1 photo taken, 0 failed" in answer.err
    assert (world.folder / "photos" / "done" / "card.jpg").exists()
    assert "Klara" in (world.folder / "book.vcf").read_text(encoding="utf-8")
    assert world.call("watch", "nowhere", "--into", "book.vcf", "--once").code == 2


def test_the_configured_address_book_is_used_where_none_is_named(world: World) -> None:
    env = world.write_config('address_book = "mine.vcf"\nsettle_s = 0.1\n')
    printed = world.call("scan", "photos", "--out", "-", *READER, env=env)
    assert "FN:Klara Beispiel" in printed.out
    assert not (world.folder / "mine.vcf").exists()
    merged = world.call("scan", "photos", *READER, env=env)
    assert merged.out == ""
    assert "FN:Klara Beispiel" in (world.folder / "mine.vcf").read_text(encoding="utf-8")
    assert world.call("watch", "photos", "--once", *READER, env=env).code == 0
    assert (world.folder / "photos" / "done" / "card.jpg").exists()


def test_a_format_alone_asks_for_standard_output_not_for_the_configured_book(world: World) -> None:
    env = world.write_config('address_book = "mine.vcf"\n')
    printed = world.call("scan", "photos", "--format", "jsonl", *READER, env=env)
    assert printed.out.startswith("{")
    assert "Klara Beispiel" in printed.out
    assert not (world.folder / "mine.vcf").exists()


def test_without_a_folder_those_of_the_configuration_are_watched(world: World) -> None:
    fair = world.folder / "fair"
    fair.mkdir()
    (fair / "same.jpg").write_bytes(world.photo.read_bytes())
    env = world.write_config(
        'settle_s = 0.1\naddress_book = "mine.vcf"\n'
        '[[watch]]\nfolder = "photos"\n'
        '[[watch]]\nfolder = "fair"\ninto = "fair.vcf"\nevent = "Fair 2026"\n'
    )
    answer = world.call("watch", "--once", *READER, env=env)
    assert answer.code == 0
    assert "photos/card.jpg: 1 card" in answer.err
    assert "fair/same.jpg: 1 card" in answer.err
    books = [(world.folder / name).read_text(encoding="utf-8") for name in ("mine.vcf", "fair.vcf")]
    assert ["CATEGORIES:Fair 2026" in book for book in books] == [False, True]


def test_a_folder_or_book_to_watch_that_is_nowhere_said_is_a_usage_error(world: World) -> None:
    for arguments, words in (
        (("watch", "--once"), "[[watch]]"),
        (("watch", "photos", "--once"), "address_book"),
    ):
        answer = world.call(*arguments)
        assert answer.code == 2
        assert words in answer.err


def test_a_photo_whose_card_was_discarded_is_put_away_as_well(world: World) -> None:
    with Library.open(world.library) as library:
        (stored,) = library.scans()
        library.discard(stored.number)
    env = world.write_config("settle_s = 0.1\n")
    answer = world.call("watch", "photos", "--into", "book.vcf", "--once", *READER, env=env)
    assert answer.code == 0
    assert (world.folder / "photos" / "done" / "card.jpg").exists()
    assert not (world.folder / "book.vcf").exists()


def test_a_folder_of_contacts_lists_undoes_and_redoes_as_a_file_does(world: World) -> None:
    assert world.call("scan", "photos", "--into", "people/", *READER).code == 0
    (card,) = (world.folder / "people").glob("*.vcf")
    written = card.read_bytes()
    assert "1 contact, 0 before" in world.call("undo", "--list", "people").out
    assert world.call("undo", "people").code == 0
    assert not card.exists()
    redone = world.call("redo", "people")
    assert redone.code == 0
    assert "0 changes can be redone" in redone.err
    assert card.read_bytes() == written
    again = world.call("scan", "photos", "--into", "people", *READER)
    assert "1 contact came to people before" in again.err
    assert world.call("redo", "people").code == 6
