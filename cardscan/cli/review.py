"""`cardscan review`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.app.choices import Wording
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.options import BOOK, EVENT, settings_from, shared_options
from cardscan.cli.pictures import PictureWay, find_way
from cardscan.cli.said_again import said_again
from cardscan.cli.wording import wording_options
from cardscan.config import Settings
from cardscan.model import Place

if TYPE_CHECKING:
    from cardscan.addressbook import AddressBook
    from cardscan.app.review import Tally
    from cardscan.app.reviewed import Destination
    from cardscan.cli.terminal import TerminalReviewer
    from cardscan.library import Library

__all__ = ["command"]

_OF_THE_REVIEW = frozenset(
    ("terminal", "no_browser", "port", "interface", "event", "into", "pictures", "library")
) | {"quiet", "verbose"}
"""What the phone's page gets otherwise, or not; what contacts say holds there as well."""


@click.command(name="review")
@click.option("--terminal", is_flag=True, help="Ask in the terminal instead of on a page.")
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the page.")
@click.option("--interface", metavar="NAME", help="Where the phone's page is, once you open it.")
@click.option("--event", metavar="NAME", type=EVENT, help="Only cards of this event.")
@click.option(
    "--into",
    metavar="BOOK",
    type=BOOK,
    help="Merge accepted cards into this address book at the end "
    "(default: what the configuration says, if anything).",
)
@click.option(
    "--pictures",
    type=click.Choice(["auto", *(way.value for way in PictureWay)]),
    default="auto",
    show_default=True,
    help="How the terminal shows pictures; path names a file instead.",
)
@wording_options
@shared_options
def command(
    terminal: bool,
    no_browser: bool,
    port: int,
    interface: str | None,
    event: str | None,
    into: Place | None,
    pictures: str,
    voice: Voice,
    **options: Any,
) -> None:
    """Look at doubtful cards beside their pictures, and decide.

    Opens a page in your browser that only this machine can reach, until you
    press Ctrl-C. First come doubtful cards, then those that are sure but for
    single values. Every answer is kept at once: stop whenever you like, and the
    same command goes on from there. With --into, what you accept is merged into
    that address book.

    \b
    Example:
      cardscan review
      cardscan review --no-browser --port 8800
      cardscan review --terminal --event "Fair 2026" --into contacts.vcf
    """
    settings = settings_from(options, into)
    into = into or settings.address_book
    if not terminal:
        browser = not no_browser
        _on_a_page(settings, event, into, voice, interface=interface, port=port, browser=browser)
        return
    if not settings.library.exists():
        voice.say("No card waits, since none was read yet. Read some with: cardscan scan PHOTOS")
        return
    from cardscan.app.events import check_event
    from cardscan.cli.terminal import TerminalReviewer
    from cardscan.library import Library

    way = _way(pictures)
    with (
        Library.open(settings.library) as opened,
        opening_books(settings, voice) as books,
        tempfile.TemporaryDirectory(prefix="cardscan-review-") as folder,
    ):
        check_event(opened, event)
        book = None if into is None else books.open(into)
        reviewer = TerminalReviewer(way, Path(folder), book=into.short if into else None)
        _review(opened, reviewer, settings, event, book, voice)


def _on_a_page(
    settings: Settings,
    event: str | None,
    into: Place | None,
    voice: Voice,
    *,
    interface: str | None,
    port: int,
    browser: bool,
) -> None:
    # Loaded here: the terminal needs none of it.
    from cardscan.app.events import check_event
    from cardscan.cli.page import Review, serve_review
    from cardscan.library import Library

    with ExitStack() as stack:
        opened = stack.enter_context(Library.open(settings.library))
        check_event(opened, event)
        book = None
        if into is not None:  # what knows address books need not be loaded without one
            book = stack.enter_context(opening_books(settings, voice)).open(into)
        more = tuple(said_again(but=_OF_THE_REVIEW))
        review = Review(opened, settings, event, book, into, interface, more)
        serve_review(review, voice, port=port, browser=browser)


def _way(pictures: str) -> PictureWay:
    if pictures != "auto":
        return PictureWay(pictures)
    return find_way(os.environ, is_terminal=sys.stdout.isatty())


def _review(
    library: Library,
    reviewer: TerminalReviewer,
    settings: Settings,
    event: str | None,
    into: AddressBook | None,
    voice: Voice,
) -> None:
    from cardscan.app.review import review
    from cardscan.app.reviewed import Destination

    destination = None
    if into is not None:
        wording = Wording.of(settings)
        destination = Destination(into, library, datetime.now(UTC), wording)
    tally = review(library, reviewer, event=event, region=settings.region, destination=destination)
    voice.say(_in_words(tally))
    if destination is not None:
        _deliver(destination, reviewer, event, voice)
    for line in _next_steps(tally, event, into):
        voice.say(line)


def _deliver(
    destination: Destination, reviewer: TerminalReviewer, event: str | None, voice: Voice
) -> None:

    from cardscan.app.review import settle_maybes
    from cardscan.cli.delivering import deliver

    settle_maybes(destination, reviewer, event=event)
    deliver(destination, event, voice)


def _in_words(tally: Tally) -> str:
    from cardscan.app.review import Tally

    if tally == Tally():
        return "No card waits for a decision."
    merged = f", {tally.merged} of them merged by hand" if tally.merged else ""
    accepted = tally.accepted + tally.merged
    return f"{accepted} accepted{merged}, {tally.discarded} discarded, {tally.left} left."


def _next_steps(tally: Tally, event: str | None, into: AddressBook | None) -> Iterator[str]:
    chosen = f' --event "{event}"' if event else ""
    target = f' --into "{into}"' if into else ""
    if tally.left:
        yield f"Go on with: cardscan review --terminal{chosen}{target}"
    elif into is None and tally.accepted:
        yield (
            "Bring them into your address book with: "
            f"cardscan review --terminal{chosen} --into BOOK.vcf"
        )
        yield (
            "Or write everything you have accepted to a file of its own with: "
            f"cardscan export --reviewed{chosen} --out reviewed.vcf"
        )
