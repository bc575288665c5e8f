"""The time left, as a column of a progress bar."""

from __future__ import annotations

from rich.progress import ProgressColumn, Task
from rich.text import Text

__all__ = ["LeftColumn"]


class LeftColumn(ProgressColumn):
    """The time left that the work itself told last (``left_s``), counting down from then.

    What is told comes in leaps, a group of photos at a time; where the next
    one is late, nobody knows.
    """

    def render(self, task: Task) -> Text:
        left_s, told_s = task.fields.get("left_s"), task.fields.get("elapsed_s")
        now_s = task.elapsed
        if left_s is None or told_s is None or now_s is None or (over := now_s - told_s) > left_s:
            return Text("-:--:--", style="progress.remaining")
        seconds = round(left_s - max(0.0, over))
        clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        return Text(clock, style="progress.remaining")
