"""What kinds of collections a server holds for us: address books (RFC 6352), calendars (4791)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ADDRESS_BOOK", "CALENDAR", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of collection is asked for.

    ``door`` is its well-known name (RFC 6764), ``collection`` the element of its
    resource type, ``prefix`` what its reports and their data begin with.
    """

    noun: str
    service: str
    door: str
    collection: str
    home: str
    prefix: str
    data: str
    media_type: str
    option: str


ADDRESS_BOOK = Kind(
    noun="address book",
    service="CardDAV",
    door="/.well-known/carddav",
    collection="addressbook",
    home="C:addressbook-home-set",
    prefix="C:addressbook",
    data="C:address-data",
    media_type="text/vcard",
    option="--book",
)
CALENDAR = Kind(
    noun="calendar",
    service="CalDAV",
    door="/.well-known/caldav",
    collection="calendar",
    home="K:calendar-home-set",
    prefix="K:calendar",
    data="K:calendar-data",
    media_type="text/calendar",
    option="--calendar",
)
