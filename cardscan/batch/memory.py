"""What a batch remembers of photos it has read, now or in an earlier run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from cardscan.batch.tasks import PhotoOutcome
from cardscan.folder import Input
from cardscan.library import Library, Recipe
from cardscan.model import Scan

__all__ = ["LibraryMemory", "Memory", "NoMemory"]


class Memory(Protocol):
    """Knows photos by an identity, and keeps what they gave."""

    def identify(self, photo: Input) -> str | None:
        """The photo's identity, None where this memory has none; OSError if it is unreadable."""
        ...

    def knows(self, identity: str) -> bool:
        """Whether the photo need not be read."""
        ...

    def recall(self, identity: str, photo: Input) -> tuple[PhotoOutcome, ...]:
        """What a known photo gave, as if read from where it lies now."""
        ...

    def keep(
        self, identity: str, photo: Input, outcomes: Sequence[PhotoOutcome]
    ) -> tuple[PhotoOutcome, ...]:
        """Keep what a photo gave; the answer is what holds now."""
        ...


class NoMemory:
    """Reads every photo and keeps nothing."""

    def identify(self, photo: Input) -> str | None:  # noqa: ARG002 # the protocol's
        return None

    def knows(self, identity: str) -> bool:  # noqa: ARG002 # the protocol's
        return False

    def recall(self, identity: str, photo: Input) -> tuple[PhotoOutcome, ...]:
        raise NotImplementedError(f"{identity} of {photo} is not known")

    def keep(
        self,
        identity: str,  # noqa: ARG002 # the protocol's
        photo: Input,  # noqa: ARG002 # the protocol's
        outcomes: Sequence[PhotoOutcome],
    ) -> tuple[PhotoOutcome, ...]:
        return tuple(outcomes)


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
        self._read: set[str] = set()

    def identify(self, photo: Input) -> str | None:
        return self._library.sha256_of(photo.path)

    def knows(self, identity: str) -> bool:
        if self._again and identity not in self._read:
            return False
        if self._library.knows(identity, self._recipe):
            return True
        return self._anew is not None and self._library.has_read(identity, self._recipe)

    def recall(self, identity: str, photo: Input) -> tuple[PhotoOutcome, ...]:
        if self._anew is not None and not self._library.knows(identity, self._recipe):
            self._library.understand(identity, self._recipe, self._anew)
        outcomes = self._recall(identity, photo)
        return self._in_event(identity, photo, outcomes)

    def _in_event(
        self, identity: str, photo: Input, outcomes: tuple[PhotoOutcome, ...]
    ) -> tuple[PhotoOutcome, ...]:
        """What a photo gave, in its event: the one that is said now, else the one it had."""
        before = {each.event for each in outcomes if isinstance(each, Scan)}
        stays = photo.event is None or before <= {photo.event}
        if stays or (photo.by_folder and before != {None}):
            return outcomes
        for event in before - {None, photo.event}:
            self._on_event(str(event), str(photo.event))
        self._library.assign_event(identity, photo.event)
        return tuple(
            replace(each, event=photo.event) if isinstance(each, Scan) else each
            for each in outcomes
        )

    def keep(
        self, identity: str, photo: Input, outcomes: Sequence[PhotoOutcome]
    ) -> tuple[PhotoOutcome, ...]:
        self._library.remember(identity, self._recipe, outcomes)
        self._read.add(identity)
        # Recalled, since what a person decided on outranks the new reading.
        kept = self._recall(identity, photo) if self.knows(identity) else tuple(outcomes)
        return self._in_event(identity, photo, kept)

    def _recall(self, identity: str, photo: Input) -> tuple[PhotoOutcome, ...]:
        return self._library.recall(identity, self._recipe, source=str(photo.path)) or ()
