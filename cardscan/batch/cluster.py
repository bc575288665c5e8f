"""The same batch on many machines: a Dask cluster carries out the tasks.

Needs the extra ``cluster``. Who does what is decided here and not by Dask, which
would try what killed a worker on three more, and its neighbours with it. The
library is written by the coordinator alone.
"""

from __future__ import annotations

import importlib
import logging
import os
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from cardscan.batch import station
from cardscan.batch.station import Answer, Order, Parcel
from cardscan.batch.tasks import Counted, Finished, Lost, News, PageRead, Task, Work
from cardscan.errors import CardscanError, MissingDependencyError, ReaderError
from cardscan.folder import is_url
from cardscan.model import Excerpt, PageCount

__all__ = ["ClusterExecutor"]

_log = logging.getLogger(__name__)

_CONNECT_S = 15.0
_LOOK_S = 1.0  # between two looks at which workers are left
_FETCH_S = 60.0
_WAIT_S = 60.0  # for a worker to come back when all are gone: a nanny takes a few seconds


@dataclass(frozen=True, slots=True)
class _Running:
    task: Task
    worker: str


class ClusterExecutor:
    """Carries tasks out on the Dask cluster at ``scheduler``, such as ``tcp://host:8786``.

    One task a thread of the cluster is under way, each bounded in time and
    memory like those of :class:`LocalExecutor`. A worker reads photos where they
    lie if it sees the same files there; else they are sent to it. Workers may
    come and go. What ``versions`` says has to be the same everywhere.

    Raises MissingDependencyError without Dask, or where a worker misses what it
    needs, ReaderError when the cluster cannot be reached, is empty, or works
    with other versions.
    """

    def __init__(
        self,
        work: Work,
        *,
        scheduler: str,
        versions: Callable[[], tuple[str, ...]] = tuple,
        timeout_s: float = 120.0,
        memory_mb: int = 2000,
    ) -> None:
        self._distributed = _import_distributed()
        self._name = f"The cluster {scheduler}"
        self._order = Order(uuid.uuid4().hex, work, versions, timeout_s, memory_mb)
        self._versions = versions()
        self._running: dict[Any, _Running] = {}
        self._sent_to: set[str] = set()  # workers that do not see our files
        self._checked: set[str] = set()
        self._threads: Mapping[str, int] = {}
        self._looked_s = 0.0
        self._client = self._connect(scheduler)
        try:
            self._look(is_start=True)
            if not self._threads:
                raise ReaderError(f"{self._name} has no workers.", next_step=_START_ONE)
        except BaseException:
            self._client.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(Exception):  # the cluster may be gone, and our processes end by themselves
            self._client.cancel(list(self._running))
            self._client.run(station.dismiss, self._order.batch, on_error="ignore")
        self._client.close()

    @property
    def jobs(self) -> int:
        """How many threads the cluster's workers have now, at least one."""
        return max(1, sum(self._threads.values()))

    @property
    def free(self) -> int:
        return self.jobs - len(self._running)

    def submit(self, task: Task) -> None:
        self._send(task, self._idlest())

    def wait(self, timeout_s: float | None = None) -> Sequence[News]:
        until_s = None if timeout_s is None else time.monotonic() + timeout_s
        while self._running:
            left_s = _LOOK_S if until_s is None else max(0.0, until_s - time.monotonic())
            news = [*self._arrived(min(_LOOK_S, left_s)), *self._bereaved()]
            if news or (until_s is not None and time.monotonic() >= until_s):
                return news
        return ()

    # --- sending -----------------------------------------------------------

    def _idlest(self) -> str:
        if not self._threads:
            self._wait_for_a_worker()
        busy = Counter(each.worker for each in self._running.values())
        return max(self._threads, key=lambda worker: self._threads[worker] - busy[worker])

    def _wait_for_a_worker(self) -> None:
        until_s = time.monotonic() + _WAIT_S
        while not self._threads:
            if time.monotonic() > until_s:
                raise ReaderError(f"{self._name} has lost all its workers.", next_step=_START_ONE)
            time.sleep(_LOOK_S)
            self._look()

    def _send(self, task: Task, worker: str) -> None:
        whole = worker in self._sent_to
        parcels: Any = [_parcel(excerpt, whole=whole) for excerpt in task.excerpts]
        if whole:  # past the scheduler's memory, which keeps every task's own arguments
            (parcels,) = self._client.scatter([tuple(parcels)], workers=[worker], hash=False)
        future = self._client.submit(
            station.carry_out,
            self._order,
            parcels,
            workers=[worker],
            allow_other_workers=False,
            pure=False,
        )
        self._running[future] = _Running(task, worker)

    # --- hearing -----------------------------------------------------------

    def _arrived(self, pause_s: float) -> Iterator[News]:
        with suppress(TimeoutError, CancelledError):
            self._distributed.wait(
                list(self._running), timeout=pause_s, return_when="FIRST_COMPLETED"
            )
        for future in [future for future in self._running if future.done()]:
            running = self._running.pop(future)
            answer = self._answer(future, running.worker)
            if answer is not None and answer.unseen:
                self._sent_to.add(running.worker)
                self._send(running.task, running.worker)
            else:
                yield from _news(running.task, answer)

    def _answer(self, future: Any, worker: str) -> Answer | None:
        """What a worker answered; None where it died. Raises what all other photos would meet."""
        try:
            answer: Answer = future.result(timeout=_FETCH_S)
        except CardscanError as error:
            raise _at(worker, error) from None
        except (ImportError, AttributeError) as error:
            raise self._lacks_us(worker, error) from None
        except (Exception, CancelledError) as error:  # KilledWorker, and what a lost connection is
            _log.debug("%s: %r", worker, error)
            return None
        return answer

    def _bereaved(self) -> Iterator[News]:
        """Tasks whose worker is gone."""
        if time.monotonic() < self._looked_s + _LOOK_S:
            return
        self._look()
        for future, running in list(self._running.items()):
            if running.worker not in self._threads and not future.done():
                del self._running[future]
                self._client.cancel([future])
                yield from _news(running.task, None)

    # --- workers -----------------------------------------------------------

    def _connect(self, scheduler: str) -> Any:
        try:
            return self._distributed.Client(scheduler, timeout=_CONNECT_S)
        except (OSError, ValueError) as error:
            raise ReaderError(
                f"{self._name} cannot be reached: {error}.", next_step=_START_ONE
            ) from None

    def _look(self, *, is_start: bool = False) -> None:
        """See which workers there are; one that cannot do what we want is refused.

        At the start that raises why; a worker that joins later is passed over.
        """
        self._looked_s = time.monotonic()
        try:
            self._threads = dict(self._client.nthreads())
            new = [worker for worker in self._threads if worker not in self._checked]
            said = self._ask(new)
        except OSError as error:
            raise ReaderError(f"{self._name} is not there any more: {error}.") from None
        for worker in new:
            try:
                self._check(worker, said.get(worker))
            except CardscanError as error:
                if is_start:
                    raise
                _log.warning("%s", error)
        self._threads = {w: n for w, n in self._threads.items() if w in self._checked}

    def _ask(self, workers: list[str]) -> dict[str, Any]:
        if not workers:
            return {}
        answers: dict[str, Any] = self._client.run(
            station.versions_here, self._order, workers=workers, on_error="return"
        )
        return answers

    def _check(self, worker: str, versions: Any) -> None:
        if isinstance(versions, CardscanError):
            raise _at(worker, versions)
        if isinstance(versions, ImportError | AttributeError):
            raise self._lacks_us(worker, versions)
        if not isinstance(versions, tuple):
            return  # it came and went
        if versions != self._versions:
            theirs = ", ".join(v for v in versions if v not in self._versions) or "less"
            ours = ", ".join(v for v in self._versions if v not in versions) or "less"
            raise ReaderError(
                f"The cluster's worker {worker} reads with {theirs}, this machine with {ours}.",
                next_step="Install the same versions on both.",
            )
        self._checked.add(worker)

    def _lacks_us(self, worker: str, error: Exception) -> CardscanError:
        return MissingDependencyError(
            f"The cluster's worker {worker} has no cardscan, or another one than this machine: "
            f"{error}.",
            next_step="Install the same version of 'cardscan-local[cluster]' there.",
        )


_START_ONE = (
    "Start it with dask scheduler and dask worker, or on this machine scripts/demo_cluster."
)


def _parcel(excerpt: Excerpt, *, whole: bool) -> Parcel:
    where = str(excerpt.path)
    if not is_url(where):
        where = os.path.abspath(excerpt.path)  # noqa: PTH100 # follows no link, which may lead elsewhere
    parcel = Parcel(str(excerpt.path), where, excerpt.first, excerpt.stop, None)
    with suppress(OSError):  # it has vanished; opening it will say so
        if whole:
            return replace(parcel, data=excerpt.path.read_bytes())
        return replace(parcel, mark=station.mark_of(excerpt.path))
    return parcel


def _news(task: Task, answer: Answer | None) -> Iterator[News]:
    if answer is None:
        yield Lost(task, "ReaderError", "The cluster's worker that read it ended.")
        return
    for given in answer.given:
        yield Counted(task, given) if isinstance(given, PageCount) else PageRead(task, given)
    yield Finished(task) if answer.lost is None else replace(answer.lost, task=task)


def _at(worker: str, error: CardscanError) -> CardscanError:
    return type(error)(
        f"On the cluster's worker {worker}: {error.message}", next_step=error.next_step
    )


def _import_distributed() -> Any:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise MissingDependencyError(
            "Dask is not installed.", next_step="Run pip install 'cardscan-local[cluster]'."
        ) from None
    # What it tells of workers that come and go is told by us where it matters.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return distributed
