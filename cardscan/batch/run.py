"""A batch: photos in, what their pages gave out in the same order, whatever happens on the way."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass

from cardscan.batch.memory import Memory, NoMemory
from cardscan.batch.meter import Meter, Progress
from cardscan.batch.place import Place
from cardscan.batch.tasks import (
    Counted,
    Executor,
    Finished,
    Lost,
    News,
    PageRead,
    PhotoOutcome,
    Task,
)
from cardscan.errors import LibraryError, MissingDependencyError, UsageError
from cardscan.folder import Input
from cardscan.model import Excerpt, Failure, ReadPage

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

_FIRST = 2
"""Photos of a long batch's first group, so that whoever waits soon sees that it goes well."""

_MOST_PAGES = 4 * GROUP_SIZE
"""Pages of a long file that one worker is given at a time: it opens the file once for them."""

_MOST_TRIES = 2
_LOOK_AHEAD = 512  # known photos that may be passed in search of work
_HOPELESS = (MissingDependencyError, UsageError, LibraryError)
"""Errors that every other photo would meet as well."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one page of an input gave. ``known`` says that it was not read in this run."""

    source: str
    outcomes: tuple[PhotoOutcome, ...]
    known: bool = False
    page: int = 0


def run_batch(
    inputs: Iterable[Input | Failure],
    executor: Executor,
    *,
    memory: Memory | None = None,
    group_size: int = GROUP_SIZE,
    on_progress: Callable[[Progress], None] | None = None,
    grace_s: float = 0.0,
    on_grace: Callable[[], None] = lambda: None,
) -> Iterator[BatchResult]:
    """What every page of every input gave, in the order of the inputs.

    Each page is kept in ``memory`` as soon as it is read, before its turn;
    pages that memory knows are not read, nor is the same photo twice. A group
    that is lost is tried again page by page, and a page that is lost twice
    is a Failure. Only a bounded number of photos is under way or waits for its
    turn. After a KeyboardInterrupt what is under way has ``grace_s`` to be
    finished, a second one cuts that short, and all that is read is handed out.
    Raises what concerns the whole batch, such as a missing Tesseract.
    """
    run = _Run(inputs, executor, memory or NoMemory(), group_size, on_progress)
    try:
        yield from run.results()
    except KeyboardInterrupt:
        if grace_s and run.is_at_work:
            on_grace()
        run.finish_what_is_under_way(grace_s)
        yield from run.last_results()
        raise
    finally:
        run.keep_what_is_finished()


class _Run:
    """The state of one batch. A place is in ``_places`` from intake until its turn is over."""

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
        self._places: deque[Place] = deque()
        self._new: deque[Place] = deque()
        self._rest: deque[tuple[Place, int, int]] = deque()
        self._again: deque[tuple[Place, Excerpt]] = deque()
        self._running: dict[int, dict[str, tuple[Place, Excerpt]]] = {}
        self._leaders: dict[str, Place] = {}
        self._exhausted = False
        self._total = len(inputs) if isinstance(inputs, Sized) else None
        self._taken = 0
        self._tasks = 0
        self._waiting = 0  # taken from the inputs, to be read, and not yet handed out
        self._meter = Meter(self._total, on_progress)

    def results(self) -> Iterator[BatchResult]:
        while True:
            self._fill()
            blocked = not self._places or not self._places[0].is_ready
            if self._running:
                self._hear_all(self._executor.wait(None if blocked else 0))
            elif not self._places and self._exhausted:
                return
            # Before the yield: workers go on while the caller deals with the result.
            self._fill()
            if self._places and self._places[0].is_ready:
                yield self._hand_out(self._places[0])
                if self._places[0].is_over:
                    self._waiting -= self._places.popleft().read

    @property
    def is_at_work(self) -> bool:
        """Whether photos are under way."""
        return bool(self._running)

    def finish_what_is_under_way(self, grace_s: float) -> None:
        """Wait for the tasks under way, until another KeyboardInterrupt at the latest."""
        until_s = time.monotonic() + grace_s
        try:
            while self._running and (left_s := until_s - time.monotonic()) > 0:
                self._hear_all(self._executor.wait(left_s))
        except KeyboardInterrupt:
            return

    def last_results(self) -> Iterator[BatchResult]:
        """All that is read, in order, when nothing more will be."""
        self.keep_what_is_finished()
        for place in self._places:
            for page in sorted(place.settled):
                place.turn = page
                yield self._hand_out(place)

    def keep_what_is_finished(self) -> None:
        """Keep what lies ready when the batch ends early."""
        news = self._executor.wait(0) if self._running else ()
        self._hear_all([each for each in news if not isinstance(each, Lost)])

    # --- intake ------------------------------------------------------------

    def _fill(self) -> None:
        while self._executor.free > 0:
            task = self._next_task()
            if task is None:
                return
            self._executor.submit(task)

    def _next_task(self) -> Task | None:
        if self._again:
            return self._task([self._again.popleft()], attempt=_MOST_TRIES)
        if self._rest:
            return self._task([self._next_pages()], attempt=1)
        size = self._next_size()
        while len(self._new) < size and self._take_one():
            pass
        if self._rest:
            return self._next_task()
        group = [self._new.popleft() for _ in range(min(size, len(self._new)))]
        firsts = [(place, self._excerpt(place, 0, self._group_size)) for place in group]
        return self._task(firsts, attempt=1) if firsts else None

    def _next_size(self) -> int:
        """Smaller groups towards the end, so that all workers end at about the same time."""
        jobs, size = self._executor.jobs, self._group_size
        if self._total is None:
            return size
        under_way = sum(map(len, self._running.values()))
        share = math.ceil((self._total - self._taken + len(self._new) + under_way) / jobs)
        if not self._tasks and share > 2 * size:
            return min(_FIRST, size)
        return size if jobs == 1 else max(1, min(size, max(share // 2, min(_FEWEST, share))))

    def _next_pages(self) -> tuple[Place, Excerpt]:
        """Some of the pages that a long file still has, so many that all workers get some."""
        place, first, stop = self._rest.popleft()
        share = math.ceil((stop - first) / (2 * self._executor.jobs))
        until = min(stop, first + max(self._group_size, min(_MOST_PAGES, share)))
        if until < stop:
            self._rest.appendleft((place, until, stop))
        return place, self._excerpt(place, first, until)

    def _excerpt(self, place: Place, first: int, stop: int) -> Excerpt:
        if isinstance(place.input, Failure):
            raise AssertionError("an input that failed is not read")
        return Excerpt(place.input.path, first, stop)

    def _task(self, parts: Sequence[tuple[Place, Excerpt]], *, attempt: int) -> Task:
        self._tasks += 1
        self._running[self._tasks] = {place.source: (place, part) for place, part in parts}
        return Task(self._tasks, tuple(part for _, part in parts), attempt)

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
        place = Place(taken)
        self._places.append(place)
        if isinstance(taken, Failure):
            self._fail(place, taken)
        else:
            self._sort_in(place, taken)
        return True

    def _sort_in(self, place: Place, photo: Input) -> None:
        try:
            place.identity = self._memory.identify(photo)
        except OSError as error:
            message = f"{photo.path} cannot be read: {error.strerror}."
            self._fail(place, Failure(source=place.source, kind="PhotoError", message=message))
            return
        identity = place.identity
        if identity is not None and identity in self._leaders:
            self._leaders[identity].followers.append(place)
            return
        known = None if identity is None else self._memory.pages(identity)
        lacks = [] if known is None else place.know(*known)
        if known is not None:
            self._meter.expect(known[0])
            self._meter.count(len(place.settled), known=True)
            if not lacks:
                return
        if identity is not None:
            self._leaders[identity] = place
        place.read = True
        self._waiting += 1
        if known is None:
            self._new.append(place)
        self._rest.extend((place, first, stop) for first, stop in lacks)

    # --- news --------------------------------------------------------------

    def _hear_all(self, news: Iterable[News]) -> None:
        for each in news:
            parts = self._running[each.task.number]
            if isinstance(each, Counted):
                self._count(*parts[each.count.source], each.count.pages)
            elif isinstance(each, PageRead):
                self._settle(*parts[each.page.source], each.page)
            elif isinstance(each, Finished):
                for page in each.pages:
                    self._settle(*parts[page.source], page)
                del self._running[each.task.number]
            else:
                del self._running[each.task.number]
                self._lose(list(parts.values()), each)

    def _count(self, place: Place, part: Excerpt, pages: int) -> None:
        """Learn how long a file is: the pages that nobody has been given are there to be read."""
        if place.count is not None:
            return
        place.count = pages
        self._meter.expect(pages)
        if part.stop is not None and part.stop < pages:
            self._rest.append((place, part.stop, pages))

    def _settle(self, place: Place, part: Excerpt, page: ReadPage) -> None:
        self._count(place, part, page.pages)
        if not place.is_open(page.page):
            return
        outcomes: tuple[PhotoOutcome, ...] | None = page.outcomes
        failed = any(isinstance(each, Failure) for each in page.outcomes)
        if place.identity is not None and isinstance(place.input, Input):
            outcomes, is_kept = self._memory.keep(place.identity, place.input, page)
            if not is_kept:
                place.lost[page.page] = outcomes
            elif place.count != 1 and place is not self._places[0]:
                outcomes = None  # a long file's pages would fill the memory until their turn
        place.settled[page.page] = outcomes
        self._meter.count(failed=failed)
        self._settle_followers(place)

    def _settle_followers(self, place: Place) -> None:
        if not place.is_settled or place.identity is None:
            return
        self._leaders.pop(place.identity, None)
        for follower in place.followers:
            follower.follow(place)
            self._meter.expect(follower.count or 1)
            self._meter.count(len(follower.settled))
        place.followers.clear()

    def _lose(self, parts: Sequence[tuple[Place, Excerpt]], ending: Lost) -> None:
        if isinstance(ending.error, _HOPELESS):
            raise ending.error
        for place, part in parts:
            if place.count is None and ending.task.attempt >= _MOST_TRIES:
                self._give_up(place, part, ending, None)
            elif place.count is None:
                self._again.append((place, part))
            else:
                self._lose_pages(place, part, ending)

    def _lose_pages(self, place: Place, part: Excerpt, ending: Lost) -> None:
        """Try each page alone that may be to blame, or give up the one that was tried alone."""
        stop = min(part.stop or place.count or 0, place.count or 0)
        open_pages = [page for page in range(part.first, stop) if place.is_open(page)]
        if ending.task.attempt >= _MOST_TRIES and stop - part.first == 1:
            for page in open_pages:
                self._give_up(place, part, ending, page)
            return
        suspects, others = open_pages[: self._group_size], open_pages[self._group_size :]
        self._again.extend((place, self._excerpt(place, page, page + 1)) for page in suspects)
        if others:
            self._rest.appendleft((place, others[0], others[-1] + 1))

    def _give_up(self, place: Place, part: Excerpt, ending: Lost, page: int | None) -> None:
        pages = place.count or 1
        named = page if pages > 1 else None
        failure = Failure(source=place.source, kind=ending.kind, message=ending.message, page=named)
        self._settle(
            place,
            part,
            ReadPage(source=place.source, page=page or 0, pages=pages, outcomes=(failure,)),
        )

    def _fail(self, place: Place, failure: Failure) -> None:
        place.count, place.settled[0] = 1, (failure,)
        self._meter.count(failed=True)

    def _hand_out(self, place: Place) -> BatchResult:
        page = place.turn
        outcomes = place.settled.pop(page)
        place.turn = page + 1
        if outcomes is None:
            if place.identity is None or isinstance(place.input, Failure):
                raise AssertionError("only an identified photo can be known")
            outcomes = self._memory.recall(place.identity, place.input, page)
        failed_before = isinstance(place.input, Failure)
        known = not place.read and not failed_before
        return BatchResult(place.source, outcomes, known=known, page=page)
