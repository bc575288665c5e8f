"""An address-book file on disk: read, written atomically, backed up and undone.

The one module that knows such a file. Beside ``BOOK.vcf`` it keeps a folder
``.BOOK.vcf.cardscan`` with a lock and the last states of the file.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterable
from itertools import zip_longest
from pathlib import Path

from cardscan.addressbook.backups import Backup, Backups
from cardscan.addressbook.book import BookState, Change, Undone, Written
from cardscan.addressbook.disk import (
    DiskBook,
    digest_of,
    reason_of,
    write_temporary,
)
from cardscan.errors import AddressBookChangedError, AddressBookError
from cardscan.files import put_in_place, sync_folder
from cardscan.vcard import Changes, Parts, apply_changes, cards, holds_cards, split

__all__ = ["FileBook"]


class FileBook(DiskBook):
    """One address-book file. Symbolic links are followed, never replaced.

    Every method raises AddressBookError, with a sentence that says what is
    wrong, for what cannot be read or written safely; the file is then as it was.
    """

    def read(self) -> BookState:
        """The address book as it is now; an empty one where there is no file."""
        data = self._read()
        if data is None:
            return BookState((), None)
        parts = split(data)
        self._check_is_book(data, parts)
        return BookState(parts, digest_of(data))

    def backups(self) -> tuple[Path, ...]:
        """The files that hold earlier states, the oldest first."""
        try:
            return self._backups.files()
        except OSError as error:
            raise AddressBookError(f"{self.folder} cannot be read: {reason_of(error)}.") from error

    def content(self) -> bytes | None:
        """The bytes of the file as they are; None where there is no file."""
        return self._read()

    def mark(self) -> str:
        """The SHA-256 of the file."""
        return digest_of(self._read() or b"")

    def change(self, changes: Changes, *, expected: BookState) -> Written:
        """Carry changes out on the whole file at once; see :meth:`write`."""
        return Written(self.write(apply_changes(expected.parts, changes), expected=expected))

    def check(self) -> None:
        """Raise what reading or writing would raise, before work whose result is to be written."""
        self.read()
        self.check_is_writable()

    def check_is_writable(self) -> None:
        """Raise what writing would raise where nothing may be written."""
        self._check_writable(self._path, self._path.parent)

    def write(self, parts: Parts, *, expected: BookState, own: bool = False) -> bool:
        """Replace the file, if it still is as ``expected``; False where nothing differs.

        ``own`` says that what is there is a file of ours, made anew: undo then goes back to
        what it had replaced, however often it is made.

        Atomic: whatever happens, there is the old file or the new one. Before
        it takes the old one's place, the new file is read back from the disk,
        and split again: every contact must be the very bytes that ``parts`` hold.
        Raises AddressBookChangedError if the file changed since it was read,
        AddressBookBusyError if another cardscan holds it.
        """
        after = digest_of(*(part.data for part in parts))
        if after == (expected.digest or digest_of()):
            return False
        self.check_is_writable()
        with self._locked(), self._told():
            old = self._read()
            if (None if old is None else digest_of(old)) != expected.digest:
                raise self._changed()
            seen = _stamp(self._path)
            replaced = self._backups.newest_beside(expected.digest) if own else None
            if replaced is not None:
                old = replaced.data() if replaced.had_file else None
            backup = self._backups.keep(old, after, like=self._path)
            del old  # perhaps 80 MB
            try:
                self._replace(parts, after)
            except BaseException:
                if _stamp(self._path) == seen:  # nothing happened, so there is nothing to undo
                    backup.unlink(missing_ok=True)
                raise
            if replaced is not None:
                replaced.path.unlink()
            self._backups.prune()
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
            made = self._read()
            last = self._last_change(None if made is None else digest_of(made))
            before(last.after)
            old = last.data()
            self._backups.keep_undone(made or b"", last, after=digest_of(old), like=self._path)
            if last.had_file:
                self._replace(split(old), digest_of(old))
            else:
                self._path.unlink()
                sync_folder(self._path.parent)
            last.path.unlink()
            return Undone(removed=not last.had_file, left=len(self._backups.states()))

    def redo(self, *, after: Callable[[str], None] = lambda _made: None) -> Undone:
        """Make the last change again that was taken back, byte for byte.

        ``after`` is called with the SHA-256 of the file that it makes. Raises
        AddressBookChangedError if the file was edited since the undo,
        AddressBookError if nothing was taken back last.
        """
        self.check_is_writable()
        with self._told():
            undone = self._backups.undone()
        if not undone:
            raise self._nothing_to_redo()
        with self._locked(), self._told():
            old, data = self._read(), undone[0].data()
            if digest_of(old or b"") != undone[0].after:
                raise self._edited_after_undo()
            made = digest_of(data)
            self._backups.keep(old, made, like=self._path)
            self._replace(split(data), made)
            undone[0].path.unlink()
            after(made)
        return Undone(removed=False, left=len(undone) - 1)

    def history(self) -> tuple[Change, ...]:
        """The changes that can be taken back, the newest first."""
        with self._told():
            return self._backups.history(self._read())

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
            raise AddressBookError(f"{self._given} cannot be read: {reason_of(error)}.") from error

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

    def _changed(self) -> AddressBookChangedError:
        return AddressBookChangedError(
            f"{self._given} was changed by another program in the meantime; it is as that left it.",
            next_step="Run the command again.",
        )

    def _replace(self, parts: Parts, digest: str) -> None:
        """Put new bytes in the file's place, once they are safe on the disk and checked."""
        seen = _stamp(self._path)
        temporary = self._write_temporary(part.data for part in parts)
        try:
            self._check_written(temporary, parts, digest)
            if seen != _stamp(self._path):
                raise self._changed()
            put_in_place(temporary, self._path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(self._path.parent)

    def _write_temporary(self, pieces: Iterable[bytes]) -> Path:
        return write_temporary(self.folder, pieces, like=self._path)

    def _check_written(self, temporary: Path, parts: Parts, digest: str) -> None:
        written = temporary.read_bytes()
        if digest_of(written) != digest or not holds_cards(written, parts):
            raise AddressBookError(
                f"{self._given} would not have come out as it should, so it is as it was.",
                next_step="Please report this, with the file if you can share it.",
            )

    # --- backups -----------------------------------------------------------------------

    @property
    def _backups(self) -> Backups:
        return Backups(self.folder)

    def _last_change(self, now: str | None) -> Backup:
        """The backup of the change that made the file what it is now.

        A backup whose state is the very file that is there now is of a change
        that was cut off before it happened, or of an undo cut off after it did;
        one that says the same as the one before it, of a file made anew that was cut off.
        """
        states = self._backups.states()
        for backup, older in zip_longest(reversed(states), reversed(states[:-1])):
            if backup.after == now:
                return backup
            anew = older is not None and older.after == now and older.before == backup.before
            if backup.before != now and not anew:
                raise self._edited("states")
            backup.path.unlink()
        raise self._nothing_to_undo()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when another program writes a file; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
