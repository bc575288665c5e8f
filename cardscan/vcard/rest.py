"""What a card says that another, completed by it, still does not: kept, wherever it can stand.

A card that is taken out of a file must not take anything along: not a second
picture, a second UID, a label, nor how a number was written. What people look
at gets a place that phones show; all else stays in the card under a name of
ours (``X-CARDSCAN-TEL``), with its parameters, where no phone shows it twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cardscan.vcard.blocks import BYTES, Block
from cardscan.vcard.carry import (
    PLAIN_NAME,
    SATELLITES,
    Carrier,
    OuterLine,
    binary_of,
    inner_cards,
    label_of,
    outer_lines,
    utf_8,
)
from cardscan.vcard.content import Head, Version
from cardscan.vcard.dialects import bare_label, version_of
from cardscan.vcard.values import Charsets, split_escaped, split_list, unescape
from cardscan.vcard.writing import escape

__all__ = ["KEPT_AS", "Keep", "rest_of"]

KEPT_AS = "X-CARDSCAN-"
"""Before the name of a property that is kept though the card has one already."""


class Keep(StrEnum):
    """How much of an incoming card must be found in the card that it completes.

    NEWS: values that are new; its picture and UID only where there is none, for
    a scan, which the library remembers whole. VALUES: also a second picture, a
    second UID, a kind and labels. ALL: whatever is in it, to the letter.
    """

    NEWS = "news"
    VALUES = "values"
    ALL = "all"


_OF_THE_CARD = frozenset("BEGIN END VERSION PRODID PROFILE REV MEMBER".split())
"""What says something of the old card as such; members are for groups, which are not merged."""

_KINDS = frozenset(("KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS"))
_PICTURES = frozenset(("PHOTO", "LOGO", "SOUND", "KEY"))
_STRUCTURED = frozenset(("N", "ADR", "ORG"))
_SINGLE = frozenset("FN N ORG TITLE BDAY UID NOTE NICKNAME CATEGORIES".split())
_NOTED = frozenset(("FN", "N", "ORG", "TITLE", "BDAY", "NOTE", "NICKNAME"))
"""What a NOTE may tell of."""

_OF_THE_WRITING = frozenset(("TYPE", "ENCODING", "CHARSET", "VALUE", "MEDIATYPE"))
# RFC 2426, 3.3.1 and 3.3.2: the type of a number or address that has none.
_DEFAULT_TYPES = {"TEL": "voice", "EMAIL": "internet"}
_LINE = "LINE"


@dataclass(frozen=True, slots=True)
class _Told:
    """The lines of a card with what it takes to look a value up among them."""

    version: Version
    lines: tuple[OuterLine, ...]
    charsets: Charsets

    @classmethod
    def by(cls, block: Block) -> _Told:
        charsets = Charsets(block.text, is_bytes=block.codec == BYTES)
        return cls(version_of(block), outer_lines(block), charsets)

    def whole(self, line: OuterLine) -> OuterLine:
        """A line that is no property, or has a parameter that is none, as mere text."""
        text = self.charsets.decode(line.raw.unfolded.replace("\0", "")).strip()
        return replace(line, head=Head(_LINE), escaped=escape(text, self.version), text=text)

    def says(self, line: OuterLine, other: _Told, keep: Keep) -> bool:
        """Whether a line of another card is told here: its value, parameters and label."""
        name, label = _plain(line), label_of(line, other.lines)
        is_bare = not (label or line.head.types or _parameters(line))
        if name == "CATEGORIES" and is_bare:
            return self._says_categories(line, other.version)
        wanted = _value(line, other.version)
        names = {name, KEPT_AS + name}
        if name in _KINDS:
            names |= _KINDS
        found = [
            known
            for known in self.lines
            if known.head.name in names and _value(known, self.version) == wanted
        ]
        if keep is Keep.VALUES:
            if not _is_own(label):
                return bool(found) or name not in _VISIBLE
            return any(self._is_labelled(known, label) for known in found)
        if is_bare and self._notes(line, other.version):
            return True
        return any(self._tells_all(known, line, other) for known in found)

    def _says_categories(self, line: OuterLine, version: Version) -> bool:
        known = {
            item.strip()
            for each in self.lines
            if each.head.name in ("CATEGORIES", f"{KEPT_AS}CATEGORIES")
            for item in split_list(each.escaped, self.version)
        }
        return all(item.strip() in known for item in split_list(line.escaped, version))

    def _notes(self, line: OuterLine, version: Version) -> bool:
        """Whether a NOTE tells of a value, to the letter."""
        if line.head.name not in _NOTED or binary_of(line) is not None:
            return False
        text = _as_written(line, version)
        return any(
            _stands_in(text, _squeezed(known.text))
            for known in self.lines
            if known.head.name == "NOTE"
        )

    def _is_labelled(self, known: OuterLine, label: str) -> bool:
        plain = bare_label(label)
        return plain in known.head.types or plain == bare_label(label_of(known, self.lines))

    def _tells_all(self, known: OuterLine, line: OuterLine, other: _Told) -> bool:
        """Whether a line of the same value has the parameters and the label of another."""
        label = label_of(line, other.lines)
        if label and not (
            label == label_of(known, self.lines) or bare_label(label) in known.head.types
        ):
            return False
        types = known.head.types | {_DEFAULT_TYPES.get(line.head.name, "")}
        if not line.head.types <= types and binary_of(line) is None:
            return False
        if not _parameters(line) <= _parameters(known):
            return False
        return _countries(line, other.lines) <= _countries(known, self.lines)


_VISIBLE = _PICTURES | _KINDS | {"UID"}
"""What a merge keeps a second one of, even without a label of its own."""


def rest_of(incoming: Block, known: Block, carrier: Carrier, keep: Keep) -> list[str]:
    """The content lines to insert so that all that ``keep`` asks for is in the known card."""
    new, old = _Told.by(incoming), _Told.by(known)
    written: list[str] = []
    for line in _worth_keeping(new, keep, old.version):
        if old.says(line, new, keep):
            continue
        if line.head.name == _LINE:
            written.append(carrier.text_line(KEPT_AS + _LINE, line.text))
        else:
            name = "" if _has_place(line, new, old) else KEPT_AS + _plain(line)
            written += carrier.carried(line, new.lines, new.version, name=name)
        old = replace(old, lines=(*old.lines, *_with_label(line, new.lines)))
    inner = {_squeezed(text) for text in inner_cards(known)} | _agents(old)
    for text in inner_cards(incoming):
        if _squeezed(text) not in inner:
            name = "AGENT" if old.version is Version.V3_0 else f"{KEPT_AS}AGENT"
            written.append(carrier.text_line(name, text))
    return written


def _has_place(line: OuterLine, new: _Told, old: _Told) -> bool:
    """Whether a line may stand in a card as it is, beside what is there."""
    name = line.head.name
    if name in _KINDS:
        return not any(each.head.name in _KINDS for each in old.lines)
    return name in _PICTURES or (name not in _SINGLE and _is_own(label_of(line, new.lines)))


def _plain(line: OuterLine) -> str:
    return line.head.name.removeprefix(KEPT_AS)


def _worth_keeping(card: _Told, keep: Keep, version: Version) -> Iterator[OuterLine]:
    """The lines that must be told of; a label without a line of its own is one itself."""
    for line in card.lines:
        name, text = line.head.name, line.text.strip(" ;")
        if not _is_sound(line.head, version):
            if keep is Keep.ALL and (whole := card.whole(line)).text:
                yield whole
            elif keep is Keep.VALUES and name in _VISIBLE:
                yield replace(line, head=Head(name, encoding=line.head.encoding))
        elif name in _OF_THE_CARD or not text:
            continue
        elif name in SATELLITES:
            if keep is Keep.ALL and not _has_main(line, card.lines, version):
                yield card.whole(line)
        elif keep is Keep.ALL or name in _VISIBLE or _is_own(label_of(line, card.lines)):
            yield line


_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f]")


def _is_sound(head: Head, version: Version) -> bool:
    """Whether a line can be written again with all its parameters; in 2.1 they are ASCII."""
    keys = [key for key, _ in head.parameters]
    values = "".join(value for _, value in head.parameters)
    if _CONTROLS.search(values) or (version is Version.V2_1 and not values.isascii()):
        return False
    return all(map(PLAIN_NAME.fullmatch, (head.name, *keys, *head.types)))


def _with_label(line: OuterLine, lines: Sequence[OuterLine]) -> Iterator[OuterLine]:
    """A line as it is told of once it is written, so that its twin is not written again."""
    group = f"\0{id(line)}"
    yield replace(line, head=replace(line.head, group=group))
    for other in lines:
        if (
            line.head.group
            and other.head.group == line.head.group
            and other.head.name in SATELLITES
        ):
            yield replace(other, head=replace(other.head, group=group))


def _has_main(satellite: OuterLine, lines: Sequence[OuterLine], version: Version) -> bool:
    """Whether a label has a line that it is the label of; of two in a group the first has."""
    group = [line for line in lines if line.head.group == satellite.head.group]
    first = next(line for line in group if line.head.name == satellite.head.name)
    return first is satellite and any(
        line.head.name not in SATELLITES
        and bool(line.text.strip(" ;"))
        and _is_sound(line.head, version)
        for line in group
        if satellite.head.group
    )


def _is_own(label: str) -> bool:
    """Whether a label is a person's own words; Apple's own say no more than a type."""
    plain = bare_label(label)
    return bool(label) and len(plain) == len(label) and plain not in _PLAIN_LABELS


_PLAIN_LABELS = frozenset("work home mobile cell main fax pager other iphone email phone".split())


def _parameters(line: OuterLine) -> frozenset[tuple[str, str]]:
    return frozenset(
        (key, utf_8(value)) for key, value in line.head.parameters if key not in _OF_THE_WRITING
    )


def _countries(line: OuterLine, lines: Sequence[OuterLine]) -> frozenset[str]:
    """What Apple says of the country of an address, in a line of its own."""
    group = line.head.group
    return frozenset(
        each.text
        for each in lines
        if group and each.head.group == group and each.head.name == "X-ABADR"
    )


def _agents(card: _Told) -> frozenset[str]:
    names = {"AGENT", f"{KEPT_AS}AGENT"}
    return frozenset(_squeezed(line.text) for line in card.lines if line.head.name in names)


def _value(line: OuterLine, version: Version) -> object:
    """What a line says, in a form that spares no difference but those of spelling it in a file."""
    name = _plain(line)
    if (data := binary_of(line)) is not None:
        return b"base64", data  # the same letters as text are no picture
    text = _squeezed(line.text)
    if name in _STRUCTURED:
        parts = [_squeezed(unescape(p, version)) for p in split_escaped(line.escaped, ";")]
        while parts and not parts[-1]:
            parts.pop()
        return tuple(parts)
    if name in ("TEL", "X-MS-TEL"):
        return re.sub(r"[\s()./-]+", "", re.sub(r"(?i)^tel:", "", text))
    if name == "EMAIL":
        return re.sub(r"(?i)^mailto:", "", text).casefold()
    if name == "UID":
        return re.sub(r"(?i)^urn:uuid:", "", text)
    if name in _KINDS:
        return {"company": "org", "organization": "org"}.get(text.casefold(), text.casefold())
    return text


def _as_written(line: OuterLine, version: Version) -> str:
    """A value as a NOTE tells of it."""
    if line.head.name not in _STRUCTURED:
        return _squeezed(line.text)
    parts = [_squeezed(unescape(p, version)) for p in split_escaped(line.escaped, ";")]
    if line.head.name == "N":
        family, given, additional, prefix, suffix = (*parts, *[""] * 5)[:5]
        parts = [prefix, given, additional, family, suffix, *parts[5:]]
        return " ".join(filter(None, parts))
    return ", ".join(filter(None, parts))


def _stands_in(text: str, note: str) -> bool:
    return bool(text) and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", note) is not None


def _squeezed(text: str) -> str:
    return " ".join(text.split())
