"""How a content line is written: escaped, folded, or in quoted-printable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardscan.vcard.content import Version

__all__ = ["escape", "fold", "fold_quoted_printable"]


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
