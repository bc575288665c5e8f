"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cardscan.app.choices import check_is_book
from cardscan.app.settings import checked_settings
from cardscan.cli.commands import of_every_command, said_before
from cardscan.cli.console import Voice
from cardscan.config import Settings
from cardscan.model import Place, single_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = [
    "ANY_BOOK",
    "ANY_PATH",
    "BOOK",
    "DAY",
    "EVENT",
    "PHOTOS",
    "reading_options",
    "settings_from",
    "shared_options",
]

ANY_PATH = click.Path(path_type=Path, readable=False)
"""Any path: whoever opens it says what is wrong with it, and a batch goes on without it."""


class _Photos(click.Path):
    """A path, or the URL of photos that lie elsewhere; only that loads what opens it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if "://" not in str(value):
            return super().convert(value, param, ctx)
        from cardscan.folder.remote import path_of

        return path_of(str(value))


PHOTOS = _Photos(path_type=Path, readable=False)
"""Any path or URL of photos."""


class _Event(click.ParamType[str]):
    """The name of an event, without what cannot be seen; something must be left of it."""

    name = "event"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = single_line(str(value))
        if not text:
            self.fail("an event has a name; leave --event out where there is none.", param, ctx)
        return text

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from cardscan.cli.known_events import known_events

        contexts = (ctx, ctx.parent, ctx.find_root())
        said = (each.params.get("library") for each in contexts if each is not None)
        return [
            CompletionItem(name)
            for name in known_events(next(filter(None, said), None))
            if name.casefold().startswith(incomplete.casefold())
        ]


class _Book(click.ParamType[Place]):
    """An address book: a file, a folder, or the URL of a server.

    One that is merged into has not the name of a table.
    """

    name = "book"

    def __init__(self, *, is_written: bool) -> None:
        self._is_written = is_written

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Place:
        try:
            place = value if isinstance(value, Place) else Place.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if place.path is not None and self._is_written:
            check_is_book(place.path)
        return place

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


EVENT = _Event()
BOOK = _Book(is_written=True)
ANY_BOOK = _Book(is_written=False)


class _Day(click.DateTime):
    """A day of the calendar."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            return datetime.strptime(value, "%Y-%m-%d") if isinstance(value, str) else value
        except ValueError:
            self.fail(f"{value} is no day; say it as in 2026-12-10.", param, ctx)


DAY = _Day()

F = TypeVar("F", bound=Callable[..., Any])


def shared_options(function: F) -> F:
    """Give a command ``--library``, ``--quiet`` and ``--verbose``.

    It is called with ``library: Path | None`` and ``voice: Voice``.
    """

    @of_every_command
    @wraps(function)
    def wrapped(
        *args: Any, library: Path | None, quiet: bool, verbose: bool, **options: Any
    ) -> Any:
        quiet, verbose = quiet or said_before("quiet"), verbose or said_before("verbose")
        voice = Voice(quiet=bool(quiet), verbose=bool(verbose))
        library = library or said_before("library")
        return function(*args, voice=voice, library=library, **options)

    return wrapped  # type: ignore[return-value]  # the same function with three more options


def reading_options(function: F) -> F:
    """Give a command the options that say how cards are read."""
    decorators = (
        click.option(
            "--region",
            metavar="CC",
            help="Country of numbers without a dialling code when the card does not say, e.g. AT.",
        ),
        click.option(
            "--lang",
            metavar="MODEL",
            help="Tesseract's model or models, joined by '+' (default: Latin).",
        ),
        click.option(
            "--reader",
            type=click.Choice(["auto", "tesseract", "rapidocr", "both"]),
            help="Who reads; auto takes both when RapidOCR is installed.",
        ),
    )
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


def settings_from(options: dict[str, Any], *written: Path | Place | None) -> Settings:
    """Settings with a command's options applied, each under the name of what it sets.

    ``written`` are the files that the command reads as an address book or writes;
    raises UsageError where one of them is the library.
    """
    named = {k: v for k, v in options.items() if k != "lang"}
    return checked_settings({**named, "languages": options.get("lang")}, *written)
