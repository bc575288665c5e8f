"""An address book as a folder with one contact a file (a vdir), as khard and vdirsyncer keep it.

The one module that knows such a folder. Beside ``NAME`` lies ``.NAME.cardscan``
with a lock and what the last ten changes replaced: ``0007`` holds a list of the
files that the seventh touched, and each of them as it was before; ``redo-0007``
each as that change had made it, once it is taken back.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan.addressbook.book import BookState, Change, Undone, Written
from cardscan.addressbook.collection import CollectionState, Item, Write, writes_of
from cardscan.addressbook.disk import (
    KEPT_BACKUPS,
    DiskBook,
    digest_of,
    reason_of,
    write_temporary,
)
from cardscan.counts import counted
from cardscan.errors import AddressBookChangedError, AddressBookError
from cardscan.files import put_in_place, sync_file, sync_folder
from cardscan.formats import vdir_name
from cardscan.vcard import Block, Changes, split

__all__ = ["FolderBook"]

_SUFFIXES = (".vcf", ".vcard")
_LIST = "changes.json"


class FolderBook(DiskBook):
    """One folder of vCard files. Files of other kinds, and hidden ones, are left alone.

    Every method raises AddressBookError, with a sentence that says what is
    wrong, for what cannot be read or written safely.
    """

    _kind = "folder"
    _outcome = "what was not written yet is as it was"

    def read(self) -> CollectionState:
        """All contacts in the order of the files' names; none where there is no folder."""
        names = self._names()
        if names is None:
            return CollectionState.of((), None)
        items = []
        for name in names:
            data = self._content_of(name)
            if data is not None:
                items.append(Item(name, digest_of(data), split(data)))
        return CollectionState.of(items, _digest({item.name: item.tag for item in items}))

    def content(self) -> bytes | None:
        """All contacts, one behind the other."""
        state = self.read()
        return None if state.digest is None else b"\r\n".join(item.data for item in state.items)

    def mark(self) -> str:
        """A digest of all files."""
        return self.read().digest or ""

    def check(self) -> None:
        """Raise what reading or writing would raise."""
        self.read()
        self.check_is_writable()

    def check_is_writable(self) -> None:
        """Raise what writing would raise where nothing may be written."""
        self._check_writable(self._path, self.folder)

    def change(self, changes: Changes, *, expected: BookState) -> Written:
        """Write the files that changes touch, each atomically.

        Raises AddressBookChangedError, with nothing written, if one of them is
        not as ``expected`` any more, AddressBookBusyError if another cardscan
        holds the folder. What a crash cuts off half-way can be undone.
        """
        state = expected if isinstance(expected, CollectionState) else self.read()
        writes = _Names(state).writes(changes)
        if not writes:
            return Written(changed=False)
        self.check_is_writable()
        with self._locked(), self._told():
            self._path.mkdir(exist_ok=True)
            for write in writes:
                self._check_is_as_before(write)
            self._keep_before(state, writes)
            for write in writes:
                self._replace(write.name, write.after)
            sync_folder(self._path)
            self._prune()
        return Written(changed=True)

    def undo(self, *, before: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Take the last change back, file by file and byte for byte."""
        self.check_is_writable()
        if not self.folder.is_dir():
            raise self._nothing_to_undo()
        with self._locked(), self._told():
            for backup in reversed(self._backups()):
                now = {each.name: self._digest_of(each.name) for each in backup.files}
                if all(now[each.name] == each.before for each in backup.files):
                    shutil.rmtree(backup.path)  # cut off before anything happened
                    continue
                if not _is_as_left(backup, now):
                    raise self._edited("contacts")
                before(backup.made)
                self._keep_turned(backup, now, f"redo-{backup.number:04d}")
                self._put_back(backup, now)
                return Undone(removed=False, left=len(self._backups()))
        raise self._nothing_to_undo()

    def redo(self, *, after: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Make the last change again that was taken back, file by file and byte for byte."""
        self.check_is_writable()
        undone = self._backups("redo-")
        if not undone:
            raise self._nothing_to_redo()
        with self._locked(), self._told():
            again = undone[0]
            now = {each.name: self._digest_of(each.name) for each in again.files}
            if not _is_as_left(again, now):
                raise self._edited_after_undo()
            self._path.mkdir(exist_ok=True)
            self._keep_turned(again, now, f"{self._next_number():04d}")
            self._put_back(again, now)
            after(again.made)
        return Undone(removed=False, left=len(undone) - 1)

    def history(self) -> tuple[Change, ...]:
        """The changes that can be taken back, the newest first."""
        found = []
        with self._told():
            count = len(self._names() or ())
            for each in reversed(self._backups()):
                before = count - sum(f.before is None for f in each.files)
                before += sum(f.after is None for f in each.files)
                at = datetime.fromtimestamp((each.path / _LIST).stat().st_mtime).astimezone()
                found.append(Change(at, f"{counted(count, 'contact')}, {before} before"))
                count = before
        return tuple(found)

    def backups(self) -> tuple[Path, ...]:
        """Files that hold what contacts were before changes, the oldest first."""
        try:
            kept = (*self._backups(), *self._backups("redo-"))
            found = [path for each in kept for path in sorted(each.path.glob("*.vcf"))]
        except OSError as error:
            raise AddressBookError(f"{self.folder} cannot be read: {reason_of(error)}.") from error
        return tuple(found)

    # --- reading -----------------------------------------------------------------------

    def _names(self) -> list[str] | None:
        """The names of the vCard files; None where there is no folder."""
        try:
            with os.scandir(self._path) as entries:
                found = list(entries)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise AddressBookError(f"{self._given} cannot be read: {reason_of(error)}.") from error
        names = sorted(e.name for e in found if _is_contact(e))
        if not names and any(not e.name.startswith(".") for e in found):
            raise AddressBookError(
                f"{self._given} is a folder of other things, not an address book.",
                next_step="Name a .vcf file in it, or a folder with one contact a file.",
            )
        return names

    def _content_of(self, name: str) -> bytes | None:
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            return None  # gone since the folder was listed
        except OSError as error:
            raise AddressBookError(
                f"{self._given / name} cannot be read: {reason_of(error)}."
            ) from error

    def _digest_of(self, name: str) -> str | None:
        data = self._content_of(name)
        return None if data is None else digest_of(data)

    # --- writing -----------------------------------------------------------------------

    def _check_is_as_before(self, write: Write) -> None:
        if self._digest_of(write.name) != (write.before.tag if write.before else None):
            raise AddressBookChangedError(
                f"{self._given / write.name} was changed by another program in the meantime; "
                "it is as that left it.",
                next_step="Run the command again.",
            )

    def _replace(self, name: str, data: bytes | None) -> None:
        path = self._path / name
        if data is None:
            path.unlink()
            return
        put_in_place(write_temporary(self.folder, [data], like=path), path.resolve())

    def _keep_before(self, state: CollectionState, writes: list[Write]) -> None:
        """Keep what a change replaces."""
        tags = {item.name: item.tag for item in state.items}
        files = []
        for write in writes:
            after = None if write.after is None else digest_of(write.after)
            files.append(_File(write.name, write.before.tag if write.before else None, after))
            tags |= {write.name: after or ""}
        made = _digest({name: tag for name, tag in tags.items() if tag})
        old = {write.name: write.before.data for write in writes if write.before is not None}
        self._keep(f"{self._next_number():04d}", made, files, old.get)

    def _keep_turned(self, backup: _Backup, now: Mapping[str, str | None], name: str) -> None:
        """Keep what is there while a backup is put back, so that the same can be done again."""
        files = [
            _File(each.name, before=each.after, after=each.before)
            for each in backup.files
            if now[each.name] == each.after  # else it was put back before a run was cut off
        ]
        self._keep(name, backup.made, files, self._content_of)

    def _keep(
        self,
        name: str,
        made: str,
        files: Sequence[_File],
        content_of: Callable[[str], bytes | None],
    ) -> None:
        """Keep files as they were before a change. All is complete before it gets its name."""
        for leftover in self.folder.glob("tmp-*"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        temporary = self.folder / f"tmp-{os.getpid()}-backup"
        temporary.mkdir(mode=0o700)
        for number, each in enumerate(files):
            data = None if each.before is None else content_of(each.name)
            if data is not None:
                (temporary / f"{number:06d}.vcf").write_bytes(data)
        rows = [[each.name, each.before, each.after] for each in files]
        (temporary / _LIST).write_text(json.dumps({"made": made, "files": rows}), encoding="utf-8")
        for path in temporary.iterdir():
            sync_file(path)
        if (self.folder / name).exists():  # of an undo that was cut off
            shutil.rmtree(self.folder / name)
        temporary.rename(self.folder / name)
        sync_folder(self.folder)

    def _next_number(self) -> int:
        return max((each.number for each in self._backups()), default=0) + 1

    def _put_back(self, backup: _Backup, now: Mapping[str, str | None]) -> None:
        for number, each in enumerate(backup.files):
            if now[each.name] != each.before:
                old = backup.path / f"{number:06d}.vcf"
                self._replace(each.name, None if each.before is None else old.read_bytes())
        sync_folder(self._path)
        shutil.rmtree(backup.path)

    # --- backups -----------------------------------------------------------------------

    def _backups(self, kind: str = "") -> list[_Backup]:
        """What each change replaced, the oldest first; of the kind ``redo-`` what each had made."""
        if not self.folder.is_dir():
            return []
        found = (path for path in self.folder.glob(f"{kind}[0-9]*") if (path / _LIST).is_file())
        return sorted(map(_read_backup, found), key=lambda each: each.number)

    def _prune(self) -> None:
        for backup in (*self._backups()[:-KEPT_BACKUPS], *self._backups("redo-")):
            shutil.rmtree(backup.path)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that a change touched: its digests before and after, None where it is not there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class _Backup:
    """What one change replaced; ``made`` is the digest of the folder that it made."""

    path: Path
    made: str
    files: tuple[_File, ...]

    @property
    def number(self) -> int:
        return int(self.path.name.removeprefix("redo-"))


def _is_as_left(backup: _Backup, now: Mapping[str, str | None]) -> bool:
    """Whether every file is as the change left it, or as it was before where that was cut off."""
    return all(now[each.name] in (each.before, each.after) for each in backup.files)


def _read_backup(path: Path) -> _Backup:
    try:
        found = json.loads((path / _LIST).read_text(encoding="utf-8"))
        files = tuple(_File(*row) for row in found["files"])
        return _Backup(path, str(found["made"]), files)
    except (ValueError, KeyError, TypeError) as error:
        raise AddressBookError(f"{path} is damaged: {error}.") from error


class _Names:
    """Names for new files, each by its contact's UID, and none that is taken."""

    def __init__(self, state: CollectionState) -> None:
        self._state = state
        self._taken = {item.name.casefold() for item in state.items}

    def writes(self, changes: Changes) -> list[Write]:
        return list(writes_of(self._state, changes, self._name))

    def _name(self, block: Block, _place: int) -> str:
        for name in vdir_name(block.data.decode("utf-8", "replace"), block.data):
            if name.casefold() not in self._taken:
                break
        self._taken.add(name.casefold())
        return name


def _is_contact(entry: os.DirEntry[str]) -> bool:
    is_named_so = entry.name.casefold().endswith(_SUFFIXES) and not entry.name.startswith(".")
    return is_named_so and entry.is_file()


def _digest(tags: dict[str, str]) -> str:
    """A digest of the names and tags of all pieces."""
    return digest_of(
        *(
            f"{name}\0{tag}\n".encode("utf-8", "surrogateescape")
            for name, tag in sorted(tags.items())
        )
    )
