"""Work for child processes: cheap stand-ins for reading photos, some of which misbehave.

What a photo holds says what becomes of it, and each attempt leaves a line in
``<photo>.tries``, written before anything else happens.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from cardscan.errors import DamagedPhotoError, MissingDependencyError
from cardscan.model import Contact, Failure, Name, Scan


def tries(photo: Path) -> int:
    log = photo.with_name(photo.name + ".tries")
    return len(log.read_text().split()) if log.exists() else 0


def read_photos(paths: tuple[Path, ...]) -> list[Scan | Failure]:
    for path in paths:
        with path.with_name(path.name + ".tries").open("a") as log:
            log.write(f"{os.getpid()}\n")
    return [_read(path) for path in paths]


def tell_environment(paths: tuple[Path, ...]) -> list[Scan | Failure]:
    """For each photo, which names a variable, its value in the process."""
    values = [os.environ.get(path.read_text(), "not set") for path in paths]
    return [
        Scan(source=str(path), sha256="", contact=Contact(name=Name(value=value)))
        for path, value in zip(paths, values, strict=True)
    ]


def _read(path: Path) -> Scan | Failure:
    data = path.read_bytes()
    order, *rest = data.decode().split() or [""]
    if order in _ORDERS:
        _ORDERS[order](path, *rest)
    if order == "cut":
        return Failure(source=str(path), kind="DamagedPhotoError", message="It is cut off.")
    sha256 = hashlib.sha256(data).hexdigest()
    name = Name(value=data.decode())
    return Scan(
        source=str(path), sha256=sha256, contact=Contact(name=name), picture=b"\xff\xd8" + data
    )


def _die(path: Path, which: str = "SIGKILL") -> None:
    os.kill(os.getpid(), getattr(signal, which))


def _die_once(path: Path) -> None:
    if tries(path) == 1:
        _die(path)


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
