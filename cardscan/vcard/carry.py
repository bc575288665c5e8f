"""Lines of one card carried into another, of whatever version each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cardscan.vcard.blocks import BYTES, Block
from cardscan.vcard.content import Head, Property, RawLine, Version, parse_property, raw_lines
from cardscan.vcard.dialects import version_of
from cardscan.vcard.values import Charsets, split_list, unescape
from cardscan.vcard.writing import Style

__all__ = [
    "PLAIN_NAME",
    "SATELLITES",
    "Carrier",
    "OuterLine",
    "binary_of",
    "inner_cards",
    "label_of",
    "outer_lines",
    "utf_8",
]

_NOT_CARRIED = frozenset(
    "ADR BDAY BEGIN EMAIL END FN KIND MEMBER N NICKNAME NOTE ORG PHOTO PRODID PROFILE REV TEL "
    "TITLE UID URL VERSION X-ABSHOWAS X-ADDRESSBOOKSERVER-KIND X-ADDRESSBOOKSERVER-MEMBER".split()
)
"""What additions speak of, or what says something of the old card only."""

SATELLITES = frozenset(("X-ABLABEL", "X-ABADR"))
"""What belongs to another line of its group, and travels with that one alone."""

# Whatever else stands before a colon is a stray line, not a property.
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]*")
_REWRITTEN = frozenset(("TYPE", "ENCODING", "CHARSET"))
_OF_DATA = frozenset(("VALUE", "MEDIATYPE"))
_BINARY = frozenset(("PHOTO", "LOGO", "SOUND", "KEY"))


@dataclass(frozen=True, slots=True)
class OuterLine:
    """A content line of the outermost card.

    ``value`` is raw; ``escaped`` is decoded, with its backslashes; ``text`` is plain.
    """

    raw: RawLine
    head: Head
    value: str
    escaped: str
    text: str


def outer_lines(block: Block) -> tuple[OuterLine, ...]:
    """The content lines of a card from BEGIN up to its END, without those of a card within it.

    None of a card in which BEGIN and END do not match.
    """
    text = block.text
    charsets = Charsets(text, is_bytes=block.codec == BYTES)
    version = version_of(block)
    found: list[OuterLine] = []
    depth = 0
    for raw in raw_lines(text):
        parsed = parse_property(raw.unfolded.replace("\0", "")) or Property(Head(""), "")
        if depth == 0 and found:
            return ()
        mark = _mark(parsed)
        depth += mark
        if depth == 1 and mark == 0:
            found.append(_outer_line(raw, parsed, charsets, version))
    return tuple(found) if depth == 0 else ()


def inner_cards(block: Block) -> tuple[str, ...]:
    """The cards within a card (AGENT), each as text from its BEGIN to its END."""
    text = block.text
    charsets = Charsets(text, is_bytes=block.codec == BYTES)
    found: list[str] = []
    depth = start = 0
    for raw in raw_lines(text):
        mark = _mark(parse_property(raw.unfolded.replace("\0", "")) or Property(Head(""), ""))
        depth += mark
        if mark > 0 and depth == 2:
            start = raw.start
        elif mark < 0 and depth == 1:
            found.append(charsets.decode(text[start : raw.end]))
    return tuple(found) if depth == 0 else ()


def label_of(line: OuterLine, lines: Sequence[OuterLine]) -> str:
    """What a person called a line; nothing where nobody did."""
    group = line.head.group
    labels = (ln.text for ln in lines if ln.head.name == "X-ABLABEL" and ln.head.group == group)
    return next(labels, "") if group else ""


def _mark(found: Property) -> int:
    if found.value.strip().upper() != "VCARD":
        return 0
    return {"BEGIN": 1, "END": -1}.get(found.head.name, 0)


def _outer_line(raw: RawLine, parsed: Property, charsets: Charsets, version: Version) -> OuterLine:
    head, value = parsed
    if head.encoding == "base64":
        return OuterLine(raw, head, value, value.strip(), value.strip())
    escaped = charsets.raw_text(value, head)
    return OuterLine(raw, head, value, escaped, unescape(escaped, version).strip())


class Carrier:
    """Brings lines of other cards into one card."""

    def __init__(self, style: Style, lines: Sequence[OuterLine], groups: set[str]) -> None:
        self._style = style
        self._known = {_identity(line, lines) for line in lines}
        self._categories = {
            c.casefold() for line in lines for c in _categories(line, style.version)
        }
        self._groups = groups

    def lines_of(self, incoming: Block) -> list[str]:
        """What no addition speaks of and the card has not, as content lines to insert."""
        lines = outer_lines(incoming)
        old = version_of(incoming)
        written: list[str] = []
        for line in lines:
            if line.head.name == "CATEGORIES":
                written += self._missing_categories(line, old)
            elif self._is_new(line, lines):
                self._known.add(_identity(line, lines))
                written += self.carried(line, lines, old)
        return written

    def photo_of(self, incoming: Block) -> list[str]:
        """The picture of another card as a content line; none where it has none."""
        for line in outer_lines(incoming):
            if line.head.name == "PHOTO" and line.value.strip():
                return [self._picture(line, line.head.name)]
        return []

    def text_line(self, name: str, text: str) -> str:
        """A line of plain text."""
        return self._style.line(name, (text,))

    def _is_new(self, line: OuterLine, lines: Sequence[OuterLine]) -> bool:
        name = line.head.name
        if (
            not PLAIN_NAME.fullmatch(name)
            or name in _NOT_CARRIED
            or name in SATELLITES
            or not line.text
        ):
            return False
        return _identity(line, lines) not in self._known

    def _missing_categories(self, line: OuterLine, old: Version) -> list[str]:
        missing = [c for c in _categories(line, old) if c.casefold() not in self._categories]
        self._categories |= {c.casefold() for c in missing}
        if not missing:
            return []
        escaped = (re.sub(r"([\\,;])", r"\\\1", category) for category in missing)
        return [self._style.raw_line("CATEGORIES", ",".join(escaped))]

    def carried(
        self, line: OuterLine, lines: Sequence[OuterLine], old: Version, *, name: str = ""
    ) -> list[str]:
        """One line, perhaps under another name, and, where it has a group, its label."""
        satellites = [
            other
            for other in lines
            if other.head.group == line.head.group and other.head.name in SATELLITES
        ]
        group = self._new_group() if line.head.group and satellites else ""
        return [
            self._line(one, group, name if one is line else "", old)
            for one in (line, *(satellites if group else ()))
        ]

    def _line(self, line: OuterLine, group: str, name: str, old: Version) -> str:
        is_binary = line.head.name in _BINARY and _binary(line)[0] is not None
        if is_binary or line.head.encoding == "base64":
            return self._picture(line, name or line.head.name, group)
        value = _converted(line.escaped, old, self._style.version)
        return self._style.raw_line(self._head(line, group, name), value)

    def _head(self, line: OuterLine, group: str, name: str) -> str:
        head = line.head
        name = name or {"X-ABLABEL": "X-ABLabel"}.get(head.name, head.name)
        # The types of a set have no order; sorted, the same merge writes the same bytes.
        said = {"pref"} if any(key == "PREF" for key, _ in head.parameters) else set()
        types = sorted(filter(PLAIN_NAME.fullmatch, head.types - said))
        return self._style.head(name, types, _written(head), group)

    def _new_group(self) -> str:
        number = 1
        while f"item{number}" in self._groups:
            number += 1
        self._groups.add(f"item{number}")
        return f"item{number}"

    def _picture(self, line: OuterLine, name: str, group: str = "") -> str:
        """A binary value, or the address of one, as the card's version writes it."""
        data, kind = _binary(line)
        version = self._style.version
        parameters = [p for p in _written(line.head) if p[0] not in _OF_DATA]
        name = self._style.head(name, (), parameters, group)
        if data is None:
            uri = "" if version is Version.V4_0 else ";VALUE=URI"
            return self._style.raw_line(f"{name}{uri}", line.text)
        if version is Version.V4_0:
            prefix = "image" if line.head.name in {"PHOTO", "LOGO"} else "application"
            media = f"{prefix}/{kind.lower() or 'octet-stream'}"
            return self._style.raw_line(name, f"data:{media};base64,{data}")
        encoding = "BASE64" if version is Version.V2_1 else "b"
        type_ = f";TYPE={kind.upper()}" if kind else ""
        return self._style.binary_line(f"{name};ENCODING={encoding}{type_}", data)


def _written(head: Head) -> list[tuple[str, str]]:
    """The parameters that are written again, as real text."""
    return [
        (key, utf_8(value))
        for key, value in head.parameters
        if key not in _REWRITTEN and PLAIN_NAME.fullmatch(key)
    ]


def _binary(line: OuterLine) -> tuple[str | None, str]:
    """The base64 text of a binary value, and its kind, e.g. "jpeg"; None for an address."""
    if uri := re.match(r"data:[\w.+-]+/([\w.+-]+)[^,]*;base64,(.*)", line.value, re.DOTALL):
        return re.sub(r"\s+", "", uri[2]), uri[1]
    if line.head.encoding != "base64":
        return None, ""
    kinds = [kind for kind in line.head.types if kind not in {"pref", "inline"}]
    usual = "jpeg" if line.head.name in {"PHOTO", "LOGO"} else ""
    return re.sub(r"\s+", "", line.value), min(kinds, default=usual)


def binary_of(line: OuterLine) -> str | None:
    """The base64 text of a binary value without its folds; None where it is none."""
    return _binary(line)[0]


def _identity(line: OuterLine, lines: Sequence[OuterLine]) -> tuple[str, str, str]:
    """What makes a line another one: its name, what it says to the letter, and its label.

    A birthday and a wedding may fall on one day, and keys and addresses of the
    web tell capitals from small letters.
    """
    if (data := _binary(line)[0]) is not None:
        return line.head.name, data, "\0base64"
    return line.head.name, re.sub(r"\s+", " ", line.text), label_of(line, lines)


def _categories(line: OuterLine, version: Version) -> list[str]:
    if line.head.name != "CATEGORIES":
        return []
    return [c.strip() for c in split_list(line.escaped, version) if c.strip()]


def _converted(value: str, old: Version, new: Version) -> str:
    """An escaped value of one version as another writes it, its own marks left alone."""
    if new is not Version.V2_1:
        # In 2.1 a backslash before a letter is just that.
        return re.sub(r"\\(?![\\;:,])", r"\\\\", value) if old is Version.V2_1 else value
    if old is Version.V2_1:
        return value
    return re.sub(r"\\(.)", _unescaped_but_semicolon, value)


def _unescaped_but_semicolon(found: re.Match[str]) -> str:
    mark = found[1]
    if mark in "nN":
        return "\n"
    return found[0] if mark in ";\\" else mark


def utf_8(raw: str) -> str:
    """Raw text of a parameter as real text."""
    try:
        return raw.encode(BYTES).decode("utf-8")
    except UnicodeError:
        return raw
