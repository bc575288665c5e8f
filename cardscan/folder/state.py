"""What lies in a watched folder, for whoever wants to know and not to take it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import filelock

from cardscan.folder.claims import NOTE, Shelves
from cardscan.folder.names import is_picture_name
from cardscan.folder.sweep import find_files
from cardscan.folder.watch import lock_places

__all__ = ["count_waiting", "find_failed", "is_watched", "own_folder"]


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


def count_waiting(folder: Path) -> int:
    """Pictures that have not been taken yet, and those that are under way."""
    reserved = (Shelves.done, Shelves.failed)
    found = 0
    with suppress(OSError):
        files = find_files(folder, reserved=reserved, tell=lambda _name, _text: None)
        found = sum(is_picture_name(name) for name, _ in files)
    work = own_folder(folder) / "work"
    return found + sum(len(names) for _, _, names in os.walk(work))


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
