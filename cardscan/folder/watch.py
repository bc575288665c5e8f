"""A watched folder to photos that have come to rest, each handed out exactly once."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock
import watchfiles

from cardscan.errors import UsageError
from cardscan.folder.claims import Claim, Shelves
from cardscan.folder.clock import Bell, Clock, SystemClock
from cardscan.folder.complete import find_missing
from cardscan.folder.names import is_picture_name
from cardscan.folder.sweep import Ripening, Stamp, find_bursts, find_files

__all__ = ["Note", "Watcher", "lock_places"]

_BURST = 32
"""Photos handed out together: few enough that those behind them do not wait for long."""

_IDLE_S = 5.0
_PATIENCE_S = 60.0  # how long a ripe photo waits for others that still arrive beside it
_GIVE_UP_S = 600.0  # after so long at rest, a cut off file will not be completed any more


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a file that is not taken; said once for each reason."""

    name: Path
    text: str


class Watcher:
    """A context manager over one folder; raises UsageError if another watcher has it.

    ``settle_s`` is how long size, time and inode must stay the same. Photos
    that are claimed but neither finished nor failed are put back at the end;
    after a crash, the next watcher hands them out first. Watchers that are
    asked in turn share a ``bell``, so that what happens in one folder does not
    wait for the rest of another.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settle_s: float = 5.0,
        clock: Clock | None = None,
        on_note: Callable[[Note], None] | None = None,
        use_events: bool = True,
        bell: Bell | None = None,
    ) -> None:
        self._folder = folder
        self._settle_s = settle_s
        self._clock = clock or SystemClock()
        self._on_note = on_note
        self._use_events = use_events
        self._shelves = Shelves(folder)
        self._ripening = Ripening(settle_s)
        self._bell: Bell = Bell() if bell is None else bell
        self._events_end = threading.Event()
        self._claims: dict[Path, Claim] = {}
        self._told: set[Note] = set()
        self._returned: dict[Path, Stamp] = {}
        self._lock: filelock.BaseFileLock | None = None
        self.stopped = False

    def __enter__(self) -> Self:
        if not self._folder.is_dir():
            there = self._folder.exists()
            raise UsageError(
                f"{self._folder} is not a folder." if there else f"{self._folder} does not exist.",
                next_step="Name the folder that photos come to."
                if there
                else "Check its name, or make that folder first.",
            )
        try:
            self._shelves.prepare()
        except FileExistsError as error:
            raise UsageError(
                f"In {self._folder}, {Path(str(error.filename)).name} is no folder, but photos "
                "are moved into folders of that name.",
                next_step="Give it another name.",
            ) from None
        except OSError as error:
            raise UsageError(
                f"The folder {self._folder} cannot be watched: {error.strerror}.",
                next_step="Photos are moved inside it, so it must be writable.",
            ) from None
        self._lock = _lock(self._folder)
        if self._use_events:
            threading.Thread(target=self._ring_on_events, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._events_end.set()
        for claim in tuple(self._claims.values()):
            with suppress(OSError):  # it stays in the work folder, and is handed out next time
                self._shelves.release(claim)
        if self._lock is not None:
            self._lock.release()

    def stop(self) -> None:
        """End soon: no more photos are claimed. Safe inside a signal handler."""
        self.stopped = True
        self._bell.put(None)

    # --- photos ------------------------------------------------------------

    def photos(self, *, once: bool = False, idle: bool = False) -> Iterator[tuple[Claim, ...]]:
        """Photos as they come to rest, a few at a time, those of one folder in natural order.

        Ends after :meth:`stop`, or with ``once`` when nothing is arriving any
        more. With ``idle`` an empty tuple comes after each look, so that others
        have their turn.
        """
        yield from self._resume()
        while not self.stopped:
            files = self._look()
            ripe, unripe = self._sort(files)
            for burst in find_bursts(ripe, unripe, patience_s=_PATIENCE_S):
                yield from self._claim_all(burst, files)
            if once and not unripe:
                return
            if not self.stopped:
                self._rest(busy=bool(unripe))
                if idle:
                    yield ()

    def finish(self, claim: Claim) -> Path:
        """The photo was read: move it to ``done`` and say where it lies.

        Raises OSError where that cannot be; the photo is where it came from then,
        and is not taken again before it changes.
        """
        return self._put_away(claim, lambda: self._shelves.finish(claim))

    def fail(self, claim: Claim, why: str) -> Path:
        """The photo could not be read: move it to ``failed`` with a note; raises as above."""
        return self._put_away(claim, lambda: self._shelves.fail(claim, why))

    def _put_away(self, claim: Claim, move: Callable[[], Path]) -> Path:
        self._claims.pop(claim.path, None)
        try:
            return move()
        except OSError:
            # Not left in a hidden folder, where nobody would look for it.
            place = self._shelves.release(claim)
            self._returned[place.relative_to(self._folder)] = Stamp.of(place)
            raise

    def _resume(self) -> Iterator[tuple[Claim, ...]]:
        left = self._shelves.leftovers()
        for start in range(0, len(left), _BURST):
            if self.stopped:
                return
            burst = left[start : start + _BURST]
            self._claims.update((claim.path, claim) for claim in burst)
            yield burst

    def _claim_all(
        self, burst: tuple[Path, ...], files: dict[Path, Stamp]
    ) -> Iterator[tuple[Claim, ...]]:
        for start in range(0, len(burst), _BURST):
            if self.stopped:
                return
            claimed = [self._claim(name, files[name]) for name in burst[start : start + _BURST]]
            claims = tuple(claim for claim in claimed if claim is not None)
            self._claims.update((claim.path, claim) for claim in claims)
            if claims:
                yield claims

    def _claim(self, name: Path, stamp: Stamp) -> Claim | None:
        try:
            return self._shelves.claim(name, stamp)
        except OSError as error:
            self._tell(name, f"cannot be moved: {error.strerror}")
            return None

    # --- looking -----------------------------------------------------------

    def _look(self) -> dict[Path, Stamp]:
        """Every picture in the folder now; other files are told about once."""
        reserved = (Shelves.done, Shelves.failed)
        try:
            found = dict(find_files(self._folder, reserved=reserved, tell=self._tell))
        except OSError as error:
            # A share may come back.
            self._tell(Path(), f"cannot be looked at: {error.strerror}")
            return {}
        for name in found:
            if not is_picture_name(name):
                self._tell(name, "is no picture")
        return {
            name: stamp
            for name, stamp in found.items()
            if is_picture_name(name) and self._returned.get(name) != stamp
        }

    def _sort(self, files: dict[Path, Stamp]) -> tuple[dict[Path, float], set[Path]]:
        """Files that may be taken with their time at rest, and those that still arrive."""
        rested = self._ripening.update(files, self._clock.monotonic_s())
        ripe: dict[Path, float] = {}
        for name, rest_s in rested.items():
            missing = self._missing(name)
            # A run of a timer's is too short to see how long a file rests: its own time tells.
            age_s = max(rest_s, self._clock.time_s() - files[name].mtime_ns / 1e9)
            if missing is None or age_s >= _GIVE_UP_S:
                ripe[name] = rest_s
            else:
                self._tell(name, f"is not complete: {missing}")
        return ripe, files.keys() - rested.keys()

    def _missing(self, name: Path) -> str | None:
        try:
            return find_missing(self._folder / name)
        except OSError as error:
            return f"it cannot be read ({error.strerror})"

    def _rest(self, *, busy: bool) -> None:
        pause_s = max(0.05, self._settle_s / 2) if busy else _IDLE_S
        self._clock.wait(self._bell, pause_s)
        while not self._bell.empty():
            self._bell.get()

    def _ring_on_events(self) -> None:
        """Wake the sweep early where the system tells of changes; polling does without."""
        with suppress(Exception):
            for _ in watchfiles.watch(self._folder, stop_event=self._events_end, debounce=400):
                self._bell.put(None)

    def _tell(self, name: Path, text: str) -> None:
        note = Note(name, text)
        if note not in self._told and self._on_note is not None:
            self._on_note(note)
        self._told.add(note)


def lock_places(folder: Path) -> tuple[Path, Path]:
    """Where a watcher's lock is: in the folder, or on this machine where a share knows no locks."""
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "replace")).hexdigest()[:16]
    return folder / Shelves.own / "lock", Path(tempfile.gettempdir()) / f"cardscan-{name}.lock"


def _lock(folder: Path) -> filelock.BaseFileLock:
    """One watcher a folder, on any machine; on this one where the share knows no locks."""
    for place in lock_places(folder):
        lock = filelock.FileLock(place, timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise UsageError(
                f"The folder {folder} is already being watched by another cardscan.",
                next_step="End that one first.",
            ) from None
        except (OSError, NotImplementedError):
            continue
        return lock
    raise UsageError(f"The folder {folder} cannot be locked.")
