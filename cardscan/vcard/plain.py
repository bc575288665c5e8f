"""The lines of a card of any version and charset as plain text, each also as one line of 3.0."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cardscan.vcard.blocks import LENIENT, Block
from cardscan.vcard.carry import Carrier, OuterLine, binary_of, label_of, outer_lines
from cardscan.vcard.content import Version
from cardscan.vcard.dialects import version_of
from cardscan.vcard.values import split_escaped, split_list, unescape
from cardscan.vcard.writing import Style, escape

__all__ = ["PlainLine", "plain_lines", "without_pictures"]

_STYLE = Style(Version.V3_0, "\n", "utf-8", "utf-8", "TYPE")
_STRUCTURED = frozenset(("N", "ADR", "ORG"))
_SATELLITES = frozenset(("X-ABLABEL", "X-ABADR"))
_OF_THE_CARD = frozenset(("BEGIN", "END", "VERSION", "PRODID", "PROFILE", "REV"))
_NO_TYPES = frozenset(("pref", "internet", "voice", "uri", "text", "x400"))


@dataclass(frozen=True, slots=True)
class PlainLine:
    """One property: its components or single value, unescaped, its types and its label.

    ``raw`` are the content lines that it makes in vCard 3.0, unfolded: itself, and its label.
    """

    name: str
    parts: tuple[str, ...]
    types: tuple[str, ...]
    label: str
    raw: tuple[str, ...]


def plain_lines(block: Block) -> tuple[PlainLine, ...]:
    """What a card says, without what says something of the card as such, and without labels alone.

    Each category is a line of its own.
    """
    lines, version = outer_lines(block), version_of(block)
    carrier = Carrier(_STYLE, (), set())
    found: list[PlainLine] = []
    for line in lines:
        name = line.head.name
        if name in _OF_THE_CARD or name in _SATELLITES or not line.text.strip(" ;"):
            continue
        raw = carrier.carried(line, lines, version)
        plain = PlainLine(
            name,
            _parts(line, version),
            tuple(sorted(line.head.types - _NO_TYPES)),
            label_of(line, lines),
            tuple(re.sub(r"\n[ \t]", "", text).strip("\n") for text in raw),
        )
        if name == "CATEGORIES":
            items = (item.strip() for item in split_list(line.escaped, version))
            found += (
                replace(plain, parts=(item,), raw=(f"{name}:{escape(item, Version.V3_0)}",))
                for item in items
                if item
            )
        else:
            found.append(plain)
    return tuple(found)


def _parts(line: OuterLine, version: Version) -> tuple[str, ...]:
    if line.head.name not in _STRUCTURED:
        return (line.text,)
    return tuple(unescape(p, version).strip() for p in split_escaped(line.escaped, ";"))


def without_pictures(block: Block) -> Block:
    """The card without pictures, sounds and keys that are in it; the same one where none is."""
    lines = [line for line in outer_lines(block) if binary_of(line) is not None]
    if not lines:
        return block
    text = block.text
    for line in reversed(lines):
        after = re.compile(r"(?:\r*\n|\r)*").match(text, line.raw.end)
        text = text[: line.raw.start] + text[after.end() if after else line.raw.end :]
    return replace(block, data=text.encode(block.codec, LENIENT))
