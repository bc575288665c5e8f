"""How far a batch is, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Meter", "Progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, in pages; ``total`` and ``left_s`` are None where they are not known.

    A photo is one page; ``total`` grows when a file turns out to have more.
    """

    done: int
    known: int
    failed: int
    total: int | None
    elapsed_s: float
    left_s: float | None


class Meter:
    """Counts, and tells whoever wants to know."""

    def __init__(self, total: int | None, tell: Callable[[Progress], None] | None) -> None:
        self._total = total
        self._tell = tell
        self._started_s = time.monotonic()
        self._done = self._known = self._failed = 0

    def expect(self, pages: int) -> None:
        """Of an input, which counted as one page, it became known how many it has."""
        if self._total is not None:
            self._total += pages - 1

    def count(self, pages: int = 1, *, known: bool = False, failed: bool = False) -> None:
        """So many more pages are done."""
        self._done += pages
        self._known += pages if known else 0
        self._failed += failed
        if self._tell is not None and pages:
            self._tell(self._progress())

    def _progress(self) -> Progress:
        elapsed_s = time.monotonic() - self._started_s
        left_s = None
        read = self._done - self._known
        if self._total is not None and (read or self._done == self._total):
            # Known pages cost nothing, so they say nothing about those to come.
            left_s = elapsed_s / max(1, read) * (self._total - self._done)
        return Progress(self._done, self._known, self._failed, self._total, elapsed_s, left_s)
