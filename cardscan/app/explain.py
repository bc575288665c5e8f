"""One photo explained: a picture and words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2

from cardscan.app.readers import build_readers
from cardscan.config import Settings
from cardscan.errors import UsageError
from cardscan.explain import draw_explanation, explain_in_words
from cardscan.files import replacing
from cardscan.image import load_photos
from cardscan.model import Pixels
from cardscan.pipeline import trace_photos

__all__ = ["Explanation", "explain_photo"]


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """``picture`` is (height, width, 3) uint8, BGR; ``words`` are many lines of text."""

    picture: Pixels
    words: str

    def save(self, out: Path) -> None:
        """Write the picture as PNG or JPEG, as the name's suffix says."""
        suffix = out.suffix.casefold()
        if suffix not in {".png", ".jpg", ".jpeg"}:
            raise UsageError(
                f"{out.name} is no name for a PNG or JPEG picture.", next_step="End it in .png."
            )
        _, encoded = cv2.imencode(suffix, self.picture)
        with replacing(out) as file:
            file.write(encoded.tobytes())


def explain_photo(path: Path, *, page: int, settings: Settings) -> Explanation:
    """Scan one page (from 1) of one photo and keep what led to each value.

    Raises PhotoError when it cannot be opened, UsageError when it has no such page.
    """
    readers = build_readers(settings.reader, settings.languages)
    photos = tuple(islice(load_photos(path), page - 1, page)) if page > 0 else ()
    if not photos:
        raise UsageError(f"{path.name} has no page {page}.", next_step="Pages count from 1.")
    traces = trace_photos(photos, readers, region=settings.region)
    return Explanation(draw_explanation(traces), explain_in_words(traces))
