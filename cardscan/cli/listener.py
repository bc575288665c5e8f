"""`cardscan phone` as a process beside the review, for as long as somebody wants it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.cli.console import Voice
from cardscan.errors import CardscanError
from cardscan.model import Place

__all__ = ["Listener"]

_START_S = 30.0
_END_S = 15.0


@dataclass(slots=True)
class Listener:
    """The phone's page in a process of its own: it reads photos, and dies with this one.

    ``more`` are options of the review that hold there as well. The review itself
    listens on this machine only, and never opens another door.
    """

    library: Path
    into: Place | None
    interface: str | None
    voice: Voice
    more: tuple[str, ...] = ()
    url: str | None = None
    _process: subprocess.Popen[str] | None = None
    _said: deque[str] = field(default_factory=lambda: deque(maxlen=3))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, event: str | None) -> None:
        """Open the phone's page, unless it is. Raises CardscanError, with what it said, if not."""
        with self._lock:
            if self.is_on():
                return
            self._said.clear()
            self._process = subprocess.Popen(  # noqa: S603 # this program itself
                self._command(event),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
            hearing = threading.Thread(target=self._hear, args=(self._process,), daemon=True)
            hearing.start()
            self.url = self._address(self._process)
            if self.url is None:
                self._end(self._process)
                hearing.join(1.0)
                self._process = None
                raise CardscanError(" ".join(self._said) or "The phone's page did not start.")

    def stop(self) -> None:
        """Close the phone's page; what was sent is kept."""
        with self._lock:
            if self._process is not None:
                self._end(self._process)
            self._process = self.url = None

    def is_on(self) -> bool:
        """Whether the phone's page is there."""
        return self._process is not None and self._process.poll() is None

    def why_off(self) -> str:
        """What it said before it ended by itself."""
        ended = self._process is not None and not self.is_on()
        return " ".join(self._said) if ended else ""

    @contextmanager
    def ended(self) -> Iterator[None]:
        """Close it with the block, if it was opened."""
        try:
            yield
        finally:
            self.stop()

    def _command(self, event: str | None) -> list[str]:
        given = {
            "library": str(self.library),
            "into": None if self.into is None else _as_typed(self.into),
            "event": event,
            "interface": self.interface,
        }
        options = [f"--{name}={value}" for name, value in given.items() if value]
        return [sys.executable, "-m", "cardscan", "phone", "--until-eof", *options, *self.more]

    def _address(self, process: subprocess.Popen[str]) -> str | None:
        """The address that the process prints, behind its code for the terminal."""
        late = threading.Timer(_START_S, process.kill)
        late.start()
        try:
            lines = iter(process.stdout or ())
            return next((line.strip() for line in lines if line.startswith("http")), None)
        finally:
            late.cancel()

    def _hear(self, process: subprocess.Popen[str]) -> None:
        for line in process.stderr or ():
            self._said.append(line.strip().removeprefix("cardscan: "))
            self.voice.say(f"phone: {line.strip()}")

    def _end(self, process: subprocess.Popen[str]) -> None:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_typed(place: Place) -> str:
    return f"{place}/" if place.is_folder else str(place)
