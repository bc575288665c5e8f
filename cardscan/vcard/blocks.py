"""An address-book file as its contacts and what lies between them, without losing a byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

__all__ = [
    "BYTES",
    "LENIENT",
    "WIDTHS",
    "Block",
    "Gap",
    "Parts",
    "cards",
    "codec_of",
    "holds_cards",
    "join",
    "newline_of",
    "split",
]

BYTES = "latin-1"
"""The codec of every file that is no UTF-16 or UTF-32: bytes and characters are one to one."""


@dataclass(frozen=True, slots=True)
class Block:
    """One vCard, from its BEGIN up to the end of its END line, as it stands in the file.

    The line break after END belongs to the gap that follows. ``codec`` turns
    ``data`` into text whose characters can be counted back to bytes: ``latin-1``
    for every 8-bit file, whatever its charset, or a UTF-16 or UTF-32 codec.
    ``closed`` is False for a card without END, which is carried along untouched.
    """

    data: bytes
    codec: str = BYTES
    closed: bool = True

    @property
    def text(self) -> str:
        """The raw text: for an 8-bit file one character a byte."""
        return self.data.decode(self.codec, LENIENT if self.closed else "replace")


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies before, between and after contacts: line breaks, comments, other components."""

    data: bytes
    codec: str = BYTES


Parts: TypeAlias = tuple["Block | Gap", ...]
"""A whole file: joining the data of the parts gives it back."""

LENIENT = "surrogatepass"
"""The error mode in which UTF-16 text with lone surrogates still goes to and fro without loss."""

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDTHS = {BYTES: 1, "utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""Bytes a unit of each codec; no character is shorter."""

# A property whose value is the vCard on the following lines (vCard 2.1, 2.4.3 "Agent").
_AGENT = re.compile(r"(?:[\w-]+\.)?AGENT(?:;[^:\r\n]*)?:[ \t]*", re.IGNORECASE)


def split(data: bytes) -> Parts:
    """Cut a file at line-anchored BEGIN:VCARD and END:VCARD; joining the parts gives it back.

    Any letter case, any line break, UTF-16 and UTF-32 with a byte-order mark.
    A card within a card (AGENT) stays part of the outer one. A card that is
    not closed when the next begins, or the file ends, is a block of its own
    that is not ``closed``.
    """
    codec = codec_of(data)
    parts: list[Block | Gap] = []
    gaps: dict[bytes, Gap] = {}
    done = 0
    for start, end, closed in _spans(data, codec):
        if start > done:
            gap = data[done:start]
            parts.append(gaps.setdefault(gap, Gap(gap, codec)))
        parts.append(_block(data[start:end], codec, closed))
        done = end
    if done < len(data):
        parts.append(Gap(data[done:], codec))
    return tuple(parts)


def _block(data: bytes, codec: str, closed: bool) -> Block:
    """A block; one whose bytes are no text in the file's codec counts as not closed."""
    if codec != BYTES:
        try:
            closed = closed and data.decode(codec, LENIENT).encode(codec, LENIENT) == data
        except UnicodeError:
            closed = False
    return Block(data, codec, closed)


def join(parts: Iterable[Block | Gap]) -> bytes:
    """The file that the parts make up."""
    return b"".join(part.data for part in parts)


def cards(parts: Iterable[Block | Gap]) -> tuple[Block, ...]:
    """The contacts of a file; a contact's position counts from 0 here."""
    return tuple(part for part in parts if isinstance(part, Block))


def holds_cards(data: bytes, parts: Iterable[Block | Gap]) -> bool:
    """Whether a file of these parts would be split into the very same contacts, uncopied."""
    expected = []
    end = 0
    for part in parts:
        start, end = end, end + len(part.data)
        if isinstance(part, Block):
            expected.append((start, end))
    return [span[:2] for span in _spans(data, codec_of(data))] == expected


def codec_of(data: bytes) -> str:
    """How characters of a file are laid out: by its byte-order mark, else one byte each.

    UTF-16 without a mark is known by its first letter and the NUL beside it.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return codec
    for codec in ("utf-16-le", "utf-16-be"):
        if data[:20].upper() == "BEGIN:VCARD"[:10].encode(codec):
            return codec
    return BYTES


def newline_of(data: bytes, codec: str = BYTES) -> str:
    """The line break that a stretch of text uses first; CRLF where it has none."""
    found = _pattern(r"\r*\n|\r", codec).search(data)
    if not found:
        return "\r\n"
    return found[0].decode(codec, "replace")


def _spans(data: bytes, codec: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and closedness of every outermost card, in order."""
    marks = _find_marks(data, codec)
    begins = 0
    first = 0
    for number, (start, end, is_begin) in enumerate(marks):
        if not is_begin:
            if begins == 1:
                yield first, end, True
            begins = max(0, begins - 1)
        elif begins == 0:
            first, begins = start, 1
        elif _is_nested(data, codec, marks, number):
            begins += 1
        else:
            yield first, _trim(data, codec, first, start), False
            first, begins = start, 1
    if begins:
        yield first, len(data), False


def _find_marks(data: bytes, codec: str) -> list[tuple[int, int, bool]]:
    """Every BEGIN and END line: where it starts and ends, and whether it begins a card.

    Two cards that were glued together without a line break between them
    ("END:VCARDBEGIN:VCARD") are told apart.
    """
    starts = _line_starts(data, codec)
    ending = _pattern(rf"end:vcard(?={_LINE_END}|begin:vcard)", codec)
    beginning = _pattern(rf"begin:vcard(?={_LINE_END})", codec)
    marks: list[tuple[int, int, bool]] = []
    for offset, lowered in _lowered_pieces(data, codec):
        spans = ((offset + f.start(), offset + f.end()) for f in ending.finditer(lowered))
        ends = [(start, end, False) for start, end in spans if starts(start)]
        glued = {end for _, end, _ in ends}
        spans = ((offset + f.start(), offset + f.end()) for f in beginning.finditer(lowered))
        begins = [(a, b, True) for a, b in spans if starts(a) or a in glued]
        marks += sorted(ends + begins)
    return marks


_PIECE_BYTES = 1 << 22


def _lowered_pieces(data: bytes, codec: str) -> Iterator[tuple[int, bytes]]:
    """The file in lower case, piece by piece, each with where it starts; cut after a line feed.

    Ignoring case in 80 MB costs the patterns 3 s, lowering it 0.4 s; lowering
    all of it at once would hold it twice.
    """
    start = 0
    while start < len(data):
        end = len(data)
        if codec == BYTES and end - start > _PIECE_BYTES:
            end = data.find(b"\n", start + _PIECE_BYTES) + 1 or end
        yield start, data[start:end].lower()
        start = end


_LINE_END = r"[ \t]*[\r\n]|[ \t]*\Z"


def _line_starts(data: bytes, codec: str) -> Callable[[int], bool]:
    """A test whether a line starts at a position, a byte-order mark before it or not."""
    width = WIDTHS[codec]
    mark = "\ufeff".encode("utf-8" if codec == BYTES else codec).lower()
    breaks = {"\r".encode(codec), "\n".encode(codec)}

    def starts(position: int) -> bool:
        if position % width:
            return False  # half a character off: not text at all
        if data[position - width : position] in breaks or not position:
            return True
        if not data.startswith(mark, max(0, position - len(mark)), position):
            return False
        before = position - len(mark)
        return before == 0 or data[before - width : before] in breaks

    return starts


def _is_nested(data: bytes, codec: str, marks: list[tuple[int, int, bool]], number: int) -> bool:
    """Whether a BEGIN inside an open card opens a card within it.

    It does after an AGENT line, or where two ENDs follow in a row. Otherwise
    the open card merely lacks its END, and must not swallow its neighbour.
    """
    following = [is_begin for _, _, is_begin in marks[number + 1 : number + 3]]
    if following == [False, False]:
        return True
    before = data[marks[number - 1][1] : marks[number][0]].decode(codec, "replace")
    lines = re.split(r"[\r\n]+", before.rstrip("\r\n"))
    return _AGENT.fullmatch(lines[-1]) is not None


def _trim(data: bytes, codec: str, start: int, end: int) -> int:
    """Where an unclosed card ends: before the line breaks that part it from the next."""
    width = WIDTHS[codec]
    breaks = {"\r".encode(codec), "\n".encode(codec)}
    while end - width > start and data[end - width : end] in breaks:
        end -= width
    return end


@cache
def _pattern(pattern: str, codec: str) -> re.Pattern[bytes]:
    """A pattern for the bytes of text in a codec."""
    return re.compile(pattern.encode(BYTES) if codec == BYTES else _widen(pattern, codec))


def _widen(pattern: str, codec: str) -> bytes:
    """Spell every literal and class of a pattern in the units of a wider codec."""
    tokens = re.findall(r"\(\?[:=]|\\[AZ]|\[[^\]]*\]|\\.|[()|*+?]|.", pattern)
    return b"".join(_widen_token(token, codec) for token in tokens)


def _widen_token(token: str, codec: str) -> bytes:
    if token in {"(", ")", "|", "*", "+", "?", r"\A", r"\Z"} or token.startswith("(?"):
        return token.encode()
    if not token.startswith("["):
        return b"(?:" + re.escape(_literal(token).encode(codec)) + b")"
    members = re.findall(r"\\.|.", token[1:-1])
    return b"(?:" + b"|".join(re.escape(_literal(m).encode(codec)) for m in members) + b")"


def _literal(token: str) -> str:
    return {r"\r": "\r", r"\n": "\n", r"\t": "\t"}.get(token, token)
