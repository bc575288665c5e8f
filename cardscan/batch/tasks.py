"""What passes between a batch and whoever carries its work out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cardscan.errors import CardscanError
from cardscan.model import Failure, Scan

__all__ = ["Ending", "Executor", "Finished", "Lost", "PhotoOutcome", "Task", "Work"]

PhotoOutcome = Scan | Failure
"""One result of one photo."""

Work = Callable[[tuple[Path, ...]], Iterable[PhotoOutcome]]
"""Reads a small group of photos; picklable. The source of each outcome is ``str(path)``."""


@dataclass(frozen=True, slots=True)
class Task:
    """A group of photos for one worker; ``attempt`` counts from 1."""

    number: int
    paths: tuple[Path, ...]
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that was carried out."""

    task: Task
    outcomes: tuple[PhotoOutcome, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that came to no end: the worker died or was stopped, or the work raised ``error``.

    ``message`` is a sentence about a single photo.
    """

    task: Task
    kind: str
    message: str
    error: CardscanError | None = None


Ending = Finished | Lost


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

    def wait(self, timeout_s: float | None = None) -> Sequence[Ending]:
        """The tasks that came to an end; waits for one, at most so long."""
        ...
