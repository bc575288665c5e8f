"""Processes on this machine, supervised: each task bounded in time and memory, any may die."""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any

from cardscan.batch.proc import resident_mb
from cardscan.batch.tasks import Counted, Finished, Lost, News, PageRead, Task
from cardscan.batch.worker import Done, Raised, Ready, serve, task_limit_s
from cardscan.closing import Closing
from cardscan.errors import ReaderError
from cardscan.model import PageCount

__all__ = ["LocalExecutor"]

_log = logging.getLogger(__name__)

_START_S = 120.0  # loading the libraries on a cold and busy machine
_END_S = 2.0
_WATCH_S = 0.5  # between two looks at the workers' memory
_MOST_FAILED_STARTS = 3
_RETIRE = 0.7  # of the memory limit, after a task: a fresh process is cheaper than a lost photo

_ONE_THREAD = {
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_LEAN_MALLOC = {"MALLOC_MMAP_THRESHOLD_": "8388608", "MALLOC_TRIM_THRESHOLD_": "33554432"}
"""glibc: give pictures back to the system at once.

By default it raises both thresholds with the first large picture and keeps
holes of its size for good: eight photos of 12 megapixels with 28 cards took
1,002 MB without, 629 MB with these, for a tenth more CPU. A threshold of 1 MB
saves 100 MB more and costs a third. Other systems pass the variables over.
"""


class LocalExecutor(Closing):
    """Runs ``work`` in up to ``jobs`` processes; a context manager that leaves none behind.

    A task has ``timeout_s`` for its first photo and a quarter of that for each
    more, but always ``timeout_s`` from its last sign of life, and ``memory_mb``
    (the worker and its children, resident; watched on Linux only) whatever its
    size: a batch gives a group that is lost again page by page. Not a process
    is started before the first task. Raises ReaderError when the workers cannot
    start at all.
    """

    def __init__(
        self,
        work: Callable[..., Iterable[Any]],
        *,
        jobs: int,
        timeout_s: float = 120.0,
        memory_mb: int = 2000,
    ) -> None:
        self.jobs = jobs
        self._pickled_work = pickle.dumps(work)
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._scratch = tempfile.mkdtemp(prefix="cardscan-batch-")
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    @property
    def free(self) -> int:
        return self.jobs - sum(worker.task is not None for worker in self._workers)

    def submit(self, task: Task) -> None:
        idle = [worker for worker in self._workers if worker.task is None]
        worker = idle[0] if idle else self._start()
        if not worker.give(task):
            # It died while it was idle, which is not the task's fault.
            self._remove(worker)
            self.submit(task)

    def wait(self, timeout_s: float | None = None) -> Sequence[News]:
        until_s = None if timeout_s is None else time.monotonic() + timeout_s
        while any(worker.task is not None for worker in self._workers):
            news = [*self._answers(self._pause_s(until_s)), *self._overdue()]
            if news or (until_s is not None and time.monotonic() >= until_s):
                return news
        return ()

    def drop(self) -> None:
        """Give up the tasks under way with the processes that are at them; idle ones stay."""
        for worker in [worker for worker in self._workers if worker.task is not None]:
            self._remove(worker)

    def close(self) -> None:
        """End every process at once: one that is idle by request, one at work by force."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.dismiss()
        until_s = time.monotonic() + _END_S
        for worker in workers:
            worker.end(max(0.0, until_s - time.monotonic()))
        shutil.rmtree(self._scratch, ignore_errors=True)

    # --- inside ------------------------------------------------------------

    def _start(self) -> _Worker:
        worker = _Worker(self._pickled_work, self._timeout_s, self._memory_mb, self._scratch)
        self._workers.append(worker)
        return worker

    def _remove(self, worker: _Worker) -> int | None:
        self._workers.remove(worker)
        return worker.kill()

    def _pause_s(self, until_s: float | None) -> float:
        now_s = time.monotonic()
        times = [worker.deadline_s for worker in self._workers if worker.task is not None]
        if until_s is not None:
            times.append(until_s)
        return min(_WATCH_S, max(0.0, min(times) - now_s))

    def _answers(self, pause_s: float) -> Iterator[News]:
        busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
        for ready in wait(list(busy), pause_s):
            yield from self._hear(busy[ready])  # type: ignore[index] # only connections went in

    def _hear(self, worker: _Worker) -> Iterator[News]:
        task = worker.task
        if task is None:
            return
        try:
            answers = worker.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            yield from self._bury(worker, task)
            return
        for answer in answers:
            if isinstance(answer, Ready):
                self._failed_starts = 0
                worker.begin()
            elif isinstance(answer, Raised | Done):
                yield self._end(worker, task, answer)
            else:
                worker.go_on()
                is_count = isinstance(answer, PageCount)
                yield Counted(task, answer) if is_count else PageRead(task, answer)

    def _end(self, worker: _Worker, task: Task, answer: Raised | Done) -> News:
        if isinstance(answer, Raised) and not worker.ready:
            raise _cannot_start(answer)
        worker.task = None
        if (resident_mb(worker.pid) or 0.0) > _RETIRE * self._memory_mb:
            self._remove(worker)
        if isinstance(answer, Raised):
            _log.debug("%s", answer.trace)
            return Lost(task, answer.kind, answer.message, answer.error)
        return Finished(task)

    def _bury(self, worker: _Worker, task: Task) -> Iterator[News]:
        status = self._remove(worker)
        if worker.ready:
            yield Lost(task, "ReaderError", f"Reading it ended in a crash{_cause(status)}.")
            return
        self._failed_starts += 1
        if self._failed_starts >= _MOST_FAILED_STARTS:
            raise ReaderError(f"The worker processes end before they begin{_cause(status)}.")
        self.submit(task)

    def _overdue(self) -> Iterator[News]:
        for worker in tuple(self._workers):
            task = worker.task
            # An answer that lies in the pipe is in time, however late we come to look.
            if task is None or worker.connection.poll():
                continue
            why = self._excess(worker)
            if why is not None:
                self._remove(worker)
                yield Lost(task, "ReaderError", why)

    def _excess(self, worker: _Worker) -> str | None:
        if time.monotonic() > worker.deadline_s:
            if not worker.ready:
                return f"Its worker process did not start within {_START_S:g} s."
            return f"Reading it took more than {self._timeout_s:g} s."
        if (resident_mb(worker.pid) or 0.0) > self._memory_mb:
            return f"Reading it needed more than {self._memory_mb} MB of memory."
        return None


class _Worker:
    """One process, the pipe to it and the task it is at."""

    connection: Connection[Any, Any]

    def __init__(self, pickled_work: bytes, timeout_s: float, memory_mb: int, scratch: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        their_lifeline, self._lifeline = context.Pipe(duplex=False)
        arguments = (theirs, their_lifeline, pickled_work, timeout_s, memory_mb, scratch)
        self._process = context.Process(target=serve, args=arguments, daemon=True)
        with _environment({**_ONE_THREAD, **_LEAN_MALLOC, "TMPDIR": scratch}), _own_main():
            self._process.start()
        theirs.close()
        their_lifeline.close()
        self.pid = self._process.pid or 0
        self._timeout_s = timeout_s
        self.ready = False
        self.task: Task | None = None
        self.deadline_s = 0.0

    def give(self, task: Task) -> bool:
        """Send it a task; False when it is dead."""
        try:
            self.connection.send(task.excerpts)
        except OSError:
            return False
        self.task = task
        self.deadline_s = time.monotonic() + (self._limit_s(task) if self.ready else _START_S)
        return True

    def begin(self) -> None:
        """Loading is done: the time for the task counts from now."""
        self.ready = True
        if self.task is not None:
            self.deadline_s = time.monotonic() + self._limit_s(self.task)

    def go_on(self) -> None:
        """It has got on with its task, and may take a photo's time for the next step."""
        self.deadline_s = max(self.deadline_s, time.monotonic() + self._timeout_s)

    def _limit_s(self, task: Task) -> float:
        return task_limit_s(self._timeout_s, len(task.excerpts))

    def dismiss(self) -> None:
        """Ask it to end, by force if it is at work."""
        if self.task is not None or not self.ready:
            self._kill_group()
        else:
            with suppress(OSError):
                self.connection.send(None)

    def end(self, patience_s: float) -> None:
        """Wait for its end, then use force."""
        self._process.join(patience_s)
        self.kill()

    def kill(self) -> int | None:
        """Kill it and all that it started; the answer is its exit status."""
        self._kill_group()
        self._process.join()
        self.connection.close()
        self._lifeline.close()
        return self._process.exitcode

    def _kill_group(self) -> None:
        # Before it is waited for: until then, no other process can have its number.
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()


_ENVIRONMENT = threading.Lock()
"""The process's variables are one thing, and a cluster's worker has several threads."""


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables for a process to be started: OpenMP and BLAS read them while loading."""
    with _ENVIRONMENT:
        before = {name: os.environ.get(name) for name in values}
        os.environ.update(values)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


_STARTING = threading.Lock()


@contextmanager
def _own_main() -> Iterator[None]:
    """Start a process that does not run the caller's script again.

    A spawned one imports it first, as ``__mp_main__``, which a script without
    ``if __name__ == "__main__"`` answers by starting all over. What the workers
    do never lies in it.
    """
    with _STARTING:
        before = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = before


def _cannot_start(answer: Raised) -> Exception:
    if answer.error is not None:
        return answer.error
    return ReaderError(f"The worker processes cannot start: {answer.kind}: {answer.message}.")


def _cause(status: int | None) -> str:
    if status is None or status == 0:
        return ""
    if status < 0:
        with suppress(ValueError):
            return f" ({signal.Signals(-status).name})"
    return f" (status {status})"
