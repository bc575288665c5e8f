"""Photos to scans: many at once, remembered, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import cardscan
from cardscan.app.readers import build_readers
from cardscan.batch import LibraryMemory, LocalExecutor, PhotoOutcome, Progress, run_batch
from cardscan.config import ReaderChoice, Settings
from cardscan.errors import NoInputError
from cardscan.folder import Input, find_inputs
from cardscan.library import Library, Recipe
from cardscan.model import Failure, Outcome, Scan
from cardscan.pipeline import scan_files
from cardscan.read import Reader

__all__ = ["ReadCards", "Totals", "find_photos", "scan_photos"]


@dataclass(slots=True)
class Totals:
    """What a batch came to; ``elapsed_s`` is filled in by whoever holds the clock."""

    cards: int = 0
    sure: int = 0
    doubtful: int = 0
    not_a_card: int = 0
    unreadable: int = 0
    failed: int = 0
    photos: set[str] = field(default_factory=set)

    def count(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on and count them."""
        for result in results:
            self.photos.add(result.source)
            if isinstance(result, Failure):
                self.failed += 1
            else:
                self._count_scan(result)
            yield result

    def _count_scan(self, scan: Scan) -> None:
        self.cards += scan.contact is not None
        self.sure += scan.outcome is Outcome.OK
        self.doubtful += scan.outcome is Outcome.DOUBTFUL
        self.not_a_card += scan.outcome is Outcome.NOT_A_CARD
        self.unreadable += scan.outcome is Outcome.UNREADABLE


@dataclass(frozen=True, slots=True)
class ReadCards:
    """The work of one process: a group of photos to their scans. Picklable."""

    reader: ReaderChoice
    languages: tuple[str, ...]
    region: str | None = None

    def __call__(self, paths: tuple[Path, ...]) -> Iterable[PhotoOutcome]:
        return tuple(scan_files(paths, _readers(self.reader, self.languages), region=self.region))


@cache
def _readers(choice: ReaderChoice, languages: tuple[str, ...]) -> tuple[Reader, ...]:
    """Built once a process: loading a neural model takes longer than reading a card."""
    return build_readers(choice, languages)


def find_photos(paths: Sequence[Path], *, event: str | None = None) -> list[Input | Failure]:
    """The pictures that some paths name, each with its event.

    Raises NoInputError when there is not one.
    """
    found = list(find_inputs(paths))
    if not found:
        raise NoInputError(
            f"There is no picture in {', '.join(map(str, paths))}.",
            next_step="cardscan reads JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF and PDF.",
        )
    if event is None:
        return found
    return [replace(each, event=event) if isinstance(each, Input) else each for each in found]


def scan_photos(
    photos: Sequence[Input | Failure],
    settings: Settings,
    library: Library,
    *,
    again: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[PhotoOutcome]:
    """Read photos that the library does not know yet; yield all scans in the photos' order.

    Raises MissingDependencyError before any work when a reader cannot read.
    """
    readers = build_readers(settings.reader, settings.languages)
    memory = LibraryMemory(library, recipe_of(readers, settings), again=again)
    with _executor(settings) as executor:
        for result in run_batch(photos, executor, memory=memory, on_progress=on_progress):
            yield from result.outcomes


@contextmanager
def _executor(settings: Settings) -> Iterator[LocalExecutor]:
    work = ReadCards(settings.reader, settings.languages, settings.region)
    with LocalExecutor(
        work,
        jobs=settings.jobs,
        timeout_s=settings.photo_timeout_s,
        memory_mb=settings.photo_memory_mb,
    ) as executor:
        yield executor


def recipe_of(readers: Sequence[Reader], settings: Settings) -> Recipe:
    """What a photo was read with: when any of it changes, the photo is read again."""
    return Recipe.of(
        "+".join(reader.name for reader in readers),
        _fingerprint(),
        {"region": settings.region, "languages": settings.languages},
    )


@cache
def _fingerprint() -> str:
    """The version, and a digest of the code that decides what is read and understood.

    The digest spares a developer from old results after every change.
    """
    root = Path(cardscan.__file__).parent
    sources = [root / "pipeline.py"]
    for package in ("image", "read", "extract", "model"):
        sources += sorted(p for p in (root / package).rglob("*") if p.suffix != ".pyc")
    digest = hashlib.sha256()
    for path in sources:
        if path.is_file():
            digest.update(path.read_bytes())
    return f"{cardscan.__version__}-{digest.hexdigest()[:12]}"
