"""What was said, promised and wished, kept beside a person of the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from cardscan.app.existing import existing_library
from cardscan.app.people import Person, find_people, find_person
from cardscan.errors import NoInputError, UsageError
from cardscan.library import Library, Note, Wish, note_line
from cardscan.model import Rhythm, single_line

__all__ = [
    "WISHES",
    "add_contact",
    "add_note",
    "check_day",
    "check_note",
    "library_of_people",
    "lines_about",
    "note_lines",
    "parse_wish",
    "remove_contact",
]

WISHES = "a rhythm such as 6 months, never, or default"


def library_of_people(
    path: Path,
    next_step: str = "Scan cards first, or name the address book that the person is in by --book.",
) -> Library:
    """The library, which must be there: without it nobody is known. Raises NoInputError."""
    found = existing_library(path)
    if found is None:
        raise NoInputError("The library holds no contact yet.", next_step=next_step)
    return found


def parse_wish(text: str) -> Wish | None:
    """``6 months``, ``never``, or None for ``default``. Raises UsageError."""
    word = text.strip().casefold()
    if word in ("never", "default"):
        return Wish(never=True) if word == "never" else None
    try:
        return Wish(Rhythm.parse(text))
    except ValueError:
        raise UsageError(f"{text} cannot be understood: it takes {WISHES}.") from None


def check_note(text: str | None, *, due: date | None, every: str | None) -> bool:
    """Whether there is anything to keep. Raises UsageError for what cannot be kept."""
    has_words = text is not None and bool(text.strip())
    if due is not None and not has_words:
        raise UsageError("A promise needs words.", next_step="Say what is to be done by then.")
    if every is not None:
        parse_wish(every)
    return has_words or every is not None


def add_note(
    library: Library,
    name: str | Person,
    text: str | None,
    *,
    today: date,
    due: date | None = None,
    every: str | None = None,
) -> Person:
    """Keep a note, a promise or a wish about one person, who is returned as they are then.

    Raises UsageError where the name means nobody or several.
    """
    check_note(text, due=due, every=every)
    person = name if isinstance(name, Person) else find_person(find_people(library), name)
    if text is not None and text.strip():
        library.add_note(person.newest.number, text.strip(), on=today, due=due)
    if every is not None:
        library.set_wish(person.numbers, parse_wish(every))
    return find_person(find_people(library), f"#{person.newest.number}")


def check_day(on: date, *, today: date) -> None:
    """Raise UsageError for a day of contact that is yet to come."""
    if on > today:
        raise UsageError(
            f"{on} is yet to come.", next_step="Use cardscan note … --by for what is planned."
        )


def add_contact(library: Library, name: str | Person, *, on: date, today: date) -> Person:
    """Remember that one person was contacted on a day. Raises UsageError."""
    check_day(on, today=today)
    person = name if isinstance(name, Person) else find_person(find_people(library), name)
    library.add_contacted(person.newest.number, on=on)
    return find_person(find_people(library), f"#{person.newest.number}")


def remove_contact(library: Library, name: str, *, on: date) -> Person:
    """Take a day of contact with one person back. Raises UsageError where there is none."""
    person = find_person(find_people(library), name)
    if not library.remove_contacted(person.numbers, on=on):
        days = ", ".join(map(str, person.contacted)) or "none"
        raise UsageError(f"{on} is no day of contact with {person.name}; there are: {days}.")
    return find_person(find_people(library), f"#{person.newest.number}")


def note_lines(notes: Iterable[Note]) -> tuple[str, ...]:
    """Notes as a contact tells of them, a line each with its day."""
    return tuple(note_line(n.text, str(n.written_on), str(n.due) if n.due else None) for n in notes)


def lines_about(person: Person) -> Iterator[str]:
    """All that is known of a person, for the terminal."""
    work = person.newest.work
    yield single_line(person.name + (f", {work}" if work else ""))
    for meeting in person.meetings:
        where = f", {meeting.event}" if meeting.event else ""
        if meeting.is_card:
            yield "  " + single_line(f"card #{meeting.number}: {meeting.day}{where}")
        else:
            yield "  in the address book" + (f" (#{meeting.number})" if meeting.number else "")
    if person.news:
        yield "  " + single_line(person.news)
    if person.contacted:
        yield f"  last contact: {person.last_contact}"
    if person.wish is not None:
        yield f"  reminders: {'never' if person.wish.never else f'every {person.wish.rhythm}'}"
    for note in person.notes:
        promised = f", {'done' if note.done else 'promised for'} {note.due}" if note.due else ""
        yield "  " + single_line(f"note {note.number}: {note.text} ({note.written_on}{promised})")
