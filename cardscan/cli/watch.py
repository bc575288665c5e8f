"""`cardscan watch`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.merging import json_option
from cardscan.cli.options import ANY_PATH, BOOK, reading_options, settings_from, shared_options
from cardscan.cli.watch_voice import WatchVoice
from cardscan.config import Doubtful
from cardscan.errors import ExitCode
from cardscan.model import Place

__all__ = ["command"]


@click.command(name="watch")
@click.argument("folder", type=ANY_PATH, required=False)
@click.option(
    "--into",
    metavar="BOOK",
    type=BOOK,
    help="The address book (default: what the configuration says).",
)
@click.option("--once", is_flag=True, help="Handle what is there and end.")
@click.option(
    "--doubtful",
    type=click.Choice([d.value for d in Doubtful]),
    help="Whether doubtful contacts and values are held back or included (default: hold).",
)
@click.option("--jobs", type=int, metavar="N", help="Processes to use (default: all cores).")
@json_option
@reading_options
@shared_options
def command(
    folder: Path | None,
    into: Place | None,
    once: bool,
    as_json: bool,
    voice: Voice,
    **options: Any,
) -> int:
    """Scan every photo that comes to rest in a folder, until stopped.

    Photos end in its sub-folder "done", or in "failed" with a note why. The
    name of any other sub-folder is the event of the photos in it, unless it
    is one like photos, DCIM or scans. Without FOLDER the folders of the
    configuration file are watched.

    \b
    Example:
      cardscan watch ~/Pictures/cards --into contacts.vcf --once
    """
    from cardscan.app.watch import find_targets, watch_folders

    settings = settings_from(options, into)

    says = WatchVoice(voice, as_json=as_json)
    failed = taken = 0
    with opening_books(settings, voice) as books:
        targets = find_targets(folder, into, settings, open_book=books.open)
        handled = watch_folders(
            targets,
            settings,
            once=once,
            on_note=says.note,
            on_merge=says.merged,
            on_passed=says.passed,
        )
        for each in handled:
            says.handled(each)
            taken += 1
            failed += each.failure is not None
    says.ended(taken, failed)
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE
