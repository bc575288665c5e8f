"""`cardscan redo`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.options import ANY_BOOK, settings_from, shared_options
from cardscan.counts import counted
from cardscan.model import Place

__all__ = ["command"]


@click.command(name="redo")
@click.argument("book", metavar="BOOK", type=ANY_BOOK)
@shared_options
def command(book: Place, library: Path | None, voice: Voice) -> None:
    """Make the last change again that undo took back: to a file, a folder or an account.

    It is there until the address book is changed in another way.

    \b
    Example:
      cardscan redo contacts.vcf
    """
    from cardscan.app.undo import bring_back

    settings = settings_from({"library": library}, book)
    with opening_books(settings, voice) as books:
        redone = bring_back(
            books.open(book),
            settings.library,
            on_trouble=lambda error: voice.warn(
                f"The library does not count those contacts as delivered: {error}"
            ),
        )
    for remark in redone.remarks:
        voice.warn(remark)
    voice.say(
        f"{book} is as it was before the undo; {counted(redone.left, 'change')} can be redone."
    )
