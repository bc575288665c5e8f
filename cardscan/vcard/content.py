"""One content line: where it lies in a card, and its name, parameters and raw value.

Raw text is what :attr:`Block.text` holds: one character a byte in 8-bit files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "Head",
    "Property",
    "RawLine",
    "Version",
    "parse_head",
    "parse_property",
    "raw_lines",
    "simple_lines",
]


class Version(StrEnum):
    """The versions of vCard, each with its own ways to write a line."""

    V2_1 = "2.1"
    V3_0 = "3.0"
    V4_0 = "4.0"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the colon, in upper case the name, in lower case the types.

    ``encoding`` is ``quoted-printable``, ``base64`` or empty, whatever spelling the
    line uses; ``parameters`` are all of them, names in upper case, RFC 6868 decoded.
    """

    name: str
    group: str = ""
    types: frozenset[str] = frozenset()
    encoding: str = ""
    charset: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


class Property(NamedTuple):
    """A content line taken apart; ``value`` is raw text."""

    head: Head
    value: str


@dataclass(frozen=True, slots=True)
class RawLine:
    """The physical lines of one content line, without their line breaks.

    ``start`` and ``end`` count characters of the card's raw text; ``end`` is
    behind the last character, before the line break.
    """

    physical: tuple[str, ...]
    start: int
    end: int

    @property
    def unfolded(self) -> str:
        """The content line as one line: folds and quoted-printable soft breaks undone."""
        return _unfold(self.physical)


# --- lines -----------------------------------------------------------------------------


def simple_lines(text: str) -> list[str]:
    """The unfolded content lines of a card's raw text, some perhaps blank.

    Does what :func:`raw_lines` does in a tenth of the time, where no
    quoted-printable value may run over several lines.
    """
    if ("=\n" in text or "=\r" in text) and "QUOTED-PRINTABLE" in text.upper():
        return [line.unfolded for line in raw_lines(text)]
    if text.count("\r") != text.count("\r\n"):
        text = _BREAK.sub("\n", text)
    if "\n " in text or "\n\t" in text:
        text = text.replace("\r\n ", "")  # nearly every fold is this one
        if "\n " in text or "\n\t" in text:
            text = _FOLD.sub("", text)
    return text.split("\n")


_BREAK = re.compile(r"\r*\n|\r")
"""A line break of any system, and the doubled return that some programs write."""

_FOLD = re.compile(r"\r?\n[ \t]")


def raw_lines(text: str) -> Iterator[RawLine]:
    """The content lines of a card's raw text with their places, blank lines left out."""
    physical: list[str] = []
    places: list[int] = []
    place = 0
    for found in _BREAK.finditer(text):
        physical.append(text[place : found.start()])
        places.append(place)
        place = found.end()
    physical.append(text[place:])
    places.append(place)
    starts = _starts(physical)
    for first, after in zip(starts, [*starts[1:], len(physical)], strict=True):
        while after > first and not physical[after - 1]:
            after -= 1
        if after > first:
            end = places[after - 1] + len(physical[after - 1])
            yield RawLine(tuple(physical[first:after]), places[first], end)


def _unfold(physical: Sequence[str]) -> str:
    if len(physical) == 1:
        return physical[0]
    pieces = [physical[0]]
    quoted = _is_quoted_printable(physical[0])
    for line in physical[1:]:
        if quoted and pieces[-1].endswith("="):
            if line:
                pieces[-1] = pieces[-1][:-1]
                pieces.append(line)
        else:
            pieces.append(line[1:] if line[:1] in _WHITESPACE else line)
    return "".join(pieces)


_WHITESPACE = frozenset((" ", "\t"))
_QUOTED_PRINTABLE = re.compile(r"[;=]\s*QUOTED-PRINTABLE\s*[;:,]", re.IGNORECASE)
_BASE64 = re.compile(r'[;=]\s*"?(?:BASE64|B)"?\s*[;:]', re.IGNORECASE)
_BASE64_TEXT = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def _is_quoted_printable(line: str) -> bool:
    # Most lines have no "=" at all, and the pattern is thirty times dearer than the look.
    return "=" in line and _QUOTED_PRINTABLE.search(_head_of(line) + ":") is not None


def _head_of(line: str) -> str:
    """What stands before the first colon that is not in quotes."""
    head = line.partition(":")[0]
    if '"' not in head:
        return head
    found = _QUOTED_HEAD.match(line)
    return found[0] if found else head


_QUOTED_HEAD = re.compile(r'(?:"[^"]*"|[^":])*(?=:)')


def _starts(physical: Sequence[str]) -> list[int]:
    """Where content lines start among physical lines: not at a continuation."""
    starts: list[int] = []
    soft = base64 = False
    for number, line in enumerate(physical):
        if soft:
            soft = _goes_on_softly(line)
            if soft or not _ends_card(line):
                continue
        if line[:1] in _WHITESPACE and number:
            continue
        if base64 and _BASE64_TEXT.fullmatch(line):
            continue
        starts.append(number)
        soft = line.endswith("=") and _is_quoted_printable(line)
        base64 = ";" in line and _BASE64.search(_head_of(line) + ":") is not None
    return starts


def _goes_on_softly(line: str) -> bool:
    """Whether a line inside a quoted-printable value ends in a soft break, or is blank.

    Some programs double every line break; a blank line is then no end.
    """
    return (line.endswith("=") or not line) and not _ends_card(line)


def _ends_card(line: str) -> bool:
    return line.rstrip(" \t").upper() == "END:VCARD"


# --- heads -----------------------------------------------------------------------------


def parse_property(line: str) -> Property | None:
    """Take an unfolded content line apart; None for a line without a colon."""
    head, colon, value = line.partition(":")
    if '"' in head:
        head, colon, value = _split_quoted(line)
    return Property(parse_head(head), value) if colon else None


def _split_quoted(line: str) -> tuple[str, str, str]:
    """Cut at the first colon outside quotes; at the first one where the quotes do not close."""
    found = _QUOTED_HEAD.match(line)
    end = found.end() if found else len(line)
    return (line[:end], ":", line[end + 1 :]) if line[end : end + 1] == ":" else line.partition(":")


_QUOTED_HEAD = re.compile(r'(?:[^":]|"[^"]*")*')
_FIELD = re.compile(r'(?:[^";]|"[^"]*")+|(?<=;)(?=;|$)')


@lru_cache(maxsize=10_000)
def parse_head(head: str) -> Head:
    """Take name, group and parameters apart; a book of thousands has but a few dozen heads."""
    fields = head.split(";") if '"' not in head else _FIELD.findall(head) or [head]
    group, _, name = fields[0].strip().rpartition(".")
    if len(fields) == 1:
        return Head(name.upper(), group.lower())
    return _with_parameters(name.upper(), group.lower(), fields[1:])


_ENCODINGS = {
    "QUOTED-PRINTABLE": "quoted-printable",
    "Q": "quoted-printable",
    "BASE64": "base64",
    "B": "base64",
    "8BIT": "",
    "7BIT": "",
}
# Values that 2.1 allows without their parameter's name. A lone "B" or "Q" would be a type.
_BARE_ENCODINGS = frozenset(("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"))
_BARE_CHARSET = re.compile(r"UTF-8|US-ASCII|ISO-8859-\d+|WINDOWS-\d+", re.IGNORECASE)


def _with_parameters(name: str, group: str, fields: Sequence[str]) -> Head:
    types: set[str] = set()
    parameters: list[tuple[str, str]] = []
    encoding = charset = ""
    for field in fields:
        key, equals, raw = field.partition("=")
        key = key.strip().upper()
        content = _parameter_value(raw)
        if equals:
            parameters.append((key, content))
        if key == "TYPE":
            types.update(t.strip().lower() for t in content.split(",") if t.strip())
        elif key == "ENCODING":
            encoding = _ENCODINGS.get(content.upper(), encoding)
        elif key == "CHARSET":
            charset = content
        elif key == "PREF":
            types.add("pref")
        elif not equals and key in _BARE_ENCODINGS:
            encoding = _ENCODINGS[key] or encoding
        elif not equals and _BARE_CHARSET.fullmatch(key):
            charset = charset or key
        elif not equals and key:
            types.add(key.lower())
    return Head(name, group, frozenset(types), encoding, charset, tuple(parameters))


_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}


def _parameter_value(raw: str) -> str:
    bare = raw.strip().replace('"', "")
    if "^" not in bare:
        return bare
    return re.sub(r"\^[n'^]", lambda found: _CARETS[found[0]], bare)
