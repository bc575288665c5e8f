"""Earlier states of an address-book file, in a folder beside it: kept, listed and pruned.

A state ``0007-<sha256>.vcf`` is what the file was before the change that made
it the file of that SHA-256; ``.none`` instead of ``.vcf`` says that there was
no file, ``.vcf.gz`` that compressing it saved room. ``redo-0007-<sha256>.vcf``
is the file as a change had made it that was taken back since; the SHA-256 is
that of the file without it.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan.addressbook.book import Change
from cardscan.addressbook.disk import KEPT_BACKUPS, digest_of, write_temporary
from cardscan.addressbook.rows import ldif_vcards, table_vcards
from cardscan.counts import counted
from cardscan.errors import AddressBookError
from cardscan.files import sync_folder
from cardscan.vcard import Block, cards, read_entries, split

__all__ = ["Backup", "Backups", "read_backup"]

KEPT_BYTES = 100_000_000
"""What states may take up together: a synced folder is often a small one. Two always stay."""

_WORTH_PACKING = 100_000
_PACKED_SHARE = 0.7
"""A file of at least so many bytes is compressed if that saves a third: pictures as text do not."""

_NAME = re.compile(r"(redo-)?(\d{4,})-([0-9a-f]{64})\.(?:vcf|vcf\.gz|none)")


def read_backup(path: Path) -> bytes:
    """The bytes of a state, which may be compressed. Raises AddressBookError for a damaged one."""
    data = path.read_bytes()
    if path.suffix != ".gz":
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise AddressBookError(f"{path} is damaged: {error}.") from error


@dataclass(frozen=True, slots=True)
class Backup:
    """One state, and the digest of the file beside which it was kept."""

    path: Path
    number: int
    after: str

    @property
    def had_file(self) -> bool:
        return self.path.suffix != ".none"

    @property
    def before(self) -> str | None:
        return digest_of(self.data()) if self.had_file else None

    def data(self) -> bytes:
        """The bytes of the state, nothing where there was no file."""
        return read_backup(self.path)


@dataclass(frozen=True, slots=True)
class Backups:
    """The states of one file, in ``folder``; whoever writes holds its lock."""

    folder: Path

    def states(self) -> list[Backup]:
        """The states before each change, the oldest first."""
        return self._found("")

    def newest_beside(self, after: str | None) -> Backup | None:
        """The newest state, if the change that followed it made the file of that SHA-256."""
        newest = self.states()[-1:]
        return newest[0] if newest and newest[0].after == after else None

    def undone(self) -> list[Backup]:
        """What was taken back, that which comes again first at the front."""
        return self._found("redo-")

    def files(self) -> tuple[Path, ...]:
        """Every file that holds contacts, the oldest first."""
        return tuple(each.path for each in (*self.states(), *self.undone()) if each.had_file)

    def keep(self, data: bytes | None, after: str, *, like: Path) -> Path:
        """Keep the state before a change. It is complete before it gets its name."""
        for leftover in self.folder.glob("tmp-*"):
            leftover.unlink()
        states = self.states()
        number = states[-1].number + 1 if states else 1
        return self._write(f"{number:04d}-{after}", data, like)

    def keep_undone(self, data: bytes, undone: Backup, *, after: str, like: Path) -> Path:
        """Keep what a change had made, while it is taken back."""
        return self._write(f"redo-{undone.number:04d}-{after}", data, like)

    def prune(self) -> None:
        """Let go of the oldest states, and of what was taken back before another change came."""
        for each in self.undone():
            each.path.unlink()
        states = self.states()
        room = KEPT_BYTES
        for age, each in enumerate(reversed(states)):
            room -= each.path.stat().st_size
            if age >= KEPT_BACKUPS or (room < 0 and age >= 2):
                each.path.unlink()

    def history(self, now: bytes | None) -> tuple[Change, ...]:
        """The changes that can be taken back, the newest first; ``now`` is the file as it is."""
        return tuple(self._history(now))

    def _history(self, now: bytes | None) -> Iterator[Change]:
        after = _contacts(now)
        for each in reversed(self.states()):
            before = _contacts(each.data())
            was = f"{before.total()} before" if each.had_file else "no file before"
            at = datetime.fromtimestamp(each.path.stat().st_mtime).astimezone()
            whom = _in_words(after - before, "new or changed")
            whom = whom or _in_words(before - after, "gone")
            yield Change(at, f"{counted(after.total(), 'contact')}, {was}{whom}")
            after = before

    def _found(self, kind: str) -> list[Backup]:
        names = ((path, _NAME.fullmatch(path.name)) for path in self.folder.glob("*-*"))
        found = (
            Backup(path, int(name[2]), name[3])
            for path, name in names
            if name and (name[1] or "") == kind
        )
        return sorted(found, key=lambda each: each.number)

    def _write(self, name: str, data: bytes | None, like: Path) -> Path:
        packed = gzip.compress(data, 1, mtime=0) if data and len(data) > _WORTH_PACKING else b""
        is_packed = data is not None and 0 < len(packed) < _PACKED_SHARE * len(data)
        suffix = "none" if data is None else "vcf.gz" if is_packed else "vcf"
        temporary = write_temporary(self.folder, [packed if is_packed else data or b""], like=like)
        kept = self.folder / f"{name}.{suffix}"
        temporary.replace(kept)
        sync_folder(self.folder)
        return kept


def _contacts(data: bytes | None) -> Counter[Block]:
    """The contacts of a state, whatever kind of file it is of."""
    if not data:
        return Counter()
    return Counter(cards(split(data)) or ldif_vcards(data) or table_vcards(data) or ())


def _in_words(contacts: Counter[Block], what: str) -> str:
    """``: Anna Huber, Bert Maier and 3 more new``, and nothing for none."""
    if not contacts:
        return ""
    entries = read_entries(tuple(contacts)[:_MOST_NAMED])
    names = [name for each in entries for name in each.formatted_names[:1]]
    if not names:
        return ""
    more = contacts.total() - len(names)
    return f": {', '.join(names)}{f' and {more} more' if more else ''} {what}"


_MOST_NAMED = 3
