"""Where results go: files of every format, standard output, full disks, pipes that break."""

from __future__ import annotations

import json
import os
import resource
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardscan.errors import OutputError
from cardscan.files import replacing
from cardscan.library import Library
from cardscan.model import Field, Text
from tests.command_line import READER, World, without_privileges
from tests.small_disk import mounted_disk

STARTS = {
    "vcard": "BEGIN:VCARD\r\nVERSION:3.0\r\n",
    "jsonl": '{"schema": "cardscan.scan/1"',
    "csv": "\ufeffName,",
    "google-csv": "First Name,Middle Name",
    "outlook-csv": "\ufeffFirst Name,",
}


@pytest.mark.parametrize("chosen", STARTS)
def test_every_format_goes_to_a_file_and_to_standard_output(world: World, chosen: str) -> None:
    for out in ("o.dat", "-"):
        answer = world.call("scan", "photos", "--out", out, "--format", chosen, *READER)
        assert (answer.code, answer.complaints) == (0, [])
        text = answer.out if out == "-" else (world.folder / out).read_bytes().decode()
        assert text.lstrip("\ufeff").startswith(STARTS[chosen].lstrip("\ufeff"))
        assert "Beispiel" in text
        assert "\ufffd" not in text


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("o.vcf", "vcard"), ("o.VCARD", "vcard"), ("o.jsonl", "jsonl"), ("o.csv", "csv")],
)
def test_the_suffix_says_the_format(world: World, name: str, chosen: str) -> None:
    assert world.call("scan", "photos", "--out", name, *READER).code == 0
    assert (world.folder / name).read_bytes().decode().startswith(STARTS[chosen])


def test_format_outranks_the_suffix_and_an_unknown_suffix_is_a_usage_error(world: World) -> None:
    assert world.call("scan", "photos", "--out", "o.txt", "--format", "csv", *READER).code == 0
    assert (world.folder / "o.txt").read_text(encoding="utf-8").startswith(STARTS["csv"])
    answer = world.call("scan", "photos", "--out", "o.xlsx", *READER)
    assert answer.code == 2
    assert "--format" in answer.err


def test_without_out_or_into_contacts_are_printed(world: World) -> None:
    answer = world.call("scan", "photos", *READER)
    assert answer.code == 0
    assert answer.out.startswith(STARTS["vcard"])


def test_what_was_written_is_said(world: World) -> None:
    answer = world.call("scan", "photos", "--out", "o.vcf", *READER)
    assert "o.vcf: 1 contact written." in answer.err.splitlines()
    assert world.call("scan", "photos", "--out", "o.vcf", "--quiet", *READER).err == ""
    assert "written" not in world.call("scan", "photos", "--out", "-", *READER).err


def test_a_table_says_no_organization_twice(world: World) -> None:
    with Library.open(world.library) as library:
        after = Text(value="Zweitfirma KG")
        library.edit(1, Field.ORGANIZATION, before=None, after=after)
    for chosen in ("csv", "google-csv", "outlook-csv"):
        out = world.call("scan", "photos", "--out", "-", "--format", chosen, *READER).out
        assert out.count("Zweitfirma KG") == 1
    assert world.call("scan", "photos", "--out", "-", *READER).out.count("Zweitfirma KG") == 2


def test_the_cards_picture_goes_along_unless_it_is_not_wanted(world: World) -> None:
    assert "PHOTO;" in world.call("scan", "photos", *READER).out
    assert "PHOTO;" not in world.call("scan", "photos", "--no-photo", *READER).out


def test_a_file_name_that_is_no_unicode_harms_no_output(world: World) -> None:
    photo = Path(os.fsdecode(os.fsencode(world.folder) + b"/photos/b\xff.jpg"))
    world.photo.rename(photo)
    for chosen in STARTS:
        answer = world.call("scan", "photos", "--out", "-", "--format", chosen, *READER)
        assert answer.code == 0
        assert "Beispiel" in answer.out
    assert world.call("scan", "photos", "--into", "b.vcf", *READER).code == 0


def test_a_terminal_that_lacks_a_letter_shows_a_question_mark(world: World) -> None:
    answer = world.run(
        "scan", "photos", "Łódź.jpg", *READER, "-q", env={"PYTHONIOENCODING": "latin-1"}
    )
    assert answer.code == 1
    assert "?ód?.jpg does not exist" in answer.err


# --- What cannot be written


def test_in_a_read_only_folder_the_old_file_stays(world: World) -> None:
    closed = world.folder / "closed"
    closed.mkdir()
    (closed / "o.vcf").write_text("mine")
    closed.chmod(0o555)
    answer = world.run(
        "scan", "photos", "--out", "closed/o.vcf", *READER, before=without_privileges
    )
    assert answer.code == 6
    assert "not allowed" in answer.err
    assert (closed / "o.vcf").read_text() == "mine"


def test_on_a_disk_that_gets_full_the_old_file_stays(world: World) -> None:
    out = world.folder / "o.vcf"
    out.write_text("mine")

    def allow_only_small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    # Another library, so that nothing but the output is written.
    answer = world.run("export", "--out", "o.vcf", before=allow_only_small_files)
    assert answer.code in (5, 6)
    assert len(answer.complaints) == 1
    assert out.read_text() == "mine"
    assert [p.name for p in world.folder.glob(".o.vcf*")] == []


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    with mounted_disk(tmp_path / "small", 64) as folder:
        yield folder


def test_on_a_real_full_disk_the_old_file_stays(world: World, full_disk: Path) -> None:
    out = full_disk / "o.vcf"
    out.write_text("mine")
    with pytest.raises(OutputError, match="the disk is full"), replacing(out) as file:
        file.write(bytes(200_000))
    assert [p.name for p in full_disk.iterdir()] == ["o.vcf"]
    answer = world.call("scan", "photos", "--out", out, *READER)
    assert answer.code == 6 or out.read_text().startswith("BEGIN")
    assert "the disk is full" in answer.err or answer.code == 0


def test_a_device_without_room_is_a_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has /dev/full")
    full = Path("/dev/full")
    with pytest.raises(OutputError, match="the disk is full"), replacing(full) as file:
        file.write(b"x" * 100_000)


def test_a_pipe_is_written_to_and_not_replaced(world: World) -> None:
    pipe = world.folder / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    answer = world.call("scan", "photos", "--out", "pipe", "--format", "vcard", *READER)
    reader.join(30)
    assert answer.code == 0
    assert got[0].startswith(b"BEGIN:VCARD")
    assert pipe.is_fifo()


def test_a_link_is_followed_and_keeps_its_place(world: World) -> None:
    (world.folder / "real.vcf").write_text("old")
    (world.folder / "link.vcf").symlink_to("real.vcf")
    assert world.call("scan", "photos", "--out", "link.vcf", *READER).code == 0
    assert (world.folder / "link.vcf").is_symlink()
    assert (world.folder / "real.vcf").read_text(encoding="utf-8").startswith("BEGIN:VCARD")


def test_a_reader_that_goes_away_is_no_error(world: World) -> None:
    process = world.start("scan", "photos", "--out", "-", "-q", *READER)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")


def test_json_lines_are_as_promised(world: World) -> None:
    answer = world.call("scan", "photos", "--event", "Fair", "--format", "jsonl", *READER)
    (scan,) = map(json.loads, answer.out.splitlines())
    promised = [
        *("schema", "source", "sha256", "page", "card", "outcome", "corners", "contact", "codes"),
        *("unread", "remarks", "event", "reader", "elapsed_s"),
    ]
    assert [key for key in scan if key in promised] == promised
    assert list(scan["contact"]) == [
        *("name", "organizations", "departments", "titles", "phones", "emails", "urls"),
        *("social", "addresses"),
    ]
    assert list(scan["contact"]["phones"][0]) == [
        *("value", "extension", "kind", "printed", "confidence", "sure", "boxes"),
    ]
    assert (scan["source"], scan["event"]) == ("photos/card.jpg", "Fair")


def test_export_prints_to_standard_output(world: World) -> None:
    answer = world.run("export", "--out", "-")
    assert answer.code == 0
    assert answer.out.count("BEGIN:VCARD") == 1
    assert not (world.folder / "-").exists()


def test_an_address_book_stays_where_no_photo_was_read(world: World) -> None:
    book, broken = world.folder / "book.vcf", world.folder / "broken.jpg"
    book.write_text("BEGIN:VCARD\nVERSION:3.0\nN:Muster;Max\nFN:Max Muster\nEND:VCARD\n")
    broken.write_bytes(b"no picture")
    before = book.read_bytes()
    answer = world.run("scan", broken, "--out", book)
    assert (answer.code, book.read_bytes()) == (4, before)
    assert "stays as it was" in answer.err


def test_a_photo_that_is_cut_off_is_named_at_the_end(world: World) -> None:
    whole = world.photo.read_bytes()
    (world.folder / "photos" / "half.jpg").write_bytes(whole[: len(whole) * 9 // 10])
    answer = world.call("scan", "photos", "--out", "o.vcf", *READER)
    assert answer.code == 0
    (line,) = [line for line in answer.err.splitlines() if "cut off" in line]
    assert "photos/half.jpg" in line
    assert "photos/card.jpg" not in line
    again = world.call("scan", "photos", "--out", "o.vcf", *READER)
    assert line in again.err.splitlines()


@pytest.mark.parametrize(
    "target",
    [
        ("--out", "nowhere/o.vcf"),
        ("--into", "nowhere/book.vcf"),
        ("--into", "read-only.vcf"),
        ("--out", "read-only.vcf"),
    ],
)
def test_a_dry_run_refuses_what_the_run_would(world: World, target: tuple[str, str]) -> None:
    book = world.folder / "read-only.vcf"
    book.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Otto\nN:;Otto;;;\nEND:VCARD\n")
    book.chmod(0o444)
    before = book.read_bytes()
    real, dry = (
        world.call("scan", "photos", *target, *READER, *more) for more in ((), ("--dry-run",))
    )
    assert (real.code, dry.code) == (6, 6)
    said = [
        [line for line in a.err.splitlines() if line.startswith("cardscan:")] for a in (real, dry)
    ]
    assert said[0] == said[1]
    assert book.read_bytes() == before


def test_a_dry_run_of_merge_refuses_what_the_run_would(world: World) -> None:
    world.call("scan", "photos", "--out", "new.vcf", *READER)
    answer = world.call("merge", "new.vcf", "--into", "nowhere/book.vcf", "--dry-run")
    assert answer.code == 6
    assert "does not exist" in answer.err
    assert answer.out == ""
