"""How `note` and `contacted` speak of somebody who is in an address book."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.merging import carry_out
from cardscan.config import Settings
from cardscan.model import Place

if TYPE_CHECKING:
    from cardscan.app.acquaintances import Someone
    from cardscan.app.people import Person
    from cardscan.library import Library

__all__ = ["contacted_in_book", "note_in_book"]


def note_in_book(
    settings: Settings,
    voice: Voice,
    book: Place,
    name: str,
    text: str | None,
    *,
    due: date | None,
    every: str | None,
) -> tuple[str, ...]:
    """Keep a note, and bring it into the notes of the contact; what is known then, in lines."""
    from cardscan.app.keep import add_note, check_note, lines_about, note_lines
    from cardscan.library import DeliveryKind

    today = date.today()
    is_told = check_note(text, due=due, every=every)
    with _someone(settings, voice, book, name) as (library, someone):
        if not is_told:
            return tuple(lines_about(someone.person))
        before = someone.person.notes
        person = add_note(library, someone.kept(library), text, today=today, due=due, every=every)
        said = note_lines(note for note in person.notes if note not in before)
        merge = someone.plan_notes(said)
        if merge is not None:
            carry_out(merge, someone.book, dry_run=False, source="a note", voice=voice)
            numbers = [person.newest.number]
            library.record_delivery(
                DeliveryKind.MERGE, someone.book.name, numbers, said={numbers[0]: ()}
            )
        elif said:
            voice.say(f"{person.name} is not in {someone.book}: the note is kept in the library.")
        return tuple(lines_about(person))


def contacted_in_book(
    settings: Settings, voice: Voice, book: Place, name: str, *, on: date
) -> Person:
    """Remember a day of contact with somebody who may be in an address book only."""
    from cardscan.app.keep import add_contact, check_day

    check_day(on, today=date.today())
    with _someone(settings, voice, book, name) as (library, someone):
        return add_contact(library, someone.kept(library), on=on, today=date.today())


@contextmanager
def _someone(
    settings: Settings, voice: Voice, book: Place, name: str
) -> Iterator[tuple[Library, Someone]]:
    from cardscan.app.acquaintances import find_someone
    from cardscan.library import Library

    with opening_books(settings, voice) as books:
        opened = books.open(book)
        with Library.open(settings.library) as library:
            yield library, find_someone(library, opened, name)
