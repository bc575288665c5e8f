"""What address books on a disk have in common: names, locks, digests, trouble in sentences."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from filelock import FileLock, Timeout

from cardscan.errors import (
    AddressBookBusyError,
    AddressBookChangedError,
    AddressBookError,
)
from cardscan.vcard import Block

__all__ = [
    "KEPT_BACKUPS",
    "DiskBook",
    "digest_of",
    "reason_of",
    "write_temporary",
]

KEPT_BACKUPS = 10

_REFUSED = (
    "Close it in other programs (Excel, Outlook), or allow writing to it."
    if sys.platform == "win32"
    else "Allow writing to it, or name another file."
)
_REMEDIES = {
    errno.ENOSPC: "Free some space and run the command again.",
    errno.EDQUOT: "Free some space and run the command again.",
    errno.EACCES: _REFUSED,
    errno.EPERM: "Allow writing to it, or name another file.",
    errno.EROFS: "Name a file on a disk that can be written to.",
}


def _resolved(path: Path) -> Path:
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


def _is_writable(path: Path) -> bool:
    """Whether one may write, by the mode as well: root may always, but asked not to."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)


class DiskBook:
    """A file or folder that people name; beside ``NAME`` is ``.NAME.cardscan`` for what undoes.

    ``_kind`` is what may be named instead of one that cannot be written.
    """

    _kind = "file"
    _outcome = "it is as it was"

    def __init__(self, path: Path, *, lock_timeout_s: float = 10.0) -> None:
        self._path = _resolved(path)
        self._given = path
        self._lock_timeout_s = lock_timeout_s

    def __str__(self) -> str:
        return str(self._given)

    @property
    def name(self) -> str:
        """Its path, however it was typed."""
        return str(self._path)

    @property
    def is_server(self) -> bool:
        return False

    @property
    def folder(self) -> Path:
        """Where the lock and the backups are."""
        return self._path.with_name(f".{self._path.name}.cardscan")

    def fit(self, contact: Block) -> Block:
        """The contact as it is: vCards hold whatever vCards do."""
        return contact

    def _locked(self) -> AbstractContextManager[None]:
        return _locked(self.folder, self._given, timeout_s=self._lock_timeout_s)

    def _told(self) -> AbstractContextManager[None]:
        return _told(self._given, outcome=self._outcome)

    def _check_writable(self, *paths: Path) -> None:
        """Raise what writing would raise where one of some places is read-only."""
        with self._told():
            if not self._path.parent.is_dir():
                raise AddressBookError(
                    f"The folder {self._path.parent} does not exist.", next_step="Make it first."
                )
            for path in paths:
                if path.exists() and not _is_writable(path):
                    raise AddressBookError(
                        f"{path} is read-only.",
                        next_step=f"Allow writing to it, or name another {self._kind}.",
                    )

    def _nothing_to_undo(self) -> AddressBookError:
        if not self._path.exists():
            return AddressBookError(
                f"{self._given} does not exist, and no change to it is known.",
                next_step="Check its name.",
            )
        return AddressBookError(f"There is no change to {self._given} that could be taken back.")

    def _nothing_to_redo(self) -> AddressBookError:
        return AddressBookError(
            f"No change to {self._given} was taken back since the last one was made."
        )

    def _edited_after_undo(self) -> AddressBookChangedError:
        return AddressBookChangedError(
            f"{self._given} was edited after the undo; to make that change again would "
            "lose the edit, so it is left as it is.",
            next_step="Run the command that made the change.",
        )

    def _edited(self, kept: str) -> AddressBookChangedError:
        return AddressBookChangedError(
            f"{self._given} was edited after the last change by cardscan; "
            "taking that back would lose the edit, so it is left as it is.",
            next_step=f"The earlier {kept} are in {self.folder}.",
        )


@contextlib.contextmanager
def _told(given: Path, *, outcome: str) -> Iterator[None]:
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
def _locked(folder: Path, given: Path, *, timeout_s: float) -> Iterator[None]:
    """Hold the one lock of an address book, which lies in ``folder``."""
    with _told(given, outcome="it is as it was"):
        folder.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=timeout_s)
    try:
        with _told(given, outcome="it is as it was"):
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
