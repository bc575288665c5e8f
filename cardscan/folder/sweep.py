"""One look at a watched folder, and from one look to the next which files have come to rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from cardscan.folder.inputs import natural_key
from cardscan.folder.names import cloud_name, is_passing_name, is_picture_name

__all__ = ["Ripening", "Stamp", "find_bursts", "find_files"]


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


def find_files(
    folder: Path, *, reserved: Collection[str], tell: Callable[[Path, str], None]
) -> Iterator[tuple[Path, Stamp]]:
    """Every file below a folder, relative to it, that is not temporary or hidden.

    Top folders with ``reserved`` names are left out, links are not followed, and
    what vanishes meanwhile is passed over; ``tell`` hears what else is not taken
    that should have been. Raises OSError if the folder is gone.
    """
    waiting = [Path()]
    while waiting:
        inner = waiting.pop()
        try:
            with os.scandir(folder / inner) as scanned:
                entries = list(scanned)
        except FileNotFoundError:
            if inner == Path():
                raise
            continue
        except OSError as error:
            if inner == Path():
                raise
            tell(inner, f"cannot be looked at: {error.strerror}")
            continue
        for entry in entries:
            name = inner / entry.name
            if (inner == Path() and entry.name in reserved) or _is_passed_over(name, entry, tell):
                continue
            # It may vanish at any moment.
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                elif entry.is_file(follow_symlinks=False):
                    # Not entry.stat(): Windows and some shares cache an older one there.
                    yield name, Stamp.of(folder / name)


def _is_passed_over(name: Path, entry: os.DirEntry[str], tell: Callable[[Path, str], None]) -> bool:
    """Whether an entry is not ours to take; says so where a person may have meant it to be."""
    if (picture := cloud_name(entry.name)) is not None:
        tell(name.with_name(picture), "is still in iCloud: download it first")
        return True
    if is_passing_name(entry.name):
        return True
    if not entry.is_symlink():
        return False
    if is_picture_name(name) or not name.suffix:
        tell(name, "is a link, and only what lies here itself is taken: put a copy here instead")
    return True


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
