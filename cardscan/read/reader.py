"""What a reader of lines is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from cardscan.model import Corners, Line, Pixels, Reading

__all__ = ["Detector", "Reader", "Rereader"]


class Reader(Protocol):
    """Turns the crops of lines into text with word boxes and confidences."""

    @property
    def name(self) -> str:
        """Names the reader in readings, e.g. ``tesseract/Latin``."""
        ...

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        """For each card and each of its lines one reading, empty when nothing was seen.

        Word boxes are in pixels of the card, confidences the chance (0 to 1)
        that the word is right. Raises ReaderError when the reader crashes or
        exceeds its time limit, MissingDependencyError when it is not installed.
        """
        ...


@runtime_checkable
class Rereader(Reader, Protocol):
    """A reader that has a second set-up for what its first reads badly."""

    @property
    def for_addresses(self) -> Reader | None:
        """Reads e-mail and web addresses and numbers better, None when not installed."""
        ...


@runtime_checkable
class Detector(Protocol):
    """Finds where there is print, before it is read."""

    def find_regions(self, pixels: Pixels) -> tuple[Corners, ...]:
        """Slanted rectangles around print, in pixels of the picture (BGR); perhaps none."""
        ...
