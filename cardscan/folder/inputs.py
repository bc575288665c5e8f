"""Paths that a person names, to the pictures among them, in an order that is always the same."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cardscan.folder.names import DONE, FAILED, is_everyday_name, is_passing_name
from cardscan.model import PICTURE_SUFFIXES, Failure

__all__ = ["Input", "event_of", "find_inputs", "natural_key"]


@dataclass(frozen=True, slots=True)
class Input:
    """One file to scan and its event.

    An event that only the folder's name tells (``by_folder``) gives way to
    one that the photo has already.
    """

    path: Path
    event: str | None = None
    by_folder: bool = False


def find_inputs(paths: Iterable[Path]) -> tuple[Input | Failure, ...]:
    """The pictures that the paths stand for, each once.

    A folder is searched through all its sub-folders by suffix, in natural order
    of the names (2 before 10); what else lies in it is passed over. A file that
    is named directly is taken whatever its name, so that decoding it can say
    what is wrong with it; one that is missing or unreadable is a Failure.
    """
    found: dict[Path, Input | Failure] = {}
    for path in paths:
        for each in _inputs_at(path):
            key = Path(each.source) if isinstance(each, Failure) else each.path
            found.setdefault(Path(os.path.abspath(key)), each)  # noqa: PTH100 # follows no link
    return tuple(found.values())


def natural_key(text: str) -> tuple[object, ...]:
    """A sorting key under which numbers count as numbers, and case only between equals."""
    parts = re.split(r"([0-9]+)", text.casefold())
    # Every second part is a number, so that like is compared with like.
    return tuple(int(p) if i % 2 else p for i, p in enumerate(parts)), text


def event_of(path: Path, folder: Path) -> str | None:
    """The name of the innermost folder that is an occasion's, between a folder and a file in it.

    Where a watched folder puts its photos away is no occasion, nor is a name
    that cameras, phones and people give to any folder of pictures.
    """
    between = path.relative_to(folder).parts[:-1]
    return next(filter(None, map(_occasion, reversed(between))), None)


def _occasion(name: str) -> str | None:
    if name in ("", ".", "..", DONE, FAILED) or is_everyday_name(name):
        return None
    # A name that is no valid Unicode would break every file it is written to.
    return name.encode("utf-8", "replace").decode("utf-8")


def _inputs_at(path: Path) -> Iterator[Input | Failure]:
    try:
        if path.is_dir():
            unreadable: list[Failure] = []
            files = sorted(_walk(path, set(), unreadable), key=lambda file: _order(file, path))
            whole = _occasion(path.name)
            events = (event_of(file, path) or whole for file in files)
            yield from (Input(f, e, by_folder=True) for f, e in zip(files, events, strict=True))
            yield from unreadable
            return
        mode = path.stat().st_mode
    except OSError as error:
        yield _unreadable(path, error)
        return
    if stat.S_ISREG(mode):
        yield Input(path)
    else:  # reading a pipe or a device may never end
        yield Failure(source=str(path), kind="PhotoError", message=f"{path} is no ordinary file.")


def _unreadable(path: Path, error: OSError) -> Failure:
    why = f"{path} cannot be read: {(error.strerror or str(error)).lower()}."
    if isinstance(error, FileNotFoundError):
        why = f"{path} does not exist."
    if isinstance(error, PermissionError):
        why = f"You may not read {path}. Change its permissions and try again."
    return Failure(source=str(path), kind="PhotoError", message=why)


def _order(file: Path, folder: Path) -> tuple[tuple[object, ...], ...]:
    return tuple(natural_key(part) for part in file.relative_to(folder).parts)


def _walk(folder: Path, seen: set[tuple[int, int]], unreadable: list[Failure]) -> Iterator[Path]:
    """Pictures in a folder and below it; a link that leads back in a circle is followed once.

    Folders that cannot be read are added to ``unreadable``.
    """
    try:
        here = folder.stat()
        if (here.st_dev, here.st_ino) in seen:
            return
        seen.add((here.st_dev, here.st_ino))
        with os.scandir(folder) as scanned:
            entries = list(scanned)
    except OSError as error:
        unreadable.append(_unreadable(folder, error))
        return
    for entry in entries:
        path = folder / entry.name
        if is_passing_name(entry.name):
            continue
        if entry.is_dir():
            yield from _walk(path, seen, unreadable)
        elif path.suffix.lower() in PICTURE_SUFFIXES and entry.is_file():
            yield path
