"""Cards of one person among those of a run: each person is one contact, as in an address book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cardscan.app.choices import Wording
from cardscan.app.questions import values_of
from cardscan.app.wording import vcard_of
from cardscan.book import plan_merge
from cardscan.language.letters import compact
from cardscan.library import Library, value_place
from cardscan.model import Contact, Field, Scan, Step, Value
from cardscan.vcard import MAX_VCARD_OCTETS, Keep, Version, cards, patch, read_entries, split

__all__ = ["Holder", "find_holders", "holder_vcard", "united"]

_TELLING = (Field.NAME, Field.EMAIL, Field.PHONE)
"""Fields of which two cards share a value if they are one person's."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody's first card in a run, and what each further one of theirs adds to it."""

    scan: Scan
    more: tuple[tuple[Scan, Step], ...] = ()

    @property
    def events(self) -> tuple[str, ...]:
        """Where they were met."""
        scans = (self.scan, *(scan for scan, _ in self.more))
        return tuple(dict.fromkeys(scan.event for scan in scans if scan.event))


_SMALL_PX = 640
"""A picture that leaves room for what other cards add."""


def find_holders(
    scans: Iterable[Scan], *, revised: datetime, library: Library | None = None
) -> Iterator[Holder]:
    """Each person of some cards once, in the order of their first cards.

    Who is one person is decided as for an address book. Where a ``library``
    has the pictures of the cards they are not held meanwhile.
    """
    held = [_without_weight(scan, library) for scan in scans]
    steps = _twin_steps(held, revised)
    more: dict[int, list[tuple[Scan, Step]]] = {}
    for place, step in steps.items():
        more.setdefault(step.twin or 0, []).append((held[place], step))
    for place, scan in enumerate(held):
        if place not in steps:
            yield Holder(_with_picture(scan, library), tuple(more.get(place, ())))


def holder_vcard(holder: Holder, *, revised: datetime, wording: Wording, version: Version) -> bytes:
    """Somebody's vCard: that of the first card, completed as in an address book."""
    data = _completed(holder, revised, wording, version)
    if len(data) > MAX_VCARD_OCTETS:
        data = _completed(holder, revised, replace(wording, photo_px=_SMALL_PX), version)
    return data


def _completed(holder: Holder, revised: datetime, wording: Wording, version: Version) -> bytes:
    data = vcard_of(holder.scan, revised=revised, wording=wording, version=version)
    for scan, step in holder.more:
        (block,), (new,) = (
            cards(split(each))
            for each in (
                data,
                vcard_of(
                    scan, revised=revised, wording=replace(wording, photo=False), version=version
                ),
            )
        )
        done = patch(
            block,
            step.additions,
            noted_on=revised.date(),
            source="another card",
            incoming=new,
            keep=Keep.NEWS,
        )
        data = done.data + b"\r\n"
    return data


def united(holder: Holder) -> Scan:
    """The first card with every value that only a further one has: tables have room for some."""
    contact = holder.scan.contact or Contact()
    for scan, _ in holder.more:
        contact = _with_values_of(contact, scan.contact or Contact())
    return replace(holder.scan, contact=contact)


def _with_values_of(contact: Contact, other: Contact) -> Contact:
    lists: dict[str, Any] = {}
    for field in Field:
        if field is not Field.NAME:
            place = value_place(field)
            held: tuple[Value, ...] = getattr(contact, place)
            known = {compact(value.value) for value in held}
            new = (v for v in getattr(other, place) if compact(v.value) not in known)
            lists[place] = (*held, *new)
    return replace(contact, name=contact.name or other.name, **lists)


def _twin_steps(scans: Sequence[Scan], revised: datetime) -> dict[int, Step]:
    """What becomes of each card of a person who has an earlier one, by their places."""
    places = _places_with_company(scans)
    if not places:
        return {}
    plain = Wording(photo=False)
    data = b"".join(vcard_of(scans[p], revised=revised, wording=plain) for p in places)
    plan = plan_merge(read_entries(cards(split(data))), (), maybe_new=True)
    return {
        places[step.incoming]: replace(step, incoming=places[step.incoming], twin=places[step.twin])
        for step in plan.steps
        if step.twin is not None
    }


def _places_with_company(scans: Sequence[Scan]) -> list[int]:
    """The places of cards that share a name, mailbox or number with another one."""
    keys = [_keys_of(scan) for scan in scans]
    counts = Counter(key for found in keys for key in found)
    return [place for place, found in enumerate(keys) if any(counts[key] > 1 for key in found)]


def _keys_of(scan: Scan) -> frozenset[str]:
    values = values_of(scan.contact or Contact())
    return frozenset(compact(value.value) for field, value in values if field in _TELLING)


def _without_weight(scan: Scan, library: Library | None) -> Scan:
    scan = replace(scan, lines=(), back=None)
    is_kept = library is not None and library.number_of(scan) is not None
    return replace(scan, picture=None) if is_kept else scan


def _with_picture(scan: Scan, library: Library | None) -> Scan:
    if scan.picture is not None or library is None:
        return scan
    number = library.number_of(scan)
    return scan if number is None else replace(scan, picture=library.picture_of(number))
