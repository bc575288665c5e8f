"""What a batch remembers of photos it has read, now or in an earlier run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from cardscan.batch.tasks import PhotoOutcome
from cardscan.folder import Input
from cardscan.library import Library, Recipe
from cardscan.model import Failure, ReadPage, Scan

__all__ = ["LibraryMemory", "Memory", "NoMemory"]


class Memory(Protocol):
    """Knows photos by an identity, and keeps what their pages gave."""

    def identify(self, photo: Input) -> str | None:
        """The photo's identity, None where this memory has none; OSError if it is unreadable."""
        ...

    def pages(self, identity: str) -> tuple[int, frozenset[int]] | None:
        """How many pages a photo has, and those that need not be read; None if it is unknown."""
        ...

    def recall(self, identity: str, photo: Input, page: int) -> tuple[PhotoOutcome, ...]:
        """What a known page gave, as if read from where the photo lies now."""
        ...

    def keep(
        self, identity: str, photo: Input, page: ReadPage
    ) -> tuple[tuple[PhotoOutcome, ...], bool]:
        """Keep what a page gave; the answer is what holds now, and whether it need not be read."""
        ...


class NoMemory:
    """Reads every photo and keeps nothing."""

    def identify(self, photo: Input) -> str | None:  # noqa: ARG002 # the protocol's
        return None

    def pages(self, identity: str) -> tuple[int, frozenset[int]] | None:  # noqa: ARG002 # the protocol's
        return None

    def recall(self, identity: str, photo: Input, page: int) -> tuple[PhotoOutcome, ...]:
        raise NotImplementedError(f"page {page} of {identity} at {photo} is not known")

    def keep(
        self,
        identity: str,  # noqa: ARG002 # the protocol's
        photo: Input,  # noqa: ARG002 # the protocol's
        page: ReadPage,
    ) -> tuple[tuple[PhotoOutcome, ...], bool]:
        return page.outcomes, False


class LibraryMemory:
    """Remembers in the library by SHA-256; with ``again`` it reads what it knows once more.

    What was read by the same recipe, but understood by another, is understood
    ``anew`` from the readings that the library has. ``on_event`` is called
    with the old and the new event of a photo that gets another one.
    """

    def __init__(
        self,
        library: Library,
        recipe: Recipe,
        *,
        again: bool = False,
        anew: Callable[[Scan], Scan] | None = None,
        on_event: Callable[[str, str], None] = lambda _old, _new: None,
    ) -> None:
        self._library = library
        self._recipe = recipe
        self._again = again
        self._anew = anew
        self._on_event = on_event
        self._read: dict[str, set[int]] = {}
        self._told: set[tuple[str, str]] = set()

    def identify(self, photo: Input) -> str | None:
        return self._library.sha256_of(photo.path)

    def pages(self, identity: str) -> tuple[int, frozenset[int]] | None:
        library, recipe = self._library, self._recipe
        is_read = library.has_read(identity, recipe) and not library.knows(identity, recipe)
        if is_read and self._anew is not None and not self._again:
            library.understand(identity, recipe, self._anew)
        known = library.pages_read(identity, recipe)
        if known is None or not self._again:
            return known
        count, _ = known
        return (count, frozenset(self._read[identity])) if identity in self._read else None

    def recall(self, identity: str, photo: Input, page: int) -> tuple[PhotoOutcome, ...]:
        return self._in_event(identity, photo, page, self._recall(identity, photo, page))

    def _in_event(
        self, identity: str, photo: Input, page: int, outcomes: tuple[PhotoOutcome, ...]
    ) -> tuple[PhotoOutcome, ...]:
        """What a page gave, in its event: the one that is said now, else the one it had."""
        before = {each.event for each in outcomes if isinstance(each, Scan)}
        stays = photo.event is None or before <= {photo.event}
        if stays or (photo.by_folder and before != {None}):
            return outcomes
        for event in before - {None, photo.event}:
            if (identity, str(event)) not in self._told:
                self._told.add((identity, str(event)))
                self._on_event(str(event), str(photo.event))
        self._library.assign_event(identity, photo.event, page=page)
        return tuple(
            replace(each, event=photo.event) if isinstance(each, Scan) else each
            for each in outcomes
        )

    def keep(
        self, identity: str, photo: Input, page: ReadPage
    ) -> tuple[tuple[PhotoOutcome, ...], bool]:
        is_kept = self._library.remember_page(identity, self._recipe, page)
        if is_kept:
            self._read.setdefault(identity, set()).add(page.page)
        # Recalled, since what a person decided on outranks the new reading.
        outcomes = self._recall(identity, photo, page.page)
        if not is_kept:
            outcomes = _with_failures(outcomes, page)
        return self._in_event(identity, photo, page.page, outcomes), is_kept

    def _recall(self, identity: str, photo: Input, page: int) -> tuple[PhotoOutcome, ...]:
        return self._library.recall_page(identity, page, source=str(photo.path))


def _with_failures(earlier: tuple[PhotoOutcome, ...], page: ReadPage) -> tuple[PhotoOutcome, ...]:
    """What an earlier reading gave, if there was one, and why there is no new one."""
    scans = tuple(each for each in earlier if isinstance(each, Scan))
    failures = (each for each in page.outcomes if isinstance(each, Failure))
    if scans:
        failures = (replace(each, message=f"{each.message} {_EARLIER_STAYS}") for each in failures)
    return (*scans, *failures)


_EARLIER_STAYS = "What was read of it before is kept."
