"""Many photos: processes here or on a cluster, results in order, nothing finished ever lost."""

from cardscan.batch.alone import carry_out
from cardscan.batch.local import LocalExecutor
from cardscan.batch.memory import LibraryMemory, Memory, NoMemory
from cardscan.batch.run import READ_AHEAD, BatchResult, Progress, run_batch
from cardscan.batch.tasks import (
    Counted,
    Executor,
    Finished,
    Lost,
    News,
    PageRead,
    PhotoOutcome,
    Task,
    Work,
)

__all__ = [
    "READ_AHEAD",
    "BatchResult",
    "Counted",
    "Executor",
    "Finished",
    "LibraryMemory",
    "LocalExecutor",
    "Lost",
    "Memory",
    "News",
    "NoMemory",
    "PageRead",
    "PhotoOutcome",
    "Progress",
    "Task",
    "Work",
    "carry_out",
    "run_batch",
]
