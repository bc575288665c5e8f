"""What runs on a worker of a cluster: each task in a supervised process, as on one machine.

Dask can stop neither a thread nor a photo that eats all memory, and blames for
the death of a worker all that it was at. So the worker itself only watches
over a process of ours, which may die.
"""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cardscan.batch.local import LocalExecutor
from cardscan.batch.tasks import Counted, Lost, PageRead, Task, Work
from cardscan.errors import CardscanError
from cardscan.folder import RemotePath, path_of
from cardscan.model import Excerpt, Failure, PageCount, ReadPage

__all__ = ["Answer", "Order", "Parcel", "carry_out", "dismiss", "mark_of", "versions_here"]

_IDLE_S = 120.0
"""After so long without a task the processes end: whoever sent for them may be gone."""

_MARK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Order:
    """What a batch wants of every worker; ``batch`` tells it from others on the same cluster.

    ``versions`` says what the work is done with.
    """

    batch: str
    work: Work
    versions: Callable[[], tuple[str, ...]]
    timeout_s: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """Pages of a file that somebody named ``source``, and where it lies (``path``).

    ``mark`` is what :func:`mark_of` says of it, ``data`` its very bytes.
    """

    source: str
    path: str
    first: int
    stop: int | None
    mark: str | None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a task: what the work gave, and how it was lost if it was.

    ``unseen``: nothing was done, since a file does not lie here, or another one does.
    """

    given: tuple[ReadPage | PageCount, ...] = ()
    lost: Lost | None = None
    unseen: bool = False


def mark_of(path: Path) -> str:
    """What tells a file from another of the same name: its size, its beginning and its end.

    A URL names one file everywhere, so its size is enough. Raises OSError.
    """
    if isinstance(path, RemotePath):
        return f"{path.stat().st_size} {path}"
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(_MARK_BYTES))
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _MARK_BYTES))
        digest.update(file.read())
    return f"{size} {digest.hexdigest()}"


def carry_out(order: Order, parcels: Sequence[Parcel]) -> Answer:
    """Do the work on some photos; raises what concerns all of them, such as a missing Tesseract."""
    if not all(map(_is_here, parcels)):
        return Answer(unseen=True)
    station = _station(order.batch)
    with _unpacked(parcels) as (excerpts, names):
        given, lost = station.carry_out(order, excerpts)
    told = tuple(_renamed(each, names) for each in given)
    return Answer(told, None if lost is None else replace(lost, message=_said(lost.message, names)))


def versions_here(order: Order) -> tuple[str, ...] | CardscanError:
    """What this worker would do the work with, or why it cannot."""
    try:
        return order.versions()
    except CardscanError as error:
        return error


def dismiss(batch: str) -> None:
    """End what this worker keeps ready for a batch."""
    _station(batch).close()


@cache
def _station(batch: str) -> _Station:
    """One for each batch in the life of a worker: its processes have loaded their models."""
    return _Station(batch)


class _Station:
    """The processes of one batch on this worker, one for each of its threads."""

    def __init__(self, batch: str) -> None:
        self._batch = batch
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._executors: dict[int, LocalExecutor] = {}
        self._busy = 0
        self._end: threading.Timer | None = None

    def carry_out(
        self, order: Order, excerpts: tuple[Excerpt, ...]
    ) -> tuple[list[ReadPage | PageCount], Lost | None]:
        given: list[ReadPage | PageCount] = []
        task = Task(next(self._numbers), excerpts)
        with self._executor(order) as executor:
            executor.submit(task)
            while news := executor.wait():
                for each in news:
                    if isinstance(each, Counted):
                        given.append(each.count)
                    elif isinstance(each, PageRead):
                        given.append(each.page)
                    else:
                        return given, each if isinstance(each, Lost) else None
        return given, Lost(task, "ReaderError", "Reading it was broken off.")

    @contextmanager
    def _executor(self, order: Order) -> Iterator[LocalExecutor]:
        with self._lock:
            if self._end is not None:
                self._end.cancel()
            self._busy += 1
            thread = threading.get_ident()
            if thread not in self._executors:
                self._executors[thread] = _start(order)
            executor = self._executors[thread]
        try:
            yield executor
        finally:
            with self._lock:
                self._busy -= 1
                if not self._busy:
                    self._end = threading.Timer(_IDLE_S, dismiss, [self._batch])
                    self._end.daemon = True
                    self._end.start()

    def close(self) -> None:
        with self._lock:
            executors, self._executors = self._executors, {}
        for executor in executors.values():
            executor.close()


def _start(order: Order) -> LocalExecutor:
    # A nanny's worker is a daemon, which multiprocessing forbids children, lest they outlive it:
    # ours end when it ends, however it does.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    return LocalExecutor(order.work, jobs=1, timeout_s=order.timeout_s, memory_mb=order.memory_mb)


# --- photos that came as bytes ---------------------------------------------


def _is_here(parcel: Parcel) -> bool:
    """Whether the coordinator's file is seen from here, or need not be."""
    if parcel.data is not None or parcel.mark is None:
        return True
    try:
        return mark_of(path_of(parcel.path)) == parcel.mark
    except (OSError, CardscanError):  # it lies elsewhere, or nothing here can open its URL
        return False


@contextmanager
def _unpacked(parcels: Sequence[Parcel]) -> Iterator[tuple[tuple[Excerpt, ...], dict[str, str]]]:
    """The excerpts to read, and for each file what it is called at home."""
    folder = Path(tempfile.mkdtemp(prefix="cardscan-photos-"))
    names: dict[str, str] = {}
    excerpts = []
    try:
        for number, parcel in enumerate(parcels):
            path = path_of(parcel.path)
            if parcel.data is not None:
                # In a folder of its own under its own name, which messages mention.
                path = folder / str(number) / path.name
                path.parent.mkdir()
                path.write_bytes(parcel.data)
            names[str(path)] = parcel.source
            excerpts.append(Excerpt(path, parcel.first, parcel.stop))
        yield tuple(excerpts), names
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


def _renamed(given: ReadPage | PageCount, names: dict[str, str]) -> ReadPage | PageCount:
    source = names[given.source]
    if isinstance(given, PageCount):
        return replace(given, source=source)
    outcomes = tuple(
        replace(each, source=source, message=_said(each.message, names))
        if isinstance(each, Failure)
        else replace(each, source=source)
        for each in given.outcomes
    )
    return replace(given, source=source, outcomes=outcomes)


def _said(message: str, names: dict[str, str]) -> str:
    for path, source in names.items():
        message = message.replace(path, source)
    return message
