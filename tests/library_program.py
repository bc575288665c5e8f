"""A process that works on a library as a command does, and logs what it was promised to be kept.

``python -m tests.library_program PART LIBRARY LOG FIRST COUNT``. A line of the log is
written after the transaction: what stands there must be in the library whatever happens.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from cardscan.library import Library, Recipe
from cardscan.model import Contact, Field, Name, Scan

RECIPE = Recipe.of("tesseract", "5.3.0")


def scan_of(number: int) -> Scan:
    """The scan of an invented photo, large enough to fill several pages of the file."""
    return Scan(
        source=f"photos/{number}.jpg",
        sha256=f"{number:064}",
        corners=((0.0, 0.0), (9.5, 0.0), (9.5, 5.0), (0.0, 5.0)),
        contact=Contact(name=Name(value=f"Ada Muster {number}")),
        picture=bytes([number % 256]) * 9000,
    )


def watch(library: Library, number: int) -> None:
    library.remember(f"{number:064}", RECIPE, [scan_of(number)])
    with Library.open(library.path) as beside:  # as every merge asks what was decided
        beside.pairs()


def review(library: Library, number: int) -> None:
    library.edit(1, Field.NAME, before=None, after=Name(value=f"Edit {number}"))
    with Library.open(library.path) as beside:
        beside.pairs()


PARTS: dict[str, Callable[[Library, int], None]] = {"watch": watch, "review": review}


def main(part: str, path: Path, log: Path, first: int, count: int) -> None:
    if part == "look":  # one that comes and goes: the last to close may tidy up
        while True:
            with Library.open(path) as opened:
                assert opened.check() == ()
            time.sleep(0.01)
    with Library.open(path) as library, log.open("a", encoding="utf-8") as file:
        for number in range(first, first + count):
            PARTS[part](library, number)
            file.write(f"{part} {number}\n")
            file.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
