"""The same batch on many machines: a Dask cluster carries out the tasks.

Needs the extra ``cluster``. The photos must lie at the same paths on every
worker; the library is written by the coordinator alone.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from cardscan.batch.tasks import Finished, Lost, News, Task, Work
from cardscan.batch.worker import Raised, task_limit_s
from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.model import Excerpt, ReadPage

__all__ = ["ClusterExecutor"]

_CONNECT_S = 30.0


@dataclass(frozen=True, slots=True)
class _Running:
    task: Task
    until_s: float


class ClusterExecutor:
    """Carries tasks out on the Dask cluster at ``scheduler``, such as ``tcp://host:8786``.

    One task a thread of the cluster is under way. A task that takes more than
    ``timeout_s``, and a quarter of it for each photo after the first, is given
    up; Dask cannot stop a thread, so start its workers with ``--nthreads 1``
    and a memory limit. Raises MissingDependencyError
    without Dask, ReaderError when the cluster cannot be reached or is empty.
    """

    def __init__(self, work: Work, *, scheduler: str, timeout_s: float = 120.0) -> None:
        self._distributed = _import_distributed()
        self._work = work
        self._timeout_s = timeout_s
        try:
            self._client = self._distributed.Client(scheduler, timeout=_CONNECT_S)
        except (OSError, ValueError) as error:
            raise ReaderError(f"The cluster {scheduler} cannot be reached: {error}.") from None
        self.jobs: int = sum(self._client.nthreads().values())
        if not self.jobs:
            self._client.close()
            raise ReaderError(f"The cluster {scheduler} has no workers.")
        self._running: dict[Any, _Running] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.cancel(list(self._running))
        self._client.close()

    @property
    def free(self) -> int:
        return self.jobs - len(self._running)

    def submit(self, task: Task) -> None:
        future = self._client.submit(_carry_out, self._work, task.excerpts, pure=False)
        limit_s = task_limit_s(self._timeout_s, sum(map(_least_pages, task.excerpts)))
        self._running[future] = _Running(task, time.monotonic() + limit_s)

    def wait(self, timeout_s: float | None = None) -> Sequence[News]:
        until_s = None if timeout_s is None else time.monotonic() + timeout_s
        while self._running:
            news = [*self._arrived(self._pause_s(until_s)), *self._overdue()]
            if news or (until_s is not None and time.monotonic() >= until_s):
                return news
        return ()

    def _pause_s(self, until_s: float | None) -> float:
        times = [each.until_s for each in self._running.values()]
        if until_s is not None:
            times.append(until_s)
        return max(0.0, min(times) - time.monotonic())

    def _arrived(self, pause_s: float) -> list[News]:
        try:
            self._distributed.wait(
                list(self._running), timeout=pause_s, return_when="FIRST_COMPLETED"
            )
        except TimeoutError:
            return []
        done = [future for future in self._running if future.done()]
        return [_ending(self._running.pop(future).task, future) for future in done]

    def _overdue(self) -> list[News]:
        now_s = time.monotonic()
        late = [f for f, each in self._running.items() if now_s > each.until_s]
        self._client.cancel(late)
        message = f"Reading it took more than {self._timeout_s:g} s."
        return [Lost(self._running.pop(future).task, "ReaderError", message) for future in late]


def _least_pages(excerpt: Excerpt) -> int:
    """How many pages an excerpt surely has: of a file that was not opened yet, one."""
    return 1 if excerpt.first == 0 or excerpt.stop is None else excerpt.stop - excerpt.first


def _carry_out(work: Work, excerpts: tuple[Excerpt, ...]) -> tuple[ReadPage, ...] | Raised:
    """Runs on a worker of the cluster, which tells of its pages only when all are read."""
    import cv2

    cv2.setNumThreads(1)
    try:
        return tuple(given for given in work(excerpts) if isinstance(given, ReadPage))
    except Exception as error:
        return Raised.of(error)


def _ending(task: Task, future: Any) -> News:
    if future.status != "finished":
        # KilledWorker: the worker died as often as the cluster allows.
        return Lost(task, "ReaderError", "Reading it ended in a crash of the cluster's worker.")
    answer = future.result()
    if isinstance(answer, Raised):
        return Lost(task, answer.kind, answer.message, answer.error)
    return Finished(task, answer)


def _import_distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise MissingDependencyError(
            "Dask is not installed.", next_step="Run pip install 'cardscan-local[cluster]'."
        ) from None
