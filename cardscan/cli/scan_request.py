"""What the options of ``cardscan scan`` say about where the contacts go."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from cardscan.app.choices import OutputFormat, Wording, format_for
from cardscan.errors import UsageError
from cardscan.model import Place

__all__ = ["JSON", "ScanRequest"]

JSON = "json"
"""Beside the formats of contacts: what a merge does, for a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What the options say about where the contacts go."""

    out: Path | None
    into: Place | None
    chosen: str | None
    event: str | None
    maybe: str
    dry_run: bool
    wording: Wording
    again: bool

    @property
    def asks_for_nothing(self) -> bool:
        """Whether it is left to the configuration where contacts go; a format is for a stream."""
        return self.out is None and self.into is None and self.chosen in (None, JSON)

    @property
    def as_json(self) -> bool:
        """Whether what is done to the address book is told as JSON. Raises UsageError."""
        if self.chosen == JSON and self.into is None:
            raise UsageError(
                "json tells what --into does to an address book, and none is named.",
                next_step="Name one with --into, or take the cards with --format jsonl.",
            )
        return self.chosen == JSON

    @property
    def target(self) -> Path | None:
        """Where a fresh file goes; standard output where nothing else was asked for."""
        return Path("-") if self.out is None and self.into is None else self.out

    @property
    def format(self) -> OutputFormat:
        chosen = OutputFormat(self.chosen) if self.chosen and not self.as_json else None
        return format_for(self.target or Path("-"), chosen)

    @property
    def shown(self) -> Wording:
        """How contacts are written; on a terminal the card's picture is 100 kB of noise."""
        return replace(self.wording, photo=self.wording.photo and not self._on_terminal)

    @property
    def for_a_person(self) -> bool:
        """Whether nobody asked for a format, and somebody is there to read the cards."""
        return self._on_terminal and self.out is None and self.chosen is None

    @property
    def goes_to_a_program(self) -> bool:
        """Whether the cards go through a pipe as they are read.

        Whoever reads them there may print on the same terminal at any moment, into a bar.
        """
        if self.target != Path("-") or self.dry_run:
            return False
        try:
            return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
        except (OSError, ValueError):
            return False

    @property
    def _on_terminal(self) -> bool:
        return self.target == Path("-") and sys.stdout.isatty()
