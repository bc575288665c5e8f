"""How a content line is written: escaped, folded, in the version and charset of its card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardscan.vcard.blocks import BYTES, LENIENT, Block, newline_of
from cardscan.vcard.content import Version
from cardscan.vcard.values import Charsets

__all__ = ["Style", "escape", "fold", "fold_quoted_printable", "style_of"]


_STRUCTURED = frozenset(("N", "ADR", "ORG"))


@dataclass(frozen=True, slots=True)
class Style:
    """How one card is written, so that a new line looks like its neighbours.

    ``charset`` is what its 8-bit text is in, ``type_key`` how it spells TYPE.
    """

    version: Version
    newline: str
    codec: str
    charset: str
    type_key: str

    def line(
        self,
        name: str,
        components: Sequence[str],
        *,
        types: Sequence[str] = (),
        parameters: Sequence[tuple[str, str]] = (),
        group: str = "",
    ) -> str:
        """A content line in raw text, folded, without its last line break.

        ``components`` are real text; several are written with semicolons between.
        """
        if self.version is Version.V2_1 and name not in _STRUCTURED:
            # A semicolon of 2.1 is escaped in structured values only; elsewhere it would show.
            value = _backslashes_2_1(components[0])
        else:
            value = ";".join(escape(component, self.version) for component in components)
        return self.raw_line(self.head(name, types, parameters, group), value)

    def head(
        self,
        name: str,
        types: Sequence[str],
        parameters: Sequence[tuple[str, str]] = (),
        group: str = "",
    ) -> str:
        """What stands before the colon."""
        head = (f"{group}." if group else "") + name
        return head + self._types(types) + "".join(_parameter(*p) for p in parameters)

    def binary_line(self, head: str, base64_text: str) -> str:
        """A content line of base64, folded; in 2.1 a blank line ends it."""
        line = fold(f"{head}:{base64_text}", self.newline)
        return line + self.newline if self.version is Version.V2_1 else line

    def raw_line(self, head: str, value: str) -> str:
        """A content line of a head and an escaped value, in the card's charset, folded."""
        if self.version is Version.V2_1:
            return self._line_2_1(head, value)
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
        if self.codec != BYTES:
            return fold(f"{head}:{value}", self.newline)
        charset = self.charset
        if not _can_encode(head + value, charset) or _looks_like_utf_8(value, charset):
            charset = "utf-8"
            head += ";CHARSET=UTF-8"
        folded = fold(f"{head}:{value}", self.newline, charset)
        return folded.encode(charset, "replace").decode(BYTES)

    def _line_2_1(self, head: str, value: str) -> str:
        # A value of 2.1 that is not plain ASCII goes quoted-printable; heads are always ASCII.
        head = head.encode("ascii", "replace").decode("ascii")
        if value.isascii() and value.isprintable() and not value.endswith("="):
            return f"{head}:{value}"
        head += ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
        return fold_quoted_printable(head, value, self.newline)

    def _types(self, types: Sequence[str]) -> str:
        if self.version is Version.V2_1:
            return "".join(f";{name.upper()}" for name in types)
        is_4 = self.version is Version.V4_0
        return "".join(f";{self.type_key}={t.lower() if is_4 else t.upper()}" for t in types)


def style_of(block: Block, version: Version) -> Style:
    """The style that a card is written in."""
    text = block.text
    is_bytes = block.codec == BYTES
    charset = "utf-8"
    if is_bytes and not text.isascii() and not _is_utf_8(block.data):
        charset = Charsets(text, is_bytes=True).fallback
    newline = newline_of(block.data, block.codec)
    type_key = "type" if ";type=" in text and ";TYPE=" not in text else "TYPE"
    return Style(version, newline, block.codec, charset, type_key)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _can_encode(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _looks_like_utf_8(text: str, charset: str) -> bool:
    """Whether text in another charset would be taken for UTF-8, as ×µ in Windows-1252 would."""
    if charset == "utf-8" or text.isascii():
        return False
    try:
        return text.encode(charset).decode("utf-8") != text
    except UnicodeDecodeError:
        return False


def _parameter(key: str, value: str) -> str:
    """A parameter; what cannot stand in one is written as RFC 6868 says."""
    value = re.sub(r"\^(?=[n'^])", "^^", value).replace("\n", "^n").replace('"', "^'")
    bare = re.sub(r"[\x00-\x1f]", " ", value)
    return f';{key}="{bare}"' if re.search(r"[;:,]", bare) else f";{key}={bare}"


def escape(value: str, version: Version) -> str:
    """Write one value or component so that it reads back the same."""
    if version is Version.V2_1:
        return _backslashes_2_1(value).replace(";", "\\;")
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _backslashes_2_1(value: str) -> str:
    # A lone backslash stays as it is; line breaks are the business of quoted-printable.
    return re.sub(r"\\(?=[\\;:,]|$)", r"\\\\", value)


def fold(line: str, newline: str, charset: str = "utf-8", *, width_octets: int = 75) -> str:
    """Fold a line at 75 octets without splitting a character (RFC 6350, 3.2)."""
    if len(line) * 4 <= width_octets:
        return line
    if line.isascii():
        return _fold_ascii(line, newline, width_octets)
    pieces: list[str] = []
    start = 0
    left = width_octets
    for number, character in enumerate(line):
        room = len(character.encode(charset, "replace"))
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

    No continuation begins like a line that parts cards, or with a space.
    """
    lines = []
    current = head
    for unit in _quoted_units(value):
        if len(current) + len(unit) > 75:
            lines.append(current + "=")
            current = ""
        current += f"={ord(unit):02X}" if not current and unit in "BbEe \t" else unit
    if current.endswith(" "):
        current = current[:-1] + "=20"
    return newline.join((*lines, current))


def _quoted_units(value: str) -> Iterator[str]:
    text = value.replace("\r\n", "\n").replace("\n", "\r\n")
    for character in text:
        if character.isascii() and character.isprintable() and character != "=":
            yield character
        else:
            yield "".join(f"={byte:02X}" for byte in character.encode("utf-8", LENIENT))
