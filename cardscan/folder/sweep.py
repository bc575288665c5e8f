"""One look at a watched folder, and from one look to the next which files have come to rest."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from cardscan.folder.inputs import natural_key
from cardscan.folder.names import is_passing_name
from cardscan.model import PICTURE_SUFFIXES

__all__ = ["Ripening", "Stamp", "find_bursts", "find_files", "is_picture_name"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file is written to or replaced."""

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of a file now; raises OSError."""
        seen = path.lstat()
        return cls(seen.st_size, seen.st_mtime_ns, seen.st_ino)


def is_picture_name(path: Path) -> bool:
    """Whether a file's suffix is that of a picture."""
    return path.suffix.lower() in PICTURE_SUFFIXES


def find_files(folder: Path, *, reserved: Collection[str]) -> Iterator[tuple[Path, Stamp]]:
    """Every file below a folder, relative to it, that is not temporary or hidden.

    Top folders with ``reserved`` names are left out, links are not followed, and
    what vanishes meanwhile is passed over. Raises OSError if the folder is gone.
    """
    yield from _files_in(folder, Path(), reserved)


def _files_in(folder: Path, inner: Path, reserved: Collection[str]) -> Iterator[tuple[Path, Stamp]]:
    with os.scandir(folder / inner) as entries:
        for entry in entries:
            name = inner / entry.name
            if is_passing_name(entry.name) or entry.name in reserved:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    yield from _files_in(folder, name, ())
                elif entry.is_file(follow_symlinks=False):
                    # Not entry.stat(): Windows and some shares cache an older one there.
                    yield name, Stamp.of(folder / name)
            except OSError:
                continue


@dataclass(frozen=True, slots=True)
class _Seen:
    stamp: Stamp
    since_s: float


class Ripening:
    """Remembers when each file was last seen to change.

    Only the time between two looks counts, never the file's own times: a
    share's clock may be wrong and a copy may keep old times.
    """

    def __init__(self, settle_s: float) -> None:
        self._settle_s = settle_s
        self._seen: dict[Path, _Seen] = {}

    def update(self, files: Mapping[Path, Stamp], now_s: float) -> dict[Path, float]:
        """How long each file that has come to rest has been the same, in seconds."""
        ripe = {}
        seen = {}
        for path, stamp in files.items():
            before = self._seen.get(path)
            if before is None or before.stamp != stamp:
                seen[path] = _Seen(stamp, now_s)
                continue
            seen[path] = before
            if now_s - before.since_s >= self._settle_s:
                ripe[path] = now_s - before.since_s
        self._seen = seen
        return ripe


def find_bursts(
    ripe: Mapping[Path, float], unripe: Collection[Path], *, patience_s: float
) -> tuple[tuple[Path, ...], ...]:
    """Ripe files to take, those of one folder together and in natural order.

    Front and back of a card arrive one after the other: a folder is left alone
    while another picture is still arriving in it, but no file waits for others
    more than ``patience_s``.
    """
    busy = {path.parent for path in unripe}
    free = [p for p, age_s in ripe.items() if p.parent not in busy or age_s >= patience_s]
    free.sort(key=lambda p: tuple(natural_key(part) for part in p.parts))
    by_folder = groupby(sorted(free, key=lambda p: p.parent.parts), key=lambda p: p.parent)
    return tuple(tuple(files) for _, files in by_folder)
