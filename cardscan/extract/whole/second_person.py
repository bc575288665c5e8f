"""Cards of two persons: a contact is one of them, and what stands below the other is not his."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from cardscan.extract.clues.clues import Clues, mailbox_likeness
from cardscan.extract.thresholds import GAIN_OF_A_NAME, MADE_OF_THE_NAME
from cardscan.extract.weights import Evidence
from cardscan.extract.words.honorifics import strip_prefix
from cardscan.language.letters import fold
from cardscan.model import Box, Claim, Contact, Email, Name, Phone, Text, Value

__all__ = ["without_another_person"]

V = TypeVar("V", Phone, Email, Text)
_LEAST_SCORE = 0.8  # as a name must have to be a card's own (resolve)
_SAME_SIZE = 1.3  # names of two persons are set alike


def without_another_person(contact: Contact, names: Iterable[Claim]) -> Contact:
    """The contact without numbers, addresses and titles that stand below another person's name.

    They become unread, so that nothing of the other is lost and nothing is taken
    for this one's. Where only one of the two has lines of his own, what follows
    both names is for both and stays.
    """
    if contact.name is None:
        return contact
    own, other = contact.name.boxes[0], _others(contact, names)
    if not other:
        return contact
    heads = (own, *(c.value.boxes[0] for c in other))
    stops = [b for v in (*contact.organizations, *contact.addresses) for b in v.boxes]
    reach = (*contact.phones, *contact.emails)
    mine = [v for v in reach if _head_of(v.boxes[0], heads, stops) == own]
    theirs = {
        id(v)
        for v in (*reach, *contact.titles, *contact.departments)
        if (mine and _head_of(v.boxes[0], heads, stops) not in (None, own))
        or (isinstance(v, Email) and _is_mailbox_of_another(v, contact.name, other))
    }
    return replace(
        contact,
        phones=_left(contact.phones, theirs),
        emails=_left(contact.emails, theirs),
        titles=_left(contact.titles, theirs),
        departments=_left(contact.departments, theirs),
    )


def _left(values: tuple[V, ...], theirs: set[int]) -> tuple[V, ...]:
    return tuple(v for v in values if id(v) not in theirs)


def _others(contact: Contact, names: Iterable[Claim]) -> list[Claim]:
    """Names of other persons, set like the contact's own, that became no other value."""
    taken = [b for v in contact.values for b in v.boxes]
    own = contact.name.boxes[0] if contact.name else Box(0, 0, 0, 0)
    found: list[Claim] = []
    for claim in sorted(names, key=lambda c: -c.score):
        box = claim.value.boxes[0]
        alike = 1 / _SAME_SIZE < box.height / max(1.0, own.height) < _SAME_SIZE
        whole = len(claim.value.boxes) == 1 and len(_core(claim.value)) > 1
        if claim.score < _LEAST_SCORE or not alike or not whole or not _is_person(claim, contact):
            continue
        if not any(_meet(box, b) for b in (*taken, *(c.value.boxes[0] for c in found))):
            found.append(claim)
    return found


# A branch, a trade or a place is shaped like a name and set like one as well.
_OF_A_PERSON = frozenset(
    {
        Evidence.KNOWN_GIVEN_NAME,
        Evidence.TITLE_OF_COURTESY_OR_DEGREE,
        Evidence.E_MAIL_IS_MADE_OF_IT,
        Evidence.PART_IS_IN_THE_E_MAIL,
        Evidence.TITLE_STANDS_BELOW,
        Evidence.TITLE_STANDS_BESIDE,
    }
)


def _is_person(claim: Claim, contact: Contact) -> bool:
    """Whether something but its shape makes a claim a person, and not the contact's own name."""
    own = {fold(w) for w in _core(contact.name)} if contact.name else set()
    again = {fold(w) for w in _core(claim.value)} <= own
    place = any(r.name == Evidence.CITY for r in claim.reasons)
    told = any(r.name in _OF_A_PERSON and r.weight > 0 for r in claim.reasons)
    return told and not again and not place


def _core(name: Value) -> tuple[str, ...]:
    if isinstance(name, Name):
        return tuple(f"{name.given or ''} {name.family or ''}".split())
    return tuple(strip_prefix(name.value.split(" "))[1])


def _meet(first: Box, second: Box) -> bool:
    level = first.is_level_with(second)
    return level and first.overlap_x(second) > 0


def _head_of(box: Box, heads: Sequence[Box], stops: Iterable[Box]) -> Box | None:
    """The name that a value stands below, in its column and with no address or firm between."""
    above = [
        head
        for head in heads
        if head.bottom < box.center[1]
        and (head.overlap_x(box) > 0 or abs(head.left - box.left) < 3 * head.height)
    ]
    nearest = max(above, key=lambda head: head.bottom, default=None)
    if nearest is None:
        return None
    between = any(nearest.bottom <= stop.center[1] <= box.top for stop in stops)
    return None if between else nearest


def _is_mailbox_of_another(email: Email, own: Name, others: Iterable[Claim]) -> bool:
    clues = Clues(mailboxes=(email.value.rpartition("@")[0].lower(),))
    mine = mailbox_likeness(_core(own), clues)
    return any(
        mailbox_likeness(_core(c.value), clues) >= max(MADE_OF_THE_NAME, mine + GAIN_OF_A_NAME)
        for c in others
    )
