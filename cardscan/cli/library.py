"""`cardscan library`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli.commands import Commands, shared_options_before
from cardscan.cli.console import Voice, tell
from cardscan.cli.library_file import existing
from cardscan.cli.library_photos import list_photos, show_photo
from cardscan.cli.merging import json_option
from cardscan.cli.options import EVENT, shared_options
from cardscan.counts import counted
from cardscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cardscan.app import purge as app

__all__ = ["command"]


@click.group(name="library", cls=Commands)
@shared_options_before
def command() -> None:
    """Look after the library: the file that remembers photos, scans and decisions.

    \b
    Example:
      cardscan library check
    """


command.add_command(list_photos)
command.add_command(show_photo)


@command.command(name="check")
@shared_options
def check(library: Path | None, voice: Voice) -> int:
    """Look for damage and say what is in the library.

    \b
    Example:
      cardscan library check
    """
    with existing(library) as opened:
        mistakes = opened.check()
        for mistake in mistakes:
            voice.warn(mistake)
        events = opened.events()
        scans = sum(1 for _ in opened.scans(discarded=True))
    counts = {"card": scans, "event": len(events), "mistake": len(mistakes)}
    tell(", ".join(counted(count, noun) for noun, count in counts.items()))
    for event in events:
        tell(f"  {event.name}: {counted(event.scans, 'card')}, {event.first:%Y-%m-%d}")
    return ExitCode.LIBRARY if mistakes else ExitCode.DONE


@command.command(name="vacuum")
@shared_options
def vacuum(library: Path | None, voice: Voice) -> None:
    """Give unused room in the library file back to the disk.

    \b
    Example:
      cardscan library vacuum
    """
    with existing(library) as opened:
        voice.say(f"{opened.vacuum() / 1e6:.1f} MB are free again.")


@command.command(name="purge")
@click.option("--event", metavar="NAME", type=EVENT, help="Remove every card of this event.")
@click.option("--person", metavar="TEXT", help="Remove every card on which this text stands.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@json_option
@shared_options
def purge(
    event: str | None,
    person: str | None,
    dry_run: bool,
    as_json: bool,
    library: Path | None,
    voice: Voice,
) -> None:
    """Remove a person or an event from the library for good.

    The scans, pictures, readings and decisions are overwritten. The photos
    themselves, the address books and their backups are not touched: they are
    named, so that you can remove the person there too.

    \b
    Example:
      cardscan library purge --person "Mareike von Petersen" --dry-run
    """
    from cardscan.app import purge as app

    if (event is None) == (person is None):
        raise UsageError("Say either --event NAME or --person TEXT.")
    with existing(library) as opened:
        done = app.purge(opened, event=event, person=person, dry_run=dry_run)
    if as_json:
        tell(json.dumps(app.to_json(done, dry_run=dry_run), ensure_ascii=False))
    for line in () if as_json else _report(done, dry_run=dry_run):
        tell(line)
    if not done.purged.overwritten:
        voice.warn(
            "The file keeps traces for now, since another program uses it or the disk is full. "
            "Afterwards run: cardscan library vacuum"
        )


def _report(done: app.Purge, *, dry_run: bool) -> Iterator[str]:
    purged = done.purged
    verb = "Would remove" if dry_run else "Removed"
    for what, count in purged.removed.items():
        if count:
            yield f"{verb} {count} of {what}"
    if not any(purged.removed.values()):
        yield "Nothing in the library matches."
    for photo in purged.photos:
        yield f"Still there, a photo: {photo}"
    for target in done.targets:
        yield f"Went to, and is not removed there: {target}"
    for backup in done.backups:
        yield f"Still there, an earlier state of an address book that undo needs: {backup}"
