"""New values put into a card as whole physical lines: every line that was there stays.

A patch only ever inserts lines, and fills an empty FN, N or UID. Even a longer
NOTE is the old one with folded lines after it, so that taking the inserted
lines out gives the old card back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cardscan.model import Addition
from cardscan.vcard.blocks import BYTES, LENIENT, Block
from cardscan.vcard.carry import Carrier, OuterLine, label_of, outer_lines
from cardscan.vcard.content import Version, simple_lines
from cardscan.vcard.dialects import bare_label, version_of
from cardscan.vcard.rest import Keep, rest_of
from cardscan.vcard.values import Charsets, split_escaped, unescape
from cardscan.vcard.writing import Style, escape, fold, style_of

__all__ = ["brings_lines", "in_words", "patch"]

_ONCE = frozenset(("FN", "N", "ORG", "TITLE", "BDAY"))
"""What phones show one of: another value is told of in NOTE instead."""

# TYPE values of RFC 2426 and 6350 and of the programs that wrote the files we know.
_KNOWN_TYPES = frozenset(
    "bbs car cell dom fax home internet intl isdn main mobile modem msg other pager parcel pcs "
    "postal pref text textphone video voice work x400".split()
)


def patch(
    block: Block,
    additions: Sequence[Addition],
    *,
    noted_on: date,
    source: str,
    incoming: Block | None = None,
    keep: Keep = Keep.NEWS,
) -> Block:
    """The card with the additions in it, in its own version, line breaks, charset and groups.

    A second FN, N, ORG, TITLE or BDAY goes to NOTE with ``source`` and date.
    ``incoming`` is the card that the additions come from: its PHOTO is taken
    where an addition asks for it, and its lines that no addition speaks of are
    carried along; ``keep`` says how much else of it must be found in the card.
    What the card has already is not added again, so patching
    twice changes nothing. A card that is not closed, or in which nobody can
    tell the lines of a card within it from its own, is returned as it is.
    """
    if not block.closed or not outer_lines(block):
        return block
    draft = _Draft.of(block)
    for addition in additions:
        draft.add(addition, Provenance(source, noted_on), incoming)
    if incoming is not None and incoming.closed:
        draft.insert(Carrier(draft.style, draft.lines, draft.groups).lines_of(incoming))
    done = draft.patched(block)
    if incoming is None or not incoming.closed or keep is Keep.NEWS:
        return done
    draft = _Draft.of(done)
    carrier = Carrier(draft.style, draft.lines, draft.groups)
    draft.insert(rest_of(incoming, done, carrier, keep))
    return draft.patched(done)


def brings_lines(block: Block, incoming: Block, keep: Keep = Keep.NEWS) -> bool:
    """Whether a card has lines that no addition speaks of, and the known card has not."""
    if _holds(block, incoming):
        return False
    done = patch(block, (), noted_on=date.min, source="", incoming=incoming, keep=keep)
    return done is not block


def _holds(block: Block, incoming: Block) -> bool:
    """Whether a card has every line of another one as it is, as when that came before.

    Seen in a twentieth of the time that looking at what the lines mean takes.
    """
    if block.codec != incoming.codec or not (block.closed and incoming.closed):
        return False
    said = _lines_of(incoming)
    return said.count(_BEGIN) == 1 and set(said) <= set(_lines_of(block))


_BEGIN = "BEGIN:VCARD"


def _lines_of(block: Block) -> list[str]:
    """The content lines of a card, names of properties in capitals."""
    parts = (line.rstrip("\r").partition(":") for line in simple_lines(block.text))
    heads = ((*head.partition(";"), colon, value) for head, colon, value in parts)
    return [f"{name.upper()}{rest}{more}{colon}{value}" for name, rest, more, colon, value in heads]


_FILLED = frozenset(("FN", "N", "UID"))
"""What a card has once: an empty line of it is filled, never followed by a second one."""

_KEPT_PARAMETERS = frozenset(("ALTID", "LANGUAGE", "PID", "PREF", "SORT-AS"))

_URIS = frozenset(("URL", "UID"))
_STRUCTURED = frozenset(("N", "ADR", "ORG"))
_TYPED = frozenset(("ADR", "EMAIL", "URL"))
"""What additions say no types of: they are looked up on the incoming card."""

_NO_TYPES = frozenset(("pref", "uri", "text", "x400"))

_END = "END:VCARD"
"""The last characters of every closed block, in whatever case."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def in_words(name: str) -> str:
    """What a person who reads the notes of a contact calls a property."""
    return _IN_WORDS.get(name, name.lower())


_IN_WORDS = {
    "FN": "name",
    "N": "name",
    "ORG": "company",
    "TITLE": "title",
    "BDAY": "birthday",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a noted value comes from, and when it came."""

    source: str
    noted_on: date

    def note(self, name: str, text: str) -> str:
        """One line of a NOTE."""
        return f"Other {in_words(name)}, from {self.source} on {self.noted_on:%Y-%m-%d}: {text}"


@dataclass(slots=True)
class _Draft:
    """A card on its way to a patched one: its lines, and what will be put in."""

    style: Style
    charsets: Charsets
    lines: tuple[OuterLine, ...]
    groups: set[str]
    inserted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    filled: dict[str, tuple[OuterLine, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, block: Block) -> _Draft:
        style = style_of(block, version_of(block))
        lines = outer_lines(block)
        groups = {line.head.group for line in lines if line.head.group}
        charsets = Charsets(block.text, is_bytes=block.codec == BYTES)
        return cls(style, charsets, lines, groups)

    def add(self, addition: Addition, origin: Provenance, incoming: Block | None) -> None:
        """Place one addition: a line of its own, or a line of the NOTE."""
        name = addition.property.upper()
        present = any(line.text.strip(" ;") for line in self.lines if line.head.name == name)
        text = _one_text(addition)
        if not text.strip() and name != "PHOTO":
            return
        if name == "NOTE":
            self._note(text, text)
        elif addition.parts and self._has(name, addition):
            return
        elif name == "PHOTO":
            if incoming is not None and not present:
                self.insert(Carrier(self.style, self.lines, self.groups).photo_of(incoming))
        elif name in _ONCE and (present or addition.conflicts or name in self.filled):
            self._note(text, origin.note(name, text))
        elif not (present and name == "UID"):
            types = _types_of(addition, name, incoming)
            written = self._written(replace(addition, types=types))
            empty = next((line for line in self.lines if line.head.name == name), None)
            if name in _FILLED and empty is not None:
                self.filled[name] = (empty, self._in_place_of(empty, written[0]))
            elif name in _FILLED and any(_is_of(name, line) for line in self.inserted):
                self._note(text, origin.note(name, text))
            else:
                self.insert(written)

    def _in_place_of(self, empty: OuterLine, written: str) -> str:
        """A new line with the group and the parameters that an empty one has."""
        head = empty.head
        kept = [(k, v) for k, v in head.parameters if k in _KEPT_PARAMETERS]
        _, colon, value = written.partition(":")
        if (not kept and not head.group) or written.partition(":")[0] != head.name:
            return f"{head.group}.{written}" if head.group else written
        return self.style.head(head.name, (), kept, head.group) + colon + value

    def insert(self, lines: Iterable[str]) -> None:
        """Put content lines before the END of the card, each once."""
        there = {self.style.newline.join(line.raw.physical) for line in self.lines}
        for line in lines:
            if line.rstrip("\r\n") not in there and line not in self.inserted:
                self.inserted.append(line)

    def patched(self, block: Block) -> Block:
        """The card with everything in it; the same object where there is nothing new."""
        insertions: list[tuple[int, int, str]] = []
        newline = self.style.newline
        end = self._end(block.text)
        if self.notes:
            place, note = self._note_insertion("\n".join(self.notes), end)
            insertions.append((place, place, note))
        insertions += [(end, end, line + newline) for line in self.inserted]
        insertions += [(old.raw.start, old.raw.end, new) for old, new in self.filled.values()]
        if not insertions:
            return block
        text = block.text
        # From the end on, so that places stay right. The note may stand behind the new lines.
        insertions.sort(key=lambda each: each[0])
        for start, stop, inserted in reversed(insertions):
            text = text[:start] + inserted + text[stop:]
        return replace(block, data=text.encode(block.codec, LENIENT))

    def _end(self, text: str) -> int:
        """Where new lines go: before END, and before a last line that ends in ``=``.

        If that is a soft break, it would swallow the line after it.
        """
        last = self.lines[-1]
        if last.raw.physical[-1].endswith("="):
            return last.raw.start
        return len(text) - len(_END)

    def _has(self, name: str, addition: Addition) -> bool:
        """Whether the card says this already, to the letter: likeness was judged before."""
        wanted = {_value_of(addition)}
        if name in _URIS:  # in which capitals count
            said = {addition.parts[0], self._uri(name, addition.parts[0])}
            return any(line.text in said for line in self.lines if line.head.name == name)
        return any(
            line.head.name == name and _said(line, self.style.version) in wanted
            for line in self.lines
        )

    def _note(self, text: str, note: str) -> None:
        """Put a note in, unless the card's notes tell of the text already."""
        known = [line.text for line in self.lines if line.head.name == "NOTE"]
        said = _folded("\n".join((*known, *self.notes)))
        plain = _folded(text)
        if plain and not re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", said):
            self.notes.append(note)

    def _written(self, addition: Addition) -> list[str]:
        name = addition.property.upper()
        types, labels = self._types(name, addition.types)
        components = addition.parts
        if name == "ADR" and len(components) == 5:
            components = ("", "", *components)
        if name == "TEL" and self.style.version is Version.V2_1:
            types += [f"x-{re.sub(r'[^a-z0-9-]', '-', bare_label(label))}" for label in labels]
            labels = []
        group = self._next_group() if labels else ""
        if name in _URIS:
            head = self.style.head(name, types, group=group)
            written = [self.style.raw_line(head, self._uri(name, addition.parts[0]))]
        else:
            written = [self.style.line(name, components, types=types, group=group)]
        written += [self.style.line("X-ABLabel", (label,), group=group) for label in labels[:1]]
        return written

    def _uri(self, name: str, value: str) -> str:
        """A URI, in which nothing is escaped; a UUID is one in 4.0 only."""
        if name == "UID" and self.style.version is Version.V4_0 and _UUID.fullmatch(value):
            return f"urn:uuid:{value}"
        return value.replace("\\", "%5C")

    def _types(self, name: str, types: Sequence[str]) -> tuple[list[str], list[str]]:
        """The types that the version knows, and those that only a label can say."""
        known = [t.lower() for t in types if t.lower() in _KNOWN_TYPES - {"pref"}]
        labels = [t for t in types if t.lower() not in _KNOWN_TYPES]
        if name == "EMAIL" and self.style.version is not Version.V4_0 and "internet" not in known:
            known.insert(0, "internet")
        if self.style.version is Version.V4_0:
            known = [t for t in known if t not in {"internet", "postal", "parcel", "dom", "intl"}]
        return known, labels

    def _next_group(self) -> str:
        number = 1
        while f"item{number}" in self.groups:
            number += 1
        self.groups.add(f"item{number}")
        return f"item{number}"

    def _note_insertion(self, note: str, end: int) -> tuple[int, str]:
        """Where and what to insert so that the card's notes also say this.

        Most phones show the first NOTE only, so that one grows, by folded lines.
        """
        first = next((line for line in self.lines if line.head.name == "NOTE"), None)
        if first and (more := self._growth(first, note)):
            return first.raw.end, f"{self.style.newline} {more}"
        return end, self.style.line("NOTE", (note,)) + self.style.newline

    def _growth(self, line: OuterLine, note: str) -> str | None:
        """Raw text to go on with in a NOTE, folded; None where the NOTE cannot go on.

        In 2.1 and in an encoded value a fold is no plain continuation, and in
        some charsets a stray last byte takes the next one with it.
        """
        if self.style.version is Version.V2_1 or line.head.encoding:
            return None
        escaped = escape(f"\n{note}" if line.text else note, self.style.version)
        charset = self.charsets.charset_of(line.value, line.head.charset)
        more = fold(escaped, self.style.newline, charset, width_octets=74)
        try:
            raw = _in_units(escaped, charset, self.style.codec)
            more = _in_units(more, charset, self.style.codec)
        except UnicodeEncodeError:
            return None
        reads_back = self.charsets.raw_text(line.value + raw, line.head) == line.escaped + escaped
        ends_in_backslash = (len(line.value) - len(line.value.rstrip("\\"))) % 2
        return more if reads_back and not ends_in_backslash else None


def _in_units(text: str, charset: str, codec: str) -> str:
    """Real text as the raw text of a block: one character a byte in 8-bit files."""
    return text.encode(charset).decode(BYTES) if codec == BYTES else text


def _is_of(name: str, line: str) -> bool:
    return line.startswith((f"{name}:", f"{name};"))


def _one_text(addition: Addition) -> str:
    """The parts of an addition as a person writes them."""
    parts = [part for part in addition.parts if part]
    if addition.property.upper() == "N" and len(addition.parts) >= 5:
        family, given, additional, prefix, suffix = addition.parts[:5]
        return " ".join(filter(None, (prefix, given, additional, family, suffix)))
    return ", ".join(parts)


def _value_of(addition: Addition) -> str:
    """What an addition says, in the form in which lines are compared with it."""
    return _folded(", ".join(filter(None, addition.parts)))


def _said(line: OuterLine, version: Version) -> str:
    """What a line says, in the form in which it is compared with additions."""
    if line.head.name not in _STRUCTURED:
        return _folded(line.text)
    parts = split_escaped(line.escaped, ";")
    return _folded(", ".join(unescape(part, version) for part in parts if part))


def _types_of(addition: Addition, name: str, incoming: Block | None) -> tuple[str, ...]:
    """The types of a value, with the label that it has on the card that it comes from.

    A label comes first and in its own letters, unless it says what a type says.
    """
    if incoming is None or not incoming.closed or name not in {*_TYPED, "TEL"}:
        return addition.types
    lines, version = outer_lines(incoming), version_of(incoming)
    wanted = _value_of(addition)
    found = next(
        (ln for ln in lines if ln.head.name == name and _said(ln, version) == wanted), None
    )
    if found is None:
        return addition.types
    types = addition.types or tuple(sorted(found.head.types - _NO_TYPES))
    label = label_of(found, lines)
    plain = bare_label(label)
    if not label or (addition.types and plain not in addition.types):
        return types
    others = (each for each in types if each != plain)
    return (plain if plain in _KNOWN_TYPES else label, *others)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
