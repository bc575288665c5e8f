"""Ctrl-C and worse in the middle of a batch: what is finished is kept, the rest is done later."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cardscan.batch.run import GROUP_SIZE
from cardscan.library import Library
from tests.command_line import READER, World, alive, draw_people

PHOTOS = GROUP_SIZE + 1  # so that one is left when the first group is finished
COUNT = (
    "import sqlite3; library = sqlite3.connect('library.sqlite'); "
    "print(library.execute('select count(*) from scan').fetchone()[0])"
)
HANGING = f"""known=$({sys.executable} -c "{COUNT}")
if [ "$known" = "$(cat limit)" ]; then exec sleep 765.432; fi
exec REAL "$@" """


@pytest.fixture
def batch(tmp_path: Path) -> World:
    draw_people(tmp_path / "photos", PHOTOS)
    return World(tmp_path)


def known(world: World) -> int:
    if not world.library.exists():
        return 0
    with Library.open(world.library) as library:
        return sum(1 for _ in library.scans())


def wait_for(what: Callable[[], object]) -> None:
    until_s = time.monotonic() + 120
    while not what():
        assert time.monotonic() < until_s
        time.sleep(0.1)


def start_until_it_hangs(world: World, limit: int) -> subprocess.Popen[bytes]:
    """Begin a scan in which Tesseract hangs once so many photos are in the library."""
    (world.folder / "limit").write_text(str(limit))
    env = world.fake_tesseract(HANGING)
    process = world.start("scan", "photos", "--out", "o.vcf", "--jobs", "1", *READER, env=env)
    wait_for(lambda: alive("765.432") or process.poll() is not None)
    assert process.poll() is None
    return process


def contacts_in(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("BEGIN:VCARD")


def test_what_is_finished_is_kept_and_the_same_command_goes_on(batch: World) -> None:
    out = batch.folder / "o.vcf"
    out.write_text("mine")
    process = start_until_it_hangs(batch, GROUP_SIZE)
    process.kill()
    process.communicate(timeout=60)
    assert (out.read_text(), known(batch)) == ("mine", GROUP_SIZE), "killed: the old file"
    wait_for(lambda: not alive("765.432"))

    process = start_until_it_hangs(batch, GROUP_SIZE)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted" in err
    assert b"Traceback" not in err
    assert alive("765.432") == []
    assert out.read_text() == "mine", "interrupted: the old file as well"
    beside = batch.folder / "o.interrupted.vcf"
    assert contacts_in(beside) == known(batch) == GROUP_SIZE, "and what is finished beside it"
    assert b"o.interrupted.vcf: 8 contacts written" in err

    answer = batch.run("scan", "photos", "--out", "o.vcf", "--jobs", "1", *READER)
    (replaced,) = answer.complaints
    assert (answer.code, "o.vcf was a file of 4 bytes" in replaced) == (0, True)
    assert contacts_in(out) == known(batch) == PHOTOS

    broken = batch.fake_tesseract("exit 1")
    assert batch.call("scan", "photos", "--out", "o.vcf", *READER, env=broken).code == 0
