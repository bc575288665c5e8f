"""`cardscan undo`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.app.undo import take_back
from cardscan.cli.console import Voice
from cardscan.cli.options import ANY_PATH, settings_from, shared_options
from cardscan.counts import counted

__all__ = ["command"]


@click.command(name="undo")
@click.argument("book", metavar="BOOK.vcf", type=ANY_PATH)
@shared_options
def command(book: Path, library: Path | None, voice: Voice) -> None:
    """Take the last change to an address book back, byte for byte.

    The last ten changes are kept. A file that was edited since by another
    program is left alone. What a scan or review brought there counts as not
    delivered again.

    \b
    Example:
      cardscan undo contacts.vcf
    """
    path = settings_from({"library": library}, book).library
    undone = take_back(
        book,
        path,
        on_trouble=lambda error: voice.warn(
            f"The library still counts those contacts as delivered: {error}"
        ),
    )
    what = "is gone again, as before" if undone.removed else "is as it was before the last change"
    voice.say(f"{book} {what}; {counted(undone.left, 'earlier change')} can be taken back.")
