"""`cardscan config`."""

from __future__ import annotations

from typing import Any

import click

from cardscan.cli.console import Voice
from cardscan.cli.options import reading_options, settings_from, shared_options
from cardscan.config import config_path

__all__ = ["command"]


@click.group(name="config")
def command() -> None:
    """Say which settings hold and where each comes from.

    \b
    Example:
      cardscan config show
    """


@command.command(name="show")
@reading_options
@shared_options
def show(voice: Voice, **options: Any) -> None:  # noqa: ARG001 - every command takes --quiet
    """Print every setting, its value and where it comes from.

    \b
    Example:
      cardscan config show
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("setting", "value", "from"):
        table.add_column(title, overflow="fold")
    for name, value, origin in settings_from(options).rows():
        table.add_row(name, _text(value), str(origin))
    Console(highlight=False).print(table)
    click.echo(f"The configuration file is {config_path()}.")


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(each) for each in value) or "none"
    return "none" if value is None else str(value.folder if hasattr(value, "folder") else value)
