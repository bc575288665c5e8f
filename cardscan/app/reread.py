"""A card read again from its picture, once a person has said which way is up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cardscan.app.readers import build_readers
from cardscan.batch import carry_out
from cardscan.config import ReaderChoice, Settings
from cardscan.model import Excerpt, Scan
from cardscan.understand import letters_read, read_again

__all__ = ["reread"]

_CLEARLY_MORE = 1.15


def reread(scan: Scan, settings: Settings) -> Scan | None:
    """The scan as the picture of its card reads now; None where that does not say more than before.

    It is read in a process of its own, which may take as long and as much
    memory as a photo. Raises ReaderError where that is not enough,
    MissingDependencyError where nothing is there to read with.
    """
    found: Scan | None = carry_out(
        _Reread(scan, settings.reader, settings.languages, settings.region),
        Excerpt(Path(scan.source), scan.page, scan.page + 1),
        timeout_s=settings.photo_timeout_s,
        memory_mb=settings.photo_memory_mb,
    )
    return found


@dataclass(frozen=True, slots=True)
class _Reread:
    """The work of the process. Picklable."""

    scan: Scan
    reader: ReaderChoice
    languages: tuple[str, ...]
    region: str | None

    def __call__(self, _excerpts: tuple[Excerpt, ...]) -> Iterator[Scan | None]:
        readers = build_readers(self.reader, self.languages)
        found = read_again(self.scan, readers, region=self.region)
        # Another reading of what was legible before differs by chance only.
        enough = _CLEARLY_MORE * letters_read(self.scan.lines)
        yield found if found is not None and letters_read(found.lines) > enough else None
