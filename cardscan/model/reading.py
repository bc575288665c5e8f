"""What was read: words, readings of a line, and a whole card's text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cardscan.model.geometry import Box

__all__ = ["CardText", "Code", "Icon", "IconKind", "Reading", "TextLine", "Word"]


class IconKind(StrEnum):
    """What a small symbol beside a line shows."""

    HANDSET = "handset"
    MOBILE = "mobile"
    FAX = "fax"
    ENVELOPE = "envelope"
    GLOBE = "globe"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Icon:
    """A symbol; ``confidence`` is 0 to 1, ``box`` in pixels of the flattened card."""

    kind: IconKind
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Word:
    """One word; ``confidence`` is 0 to 1, ``box`` in pixels of the flattened card."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one line. ``reader`` names it, e.g. ``tesseract/Latin``."""

    words: tuple[Word, ...]
    reader: str

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(w.text for w in self.words)

    @property
    def confidence(self) -> float:
        """The mean of the words', weighted by their length; 0 for no words."""
        letters = sum(len(w.text) for w in self.words)
        if not letters:
            return 0.0
        return sum(w.confidence * len(w.text) for w in self.words) / letters


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of print with every reading of it, the likeliest first.

    ``box`` is in pixels of the flattened card; ``x_height_px``, ``boldness``,
    ``ink`` and ``is_bent`` as in :class:`cardscan.model.Line`. ``icons`` are the symbols
    before it and in it, from left to right; no reading has them as text.
    """

    box: Box
    readings: tuple[Reading, ...]
    x_height_px: float = 0.0
    boldness: float = 0.0
    ink: tuple[int, int, int] = (0, 0, 0)
    icons: tuple[Icon, ...] = ()
    is_bent: bool = False

    @property
    def best(self) -> Reading:
        """The likeliest reading; an empty one when no reader saw anything."""
        return self.readings[0] if self.readings else Reading((), "")

    @property
    def text(self) -> str:
        return self.best.text

    @property
    def confidence(self) -> float:
        return self.best.confidence


@dataclass(frozen=True, slots=True)
class Code:
    """A bar code or QR code. ``format`` is zxing's name, ``box`` in pixels of the card."""

    format: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class CardText:
    """All that was read on one card: the extractor's whole input.

    ``width`` and ``height`` are those of the flattened card in pixels.
    """

    lines: tuple[TextLine, ...]
    width: int
    height: int
    codes: tuple[Code, ...] = ()
