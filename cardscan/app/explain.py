"""One photo explained: a picture and words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from cardscan.app.readers import build_readers
from cardscan.batch import carry_out
from cardscan.config import ReaderChoice, Settings
from cardscan.errors import UsageError
from cardscan.explain import draw_explanation, explain_in_words
from cardscan.files import replacing
from cardscan.image import open_picture
from cardscan.model import Excerpt, PageCount
from cardscan.pipeline import trace_photos

__all__ = ["Explanation", "explain_photo"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """``picture`` is a PNG or JPEG file; ``words`` are many lines of text."""

    picture: bytes
    words: str

    def save(self, out: Path) -> None:
        """Write the picture. Raises OutputError."""
        with replacing(out) as file:
            file.write(self.picture)


def explain_photo(path: Path, *, page: int, settings: Settings, out: Path) -> Explanation:
    """Scan one page (from 1) of one photo and keep what led to each value.

    ``out`` says by its suffix which kind of picture is wanted. Raises PhotoError
    when the photo cannot be opened, UsageError when it has no such page,
    ReaderError when it takes longer or more memory than a photo may.
    """
    suffix = out.suffix.casefold()
    if suffix not in {".png", ".jpg", ".jpeg"}:
        raise UsageError(
            f"{out.name} is no name for a PNG or JPEG picture.", next_step="End it in .png."
        )
    if page < 1:
        raise _no_page(path, page)
    work = _Explain(settings.reader, settings.languages, settings.region, suffix)
    explanation: Explanation = carry_out(
        work,
        Excerpt(path, page - 1, page),
        timeout_s=settings.photo_timeout_s,
        memory_mb=settings.photo_memory_mb,
    )
    return explanation


@dataclass(frozen=True, slots=True)
class _Explain:
    """The work of the process. Picklable."""

    reader: ReaderChoice
    languages: tuple[str, ...]
    region: str | None
    suffix: str

    def __call__(self, excerpts: tuple[Excerpt, ...]) -> Iterator[PageCount | Explanation]:
        readers = build_readers(self.reader, self.languages)
        for excerpt in excerpts:
            picture = open_picture(excerpt.path)
            yield PageCount(picture.source, picture.count)
            if excerpt.first >= picture.count:
                raise _no_page(excerpt.path, excerpt.first + 1)
            photo = picture.photo(excerpt.first)
            traces = trace_photos([photo], readers, region=self.region)
            _, encoded = cv2.imencode(self.suffix, draw_explanation(traces))
            yield Explanation(encoded.tobytes(), explain_in_words(traces))


def _no_page(path: Path, page: int) -> UsageError:
    return UsageError(f"{path.name} has no page {page}.", next_step="Pages count from 1.")
