"""How many photos share a process: enough to spare its start, few enough to end together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cardscan.batch import Ending, Finished, Task, run_batch
from cardscan.folder import Input
from cardscan.model import Scan


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
        self.groups.append(len(task.paths))
        self._tasks.append(task)

    def wait(self, timeout_s: float | None = None) -> Sequence[Ending]:
        if timeout_s == 0:
            return ()
        task = self._tasks.pop(0)
        scans = (Scan(source=str(path), sha256="") for path in task.paths)
        return (Finished(task, tuple(scans)),)


@pytest.mark.parametrize(
    ("photos", "jobs", "groups"),
    [
        (1, 1, [1]),
        (1, 2, [1]),
        (3, 1, [3]),
        (3, 2, [2, 1]),
        (8, 2, [4, 4]),
        (60, 1, [8] * 7 + [4]),
        (60, 2, [8] * 5 + [7, 5, 4, 4]),
        (300, 1, [8] * 37 + [4]),
        (20, 8, [3] * 6 + [2]),
    ],
)
def test_groups_are_large_and_end_small(photos: int, jobs: int, groups: list[int]) -> None:
    executor = InTurn(jobs)
    inputs = [Input(Path(f"{number}.jpg")) for number in range(photos)]
    results = list(run_batch(inputs, executor))
    assert [each.source for each in results] == [str(each.path) for each in inputs]
    assert executor.groups == groups
