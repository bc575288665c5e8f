"""What the commands say on the terminal: results on standard output, all else on standard error.

The one place that writes there. What a card, a file or a person calls itself
passes through :func:`cardscan.model.visible` on its way: it must not command
the terminal, nor look like rich's markup.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cardscan.model import visible

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = [
    "Voice",
    "ask",
    "ask_secret",
    "complain",
    "pass_voice",
    "show_code",
    "show_codes",
    "show_mistake",
    "show_table",
    "tell",
]


def tell(*lines: str, bold: bool = False, colour: str | None = None) -> None:
    """Lines of a result on standard output, in the words' own colour where NO_COLOR is set."""
    plain = bool(os.environ.get("NO_COLOR")) or not (bold or colour)
    # Above a progress bar, which stands in for the streams of a terminal while it moves.
    file = sys.stdout if sys.stdout.isatty() else None
    for line in lines or ("",):
        text = visible(line)
        click.echo(text if plain else click.style(text, bold=bold or None, fg=colour), file=file)


def complain(*lines: str) -> None:
    """Lines on standard error, said even when quiet."""
    for line in lines:
        click.echo(visible(line), file=sys.stderr)


def show_mistake(error: click.ClickException) -> None:
    """What click says of wrong usage, which repeats what was typed."""
    said = io.StringIO()
    error.show(said)
    complain(*said.getvalue().splitlines())


def show_codes(codes: str) -> None:
    """Escape codes of our own that draw a picture; never a text from outside."""
    click.echo(f"  {codes}", color=True)


def show_code(rows: Iterable[str]) -> None:
    """The rows of a QR code of our own; never a text from outside."""
    for row in rows:
        click.echo(row, color=True)


def ask(prompt: str, *, among: Sequence[str] | None = None) -> str:
    """A line of the person's, or one of some keys; Ctrl-C and the end of input raise Abort.

    Where the output goes into a pipe, the question must still be seen.
    """
    piped = among is not None or not sys.stdout.isatty()
    if among is None:
        answer = click.prompt(
            visible(prompt), default="", show_default=False, prompt_suffix="", err=piped
        )
    else:
        choice = click.Choice(among, case_sensitive=False)
        answer = click.prompt(visible(prompt), type=choice, show_choices=False, err=piped)
    return str(answer).strip()


def ask_secret(prompt: str) -> str:
    """What a person types and nobody sees."""
    return str(click.prompt(visible(prompt), hide_input=True, err=True))


def show_table(
    titles: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numbers: bool = False,
    err: bool = False,
) -> None:
    """A table on standard output or error; cells are texts, never markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(str(cell))) for cell in row))
    Console(stderr=err, highlight=False).print(table)


@dataclass(frozen=True, slots=True)
class Voice:
    """How much a command says. ``quiet`` leaves only errors, ``verbose`` adds details."""

    quiet: bool = False
    verbose: bool = False

    def say(self, text: str) -> None:
        """A line for the person in front of the terminal."""
        if not self.quiet:
            complain(text)

    def detail(self, text: str) -> None:
        """A line for those who asked for more."""
        if self.verbose:
            complain(text)

    def warn(self, text: str) -> None:
        """A line about something that went wrong, said even when quiet."""
        complain(text)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A small table of numbers on standard error."""
        if not self.quiet:
            show_table(titles, rows, numbers=True, err=True)

    @contextmanager
    def progress(self, what: str, total: int | None, *, hidden: bool = False) -> Iterator[Progress]:
        """A progress bar on standard error, shown only on a terminal, unless it is ``hidden``.

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
        )

        from cardscan.cli.left_column import LeftColumn

        shown = sys.stderr.isatty() and not self.quiet and not hidden
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            LeftColumn(),
            console=Console(stderr=True),
            disable=not shown,
            transient=True,
        ) as progress:
            progress.add_task(what, total=total)
            yield progress


pass_voice = click.make_pass_decorator(Voice, ensure=True)
