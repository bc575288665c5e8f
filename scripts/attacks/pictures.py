"""Mutated pictures of every format: each is decoded, or refused in a sentence of ours.

No foreign exception, no hang, no crash, and never more memory than a worker may have. Whatever
decodes and is small is searched for cards as well.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import multiprocessing
import os
import resource
import struct
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

ROUNDS = 2000
LIMIT_S = 60.0
"""Half of what a page may take; a machine that is busy is not the picture's fault."""

MOST_MB = 2000
MOST_PAGES = 40
SEARCHED_PIXELS = 1_000_000


@dataclass(frozen=True)
class Ending:
    """What became of one mutated picture; ``kind`` is ours, or that of a foreign exception."""

    format: str
    kind: str
    is_foreign: bool
    elapsed_s: float
    peak_mb: float


def attack(options: argparse.Namespace) -> int:
    by_format: dict[str, Counter[str]] = defaultdict(Counter)
    endings = list(_endings(options.seed, options.rounds))
    faults = 0
    for number, ending in enumerate(endings):
        by_format[ending.format][ending.kind] += 1
        if ending.is_foreign or ending.peak_mb > MOST_MB:
            faults += 1
            print(f"seed {options.seed}, picture {number} ({ending.format}): {ending.kind}")
    kinds = sorted({kind for counts in by_format.values() for kind in counts})
    print(f"{'format':18}", *(f"{kind:>22}" for kind in kinds))
    for name, counts in sorted(by_format.items()):
        print(f"{name:18}", *(f"{counts[kind]:22}" for kind in kinds))
    print(f"slowest {max(e.elapsed_s for e in endings):.1f} s, ", end="")
    print(f"most memory {max(e.peak_mb for e in endings):.0f} MB, {len(endings)} pictures")
    return faults


def _endings(seed: int, rounds: int) -> Iterator[Ending]:
    """One ending a round; a process that hangs or dies is replaced by another."""
    context = multiprocessing.get_context("spawn")
    done = 0
    while done < rounds:
        ours, theirs = context.Pipe()
        child = context.Process(target=_serve, args=(theirs, seed, done, rounds), daemon=True)
        child.start()
        theirs.close()
        name = "?"
        try:
            while done < rounds:
                name = ours.recv()  # what is tried next
                if not ours.poll(LIMIT_S):
                    yield Ending(name, "hang", True, LIMIT_S, 0)
                    done += 1
                    break
                yield ours.recv()
                done += 1
        except EOFError:
            yield Ending(name, "crash", True, 0, 0)
            done += 1
        finally:
            child.kill()
            child.join()


def _serve(pipe: Connection, seed: int, first: int, rounds: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # as in a worker of cardscan's
        os.dup2(nowhere, stream)
    limit = 2 * MOST_MB * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    seeds = {name: draw() for name, draw in SEEDS.items()}
    names = sorted(seeds)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "picture")
        for number in range(first, rounds):
            random = np.random.default_rng((seed, number))
            name = names[number % len(names)]
            path.write_bytes(mutated(seeds[name], list(seeds.values()), random))
            pipe.send(name)
            pipe.send(_try(name, path))


def _try(name: str, path: Path) -> Ending:
    from cardscan.errors import PhotoError
    from cardscan.image import find_cards, load_photos

    _forget_peak()
    started_s = time.monotonic()
    kind, is_foreign = "decoded", False
    try:
        for photo in islice(load_photos(path), MOST_PAGES):
            if photo.pixels.shape[0] * photo.pixels.shape[1] <= SEARCHED_PIXELS:
                find_cards(photo)
    except PhotoError as error:
        kind = type(error).__name__
    except Exception as error:
        kind, is_foreign = type(error).__name__, True
    return Ending(name, kind, is_foreign, time.monotonic() - started_s, _peak_mb())


def _forget_peak() -> None:
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_mb() -> float:
    if sys.platform != "linux":
        return 0.0
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


# --- mutations


def mutated(data: bytes, others: list[bytes], random: np.random.Generator) -> bytes:
    """A file with one kind of damage, or rarely two, the same for the same random numbers."""
    for _ in range(1 + (random.random() < 0.25)):
        damage = DAMAGES[int(random.integers(len(DAMAGES)))]
        data = damage(bytearray(data), others, random) or b"\0"
    return data


def _flip(data: bytearray, _: list[bytes], random: np.random.Generator) -> bytes:
    for _ in range(int(random.integers(1, 20))):
        data[int(random.integers(len(data)))] = int(random.integers(256))
    return bytes(data)


def _flip_early(data: bytearray, _: list[bytes], random: np.random.Generator) -> bytes:
    """Headers and directories stand at the beginning, where damage hurts most."""
    for _ in range(int(random.integers(1, 6))):
        data[int(random.integers(min(len(data), 400)))] = int(random.integers(256))
    return bytes(data)


def _cut(data: bytearray, _: list[bytes], random: np.random.Generator) -> bytes:
    return bytes(data[: int(random.integers(1, len(data) + 1))])


def _blank(data: bytearray, _: list[bytes], random: np.random.Generator) -> bytes:
    start, end = _span(data, random)
    data[start:end] = bytes(end - start)
    return bytes(data)


def _drop(data: bytearray, _: list[bytes], random: np.random.Generator) -> bytes:
    start, end = _span(data, random)
    del data[start:end]
    return bytes(data)


def _repeat(data: bytearray, _: list[bytes], random: np.random.Generator) -> bytes:
    start, end = _span(data, random)
    data[start:start] = data[start:end] * int(random.integers(1, 4))
    return bytes(data)


def _splice(data: bytearray, others: list[bytes], random: np.random.Generator) -> bytes:
    other = others[int(random.integers(len(others)))]
    start, end = _span(bytearray(other), random)
    at = int(random.integers(len(data)))
    data[at : at + end - start] = other[start:end]
    return bytes(data)


def _extreme(data: bytearray, _: list[bytes], random: np.random.Generator) -> bytes:
    """A length, count or offset that is as large, small or negative as can be."""
    values = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000)
    value = values[int(random.integers(len(values)))]
    order = "<>"[int(random.integers(2))]
    size = 4 if value > 0xFFFF else 2
    at = int(random.integers(max(1, min(len(data), 2000) - size)))
    data[at : at + size] = struct.pack(order + ("I" if size == 4 else "H"), value)
    return bytes(data)


def _span(data: bytearray, random: np.random.Generator) -> tuple[int, int]:
    start = int(random.integers(len(data)))
    return start, min(len(data), start + int(random.integers(1, 200)))


_Damage = Callable[[bytearray, "list[bytes]", np.random.Generator], bytes]
DAMAGES: tuple[_Damage, ...] = (
    _flip, _flip_early, _cut, _blank, _drop, _repeat, _splice, _extreme,
)  # fmt: skip


# --- whole pictures to begin with


def _card(shift: int = 0) -> Image.Image:
    picture = Image.new("RGB", (340, 220), (90, 80, 70))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20 + shift, 20, 319, 199), fill="white")
    draw.text((40 + shift, 60), "Klara Beispiel", fill="black", font_size=24)
    draw.text((40 + shift, 120), "+43 1 234 56 78", fill=(20, 40, 160), font_size=18)
    return picture


def _encoded(kind: str, mode: str = "RGB", *, pages: int = 1, **options: object) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    pictures = [_card(9 * number) for number in range(pages)]
    if mode == "I;16":
        grey = (np.asarray(each.convert("L")).astype(np.uint16) * 257 for each in pictures)
        pictures = [Image.fromarray(each) for each in grey]
    pictures = [each if each.mode == mode else each.convert(mode) for each in pictures]
    if pages > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    stream = io.BytesIO()
    pictures[0].save(stream, kind, **options)
    return stream.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:05:17 18:30:05"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 36.0), 3: "E", 4: (16.0, 22.0, 12.0)})
    return exif.tobytes()


_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _rc4(key: bytes, data: bytes) -> bytes:
    box, at = list(range(256)), 0
    for k in range(256):
        at = (at + box[k] + key[k % len(key)]) % 256
        box[k], box[at] = box[at], box[k]
    out, one, two = bytearray(), 0, 0
    for byte in data:
        one = (one + 1) % 256
        two = (two + box[one]) % 256
        box[one], box[two] = box[two], box[one]
        out.append(byte ^ box[(box[one] + box[two]) % 256])
    return bytes(out)


def _pdf(*, encrypted: bool) -> bytes:
    """A page with text and a filled-in form; encrypted with an empty password (PDF 1.4, 3.5)."""
    owner, rights, name = bytes(range(32)), -4, b"0123456789abcdef"
    seed = _PAD + owner + struct.pack("<i", rights) + name
    key = hashlib.md5(seed, usedforsecurity=False).digest()[:5]
    text = b"BT /F 24 Tf 20 40 Td (Klara Beispiel) Tj ET"
    if encrypted:
        of_object = key + (6).to_bytes(3, "little") + b"\0\0"
        text = _rc4(hashlib.md5(of_object, usedforsecurity=False).digest()[:10], text)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DR<</Font<</F 5 0 R>>>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 240 150]/Annots[4 0 R]/Contents 6 0 R"
            b"/Resources<</Font<</F 5 0 R>>>>>>"
        ),
        (
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T<6e>/V<4b6c617261>/F 4/P 3 0 R"
            b"/Rect[20 50 220 100]/DA(/F 24 Tf 0 g)>>"
        ),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]
    trailer = b"/Root 1 0 R/Size 8/ID[<%s><%s>]" % (name.hex().encode(), name.hex().encode())
    if encrypted:
        user = _rc4(key, _PAD).hex().encode()
        lock = b"<</Filter/Standard/V 1/R 2/P %d/O<%s>/U<%s>>>"
        objects.append(lock % (rights, owner.hex().encode(), user))
        trailer += b"/Encrypt 7 0 R"
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<<" + trailer + b">>\n%%EOF\n"


SEEDS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: _encoded("JPEG", exif=_exif(), quality=90),
    "jpeg progressive": lambda: _encoded("JPEG", progressive=True, subsampling=0),
    "jpeg cmyk": lambda: _encoded("JPEG", "CMYK"),
    "mpo": lambda: _encoded("MPO", pages=2),
    "png": lambda: _encoded("PNG", exif=_exif()),
    "png palette": lambda: _encoded("PNG", "P", transparency=3),
    "png 16 bits": lambda: _encoded("PNG", "I;16"),
    "apng": lambda: _encoded("PNG", pages=3),
    "bmp": lambda: _encoded("BMP"),
    "gif": lambda: _encoded("GIF", "P", pages=2),
    "tiff": lambda: _encoded("TIFF", pages=3),
    "tiff lzw": lambda: _encoded("TIFF", pages=3, compression="tiff_lzw"),
    "tiff jpeg": lambda: _encoded("TIFF", compression="jpeg"),
    "tiff group 4": lambda: _encoded("TIFF", "1", pages=2, compression="group4"),
    "webp": lambda: _encoded("WEBP", exif=_exif()),
    "webp lossless": lambda: _encoded("WEBP", "RGBA", lossless=True),
    "webp animated": lambda: _encoded("WEBP", pages=3),
    "heic": lambda: _encoded("HEIF", exif=_exif()),
    "heic two pictures": lambda: _encoded("HEIF", pages=2),
    "avif": lambda: _encoded("AVIF", speed=10, exif=_exif()),
    "avif animated": lambda: _encoded("AVIF", pages=2, speed=10),
    "pdf of a picture": lambda: _encoded("PDF", pages=2),
    "pdf form": lambda: _pdf(encrypted=False),
    "pdf encrypted": lambda: _pdf(encrypted=True),
}
