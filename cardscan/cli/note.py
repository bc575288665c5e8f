"""`cardscan note`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from cardscan.cli.console import Voice, tell
from cardscan.cli.keeping import note_in_book
from cardscan.cli.options import BOOK, DAY, settings_from, shared_options
from cardscan.errors import UsageError
from cardscan.model import Place

__all__ = ["command"]


@click.command(name="note")
@click.argument("name", required=False)
@click.argument("text", required=False)
@click.option(
    "--by",
    type=DAY,
    metavar="DATE",
    help="It is a promise for this day, of which followup reminds you.",
)
@click.option(
    "--every",
    metavar="RHYTHM",
    help='Be reminded of this person so often ("6 months"), never, or as of others (default).',
)
@click.option(
    "--book",
    metavar="BOOK",
    type=BOOK,
    help="An address book to look for the person in as well; the note comes into it.",
)
@click.option("--done", type=int, metavar="N", help="The promise of note N is kept.")
@click.option("--remove", type=int, metavar="N", help="Take note N back.")
@shared_options
def command(
    name: str | None,
    text: str | None,
    by: datetime | None,
    every: str | None,
    book: Place | None,
    done: int | None,
    remove: int | None,
    library: Path | None,
    voice: Voice,
) -> None:
    """Keep what was said or promised beside a person whose card you have.

    NAME is the name or enough of it, with the firm where several are called so.
    Without a text it shows what is kept. With --book it may be somebody who is
    only in that address book; what is said comes into their notes there.

    \b
    Example:
      cardscan note "Mareike von Petersen" "will send the study" --by 2026-12-10
      cardscan note "Mareike von Petersen" "met for lunch" --book contacts.vcf
    """
    from cardscan.app.keep import add_note, library_of_people, lines_about

    settings = settings_from({"library": library}, book)
    if book is not None and name is not None:
        due = by.date() if by else None
        tell(*note_in_book(settings, voice, book, name, text, due=due, every=every))
        return
    with library_of_people(settings.library) as opened:
        if done is not None or remove is not None:
            for number, taken_back in ((done, False), (remove, True)):
                if number is not None:
                    opened.finish_note(number, remove=taken_back)
                    voice.say(f"Note {number} is {'removed' if taken_back else 'done'}.")
            return
        if name is None:
            raise UsageError("Of whom?", next_step='Say cardscan note "NAME" "what was said".')
        due = by.date() if by else None
        person = add_note(opened, name, text, today=date.today(), due=due, every=every)
    tell(*lines_about(person))
