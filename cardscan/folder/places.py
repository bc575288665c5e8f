"""A free name for a file, and a file to there: whatever its length and wherever that lies."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["PARTIAL", "find_room", "move"]

PARTIAL = ".cardscan-"
"""How the name of a file begins that is not copied whole yet."""

_LONGEST_NAME = 255  # bytes, on nearly every file system; the exceptions say so themselves


def find_room(wanted: Path, *, note: str = "") -> Path:
    """The wanted path, or the first like ``name (2).jpg`` that is free.

    A name that would be too long with what is added to it loses letters before
    its suffix. ``note`` is what the name of a second file adds, which is free
    as well. A file that has the name of a folder on the way is gone around.
    """
    folder = _folder_at(wanted.parent)
    room = _longest_name(folder) - len(os.fsencode(note))
    for name in _names(Path(wanted.name), room):
        taken = [folder / name, *([folder / (name + note)] if note else [])]
        if not any(map(os.path.lexists, taken)):
            return folder / name
    raise AssertionError("there is always another number")


def _folder_at(wanted: Path) -> Path:
    """The wanted folder, be it there or not, or one like ``name (2)`` where a file has its name."""
    if wanted.is_dir() or wanted == wanted.parent:
        return wanted
    above = _folder_at(wanted.parent)
    places = (above / name for name in _names(Path(wanted.name), _longest_name(above)))
    return next(each for each in places if each.is_dir() or not os.path.lexists(each))


def _names(name: Path, room: int) -> Iterator[str]:
    yield _shortened(name, "", room)
    number = 2
    while True:
        yield _shortened(name, f" ({number})", room)
        number += 1


def _shortened(name: Path, addition: str, room: int) -> str:
    """A name with an addition before its suffix, in at most so many bytes, by whole letters."""
    stem = name.stem
    while stem and len(os.fsencode(stem + addition + name.suffix)) > room:
        stem = stem[:-1]
    return stem + addition + name.suffix


def _longest_name(folder: Path) -> int:
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        return min(_LONGEST_NAME, os.pathconf(folder, "PC_NAME_MAX"))
    except (AttributeError, OSError, ValueError):  # Windows; a share that does not say
        return _LONGEST_NAME


def move(source: Path, place: Path) -> None:
    """Move a file to a free place, by a copy where that lies on another file system.

    Raises OSError, FileNotFoundError where somebody else was quicker; the file is
    where it was then.
    """
    try:
        source.rename(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_by_copy(source, place)


def _move_by_copy(source: Path, place: Path) -> None:
    partial = place.with_name(f"{PARTIAL}{os.getpid()}.part")
    try:
        before = source.stat()
        shutil.copyfile(source, partial)
        with suppress(OSError):  # not every file system keeps times and rights
            shutil.copystat(source, partial)
        with partial.open("r+b") as written:  # Windows syncs none that is for reading only
            os.fsync(written.fileno())
        after = source.stat()
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise OSError(errno.EAGAIN, "it changes meanwhile")
        partial.rename(place)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise
    try:
        source.unlink()
    except OSError:
        place.unlink()
        raise
