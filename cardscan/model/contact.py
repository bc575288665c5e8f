"""What a card says: claims, the values of a contact, and the scan that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from cardscan.model.geometry import Box, Corners
from cardscan.model.reading import Code, TextLine

__all__ = [
    "Address",
    "Claim",
    "Contact",
    "Email",
    "Failure",
    "Field",
    "Name",
    "Outcome",
    "Phone",
    "PhoneKind",
    "ReadPage",
    "Reason",
    "Scan",
    "Social",
    "Text",
    "Url",
    "Value",
    "ValueChange",
    "map_values",
]

V = TypeVar("V", bound="Value")


class Field(StrEnum):
    """The kinds of value a card can hold."""

    NAME = "name"
    ORGANIZATION = "organization"
    DEPARTMENT = "department"
    TITLE = "title"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    SOCIAL = "social"
    ADDRESS = "address"


class PhoneKind(StrEnum):
    """What a number reaches; WORK when the card does not say otherwise."""

    WORK = "work"
    CELL = "cell"
    FAX = "fax"
    HOME = "home"
    PAGER = "pager"
    OTHER = "other"


class Outcome(StrEnum):
    """How the scan of a card ended."""

    OK = "ok"
    DOUBTFUL = "doubtful"
    NOT_A_CARD = "not_a_card"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Reason:
    """One named piece of evidence; ``weight`` above 0 speaks for a claim, below against it."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a contact, where it stands on the card and why it was chosen.

    ``boxes`` are in pixels of the frame that the contact is in: the flattened
    card as it leaves ``extract``, the upright photo in a :class:`Scan`.
    ``repairs`` say what was changed against the reading, and on what proof.
    """

    value: str
    confidence: float = 0.0
    sure: bool = False
    boxes: tuple[Box, ...] = ()
    reasons: tuple[Reason, ...] = ()
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Value):
    """A person's name; ``value`` is the whole of it as one would write it."""

    prefix: str | None = None
    given: str | None = None
    additional: str | None = None
    family: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Value):
    """An organization, a department or a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone(Value):
    """A number; ``value`` is E.164, ``printed`` as the card shows it."""

    kind: PhoneKind = PhoneKind.WORK
    printed: str = ""
    extension: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Email(Value):
    """An e-mail address, lower case in its domain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Url(Value):
    """A web address with its scheme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Social(Value):
    """A profile on a social network; ``value`` is its URL."""

    service: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Value):
    """A postal address; ``value`` is it on one line, ``country`` an ISO 3166 code."""

    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One rival explanation of a line or a part of it.

    ``lines`` are positions in ``CardText.lines``; ``value`` is what the claim
    would add to the contact; ``score`` is the sum of its reasons' weights.
    """

    field: Field
    value: Value
    lines: tuple[int, ...]
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        return sum(r.weight for r in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What one card says, every field a list but the name; ``unread`` is what is left over."""

    name: Name | None = None
    organizations: tuple[Text, ...] = ()
    departments: tuple[Text, ...] = ()
    titles: tuple[Text, ...] = ()
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    urls: tuple[Url, ...] = ()
    social: tuple[Social, ...] = ()
    addresses: tuple[Address, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def is_somebody(self) -> bool:
        """Whether there is somebody to write down: a name, an organization or a way to reach it."""
        return bool(self.name or self.organizations or self.phones or self.emails)

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value, in the order of the fields."""
        return (
            *((self.name,) if self.name else ()),
            *self.organizations,
            *self.departments,
            *self.titles,
            *self.phones,
            *self.emails,
            *self.urls,
            *self.social,
            *self.addresses,
        )


class ValueChange(Protocol):
    """Turns a value into another of the same kind."""

    def __call__(self, value: V, /) -> V: ...


def map_values(contact: Contact, change: ValueChange) -> Contact:
    """The same contact with every value changed."""
    return replace(
        contact,
        name=change(contact.name) if contact.name else None,
        organizations=tuple(map(change, contact.organizations)),
        departments=tuple(map(change, contact.departments)),
        titles=tuple(map(change, contact.titles)),
        phones=tuple(map(change, contact.phones)),
        emails=tuple(map(change, contact.emails)),
        urls=tuple(map(change, contact.urls)),
        social=tuple(map(change, contact.social)),
        addresses=tuple(map(change, contact.addresses)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One card of one photo, read. ``picture`` is the flattened card as JPEG bytes.

    ``corners`` and every box are in pixels of the upright photo; ``corners`` is
    None, like ``contact``, where the photo shows no card. ``lines`` are what was
    read, every rival reading included. ``back`` and ``back_source`` are the
    picture and the photo of the other side, where that was scanned too; boxes
    of values that only stand there are left out. ``note`` is what was said
    and promised at the meeting, a line each.
    """

    source: str
    sha256: str
    page: int = 0
    card: int = 0
    outcome: Outcome = Outcome.OK
    corners: Corners | None = None
    contact: Contact | None = None
    codes: tuple[Code, ...] = ()
    lines: tuple[TextLine, ...] = ()
    remarks: tuple[str, ...] = ()
    event: str | None = None
    note: str | None = None
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None
    reader: str = ""
    elapsed_s: float = 0.0
    picture: bytes | None = field(default=None, repr=False)
    back: bytes | None = field(default=None, repr=False)
    back_source: str | None = None

    @property
    def unsure(self) -> tuple[Value, ...]:
        """The values that a person should look at before they are relied on."""
        return tuple(v for v in self.contact.values if not v.sure) if self.contact else ()

    def to_json(self) -> dict[str, Any]:
        """The card as an object of JSON Lines, ``cardscan.scan/1``."""
        from cardscan.model.as_json import result_to_json

        return result_to_json(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input that gave no scan, and why: ``kind`` is the error's class name.

    ``page`` is the one that failed, from 0; None where it is the whole input.
    """

    source: str
    kind: str
    message: str
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The failure as an object of JSON Lines, ``cardscan.scan/1``."""
        from cardscan.model.as_json import result_to_json

        return result_to_json(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What one page of an input gave: one scan a card, or a failure.

    ``pages`` is how many pages the input has; one that cannot be opened counts
    as a single page that failed.
    """

    source: str
    page: int
    pages: int
    outcomes: tuple[Scan | Failure, ...]
