"""What a card of any program says, as an Entry: the quirks of every dialect end here."""

from __future__ import annotations

import re

from cardscan.model import Entry, EntryAddress, EntryKind, EntryName, EntryPhone
from cardscan.vcard.blocks import BYTES, Block
from cardscan.vcard.content import (
    Charsets,
    Property,
    Version,
    parse_property,
    split_list,
    structured,
    text_value,
    unescape,
    wanted_lines,
)

__all__ = ["read_entry", "version_of"]

_READ = {
    "TEL": "TEL",
    "X-MS-TEL": "TEL",
    "EMAIL": "EMAIL",
    "FN": "FN",
    "N": "N",
    "NICKNAME": "NICKNAME",
    "ORG": "ORG",
    "TITLE": "TITLE",
    "ADR": "ADR",
    "URL": "URL",
    "X-SOCIALPROFILE": "URL",
    "BDAY": "BDAY",
    "NOTE": "NOTE",
    "PHOTO": "PHOTO",
    "UID": "UID",
    "VERSION": "VERSION",
    "KIND": "KIND",
    "X-ADDRESSBOOKSERVER-KIND": "KIND",
    "X-ABSHOWAS": "SHOW-AS",
    "X-ABLABEL": "LABEL",
    "MEMBER": "MEMBER",
    "X-ADDRESSBOOKSERVER-MEMBER": "MEMBER",
    "BEGIN": "BEGIN",
    "END": "END",
}
"""The properties that an Entry is made of, and which of them mean the same."""

_URN_UUID = re.compile(r"urn:uuid:", re.IGNORECASE)


def read_entry(block: Block, position: int) -> Entry:
    """Read a card as far as matching and merging need it; never raises on what it says.

    UIDs come without ``urn:uuid:``, so that those of 3.0 and 4.0 compare equal;
    the label of a number (``item1.X-ABLabel``) counts among its types. A card
    that is not closed is carried along untouched, so its entry is empty.
    """
    if not block.closed:
        return Entry(position=position)
    text = block.text
    if "\0" in text:
        text = text.replace("\0", "")
    found = _collect(text)
    version = _version(found, text)
    return _Reader(found, Charsets(text, is_bytes=block.codec == BYTES), version).entry(position)


def version_of(block: Block) -> Version:
    """The version that a card declares, or else the one that it looks like."""
    text = block.text
    return _version(_collect(text), text)


_Found = dict[str, list[Property]]


def _collect(text: str) -> _Found:
    """The properties of the outermost card, by what they mean."""
    found: _Found = {}
    depth = 0
    for line in wanted_lines(text, _READ):
        parsed = parse_property(line)
        meaning = _READ.get(parsed.name, "")
        if meaning == "BEGIN":
            depth += 1
        elif meaning == "END":
            depth -= 1
        elif depth == 1 and meaning:
            found.setdefault(meaning, []).append(parsed)
    return found


def _version(found: _Found, text: str) -> Version:
    for declared in found.get("VERSION", ()):
        value = declared.value.strip()
        if value in {"2.1", "3.0", "4.0"}:
            return Version(value)
    looks_old = re.search(r"QUOTED-PRINTABLE|(?m:^(?:TEL|ADR);[A-Z]+[;:])", text)
    return Version.V2_1 if looks_old else Version.V3_0


class _Reader:
    """The values of one card: everything that depends on its version and charsets."""

    def __init__(self, found: _Found, charsets: Charsets, version: Version) -> None:
        self._found = found
        self._charsets = charsets
        self._version = version

    def entry(self, position: int) -> Entry:
        """The whole card."""
        names = tuple(map(self._name, self._found.get("N", ())))
        formatted = self._texts("FN")
        organizations, departments = self._organizations()
        return Entry(
            position=position,
            kind=self._kind(names, formatted, organizations),
            uid=next((_bare_uid(uid) for uid in self._texts("UID")), None),
            formatted_names=formatted,
            names=tuple(name for name in names if name != _NO_NAME),
            nicknames=self._lists("NICKNAME"),
            organizations=organizations,
            departments=departments,
            titles=self._texts("TITLE"),
            phones=self._phones(),
            emails=tuple(_without_scheme(v, "mailto:") for v in self._texts("EMAIL")),
            urls=tuple(dict.fromkeys(self._texts("URL"))),
            addresses=self._addresses(),
            birthday=next(iter(self._texts("BDAY")), None),
            notes=self._texts("NOTE"),
            has_photo=any(p.value.strip() for p in self._found.get("PHOTO", ())),
            members=tuple(map(_bare_uid, self._texts("MEMBER"))),
        )

    def _texts(self, meaning: str) -> tuple[str, ...]:
        properties = self._found.get(meaning)
        if not properties:
            return ()
        values = [text_value(p, self._charsets, self._version).strip() for p in properties]
        return tuple(value for value in values if value)

    def _lists(self, meaning: str) -> tuple[str, ...]:
        items: list[str] = []
        for found in self._found.get(meaning, ()):
            decoded = ";".join(structured(found, self._charsets))
            items += (item.strip() for item in split_list(decoded, self._version))
        return tuple(item for item in items if item)

    def _parts(self, found: Property, count: int) -> list[str]:
        parts = [self._component(p) for p in structured(found, self._charsets)]
        return [*parts, *[""] * (count - len(parts))]

    def _component(self, raw: str) -> str:
        """One component; several values in it, parted by commas, become one text."""
        if self._version is Version.V2_1 or "," not in raw:
            return unescape(raw, self._version).strip()
        return " ".join(filter(None, (v.strip() for v in split_list(raw, self._version))))

    def _name(self, found: Property) -> EntryName:
        family, given, additional, prefix, suffix = self._parts(found, 5)[:5]
        return EntryName(
            family=family, given=given, additional=additional, prefix=prefix, suffix=suffix
        )

    def _organizations(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        organizations: list[str] = []
        departments: list[str] = []
        for found in self._found.get("ORG", ()):
            pieces = structured(found, self._charsets)
            # An unescaped comma in ORG is part of the name: "Acme, Inc." is one company.
            name, *units = (unescape(piece, self._version).strip() for piece in pieces)
            organizations.append(name)
            departments += units
        return tuple(filter(None, organizations)), tuple(filter(None, departments))

    def _phones(self) -> tuple[EntryPhone, ...]:
        numbers = self._found.get("TEL")
        if not numbers:
            return ()
        phones = []
        for found in numbers:
            value = _without_scheme(text_value(found, self._charsets, self._version), "tel:")
            if value:
                types = frozenset(found.types) | self._label_types(found.group)
                phones.append(EntryPhone(value=value, types=types))
        return tuple(phones)

    def _label_types(self, group: str) -> frozenset[str]:
        if not group:
            return frozenset()
        labels = [p for p in self._found.get("LABEL", ()) if p.group.lower() == group.lower()]
        texts = (text_value(p, self._charsets, self._version) for p in labels)
        return frozenset(filter(None, (_bare_label(text) for text in texts)))

    def _addresses(self) -> tuple[EntryAddress, ...]:
        addresses = []
        for found in self._found.get("ADR", ()):
            box, extended, street, city, region, code, country = self._address_parts(found)
            whole = ", ".join(filter(None, (box, extended, street)))
            address = EntryAddress(
                street=whole, city=city, region=region, postal_code=code, country=country
            )
            if address != _NO_ADDRESS:
                addresses.append(address)
        return tuple(addresses)

    def _address_parts(self, found: Property) -> list[str]:
        pieces = structured(found, self._charsets)
        # Commas in addresses are far oftener forgotten escapes than lists.
        parts = [unescape(piece, self._version).strip() for piece in pieces]
        return [*parts, *[""] * (7 - len(parts))][:7]

    def _kind(
        self,
        names: tuple[EntryName, ...],
        formatted: tuple[str, ...],
        organizations: tuple[str, ...],
    ) -> EntryKind:
        kinds = {value.lower() for value in self._texts("KIND")}
        if "group" in kinds or "MEMBER" in self._found:
            return EntryKind.GROUP
        shown_as = {value.upper() for value in self._texts("SHOW-AS")}
        if kinds & {"org", "organization"} or "COMPANY" in shown_as:
            return EntryKind.ORGANIZATION
        nameless = all(name == _NO_NAME for name in names)
        if nameless and organizations and set(formatted) <= set(organizations):
            return EntryKind.ORGANIZATION
        return EntryKind.PERSON


_NO_NAME = EntryName()
_NO_ADDRESS = EntryAddress()


def _bare_uid(uid: str) -> str:
    return _URN_UUID.sub("", uid, count=1) if ":" in uid else uid


def _without_scheme(value: str, scheme: str) -> str:
    value = value.strip()
    return value[len(scheme) :] if value[: len(scheme)].lower() == scheme else value


def _bare_label(label: str) -> str:
    """``_$!<HomePage>!$_`` as ``homepage``: Apple marks its own labels so."""
    return re.sub(r"^_\$!<(.*)>!\$_$", r"\1", label.strip()).lower()
