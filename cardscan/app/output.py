"""Scans to files: which format, and writing them one by one without holding them all."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan.addressbook import BookState, FileBook, ldif_vcards, table_vcards
from cardscan.app.choices import USUAL, OutputFormat, Wording
from cardscan.app.twins import Holder, find_holders, holder_vcard, united
from cardscan.app.wording import presentable, worded
from cardscan.counts import counted
from cardscan.errors import AddressBookChangedError
from cardscan.files import replacing
from cardscan.formats import (
    Record,
    to_google_csv,
    to_outlook_csv,
    to_plain_csv,
    write_jsonl,
)
from cardscan.library import Library
from cardscan.model import Contact, Failure, Scan, visible
from cardscan.typed import as_typed
from cardscan.vcard import Version, cards, contact_uid, group_vcard, note_of, split

__all__ = [
    "OutputFormat",
    "Target",
    "find_target",
    "is_contact",
    "pieces",
    "write_anew",
    "write_results",
    "write_to_stdout",
]

Result = Scan | Failure


def is_contact(scan: Scan) -> bool:
    """Whether there is somebody to write down: a name, an organization or a way to reach them."""
    return scan.contact is not None and scan.contact.is_somebody


def write_results(
    results: Iterable[Result],
    target: Target,
    chosen: OutputFormat,
    library: Library,
    *,
    revised: datetime,
    wording: Wording = USUAL,
    place: Callable[[], Path | None] | None = None,
    on_contact: Callable[[], None] = lambda: None,
) -> tuple[Path | None, str]:
    """Write results as they come; the target ``-`` is standard output.

    ``on_contact`` is called for each contact that is written.
    Returns what :func:`write_anew` returns, None for standard output. Raises
    OutputError or AddressBookError, with an older file untouched.
    """
    data = pieces(
        results, chosen, revised=revised, wording=wording, library=library, on_contact=on_contact
    )
    if str(target.path) == "-":
        write_to_stdout(data)
        return None, ""
    return write_anew(target, data, library, place=place)


def write_to_stdout(data: Iterable[bytes]) -> None:
    """Write a file's pieces as they are, but for a terminal with control characters as codes."""
    is_terminal = sys.stdout.isatty()
    for piece in data:
        sys.stdout.buffer.write(_for_terminal(piece) if is_terminal else piece)
    sys.stdout.buffer.flush()


def _for_terminal(piece: bytes) -> bytes:
    lines = piece.decode("utf-8", "replace").split("\n")
    return "\n".join(visible(line.removesuffix("\r")) for line in lines).encode()


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written anew, and what stands in its place, if that is not our own output.

    ``held`` says what it is: an address book of so many contacts, or so many bytes; nothing
    where it is our own output, in the place of somebody's file that can be had back.
    """

    path: Path
    book: FileBook | None = None
    state: BookState | None = None
    held: str = ""

    @property
    def replaced_in_words(self) -> str:
        """What to say where somebody's file was replaced, and nothing where none was."""
        if not self.held:
            return ""
        name = as_typed(self.path)
        add = f" (and add to it with --into {name})" if self.held.startswith(_BOOK) else ""
        return (
            f"{self.path} was {self.held}, and is replaced. Take that back with: "
            f"cardscan undo {name}{add}."
        )


_BOOK = "an address book"


def find_target(path: Path, library: Library) -> Target:
    """What writing a file anew would replace.

    Whatever is there is somebody's, understood or not, unless it is byte for
    byte what was last written there and was never merged into. Raises
    AddressBookError where it cannot be read: it may be anything.
    """
    try:
        stands = str(path) != "-" and path.is_file()
    except OSError:  # the folder is closed, and writing there says so
        stands = False
    if not stands:
        return Target(path)
    book = FileBook(path)
    data = book.content()
    if not data:
        return Target(path)
    digest = hashlib.sha256(data).hexdigest()
    if not library.is_output(str(path.absolute()), digest):
        return Target(path, book, BookState((), digest), _held(data))
    return Target(path, book, BookState((), digest)) if book.folder.is_dir() else Target(path)


def _held(data: bytes) -> str:
    contacts = len(cards(split(data)) or table_vcards(data) or ldif_vcards(data) or ())
    if contacts:
        return f"{_BOOK} of {counted(contacts, 'contact')}"
    return f"a file of {counted(len(data), 'byte')} that cardscan did not write, or not so"


def write_anew(
    target: Target,
    data: Iterable[bytes],
    library: Library,
    *,
    place: Callable[[], Path | None] | None = None,
) -> tuple[Path | None, str]:
    """Write a file anew; what was in an address book can be had back with undo.

    ``place`` is asked when all is there: the path itself, another one beside
    it, or None to write nothing. Returns it and the SHA-256 of the file. Raises
    OutputError or AddressBookError, with the old file untouched.
    """
    digest = hashlib.sha256()

    def passing() -> Iterator[bytes]:
        for piece in data:
            digest.update(piece)
            yield piece

    if target.book is None or target.state is None:
        path = _write_file(target.path, passing(), library, place)
    else:
        target.book.check_is_writable()
        whole = b"".join(passing())
        path = target.path if place is None else place()
        if path == target.path:
            target.book.write(split(whole), expected=target.state, own=not target.held)
        elif path is not None:
            _write_file(path, [whole], library, None)
    if path is not None:
        library.note_output(str(path.absolute()), digest.hexdigest())
    return path, digest.hexdigest()


def _write_file(
    path: Path, data: Iterable[bytes], library: Library, place: Callable[[], Path | None] | None
) -> Path | None:
    last: Path | None = path

    def settled() -> Path | None:
        nonlocal last
        last = path if place is None else place()
        if last == path and find_target(path, library).book is not None:  # perhaps hours later
            raise AddressBookChangedError(
                f"{path} was changed by another program in the meantime; it is as that left it.",
                next_step="Run the command again.",
            )
        return last

    with replacing(path, place=settled) as file:
        file.writelines(data)
    return last


def pieces(
    results: Iterable[Result],
    chosen: OutputFormat,
    *,
    revised: datetime,
    wording: Wording = USUAL,
    version: Version = Version.V3_0,
    library: Library | None = None,
    on_contact: Callable[[], None] = lambda: None,
) -> Iterator[bytes]:
    """Results in one format, piece by piece: in JSON Lines every one as it comes.

    A person is one contact, however many cards they have, so contacts wait
    for the last result; their pictures stay in the ``library`` until then.
    """
    shown = map(presentable, results)
    if chosen is OutputFormat.JSONL:
        yield from (line.encode() for line in write_jsonl(shown))
        return
    scans = (each for each in shown if isinstance(each, Scan) and is_contact(each))
    holders = _told(find_holders(scans, revised=revised, library=library), on_contact)
    if chosen is OutputFormat.VCARD:
        groups: dict[str, list[str]] = {}
        for holder in holders:
            yield holder_vcard(holder, revised=revised, version=version, wording=wording)
            for event in holder.events:
                groups.setdefault(event, []).append(contact_uid(holder.scan))
        if wording.groups:
            for event, uids in groups.items():
                yield group_vcard(event, uids, revised=revised).encode()
    else:
        yield _TABLES[chosen](_record(worded(united(p), wording), revised) for p in holders)


def _told(holders: Iterable[Holder], on_contact: Callable[[], None]) -> Iterator[Holder]:
    for holder in holders:
        on_contact()
        yield holder


_TABLES = {
    OutputFormat.CSV: to_plain_csv,
    OutputFormat.GOOGLE_CSV: to_google_csv,
    OutputFormat.OUTLOOK_CSV: to_outlook_csv,
}


def _record(scan: Scan, revised: datetime) -> Record:
    return Record(scan.contact or Contact(), scan.event, note_of(scan, revised, repeats=False))
