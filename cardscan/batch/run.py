"""A batch: photos in, their outcomes out in the same order, whatever happens on the way."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, field, replace
from pathlib import Path

from cardscan.batch.memory import Memory, NoMemory
from cardscan.batch.tasks import Ending, Executor, Finished, Lost, PhotoOutcome, Task
from cardscan.errors import LibraryError, MissingDependencyError, UsageError
from cardscan.folder import Input
from cardscan.model import Failure

__all__ = ["READ_AHEAD", "BatchResult", "Progress", "run_batch"]

GROUP_SIZE = 8
"""Photos that share a Tesseract process.

Reading costs 1.33 CPU-s a card alone, .80 in fours and .62 in eights (17 cards
with Tesseract), since each process loads its models; what a kill costs grows.
"""

READ_AHEAD = 4 * GROUP_SIZE
"""Photos a job that may be finished before their turn, which bounds the memory."""

_FEWEST = 4
"""Photos below which a group is not split to let all workers end at the same time.

Loading the models for another group takes longer than reading two cards.
"""

_MOST_TRIES = 2
_LOOK_AHEAD = 512  # known photos that may be passed in search of work
_HOPELESS = (MissingDependencyError, UsageError, LibraryError)
"""Errors that every other photo would meet as well."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one input gave. ``known`` says that it was not read in this run."""

    source: str
    outcomes: tuple[PhotoOutcome, ...]
    known: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; ``total`` and ``left_s`` are None where they cannot be known."""

    done: int
    known: int
    failed: int
    total: int | None
    elapsed_s: float
    left_s: float | None


def run_batch(
    inputs: Iterable[Input | Failure],
    executor: Executor,
    *,
    memory: Memory | None = None,
    group_size: int = GROUP_SIZE,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[BatchResult]:
    """Outcomes of every input, in the order of the inputs.

    Each outcome is kept in ``memory`` as soon as it is there, before its turn;
    photos that memory knows are not read, nor is the same photo twice. A group
    that is lost is tried again photo by photo, and a photo that is lost twice
    is a Failure. Only a bounded number of photos is under way or waits for its
    turn. Raises what concerns the whole batch, such as a missing Tesseract.
    """
    run = _Run(inputs, executor, memory or NoMemory(), group_size, on_progress)
    try:
        yield from run.results()
    finally:
        run.keep_what_is_finished()


@dataclass(slots=True, eq=False)
class _Place:
    """One input on its way through; ``outcomes`` is None until they are there.

    ``known``: memory holds its outcomes until its turn. ``read``: it goes to a
    worker; other inputs are known, failed or follow one with the same bytes.
    """

    input: Input | Failure
    identity: str | None = None
    outcomes: tuple[PhotoOutcome, ...] | None = None
    known: bool = False
    read: bool = False
    followers: list[_Place] = field(default_factory=list)

    @property
    def source(self) -> str:
        return self.input.source if isinstance(self.input, Failure) else str(self.input.path)

    @property
    def done(self) -> bool:
        return self.known or self.outcomes is not None


class _Run:
    """The state of one batch. A place is in ``_places`` from intake until its turn."""

    def __init__(
        self,
        inputs: Iterable[Input | Failure],
        executor: Executor,
        memory: Memory,
        group_size: int,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._inputs = iter(inputs)
        self._executor = executor
        self._memory = memory
        self._group_size = group_size
        self._places: deque[_Place] = deque()
        self._new: deque[_Place] = deque()
        self._again: deque[_Place] = deque()
        self._running: dict[int, tuple[_Place, ...]] = {}
        self._leaders: dict[str, _Place] = {}
        self._exhausted = False
        self._taken = 0
        self._tasks = 0
        self._waiting = 0  # taken from the inputs, not known, and not yet handed out
        self._meter = _Meter(len(inputs) if isinstance(inputs, Sized) else None, on_progress)

    def results(self) -> Iterator[BatchResult]:
        while True:
            self._fill()
            blocked = not self._places or not self._places[0].done
            if self._running:
                self._settle_all(self._executor.wait(None if blocked else 0))
            elif not self._places and self._exhausted:
                return
            # Before the yield: workers go on while the caller deals with the result.
            self._fill()
            if self._places and self._places[0].done:
                yield self._hand_out(self._places.popleft())

    def keep_what_is_finished(self) -> None:
        """Keep what lies ready when the batch ends early."""
        for ending in self._executor.wait(0) if self._running else ():
            if isinstance(ending, Finished):
                self._settle_all((ending,))

    # --- intake ------------------------------------------------------------

    def _fill(self) -> None:
        while self._executor.free > 0:
            task = self._next_task()
            if task is None:
                return
            self._executor.submit(task)

    def _next_task(self) -> Task | None:
        if self._again:
            return self._task((self._again.popleft(),), attempt=_MOST_TRIES)
        size = self._next_size()
        while len(self._new) < size and self._take_one():
            pass
        group = tuple(self._new.popleft() for _ in range(min(size, len(self._new))))
        return self._task(group, attempt=1) if group else None

    def _next_size(self) -> int:
        """Smaller groups towards the end, so that all workers end at about the same time."""
        left = self._meter.left(self._taken)
        jobs = self._executor.jobs
        if left is None or jobs == 1:
            return self._group_size
        under_way = sum(map(len, self._running.values()))
        share = math.ceil((left + len(self._new) + under_way) / jobs)
        return max(1, min(self._group_size, max(share // 2, min(_FEWEST, share))))

    def _task(self, places: tuple[_Place, ...], *, attempt: int) -> Task:
        self._tasks += 1
        self._running[self._tasks] = places
        return Task(self._tasks, tuple(Path(place.source) for place in places), attempt)

    def _take_one(self) -> bool:
        """Take the next input and find out what is to be done with it; False when there is none."""
        window = max(READ_AHEAD, self._group_size) * self._executor.jobs
        if self._exhausted or self._waiting >= window or len(self._places) >= _LOOK_AHEAD:
            return False
        taken = next(self._inputs, None)
        if taken is None:
            self._exhausted = True
            return False
        self._taken += 1
        place = _Place(taken)
        self._places.append(place)
        if isinstance(taken, Failure):
            self._finish(place, (taken,))
        else:
            self._sort_in(place, taken)
        return True

    def _sort_in(self, place: _Place, photo: Input) -> None:
        try:
            place.identity = self._memory.identify(photo)
        except OSError as error:
            message = f"{photo.path} cannot be read: {error.strerror}."
            self._finish(place, (Failure(source=place.source, kind="PhotoError", message=message),))
            return
        identity = place.identity
        if identity is not None and identity in self._leaders:
            self._leaders[identity].followers.append(place)
        elif identity is not None and self._memory.knows(identity):
            place.known = True
            self._meter.count(known=True)
        else:
            if identity is not None:
                self._leaders[identity] = place
            place.read = True
            self._waiting += 1
            self._new.append(place)

    # --- endings -----------------------------------------------------------

    def _settle_all(self, endings: Sequence[Ending]) -> None:
        for ending in endings:
            places = self._running.pop(ending.task.number)
            if isinstance(ending, Finished):
                self._finish_group(places, ending)
            else:
                self._lose(places, ending)

    def _finish_group(self, places: Sequence[_Place], ending: Finished) -> None:
        by_source: dict[str, list[PhotoOutcome]] = {place.source: [] for place in places}
        for outcome in ending.outcomes:
            by_source.setdefault(outcome.source, []).append(outcome)
        for place in places:
            self._keep(place, by_source[place.source])

    def _lose(self, places: Sequence[_Place], ending: Lost) -> None:
        if isinstance(ending.error, _HOPELESS):
            raise ending.error
        if ending.task.attempt < _MOST_TRIES:
            self._again.extend(places)
            return
        for place in places:
            failure = Failure(source=place.source, kind=ending.kind, message=ending.message)
            self._keep(place, [failure])

    def _keep(self, place: _Place, outcomes: Sequence[PhotoOutcome]) -> None:
        if place.identity is None or isinstance(place.input, Failure):
            self._finish(place, tuple(outcomes))
            return
        self._leaders.pop(place.identity, None)
        kept = self._memory.keep(place.identity, place.input, outcomes)
        self._finish(place, kept)
        for follower in place.followers:
            same = tuple(replace(each, source=follower.source) for each in kept)
            self._finish(follower, same)

    def _finish(self, place: _Place, outcomes: tuple[PhotoOutcome, ...]) -> None:
        place.outcomes = outcomes
        self._meter.count(failed=any(isinstance(each, Failure) for each in outcomes))

    def _hand_out(self, place: _Place) -> BatchResult:
        self._waiting -= place.read
        outcomes = place.outcomes
        if outcomes is None:
            if place.identity is None or isinstance(place.input, Failure):
                raise AssertionError("only an identified photo can be known")
            outcomes = self._memory.recall(place.identity, place.input)
        failed_before = isinstance(place.input, Failure)
        return BatchResult(place.source, outcomes, known=not place.read and not failed_before)


class _Meter:
    """Counts, and tells whoever wants to know."""

    def __init__(self, total: int | None, tell: Callable[[Progress], None] | None) -> None:
        self._total = total
        self._tell = tell
        self._started_s = time.monotonic()
        self._done = self._known = self._failed = 0

    def left(self, taken: int) -> int | None:
        return None if self._total is None else self._total - taken

    def count(self, *, known: bool = False, failed: bool = False) -> None:
        self._done += 1
        self._known += known
        self._failed += failed
        if self._tell is not None:
            self._tell(self._progress())

    def _progress(self) -> Progress:
        elapsed_s = time.monotonic() - self._started_s
        left_s = None
        read = self._done - self._known
        if self._total is not None and (read or self._done == self._total):
            # Known photos cost nothing, so they say nothing about those to come.
            left_s = elapsed_s / max(1, read) * (self._total - self._done)
        return Progress(self._done, self._known, self._failed, self._total, elapsed_s, left_s)
