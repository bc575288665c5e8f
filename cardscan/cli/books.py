"""How commands open address books: a person is asked for what nobody else knows."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from cardscan.cli.console import Voice, ask, ask_secret
from cardscan.config import Settings
from cardscan.model import Place

if TYPE_CHECKING:
    from rich.progress import Progress

    from cardscan.app.books import Books
    from cardscan.model import Entry

__all__ = ["look_into", "opening_books"]


@contextmanager
def opening_books(
    settings: Settings, voice: Voice, *, book: str | None = None, what: str = "contacts"
) -> Iterator[Books]:
    """Open address books for as long as a command runs, with a bar for what is sent away."""
    from cardscan.app.accounts import Ask
    from cardscan.app.books import Books

    asking = Ask(_ask_user, _ask_password)
    with ExitStack() as stack:
        bars: list[Progress] = []

        def show(done: int, total: int) -> None:
            if not bars:
                bars.append(stack.enter_context(voice.progress(what, total)))
            bars[0].update(bars[0].task_ids[0], completed=done)
            if done == total:
                stack.close()
                bars.clear()

        with Books(settings, ask=asking, book=book, on_progress=show) as books:
            yield books


def look_into(settings: Settings, voice: Voice, places: Sequence[Place]) -> tuple[Entry, ...]:
    """Everybody in some address books; without any in the configured one, where it is a file."""
    from cardscan.app.known_books import read_books

    configured = settings.address_book
    if not places and configured is not None and configured.path and configured.path.exists():
        places = (configured,)
    with opening_books(settings, voice) as books:
        return read_books(books.open(place) for place in places)


def _ask_user(host: str) -> str | None:
    if not sys.stdin.isatty():
        return None
    return ask(f"User at {host}: ")


def _ask_password(whom: str) -> str | None:
    if not sys.stdin.isatty():
        return None
    return ask_secret(f"Password of {whom}")
