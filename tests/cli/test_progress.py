"""The progress bar: what is said beside it, and the time that is left."""

from __future__ import annotations

import os
import pty
import re
import sys

import pytest
from rich.progress import Progress

from cardscan.cli.console import Voice
from cardscan.cli.left_column import LeftColumn


def test_a_line_that_is_said_stands_above_the_bar_and_not_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with Voice().progress("photos", 3):
            Voice().warn("a.jpg: it is cut off.")
        terminal.flush()
        shown = os.read(ours, 65_536).decode()
    os.close(ours)
    (line,) = [each for each in re.split(r"\r?\n|\r|\x1b\[2K", shown) if "cut off" in each]
    assert line == "a.jpg: it is cut off."


@pytest.mark.parametrize(
    ("now_s", "told", "shown"),
    [
        (12.0, (90.0, 10.0), "0:01:28"),
        (100.0, (90.0, 10.0), "0:00:00"),
        (101.0, (90.0, 10.0), "-:--:--"),
        (12.0, (None, None), "-:--:--"),
    ],
)
def test_the_time_left_counts_down_from_what_was_told_and_admits_to_be_wrong(
    now_s: float, told: tuple[float | None, float | None], shown: str
) -> None:
    progress = Progress(get_time=lambda: now_s)
    number = progress.add_task("photos", total=40, start=False)
    progress.update(number, left_s=told[0], elapsed_s=told[1])
    progress.tasks[0].start_time = 0.0
    assert LeftColumn().render(progress.tasks[0]).plain == shown
