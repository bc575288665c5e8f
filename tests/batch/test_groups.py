"""How many photos share a process: enough to spare its start, few enough to end together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cardscan.batch import Finished, News, Task, run_batch
from cardscan.folder import Input
from cardscan.model import Excerpt, ReadPage, Scan


class InTurn:
    """An executor without processes: carries out one task a wait, the longest waiting first."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.groups: list[int] = []
        self._tasks: list[Task] = []

    @property
    def free(self) -> int:
        return self.jobs - len(self._tasks)

    def submit(self, task: Task) -> None:
        self.groups.append(len(task.excerpts))
        self._tasks.append(task)

    def wait(self, timeout_s: float | None = None) -> Sequence[News]:
        if timeout_s == 0:
            return ()
        task = self._tasks.pop(0)
        return (Finished(task, tuple(map(_read, task.excerpts))),)


def _read(excerpt: Excerpt) -> ReadPage:
    scan = Scan(source=str(excerpt.path), sha256="")
    return ReadPage(source=scan.source, page=0, pages=1, outcomes=(scan,))


@pytest.mark.parametrize(
    ("photos", "jobs", "groups"),
    [
        (1, 1, [1]),
        (1, 2, [1]),
        (3, 1, [3]),
        (3, 2, [2, 1]),
        (8, 2, [4, 4]),
        (16, 1, [8, 8]),
        (60, 1, [2] + [8] * 7 + [2]),
        (60, 2, [2] + [8] * 5 + [6, 4, 4, 4]),
        (300, 1, [2] + [8] * 37 + [2]),
        (20, 8, [3] * 6 + [2]),
    ],
)
def test_groups_are_large_and_a_long_batch_begins_and_ends_with_small_ones(
    photos: int, jobs: int, groups: list[int]
) -> None:
    executor = InTurn(jobs)
    inputs = [Input(Path(f"{number}.jpg")) for number in range(photos)]
    results = list(run_batch(inputs, executor))
    assert [each.source for each in results] == [str(each.path) for each in inputs]
    assert executor.groups == groups
