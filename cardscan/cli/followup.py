"""`cardscan followup`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli.books import look_into, opening_books
from cardscan.cli.console import Voice, tell
from cardscan.cli.options import ANY_BOOK, DAY, EVENT, settings_from, shared_options
from cardscan.config import Settings
from cardscan.counts import counted
from cardscan.errors import ExitCode, UsageError
from cardscan.model import Place, Rhythm

if TYPE_CHECKING:
    from cardscan.app.followup import Followup
    from cardscan.formats.ics import CalendarEvent
    from cardscan.library import Given

__all__ = ["command"]


@click.command(name="followup")
@click.argument("url", required=False, metavar="[URL]")
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
    "--calendar", metavar="NAME", help="Which calendar, where the account of URL has several."
)
@click.option(
    "--since",
    type=DAY,
    metavar="DATE",
    help="Only what is new or changed since this day.",
)
@shared_options
def command(
    url: str | None,
    event: str | None,
    books: tuple[Place, ...],
    out: str,
    listed: bool,
    every: str | None,
    calendar: str | None,
    since: datetime | None,
    library: Path | None,
    voice: Voice,
) -> int:
    """Write reminders to keep in touch, and birthdays, for the calendar you have.

    With a URL they go straight into a calendar of that account (CalDAV): each
    once, never over what you changed or deleted there. Each person is due three
    working days after you met, at most five in a day, then in the rhythm that you
    say. What was promised is due on its day.

    \b
    Example:
      cardscan followup --event "Fair 2026" --out followup.ics
      cardscan followup https://cloud.example.org
    """
    from cardscan.app import followup

    target = Path(out)
    server = _server(url, out, calendar)
    settings = settings_from({"library": library}, *books, None if out == "-" else target)
    if not listed and server is None:
        followup.check_is_calendar(target)
    rhythm, once = _parse_every(every)
    wanted = followup.Wanted(event, look_into(settings, voice, books), rhythm, once)
    today = date.today()
    found = followup.find_followup(settings.library, wanted, today=today)
    if not found.people and not found.reminders:
        voice.warn(_what_to_do(found, event))
        if server is not None or (out != "-" and target.exists()):
            return ExitCode.DONE  # an older calendar is better than none
    if listed:
        for line in followup.lines_of(found, today=today):
            tell(line)
        return ExitCode.DONE
    day = since.date() if since else None
    made = found.calendar(today=today, now=datetime.now(UTC), since=day)
    if server is not None:
        is_whole = event is None and day is None
        return _enter(server, calendar, made, found, settings, voice, is_whole=is_whole)
    followup.write_calendar(settings.library, made, target)
    voice.say(f"{counted(len(made), 'reminder')}{'' if out == '-' else f' in {out}'}.")
    return ExitCode.DONE


def _server(url: str | None, out: str, calendar: str | None) -> str | None:
    """The URL of the account; None for a file. Raises UsageError for what is neither."""
    if url is None:
        if calendar is not None:
            raise UsageError("--calendar is of an account: name its URL as well.")
        return None
    if not Place.parse(url).url:
        raise UsageError(f"{url} is no URL.", next_step="Name a file by --out FILE.ics.")
    if out != "-":
        raise UsageError("Reminders go to a URL or to a file, not to both at a time.")
    return url


def _enter(
    url: str,
    name: str | None,
    made: Sequence[tuple[CalendarEvent, Given]],
    found: Followup,
    settings: Settings,
    voice: Voice,
    *,
    is_whole: bool,
) -> int:
    from cardscan.app.calendar import enter_reminders, lines_about

    with opening_books(settings, voice, book=name, what="reminders") as opened:
        calendar = opened.calendar(url)
        entered, left = enter_reminders(
            calendar, made, found, settings.library, today=date.today(), is_whole=is_whole
        )
        for remark in (*entered.remarks, *left):
            voice.warn(remark)
        for line in lines_about(entered, calendar, len(made)):
            voice.say(line)
    return ExitCode.SOME_FAILED if entered.failed else ExitCode.DONE


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
