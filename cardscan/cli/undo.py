"""`cardscan undo`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.addressbook import AddressBook
from cardscan.cli.console import Voice
from cardscan.cli.options import ANY_PATH, shared_options

__all__ = ["command"]


@click.command(name="undo")
@click.argument("book", metavar="BOOK.vcf", type=ANY_PATH)
@shared_options
def command(book: Path, library: Path | None, voice: Voice) -> None:  # noqa: ARG001 - shared
    """Take the last change to an address book back, byte for byte.

    The last ten changes are kept. A file that was edited since by another
    program is left alone.

    \b
    Example:
      cardscan undo contacts.vcf
    """
    undone = AddressBook(book).undo()
    what = "is gone again, as before" if undone.removed else "is as it was before the last change"
    voice.say(f"{book} {what}; {undone.left} earlier changes can be taken back.")
