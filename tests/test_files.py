"""A file that is written anew: the old one or the whole new one, and nothing beside it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cardscan.files import replacing
from tests.command_line import ROOT

WRITES_AND_HANGS = """
import sys, time
from pathlib import Path
from cardscan.files import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(bytes(100_000))
    print("half", flush=True)
    time.sleep(600)
"""


def start_writing(path: Path) -> subprocess.Popen[bytes]:
    """A process that has written half of a file."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES_AND_HANGS, path], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="tells by a lock that POSIX has")
@pytest.mark.parametrize("name", ["out.vcf", "ä" * 120 + ".vcf"])
def test_what_a_killed_process_left_is_gone_after_the_next(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("old")
    for _ in range(2):
        killed = start_writing(path)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    assert len(list(tmp_path.iterdir())) == 2
    assert path.read_text() == "old"
    with replacing(path) as file:
        file.write(b"new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="tells by a lock that POSIX has")
def test_what_another_process_is_writing_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "out.vcf"
    other = start_writing(path)
    with replacing(path) as file:
        file.write(b"new")
    assert path.read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 2, "the other one's is still there"
    other.kill()
    other.communicate()


def test_somebody_else_s_file_of_that_name_is_not_written_to(tmp_path: Path) -> None:
    path, mine = tmp_path / "out.vcf", tmp_path / "mine"
    mine.write_text("mine")
    (tmp_path / ".out.vcf.cardscan-0").symlink_to(mine)
    with replacing(path) as file:
        file.write(b"new")
    assert (path.read_text(), mine.read_text()) == ("new", "mine")


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        with replacing(path) as file:
            file.write(b"new")
            raise KeyError

    with pytest.raises(KeyError):
        fail(tmp_path / "out.vcf")
    assert list(tmp_path.iterdir()) == []
