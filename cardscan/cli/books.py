"""How commands open address books: a person is asked for what nobody else knows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cardscan.cli.console import Voice
from cardscan.config import Settings

if TYPE_CHECKING:
    from cardscan.app.books import Books

__all__ = ["opening_books"]


@contextmanager
def opening_books(settings: Settings, voice: Voice, *, book: str | None = None) -> Iterator[Books]:
    """Open address books for as long as a command runs, with a bar for what is sent away."""
    from cardscan.app.accounts import Ask
    from cardscan.app.books import Books

    ask = Ask(_ask_user, _ask_password)
    with voice.progress("contacts", None) as bar:

        def show(done: int, total: int) -> None:
            bar.start()
            bar.update(bar.task_ids[0], completed=done, total=total)

        bar.stop()  # until there is something to show: a prompt may come first
        with Books(settings, ask=ask, book=book, on_progress=show) as books:
            yield books


def _ask_user(host: str) -> str | None:
    if not sys.stdin.isatty():
        return None
    return str(click.prompt(f"User at {host}", err=True))


def _ask_password(whom: str) -> str | None:
    if not sys.stdin.isatty():
        return None
    return str(click.prompt(f"Password of {whom}", hide_input=True, err=True))
