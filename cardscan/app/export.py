"""Contacts out of the library, in the format of whoever takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from cardscan.app.choices import USUAL, Wording
from cardscan.app.delivered import book_name, keys_of
from cardscan.app.into import record_export
from cardscan.app.output import (
    OutputFormat,
    find_target,
    is_contact,
    pieces,
    write_anew,
    write_to_stdout,
)
from cardscan.errors import OutputError, UsageError
from cardscan.formats import batches, to_vdir
from cardscan.library import DeliveryKind, Library, StoredScan
from cardscan.vcard import Version

__all__ = [
    "Exported",
    "Selection",
    "export",
    "is_folder",
    "make_folder",
    "only_new",
    "select",
]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which contacts of the library are wanted."""

    event: str | None = None
    since: datetime | None = None
    reviewed: bool = False


def select(library: Library, selection: Selection) -> tuple[StoredScan, ...]:
    """The contacts that a selection means, in the order in which they were scanned."""
    found = library.scans(
        event=selection.event,
        since=selection.since,
        reviewed=True if selection.reviewed else None,
    )
    return tuple(stored for stored in found if is_contact(stored.scan))


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that an export wrote, and how many contacts are in them.

    ``replaced`` says which of them were address books before.
    """

    paths: tuple[Path, ...]
    contacts: int
    replaced: tuple[str, ...] = ()


def only_new(library: Library, stored: Sequence[StoredScan], out: Path) -> tuple[StoredScan, ...]:
    """Those of some contacts that were never exported to a target, or say more than then."""
    exported = library.exported(_target_of(out))

    def is_new(each: StoredScan) -> bool:
        if each.number not in exported:
            return True
        said = exported[each.number]
        return said is not None and not keys_of(each.scan) <= said

    return tuple(each for each in stored if is_new(each))


def _target_of(out: Path) -> str:
    """Under which name the library remembers what was exported to a file or folder."""
    return str(out.absolute()) if is_folder(out) else book_name(out)


def export(
    library: Library,
    stored: Sequence[StoredScan],
    out: Path,
    chosen: OutputFormat,
    *,
    revised: datetime,
    version: Version = Version.V3_0,
    wording: Wording = USUAL,
    split: int | None = None,
) -> Exported:
    """Write contacts to a file, to several of at most ``split`` contacts, or to a folder.

    ``-`` is standard output. An ``out`` that is a folder, or ends in a slash, gets one vCard file a
    contact (a vdir). The library remembers what went where. Returns what was
    written; raises OutputError.
    """
    people: list[None] = []
    written = partial(
        pieces,
        chosen=chosen,
        revised=revised,
        version=version,
        wording=wording,
        on_contact=lambda: people.append(None),
    )
    scans = [each.scan for each in stored]
    if str(out) == "-":
        write_to_stdout(written(scans))
        return Exported((), len(people))
    if is_folder(out):
        if chosen is not OutputFormat.VCARD:
            raise UsageError(f"{out} is a folder.", next_step="Only vCards go to a folder.")
        files = to_vdir(vcard.decode() for vcard in written(scans))
        replaced = [_write(out / name, [vcard], library)[1] for name, vcard in files.items()]
        said = {each.number: keys_of(each.scan) for each in stored}
        library.record_delivery(
            DeliveryKind.EXPORT, _target_of(out), said, said=said, command="export"
        )
        return Exported(
            tuple(out / name for name in files), len(people), tuple(filter(None, replaced))
        )
    runs = [stored] if split is None or not stored else list(batches(stored, split))
    names = _numbered(out, len(runs))
    replaced = []
    for path, run in zip(names, runs, strict=True):
        made, was_there = _write(path, written([each.scan for each in run]), library)
        replaced += [was_there] if was_there else []
        said = {each.number: keys_of(each.scan) for each in run}
        record_export(library, path, made, said, command="export")
    return Exported(tuple(names), len(people), tuple(replaced))


def is_folder(out: Path) -> bool:
    """Whether ``out`` is a folder, as far as one may see."""
    try:
        return out.is_dir()
    except OSError:
        return False


def make_folder(out: Path) -> None:
    """Make the folder of a vdir. Raises OutputError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {out} cannot be made: {error.strerror}.") from error


def _numbered(out: Path, count: int) -> list[Path]:
    """One name a file: the given one, or the given one with a number before its suffix."""
    if count == 1:
        return [out]
    width = len(str(count))
    return [out.with_name(f"{out.stem}-{k:0{width}}{out.suffix}") for k in range(1, count + 1)]


def _write(path: Path, data: Iterable[bytes], library: Library) -> tuple[str, str]:
    """Write a file; its SHA-256, and what to say of an address book that it replaced."""
    target = find_target(path, library)
    _, made = write_anew(target, data, library)
    return made, target.replaced_in_words
