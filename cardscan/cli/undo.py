"""`cardscan undo`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice, tell
from cardscan.cli.options import ANY_BOOK, settings_from, shared_options
from cardscan.counts import counted
from cardscan.model import Place

__all__ = ["command"]


@click.command(name="undo")
@click.argument("book", metavar="BOOK", type=ANY_BOOK)
@click.option(
    "--list", "listed", is_flag=True, help="Say what could be taken back, and do nothing."
)
@shared_options
def command(book: Place, listed: bool, library: Path | None, voice: Voice) -> None:
    """Take the last change to an address book back, byte for byte.

    The last ten changes are kept, of large files fewer. A file that was edited
    since by another program is left alone. What a scan or review brought there
    counts as not delivered again. cardscan redo makes the change again.

    \b
    Example:
      cardscan undo contacts.vcf
    """
    from cardscan.app.undo import changes_of, take_back

    settings = settings_from({"library": library}, book)
    with opening_books(settings, voice) as books:
        if listed:
            for each in changes_of(books.open(book)):
                tell(f"{each.at:%Y-%m-%d %H:%M}: {each.what}")
            return
        undone = take_back(
            books.open(book),
            settings.library,
            on_trouble=lambda error: voice.warn(
                f"The library still counts those contacts as delivered: {error}"
            ),
        )
    for remark in undone.remarks:
        voice.warn(remark)
    what = "is gone again, as before" if undone.removed else "is as it was before the last change"
    voice.say(f"{book} {what}; {counted(undone.left, 'earlier change')} can be taken back.")
