"""What address books on a disk have in common: locks, digests, and trouble in sentences."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from cardscan.errors import AddressBookBusyError, AddressBookError

__all__ = [
    "KEPT_BACKUPS",
    "digest_of",
    "is_writable",
    "locked",
    "reason_of",
    "resolved",
    "told",
    "write_temporary",
]

KEPT_BACKUPS = 10

_REMEDIES = {
    errno.ENOSPC: "Free some space and run the command again.",
    errno.EDQUOT: "Free some space and run the command again.",
    errno.EACCES: "Allow writing to it, or name another file.",
    errno.EPERM: "Allow writing to it, or name another file.",
    errno.EROFS: "Name a file on a disk that can be written to.",
}


def resolved(path: Path) -> Path:
    """The path without links. Raises AddressBookError for a loop of them."""
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise AddressBookError(f"{path} leads nowhere: {error}.") from error


def digest_of(*pieces: bytes) -> str:
    """The SHA-256 of bytes that stand one after the other."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def reason_of(error: OSError) -> str:
    """Why the system refused, to go on a sentence with."""
    return (error.strerror or str(error)).lower()


def is_writable(path: Path) -> bool:
    """Whether one may write, by the mode as well: root may always, but asked not to."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)


@contextlib.contextmanager
def told(given: Path, *, outcome: str = "it is as it was") -> Iterator[None]:
    """Turn what the system refuses into a sentence."""
    try:
        yield
    except Timeout:
        raise
    except OSError as error:
        raise AddressBookError(
            f"{given} could not be written: {reason_of(error)}; {outcome}.",
            next_step=_REMEDIES.get(error.errno or 0),
        ) from error


@contextlib.contextmanager
def locked(folder: Path, given: Path, *, timeout_s: float) -> Iterator[None]:
    """Hold the one lock of an address book, which lies in ``folder``."""
    with told(given):
        folder.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=timeout_s)
    try:
        with told(given):
            lock.acquire()
    except Timeout as error:
        raise AddressBookBusyError(
            f"Another cardscan is writing to {given}.",
            next_step="Try again when it is done.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def write_temporary(folder: Path, pieces: Iterable[bytes], *, like: Path) -> Path:
    """A new file with the owner and permissions of ``like``, synced to the disk."""
    temporary = folder / f"tmp-{os.getpid()}"
    try:
        with temporary.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        _copy_ownership(temporary, like)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _copy_ownership(temporary: Path, like: Path) -> None:
    if not like.exists():
        return
    shutil.copystat(like, temporary)
    os.utime(temporary)
    if hasattr(os, "chown"):
        status = like.stat()
        # Only root may give a file away; anybody else owns both files already.
        with contextlib.suppress(PermissionError):
            os.chown(temporary, status.st_uid, status.st_gid)
