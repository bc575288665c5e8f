"""Decisions of a person, applied to what the machine read, and what they noted of the meeting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cardscan.library.records import Decision, DecisionKind
from cardscan.model import (
    Address,
    Contact,
    Email,
    Field,
    Name,
    Outcome,
    Phone,
    Scan,
    Social,
    Text,
    Url,
    Value,
    single_line,
)

__all__ = ["apply_decisions", "note_line", "said_of", "value_kind", "value_place"]

_PLACES: dict[Field, tuple[str, type[Value]]] = {
    Field.NAME: ("name", Name),
    Field.ORGANIZATION: ("organizations", Text),
    Field.DEPARTMENT: ("departments", Text),
    Field.TITLE: ("titles", Text),
    Field.PHONE: ("phones", Phone),
    Field.EMAIL: ("emails", Email),
    Field.URL: ("urls", Url),
    Field.SOCIAL: ("social", Social),
    Field.ADDRESS: ("addresses", Address),
}


def value_kind(field: Field) -> type[Value]:
    """The class of a field's values."""
    return _PLACES[field][1]


def value_place(field: Field) -> str:
    """The attribute of a contact that holds a field's values."""
    return _PLACES[field][0]


def apply_decisions(scan: Scan, decisions: Iterable[Decision]) -> Scan:
    """The scan as the person left it: edits in their places, an accepted card sure throughout."""
    for decision in decisions:
        contact = scan.contact
        if decision.kind is DecisionKind.EDIT and decision.field is not None:
            scan = replace(scan, contact=_edit(contact or Contact(), decision, decision.field))
        elif decision.kind is DecisionKind.ACCEPT:
            confirmed = None if contact is None else _confirm(contact)
            scan = replace(scan, outcome=Outcome.OK, contact=confirmed)
    return scan


# A card's back has no life of its own: what was said of it is said of the whole card.
_SAID = (
    "SELECT text, written_on, due FROM note WHERE scan_id = ?1"
    " OR scan_id IN (SELECT back_id FROM side WHERE front_id = ?1) ORDER BY id"
)


def said_of(db: sqlite3.Connection, number: int) -> str | None:
    """What was said and promised, a line each with its day, as a contact tells of it."""
    found = db.execute(_SAID, (number,))
    return "\n".join(note_line(*row) for row in found) or None


def note_line(text: str, written_on: str, due: str | None) -> str:
    """What was said or promised as a contact tells of it."""
    promised = f" (promised for {due})" if due else ""
    return f"{written_on}: {single_line(text)}{promised}"


def _edit(contact: Contact, decision: Decision, field: Field) -> Contact:
    place = value_place(field)
    held = getattr(contact, place)
    values: tuple[Value, ...] = held if isinstance(held, tuple) else (held,) if held else ()
    edited = _replaced(values, decision.before, _sure(decision.after))
    if field is Field.NAME:
        return _with(contact, place, edited[-1] if edited else None)
    return _with(contact, place, edited)


def _replaced(
    values: tuple[Value, ...], before: str | None, after: Value | None
) -> tuple[Value, ...]:
    new = () if after is None else (after,)
    said = [value.value for value in values]
    # Another reading may say what a person put in the place of what an earlier one said.
    place = before if before in said or after is None else after.value
    if place not in said:
        return (*values, *new)
    position = said.index(place)
    return (*values[:position], *new, *values[position + 1 :])


def _sure(value: Value | None) -> Value | None:
    return None if value is None else replace(value, sure=True, confidence=1.0)


def _confirm(contact: Contact) -> Contact:
    for place, _ in _PLACES.values():
        held = getattr(contact, place)
        confirmed = tuple(map(_sure, held)) if isinstance(held, tuple) else _sure(held)
        contact = _with(contact, place, confirmed)
    return contact


def _with(contact: Contact, place: str, value: Any) -> Contact:
    return replace(contact, **{place: value})
