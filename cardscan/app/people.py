"""The people of a library: cards that are one person's brought together, and found by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cardscan.app.tidying import tidied
from cardscan.book.fold import fold
from cardscan.book.persons import find_persons
from cardscan.errors import UsageError
from cardscan.library import Kept, Library, Note, State, StoredScan, Wish
from cardscan.model import (
    Contact,
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    EntryPhone,
    PhoneKind,
    is_of_event,
    single_line,
)

__all__ = [
    "Meeting",
    "Person",
    "describe",
    "entry_of",
    "find_people",
    "find_person",
    "named",
    "only_one",
    "people_of",
]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A card as an occasion: when and where somebody gave it, and what it said of their work.

    Or what an address book says, which is no occasion (``is_card``), as of the ``day`` it was kept.
    Where the photo says no day (``is_dated``), it is that of the scan, and they met before it.
    """

    number: int
    day: date
    event: str | None
    entry: Entry
    is_card: bool = True
    is_dated: bool = True

    @property
    def told(self) -> str:
        """When and where it was, in words."""
        if not self.is_card:
            return f"in your address book, kept since {self.day}"
        return f"met{f' at {self.event}' if self.event else ''} on {self.day}"

    @property
    def work(self) -> str:
        """Firm and title as one line."""
        return ", ".join((*self.entry.titles[:1], *self.entry.organizations[:1]))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose cards are in the library; ``meetings`` are in the order of their days.

    What is no card stands first: it tells nothing new.
    """

    uid: str
    meetings: tuple[Meeting, ...]
    notes: tuple[Note, ...] = ()
    contacted: tuple[date, ...] = ()
    wish: Wish | None = None

    @property
    def name(self) -> str:
        """What a person would call them: by the newest card that names somebody."""
        newest = reversed(self.meetings)
        named = (n for m in newest for n in (*m.entry.formatted_names, *m.entry.organizations))
        return next(named, "somebody without a name")

    @property
    def newest(self) -> Meeting:
        return self.meetings[-1]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(meeting.number for meeting in self.meetings)

    @property
    def events(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.event for m in self.meetings if m.event))

    def was_at(self, event: str) -> bool:
        """Whether the person was met at an event, or at a part of it."""
        return any(is_of_event(each, event) for each in self.events)

    @property
    def last_contact(self) -> date:
        """The last day of any contact: a card given, or what the user told."""
        cards = (meeting.day for meeting in self.meetings if meeting.is_card)
        return max((*cards, *self.contacted), default=self.newest.day)

    @property
    def promises(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.waits)

    @property
    def news(self) -> str | None:
        """What the newest card says of their work that no earlier one did."""
        if len(self.meetings) < 2 or not self.newest.work:
            return None
        *earlier, newest = self.meetings
        firms = {fold(o) for m in earlier for o in m.entry.organizations}
        titles = {fold(t) for m in earlier for t in m.entry.titles}
        new_firm = firms and not firms & set(map(fold, newest.entry.organizations or ("",)))
        new_title = titles and not titles & set(map(fold, newest.entry.titles or ("",)))
        if new_firm and newest.entry.organizations:
            return f"new job since {newest.day}: {newest.work} (before: {earlier[-1].work})"
        if new_title and newest.entry.titles:
            return f"new title since {newest.day}: {newest.work} (before: {earlier[-1].work})"
        return None


def find_people(library: Library) -> tuple[Person, ...]:
    """Everybody in the library, each once, in the order of their first cards."""
    return people_of(library, (*library.scans(), *library.people_of_books()))


def people_of(library: Library, scans: Iterable[StoredScan]) -> tuple[Person, ...]:
    """Those of some cards, each person once."""
    from cardscan.app.output import is_contact  # pictures, which it also writes, are slow to import

    stored = [_light(each) for each in scans if is_contact(each.scan)]
    entries = [entry_of(each, place) for place, each in enumerate(stored)]
    kept = library.kept()
    return tuple(
        _person([(stored[place], entries[place]) for place in places], kept)
        for places in find_persons(entries)
    )


def _light(stored: StoredScan) -> StoredScan:
    """Without its pictures, of which a library may hold more than the memory does."""
    return replace(stored, scan=replace(stored.scan, picture=None, back=None))


def _person(cards: Iterable[tuple[StoredScan, Entry]], kept: Mapping[int, Kept]) -> Person:
    meetings = [_meeting(stored, entry) for stored, entry in cards]
    beside = [kept[m.number] for m in meetings if m.number in kept]
    notes = sorted((n for k in beside for n in k.notes), key=lambda n: n.number)
    wishes = [k.wish for k in beside if k.wish is not None]
    return Person(
        meetings[0].entry.uid or "",
        tuple(sorted(meetings, key=lambda m: (m.is_card, m.day, m.number))),
        tuple(notes),
        tuple(sorted({day for k in beside for day in k.contacted})),
        wishes[-1] if wishes else None,
    )


def _meeting(stored: StoredScan, entry: Entry) -> Meeting:
    scanned = stored.scanned_at.astimezone().date()
    taken = stored.scan.taken_at
    # A camera whose clock was never set is years behind; one that runs ahead met nobody yet.
    is_dated = taken is not None and taken.year > 2000
    day = min(taken.date(), scanned) if taken and is_dated else scanned
    is_card = stored.state is not State.IN_BOOK
    return Meeting(stored.number, day, stored.scan.event, entry, is_card, is_dated)


_TYPES = {
    PhoneKind.CELL: ("cell",),
    PhoneKind.FAX: ("fax",),
    PhoneKind.HOME: ("home",),
    PhoneKind.PAGER: ("pager",),
}


def entry_of(stored: StoredScan, position: int) -> Entry:
    """A card of the library as it would stand in an address book."""
    from cardscan.vcard import contact_uid  # vobject, which only this needs, is slow to import

    contact = tidied(stored.scan.contact or Contact())
    name = contact.name
    return Entry(
        position=position,
        kind=EntryKind.PERSON if name or not contact.organizations else EntryKind.ORGANIZATION,
        uid=contact_uid(stored.scan),
        formatted_names=(name.value,) if name else (),
        names=()
        if name is None or not (name.given or name.family)
        else (
            EntryName(
                family=name.family or "",
                given=name.given or "",
                additional=name.additional or "",
                prefix=name.prefix or "",
                suffix=name.suffix or "",
            ),
        ),
        organizations=tuple(o.value for o in contact.organizations),
        departments=tuple(d.value for d in contact.departments),
        titles=tuple(t.value for t in contact.titles),
        phones=tuple(
            EntryPhone(value=p.value, types=frozenset(_TYPES.get(p.kind, ("work",))))
            for p in contact.phones
        ),
        emails=tuple(e.value for e in contact.emails),
        urls=tuple(u.value for u in contact.urls),
        addresses=tuple(
            EntryAddress(
                street=a.street or "",
                city=a.city or "",
                region=a.region or "",
                postal_code=a.postal_code or "",
                country=a.country or "",
            )
            for a in contact.addresses
        ),
    )


# --- by name -----------------------------------------------------------------


def find_person(people: Iterable[Person], text: str) -> Person:
    """The one person that a text means: a name or a part of it, with a firm, or ``#12``.

    Raises UsageError that names everybody who is meant, where not just one is.
    """
    return only_one(named(people, text), text)


def named(people: Iterable[Person], text: str) -> tuple[Person, ...]:
    """Everybody whom a text means."""
    people = tuple(people)
    if text.startswith("#") and text[1:].isdigit():
        found = [p for p in people if int(text[1:]) in p.numbers]
    else:
        wanted = sorted(fold(text).split())
        found = [p for p in people if any(sorted(n.split()) == wanted for n in _names(p))]
        found = found or [p for p in people if wanted and set(wanted) <= _words(p)]
    return tuple(found)


def only_one(found: Sequence[Person], text: str, *, where: str = "the library") -> Person:
    """The one whom a text means. Raises UsageError where there are several, or nobody."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"Nobody in {where} is called {text}.",
            next_step="Scan the card first, write the name as the card has it, or name the "
            "address book they are in by --book.",
        )
    lines = "\n".join(f"  {_handle(p)}{describe(p)}" for p in found[:20])
    more = f"\n  and {len(found) - 20} more" if len(found) > 20 else ""
    raise UsageError(
        f"{text} may be {len(found)} people:\n{lines}{more}\n",
        next_step="Say more of the name or the firm"
        + next(
            (
                f', or the number of a card, such as "#{p.newest.number}".'
                for p in found
                if p.newest.number
            ),
            ".",
        ),
    )


def _handle(person: Person) -> str:
    """``#12 ``, by which a card is told; of whom is only in an address book nothing."""
    return f"#{person.newest.number} " if person.newest.number else ""


def describe(person: Person) -> str:
    """Name, work and the last event in one line."""
    work = person.newest.work
    where = f" ({person.events[-1]})" if person.events else ""
    return single_line(f"{person.name}{', ' if work else ''}{work}{where}")


def _names(person: Person) -> Iterator[str]:
    for meeting in person.meetings:
        yield from (fold(text) for text in meeting.entry.formatted_names)
        yield from (fold(f"{n.given} {n.family}") for n in meeting.entry.names)


def _words(person: Person) -> set[str]:
    texts = list(_names(person))
    for meeting in person.meetings:
        texts += map(fold, (*meeting.entry.organizations, *meeting.entry.emails))
        texts += map(fold, meeting.entry.formatted_names)
    return {word for text in texts for word in text.split()}
