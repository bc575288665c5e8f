"""Crash points by killing real processes: a batch goes on where it was, and leaves no orphans."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch_work import tries

ROOT = Path(__file__).parents[2]
PHOTOS = int(os.environ.get("CARDSCAN_KILL_PHOTOS", "40"))
KILLS = int(os.environ.get("CARDSCAN_KILLS", "3"))


def _make(folder: Path, contents: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    for number, content in enumerate(contents):
        (folder / f"{number:03}.jpg").write_text(content)


def _start(folder: Path, jobs: int = 2) -> subprocess.Popen[bytes]:
    words = [folder, folder.with_name("library.sqlite"), folder.with_name("out.txt"), str(jobs)]
    return subprocess.Popen([sys.executable, "-m", "tests.batch_program", *words], cwd=ROOT)


def _finished(folder: Path) -> dict[str, int]:
    """How often each photo was tried, for those that are in the library."""
    path = folder.with_name("library.sqlite")
    if not path.exists():
        return {}
    db = sqlite3.connect(path, timeout=10)
    try:
        sources = [Path(os.fsdecode(row[0])) for row in db.execute("SELECT source FROM scan")]
    except sqlite3.OperationalError:
        return {}
    finally:
        db.close()
    return {source.name: tries(source) for source in sources}


def _until(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, "this never came true"
        time.sleep(0.02)


def _processes_with(text: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if text.encode() in words and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def _children_of(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listing.split()]


def test_a_batch_killed_again_and_again_gives_the_same_and_reads_nothing_twice(
    tmp_path: Path,
) -> None:
    contents = [f"sleep 0.02 card {number}" for number in range(PHOTOS)]
    _make(tmp_path / "once", contents)
    whole = tmp_path / "whole"
    whole.mkdir()
    (tmp_path / "once").rename(whole / "in")
    assert _start(whole / "in").wait(240) == 0

    folder = tmp_path / "in"
    _make(folder, contents)
    chance = random.Random(7)
    for _ in range(KILLS):
        before = _finished(folder)
        goal = len(before) + chance.randint(1, max(1, PHOTOS // (KILLS + 1)))
        process = _start(folder)
        _until(lambda goal=goal: len(_finished(folder)) >= min(goal, PHOTOS))  # type: ignore[misc]
        time.sleep(chance.random() * 0.05)
        process.kill()
        process.wait()
        after = _finished(folder)
        assert before.items() <= after.items(), "a photo was read again after its transaction"
    last = _finished(folder)
    assert _start(folder).wait(240) == 0
    assert last.items() <= _finished(folder).items()
    assert (tmp_path / "out.txt").read_bytes() == (whole / "out.txt").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("order", ["sleep 63", "child 63"])
def test_a_killed_coordinator_leaves_no_orphans(tmp_path: Path, order: str) -> None:
    folder = tmp_path / "in"
    _make(folder, [f"{order} {number}" for number in range(2)])
    process = _start(folder)
    _until(lambda: all(tries(folder / f"{n:03}.jpg") for n in range(2)))
    time.sleep(0.5)
    family = _children_of(process.pid)
    workers = [pid for pid in family if _children_of(pid) or order.startswith("sleep")]
    assert len(workers) >= 2
    process.kill()
    process.wait()
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 5)
    assert not _processes_with(str(folder))


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_an_interrupt_ends_quickly_and_keeps_what_is_finished(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "in"
    _make(folder, [*(f"card {number}" for number in range(20)), *["sleep 64"] * 2])
    process = _start(folder)
    _until(lambda: len(_finished(folder)) >= 10)
    before = _finished(folder)
    process.send_signal(number)
    assert process.wait(5) != 0
    assert before.items() <= _finished(folder).items()
    assert not _processes_with(str(folder))
