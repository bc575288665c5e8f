"""Time as a watcher needs it: injected, so that a test need not wait."""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from typing import Protocol

__all__ = ["Bell", "Clock", "SystemClock"]

Bell = SimpleQueue[None]
"""Something to ring; its ``put`` is the one wake-up that is safe inside a signal handler."""


class Clock(Protocol):
    """Tells the time that has passed, and waits."""

    def monotonic_s(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    def time_s(self) -> float:
        """Seconds since 1970, as files' times are told."""
        ...

    def wait(self, bell: Bell, timeout_s: float) -> None:
        """Wait until the bell rings, at most so long."""
        ...


class SystemClock:
    """The machine's own clock."""

    def monotonic_s(self) -> float:
        return time.monotonic()

    def time_s(self) -> float:
        return time.time()

    def wait(self, bell: Bell, timeout_s: float) -> None:
        try:
            bell.get(timeout=timeout_s)
        except Empty:
            return
