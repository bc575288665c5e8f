"""`cardscan contacted`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli.console import Voice
from cardscan.cli.keeping import contacted_in_book
from cardscan.cli.options import ANY_BOOK, DAY, settings_from, shared_options
from cardscan.model import Place

if TYPE_CHECKING:
    from cardscan.app.people import Person

__all__ = ["command"]


@click.command(name="contacted")
@click.argument("name")
@click.option(
    "--on",
    type=DAY,
    metavar="DATE",
    help="The day, where it was not today.",
)
@click.option(
    "--book",
    metavar="BOOK",
    type=ANY_BOOK,
    help="An address book to look for the person in as well.",
)
@click.option("--remove", is_flag=True, help="Take that day of contact back.")
@shared_options
def command(
    name: str,
    on: datetime | None,
    book: Place | None,
    remove: bool,
    library: Path | None,
    voice: Voice,
) -> None:
    """Remember that you were in touch with a person, from which reminders count anew.

    \b
    Example:
      cardscan contacted "Mareike von Petersen" --on 2026-11-30
    """
    from cardscan.app.keep import add_contact, library_of_people, remove_contact

    today = date.today()
    day = on.date() if on else today
    settings = settings_from({"library": library}, book)
    if book is not None and not remove:
        person = contacted_in_book(settings, voice, book, name, on=day)
        voice.say(_noted(person, day))
        return
    with library_of_people(settings.library) as opened:
        if remove:
            person = remove_contact(opened, name, on=day)
        else:
            person = add_contact(opened, name, on=day, today=today)
    last = f"{person.name}: last contact {person.last_contact}."
    voice.say(last if remove else _noted(person, day))


def _noted(person: Person, day: date) -> str:
    """What is known now; a card, or an earlier word, may be newer than the day that was told."""
    noted = "" if person.last_contact == day else f"{day} is noted; "
    return f"{person.name}: {noted}last contact {person.last_contact}."
