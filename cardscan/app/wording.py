"""A scan as it is written down: capitals tidied, without what says nothing of the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import PurePath
from typing import TypeVar

from cardscan.app.choices import USUAL, Wording
from cardscan.app.tidying import tidied
from cardscan.language.remarks import remark_likeness
from cardscan.model import Contact, Failure, Scan
from cardscan.vcard import Version, new_vcard

__all__ = ["called", "photo_name", "presentable", "vcard_of", "worded"]

R = TypeVar("R", Scan, Failure, Scan | Failure)

_MAYBE_SLOGAN, _SURE_SLOGAN = 0.65, 1.2
"""How much a line must read like a slogan to be left out. A number in it may be of use, and what
only ends like a sentence or counts up places (.6) may tell the way."""


def presentable(result: R) -> R:
    """The same result with sources that can be written as text.

    A file name need not be valid Unicode; what is not becomes a question mark.
    """
    if isinstance(result, Scan) and result.back_source is not None:
        result = replace(result, back_source=_in_unicode(result.back_source))
    return replace(result, source=_in_unicode(result.source))


def _in_unicode(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def photo_name(scan: Scan) -> str:
    """What a person calls the photo of a card: its name, and which page of a file of several."""
    name = PurePath(_in_unicode(scan.source)).name
    return f"{name}, page {scan.page + 1}" if scan.page else name


def called(scan: Scan) -> str:
    """What a person calls a card: its name, else the organization or what reaches somebody."""
    contact = scan.contact or Contact()
    values = (contact.name, *contact.organizations, *contact.emails, *contact.phones)
    return next((value.value for value in values if value), "a card without a name")


def vcard_of(
    scan: Scan,
    *,
    revised: datetime,
    wording: Wording = USUAL,
    version: Version = Version.V3_0,
) -> bytes:
    """The vCard of a scanned card as it is to be worded."""
    return new_vcard(
        worded(presentable(scan), wording),
        revised=revised,
        version=version,
        photo=wording.photo,
        photo_px=wording.photo_px,
    ).encode()


def worded(scan: Scan, wording: Wording) -> Scan:
    """The scan with only what is to stand in its contact; the library keeps all of it."""
    contact = scan.contact
    if contact is not None and not wording.slogans:
        contact = replace(contact, unread=tuple(t for t in contact.unread if not is_slogan(t)))
    if contact is not None and not wording.as_printed:
        contact = tidied(contact)
    return replace(scan, contact=contact, place=scan.place if wording.place else None)


def is_slogan(line: str) -> bool:
    """Whether a line that became no field is a slogan, opening hours or a caption."""
    has_number = any(c.isdigit() or c == "@" for c in line)
    return remark_likeness(line) >= (_SURE_SLOGAN if has_number else _MAYBE_SLOGAN)
