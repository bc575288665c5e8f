"""Who on a guest list is known: by the address book and by the cards of the library."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cardscan.app.collector import paused_collector
from cardscan.app.existing import existing_library
from cardscan.app.merge import name_of
from cardscan.app.people import Person, find_people
from cardscan.book.guests import Acquaintance, GuestMatch, match_guests
from cardscan.config import Settings
from cardscan.errors import NoInputError
from cardscan.formats.guest_list import Guest, read_guest_rows, read_guests
from cardscan.model import Entry, EntryKind, Likeness, single_line

__all__ = [
    "GuestList",
    "Known",
    "Seen",
    "find_guests",
    "read_list",
    "to_json",
    "to_markdown",
    "to_text",
]

_WITH_NUL = (b"PK", b"\xff\xfe", b"\xfe\xff")
"""XLSX and UTF-16: what else has a NUL in it may be a picture."""

_SHOWN = 3
"""So many contacts and introducers of one guest are worth a line."""


@dataclass(frozen=True, slots=True)
class Known:
    """A contact that is, or may be, a guest, with what is known of them."""

    entry: Entry
    reasons: tuple[str, ...]
    person: Person | None = None

    @property
    def line(self) -> str:
        return single_line(_with_work(self.entry))


@dataclass(frozen=True, slots=True)
class Seen:
    """One guest, whether they are known, and who could introduce them."""

    guest: Guest
    acquaintance: Acquaintance
    contacts: tuple[Known, ...] = ()
    through: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestList:
    """A list as it is known; ``event_people`` are those already met at the event."""

    seen: tuple[Seen, ...]
    event: str | None = None
    event_people: tuple[Person, ...] = ()

    @property
    def counts(self) -> Counter[Acquaintance]:
        return Counter(each.acquaintance for each in self.seen)

    @property
    def companions(self) -> int:
        return sum(each.guest.companions for each in self.seen)


def read_list(path: Path, settings: Settings) -> tuple[Guest, ...]:
    """Everybody on a list, a file or a photo of paper.

    Raises NoInputError for what cannot be read or names nobody.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NoInputError(f"{path} cannot be read: {error.strerror}.") from error
    if b"%PDF-" in data[:1024] or (b"\0" in data[:4096] and not data.startswith(_WITH_NUL)):
        from cardscan.app.guest_pages import is_page, read_pages  # readers are slow to import

        if is_page(data):
            return read_guest_rows(read_pages(path, data, settings))
    return read_guests(data)


@paused_collector()
def find_guests(
    guests: Sequence[Guest], library_file: Path, known: Sequence[Entry], *, event: str | None = None
) -> GuestList:
    """Hold a list against contacts and the library. Nothing is changed."""
    contacts = list(known)
    library = existing_library(library_file)
    people: tuple[Person, ...] = ()
    if library is not None:
        with library as opened:
            people = find_people(opened)
    owners: dict[int, Person] = {}
    for person in people:
        for meeting in person.meetings:
            owners[len(contacts)] = person
            contacts.append(meeting.entry)
    keys = {place: person.uid for place, person in owners.items()}
    found = match_guests([guest.entry for guest in guests], contacts, owners=keys)
    met = tuple(p for p in people if event is not None and p.was_at(event))
    seen = tuple(_seen(guests[match.guest], match, contacts, owners) for match in found)
    return GuestList(seen, event, met)


def _seen(
    guest: Guest, match: GuestMatch, contacts: Sequence[Entry], owners: dict[int, Person]
) -> Seen:
    known = _each_once(
        Known(contacts[place], _reasons(likeness), owners.get(place))
        for place, likeness in match.contacts
    )
    through = {_with_work(contacts[place]): contacts[place] for place in match.through}
    return Seen(guest, match.acquaintance, known, tuple(through.values()))


def _each_once(found: Iterable[Known]) -> tuple[Known, ...]:
    """Contacts that say the same once, and a person of the library once: as they are there."""
    lines: dict[str, Known] = {}
    for known in found:
        held = lines.get(known.line)
        if held is None or held.person is None:
            lines[known.line] = known
    people: dict[object, Known] = {}
    for line, known in lines.items():
        people.setdefault(known.person.uid if known.person else line, known)
    return tuple(people.values())


def _reasons(likeness: Likeness) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.name for reason in likeness.reasons))


def _with_work(entry: Entry) -> str:
    return ", ".join((name_of(entry), *entry.titles[:1], *entry.organizations[:1]))


# --- told ----------------------------------------------------------------------


def to_text(found: GuestList) -> Iterator[str]:
    """A line a guest, and what is known of them below it."""
    for seen in found.seen:
        yield f"{seen.acquaintance.value:5}  {_guest_line(seen.guest)}"
        yield from (f"         {line}" for line in _about(seen))
    yield from _event_lines(found)


def to_markdown(found: GuestList) -> Iterator[str]:
    """The same to be printed: the known, the perhaps known and the new apart."""
    yield f"# Guests{f' of {single_line(found.event)}' if found.event else ''}"
    for state in Acquaintance:
        chosen = [seen for seen in found.seen if seen.acquaintance is state]
        if chosen:
            yield from ("", f"## {state.value.capitalize()} ({len(chosen)})", "")
        for seen in chosen:
            yield f"- **{_escaped(_guest_line(seen.guest))}**"
            yield from (f"  - {_escaped(line)}" for line in _about(seen))
    if lines := list(_event_lines(found)):
        yield from ("", *(_escaped(line) for line in lines))


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text)


def _guest_line(guest: Guest) -> str:
    entry = guest.entry
    firms = [firm for firm in entry.organizations if firm != guest.name]
    text = ", ".join((guest.name, *entry.titles, *firms))
    more = f" +{guest.companions}" if guest.companions else ""
    return single_line(f"{text}{more}{f' ({guest.status})' if guest.status else ''}")


def _about(seen: Seen) -> Iterator[str]:
    perhaps = "" if seen.acquaintance is Acquaintance.KNOWN else "perhaps "
    for known in seen.contacts[:_SHOWN]:
        yield f"{perhaps}{known.line} ({', '.join(known.reasons)})"
        if known.person is not None:
            yield from (single_line(line) for line in _history(known.person))
    if more := len(seen.contacts) - _SHOWN:
        yield from [f"and {more} more of this name"] if more > 0 else []
    if seen.through:
        names = "; ".join(single_line(_with_work(e)) for e in seen.through[:_SHOWN])
        others = len(seen.through) - _SHOWN
        how = "there" if seen.guest.entry.kind is EntryKind.ORGANIZATION else "through"
        yield f"{how} {names}{f' and {others} more' if others > 0 else ''}"


def _history(person: Person) -> Iterator[str]:
    where = f" at {person.events[-1]}" if person.events else ""
    met = f"met{where}, " if person.newest.is_card else ""
    if met or person.contacted:
        yield f"{met}last contact {person.last_contact}"
    if person.news:
        yield person.news
    yield from (f"{note.text} ({note.written_on})" for note in person.notes if not note.due)
    yield from (f"promised for {note.due}: {note.text}" for note in person.promises)


def _event_lines(found: GuestList) -> Iterator[str]:
    if found.event_people:
        names = "; ".join(single_line(_with_work(p.newest.entry)) for p in found.event_people)
        yield f"From {single_line(found.event or '')} you know: {names}"


def to_json(found: GuestList) -> str:
    """One object, for programs."""
    whole = {
        "schema": "cardscan.guests/1",
        "event": found.event,
        "guests": [_guest_json(seen) for seen in found.seen],
        "met_at_event": [name_of(p.newest.entry) for p in found.event_people],
        **{state.value: found.counts[state] for state in Acquaintance},
        "companions": found.companions,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _guest_json(seen: Seen) -> dict[str, object]:
    guest = seen.guest
    return {
        "row": guest.row,
        "name": guest.name,
        "organizations": list(guest.entry.organizations),
        "titles": list(guest.entry.titles),
        "emails": list(guest.entry.emails),
        "companions": guest.companions,
        "status": guest.status,
        "acquaintance": seen.acquaintance.value,
        "contacts": [_known_json(known) for known in seen.contacts],
        "through": [_with_work(entry) for entry in seen.through],
    }


def _known_json(known: Known) -> dict[str, object]:
    person = known.person
    history: dict[str, object] = {}
    if person is not None:
        history = {
            "events": list(person.events),
            "last_contact": str(person.last_contact)
            if person.newest.is_card or person.contacted
            else None,
            "news": person.news,
            "notes": [note.text for note in person.notes if not note.due],
            "promises": [{"text": n.text, "by": str(n.due)} for n in person.promises],
        }
    return {"contact": _with_work(known.entry), "reasons": list(known.reasons), **history}
