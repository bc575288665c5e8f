"""Work for child processes: cheap stand-ins for reading photos, some of which misbehave.

What a photo holds says what becomes of it, a line a page, and each attempt at
a file leaves a line in ``<photo>.tries``, written before anything else happens.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cardscan.errors import DamagedPhotoError, MissingDependencyError
from cardscan.model import Contact, Excerpt, Failure, Name, PageCount, ReadPage, Scan

ON_A_CLUSTER = "CARDSCAN_TEST_ON_A_CLUSTER"
"""A variable that workers of a test's cluster have, and nobody else."""


def tries(photo: Path) -> int:
    log = photo.with_name(photo.name + ".tries")
    return len(log.read_text().split()) if log.exists() else 0


def read_photos(excerpts: tuple[Excerpt, ...]) -> Iterator[ReadPage | PageCount]:
    """Nothing is told before all is read, as of cards that share one Tesseract process."""
    for excerpt in excerpts:
        with excerpt.path.with_name(excerpt.path.name + ".tries").open("a") as log:
            log.write(f"{os.getpid()}\n")
    read = []
    for excerpt in excerpts:
        pages = excerpt.path.read_bytes().split(b"\n")
        for number in range(excerpt.first, min(excerpt.stop or len(pages), len(pages))):
            yield PageCount(str(excerpt.path), len(pages))
            outcome = _read(excerpt.path, pages[number], number if len(pages) > 1 else None)
            read.append(
                ReadPage(
                    source=str(excerpt.path), page=number, pages=len(pages), outcomes=(outcome,)
                )
            )
    yield from read


def tell_environment(excerpts: tuple[Excerpt, ...]) -> Iterator[ReadPage]:
    """For each photo, which names a variable, its value in the process."""
    for excerpt in excerpts:
        name = Name(value=os.environ.get(excerpt.path.read_text(), "not set"))
        scan = Scan(source=str(excerpt.path), sha256="", contact=Contact(name=name))
        yield ReadPage(source=scan.source, page=0, pages=1, outcomes=(scan,))


def other_versions() -> tuple[str, ...]:
    return ("cardscan 1.0", "tesseract 5.5.0" if ON_A_CLUSTER in os.environ else "tesseract 5.3.0")


def no_tesseract() -> tuple[str, ...]:
    if ON_A_CLUSTER in os.environ:
        raise MissingDependencyError("Tesseract is not installed.", next_step="Install it.")
    return ()


def _read(path: Path, data: bytes, page: int | None) -> Scan | Failure:
    order, *rest = data.decode().split() or [""]
    if order in _ORDERS:
        _ORDERS[order](path, *rest)
    if order == "cut":
        return Failure(
            source=str(path), kind="DamagedPhotoError", message="It is cut off.", page=page
        )
    return Scan(
        source=str(path),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        page=page or 0,
        contact=Contact(name=Name(value=data.decode())),
        picture=b"\xff\xd8" + data,
    )


def _die(path: Path, which: str = "SIGKILL") -> None:
    os.kill(os.getpid(), getattr(signal, which))


def _die_once(path: Path) -> None:
    if tries(path) == 1:
        _die(path)


def _orphan(path: Path) -> None:
    """End the worker of a cluster that this process belongs to, the first time."""
    if ON_A_CLUSTER in os.environ and tries(path) == 1:
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)


def _sleep(path: Path, seconds: str, *_: str) -> None:
    time.sleep(float(seconds))


def _hold(path: Path, seconds: str, *_: str) -> None:
    # PyDLL keeps the interpreter's lock: no other thread of this process runs.
    ctypes.PyDLL(None).sleep(int(seconds))


def _grow(path: Path, megabytes: str, *_: str) -> None:
    held = []
    for _ in range(int(megabytes) // 10):
        held.append(os.urandom(10) * 1024 * 1024)
        time.sleep(0.01)
    time.sleep(10)


_kept: list[bytes] = []


def _litter(path: Path, megabytes: str, *_: str) -> None:
    """Leave free memory between pieces that stay in use."""
    pieces = [os.urandom(1) * 65_536 for _ in range(int(megabytes) * 16)]
    _kept.extend(pieces[::100])
    _kept.append(pieces[-1])


def _start_child(path: Path, seconds: str, *_: str) -> None:
    # Its own name on the command line, so that a test finds it if it is left behind.
    program = f"import time; time.sleep({seconds})"
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)


def _miss(path: Path) -> None:
    raise MissingDependencyError("Tesseract is not installed.", next_step="Install it.")


def _raise(path: Path) -> None:
    raise DamagedPhotoError("It is cut off.")


def _bug(path: Path) -> None:
    raise KeyError("a defect")


_ORDERS = {
    "orphan": _orphan,
    "die": _die,
    "die-once": _die_once,
    "sleep": _sleep,
    "hold": _hold,
    "grow": _grow,
    "litter": _litter,
    "child": _start_child,
    "miss": _miss,
    "raise": _raise,
    "bug": _bug,
}
