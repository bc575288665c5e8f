"""What passes between a batch and whoever carries its work out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cardscan.errors import CardscanError
from cardscan.model import Excerpt, Failure, PageCount, ReadPage, Scan

__all__ = [
    "Counted",
    "Executor",
    "Finished",
    "Lost",
    "News",
    "PageRead",
    "PhotoOutcome",
    "Task",
    "Work",
]

PhotoOutcome = Scan | Failure
"""One result of one photo."""

Work = Callable[[tuple[Excerpt, ...]], Iterable[ReadPage | PageCount]]
"""Reads pages of a small group of photos; picklable.

The source of each page is ``str(excerpt.path)``. All that it gives is a sign of life.
"""


@dataclass(frozen=True, slots=True)
class Task:
    """Pages of a group of photos for one worker; ``attempt`` counts from 1."""

    number: int
    excerpts: tuple[Excerpt, ...]
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """A task under way has opened a file and knows how many pages it has."""

    task: Task
    count: PageCount


@dataclass(frozen=True, slots=True)
class PageRead:
    """A task under way has read a page."""

    task: Task
    page: ReadPage


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that was carried out; ``pages`` are those that it had not told of yet."""

    task: Task
    pages: tuple[ReadPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that came to no end: the worker died or was stopped, or the work raised ``error``.

    ``message`` is a sentence about a single page.
    """

    task: Task
    kind: str
    message: str
    error: CardscanError | None = None


News = Counted | PageRead | Finished | Lost


class Executor(Protocol):
    """Carries tasks out, several at a time: processes on this machine, or a cluster."""

    @property
    def jobs(self) -> int:
        """How many tasks run at the same time."""
        ...

    @property
    def free(self) -> int:
        """How many tasks it would begin at once."""
        ...

    def submit(self, task: Task) -> None:
        """Begin a task; only when :attr:`free` is above 0."""
        ...

    def wait(self, timeout_s: float | None = None) -> Sequence[News]:
        """What became of the tasks under way; waits for something, at most so long."""
        ...
