"""A scan as a new vCard, built with vobject and folded to the letter of the standard."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath

import vobject

from cardscan import __version__
from cardscan.language.towns import find_town
from cardscan.model import Address, Contact, Name, Phone, PhoneKind, Scan, country_name, single_line
from cardscan.vcard.content import Version
from cardscan.vcard.portrait import shrink_jpeg
from cardscan.vcard.writing import fold

__all__ = ["MAX_VCARD_OCTETS", "PRODUCT", "contact_uid", "group_vcard", "new_vcard", "note_of"]

MAX_VCARD_OCTETS = 224_000
"""iCloud takes photos up to 224 kB and vCards up to 256 kB; the smaller limit holds for both."""

_NAMESPACE = uuid.UUID("2f7a5a2e-6c0f-5e0a-9c37-6f1d0b1c8c11")
_NO_LIMIT = 10**9

_PHONE_TYPES = {
    PhoneKind.WORK: ("WORK", "VOICE"),
    PhoneKind.CELL: ("CELL", "VOICE"),
    PhoneKind.FAX: ("WORK", "FAX"),
    PhoneKind.HOME: ("HOME", "VOICE"),
    PhoneKind.PAGER: ("PAGER",),
    PhoneKind.OTHER: ("OTHER", "VOICE"),
}
# RFC 6350 has no "other"; a number without further meaning is a voice number.
_PHONE_TYPES_4 = {kind: tuple(t.lower() for t in types) for kind, types in _PHONE_TYPES.items()} | {
    PhoneKind.OTHER: ("voice",)
}


PRODUCT = b"-//cardscan//cardscan"
"""What PRODID of every card that we write begins with."""


def new_vcard(
    scan: Scan,
    *,
    revised: datetime,
    version: Version | str = Version.V3_0,
    photo: bool = True,
    photo_px: int | None = None,
) -> str:
    """The vCard of a scanned card: CRLF line breaks, folded at 75 octets, under 224 kB.

    ``revised`` is when the contact was made; where it has no time zone it is
    taken as UTC. ``photo_px`` bounds the longer side of its picture. The UID is
    the same for the same card of the same photo.
    Raises ValueError for a scan without a contact, and for version 2.1.
    """
    version = Version(version)
    if scan.contact is None:
        raise ValueError("a scan without a contact makes no vCard")
    if version is Version.V2_1:
        raise ValueError("new vCards are written in 3.0 or 4.0 only")
    draft = _Draft(version)
    _add_identity(draft, scan, scan.contact)
    _add_contact(draft, scan.contact)
    _add_circumstances(draft, scan, revised)
    if photo and scan.picture:
        draft.add_photo(scan.picture, photo_px)
    return draft.text()


def group_vcard(name: str, uids: Iterable[str], *, revised: datetime) -> str:
    """A group of contacts as Apple's programs keep it, which pass over CATEGORIES.

    ``uids`` are those of its members. The same name has the same UID.
    """
    draft = _Draft(Version.V3_0)
    draft.add("prodid", f"{PRODUCT.decode()} {__version__}//EN")
    draft.add("uid", str(uuid.uuid5(_NAMESPACE, f"group/{name}")), is_uri=True)
    draft.add("n", vobject.vcard.Name(family=single_line(name)))
    draft.add("fn", single_line(name))
    draft.add("x-addressbookserver-kind", "group")
    for uid in uids:
        draft.add("x-addressbookserver-member", f"urn:uuid:{uid}", is_uri=True)
    moment = revised.astimezone(UTC) if revised.tzinfo else revised
    draft.add("rev", f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    return draft.text()


def contact_uid(scan: Scan) -> str:
    """The UID of a card's contact: the same whenever the same photo is scanned."""
    photo = scan.sha256 or scan.source
    return str(uuid.uuid5(_NAMESPACE, f"{photo}/{scan.page}/{scan.card}"))


def note_of(scan: Scan, revised: datetime, *, repeats: bool = True) -> str:
    """Where and when the card was met and scanned, and what has no property of its own.

    ``repeats``: whether several organizations and titles are told of here as
    well, since whoever takes the contact may keep one of them.
    """
    contact = scan.contact or Contact()
    lines = [*scan.note.splitlines()] if scan.note else []
    lines.append(_origin(scan, revised))
    for label, values in (("Organizations", contact.organizations), ("Titles", contact.titles)):
        if repeats and len(values) > 1:
            # Most phones keep one organization and one title of a contact.
            lines.append(f"{label}: " + "; ".join(value.value for value in values))
    if readable := [line for line in contact.unread if _is_readable(line)]:
        lines.append("Also on the card: " + " / ".join(readable))
    return "\n".join(single_line(line) for line in lines)


def _origin(scan: Scan, revised: datetime) -> str:
    taken = f" on {scan.taken_at:%Y-%m-%d}" if scan.taken_at else ""
    place = _place_in_words(*scan.place) if scan.place else ""
    scanned = f"scanned from {PurePath(scan.source).name} on {revised:%Y-%m-%d}"
    if scan.event:
        return f"Met at {scan.event}{taken}{place}; {scanned}"
    if taken or place:
        return f"Photo taken{taken}{place}; {scanned}"
    return scanned[0].upper() + scanned[1:]


def _place_in_words(latitude: float, longitude: float) -> str:
    town = find_town(latitude, longitude)
    return f" at {latitude:.5f}, {longitude:.5f}" if town is None else f" near {town}"


def _is_readable(line: str) -> bool:
    """Whether a leftover line is worth a reader's time: mostly letters and digits."""
    letters = sum(character.isalnum() for character in line)
    return letters >= 3 and letters * 10 >= 6 * len(line.replace(" ", ""))


# Names are case-insensitive, yet not every importer of Apple's properties knows that.
_APPLE_SPELLING = {"x-ablabel": "X-ABLabel", "x-abshowas": "X-ABShowAs"}


@dataclass(slots=True)
class _Draft:
    """The content lines of a card in the making."""

    version: Version
    lines: list[str] = field(default_factory=list)
    groups: int = 0

    def add(
        self,
        name: str,
        value: object,
        *,
        types: Sequence[str] = (),
        group: str | None = None,
        is_uri: bool = False,
        parameters: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Add a property; a URI is written as it is, everything else escaped by vobject."""
        line = vobject.vCard().add(name)
        line.group = group
        line.value = value
        line.encoded = is_uri
        if types:
            line.type_paramlist = list(types)
        for key, content in parameters:
            line.params[key] = [content]
        written: str = line.serialize(lineLength=_NO_LIMIT).rstrip("\r\n")
        if name in _APPLE_SPELLING:
            written = written.replace(name.upper(), _APPLE_SPELLING[name], 1)
        self.lines.append(written)

    def add_labelled(self, name: str, value: object, label: str, **options: object) -> None:
        """Add a property and the label that Apple's and Google's programs show for it."""
        self.groups += 1
        group = f"item{self.groups}"
        self.add(name, value, group=group, **options)  # type: ignore[arg-type]
        self.add("x-ablabel", label, group=group)

    def add_photo(self, picture: bytes, side_px: int | None) -> None:
        """Add the card's picture, made smaller until the whole vCard is small enough."""
        # Base64 makes 4 of 3; every folded line of 75 costs 3 more.
        room = (MAX_VCARD_OCTETS - len(self.text().encode()) - 200) * 3 // 4 * 74 // 77
        jpeg = shrink_jpeg(picture, max_octets=room, side_px=side_px)
        if jpeg is None:
            return
        encoded = base64.b64encode(jpeg).decode("ascii")
        if self.version is Version.V4_0:
            self.lines.append(f"PHOTO:data:image/jpeg;base64,{encoded}")
        else:
            self.lines.append(f"PHOTO;ENCODING=b;TYPE=JPEG:{encoded}")

    def text(self) -> str:
        body = "".join(f"{fold(line, _CRLF)}{_CRLF}" for line in self.lines)
        return f"BEGIN:VCARD{_CRLF}VERSION:{self.version}{_CRLF}{body}END:VCARD{_CRLF}"


_CRLF = "\r\n"


def _add_identity(draft: _Draft, scan: Scan, contact: Contact) -> None:
    draft.add("prodid", f"{PRODUCT.decode()} {__version__}//EN")
    uid = contact_uid(scan)
    draft.add("uid", f"urn:uuid:{uid}" if draft.version is Version.V4_0 else uid, is_uri=True)
    draft.add("n", _structured_name(contact.name))
    draft.add("fn", _formatted_name(scan, contact))
    if contact.name is None and contact.organizations:
        draft.add("x-abshowas", "COMPANY")
        if draft.version is Version.V4_0:
            draft.add("kind", "org")


def _structured_name(name: Name | None) -> vobject.vcard.Name:
    if name is None:
        return vobject.vcard.Name()
    given, family = name.given or "", name.family or ""
    if not given and not family:
        *first, family = name.value.split() or [""]
        given = " ".join(first)
    parts = (family, given, name.additional or "", name.prefix or "", name.suffix or "")
    return vobject.vcard.Name(*map(single_line, parts))


def _formatted_name(scan: Scan, contact: Contact) -> str:
    """The name; without one the organization, and without that what reaches the person."""
    values = (contact.name, *contact.organizations, *contact.emails, *contact.phones)
    known = (single_line(value.value) for value in values if value)
    return next(filter(None, known), f"Card {PurePath(scan.source).name}")


def _add_contact(draft: _Draft, contact: Contact) -> None:
    _add_organizations(draft, contact)
    for title in contact.titles:
        draft.add("title", single_line(title.value))
    is_4 = draft.version is Version.V4_0
    for phone in contact.phones:
        types = (_PHONE_TYPES_4 if is_4 else _PHONE_TYPES)[phone.kind]
        draft.add("tel", _dialled(phone), types=types)
    for email in contact.emails:
        draft.add(
            "email", single_line(email.value), types=("work",) if is_4 else ("INTERNET", "WORK")
        )
    for url in contact.urls:
        draft.add("url", _uri(url.value), types=("work" if is_4 else "WORK",), is_uri=True)
    _add_profiles(draft, contact)
    for address in contact.addresses:
        draft.add("adr", _postal(address), types=("work" if is_4 else "WORK",))


def _add_organizations(draft: _Draft, contact: Contact) -> None:
    departments = [single_line(department.value) for department in contact.departments]
    names = [single_line(organization.value) for organization in contact.organizations]
    if not names and departments:
        names = [""]
    for number, name in enumerate(names):
        # A list, since vobject cuts a string into letters.
        draft.add("org", [name, *departments] if number == 0 else [name])


def _add_profiles(draft: _Draft, contact: Contact) -> None:
    """Profiles as plain addresses for all, and as Apple writes them for those who read it."""
    urls = {url.value for url in contact.urls}
    for profile in contact.social:
        service = re.sub(r"[^\w-]", "", profile.service) or "other"
        parameters = [("X-USER", handle)] if (handle := _parameter(profile.handle)) else []
        draft.add(
            "x-socialprofile",
            _uri(profile.value),
            types=(service,),
            parameters=parameters,
            is_uri=True,
        )
        if profile.value not in urls:
            draft.add_labelled("url", _uri(profile.value), service, is_uri=True)


def _dialled(phone: Phone) -> str:
    # "ext. 12" is what iOS, Android and libphonenumber all parse; ";ext=12" is dialled as a pause.
    number = single_line(phone.value)
    return f"{number} ext. {single_line(phone.extension)}" if phone.extension else number


def _postal(address: Address) -> vobject.vcard.Address:
    street = address.street or ""
    if not any((address.street, address.city, address.postal_code, address.region)):
        street = address.value
    return vobject.vcard.Address(
        street=single_line(street),
        city=single_line(address.city or ""),
        region=single_line(address.region or ""),
        code=single_line(address.postal_code or ""),
        country=country_name(single_line(address.country or "")),
    )


def _add_circumstances(draft: _Draft, scan: Scan, revised: datetime) -> None:
    if scan.event:
        draft.add(
            "categories", [single_line(scan.event)]
        )  # a list: vobject cuts strings into letters
    draft.add("note", note_of(scan, revised))
    moment = revised.astimezone(UTC) if revised.tzinfo else revised
    is_4 = draft.version is Version.V4_0
    draft.add("rev", f"{moment:%Y%m%dT%H%M%SZ}" if is_4 else f"{moment:%Y-%m-%dT%H:%M:%SZ}")


def _uri(address: str) -> str:
    """A web address with what would end a value percent-encoded."""
    encoded = single_line(address).replace("\\", "%5C").replace(",", "%2C").replace(";", "%3B")
    return encoded.replace(" ", "%20")


def _parameter(value: str) -> str:
    return re.sub(r'[";:,]', "", single_line(value))
