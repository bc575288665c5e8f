"""Photos to scans: many at once, remembered, in order."""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import cardscan
from cardscan.app.readers import build_readers, find_versions, load_ahead
from cardscan.batch import (
    LibraryMemory,
    LocalExecutor,
    PhotoOutcome,
    Progress,
    run_batch,
)
from cardscan.closing import Closing
from cardscan.config import ReaderChoice, Settings
from cardscan.counts import counted
from cardscan.errors import NoInputError
from cardscan.folder import Input, find_inputs
from cardscan.library import Library, Recipe
from cardscan.model import Excerpt, Failure, Outcome, PageCount, ReadPage, Scan

if TYPE_CHECKING:
    from cardscan.batch.cluster import ClusterExecutor
    from cardscan.read import Reader

__all__ = [
    "GRACE_S",
    "Crew",
    "ReadCards",
    "Totals",
    "UntilInterrupted",
    "find_photos",
    "scan_photos",
]

GRACE_S = 10.0
"""How long an interrupted batch may take to finish the photos under way: about one group."""


@dataclass(slots=True)
class Totals:
    """What a batch came to, in photos (a page counts as one) and in cards.

    ``nobody`` are cards that tell neither of whom they are nor how to reach
    them, ``cut_off`` the sources of photos that were read in part.
    """

    cards: int = 0
    nobody: int = 0
    sure: int = 0
    doubtful: int = 0
    not_a_card: int = 0
    unreadable: int = 0
    failed: int = 0
    cut_off: dict[str, None] = field(default_factory=dict)
    photos: dict[tuple[str, int | None], bool] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def photos_failed(self) -> int:
        """How many photos could not be read, or not as they were to be read."""
        return sum(self.photos.values())

    @property
    def read(self) -> int:
        """How many results came of photos that could be read."""
        return self.sure + self.doubtful + self.not_a_card + self.unreadable

    def count(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on and count them."""
        for result in results:
            if isinstance(result, Failure):
                self.failed += 1
            else:
                self._count_scan(result)
            yield result

    def note_photos(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on, not joined yet, and note their photos, and which lack a part."""
        for result in results:
            failed = isinstance(result, Failure)
            place = result.source, result.page
            self.photos[place] = self.photos.get(place, False) or failed
            if isinstance(result, Scan) and _is_cut_off(result):
                self.cut_off[result.source] = None
            yield result

    def photos_in_words(self, named: Iterable[Input | Failure]) -> str:
        """``68 photos: 65 read, 3 failed``; of what nothing came every card was discarded."""
        seen = {source for source, _ in self.photos}
        sources = {e.source if isinstance(e, Failure) else str(e.path) for e in named}
        silent = len(sources - seen)
        read, left = len(self.photos) - self.photos_failed, silent if self.interrupted else 0
        photos = counted(len(self.photos) + silent, "photo")
        # Each page of a file counts, which whoever counts the files should be told.
        files = f" of {len(sources)} files" if len(self.photos) + silent > len(sources) else ""
        whole = f"{photos}{files}: {read + silent - left} read"
        failed = f", {self.photos_failed} failed" if self.photos_failed else ""
        return f"{whole}{failed}{f', {left} not read yet' if left else ''}"

    def _count_scan(self, scan: Scan) -> None:
        self.cards += scan.contact is not None
        self.nobody += scan.contact is not None and not scan.contact.is_somebody
        self.sure += scan.outcome is Outcome.OK
        self.doubtful += scan.outcome is Outcome.DOUBTFUL
        self.not_a_card += scan.outcome is Outcome.NOT_A_CARD
        self.unreadable += scan.outcome is Outcome.UNREADABLE


def _is_cut_off(scan: Scan) -> bool:
    if not scan.remarks:
        return False
    from cardscan.image import CUT_OFF_REMARKS

    return not CUT_OFF_REMARKS.isdisjoint(scan.remarks)


@dataclass(frozen=True, slots=True)
class ReadCards:
    """The work of one process: pages of a group of photos to their scans. Picklable."""

    reader: ReaderChoice
    languages: tuple[str, ...]
    region: str | None = None

    def __call__(self, excerpts: tuple[Excerpt, ...]) -> Iterator[ReadPage | PageCount]:
        from cardscan.pipeline import scan_files

        readers = _readers(self.reader, self.languages)
        return scan_files(excerpts, readers, region=self.region)

    def versions(self) -> tuple[str, ...]:
        """What reads and understands here: other versions may read otherwise."""
        return (
            f"cardscan {_fingerprint()}",
            *find_versions(build_readers(self.reader, self.languages)),
        )


@cache
def _readers(choice: ReaderChoice, languages: tuple[str, ...]) -> tuple[Reader, ...]:
    """Built once a process: loading a neural model takes longer than reading a card."""
    readers = build_readers(choice, languages)
    load_ahead(readers)
    return readers


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
    return [
        replace(each, event=event, by_folder=False) if isinstance(each, Input) else each
        for each in found
    ]


def scan_photos(
    photos: Sequence[Input | Failure],
    settings: Settings,
    library: Library,
    *,
    again: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_event: Callable[[str, str], None] = lambda _old, _new: None,
    on_grace: Callable[[], None] = lambda: None,
    crew: Crew | None = None,
) -> Generator[PhotoOutcome, None, None]:
    """Read photos that the library does not know yet; yield all scans in the photos' order.

    ``on_event`` is called with the old and the new event of a photo that gets another one;
    ``crew`` reads, and stays for the next photos.
    Raises MissingDependencyError before any work when a reader cannot read.
    After a KeyboardInterrupt what is under way is finished, unless that takes
    long or there is a second one (``on_grace`` can say so), and what was read is
    yielded before it goes on its way.
    """
    readers = build_readers(settings.reader, settings.languages)
    anew = partial(_understand_again, region=settings.region)
    recipe = recipe_of(readers, settings)
    memory = LibraryMemory(library, recipe, again=again, anew=anew, on_event=on_event)
    with ExitStack() as stack:
        crew = stack.enter_context(Crew(settings)) if crew is None else crew
        executor = stack.enter_context(crew.at_work())
        for result in run_batch(
            photos,
            executor,
            memory=memory,
            on_progress=on_progress,
            grace_s=GRACE_S,
            on_grace=on_grace,
        ):
            yield from result.outcomes


def _understand_again(scan: Scan, *, region: str | None) -> Scan:
    from cardscan.understand import understand_again

    return understand_again(scan, region=region)


class UntilInterrupted:
    """Results up to Ctrl-C or SIGTERM, which end them like the last one does.

    Afterwards ``interrupted`` says so. Only the wait for a result is broken
    off, never what is done with it in between. Works in the main thread.
    """

    def __init__(self) -> None:
        self._waiting = self._asked = False
        self.interrupted = False

    def over(self, results: Generator[PhotoOutcome, None, None]) -> Iterator[PhotoOutcome]:
        """The results one by one; nothing more after an interrupt but what was under way."""
        before = {n: signal.signal(n, self._answer) for n in (signal.SIGINT, signal.SIGTERM)}
        try:
            while (result := self._next(results)) is not None:
                yield result
        finally:
            for number, answer in before.items():
                signal.signal(number, answer)

    def _next(self, results: Generator[PhotoOutcome, None, None]) -> PhotoOutcome | None:
        try:
            self._waiting = True
            if self._asked:
                self._asked = False
                return results.throw(KeyboardInterrupt)
            return next(results, None)
        except KeyboardInterrupt:
            self.interrupted = True
            return None
        finally:
            self._waiting = False

    def _answer(self, _number: int, _frame: FrameType | None) -> None:
        if self._waiting:
            raise KeyboardInterrupt
        self._asked = True


class Crew(Closing):
    """Whoever carries the work out; its processes on this machine may stay from batch to batch.

    A process that has loaded its models reads a photo in a third of the time, and holds 300 to
    700 MB for it. None starts before the first batch. A context manager that leaves none behind.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._local: LocalExecutor | None = None
        self._used_s = 0.0

    @contextmanager
    def at_work(self) -> Iterator[LocalExecutor | ClusterExecutor]:
        """What carries one batch out; of a cluster nothing stays."""
        settings = self._settings
        work = ReadCards(settings.reader, settings.languages, settings.region)
        timeout_s, memory_mb = settings.photo_timeout_s, settings.photo_memory_mb
        if settings.scheduler is not None:
            from cardscan.batch.cluster import ClusterExecutor

            with ClusterExecutor(
                work,
                scheduler=settings.scheduler,
                versions=work.versions,
                timeout_s=timeout_s,
                memory_mb=memory_mb,
            ) as cluster:
                yield cluster
            return
        if self._local is None:
            self._local = LocalExecutor(
                work, jobs=settings.jobs, timeout_s=timeout_s, memory_mb=memory_mb
            )
        try:
            yield self._local
        finally:
            self._local.drop()
            self._used_s = time.monotonic()

    def close(self) -> None:
        """End the processes."""
        self.let_go()

    def let_go(self, *, idle_s: float = 0.0) -> None:
        """End the processes if they have been idle for so long; the next batch starts others."""
        if self._local is not None and time.monotonic() - self._used_s >= idle_s:
            self._local.close()
            self._local = None


def recipe_of(readers: Sequence[Reader], settings: Settings) -> Recipe:
    """What a photo was read with, and understood with: when that changes, it is done again."""
    return Recipe.of(
        "+".join(reader.name for reader in readers),
        _fingerprint(),
        {"languages": settings.languages, "versions": find_versions(readers)},
        {"region": settings.region},
    )


@cache
def _fingerprint() -> str:
    """The version, and a digest of the code that decides what is read and understood.

    The digest spares a developer from old results after every change.
    """
    root = Path(cardscan.__file__).parent
    sources = [root / "pipeline.py", root / "understand.py"]
    for package in ("image", "read", "extract", "language", "model"):
        sources += sorted(p for p in (root / package).rglob("*") if p.suffix != ".pyc")
    digest = hashlib.sha256()
    for path in sources:
        if path.is_file():
            digest.update(path.read_bytes())
    return f"{cardscan.__version__}-{digest.hexdigest()[:12]}"
