"""Bad input: each with one clear sentence, and the batch goes on."""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.command_line import READER, World, alive, without_privileges

UNREADABLE = {
    "big.png": ("OversizedPhotoError", "250 million pixels"),
    "broken.pdf": ("DamagedPhotoError", "damaged PDF"),
    "cut.jpg": ("DamagedPhotoError", "cut off"),
    "cut.tif": ("DamagedPhotoError", "cut off"),
    "empty.jpg": ("DamagedPhotoError", "is empty"),
    "locked.pdf": ("EncryptedPhotoError", "password"),
    "note.txt": ("UnsupportedPhotoError", "not a picture"),
    "pipe.jpg": ("PhotoError", "no ordinary file"),
    "missing.jpg": ("PhotoError", "does not exist"),
}
"""File, kind of the failure, and what the sentence says."""


def one_colour_png(side_px: int) -> bytes:
    """A black picture of 1 bit a pixel, made row by row."""
    packer, row = zlib.compressobj(1), bytes(1 + (side_px + 7) // 8)
    pixels = b"".join([*(packer.compress(row) for _ in range(side_px)), packer.flush()])
    header = struct.pack(">IIBBBBB", side_px, side_px, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def locked_pdf() -> bytes:
    """A PDF whose password nobody knows."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>"
    start = len(data)
    return data + b"xref\n0 5\n0000000000 65535 f \n%strailer%s\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        trailer,
        start,
    )


@pytest.fixture
def bad(world: World) -> list[Path]:
    folder = world.folder / "bad"
    folder.mkdir()
    jpeg = world.photo.read_bytes()
    Image.open(world.photo).save(folder / "broken.pdf")
    pdf = (folder / "broken.pdf").read_bytes()
    # libtiff speaks of it on the worker's standard error, which is the user's.
    Image.open(world.photo).save(folder / "cut.tif", compression="tiff_lzw")
    tiff = (folder / "cut.tif").read_bytes()
    contents = {
        "big.png": one_colour_png(30_000),
        "broken.pdf": pdf[: len(pdf) // 2],
        "cut.jpg": jpeg[: len(jpeg) // 5],
        "cut.tif": tiff[:1000] + b"\xff" * 2000 + tiff[3000:],
        "empty.jpg": b"",
        "locked.pdf": locked_pdf(),
        "note.txt": b"Please call me back.",
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "pipe.jpg")
    return [folder / name for name in UNREADABLE]


def test_every_bad_input_gets_one_sentence_and_the_batch_goes_on(
    world: World, bad: list[Path]
) -> None:
    answer, peak_mb = world.run_measured(
        "scan", *bad, world.photo, "--out", "o.jsonl", "--jobs", "1", *READER
    )
    assert answer.code == 1
    lines = (world.folder / "o.jsonl").read_text(encoding="utf-8").splitlines()
    results = {Path(each["source"]).name: each for each in map(json.loads, lines)}
    assert list(results) == [*UNREADABLE, "card.jpg"], "in the order of the inputs"
    assert results["card.jpg"]["contact"]["name"]["value"] == "Klara Beispiel"
    for name, (kind, words) in UNREADABLE.items():
        error = results[name]["error"]
        assert (results[name]["outcome"], error["kind"]) == ("failed", kind)
        assert words in error["message"]
    assert len(answer.complaints) == len(UNREADABLE), answer.err
    for complaint, name in zip(answer.complaints, UNREADABLE, strict=True):
        assert name in complaint
        assert complaint.endswith(".")
    assert peak_mb < 700, "the largest picture must not be decoded"


def test_a_jpeg_of_which_most_is_there_is_read_with_a_remark(world: World) -> None:
    whole = world.photo.read_bytes()
    (world.folder / "most.jpg").write_bytes(whole[: len(whole) * 9 // 10])
    answer = world.call("scan", "most.jpg", "--out", "-", "--format", "jsonl", *READER)
    scan = json.loads(answer.out)
    assert answer.code == 0
    assert scan["contact"]["name"]["value"] == "Klara Beispiel"
    assert any("cut off" in remark for remark in scan["remarks"])


def test_nothing_to_read_is_exit_code_4(world: World) -> None:
    (world.folder / "empty").mkdir()
    (world.folder / "empty" / "list.txt").write_text("no picture")
    for path, words in (("empty", "There is no picture in empty"), ("nowhere", "does not exist")):
        answer = world.call("scan", path, "--out", "o.vcf", *READER)
        assert answer.code == 4
        assert words in answer.err
        assert len(answer.complaints) == 1


def test_what_may_not_be_read_costs_nothing_but_itself(world: World) -> None:
    photos = world.photo.parent
    (photos / "private").mkdir()
    (photos / "mine.jpg").write_bytes(b"?")
    for path in (photos / "private", photos / "mine.jpg"):
        path.chmod(0)
    answer = world.run(
        "scan", photos, photos / "mine.jpg", "--out", "o.jsonl", *READER, before=without_privileges
    )
    (photos / "private").chmod(0o755)
    assert answer.code == 1
    assert len(answer.complaints) == 2
    assert "Klara Beispiel" in (world.folder / "o.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("dedupe", "private/book.vcf"), "permission denied"),
        (("undo", "private/book.vcf"), "permission denied"),
        (("merge", "private/book.vcf", "--into", "b.vcf"), "permission denied"),
        (("export", "--out", "private/book.vcf"), "writing there is not allowed"),
        (("scan", "photos", "--out", "private/o.vcf", *READER), "writing there is not allowed"),
        (("scan", "photos", "--into", "private/o.vcf", *READER), "permission denied"),
    ],
)
def test_a_closed_folder_is_said_to_be_closed(
    world: World, arguments: tuple[str, ...], words: str
) -> None:
    closed = world.folder / "private"
    closed.mkdir(mode=0)
    answer = world.run(*arguments, before=without_privileges)
    closed.chmod(0o755)
    assert answer.code == 6
    assert words in answer.err
    assert len(answer.complaints) == 1


# --- Tesseract


def test_without_tesseract_the_command_that_installs_it_is_named(world: World) -> None:
    (world.folder / "bin").mkdir()
    answer = world.call(
        "scan", "photos", "--out", "o.vcf", *READER, env={"PATH": str(world.folder / "bin")}
    )
    assert answer.code == 3
    assert "Tesseract is not installed" in answer.err
    assert "apt-get install" in answer.err
    assert not (world.folder / "o.vcf").exists()


def test_a_missing_language_is_named(world: World) -> None:
    answer = world.call("scan", "photos", "--out", "o.vcf", "--lang", "Klingon", *READER)
    assert answer.code == 3
    assert "Klingon" in answer.err
    assert len(answer.complaints) == 1


def test_a_tesseract_that_does_not_even_start_counts_as_missing(world: World) -> None:
    folder = world.folder / "bin"
    folder.mkdir()
    program = folder / "tesseract"
    program.write_text("#!/bin/sh\necho no such library >&2; exit 127\n", encoding="utf-8")
    program.chmod(0o755)
    env = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    answer = world.call("scan", "photos", "--out", "o.vcf", *READER, env=env)
    assert answer.code == 3
    assert "apt-get install" in answer.err
    assert len(answer.complaints) == 1


CRASHES = {
    "it is killed": "kill -9 $$",
    "it hangs": "exec sleep 654.321",
}


@pytest.mark.parametrize("how", CRASHES)
def test_when_tesseract_goes_wrong_photos_fail_and_known_ones_are_there(
    world: World, how: str
) -> None:
    (world.folder / "new.jpg").write_bytes(world.photo.read_bytes() + b"another file")
    env = world.fake_tesseract(CRASHES[how])
    env |= world.write_config("photo_timeout_s = 4\n")
    answer = world.run("scan", "photos", "new.jpg", "--out", "o.vcf", *READER, env=env)
    assert answer.code == 1
    assert len(answer.complaints) == 1
    assert answer.complaints[0].startswith("new.jpg: ")
    assert "FN:Klara Beispiel" in (world.folder / "o.vcf").read_text(encoding="utf-8")
    assert alive("654.321") == []


@pytest.mark.parametrize("how", CRASHES)
def test_explain_is_as_bounded_as_a_scan(world: World, how: str) -> None:
    env = world.fake_tesseract(CRASHES[how]) | world.write_config("photo_timeout_s = 2\n")
    answer = world.run("explain", world.photo, "--out", "why.png", *READER, env=env)
    assert answer.code in (3, 4)
    assert len(answer.complaints) == 1
    assert re.search("took more than 2 s|signal 9 ended it", answer.complaints[0])
    assert not (world.folder / "why.png").exists()
    assert alive("654.321") == []


def test_an_output_that_cannot_be_is_found_before_any_work(world: World) -> None:
    (world.folder / "new.jpg").write_bytes(world.photo.read_bytes() + b"another file")
    env = world.fake_tesseract("touch started; REAL")
    for out, code in ((("--out", "o.foo"), 2), (("--out", "no/o.vcf"), 6), (("--into", "no/o"), 6)):
        answer = world.call("scan", "new.jpg", *out, *READER, env=env)
        assert answer.code == code
        assert len(answer.complaints) == 1
    assert not (world.folder / "started").exists()


def test_a_usage_error_is_short(world: World) -> None:
    for arguments in (("scan", "--nonsense"), ("nonsense",), ("scan", "x", "--jobs", "0")):
        answer = world.call(*arguments)
        assert answer.code == 2
        assert len(answer.err.splitlines()) <= 4


def test_explain_does_not_write_over_its_photo(world: World) -> None:
    before = world.photo.read_bytes()
    answer = world.run("explain", world.photo, "--out", world.photo)
    assert (answer.code, world.photo.read_bytes()) == (2, before)
    assert "is the photo itself" in answer.err
