"""From the raw text of a value to what it says: charsets, encodings, escapes, components."""

from __future__ import annotations

import binascii
import codecs
import re
from functools import cache

from cardscan.vcard.content import Head, Property, Version

__all__ = [
    "Charsets",
    "known_codec",
    "split_escaped",
    "split_list",
    "structured",
    "text_value",
    "unescape",
]


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
            declared = re.findall(r";CHARSET=\"?([\w.-]+)", self._text, re.IGNORECASE)
            known = (codec for codec in map(known_codec, declared) if codec)
            self._fallback = next((c for c in known if c not in _UNICODE), "cp1252")
        return self._fallback

    def decode(self, raw: str, charset: str = "") -> str:
        """Raw text of a value as real text."""
        if raw.isascii() and not charset.upper().startswith("ISO-2022"):
            return raw
        if not self._is_bytes:
            return raw.encode("utf-8", "replace").decode("utf-8")  # lone surrogates become "?"
        return self.decode_bytes(raw.encode("latin-1"), charset, trust_utf_8=True)

    def raw_text(self, raw: str, head: Head) -> str:
        """Raw text of a value as real text, with its escapes still in it."""
        return _decoded(raw, Property(head, raw), self)

    def charset_of(self, raw: str, declared: str) -> str:
        """The charset that more text of a value must be in."""
        codec = known_codec(declared) if declared else None
        if not self._is_bytes or (codec is None and raw.isascii()):
            return "utf-8"
        try:
            raw.encode("latin-1").decode(codec or "utf-8")
        except UnicodeDecodeError:
            return self.fallback
        return codec or "utf-8"

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
        for candidate in candidates:
            if (text := _decoded_or_none(data, candidate)) is not None:
                return text
        if (text := _decoded_or_none(data, self.fallback)) is not None:
            return text
        return _windows_1252(data)


def _windows_1252(data: bytes) -> str:
    """Windows-1252 as browsers read it: its five undefined bytes are C1 controls, so none is lost.

    https://encoding.spec.whatwg.org/#windows-1252
    """
    return data.decode("latin-1").translate(_C1_OF_WINDOWS)


def _decoded_or_none(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):  # 'undefined' raises the plain one
        return None


_C1_OF_WINDOWS = {
    byte: bytes((byte,)).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_UNICODE = frozenset(("utf-8", "ascii", "utf-8-sig", "utf-7"))
_SINGLE_BYTE = frozenset(
    (
        *("ascii", "latin-1", "iso8859-1", "koi8-r", "koi8-u", "mac-roman"),
        *(f"cp{number}" for number in (437, 850, 852, 866, *range(1250, 1259))),
        *(f"iso8859-{number}" for number in range(1, 17)),
    )
)


# Python's codecs that turn bytes into text, but that no text was ever written in.
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "unicode_escape",
     "raw_unicode_escape")
)  # fmt: skip


@cache
def known_codec(charset: str) -> str | None:
    """Python's name of a charset that turns bytes into text; None for an unknown one."""
    try:
        info = codecs.lookup(charset)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding and info.name not in _NO_CHARSETS else None


def text_value(found: Property, charsets: Charsets, version: Version) -> str:
    """A single text value, decoded and unescaped."""
    if not found.head.encoding and found.value.isascii() and "\\" not in found.value:
        return found.value
    return unescape(_decoded(found.value, found, charsets), version)


def structured(found: Property, charsets: Charsets) -> tuple[str, ...]:
    """The components of N, ADR or ORG, decoded but with their commas still escaped.

    An encoded value is cut before it is decoded, so that an encoded semicolon
    (``=3B``) stays a part of its component.
    """
    if found.head.encoding == "quoted-printable":
        pieces = split_escaped(found.value, ";")
        return tuple(_decoded(piece, found, charsets) for piece in pieces)
    decoded = _decoded(found.value, found, charsets)
    return split_escaped(decoded, ";")


def split_list(value: str, version: Version) -> tuple[str, ...]:
    """The items of a value with commas between them, unescaped."""
    if "," not in value:
        return (unescape(value, version),)
    return tuple(unescape(item, version) for item in split_escaped(value, ","))


def split_escaped(value: str, separator: str) -> tuple[str, ...]:
    """Cut at a separator, except where a backslash stands before it."""
    if f"\\{separator}" not in value:
        return tuple(value.split(separator))
    pieces = []
    start = 0
    for found in _ESCAPED_OR[separator].finditer(value):
        if found[0] == separator:
            pieces.append(value[start : found.start()])
            start = found.end()
    return (*pieces, value[start:])


_ESCAPED_OR = {mark: re.compile(rf"\\.|{mark}", re.DOTALL) for mark in (",", ";")}


def _decoded(raw: str, found: Property, charsets: Charsets) -> str:
    if found.head.encoding == "quoted-printable":
        coded = raw.encode("latin-1" if charsets.is_bytes else "utf-8", "replace")
        decoded = charsets.decode_bytes(binascii.a2b_qp(coded), found.head.charset)
        return decoded.replace("\r\n", "\n")
    if found.head.encoding == "base64" and (plain := _unbase64(raw)) is not None:
        return charsets.decode_bytes(plain, found.head.charset)
    return charsets.decode(raw, found.head.charset)


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
        return _ESCAPED_2_1.sub(r"\1", value)
    if "\\\\" in value or value.endswith("\\"):
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return value.replace("\\n", "\n").replace("\\N", "\n").replace("\\", "")


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED_2_1 = re.compile(r"\\([\\;:,])")
