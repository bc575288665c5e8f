"""`cardscan merge`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.app.collector import paused_collector
from cardscan.app.decisions import known_decisions
from cardscan.app.merge import plan_into, read_contacts
from cardscan.cli.console import Voice
from cardscan.cli.merging import carry_out, merging_options
from cardscan.cli.options import ANY_PATH, BOOK, settings_from, shared_options

__all__ = ["command"]


@click.command(name="merge")
@click.argument("new", nargs=-1, required=True, metavar="NEW.vcf…", type=ANY_PATH)
@click.option(
    "--into",
    required=True,
    metavar="BOOK.vcf",
    type=BOOK,
    help="The address book.",
)
@merging_options
@shared_options
@paused_collector()
def command(
    new: tuple[Path, ...],
    into: Path,
    maybe: str,
    dry_run: bool,
    library: Path | None,
    voice: Voice,
) -> None:
    """Merge the contacts of other files into an address book.

    A known contact gains what it lacks and loses nothing; a new one is added;
    one that may be known waits until you say --maybe new.

    \b
    Example:
      cardscan merge new.vcf --into contacts.vcf --dry-run
    """
    settings = settings_from({"library": library}, into, *new)
    merge = plan_into(
        read_contacts(new),
        into,
        decisions=known_decisions(settings.library),
        maybe_new=maybe == "new",
    )
    source = ", ".join(path.name for path in new)
    carry_out(merge, into, dry_run=dry_run, source=source, voice=voice)
