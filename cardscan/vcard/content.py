"""One content line: where it lies in a card, what it says, and how to write another.

Raw text is what :attr:`Block.text` holds: one character a byte in 8-bit files.
Values are real text, decoded and unescaped.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

__all__ = [
    "Charsets",
    "Property",
    "RawLine",
    "Version",
    "escape",
    "fold",
    "fold_quoted_printable",
    "parse_property",
    "property_name",
    "raw_lines",
    "split_escaped",
    "split_list",
    "structured",
    "text_value",
    "unescape",
    "unfold",
    "wanted_lines",
]


class Version(StrEnum):
    """The versions of vCard, each with its own ways to write a line."""

    V2_1 = "2.1"
    V3_0 = "3.0"
    V4_0 = "4.0"


@dataclass(frozen=True, slots=True)
class RawLine:
    """The physical lines of one content line, without their line breaks.

    ``start`` and ``end`` count characters of the card's raw text; ``end`` is
    behind the last character, before the line break.
    """

    physical: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Property:
    """A content line taken apart; ``value`` is raw, ``types`` are lower case.

    ``encoding`` is ``quoted-printable``, ``base64`` or empty, whatever spelling the
    line uses; ``parameters`` are all of them, names in upper case, RFC 6868 decoded.
    """

    name: str
    value: str
    group: str = ""
    types: tuple[str, ...] = ()
    encoding: str = ""
    charset: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


# --- lines -----------------------------------------------------------------------------


def raw_lines(text: str) -> Iterator[RawLine]:
    """The content lines of a card's raw text, blank lines left out."""
    separator = "\n" if "\n" in text else "\r"
    physical = text.split(separator)
    starts = _starts(physical)
    offset = 0
    for number, first in enumerate(starts):
        after = starts[number + 1] if number + 1 < len(starts) else len(physical)
        chunk = physical[first:after]
        length = sum(map(len, chunk)) + len(chunk) - 1
        kept = _without_blank_end(chunk)
        size = sum(map(len, kept)) + len(kept) - 1
        lines = tuple(line.rstrip("\r") for line in kept)
        if lines:
            stripped = len(kept[-1]) - len(lines[-1])
            yield RawLine(lines, offset, offset + size - stripped)
        offset += length + 1


def wanted_lines(text: str, wanted: Container[str]) -> Iterator[str]:
    """The unfolded content lines of the properties asked for; others are not even looked into."""
    physical = text.split("\n" if "\n" in text else "\r")
    if "\n " not in text and "\n\t" not in text and "=" not in text:
        starts: Sequence[int] = range(len(physical))
    else:
        starts = _starts(physical)
    last = len(starts) - 1
    for number, first in enumerate(starts):
        line = physical[first]
        if property_name(line) not in wanted:
            continue
        after = starts[number + 1] if number < last else len(physical)
        if after == first + 1:
            yield line.rstrip("\r")
        else:
            yield unfold([part.rstrip("\r") for part in physical[first:after]])


def _without_blank_end(chunk: list[str]) -> list[str]:
    kept = list(chunk)
    while kept and not kept[-1].strip("\r"):
        kept.pop()
    return kept


def unfold(physical: tuple[str, ...] | list[str]) -> str:
    """One content line as a single line: folds and quoted-printable soft breaks undone."""
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
            pieces.append(line[1:] if line[:1] in {" ", "\t"} else line)
    return "".join(pieces)


_QUOTED_PRINTABLE = re.compile(r"[;=]\s*QUOTED-PRINTABLE\s*[;:,]", re.IGNORECASE)
_BASE64 = re.compile(r'[;=]\s*"?(?:BASE64|B)"?\s*[;:]', re.IGNORECASE)
_BASE64_TEXT = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_PROPERTY_START = re.compile(r"(?:[\w-]+\.)?[A-Za-z][\w /.-]*[;:]")


def _is_quoted_printable(line: str) -> bool:
    # Most lines have no "=" at all, and the pattern is thirty times dearer than the look.
    return "=" in line and _QUOTED_PRINTABLE.search(line.partition(":")[0] + ":") is not None


def _starts(physical: list[str]) -> list[int]:
    """Where content lines start among physical lines: not at a continuation."""
    starts: list[int] = []
    soft = base64 = False
    for number, line in enumerate(physical):
        if soft:
            soft = _goes_on_softly(line)
            if soft or not _ends_soft_break(line):
                continue
        if line[:1] in _WHITESPACE and number and line.strip("\r"):
            continue
        if base64 and _BASE64_TEXT.fullmatch(line.rstrip("\r")):
            continue
        starts.append(number)
        soft = line.rstrip("\r").endswith("=") and _is_quoted_printable(line)
        base64 = ";" in line and _BASE64.search(line.partition(":")[0] + ":") is not None
    return starts


_WHITESPACE = frozenset((" ", "\t"))


def _goes_on_softly(line: str) -> bool:
    """Whether a line inside a quoted-printable value ends in a soft break, or is blank.

    Some programs double every line break; a blank line is then no end.
    """
    bare = line.rstrip("\r")
    return (bare.endswith("=") or not bare) and not _ends_soft_break(line)


def _ends_soft_break(line: str) -> bool:
    return line.rstrip("\r ").upper() == "END:VCARD"


# --- reading ---------------------------------------------------------------------------


def property_name(line: str) -> str:
    """The name of a content line in upper case, without its group; empty where it has none."""
    head, colon, _ = line.partition(":")
    name = head.partition(";")[0].strip().upper()
    if "." in name:
        name = name.rpartition(".")[2]
    return name if colon or ";" in head else ""


def parse_property(line: str) -> Property:
    """Take an unfolded content line apart; a line without a colon has an empty name."""
    head, value = _split_head(line)
    if head is None:
        return Property("", line)
    fields = head.split(";") if '"' not in head else _FIELD.findall(head)
    group, _, name = fields[0].strip().rpartition(".")
    if len(fields) == 1:
        return Property(name.upper(), value, group)
    return _with_parameters(name.upper(), value, group, fields[1:])


_QUOTED_HEAD = re.compile(r'(?:[^":]|"[^"]*")*')
_FIELD = re.compile(r'(?:[^";]|"[^"]*")+|(?<=;)(?=;|$)')


def _split_head(line: str) -> tuple[str | None, str]:
    head, colon, value = line.partition(":")
    if '"' in head:
        found = _QUOTED_HEAD.match(line)
        end = found.end() if found else len(line)
        if end < len(line) and line[end] == ":":
            return line[:end], line[end + 1 :]
    return (head, value) if colon else (None, line)


_ENCODINGS = {
    "QUOTED-PRINTABLE": "quoted-printable",
    "Q": "quoted-printable",
    "BASE64": "base64",
    "B": "base64",
    "8BIT": "",
    "7BIT": "",
}
_LISTED_BARE = frozenset(("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"))


def _with_parameters(name: str, value: str, group: str, fields: list[str]) -> Property:
    types: list[str] = []
    parameters: list[tuple[str, str]] = []
    encoding = charset = ""
    for field in fields:
        key, equals, raw = field.partition("=")
        key = key.strip().upper()
        content = _parameter_value(raw)
        if not equals:
            if key in _LISTED_BARE:
                encoding = _ENCODINGS[key] or encoding
            elif key:
                types.append(key.lower())
            continue
        parameters.append((key, content))
        if key == "TYPE":
            types.extend(t.strip().lower() for t in content.split(",") if t.strip())
        elif key == "ENCODING":
            encoding = _ENCODINGS.get(content.upper(), encoding)
        elif key == "CHARSET":
            charset = content
        elif key == "PREF":
            types.append("pref")
    return Property(name, value, group, tuple(types), encoding, charset, tuple(parameters))


_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}


def _parameter_value(raw: str) -> str:
    bare = raw.strip().replace('"', "")
    if "^" not in bare:
        return bare
    return re.sub(r"\^[n'^]", lambda found: _CARETS[found[0]], bare)


class Charsets:
    """How the bytes of one card become text.

    A value is UTF-8 where its bytes are; else in its declared charset, else in
    the first other charset that the card declares anywhere, else Windows-1252.
    """

    def __init__(self, text: str, *, is_bytes: bool) -> None:
        self._text = text
        self._is_bytes = is_bytes
        self._fallback: str | None = None

    @property
    def is_bytes(self) -> bool:
        """Whether a character of the raw text stands for a byte."""
        return self._is_bytes

    @property
    def fallback(self) -> str:
        """The charset of bytes that are neither UTF-8 nor declared."""
        if self._fallback is None:
            declared = re.findall(r";CHARSET=\"?([\w.:-]+)", self._text, re.IGNORECASE)
            known = (codec for codec in map(known_codec, declared) if codec)
            self._fallback = next((c for c in known if c not in _UNICODE), "cp1252")
        return self._fallback

    def decode(self, raw: str, charset: str = "") -> str:
        """Raw text of a value as real text."""
        if raw.isascii() and not charset.upper().startswith("ISO-2022"):
            return raw
        if not self._is_bytes:
            return raw
        return self.decode_bytes(raw.encode("latin-1"), charset, trust_utf_8=True)

    def decode_bytes(self, data: bytes, charset: str, *, trust_utf_8: bool = False) -> str:
        """Bytes of a value as real text.

        ``trust_utf_8``: a file that some program converted to UTF-8 may still
        declare its old single-byte charset; valid UTF-8 is then believed.
        """
        codec = known_codec(charset) if charset else None
        is_wide = codec is not None and codec not in _SINGLE_BYTE
        candidates = ["utf-8"]
        if codec:
            candidates.insert(0 if is_wide or not trust_utf_8 else 1, codec)
        for candidate in (*candidates, self.fallback):
            try:
                return data.decode(candidate)
            except (UnicodeDecodeError, LookupError):
                continue
        return data.decode("cp1252", "replace") if b"\x81" not in data else data.decode("latin-1")


_UNICODE = frozenset(("utf-8", "ascii", "utf-8-sig", "utf-7"))
_SINGLE_BYTE = frozenset(
    (
        *("ascii", "latin-1", "iso8859-1", "koi8-r", "koi8-u", "mac-roman"),
        *(f"cp{number}" for number in (437, 850, 852, 866, *range(1250, 1259))),
        *(f"iso8859-{number}" for number in range(1, 17)),
    )
)


@cache
def known_codec(charset: str) -> str | None:
    """Python's name of a charset that turns bytes into text; None for an unknown one."""
    try:
        info = codecs.lookup(charset)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def text_value(found: Property, charsets: Charsets, version: Version) -> str:
    """A single text value, decoded and unescaped."""
    return unescape(_decoded(found.value, found, charsets), version)


def structured(found: Property, charsets: Charsets) -> tuple[str, ...]:
    """The components of N, ADR or ORG, decoded but with their commas still escaped.

    An encoded value is cut before it is decoded, so that an encoded semicolon
    (``=3B``) stays a part of its component.
    """
    if found.encoding == "quoted-printable":
        pieces = split_escaped(found.value, ";")
        return tuple(_decoded(piece, found, charsets) for piece in pieces)
    decoded = _decoded(found.value, found, charsets)
    if "\\" not in decoded:
        return tuple(decoded.split(";"))
    return split_escaped(decoded, ";")


def split_list(value: str, version: Version) -> tuple[str, ...]:
    """The items of a value with commas between them, unescaped."""
    if "," not in value:
        return (unescape(value, version),)
    return tuple(unescape(item, version) for item in split_escaped(value, ","))


def split_escaped(value: str, separator: str) -> tuple[str, ...]:
    """Cut at a separator, except where a backslash stands before it."""
    if "\\" not in value:
        return tuple(value.split(separator))
    pieces = []
    start = 0
    for found in re.finditer(rf"\\.|{separator}", value, re.DOTALL):
        if found[0] == separator:
            pieces.append(value[start : found.start()])
            start = found.end()
    return (*pieces, value[start:])


def _decoded(raw: str, found: Property, charsets: Charsets) -> str:
    if found.encoding == "quoted-printable":
        coded = raw.encode("latin-1" if charsets.is_bytes else "utf-8", "replace")
        decoded = charsets.decode_bytes(binascii.a2b_qp(coded), found.charset)
        return decoded.replace("\r\n", "\n")
    if found.encoding == "base64" and (plain := _unbase64(raw)) is not None:
        return charsets.decode_bytes(plain, found.charset)
    return charsets.decode(raw, found.charset)


def _unbase64(raw: str) -> bytes | None:
    try:
        return binascii.a2b_base64(re.sub(r"\s+", "", raw), strict_mode=True)
    except (ValueError, binascii.Error):
        return None


def unescape(value: str, version: Version) -> str:
    r"""Undo backslashes. In 2.1 ``\n`` is no line break (a path such as C:\new may stand there)."""
    if "\\" not in value:
        return value
    if version is Version.V2_1:
        return re.sub(r"\\([\\;:,])", r"\1", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


# --- writing ---------------------------------------------------------------------------


def escape(value: str, version: Version) -> str:
    """Write one value or component so that it reads back the same."""
    if version is Version.V2_1:
        # A lone backslash stays as it is; line breaks are the business of quoted-printable.
        return re.sub(r"\\(?=[\\;:,]|$)", r"\\\\", value).replace(";", "\\;")
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def fold(line: str, newline: str, codec: str = "utf-8", *, width_octets: int = 75) -> str:
    """Fold a line at 75 octets without splitting a character (RFC 6350, 3.2)."""
    if len(line) * 4 <= width_octets:
        return line
    if line.isascii():
        return _fold_ascii(line, newline, width_octets)
    pieces: list[str] = []
    start = room = 0
    left = width_octets
    for number, character in enumerate(line):
        room = len(character.encode(codec, "replace"))
        if room > left:
            pieces.append(line[start:number])
            start, left = number, width_octets - 1
        left -= room
    pieces.append(line[start:])
    return f"{newline} ".join(pieces)


def _fold_ascii(line: str, newline: str, width: int) -> str:
    rest = line[width:]
    pieces = [line[:width]]
    pieces += [rest[i : i + width - 1] for i in range(0, len(rest), width - 1)]
    return f"{newline} ".join(pieces)


def fold_quoted_printable(head: str, value: str, newline: str) -> str:
    """A 2.1 line with its value in quoted-printable UTF-8 and soft breaks at 76 characters.

    No continuation begins like a line that parts cards.
    """
    lines = []
    current = head
    for unit in _quoted_units(value):
        if len(current) + len(unit) > 75:
            lines.append(current + "=")
            current = ""
        current += f"={ord(unit):02X}" if not current and unit in "BbEe" else unit
    return newline.join((*lines, current))


def _quoted_units(value: str) -> Iterator[str]:
    text = value.replace("\r\n", "\n").replace("\n", "\r\n")
    for character in text:
        if character.isascii() and character.isprintable() and character != "=":
            yield character
        else:
            yield "".join(f"={byte:02X}" for byte in character.encode("utf-8", "replace"))
