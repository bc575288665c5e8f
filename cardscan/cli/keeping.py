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
    from cardscan.library import DeliveryKind, Library

    today = date.today()
    is_told = check_note(text, due=due, every=every)
    with _someone(settings, voice, book, name) as someone:
        if not is_told:
            return tuple(lines_about(someone.person))
        before = someone.person.notes
        with Library.open(settings.library) as library:
            whom = someone.kept(library)
            person = add_note(library, whom, text, today=today, due=due, every=every)
        said = note_lines(note for note in person.notes if note not in before)
        merge = someone.plan_notes(said)
        if merge is not None:
            carry_out(merge, someone.book, dry_run=False, source="a note", voice=voice)
            number = person.newest.number
            with Library.open(settings.library) as library:
                # So that a purge can say where more of them is.
                library.record_delivery(
                    DeliveryKind.MERGE, someone.book.name, [number], said={number: ()}
                )
        elif said:
            voice.say(f"{person.name} is not in {someone.book}: the note is kept in the library.")
        return tuple(lines_about(person))


def contacted_in_book(
    settings: Settings, voice: Voice, book: Place, name: str, *, on: date
) -> Person:
    """Remember a day of contact with somebody who may be in an address book only."""
    from cardscan.app.keep import add_contact, check_day
    from cardscan.library import Library

    check_day(on, today=date.today())
    with (
        _someone(settings, voice, book, name) as someone,
        Library.open(settings.library) as library,
    ):
        return add_contact(library, someone.kept(library), on=on, today=date.today())


@contextmanager
def _someone(settings: Settings, voice: Voice, book: Place, name: str) -> Iterator[Someone]:
    from cardscan.app.acquaintances import find_someone
    from cardscan.app.existing import existing_library
    from cardscan.app.people import find_people

    with opening_books(settings, voice) as books:
        library = existing_library(settings.library)
        people: tuple[Person, ...] = ()
        if library is not None:
            with library as opened:
                people = find_people(opened)
        yield find_someone(people, books.open(book), name)
