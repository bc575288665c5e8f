"""`cardscan event`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cardscan.cli.console import Voice, tell
from cardscan.cli.options import EVENT, settings_from, shared_options

__all__ = ["command"]


@click.command(name="event")
@click.argument("name", type=EVENT)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is told.",
)
@shared_options
def command(name: str, chosen: str, library: Path | None, voice: Voice) -> None:  # noqa: ARG001 - every command has one
    """Show an event on one page: whom you met and knew, what was promised and is due.

    \b
    Example:
      cardscan event "Fair 2026"
    """
    from cardscan.app.event import event_json, event_lines, find_event
    from cardscan.app.keep import library_of_people

    with library_of_people(
        settings_from({"library": library}).library, "Scan cards first."
    ) as opened:
        page = find_event(opened, name, today=date.today())
    if chosen == "json":
        tell(event_json(page))
    else:
        tell(*event_lines(page))
