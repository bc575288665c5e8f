"""Mutated pictures of every format: each is decoded, or refused in a sentence of ours.

No foreign exception, no hang, no crash, and never more memory than a worker may have. Whatever
decodes and is small is searched for cards as well.
"""

from __future__ import annotations

import argparse
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

from attacks._pictures import SEEDS

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
