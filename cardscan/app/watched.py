"""How a watched folder is doing: what its watcher noted, and what lies in its folders now."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from cardscan.counts import counted
from cardscan.files import replacing
from cardscan.folder import find_failed, find_waiting, is_watched, own_folder

__all__ = ["Journal", "WatchStatus", "status_of"]

_NOTES = "status.json"


@dataclass(frozen=True, slots=True)
class _Noted:
    """What a watcher notes of itself: times in ISO 8601, counts since it began."""

    into: str = ""
    since: str = ""
    pid: int = 0
    taken: int = 0
    cards: int = 0
    failed: int = 0
    last: str = ""
    last_at: str = ""


class Journal:
    """Notes beside the photos of one folder how its watch goes on; losing them costs nothing."""

    def __init__(self, folder: Path, into: object | None) -> None:
        self._file = own_folder(folder) / _NOTES
        self._noted = _Noted("" if into is None else str(into), _now(), os.getpid())
        self._write()

    def note(self, name: Path, *, cards: int, failed: bool) -> None:
        """One more photo was handled."""
        self._noted = replace(
            self._noted,
            taken=self._noted.taken + 1,
            cards=self._noted.cards + cards,
            failed=self._noted.failed + failed,
            last=str(name),
            last_at=_now(),
        )
        self._write()

    def _write(self) -> None:
        text = json.dumps(asdict(self._noted))
        with suppress(Exception), replacing(self._file) as file:
            file.write(text.encode("utf-8", "replace"))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """One folder. ``waiting`` are pictures that nobody has taken yet, each with why if it is known.

    Counts of ``noted`` are of the watch that runs, or of the last one; ``failed``
    are the photos that could not be read, each with the reason.
    """

    folder: Path
    is_there: bool
    is_watched: bool
    noted: _Noted
    waiting: tuple[tuple[str, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, object]:
        """The folder as an object of JSON."""
        return {
            "folder": str(self.folder),
            "exists": self.is_there,
            "watched": self.is_watched,
            "into": self.noted.into or None,
            "since": self.noted.since or None,
            "photos": self.noted.taken,
            "cards": self.noted.cards,
            "last": self.noted.last or None,
            "last_at": self.noted.last_at or None,
            "waiting": len(self.waiting),
            "waits": [{"photo": photo, "why": why or None} for photo, why in self.waiting],
            "failed": [{"photo": photo, "why": why} for photo, why in self.failed],
        }

    def in_words(self) -> Iterator[str]:
        """The folder in a few lines."""
        noted = self.noted
        if not self.is_there:
            yield f"{self.folder}: does not exist"
            return
        into = f", into {noted.into}" if noted.into else ""
        if self.is_watched:
            since = _clock(noted.since) or "an unknown time"
            yield f"{self.folder}: watched since {since}{into}"
        else:
            last = f"; the last watch began {_clock(noted.since)}{into}" if noted.since else ""
            yield f"{self.folder}: not watched now{last}"
        latest = f", the last of them {noted.last} ({_clock(noted.last_at)})" if noted.last else ""
        came = f"{counted(noted.taken, 'photo')}, {counted(noted.cards, 'card')}"
        yield f"  came: {came}{latest}"
        yield f"  waiting to be read: {len(self.waiting)}"
        for photo, why in self.waiting[:_MOST_NAMED]:
            yield f"    {photo}: {why}" if why else f"    {photo}"
        yield f"  failed: {len(self.failed)}"
        yield from (f"    {photo}: {why}" for photo, why in self.failed)


def _clock(moment: str) -> str:
    """A moment in ISO 8601 as one reads it."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return moment


def status_of(folder: Path) -> WatchStatus:
    """Look at a folder; nothing is changed, and who watches it is not disturbed."""
    if not folder.is_dir():
        return WatchStatus(folder, is_there=False, is_watched=False, noted=_Noted())
    return WatchStatus(
        folder,
        is_there=True,
        is_watched=is_watched(folder),
        noted=_read(own_folder(folder) / _NOTES),
        waiting=find_waiting(folder),
        failed=find_failed(folder),
    )


def _read(file: Path) -> _Noted:
    try:
        return _Noted(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return _Noted()
