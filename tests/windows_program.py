"""A program that behaves as on Windows as far as Linux lets it, and uses what touches files.

Modules and functions that Windows has not are taken away; a file that is open
is not renamed, replaced or removed; what is open for reading only is not
synced; a rename replaces nothing. Prints what it did.
"""

from __future__ import annotations

import errno
import fcntl
import importlib
import os
import pkgutil
import sqlite3  # noqa: F401
import stat
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

MISSING_MODULES = ("fcntl", "grp", "pwd", "resource", "termios", "tty")
MISSING_NAMES = (
    "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "chown", "fchmod", "fork", "geteuid", "getuid",
    "killpg", "pathconf", "sched_getaffinity", "setsid", "statvfs",
)  # fmt: skip


def is_open(path: Any) -> bool:
    """Whether this process has a file open."""
    try:
        wanted = Path(path).stat()
    except OSError:
        return False
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            if os.path.samestat(os.fstat(int(descriptor.name)), wanted):
                return True
        except OSError:
            continue
    return False


def refusing(call: Callable[..., Any], *, replaces: bool) -> Callable[..., Any]:
    """A call of os that Windows refuses for an open file, or for a name that is taken."""

    def refuse(*paths: Any, **options: Any) -> Any:
        for path in paths:
            if is_open(path) and not Path(path).is_dir():
                raise PermissionError(errno.EACCES, "used by another process", str(path))
        if not replaces and len(paths) > 1 and os.path.lexists(paths[1]):
            raise FileExistsError(errno.EEXIST, "it exists", str(paths[1]))
        return call(*paths, **options)

    return refuse


def pretend() -> None:
    real_fsync, flags_of = os.fsync, fcntl.fcntl

    def fsync(descriptor: int) -> None:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode) or flags_of(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == 0:
            raise OSError(errno.EBADF, "bad file descriptor")
        real_fsync(descriptor)

    os.fsync = fsync
    os.replace = refusing(os.replace, replaces=True)
    os.rename = refusing(os.rename, replaces=False)
    os.unlink = os.remove = refusing(os.unlink, replaces=True)
    for name in MISSING_MODULES:
        sys.modules[name] = None  # type: ignore[assignment] # as an import that failed
    for name in MISSING_NAMES:
        if hasattr(os, name):
            delattr(os, name)
    sys.platform = "win32"


def import_everything() -> int:
    """Every module anew, so that what stands in them outside functions runs here."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "cardscan"]:
        del sys.modules[name]
    import cardscan

    names = [each.name for each in pkgutil.walk_packages(cardscan.__path__, "cardscan.")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    return len(names)


def vcard(name: str, *lines: str) -> bytes:
    given, family = name.split()
    head = ("BEGIN:VCARD", "VERSION:3.0", f"N:{family};{given};;;", f"FN:{name}")
    return "".join(f"{line}\r\n" for line in (*head, *lines, "END:VCARD")).encode()


def change_books(folder: Path) -> None:
    """Each kind of address book on a disk: changed twice, and taken back."""
    from cardscan.addressbook import FileBook, FolderBook, TableBook
    from cardscan.app.merge import plan_into

    table = folder / "table.csv"
    table.write_bytes(b"First Name,Last Name,Labels,Phone 1 - Value\r\n")
    for book in (FileBook(folder / "book.vcf"), FolderBook(folder / "vdir"), TableBook(table)):
        before = book.content()
        for name in ("Eva Moser", "Karl Reiter"):
            merge = plan_into(vcard(name, f"TEL:+43{len(name)}5551234"), book)
            assert merge.apply(today=date(2026, 1, 1), source="a test").changed
        assert book.undo().left == 1
        assert book.undo().left == 0
        assert (book.content() or b"") == (before or b""), book


def write_files(folder: Path) -> None:
    """A file written over an old one, and a new one."""
    from cardscan.files import replacing

    for text in (b"one", b"two"):
        with replacing(folder / "out.csv") as file:
            file.write(text)
    assert (folder / "out.csv").read_bytes() == b"two"
    assert [path.name for path in folder.glob(".out*")] == []


def watch(folder: Path) -> None:
    """A photo claimed, done and failed."""
    from cardscan.app.watched import Journal, status_of
    from cardscan.folder import Watcher

    photos = folder / "photos"
    photos.mkdir()
    for name in ("a.pdf", "b.pdf"):
        (photos / name).write_bytes(b"%PDF-1.4\nnothing\n%%EOF\n")
    with Watcher(photos, settle_s=0.1, use_events=False) as watcher:
        Journal(photos, None)
        assert status_of(photos).is_watched
        ((first, second),) = watcher.photos(once=True)
        watcher.finish(first)
        watcher.fail(second, "no reason")
    status = status_of(photos)
    assert (status.is_watched, status.waiting) == (False, ())
    assert status.failed == (("b.pdf", "no reason"),)


def remember(folder: Path) -> None:
    """The library made, closed and opened again."""
    from cardscan.library import Library

    for _ in range(2):
        with Library.open(folder / "library.sqlite") as library:
            assert list(library.scans()) == []


def main() -> None:
    folder = Path(sys.argv[1])
    import_everything()  # and with it what others wrote, which need not stand the pretence
    pretend()
    print("imported", import_everything())
    for step in (write_files, change_books, watch, remember):
        step(folder)
        print(step.__name__)


if __name__ == "__main__":
    main()
