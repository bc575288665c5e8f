"""Photos to cards: what a scan, a watched folder and programs share.

What brings cards into an address book is apart, and loaded while photos are read.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

from cardscan.app.scan import Crew, scan_photos
from cardscan.app.sides import join_sides
from cardscan.batch import PhotoOutcome, Progress
from cardscan.config import Settings
from cardscan.folder import Input
from cardscan.library import Library
from cardscan.model import Failure

__all__ = ["read_cards"]

Through = Callable[[Generator[PhotoOutcome, None, None]], Iterable[PhotoOutcome]]
"""What looks at the photos one by one before fronts and backs are joined."""


def read_cards(
    photos: Sequence[Input | Failure],
    settings: Settings,
    library: Library,
    *,
    again: bool = False,
    crew: Crew | None = None,
    through: Through = iter,
    on_progress: Callable[[Progress], None] | None = None,
    on_event: Callable[[str, str], None] = lambda _old, _new: None,
    on_grace: Callable[[], None] = lambda: None,
) -> Iterator[PhotoOutcome]:
    """The cards of photos in their order, a front and its back as one; as :func:`scan_photos`."""
    scanned = scan_photos(
        photos,
        settings,
        library,
        again=again,
        on_progress=on_progress,
        on_event=on_event,
        on_grace=on_grace,
        crew=crew,
    )
    return join_sides(through(scanned), library)
