"""What a card of any program says, as an Entry: the quirks of every dialect end here."""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import overload

from cardscan.model import Entry, EntryAddress, EntryKind, EntryName, EntryPhone
from cardscan.vcard.blocks import BYTES, Block
from cardscan.vcard.content import (
    Head,
    Property,
    Version,
    parse_head,
    parse_property,
    simple_lines,
)
from cardscan.vcard.values import Charsets, split_list, structured, text_value, unescape

__all__ = ["bare_label", "entries_of", "read_entries", "read_entry", "version_of"]

_READ = {
    name: name
    for name in "TEL EMAIL FN N NICKNAME ORG TITLE ADR URL BDAY NOTE PHOTO UID VERSION KIND MEMBER "
    "BEGIN END".split()
} | {
    "X-MS-TEL": "TEL",
    "X-SOCIALPROFILE": "URL",
    "X-ADDRESSBOOKSERVER-KIND": "KIND",
    "X-ABSHOWAS": "SHOW-AS",
    "X-ABLABEL": "LABEL",
    "X-ADDRESSBOOKSERVER-MEMBER": "MEMBER",
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
    text = _plain_text(block)
    is_plain = text is not None
    if text is None:
        text = block.text
    if "\0" in text:
        text = text.replace("\0", "")
    found = _collect(text)
    charsets = Charsets(text, is_bytes=block.codec == BYTES and not is_plain)
    return _Reader(found, charsets, _version(found, text), is_plain=is_plain).entry(position)


def _plain_text(block: Block) -> str | None:
    """A card in UTF-8 decoded as a whole, which spares decoding each value.

    None where a line declares a charset, or the bytes are no UTF-8.
    """
    if block.codec != BYTES or b"HARSET=" in block.data or b"harset=" in block.data:
        return None
    try:
        return block.data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def read_entries(blocks: Iterable[Block]) -> tuple[Entry, ...]:
    """Read all cards of a file, with their positions."""
    # Entries hold no cycles, yet the collector would look at all of them again and again:
    # without it 100,000 cards take 5 s instead of 9 s.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return tuple(read_entry(block, position) for position, block in enumerate(blocks))
    finally:
        if was_enabled:
            gc.enable()


class _CardEntries(Sequence[Entry]):
    """The entries of a file's cards, each read when it is asked for; the last few are kept."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._one = lru_cache(maxsize=4096)(lambda at: read_entry(blocks[at], at))

    def __len__(self) -> int:
        return len(self._blocks)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, at: int | slice) -> Entry | tuple[Entry, ...]:
        places = range(len(self._blocks))[at]
        return self._one(places) if isinstance(places, int) else tuple(map(self._one, places))

    def __iter__(self) -> Iterator[Entry]:
        # Reading and what is done with an entry in turn, one by one, takes a fifth longer: each
        # finds the processor's caches full of the other.
        for start in range(0, len(self._blocks), _BATCH):
            few = self._blocks[start : start + _BATCH]
            yield from [read_entry(block, at) for at, block in enumerate(few, start)]


_MOST_KEPT = 20_000
_BATCH = 2_000


def entries_of(blocks: Sequence[Block]) -> Sequence[Entry]:
    """The entries of a file's cards, to be gone through once and then asked for singly.

    Those of a large file are read each time: a million of them would take 2 GB.
    """
    return read_entries(blocks) if len(blocks) <= _MOST_KEPT else _CardEntries(blocks)


def version_of(block: Block) -> Version:
    """The version that a card declares, or else the one that it looks like."""
    text = block.text
    return _version(_collect(text), text)


# Plain tuples of head and raw value: there are millions of them in a large book.
_Found = dict[str, list[tuple[Head, str]]]


def _collect(text: str) -> _Found:
    """The properties of the outermost card, by what they mean.

    None of a card in which BEGIN and END do not match: nobody can tell whose they are.
    """
    found: _Found = defaultdict(list)
    depth = 0
    for line in simple_lines(text):
        raw_head, colon, value = line.partition(":")
        if not colon:
            continue
        head, meaning = _known(raw_head)
        if meaning == _QUOTED and (parsed := parse_property(line)):
            head, value = parsed
            meaning = _READ.get(head.name)
        if meaning is None:
            continue
        if meaning in _MARKS and value.strip().upper() == "VCARD":
            if depth == 0 and found:
                return {}
            depth += _MARKS[meaning]
        elif depth == 1:
            found[meaning].append((head, value))
    return found if depth == 0 else {}


_MARKS = {"BEGIN": 1, "END": -1}
_QUOTED = "quoted"


@lru_cache(maxsize=10_000)
def _known(raw_head: str) -> tuple[Head, str | None]:
    """A head taken apart, and what its property means to us, if anything.

    A quote may hold a colon, so that the head goes on behind it.
    """
    head = parse_head(raw_head)
    return head, _QUOTED if '"' in raw_head else _READ.get(head.name)


def _version(found: _Found, text: str) -> Version:
    for _, declared in found.get("VERSION", ()):
        if version := _VERSIONS.get(declared.strip()):
            return version
    looks_old = _LOOKS_OLD.search(text)
    return Version.V2_1 if looks_old else Version.V3_0


# In what stands before the colon: a value may speak of anything.
_LOOKS_OLD = re.compile(
    r"^[^\s:][^:\r\n]*[;=]\s*QUOTED-PRINTABLE|^(?:TEL|ADR);[A-Z]+[;:]", re.MULTILINE
)
_VERSIONS = {version.value: version for version in Version}


class _Reader:
    """The values of one card: everything that depends on its version and charsets."""

    def __init__(
        self, found: _Found, charsets: Charsets, version: Version, *, is_plain: bool
    ) -> None:
        self._found = found
        self._charsets = charsets
        self._version = version
        self._is_plain = is_plain  # no value needs decoding, unless it says how it is encoded

    def entry(self, position: int) -> Entry:
        """The whole card."""
        names = self._names()
        formatted = self._texts("FN")
        organizations, departments = self._organizations()
        return Entry(
            position=position,
            kind=self._kind(names, formatted, organizations),
            uid=next((_bare_uid(uid) for uid in self._texts("UID")), None),
            formatted_names=formatted,
            names=names,
            nicknames=self._lists("NICKNAME"),
            organizations=organizations,
            departments=departments,
            titles=self._texts("TITLE"),
            phones=self._phones(),
            emails=tuple(_without_scheme(v, "mailto:") for v in self._texts("EMAIL")),
            urls=tuple(dict.fromkeys(self._texts("URL"))),
            addresses=self._addresses(),
            birthday=self._birthday(),
            notes=self._texts("NOTE"),
            has_photo=any(value.strip() for _, value in self._found.get("PHOTO", ())),
            members=tuple(map(_bare_uid, self._texts("MEMBER"))),
            kind_said=self._kind_said(),
        )

    def _texts(self, meaning: str) -> tuple[str, ...]:
        properties = self._found.get(meaning)
        if not properties:
            return ()
        # As _text does, without calling it: a large book has millions of values.
        plain = self._is_plain
        values = [
            value.strip()
            if plain and "\\" not in value and not head.encoding
            else self._text(head, value)
            for head, value in properties
        ]
        return tuple(values if all(values) else filter(None, values))

    def _birthday(self) -> str | None:
        for head, raw in self._found.get("BDAY", ()):
            if text := self._text(head, raw):
                # Apple's placeholder for a year that is not known; 1604 goes without saying.
                omitted = dict(head.parameters).get("X-APPLE-OMIT-YEAR", "1604")
                stands_for_none = omitted != "1604" and text.startswith(omitted)
                return f"--{text[len(omitted) :].lstrip('-')}" if stands_for_none else text
        return None

    def _text(self, head: Head, value: str) -> str:
        if head.encoding or "\\" in value or not self._is_plain:
            value = text_value(Property(head, value), self._charsets, self._version)
        return value.strip()

    def _lists(self, meaning: str) -> tuple[str, ...]:
        items: list[str] = []
        for head, value in self._found.get(meaning, ()):
            decoded = ";".join(self._components(head, value))
            items += (item.strip() for item in split_list(decoded, self._version))
        return tuple(item for item in items if item)

    def _names(self) -> tuple[EntryName, ...]:
        names = []
        for head, value in self._found.get("N", ()):
            if self._is_plain and not head.encoding and "," not in value:
                parts = self._parts(head, value)
            else:
                parts = [self._joined(part) for part in self._components(head, value)]
            if any(parts):
                family, given, additional, prefix, suffix, *_ = *parts, "", "", "", "", ""
                names.append(
                    EntryName(
                        family=family,
                        given=given,
                        additional=additional,
                        prefix=prefix,
                        suffix=suffix,
                    )
                )
        return tuple(names)

    def _components(self, head: Head, value: str) -> Sequence[str]:
        """The components of a structured value; what is escaped in them still is."""
        if self._is_plain and not head.encoding and "\\;" not in value:
            return value.split(";")
        return structured(Property(head, value), self._charsets)

    def _parts(self, head: Head, value: str) -> list[str]:
        """The components of a structured value as plain text."""
        if self._is_plain and not head.encoding and "\\" not in value:
            return [part.strip() for part in value.split(";")]
        return [unescape(p, self._version).strip() for p in self._components(head, value)]

    def _joined(self, raw: str) -> str:
        """One component; several values in it, parted by commas, become one text."""
        if self._version is Version.V2_1 or "," not in raw:
            return unescape(raw, self._version).strip()
        return " ".join(filter(None, (v.strip() for v in split_list(raw, self._version))))

    def _organizations(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        organizations: list[str] = []
        departments: list[str] = []
        for head, value in self._found.get("ORG", ()):
            # An unescaped comma in ORG is part of the name: "Acme, Inc." is one company.
            name, *units = self._parts(head, value)
            organizations.append(name)
            departments += units
        return tuple(filter(None, organizations)), tuple(filter(None, departments))

    def _phones(self) -> tuple[EntryPhone, ...]:
        numbers = self._found.get("TEL")
        if not numbers:
            return ()
        phones = []
        for head, raw in numbers:
            if value := _without_scheme(self._text(head, raw), "tel:"):
                types = head.types | self._labels(head.group) if head.group else head.types
                phones.append(EntryPhone(value=value, types=types))
        return tuple(phones)

    def _labels(self, group: str) -> frozenset[str]:
        """What a person called the property of a group, e.g. "homefax"."""
        labels = (
            bare_label(self._text(head, value))
            for head, value in self._found.get("LABEL", ())
            if head.group == group
        )
        return frozenset(filter(None, labels))

    def _addresses(self) -> tuple[EntryAddress, ...]:
        addresses = []
        for head, value in self._found.get("ADR", ()):
            # Commas in addresses are far oftener forgotten escapes than lists.
            parts = self._parts(head, value)
            if any(parts):
                box, extended, street, city, region, code, country, *_ = *parts, *_SEVEN_BLANKS
                if box or extended:
                    street = ", ".join(filter(None, (box, extended, street)))
                addresses.append(
                    EntryAddress(
                        street=street,
                        city=city,
                        region=region,
                        postal_code=code,
                        country=country,
                    )
                )
        return tuple(addresses)

    def _kind_said(self) -> str:
        if not self._found.keys() & _KIND_KEYS:
            return ""
        said = next(iter((*self._texts("KIND"), *self._texts("SHOW-AS"))), "").lower()
        return {"company": "org", "organization": "org"}.get(said, said)

    def _kind(
        self,
        names: tuple[EntryName, ...],
        formatted: tuple[str, ...],
        organizations: tuple[str, ...],
    ) -> EntryKind:
        if names and not self._found.keys() & _KIND_KEYS:
            is_company = not names[0].given and names[0].family in organizations
            return EntryKind.ORGANIZATION if is_company else EntryKind.PERSON
        kinds = {value.lower() for value in self._texts("KIND")}
        if "group" in kinds or "MEMBER" in self._found:
            return EntryKind.GROUP
        shown_as = {value.upper() for value in self._texts("SHOW-AS")}
        if kinds & {"org", "organization"} or "COMPANY" in shown_as:
            return EntryKind.ORGANIZATION
        if not names and organizations and set(formatted) <= set(organizations):
            return EntryKind.ORGANIZATION
        return EntryKind.PERSON


_KIND_KEYS = frozenset(("KIND", "MEMBER", "SHOW-AS"))
_SEVEN_BLANKS = ("",) * 7


def _bare_uid(uid: str) -> str:
    return _URN_UUID.sub("", uid, count=1) if ":" in uid else uid


def _without_scheme(value: str, scheme: str) -> str:
    is_there = ":" in value and value[: len(scheme)].lower() == scheme
    return value[len(scheme) :] if is_there else value


def bare_label(label: str) -> str:
    """``_$!<HomePage>!$_`` as ``homepage``: Apple marks its own labels so."""
    if label.startswith("_$!<") and label.endswith(">!$_"):
        label = label[4:-4]
    return label.lower()
