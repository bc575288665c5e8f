"""A worker process: takes groups of photos from a pipe, and never outlives its coordinator."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import pickle
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from cardscan.errors import CardscanError
from cardscan.model import PageCount

if TYPE_CHECKING:
    from cardscan.batch.tasks import Work
    from cardscan.model import Excerpt, ReadPage

__all__ = ["Done", "Raised", "Ready", "serve", "task_limit_s"]

_OOM_SCORE = "500"  # of 1000: the kernel takes a worker before the coordinator
_BACKSTOP = 2  # times each limit that the coordinator enforces, should it be unable to


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded its work and waits for a task."""


@dataclass(frozen=True, slots=True)
class Done:
    """The work has given all that it had to give."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The work, or loading it, raised an error; ``error`` is it where we know it."""

    kind: str
    message: str
    trace: str
    error: CardscanError | None = None

    @classmethod
    def of(cls, error: BaseException) -> Raised:
        """The same error in a form that surely survives the pipe."""
        ours = error if isinstance(error, CardscanError) else None
        text = str(error) or "no reason given"
        return cls(type(error).__name__, text, traceback.format_exc(), ours)


def task_limit_s(timeout_s: float, photos: int) -> float:
    """How long a group may take: the first photo's limit, and a quarter of it for each more.

    Photos that share a process are quicker than one alone, and all that the
    limit must catch is one of them that never ends.
    """
    return timeout_s * (1 + (photos - 1) / 4)


def serve(
    connection: Connection[Any, Any],
    lifeline: Connection[Any, Any],
    pickled_work: bytes,
    timeout_s: float,
    memory_mb: int,
    scratch: str,
) -> None:
    """Answer each tuple of excerpts with what the work gives, then Done or Raised; until told None.

    ``lifeline`` is a pipe whose other end only the coordinator holds.
    ``scratch`` is the folder for temporary files, removed when it is gone.
    """
    _stand_alone()
    threading.Thread(target=_end_with, args=(lifeline, scratch), daemon=True).start()
    try:
        _limit_memory(memory_mb)
        work = _load(pickled_work)
    except BaseException as error:
        connection.send((Raised.of(error),))
        return
    connection.send((Ready(),))
    # EOF: the coordinator is gone, and the lifeline ends us.
    with suppress(EOFError, OSError), Path(os.devnull).open("w") as nowhere:
        while (excerpts := connection.recv()) is not None:
            _answer(connection, _watched(work, excerpts, timeout_s, nowhere))
            _give_memory_back()


def _answer(connection: Connection[Any, Any], given: Iterator[ReadPage | PageCount]) -> None:
    """Send what the work gives, in tuples; the last page with the news that it is the last.

    Else the coordinator would hand the page out before it has another task for us.
    """
    held: tuple[ReadPage | PageCount, ...] = ()
    try:
        for answer in given:
            told = (*held, answer)
            held = () if isinstance(answer, PageCount) else (answer,)
            # Pickled as a whole before the first byte, so an error leaves the pipe clean.
            if sent := told[: len(told) - len(held)]:
                connection.send(sent)
        last, held = held, ()
        connection.send((*last, Done()))
    except (BrokenPipeError, ConnectionError):
        raise
    except Exception as error:
        connection.send((*held, Raised.of(error)))


def _watched(
    work: Work, excerpts: tuple[Excerpt, ...], timeout_s: float, nowhere: TextIO
) -> Iterator[ReadPage | PageCount]:
    """What the work gives, each as soon as it is there."""
    limit_s = _BACKSTOP * task_limit_s(timeout_s, len(excerpts))
    # A C thread: it ends us even inside a library that never lets the lifeline's run.
    faulthandler.dump_traceback_later(limit_s, exit=True, file=nowhere)
    try:
        for answer in work(excerpts):
            faulthandler.cancel_dump_traceback_later()
            yield answer
            faulthandler.dump_traceback_later(limit_s, exit=True, file=nowhere)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _give_memory_back() -> None:
    """Return what lies free between pieces in use, which glibc keeps: half of a worker's memory."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _stand_alone() -> None:
    """Leave the terminal's process group: Ctrl-C is the coordinator's affair.

    As the leader of its own group, the worker and all that it started
    (Tesseract) can be killed together.
    """
    if hasattr(os, "setsid"):
        os.setsid()
    if not os.environ.get("CARDSCAN_DEBUG"):
        _hush()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")


def _hush() -> None:
    """Keep what libraries print about damaged pictures from the terminal: outcomes say it all."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # libtiff, libpng and others know no other way than these
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _end_with(lifeline: Connection[Any, Any], scratch: str) -> None:
    with suppress(EOFError, OSError):
        lifeline.recv_bytes()
    shutil.rmtree(scratch, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _limit_memory(memory_mb: int) -> None:
    """Let a single huge allocation fail at once; slow growth is the coordinator's to watch."""
    if sys.platform != "linux":
        return  # macOS accepts the limit and ignores it
    import resource

    limit = _BACKSTOP * memory_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _load(pickled_work: bytes) -> Callable[..., Any]:
    import cv2

    # One photo a process keeps all cores busy; threads on top only fight.
    cv2.setNumThreads(1)
    work: Callable[..., Any] = pickle.loads(pickled_work)  # noqa: S301 # from our own coordinator
    return work
