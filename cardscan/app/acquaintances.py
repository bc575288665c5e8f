"""People whom only an address book has: found there by name, kept, and told of in its notes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cardscan.addressbook import AddressBook, BookState
from cardscan.app.merge import Merge, name_of
from cardscan.app.people import Meeting, Person, find_people, find_person, named, only_one
from cardscan.book import new_notes
from cardscan.book.keys import MOBILE_TYPES
from cardscan.book.persons import find_persons
from cardscan.errors import AddressBookError
from cardscan.library import Library
from cardscan.model import (
    Action,
    Contact,
    Email,
    Entry,
    EntryKind,
    EntryPhone,
    Name,
    Phone,
    PhoneKind,
    Plan,
    Scan,
    Step,
    Text,
)
from cardscan.vcard import cards, contact_uid, read_entries, split

__all__ = ["Someone", "find_someone"]


@dataclass(frozen=True, slots=True)
class Someone:
    """One person of the library, and the contact in an address book that is theirs, if one is."""

    person: Person
    book: AddressBook
    state: BookState
    place: int | None

    def kept(self, library: Library) -> Person:
        """The person with a number of the library's, who may have been in the book only."""
        if self.person.newest.number:
            return self.person
        there = read_entries(cards(self.state.parts))[self.person.newest.entry.position]
        number = library.keep_person(_scan_of(there))
        return find_person(find_people(library), f"#{number}")

    def plan_notes(self, notes: Sequence[str]) -> Merge | None:
        """Their contact completed by what was said, by the rules of a merge; None without one."""
        if self.place is None or not notes:
            return None
        existing = read_entries(cards(self.state.parts))[self.place]
        incoming = cards(split(_vcard(name_of(existing))))
        wanted = new_notes(existing, notes)
        action = Action.MERGE if wanted else Action.NOTHING
        step = Step(0, action, target=self.place, additions=wanted, sure=True)
        entries = read_entries(incoming)
        return Merge(
            self.book, self.state, incoming, entries, {self.place: existing}, Plan((step,))
        )


def find_someone(people: Sequence[Person], book: AddressBook, text: str) -> Someone:
    """The one whom a text means, of these people or in an address book. Nothing is changed.

    Raises UsageError where just one is not meant, AddressBookError.
    """
    state = book.read()
    if state.digest is None:
        raise AddressBookError(f"{book} does not exist.", next_step="Check its name.")
    there = [_of_book(entry) for entry in read_entries(cards(state.parts)) if _is_person(entry)]
    if text.startswith("#"):
        found = (find_person(people, text),)
        units = [u for u in _units(found, named(there, found[0].name)) if found[0] in u]
    else:
        units = _units(named(people, text), named(there, text))
    person = only_one([unit[0] for unit in units], text, where=f"the library or {book}")
    (unit,) = units
    places = [each.newest.entry.position for each in unit if not each.newest.number]
    return Someone(person, book, state, places[0] if places else None)


def _units(known: Sequence[Person], there: Sequence[Person]) -> list[list[Person]]:
    """Who of the library and of the address book is one person, those of the library first."""
    owners = [(p, m.entry) for p in (*known, *there) for m in p.meetings]
    entries = [replace(entry, position=place) for place, (_, entry) in enumerate(owners)]
    groups: list[list[Person]] = []
    for places in find_persons(entries):
        members = list(dict.fromkeys(owners[place][0] for place in places))
        touched = [group for group in groups if any(member in group for member in members)]
        merged = list(dict.fromkeys([*(m for group in touched for m in group), *members]))
        groups = [group for group in groups if group not in touched] + [merged]
    return [sorted(group, key=lambda p: not p.newest.number) for group in groups]


def _is_person(entry: Entry) -> bool:
    return entry.kind is EntryKind.PERSON


def _of_book(entry: Entry) -> Person:
    """A contact as a person who is not in the library; UID as they would have there."""
    uid = contact_uid(_scan_of(entry))
    return Person(uid, (Meeting(0, date.min, None, replace(entry, uid=uid), is_card=False),))


def _scan_of(entry: Entry) -> Scan:
    """A contact as a card that is none: the same person has the same one for good."""
    ways = (*entry.emails, *(phone.value for phone in entry.phones))
    identity = entry.uid or "\n".join((name_of(entry), *ways[:1]))
    digest = hashlib.sha256(f"contact\n{identity}".encode("utf-8", "replace"))
    return Scan(source="", sha256=digest.hexdigest(), contact=_contact_of(entry))


def _contact_of(entry: Entry) -> Contact:
    structured = entry.names[0] if entry.names else None
    return Contact(
        name=Name(
            value=name_of(entry),
            sure=True,
            prefix=structured.prefix or None if structured else None,
            given=structured.given or None if structured else None,
            additional=structured.additional or None if structured else None,
            family=structured.family or None if structured else None,
            suffix=structured.suffix or None if structured else None,
        ),
        organizations=tuple(Text(value=o, sure=True) for o in entry.organizations),
        titles=tuple(Text(value=t, sure=True) for t in entry.titles),
        phones=tuple(_phones_of(entry)),
        emails=tuple(Email(value=e, sure=True) for e in entry.emails),
    )


def _phones_of(entry: Entry) -> Iterator[Phone]:
    yield from (Phone(value=p.value, kind=_kind_of(p), sure=True) for p in entry.phones)


def _kind_of(phone: EntryPhone) -> PhoneKind:
    if phone.types & MOBILE_TYPES:
        return PhoneKind.CELL
    return PhoneKind.FAX if "fax" in phone.types else PhoneKind.WORK


def _vcard(name: str) -> bytes:
    """No more than the name that the plan tells of: all that is new are its additions."""
    plain = " ".join(name.split())
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{plain}\r\nEND:VCARD\r\n".encode()
