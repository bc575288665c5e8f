"""Contacts of an address book, how alike two of them are, and what a merge will do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cardscan.model.contact import Reason

__all__ = [
    "Action",
    "Addition",
    "Entry",
    "EntryAddress",
    "EntryKind",
    "EntryName",
    "EntryPhone",
    "Group",
    "Likeness",
    "Plan",
    "Step",
    "Verdict",
]


class EntryKind(StrEnum):
    """Whom a card of an address book stands for."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryName:
    """The parts of one N property, unescaped, as they stand; several given names are one text."""

    family: str = ""
    given: str = ""
    additional: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPhone:
    """A TEL as it stands, with its types in lower case (``cell``, ``fax``, ``work`` …)."""

    value: str
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAddress:
    """The parts of one ADR property, unescaped; the extended address is part of ``street``."""

    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One vCard of an address book, read as far as matching and merging need it.

    ``position`` counts the cards of the file from 0. Values are unescaped and
    decoded, but not normalised. ``members`` are the UIDs of a group's cards;
    ``kind_said`` is its KIND in lower case, empty where it says none.
    """

    position: int
    kind: EntryKind = EntryKind.PERSON
    uid: str | None = None
    formatted_names: tuple[str, ...] = ()
    names: tuple[EntryName, ...] = ()
    nicknames: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    phones: tuple[EntryPhone, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    addresses: tuple[EntryAddress, ...] = ()
    birthday: str | None = None
    notes: tuple[str, ...] = ()
    has_photo: bool = False
    members: tuple[str, ...] = ()
    kind_said: str = ""

    def to_json(self) -> dict[str, Any]:
        """The contact as an object of JSON."""
        from cardscan.model.as_json import entry_to_json

        return entry_to_json(self)


class Verdict(StrEnum):
    """Whether two entries are one person; only SAME is ever acted on unasked."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two entries are: named reasons for and against, and the verdict on them.

    ``first`` and ``second`` are positions of the compared entries.
    """

    first: int
    second: int
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()

    @property
    def score(self) -> float:
        return sum(r.weight for r in self.reasons)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one address book that are, or may be, one person. ``cards`` are positions."""

    cards: tuple[int, ...]
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


class Action(StrEnum):
    """What a merge does with an incoming contact."""

    ADD = "new"
    MERGE = "merge"
    WAIT = "maybe"
    NOTHING = "nothing new"


@dataclass(frozen=True, slots=True)
class Addition:
    """One property to add to an existing card, version-neutral.

    ``parts`` are the unescaped components of a structured value (N, ADR, ORG)
    or the single value; ``types`` are lower-case TYPE values. ``incoming_line``
    is the content line of the incoming card that it stems from, where there is
    one, so that what we do not understand travels along whole. ``conflicts``
    says that the card has another value of a property that one expects once
    (FN, ORG, TITLE, BDAY): the writer tells of it in NOTE, with the date.
    """

    property: str
    parts: tuple[str, ...]
    types: tuple[str, ...] = ()
    incoming_line: int | None = None
    conflicts: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one incoming contact. ``target`` is a position in the address book.

    ``twin`` stands in its stead where the contact is (or may be) the same as an
    incoming one that the plan itself adds: the place of that one. ``sure`` says
    that the two are the same person, not only that the one says all of the other.
    """

    incoming: int
    action: Action
    target: int | None = None
    additions: tuple[Addition, ...] = ()
    reasons: tuple[Reason, ...] = ()
    twin: int | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge will do, contact by contact; printing it is a dry run."""

    steps: tuple[Step, ...]
