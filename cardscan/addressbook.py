"""An address-book file on disk: read, written atomically, backed up and undone.

The one module that knows such a file. Beside ``BOOK.vcf`` it keeps a folder
``.BOOK.vcf.cardscan`` with a lock and the last ten states of the file. A state
``0007-<sha256>.vcf`` is what the file was before the change that made it the
file of that SHA-256; ``.none`` instead of ``.vcf`` says that there was no file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from cardscan.errors import AddressBookBusyError, AddressBookChangedError, AddressBookError
from cardscan.files import sync_folder
from cardscan.vcard import Parts, cards, holds_cards, split

__all__ = ["KEPT_BACKUPS", "AddressBook", "BookState", "Undone"]

KEPT_BACKUPS = 10


@dataclass(frozen=True, slots=True)
class BookState:
    """An address book as it was read. ``digest`` is None where there is no file yet."""

    parts: Parts = field(repr=False)
    digest: str | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the file is gone again if ``removed``; ``left`` changes can still go."""

    removed: bool
    left: int


@dataclass(frozen=True, slots=True)
class _Backup:
    """The state before one change, and the digest of the file that the change made."""

    path: Path
    after: str

    @property
    def had_file(self) -> bool:
        return self.path.suffix == ".vcf"

    @property
    def before(self) -> str | None:
        return _digest(self.path.read_bytes()) if self.had_file else None


class AddressBook:
    """One address-book file. Symbolic links are followed, never replaced.

    Every method raises AddressBookError, with a sentence that says what is
    wrong, for what cannot be read or written safely; the file is then as it was.
    """

    def __init__(self, path: Path, *, lock_timeout_s: float = 10.0) -> None:
        try:
            self._path = path.expanduser().resolve()
        except (OSError, RuntimeError) as error:  # a loop of links
            raise AddressBookError(f"{path} leads nowhere: {error}.") from error
        self._given = path
        self._lock_timeout_s = lock_timeout_s

    @property
    def folder(self) -> Path:
        """Where the lock and the backups are."""
        return self._path.with_name(f".{self._path.name}.cardscan")

    def read(self) -> BookState:
        """The address book as it is now; an empty one where there is no file."""
        data = self._read()
        if data is None:
            return BookState((), None)
        parts = split(data)
        self._check_is_book(data, parts)
        return BookState(parts, _digest(data))

    def backups(self) -> tuple[Path, ...]:
        """The files that hold earlier states, the oldest first."""
        try:
            return tuple(each.path for each in self._backups() if each.had_file)
        except OSError as error:
            raise AddressBookError(f"{self.folder} cannot be read: {_reason(error)}.") from error

    def content(self) -> bytes | None:
        """The bytes of the file as they are; None where there is no file."""
        return self._read()

    def check(self) -> None:
        """Raise what reading or writing would raise, before work whose result is to be written."""
        self.read()
        self.check_is_writable()

    def check_is_writable(self) -> None:
        """Raise what writing would raise where nothing may be written."""
        folder = self._path.parent
        with self._told():
            if not folder.is_dir():
                raise AddressBookError(
                    f"The folder {folder} does not exist.", next_step="Make it first."
                )
            for path in (self._path, folder):
                if path.exists() and not _is_writable(path):
                    raise AddressBookError(
                        f"{path} is read-only.",
                        next_step="Allow writing to it, or name another file.",
                    )

    def write(self, parts: Parts, *, expected: BookState) -> bool:
        """Replace the file, if it still is as ``expected``; False where nothing differs.

        Atomic: whatever happens, there is the old file or the new one. Before
        it takes the old one's place, the new file is read back from the disk,
        and split again: every contact must be the very bytes that ``parts`` hold.
        Raises AddressBookChangedError if the file changed since it was read,
        AddressBookBusyError if another cardscan holds it.
        """
        after = _digest(*(part.data for part in parts))
        if after == (expected.digest or _digest()):
            return False
        self.check_is_writable()
        with self._locked(), self._told():
            old = self._read()
            if (None if old is None else _digest(old)) != expected.digest:
                raise self._changed()
            seen = _stamp(self._path)
            backup = self._back_up(old, after)
            del old  # perhaps 80 MB
            try:
                self._replace(parts, after)
            except BaseException:
                if _stamp(self._path) == seen:  # nothing happened, so there is nothing to undo
                    backup.unlink(missing_ok=True)
                raise
            self._prune()
        return True

    def undo(self, *, before: Callable[[str], None] = lambda _made: None) -> Undone:
        """Take the last change back, byte for byte.

        ``before`` is called with the SHA-256 of the file that the change had made, when it
        is certain which one it was and nothing has happened yet.
        Raises AddressBookChangedError if the file was edited since that change,
        AddressBookError if there is none to take back.
        """
        self.check_is_writable()
        if not self.folder.is_dir():
            raise self._nothing_to_undo()
        with self._locked(), self._told():
            data = self._read()
            last = self._last_change(None if data is None else _digest(data))
            before(last.after)
            if last.had_file:
                data = last.path.read_bytes()
                self._replace(split(data), _digest(data))
            else:
                self._path.unlink()
                sync_folder(self._path.parent)
            last.path.unlink()
            left = len(self._backups())
            return Undone(removed=not last.had_file, left=left)

    # --- reading -----------------------------------------------------------------------

    def _read(self) -> bytes | None:
        try:
            mode = self._path.stat().st_mode
            if stat.S_ISDIR(mode):
                raise AddressBookError(
                    f"{self._given} is a folder, not an address book.",
                    next_step="Name a .vcf file in it.",
                )
            if not stat.S_ISREG(mode):
                raise AddressBookError(f"{self._given} is no ordinary file.")
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise AddressBookError(f"{self._given} cannot be read: {_reason(error)}.") from error

    def _check_is_book(self, data: bytes, parts: Parts) -> None:
        """Refuse a file that holds something else than contacts."""
        if cards(parts):
            return
        text = re.sub(rb"[\x00\s\xef\xbb\xbf\xff\xfe]+", b"", data[:400])
        if text.upper().startswith(b"BEGIN:VCALENDAR"):
            raise AddressBookError(
                f"{self._given} is a calendar, not an address book.",
                next_step="Contacts go into a .vcf file.",
            )
        if text:
            raise AddressBookError(
                f"{self._given} holds no contact, so it is left alone.",
                next_step="Name a vCard file, or a new one to be made.",
            )

    # --- writing -----------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self._told():
            self.folder.mkdir(mode=0o700, exist_ok=True)
        lock = FileLock(self.folder / "lock", timeout=self._lock_timeout_s)
        try:
            with self._told():
                lock.acquire()
        except Timeout as error:
            raise AddressBookBusyError(
                f"Another cardscan is writing to {self._given}.",
                next_step="Try again when it is done.",
            ) from error
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the system refuses into a sentence."""
        try:
            yield
        except Timeout:
            raise
        except OSError as error:
            raise AddressBookError(
                f"{self._given} could not be written: {_reason(error)}; it is as it was.",
                next_step=_REMEDIES.get(error.errno or 0),
            ) from error

    def _changed(self) -> AddressBookChangedError:
        return AddressBookChangedError(
            f"{self._given} was changed by another program in the meantime; it is as that left it.",
            next_step="Run the command again.",
        )

    def _back_up(self, old: bytes | None, after: str) -> Path:
        """Keep the state before a change. It is complete before it gets its name."""
        for leftover in self.folder.glob("tmp-*"):
            leftover.unlink()
        backups = self._backups()
        number = _number(backups[-1].path) + 1 if backups else 1
        name = f"{number:04d}-{after}.{'none' if old is None else 'vcf'}"
        temporary = self._write_temporary([old or b""])
        backup = self.folder / name
        temporary.replace(backup)
        sync_folder(self.folder)
        return backup

    def _replace(self, parts: Parts, digest: str) -> None:
        """Put new bytes in the file's place, once they are safe on the disk and checked."""
        seen = _stamp(self._path)
        temporary = self._write_temporary(part.data for part in parts)
        try:
            self._check_written(temporary, parts, digest)
            if seen != _stamp(self._path):
                raise self._changed()
            temporary.replace(self._path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(self._path.parent)

    def _write_temporary(self, pieces: Iterable[bytes]) -> Path:
        """A new file with the owner and permissions of the address book, synced to the disk."""
        temporary = self.folder / f"tmp-{os.getpid()}"
        try:
            with temporary.open("wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            self._copy_ownership(temporary)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return temporary

    def _copy_ownership(self, temporary: Path) -> None:
        if not self._path.exists():
            return
        shutil.copystat(self._path, temporary)
        os.utime(temporary)
        if hasattr(os, "chown"):
            status = self._path.stat()
            # Only root may give a file away; anybody else owns both files already.
            with contextlib.suppress(PermissionError):
                os.chown(temporary, status.st_uid, status.st_gid)

    def _check_written(self, temporary: Path, parts: Parts, digest: str) -> None:
        written = temporary.read_bytes()
        if _digest(written) != digest or not holds_cards(written, parts):
            raise AddressBookError(
                f"{self._given} would not have come out as it should, so it is as it was.",
                next_step="Please report this, with the file if you can share it.",
            )

    # --- backups -----------------------------------------------------------------------

    def _backups(self) -> list[_Backup]:
        """The states before each change, the oldest first."""
        found = (
            (_number(path), _Backup(path, _after(path)))
            for path in self.folder.glob("*-*")
            if _NAME.fullmatch(path.name)
        )
        return [backup for _, backup in sorted(found, key=lambda pair: pair[0])]

    def _last_change(self, now: str | None) -> _Backup:
        """The backup of the change that made the file what it is now.

        A backup whose state is the very file that is there now is of a change
        that was cut off before it happened, or of an undo cut off after it did.
        """
        for backup in reversed(self._backups()):
            if backup.after == now:
                return backup
            if backup.before != now:
                raise AddressBookChangedError(
                    f"{self._given} was edited after the last change by cardscan; "
                    "taking that back would lose the edit, so it is left as it is.",
                    next_step=f"The earlier states are in {self.folder}.",
                )
            backup.path.unlink()
        raise self._nothing_to_undo()

    def _nothing_to_undo(self) -> AddressBookError:
        if self._read() is None:
            return AddressBookError(
                f"{self._given} does not exist, and no change to it is known.",
                next_step="Check its name.",
            )
        return AddressBookError(f"There is no change to {self._given} that could be taken back.")

    def _prune(self) -> None:
        for backup in self._backups()[:-KEPT_BACKUPS]:
            backup.path.unlink()


_NAME = re.compile(r"(\d{4,})-([0-9a-f]{64})\.(?:vcf|none)")

_REMEDIES = {
    errno.ENOSPC: "Free some space and run the command again.",
    errno.EDQUOT: "Free some space and run the command again.",
    errno.EACCES: "Allow writing to it, or name another file.",
    errno.EPERM: "Allow writing to it, or name another file.",
    errno.EROFS: "Name a file on a disk that can be written to.",
}


def _number(path: Path) -> int:
    return int(path.name.partition("-")[0])


def _after(path: Path) -> str:
    return path.stem.partition("-")[2]


def _digest(*pieces: bytes) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when another program writes a file; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _is_writable(path: Path) -> bool:
    """Whether one may write, by the mode as well: root may always, but asked not to."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)
