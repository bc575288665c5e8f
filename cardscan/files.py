"""Writing a file so that at any moment either the old one or the whole new one is there."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cardscan.errors import OutputError

__all__ = ["check_replaceable", "replacing", "sync_folder"]


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
            with path.open("wb") as file:
                yield file
            return
        target = path.resolve()
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except BrokenPipeError:
        raise  # whoever read it has gone, which is not an error
    except OSError as error:
        raise _output_error(path, error) from error
    except RuntimeError as error:  # how pathlib reports a loop of links
        raise OutputError(f"{path} is a link that leads nowhere.") from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if place is not None:
            last = place()
            if last is None:
                return
            target = last.resolve()
        temporary.chmod(_mode_for(target))
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise _output_error(path, error) from error
    finally:
        # Gone already when all went well.
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


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


def _output_error(path: Path, error: OSError) -> OutputError:
    why = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EACCES: "writing there is not allowed",
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
