"""`cardscan watch`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.merging import json_option
from cardscan.cli.options import ANY_PATH, BOOK, reading_options, settings_from, shared_options
from cardscan.cli.watch_service import change_service, tell_status
from cardscan.cli.watch_voice import WatchVoice
from cardscan.cli.wording import wording_options
from cardscan.config import Doubtful, Settings
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
    "--install", "service", flag_value="install", help="Keep this watch running in the background."
)
@click.option("--uninstall", "service", flag_value="uninstall", help="End that, and remove it.")
@click.option(
    "--status", "service", flag_value="status", help="Say what is watched, came, waits and failed."
)
@click.option("--dry-run", is_flag=True, help="Print what --install or --uninstall would do.")
@click.option(
    "--doubtful",
    type=click.Choice([d.value for d in Doubtful]),
    help="Whether doubtful contacts and values are held back or included (default: hold).",
)
@click.option("--jobs", type=int, metavar="N", help="Processes to use (default: all cores).")
@json_option
@wording_options
@reading_options
@shared_options
def command(
    folder: Path | None,
    into: Place | None,
    once: bool,
    service: str | None,
    dry_run: bool,
    as_json: bool,
    voice: Voice,
    **options: Any,
) -> int:
    """Scan every photo that comes to rest in a folder, until stopped.

    Photos end in its sub-folder "done", or in "failed" with a note why. The
    name of any other sub-folder is the event of the photos in it, unless it
    is one like photos, DCIM or scans. Without FOLDER the folders of the
    configuration file are watched.

    --install hands the same command to systemd or launchd, which begin it
    whenever you log in.

    \b
    Example:
      cardscan watch ~/Pictures/cards --into contacts.vcf --once
    """
    settings = settings_from(options, into)
    if dry_run and service not in ("install", "uninstall"):
        raise click.UsageError("--dry-run is for --install and --uninstall.")
    if service == "status":
        tell_status(folder, settings, as_json=as_json)
        return ExitCode.DONE
    if service is not None:
        change_service(
            folder,
            into,
            options["library"],
            settings,
            voice,
            remove=service == "uninstall",
            dry_run=dry_run,
            as_json=as_json,
        )
        return ExitCode.DONE
    says = WatchVoice(voice, as_json=as_json)
    return _watch(folder, into, settings, once=once, says=says)


def _watch(
    folder: Path | None,
    into: Place | None,
    settings: Settings,
    *,
    once: bool,
    says: WatchVoice,
) -> int:
    from cardscan.app.watch import find_targets, watch_folders

    failed = taken = 0
    with opening_books(settings, says.voice) as books:
        targets = find_targets(folder, into, settings, open_book=books.open)
        if not once:
            says.begun(targets)
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
