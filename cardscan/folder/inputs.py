"""Paths that a person names, to the pictures among them, in an order that is always the same."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from cardscan.folder.names import (
    DONE,
    FAILED,
    cloud_name,
    is_camera_name,
    is_everyday_name,
    is_passing_name,
    is_picture_name,
)
from cardscan.folder.remote import RemotePath, find_remote
from cardscan.model import EVENT_JOINT, Failure, single_line

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
    """The folders that are an occasion's, between a folder and a file in it: Fair 2026 / Day 1.

    Where a watched folder puts its photos away is no occasion, nor is a name
    that cameras, phones and people give to any folder of pictures.
    """
    between = path.relative_to(folder).parts[:-1]
    return EVENT_JOINT.join(filter(None, map(_occasion, between))) or None


def _occasion(name: str) -> str | None:
    if name in ("", ".", "..", DONE, FAILED) or is_everyday_name(name):
        return None
    # A name that is no valid Unicode would break every file it is written to, and an invisible
    # character every comparison.
    # macOS writes ä as a and two dots; typed, it is one letter.
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    return single_line(text) or None


def _occasion_at(folder: Path) -> str | None:
    """The occasion that a folder is named for; a camera's own folders lie in one that may be."""
    if folder.name in ("", ".."):
        return None  # where one happens to be
    here = Path(os.path.abspath(folder))  # noqa: PTH100 # follows no link
    while is_camera_name(here.name):
        here = here.parent
        if here == Path.home() or os.path.ismount(here):
            return None  # a person's, or a card's or disk's name
    return _occasion(here.name)


def _inputs_at(path: Path) -> Iterator[Input | Failure]:
    try:
        if isinstance(path, RemotePath):
            elsewhere = sorted(find_remote(path), key=lambda file: natural_key(str(file)))
            yield from map(Input, elsewhere)
            return
        if path.is_dir():
            unreadable: list[Failure] = []
            files = sorted(_walk(path, unreadable), key=lambda file: _order(file, path))
            whole = _occasion_at(path)
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
        yield _failure(path, f"{path} is no ordinary file.")


def _failure(path: Path, message: str) -> Failure:
    return Failure(source=str(path), kind="PhotoError", message=message)


def _unreadable(path: Path, error: OSError) -> Failure:
    why = f"{path} cannot be read: {(error.strerror or str(error)).lower()}."
    if isinstance(error, FileNotFoundError):
        why = f"{path} does not exist."
        if path.is_symlink():
            why = f"{path} is a link to a file that does not exist."
    if isinstance(error, PermissionError):
        why = f"You may not read {path}. Change its permissions and try again."
    if error.errno == errno.ELOOP:
        why = f"{path} is a link that leads to itself."
    return _failure(path, why)


def _order(file: Path, folder: Path) -> tuple[tuple[object, ...], ...]:
    return tuple(natural_key(part) for part in file.relative_to(folder).parts)


def _walk(folder: Path, unreadable: list[Failure]) -> Iterator[Path]:
    """Pictures in a folder and below it; a link that leads back in a circle is followed once.

    What cannot be read is added to ``unreadable`` and costs nothing but itself.
    """
    waiting = [folder]  # not a recursion: folders may lie in each other a thousand deep
    seen: set[tuple[int, int]] = set()
    while waiting:
        here = waiting.pop()
        try:
            found = here.stat()
            if (found.st_dev, found.st_ino) in seen:
                continue
            seen.add((found.st_dev, found.st_ino))
            with os.scandir(here) as scanned:
                entries = list(scanned)
        except OSError as error:
            unreadable.append(_unreadable(here, error))
            continue
        for entry in entries:
            path = here / entry.name
            try:
                if (kind := _kind(entry)) is _Kind.FOLDER:
                    waiting.append(path)
                elif kind is _Kind.PICTURE:
                    yield path
                elif kind is _Kind.STILL_AWAY:
                    unreadable.append(_failure(path, _away(path)))
            except OSError as error:
                unreadable.append(_unreadable(path, error))


class _Kind(Enum):
    FOLDER = auto()
    PICTURE = auto()
    STILL_AWAY = auto()
    OTHER = auto()


def _kind(entry: os.DirEntry[str]) -> _Kind:
    """What an entry of a folder is to us; raises OSError where it should be a picture."""
    name = Path(entry.name)
    if cloud_name(entry.name) is not None:
        return _Kind.STILL_AWAY
    if is_passing_name(entry.name):
        return _Kind.OTHER
    if entry.is_dir():
        return _Kind.FOLDER
    if entry.is_file():
        return _Kind.PICTURE if is_picture_name(name) else _Kind.OTHER
    if is_picture_name(name) or (entry.is_symlink() and not name.suffix):
        entry.stat()  # says what is wrong with a link to nowhere
    return _Kind.OTHER


def _away(path: Path) -> str:
    return f"{path.with_name(cloud_name(path.name) or '')} is still in iCloud. Download it first."
