"""One piece of work in a supervised process: bounded in time and memory like those of a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cardscan.batch.local import LocalExecutor
from cardscan.batch.tasks import Lost, PageRead, Task
from cardscan.errors import ReaderError
from cardscan.model import Excerpt

__all__ = ["carry_out"]


def carry_out(
    work: Callable[[tuple[Excerpt, ...]], Iterable[Any]],
    excerpt: Excerpt,
    *,
    timeout_s: float,
    memory_mb: int,
) -> Any:
    """What the work gives last, but for counts of pages; picklable, as the work is.

    Raises the work's own errors, and ReaderError where it takes too long or too
    much memory, or crashes.
    """
    answer = None
    with LocalExecutor(work, jobs=1, timeout_s=timeout_s, memory_mb=memory_mb) as executor:
        executor.submit(Task(1, (excerpt,)))
        while executor.free == 0:
            for news in executor.wait():
                if isinstance(news, PageRead):
                    answer = news.page
                elif isinstance(news, Lost):
                    raise news.error or ReaderError(f"{excerpt.path.name}: {news.message}")
    return answer
