"""What the commands say on the terminal: results on standard output, all else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

__all__ = ["Voice", "pass_voice"]


@dataclass(frozen=True, slots=True)
class Voice:
    """How much a command says. ``quiet`` leaves only errors, ``verbose`` adds details."""

    quiet: bool = False
    verbose: bool = False

    def say(self, text: str) -> None:
        """A line for the person in front of the terminal."""
        if not self.quiet:
            _complain(text)

    def detail(self, text: str) -> None:
        """A line for those who asked for more."""
        if self.verbose:
            _complain(text)

    def warn(self, text: str) -> None:
        """A line about something that went wrong, said even when quiet."""
        _complain(text)

    def table(self, table: Table) -> None:
        """A small table on standard error."""
        if not self.quiet:
            Console(stderr=True, highlight=False).print(table)

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[Progress]:
        """A progress bar on standard error, shown only on a terminal.

        The bar's one task has the identifier 0.
        """
        shown = sys.stderr.isatty() and not self.quiet
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            _LeftColumn(),
            console=Console(stderr=True),
            disable=not shown,
            transient=True,
        ) as progress:
            progress.add_task(what, total=total)
            yield progress


def _complain(text: str) -> None:
    # Not err=True, which finds the way around the stream that rich puts above its bar.
    click.echo(text, file=sys.stderr)


class _LeftColumn(ProgressColumn):
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


pass_voice = click.make_pass_decorator(Voice, ensure=True)
