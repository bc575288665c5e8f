"""Where a watched folder's files go: claimed into the work folder, then to done or failed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cardscan.folder.inputs import event_of, natural_key
from cardscan.folder.names import DONE, FAILED
from cardscan.folder.sweep import Stamp

__all__ = ["Claim", "Shelves"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A photo that is ours. ``path`` is where it lies now, ``name`` its place in the folder."""

    path: Path
    name: Path
    event: str | None = None


class Shelves:
    """The work, done and failed folders inside a watched one; the only module that moves photos.

    A move is a rename inside one file system: it happens or it does not, and
    of two that claim the same file one finds it gone.
    """

    own = ".cardscan"
    """Holds the work folder and the lock; hidden, so that it is never swept."""

    done = DONE
    failed = FAILED

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._work = folder / self.own / "work"

    def prepare(self) -> None:
        """Make the work folder; raises OSError."""
        self._work.mkdir(parents=True, exist_ok=True)

    def claim(self, name: Path, stamp: Stamp) -> Claim | None:
        """Take a file that still looks as ``stamp`` says; None if it is gone or has changed.

        Raises OSError when it may not be moved.
        """
        place = _free_place(self._work / name)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            (self._folder / name).rename(place)
        except FileNotFoundError:
            return None
        claim = self._claim_at(place)
        if Stamp.of(place) != stamp:
            self.release(claim)
            return None
        return claim

    def leftovers(self) -> tuple[Claim, ...]:
        """What an earlier watcher claimed and did not finish, in natural order."""
        files = [Path(top) / name for top, _, names in os.walk(self._work) for name in names]
        files.sort(key=lambda p: tuple(natural_key(part) for part in p.parts))
        return tuple(self._claim_at(path) for path in files)

    def finish(self, claim: Claim) -> Path:
        """Move a claimed photo to ``done``; the answer is its new place."""
        return self._move(claim, self._folder / self.done / claim.name)

    def fail(self, claim: Claim, why: str) -> Path:
        """Move a claimed photo to ``failed``, with a note beside it that says why."""
        place = self._move(claim, self._folder / self.failed / claim.name)
        note = place.with_name(place.name + ".txt")
        note.write_text(why.rstrip() + "\n", encoding="utf-8", errors="replace")
        return place

    def release(self, claim: Claim) -> Path:
        """Put a claimed photo back to where it came from."""
        return self._move(claim, self._folder / claim.name)

    def _claim_at(self, place: Path) -> Claim:
        return Claim(place, place.relative_to(self._work), event_of(place, self._work))

    def _move(self, claim: Claim, wanted: Path) -> Path:
        place = _free_place(wanted)
        place.parent.mkdir(parents=True, exist_ok=True)
        claim.path.rename(place)
        self._prune(claim.path.parent)
        return place

    def _prune(self, folder: Path) -> None:
        with suppress(OSError):
            while folder != self._work:
                folder.rmdir()  # refuses as long as something lies in it
                folder = folder.parent


def _free_place(wanted: Path) -> Path:
    """The wanted path, or the first like ``name (2).jpg`` that is free."""
    return next(place for place in _places(wanted) if not os.path.lexists(place))


def _places(wanted: Path) -> Iterator[Path]:
    yield wanted
    number = 2
    while True:
        yield wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        number += 1
