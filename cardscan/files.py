"""Writing a file so that at any moment either the old one or the whole new one is there."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cardscan.errors import OutputError

if sys.platform != "win32":
    import fcntl

__all__ = [
    "check_replaceable",
    "is_same_file",
    "put_in_place",
    "replacing",
    "sync_file",
    "sync_folder",
]

_AT_ONCE = 5
"""Processes that may write one file at the same time before their names get random."""


@contextmanager
def replacing(path: Path, *, place: Callable[[], Path | None] | None = None) -> Iterator[IO[bytes]]:
    """Open a temporary file that takes the place of ``path`` when the block ends well.

    ``place`` is asked at the end: the file takes that place instead, one in the
    same folder, or none.

    A symbolic link is followed, not replaced; the permissions of an old file
    are kept. Raises OutputError, with the old file untouched, when the folder
    is missing or read-only or the disk is full. A pipe or device, such as
    /dev/null, is written to as it is.
    """
    try:
        if _is_device(path):
            with path.open("wb") as device:
                yield device
            return
        target = path.resolve()
        file, temporary = _temporary_beside(target)
    except BrokenPipeError:
        raise  # whoever read it has gone, which is not an error
    except OSError as error:
        raise _output_error(path, error) from error
    except RuntimeError as error:  # how pathlib reports a loop of links
        raise OutputError(f"{path} is a link that leads nowhere.") from error
    try:
        with _held(file):
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                file.close()
                last = target if place is None else place()
                if last is None:
                    temporary.unlink()
                    return
                target = last.resolve()
                temporary.chmod(_mode_for(target))
                put_in_place(temporary, target)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink()
                with suppress(OSError):
                    file.close()
                raise
        sync_folder(target.parent)
    except OSError as error:
        raise _output_error(path, error) from error


def is_same_file(path: Path, name: str) -> bool:
    """Whether a path is the file of a name, which may also be an account's address."""
    try:
        return Path(name).exists() and path.exists() and path.samefile(name)
    except (OSError, ValueError):
        return False


def check_replaceable(path: Path) -> None:
    """Raise the OutputError of :func:`replacing` that can be told before there is anything."""
    try:
        if _is_device(path):
            return
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such folder")
        if not os.access(target.parent, os.W_OK):
            raise PermissionError(errno.EACCES, "not allowed")
    except OSError as error:
        raise _output_error(path, error) from error
    except RuntimeError as error:
        raise OutputError(f"{path} is a link that leads nowhere.") from error


def _temporary_beside(target: Path) -> tuple[IO[bytes], Path]:
    """A new file beside ``target``, open: where a killed process left one, that one, emptied."""
    name = target.name.encode("utf-8", "surrogateescape")[:100].decode("utf-8", "ignore")
    for number in range(_AT_ONCE):
        path = target.with_name(f".{name}.cardscan-{number}")
        with suppress(OSError):
            return _take(path), path
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name}.cardscan-", dir=target.parent)
    return os.fdopen(descriptor, "wb"), Path(temporary)


def _take(path: Path) -> IO[bytes]:
    """Open a file that nobody else has taken; whoever is killed has no longer. Raises OSError."""
    if sys.platform == "win32":
        raise OSError(errno.ENOTSUP, "no locks of this kind")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(descriptor), path.lstat()):
            raise FileNotFoundError(errno.ENOENT, "it was put in its place just now")
        os.fchmod(descriptor, 0o600)
        os.ftruncate(descriptor, 0)
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "wb")


@contextmanager
def _held(file: IO[bytes]) -> Iterator[None]:
    """Keep a file from others until it has its name, although it is closed before that."""
    if sys.platform == "win32":  # which renames no open file, and has taken none
        yield
        return
    second = os.dup(file.fileno())  # a lock lasts until the last of them is closed
    try:
        yield
    finally:
        os.close(second)


_PATIENCE_S = (0.05, 0.1, 0.2, 0.4, 0.8)
"""How often a rename is tried again on Windows: virus scanners and indexers hold a new file."""


def put_in_place(temporary: Path, target: Path) -> None:
    """Rename a file over another. Raises OSError; on Windows where a program has either open."""
    for pause_s in _PATIENCE_S if sys.platform == "win32" else ():
        try:
            temporary.replace(target)
        except PermissionError:
            time.sleep(pause_s)
        else:
            return
    temporary.replace(target)


def sync_file(path: Path) -> None:
    """Make what was written to a file survive a power cut."""
    with path.open("r+b") as file:  # Windows syncs no file that is open for reading only
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows has no handle for a folder
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_device(path: Path) -> bool:
    """Whether it is a pipe, a terminal or the like: written to, never replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _mode_for(target: Path) -> int:
    """The old file's permissions, or what the user's umask gives a new one."""
    try:
        return target.stat().st_mode & 0o7777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


_REFUSED = (
    "another program has it open, or writing there is not allowed"
    if sys.platform == "win32"
    else "writing there is not allowed"
)


def _output_error(path: Path, error: OSError) -> OutputError:
    why = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EACCES: _REFUSED,
        errno.EPERM: "writing there is not allowed",
        errno.EROFS: "the disk is read-only",
        errno.ENOENT: "its folder does not exist",
        errno.ENOTDIR: "its folder does not exist",
        errno.EFBIG: "the system allows no file that large",
        errno.EISDIR: "it is a folder",
    }.get(error.errno or 0, error.strerror or str(error))
    return OutputError(
        f"{path} could not be written: {why}.",
        next_step="Whatever was there before is unchanged; choose another place with --out.",
    )
