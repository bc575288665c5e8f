"""Whether a picture file has arrived whole, from its structure alone and without decoding.

A file can rest at its full size for minutes before its bytes are there (copies
that reserve room, slow links), so rest alone proves nothing. Sources: JPEG
ITU-T T.81 annex B, PNG 1.2 section 3, ISO/IEC 14496-12 section 4.2, TIFF 6.0
section 2, PDF 32000-1 section 7.5.5, Google's WebP container specification.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

__all__ = ["find_missing"]

_SHORTEST = 16
_PDF_TAIL = 2048
_EMPTY_TAIL = 512  # of zeros: compressed pictures do not end so, reserved room does
_IEND_CRC = b"\xae\x42\x60\x82"
_MOST_STEPS = 100_000  # chunks, boxes or directories of a file that leads in circles
_BOX_TYPE = re.compile(rb"[ -~\xa9]{4}")
_CHUNK_TYPE = re.compile(rb"[A-Za-z]{4}")
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""In JPEG's coded data 00 is stuffing, D0 to D7 restart it and FF fills; all else ends it."""


def find_missing(path: Path) -> str | None:
    """What a picture file still lacks, as the end of a sentence; None when it looks whole.

    A file of no known structure looks whole: decoding it will tell. Raises OSError.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(1024)
        if not head:
            return "it is empty"
        if size < _SHORTEST:
            return "it is too short to be a picture"
        if not any(head[:_SHORTEST]):
            return "it begins with nothing but zeros"
        try:
            return _check_for(head)(file, size)
        except struct.error:
            return "it ends in the middle of its structure"


_Check = Callable[[IO[bytes], int], str | None]


def _check_for(head: bytes) -> _Check:
    for magic, check in _CHECKS.items():
        if head.startswith(magic):
            return check
    if head[4:8] == b"ftyp":
        return _missing_of_boxes
    # Last, since a comment in a picture may hold the mark; a PDF may begin with something else.
    if b"%PDF-" in head:
        return _missing_of_pdf
    return lambda _file, _size: None


def _missing_of_jpeg(file: IO[bytes], _: int) -> str | None:
    file.seek(0)
    data = file.read()
    at = 2
    while (found := _NEXT_MARKER.search(data, at)) is not None:
        marker, at = data[found.start() + 1], found.end()
        if marker == 0xD9:
            return None
        if marker in (0x01, 0xD8):
            continue
        (length,) = struct.unpack_from(">H", data, at)
        at += max(2, length)
    return "the end marker of its JPEG is not there"


def _missing_of_png(file: IO[bytes], size: int) -> str | None:
    at = 8
    for _ in range(_MOST_STEPS):
        length, kind = struct.unpack(">I4s", _at(file, at, 8))
        at += 12 + length
        if kind == b"IEND" or not _CHUNK_TYPE.fullmatch(kind) or at > size:
            break
    whole = kind == b"IEND" and _at(file, at - 4, 4) == _IEND_CRC
    return None if whole else "the last chunk of its PNG is not there"


def _missing_of_boxes(file: IO[bytes], size: int) -> str | None:
    at = 0
    kinds: set[bytes] = set()
    while at + 8 <= size and len(kinds) < _MOST_STEPS:
        length, kind = struct.unpack(">I4s", _at(file, at, 8))
        if not _BOX_TYPE.fullmatch(kind):
            break
        kinds.add(kind)
        if length == 1:
            (length,) = struct.unpack(">Q", _at(file, at + 8, 8))
        # A length of 0 reaches to the end, whatever that is; one below 8 is none.
        at = size if length == 0 else at + length
        if 0 < length < 8:
            break
    if not (size - 8 < at <= size and kinds & {b"meta", b"moov"}):
        return "a box that its HEIF structure names is not there"
    return _missing_at_end(file, size)


def _missing_of_riff(file: IO[bytes], size: int) -> str | None:
    (length,) = struct.unpack("<I", _at(file, 4, 4))
    if length + 8 > size:
        return "it is shorter than its RIFF header says"
    return _missing_at_end(file, size)


def _missing_at_end(file: IO[bytes], size: int) -> str | None:
    tail = _at(file, max(0, size - _EMPTY_TAIL), _EMPTY_TAIL)
    return None if any(tail) else "it ends with nothing but zeros"


def _missing_of_bmp(file: IO[bytes], size: int) -> str | None:
    (length,) = struct.unpack("<I", _at(file, 2, 4))
    return None if length <= size else "it is shorter than its BMP header says"


def _missing_of_pdf(file: IO[bytes], size: int) -> str | None:
    tail = _at(file, max(0, size - _PDF_TAIL), min(size, _PDF_TAIL))
    return None if b"%%EOF" in tail else "the end marker of its PDF is not there"


# --- TIFF ------------------------------------------------------------------

_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_OFFSETS_TO_COUNTS = {273: 279, 324: 325}  # StripOffsets, TileOffsets to their byte counts


def _missing_of_tiff(file: IO[bytes], size: int) -> str | None:
    order = "<" if _at(file, 0, 2) == b"II" else ">"
    (next_directory,) = struct.unpack(order + "I", _at(file, 4, 4))
    seen: set[int] = set()
    if next_directory == 0:
        return "its TIFF has no directory yet"
    while next_directory and next_directory not in seen:
        seen.add(next_directory)
        end, next_directory = _directory(file, order, next_directory)
        if end > size:
            return "data that its TIFF directory names is not there"
    return None


def _directory(file: IO[bytes], order: str, at: int) -> tuple[int, int]:
    """Where the furthest data of a directory ends, and where the next directory is."""
    (count,) = struct.unpack(order + "H", _at(file, at, 2))
    rows = _at(file, at + 2, 12 * count + 4)
    if len(rows) < 12 * count + 4:
        raise struct.error
    end = at + 2 + len(rows)
    numbers: dict[int, tuple[int, ...]] = {}
    for tag, kind, length, raw in struct.iter_unpack(order + "HHI4s", rows[: 12 * count]):
        room = _TIFF_SIZES.get(kind, 1) * length
        (offset,) = struct.unpack(order + "I", raw)
        if room > 4:
            end = max(end, offset + room)
        if tag in _OFFSETS_TO_COUNTS or tag in _OFFSETS_TO_COUNTS.values():
            data = raw[:room] if room <= 4 else _at(file, offset, room)
            numbers[tag] = tuple(_integers(data, order, kind))
    for offsets, counts in _OFFSETS_TO_COUNTS.items():
        pairs = zip(numbers.get(offsets, ()), numbers.get(counts, ()), strict=False)
        end = max([end, *(offset + length for offset, length in pairs)])
    return end, struct.unpack(order + "I", rows[-4:])[0]


def _integers(data: bytes, order: str, kind: int) -> Iterator[int]:
    letter = {3: "H", 4: "I"}.get(kind)
    if letter is not None:
        yield from (row[0] for row in struct.iter_unpack(order + letter, data))


def _at(file: IO[bytes], offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


_CHECKS: dict[bytes, _Check] = {
    b"\xff\xd8\xff": _missing_of_jpeg,
    b"\x89PNG\r\n\x1a\n": _missing_of_png,
    b"RIFF": _missing_of_riff,
    b"BM": _missing_of_bmp,
    b"II*\0": _missing_of_tiff,
    b"MM\0*": _missing_of_tiff,
}
