"""`cardscan merge`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from cardscan.app.collector import paused_collector
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.merging import OUT, carry_out, json_option, merging_options
from cardscan.cli.options import ANY_PATH, BOOK, settings_from, shared_options
from cardscan.errors import ExitCode
from cardscan.model import Place

__all__ = ["command"]


@click.command(name="merge")
@click.argument("new", nargs=-1, required=True, metavar="NEW…", type=ANY_PATH)
@click.option(
    "--into",
    required=True,
    metavar="BOOK",
    type=BOOK,
    help="The address book: a .vcf file, a folder of them, a CSV export, or a server's URL.",
)
@OUT
@merging_options
@json_option
@shared_options
@paused_collector()
def command(
    new: tuple[Path, ...],
    into: Place,
    out: Path | None,
    maybe: str,
    dry_run: bool,
    as_json: bool,
    library: Path | None,
    voice: Voice,
) -> int:
    """Merge the contacts of other files into an address book.

    NEW is a vCard file, a folder of them, or a CSV export of Google, Outlook or
    Thunderbird.

    A known contact gains what it lacks and loses nothing; a new one is added;
    one that may be known waits until you say --maybe new.

    \b
    Example:
      cardscan merge new.vcf --into contacts.vcf --dry-run
    """
    from cardscan.app.books import copied
    from cardscan.app.decisions import known_decisions
    from cardscan.app.merge import plan_into, read_contacts

    settings = settings_from({"library": library}, into, out, *new)
    per_file = [(path.name, read_contacts([path])) for path in new]
    contacts = tuple(block for _, blocks in per_file for block in blocks)
    with opening_books(settings, voice) as books:
        book = copied(books.open(into), out)
        merge = plan_into(
            contacts,
            book,
            decisions=known_decisions(settings.library),
            maybe_new=maybe == "new",
        )
        if len(new) > 1 and not as_json:  # which file a contact is from
            names = tuple(name for name, blocks in per_file for b in blocks if b.closed)
            merge = replace(merge, photos=names)
        source = ", ".join(path.name for path in new)
        written = carry_out(
            merge, book, dry_run=dry_run, source=source, voice=voice, as_json=as_json
        )
    return ExitCode.SOME_FAILED if written.failed else ExitCode.DONE
