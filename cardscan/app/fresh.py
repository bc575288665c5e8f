"""A fresh file of contacts, which never takes the place of something better."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from cardscan.app.choices import USUAL, Wording
from cardscan.app.into import Outgoing
from cardscan.app.output import OutputFormat, find_target, write_results
from cardscan.batch import PhotoOutcome
from cardscan.counts import counted
from cardscan.library import Library

__all__ = ["FreshFile", "free_name", "write_fresh"]


@dataclass(frozen=True, slots=True)
class FreshFile:
    """Where the contacts of a run went: ``path`` is None where nothing was written.

    ``contacts`` are how many there were, ``same`` how many more cards are of people who have one
    of them, ``read`` how many results came of photos that could be read. ``replaced`` is what to
    say of an address book that stood in its place.
    """

    target: Path
    path: Path | None
    contacts: int
    read: int
    replaced: str = ""
    same: int = 0

    def in_words(self) -> tuple[str, ...]:
        """What to say of it."""
        if self.path is None:
            why = "no contact was found" if self.read else "no photo was read"
            stays = f"{self.target} stays as it was, since {why}."
            return (stays,) if self.target.exists() else ()
        written = f"{self.path}: {counted(self.contacts, 'contact')} written."
        if self.same:
            of = counted(self.same, "further card", "is")
            written = f"{of} of the same people. {written}"
        if self.path != self.target:
            return (f"{self.target} stays as it was, since not all photos were read.", written)
        return (written, self.replaced) if self.replaced else (written,)


def write_fresh(
    results: Iterable[PhotoOutcome],
    target: Path,
    chosen: OutputFormat,
    library: Library,
    *,
    revised: datetime,
    is_interrupted: Callable[[], bool],
    wording: Wording = USUAL,
) -> FreshFile:
    """Write results to a file, or to standard output, as they come.

    A file with something in it is replaced only by one that holds something
    too, and not by one of an interrupted run, which lies beside it then.
    Raises OutputError or AddressBookError, with the old file untouched.
    """
    found = find_target(target, library)
    outgoing = Outgoing()
    is_list = chosen is OutputFormat.JSONL

    def place() -> Path | None:
        holds = outgoing.read if is_list else len(outgoing.scans)
        stands = target.exists() and target.stat().st_size > 0
        if is_interrupted():
            return (free_name(target) if stands else target) if holds else None
        # Of failures alone only JSON Lines can tell.
        return target if holds or (not stands and (outgoing.read or is_list)) else None

    path, made = write_results(
        outgoing.collect(results),
        found,
        chosen,
        library,
        revised=revised,
        wording=wording,
        place=place,
        on_contact=outgoing.count_contact,
    )
    if path is not None:
        outgoing.record(path, made, library)
    replaced = found.replaced_in_words if path == target else ""
    cards = len(outgoing.scans)
    contacts = cards if is_list else outgoing.contacts
    return FreshFile(target, path, contacts, outgoing.read, replaced, same=cards - contacts)


def free_name(target: Path) -> Path:
    """A name beside a file under which nothing lies yet, for what an interrupted run has read."""
    stem, suffix = target.stem, target.suffix
    names = (f"{stem}.interrupted{f'-{k}' if k > 1 else ''}{suffix}" for k in count(1))
    return next(p for p in map(target.with_name, names) if not p.exists())
