"""`cardscan doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.app.doctor import Health, examine
from cardscan.cli.console import Voice, show_table
from cardscan.cli.options import shared_options
from cardscan.config import load_settings
from cardscan.errors import ExitCode

__all__ = ["command"]

_SIGNS = {Health.GOOD: "ok", Health.OPTIONAL: "could be better", Health.MISSING: "MISSING"}


@click.command(name="doctor")
@shared_options
def command(library: Path | None, voice: Voice) -> int:
    """Say what is installed, what is missing, and the command that mends it.

    \b
    Example:
      cardscan doctor
    """
    checks = tuple(examine(load_settings(options={"library": library}).library))
    rows = [
        (_SIGNS[check.health], check.name, check.detail, check.mend or "")
        for check in checks
        if not voice.quiet or check.health is not Health.GOOD
    ]
    show_table(("", "what", "how it is", "what to do"), rows)
    missing = any(check.health is Health.MISSING for check in checks)
    return ExitCode.MISSING if missing else ExitCode.DONE
