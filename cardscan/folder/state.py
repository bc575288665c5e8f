"""What lies in a watched folder, for whoever wants to know and not to take it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import filelock

from cardscan.folder.claims import NOTE, Shelves
from cardscan.folder.complete import find_missing
from cardscan.folder.names import is_picture_name
from cardscan.folder.sweep import find_files
from cardscan.folder.watch import lock_places

__all__ = ["find_failed", "find_waiting", "is_watched", "own_folder"]


def own_folder(folder: Path) -> Path:
    """The hidden folder that holds the lock and the photos under way."""
    return folder / Shelves.own


def is_watched(folder: Path) -> bool:
    """Whether a watcher holds the folder."""
    for place in lock_places(folder):
        if not place.exists():
            continue
        lock = filelock.FileLock(place, timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout:
            return True
        except (OSError, NotImplementedError):
            continue
        lock.release()
    return False


def find_waiting(folder: Path) -> tuple[tuple[str, str], ...]:
    """Pictures that have not been taken yet, each with what it waits for, if that can be seen."""
    reserved = (Shelves.done, Shelves.failed)
    found: list[tuple[str, str]] = []
    with suppress(OSError):
        files = find_files(folder, reserved=reserved, tell=lambda _name, _text: None)
        names = sorted(name for name, _ in files if is_picture_name(name))
        found += ((str(name), _why_waiting(folder / name)) for name in names)
    work = own_folder(folder) / "work"
    for _, _, taken in os.walk(work):
        found += ((name, "is being read") for name in sorted(taken))
    return tuple(found)


def _why_waiting(photo: Path) -> str:
    with suppress(OSError):
        if (missing := find_missing(photo)) is not None:
            return f"is not complete: {missing}"
    return ""


def find_failed(folder: Path) -> tuple[tuple[str, str], ...]:
    """The photos that could not be read, each with the first line of its note."""
    shelf = folder / Shelves.failed
    found = []
    for top, _, names in os.walk(shelf):
        for name in sorted(names):
            photo = Path(top) / name
            if is_picture_name(photo):
                why = ""
                with suppress(OSError):
                    note = photo.with_name(name + NOTE).read_text(
                        encoding="utf-8", errors="replace"
                    )
                    why = note.partition("\n")[0]
                found.append((str(photo.relative_to(shelf)), why))
    return tuple(found)
