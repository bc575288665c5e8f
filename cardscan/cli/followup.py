"""`cardscan followup`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli.books import look_into
from cardscan.cli.console import Voice, tell
from cardscan.cli.options import ANY_BOOK, EVENT, settings_from, shared_options
from cardscan.counts import counted
from cardscan.errors import UsageError
from cardscan.model import Place, Rhythm

if TYPE_CHECKING:
    from cardscan.app.followup import Followup

__all__ = ["command"]


@click.command(name="followup")
@click.option("--event", metavar="NAME", type=EVENT, help="Only people met at this event.")
@click.option(
    "--book",
    "books",
    metavar="BOOK",
    type=ANY_BOOK,
    multiple=True,
    help="An address book whose birthdays go to the calendar; may be said several times.",
)
@click.option(
    "--out",
    default="-",
    metavar="FILE.ics",
    help="The calendar to write (default: standard output).",
)
@click.option(
    "--list", "listed", is_flag=True, help="Show the reminders instead of writing a calendar."
)
@click.option(
    "--every",
    metavar="RHYTHM",
    help='From now on also remind of these people so often, e.g. "6 months", or once.',
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only what is new or changed since this day.",
)
@shared_options
def command(
    event: str | None,
    books: tuple[Place, ...],
    out: str,
    listed: bool,
    every: str | None,
    since: datetime | None,
    library: Path | None,
    voice: Voice,
) -> None:
    """Write reminders to keep in touch, and birthdays, for the calendar you have.

    Each person is due three working days after you met, at most five in a day,
    then in the rhythm that you say. What was promised is due on its day.

    \b
    Example:
      cardscan followup --event "Fair 2026" --out followup.ics
    """
    from cardscan.app.followup import (
        Wanted,
        check_is_calendar,
        find_followup,
        lines_of,
        write_calendar,
    )

    target = Path(out)
    settings = settings_from({"library": library}, *books, None if out == "-" else target)
    if not listed:
        check_is_calendar(target)
    rhythm, once = _parse_every(every)
    wanted = Wanted(event, look_into(settings, voice, books), rhythm, once)
    today = date.today()
    found = find_followup(settings.library, wanted, today=today)
    if not found.people and not found.reminders:
        voice.warn(_what_to_do(found, event))
        if out != "-" and target.exists():
            return  # an older calendar is better than none
    if listed:
        tell(*lines_of(found, today=today))
        return
    day = since.date() if since else None
    calendar = found.calendar(today=today, now=datetime.now(UTC), since=day)
    write_calendar(settings.library, calendar, target)
    voice.say(f"{counted(len(calendar), 'reminder')}{'' if out == '-' else f' in {out}'}.")


def _parse_every(every: str | None) -> tuple[Rhythm | None, bool]:
    """The rhythm, and whether ``once`` was said. Raises UsageError."""
    if every is None or every.strip().casefold() == "once":
        return None, every is not None
    try:
        return Rhythm.parse(every), False
    except ValueError:
        raise UsageError(
            f"--every {every} is not allowed: it takes a rhythm such as 6 months, or once."
        ) from None


def _what_to_do(found: Followup, event: str | None) -> str:
    if event is not None and found.events:
        known = ", ".join(found.events[-5:])
        return f"No card is of the event {event}. The library has: {known}."
    return (
        "There is nobody to be reminded of: scan cards first, or name an address book with "
        "birthdays by --book."
    )
