"""`cardscan undo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice, tell
from cardscan.cli.options import ANY_BOOK, settings_from, shared_options
from cardscan.counts import counted
from cardscan.errors import UsageError
from cardscan.model import Place

if TYPE_CHECKING:
    from cardscan.app.books import Books
    from cardscan.app.undo import Undoable

__all__ = ["command"]


@click.command(name="undo")
@click.argument("book", metavar="BOOK", type=ANY_BOOK)
@click.option(
    "--list", "listed", is_flag=True, help="Say what could be taken back, and do nothing."
)
@click.option(
    "--calendar", metavar="NAME", help="The reminders in this calendar of the account BOOK."
)
@shared_options
def command(
    book: Place, listed: bool, calendar: str | None, library: Path | None, voice: Voice
) -> None:
    """Take the last change to an address book back, byte for byte.

    Of the URL of an account it is the last push to its address book, or the last
    followup to its calendar, whichever was later: what nobody touched since.

    The last ten changes are kept, of large files fewer. A file that was edited
    since by another program is left alone. What a scan or review brought there
    counts as not delivered again. cardscan redo makes the change again.

    \b
    Example:
      cardscan undo contacts.vcf
    """
    from cardscan.app.undo import changes_of, take_back

    settings = settings_from({"library": library}, book)
    if calendar is not None and not book.url:
        raise UsageError("--calendar is of an account: name its URL instead of a file.")
    with opening_books(settings, voice, book=calendar) as books:
        if listed:
            for each in changes_of(books.open(book)):
                tell(f"{each.at:%Y-%m-%d %H:%M}: {each.what}")
            return
        undone = take_back(
            _changed(books, book, calendar),
            settings.library,
            on_trouble=lambda error: voice.warn(
                f"The library still counts those contacts as delivered: {error}"
            ),
        )
    for remark in undone.remarks:
        voice.warn(remark)
    what = "is gone again, as before" if undone.removed else "is as it was before the last change"
    voice.say(
        f"{calendar or book} {what}; {counted(undone.left, 'earlier change')} can be taken back."
    )


def _changed(books: Books, book: Place, calendar: str | None) -> Undoable:
    """What is to be taken back: of an account the calendar, where that was changed last."""
    if book.path is not None:
        return books.open(book)
    return books.changed_last(book.url) if calendar is None else books.calendar(book.url)
