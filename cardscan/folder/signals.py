"""A graceful end: the first Ctrl-C or SIGTERM asks, the second insists."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["ending_gracefully"]


@contextmanager
def ending_gracefully(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` on the first SIGINT or SIGTERM; raise KeyboardInterrupt on the second.

    Works in the main thread only. ``stop`` must be safe inside a signal handler.
    """
    asked = False

    def answer(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        stop()

    before = {each: signal.signal(each, answer) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
