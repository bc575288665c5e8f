"""`cardscan config`."""

from __future__ import annotations

from typing import Any

import click

from cardscan.cli.commands import Commands, shared_options_before
from cardscan.cli.console import Voice, show_table, tell
from cardscan.cli.options import reading_options, settings_from, shared_options
from cardscan.config import config_path
from cardscan.model import Account

__all__ = ["command"]


@click.group(name="config", cls=Commands)
@shared_options_before
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
    rows = settings_from(options).rows()
    show_table(
        ("setting", "value", "from"), [(name, _text(value), origin) for name, value, origin in rows]
    )
    tell(f"The configuration file is {config_path()}.")


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(each) for each in value) or "none"
    if isinstance(value, Account):
        return value.url
    return "none" if value is None else str(value.folder if hasattr(value, "folder") else value)
