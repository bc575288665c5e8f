"""Where a watched folder's files go: claimed into the work folder, then to done or failed."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cardscan.folder.inputs import event_of, natural_key
from cardscan.folder.names import DONE, FAILED
from cardscan.folder.places import PARTIAL, find_room, move
from cardscan.folder.sweep import Stamp

__all__ = ["Claim", "Shelves"]


NOTE = ".txt"
"""What the name of a note adds to that of its photo."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A photo that is ours. ``path`` is where it lies now, ``name`` its place in the folder."""

    path: Path
    name: Path
    event: str | None = None


class Shelves:
    """The work, done and failed folders inside a watched one; the only module that moves photos.

    A move is a rename where both ends lie on one file system: it happens or it
    does not, and of two that claim the same file one finds it gone. Between two
    file systems it is a copy that appears whole, and then the end of the original.
    """

    own = ".cardscan"
    """Holds the work folder and the lock; hidden, so that it is never swept."""

    done = DONE
    failed = FAILED

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._work = folder / self.own / "work"

    def prepare(self) -> None:
        """Make the work folder; raises OSError, FileExistsError where a file is in the way."""
        self._work.mkdir(parents=True, exist_ok=True)
        for shelf in (self.done, self.failed):
            self._check_shelf(shelf)

    def claim(self, name: Path, stamp: Stamp) -> Claim | None:
        """Take a file that still looks as ``stamp`` says; None if it is gone or has changed.

        Raises OSError when it may not be moved.
        """
        place = find_room(self._work / name)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            before = Stamp.of(self._folder / name)
            move(self._folder / name, place)
        except FileNotFoundError:
            return None
        claim = self._claim_at(place)
        moved_by_name = Stamp.of(place).inode == before.inode
        if before != stamp or (moved_by_name and Stamp.of(place) != stamp):
            self.release(claim)
            return None
        return claim

    def leftovers(self) -> tuple[Claim, ...]:
        """What an earlier watcher claimed and did not finish, in natural order."""
        files = [Path(top) / name for top, _, names in os.walk(self._work) for name in names]
        for partial in [file for file in files if file.name.startswith(PARTIAL)]:
            files.remove(partial)  # the photo itself is still where it came from
            with suppress(OSError):
                partial.unlink()
        files.sort(key=lambda p: tuple(natural_key(part) for part in p.parts))
        return tuple(self._claim_at(path) for path in files)

    def finish(self, claim: Claim) -> Path:
        """Move a claimed photo to ``done``; the answer is its new place."""
        self._check_shelf(self.done)
        return self._move(claim, self._folder / self.done / claim.name)

    def fail(self, claim: Claim, why: str) -> Path:
        """Move a claimed photo to ``failed``, with a note beside it that says why."""
        self._check_shelf(self.failed)
        place = self._move(claim, self._folder / self.failed / claim.name, note=NOTE)
        # Where there is no room for a note, whoever asked for it says it all the same.
        with suppress(OSError):
            note = place.with_name(place.name + NOTE)
            note.write_text(why.rstrip() + "\n", encoding="utf-8", errors="replace")
        return place

    def release(self, claim: Claim) -> Path:
        """Put a claimed photo back to where it came from."""
        return self._move(claim, self._folder / claim.name)

    def _check_shelf(self, name: str) -> None:
        shelf = self._folder / name
        if os.path.lexists(shelf) and not shelf.is_dir():
            # One of another name would be taken for a folder of photos.
            raise FileExistsError(errno.EEXIST, f"{name} is no folder", str(shelf))

    def _claim_at(self, place: Path) -> Claim:
        return Claim(place, place.relative_to(self._work), event_of(place, self._work))

    def _move(self, claim: Claim, wanted: Path, *, note: str = "") -> Path:
        place = find_room(wanted, note=note)
        place.parent.mkdir(parents=True, exist_ok=True)
        move(claim.path, place)
        self._prune(claim.path.parent)
        return place

    def _prune(self, folder: Path) -> None:
        with suppress(OSError):
            while folder != self._work:
                folder.rmdir()  # refuses as long as something lies in it
                folder = folder.parent
