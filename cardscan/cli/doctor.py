"""`cardscan doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.cli.console import Voice
from cardscan.cli.options import shared_options
from cardscan.config import load_settings
from cardscan.errors import ExitCode

__all__ = ["command"]

_SIGNS = {"good": "ok", "optional": "could be better", "missing": "MISSING"}


@click.command(name="doctor")
@shared_options
def command(library: Path | None, voice: Voice) -> int:
    """Say what is installed, what is missing, and the command that mends it.

    \b
    Example:
      cardscan doctor
    """
    from rich.console import Console
    from rich.table import Table

    from cardscan.app.doctor import Health, examine

    checks = tuple(examine(load_settings(options={"library": library}).library))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("", "what", "how it is", "what to do"):
        table.add_column(title, overflow="fold")
    for check in checks:
        if not voice.quiet or check.health is not Health.GOOD:
            table.add_row(_SIGNS[check.health], check.name, check.detail, check.mend or "")
    Console(highlight=False).print(table)
    missing = any(check.health is Health.MISSING for check in checks)
    return ExitCode.MISSING if missing else ExitCode.DONE
