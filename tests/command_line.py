"""The command line as a user meets it: a process with its streams and its exit code."""

from __future__ import annotations

import ctypes
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from cardscan.app.readers import build_readers
from cardscan.app.scan import recipe_of
from cardscan.cli.root import run
from cardscan.config import load_settings
from cardscan.library import Library
from cardscan.model import Contact, Outcome, Value, map_values
from tests.drawn import CARD, save_card

ROOT = Path(__file__).parent.parent
V = TypeVar("V", bound=Value)

PEAK = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("\\n", peak_kb, sep="", end="")
sys.exit(code)
"""

READER = ("--reader", "tesseract")


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """What was said on standard error, but for the closing table and what was counted."""
        counted = r" contacts? written\.$|^\d+ photos: \d+ read"
        lines = [x for x in self.err.splitlines() if not re.search(counted, x)]
        table = [k for k, line in enumerate(lines) if line.startswith("cards  sure")]
        return lines[: table[0]] + lines[table[0] + 2 :] if table else lines


@dataclass(frozen=True)
class World:
    """A folder of its own with a library in which ``photo`` is known, so that it need not be read.

    Beside it lie what tests make. ``env`` is what a process in it gets.
    """

    folder: Path

    @property
    def photo(self) -> Path:
        return self.folder / "photos" / "card.jpg"

    @property
    def library(self) -> Path:
        return self.folder / "library.sqlite"

    @property
    def env(self) -> dict[str, str]:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("CARDSCAN", "COV"))}
        return {
            **keep,
            "CARDSCAN_LIBRARY": str(self.library),
            "CARDSCAN_CONFIG": "",
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / ".config"),
            "PYTHONPATH": str(ROOT),
            "OMP_THREAD_LIMIT": "1",
            "COLUMNS": "120",
        }

    def start(
        self,
        *arguments: str | Path,
        env: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "cardscan", *map(str, arguments)],
            cwd=self.folder,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            preexec_fn=before,
        )

    def run(
        self,
        *arguments: str | Path,
        env: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Answer:
        process = self.start(*arguments, env=env, before=before)
        out, err = process.communicate(timeout=240)
        encoding = (env or {}).get("PYTHONIOENCODING", "utf-8")
        answer = Answer(process.returncode, out.decode(), err.decode(encoding))
        assert "Traceback" not in answer.err, answer.err
        assert answer.code != 70, answer.err
        return answer

    def run_measured(self, *arguments: str | Path) -> tuple[Answer, float]:
        """As :meth:`run`, with the memory in MB of the largest process that took part.

        A small process stands in between: what the system counts for our children
        is the largest of all that earlier tests started.
        """
        program = [sys.executable, "-c", PEAK, sys.executable, "-m", "cardscan"]
        done = subprocess.run(
            [*program, *map(str, arguments)], cwd=self.folder, env=self.env, capture_output=True
        )
        out, _, peak_kb = done.stdout.decode().rpartition("\n")
        return Answer(done.returncode, out, done.stderr.decode()), int(peak_kb) / 1024

    def call(
        self,
        *arguments: str | Path,
        env: Mapping[str, str] | None = None,
        typed: str = "",
        piped: bytes | None = None,
    ) -> Answer:
        """As :meth:`run`, in this process, which spares the start of one."""
        before, here, keyboard = dict(os.environ), Path.cwd(), sys.stdin
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
        os.environ.clear()
        os.environ.update({**self.env, **(env or {})})
        os.chdir(self.folder)
        sys.stdin = io.StringIO(typed) if piped is None else io.TextIOWrapper(io.BytesIO(piped))
        try:
            with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
                code = run(list(map(str, arguments)))
        finally:
            sys.stdin = keyboard
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)
        for stream in streams:
            stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams)  # type: ignore[attr-defined]
        assert code != 70, err
        return Answer(code, out, err)

    def judge(self, outcome: Outcome, *, unsure: frozenset[type[Value]] = frozenset()) -> None:
        """Let the known photo's scan have come out like this, sure but for values of some kinds."""

        def judged(value: V) -> V:
            return replace(value, sure=outcome is Outcome.OK and type(value) not in unsure)

        settings = load_settings(env=self.env, options={"reader": "tesseract"})
        recipe = recipe_of(build_readers(settings.reader, settings.languages), settings)
        with Library.open(self.library) as library:
            for scan in [stored.scan for stored in library.scans()]:
                contact = map_values(scan.contact or Contact(), judged)
                scan = replace(scan, outcome=outcome, contact=contact)
                library.remember(scan.sha256, recipe, [scan], event=None)

    def write_config(self, text: str) -> dict[str, str]:
        path = self.folder / "config.toml"
        path.write_text(text, encoding="utf-8")
        return {"CARDSCAN_CONFIG": str(path)}

    def fake_tesseract(self, body: str) -> dict[str, str]:
        """A program of that name, first on PATH, that is the real one except when it reads."""
        real = shutil.which("tesseract")
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "tesseract"
        program.write_text(
            "#!/bin/sh\n"
            f'case "$*" in *--list-langs*|*--version*) exec {real} "$@";; esac\n'
            f"{body.replace('REAL', str(real))}\n",
            encoding="utf-8",
        )
        program.chmod(0o755)
        return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def without_privileges() -> None:
    """In a child: root may then no more than the owner of a file may."""
    if os.geteuid() == 0:
        prctl, drop_from_bounding_set = ctypes.CDLL(None).prctl, 24
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            prctl(drop_from_bounding_set, capability, 0, 0, 0)


def people(count: int) -> Sequence[tuple[tuple[int, str], ...]]:
    """The lines of cards of so many different people."""
    given = "Klara Martin Sabine Thomas Ursula Erika Paul Nora Rolf".split()[:count]
    return [
        tuple(
            (h, text.replace("Klara", name).replace("k.bei", f"{name[0].lower()}.bei"))
            for h, text in CARD
        )
        for name in given
    ]


def draw_people(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    cards = enumerate(people(count), start=1)
    return [save_card(folder / f"{k}.jpg", lines) for k, lines in cards]


def alive(text: str) -> list[int]:
    """Processes in whose command line a text stands."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:
            continue
        if text.encode() in command and int(entry.parent.name) != os.getpid():
            found.append(int(entry.parent.name))
    return found


def interrupt(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
