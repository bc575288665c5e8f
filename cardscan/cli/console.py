"""What the commands say on the terminal: results on standard output, all else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table

__all__ = ["Voice", "pass_voice"]


@dataclass(frozen=True, slots=True)
class Voice:
    """How much a command says. ``quiet`` leaves only errors, ``verbose`` adds details."""

    quiet: bool = False
    verbose: bool = False

    def say(self, text: str) -> None:
        """A line for the person in front of the terminal."""
        if not self.quiet:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """A line for those who asked for more."""
        if self.verbose:
            click.echo(text, err=True)

    def warn(self, text: str) -> None:
        """A line about something that went wrong, said even when quiet."""
        click.echo(text, err=True)

    def table(self, table: Table) -> None:
        """A small table on standard error."""
        from rich.console import Console

        if not self.quiet:
            Console(stderr=True, highlight=False).print(table)

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[Progress]:
        """A progress bar on standard error, shown only on a terminal.

        The bar's one task has the identifier 0.
        """
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        shown = sys.stderr.isatty() and not self.quiet
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not shown,
            transient=True,
        ) as progress:
            progress.add_task(what, total=total)
            yield progress


pass_voice = click.make_pass_decorator(Voice, ensure=True)
