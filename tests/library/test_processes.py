"""Several processes on one library, some of them killed: what was committed is there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from cardscan.library import Library
from tests.command_line import ROOT
from tests.library_program import RECIPE, scan_of

OPERATIONS = {"watch": 120, "review": 80}
KILLS = 8
FIRST = 999


class Processes:
    """One process a part, each started again, where it was, when it ends before its time."""

    def __init__(self, folder: Path) -> None:
        self.library, self.log = folder / "library.sqlite", folder / "log"
        self.log.touch()
        self.running = {part: self._start(part) for part in (*OPERATIONS, "look")}

    def done(self) -> Counter[str]:
        return Counter(line.split()[0] for line in self.log.read_text().splitlines())

    def kill(self, part: str) -> None:
        self.running[part].kill()
        self.running[part].communicate()
        self.running[part] = self._start(part)

    def check(self) -> None:
        """Raise where one ended of itself with an error."""
        for part, process in self.running.items():
            if process.poll():
                raise AssertionError(f"{part}: {process.communicate()[1].decode()}")

    def _start(self, part: str) -> subprocess.Popen[bytes]:
        done = self.done()[part]
        words = [part, self.library, self.log, str(done), str(OPERATIONS.get(part, 0) - done)]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.library_program", *words],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )


def test_200_operations_of_three_processes_that_are_killed_lose_nothing(tmp_path: Path) -> None:
    chance = random.Random(12)
    with Library.open(tmp_path / "library.sqlite") as library:
        library.remember(f"{FIRST:064}", RECIPE, [scan_of(FIRST)])  # to be decided on
    processes = Processes(tmp_path)
    total, kills = sum(OPERATIONS.values()), 0
    until_s = time.monotonic() + 240
    while (done := processes.done().total()) < total:
        assert time.monotonic() < until_s
        processes.check()
        if kills < KILLS and done >= (kills + 1) * total // (KILLS + 1):
            processes.kill(chance.choice([*OPERATIONS, "look", "look"]))
            kills += 1
        time.sleep(chance.random() * 0.02)
    processes.check()
    for process in processes.running.values():
        process.kill()
        process.communicate()
    with Library.open(tmp_path / "library.sqlite") as library:
        assert library.check() == ()
        stored = list(library.scans())
        decided = [each.after for scan in stored for each in library.decisions(scan.number)]
    photos = [FIRST, *range(OPERATIONS["watch"])]
    assert [each.scan.sha256 for each in stored] == [f"{number:064}" for number in photos]
    edits = Counter(value.value for value in decided if value is not None)
    assert set(edits) == {f"Edit {number}" for number in range(OPERATIONS["review"])}
    # One that was kept, but killed before it was logged, is made again.
    assert edits.total() <= OPERATIONS["review"] + KILLS
