"""A picture in tiles, as phones write their HEIC: ISO/IEC 23008-12, 6.6.2.3 (type "grid")."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

COLUMNS = 2
GRID = 1
"""The number of the item that says how the tiles lie; theirs follow."""


def grid(pictures: Sequence[bytes], size: tuple[int, int], brand: bytes, item: bytes) -> bytes:
    """Files of one picture each, of one size (width, height in px), as the tiles of one picture.

    ``brand`` is that of the file (heic, avif), ``item`` the type of a tile (hvc1, av01).
    """
    codes, codecs = zip(*map(_coded, pictures), strict=True)
    rows = len(codes) // COLUMNS
    whole = (COLUMNS * size[0], rows * size[1])
    contents = [struct.pack(">BBBBHH", 0, 0, rows - 1, COLUMNS - 1, *whole), *codes]
    tiles = range(GRID + 1, GRID + 1 + len(codes))
    meta = b"".join(
        (
            _full(b"hdlr", 0, b"\0\0\0\0pict" + bytes(13)),
            _full(b"pitm", 0, struct.pack(">H", GRID)),
            _full(
                b"iinf",
                0,
                struct.pack(">H", len(contents)),
                _entry(GRID, b"grid"),
                *(_entry(number, item) for number in tiles),
            ),
            _full(
                b"iref",
                0,
                _box(b"dimg", struct.pack(f">HH{len(tiles)}H", GRID, len(tiles), *tiles)),
            ),
            _properties(codecs[0], size, whole, tiles),
        )
    )
    start = _box(b"ftyp", brand, bytes(4), b"mif1", b"miaf", brand)
    places_size = len(_places(contents, 0))
    at = len(start) + len(_full(b"meta", 0, meta)) + places_size + len(_box(b"mdat"))
    meta += _places(contents, at)
    return start + _full(b"meta", 0, meta) + _box(b"mdat", *contents)


def _properties(codec: bytes, size: tuple[int, int], whole: tuple[int, int], tiles: range) -> bytes:
    """Codec (1) and size (2) of the tiles, size (3) of the whole, and the bits of a colour (4)."""
    sizes = [_full(b"ispe", 0, struct.pack(">II", *each)) for each in (size, whole)]
    owned = _box(b"ipco", codec, *sizes, _full(b"pixi", 0, b"\3\x08\x08\x08"))
    essential = 0x80
    uses = {GRID: (3, 4), **dict.fromkeys(tiles, (essential | 1, 2))}
    assigned = (struct.pack(">HBBB", number, 2, *which) for number, which in uses.items())
    return _box(b"iprp", owned, _full(b"ipma", 0, struct.pack(">I", len(uses)), *assigned))


def _places(contents: Sequence[bytes], at: int) -> bytes:
    """Where in the file, from byte ``at`` on, the contents of the items lie."""
    places = []
    for number, content in enumerate(contents, start=GRID):
        places.append(struct.pack(">HHHII", number, 0, 1, at, len(content)))
        at += len(content)
    four_bytes_each = b"\x44\0"
    return _full(b"iloc", 0, four_bytes_each, struct.pack(">H", len(contents)), *places)


def _coded(picture: bytes) -> tuple[bytes, bytes]:
    """The code of the only item of a file, and the box that says how it is coded."""
    top = dict(_boxes(picture))
    meta = dict(_boxes(top[b"meta"][4:]))
    properties = dict(_boxes(dict(_boxes(meta[b"iprp"]))[b"ipco"]))
    (kind,) = properties.keys() & {b"hvcC", b"av1C"}
    return top[b"mdat"], _box(kind, properties[kind])


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, version: int, *parts: bytes) -> bytes:
    return _box(kind, bytes((version, 0, 0, 0)), *parts)


def _entry(number: int, kind: bytes) -> bytes:
    return _full(b"infe", 2, struct.pack(">HH", number, 0), kind, b"\0")
