"""Processes that run cardscan on demand, so that a kill hits the work and not the start."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

PROGRAM = """
import importlib, json, os, sys
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
from cardscan.cli.root import COMMANDS, run
for name in COMMANDS:
    importlib.import_module(f"cardscan.cli.{name}")
print("ready", file=answers, flush=True)
for line in sys.stdin:
    print(int(run(json.loads(line))), file=answers, flush=True)
"""

PAUSE_S = 0.05
TRIES = 40
ADDRESS_BOOK = 6
"""The exit code of a command that found the book busy or changed: run it again, it says."""


class Hand:
    """One process that has loaded cardscan and does one command after the other."""

    def __init__(self, config: Path) -> None:
        self._is_ready = False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 # closed with the process
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**os.environ, "CARDSCAN_CONFIG": str(config), "OMP_THREAD_LIMIT": "1"},
            text=True,
        )

    def warm(self) -> None:
        """Wait until it has loaded cardscan."""
        assert self._process.stdout is not None
        if not self._is_ready and self._process.stdout.readline().strip() != "ready":
            raise SystemExit(f"cardscan does not start: {self.last_words()}")
        self._is_ready = True

    def begin(self, *words: str | Path) -> None:
        """Begin a command."""
        assert self._process.stdin is not None
        self.warm()
        self._process.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self._process.stdin.flush()

    def end(self) -> int | None:
        """The exit code of the command; None where the process died."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        return int(line) if line else None

    def ends_within(self, limit_s: float) -> bool:
        """Whether the command that was begun ends in time."""
        return bool(select.select([self._process.stdout], [], [], limit_s)[0])

    def do(self, *words: str | Path) -> int | None:
        self.begin(*words)
        return self.end()

    def do_at_last(self, *words: str | Path) -> int | None:
        """Run a command again for as long as others are at the same address book."""
        for _ in range(TRIES):
            code = self.do(*words)
            if code != ADDRESS_BOOK:
                break
            time.sleep(0.02)
        return code

    def kill(self) -> None:
        """End it as kill -9 does."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._said.close()

    def last_words(self) -> str:
        """The last line that the commands said."""
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "nothing was said"


class Companion:
    """A hand that runs a command again and again, as a cardscan that nobody stops.

    ``words_of`` makes the command of each turn; ``is_written`` says that it may
    find its address book busy or changed, and is then to be run again. ``turns``
    counts those that were done, ``faults`` says which ended as none should.
    """

    def __init__(
        self, hand: Hand, words_of: Callable[[int], list[str | Path]], *, is_written: bool
    ) -> None:
        self.turns = 0
        self.faults: list[str] = []
        self._hand, self._words_of, self._is_written = hand, words_of, is_written
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            words = self._words_of(self.turns)
            code = self._hand.do_at_last(*words) if self._is_written else self._hand.do(*words)
            if code != 0:
                self.faults.append(
                    f"{words[0]} beside it ended with {code}: {self._hand.last_words()}"
                )
            if code is None:
                return
            self.turns += 1
            # Longer each time, or on a busy machine nobody else would ever have his turn.
            self._stopped.wait(PAUSE_S * self.turns)
