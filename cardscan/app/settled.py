"""Contacts that an earlier push brought: they are known without a look at the address book."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from cardscan import __version__
from cardscan.book import Decision
from cardscan.model import Action, Plan, Reason, Step
from cardscan.vcard import Block, Keep

__all__ = ["marks_of", "plan_of_settled"]

_BECAUSE = (Reason("an earlier push", 1.0),)


def marks_of(
    contacts: Iterable[Block], decisions: Iterable[Decision], keep: Keep
) -> tuple[str, ...]:
    """What tells a contact again: its bytes, and all else that its part of a plan depends on."""
    said = sorted((each.first, each.second, each.same) for each in decisions)
    start = hashlib.sha256(repr((__version__, keep.value, said)).encode())
    marks = []
    for contact in contacts:
        digest = start.copy()
        digest.update(contact.data)
        marks.append(digest.hexdigest())
    return tuple(marks)


def plan_of_settled(marks: Sequence[str], settled: Mapping[str, int]) -> Plan | None:
    """The plan for contacts that are all there in full; None where one of them may not be.

    One that is to be matched is matched beside all others: a card may be known
    only by way of another one of the same person.
    """
    if not marks or not settled.keys() >= set(marks):
        return None
    return Plan(
        tuple(
            Step(place, Action.NOTHING, settled[mark], reasons=_BECAUSE, sure=True)
            for place, mark in enumerate(marks)
        )
    )
