"""`cardscan scan`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.app.choices import OutputFormat, Wording
from cardscan.cli.console import Voice
from cardscan.cli.merging import merging_options
from cardscan.cli.options import (
    BOOK,
    EVENT,
    PHOTOS,
    reading_options,
    settings_from,
    shared_options,
)
from cardscan.cli.scan_request import JSON, ScanRequest
from cardscan.cli.standard_input import given_paths
from cardscan.cli.wording import wording_options
from cardscan.config import Doubtful
from cardscan.errors import ExitCode

if TYPE_CHECKING:
    from cardscan.app.scan import Totals

__all__ = ["command"]


@click.command(name="scan")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=PHOTOS)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A fresh file; its suffix says the format (.vcf, .jsonl, .csv). "
    "- is standard output, the default with a --format and where no address book is named. What "
    "is there stays when nothing can be read, and on Ctrl-C, which writes NAME.interrupted beside "
    "it.",
)
@click.option(
    "--into",
    metavar="BOOK",
    type=BOOK,
    help="An address book to merge into; made if missing. Without --out, --into and --format it "
    "is the one of the configuration, if any.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice([*(f.value for f in OutputFormat), JSON]),
    help="For --out, instead of its suffix; without --out and --into for standard output; json "
    "tells what --into does.",
)
@click.option(
    "--event",
    metavar="NAME",
    type=EVENT,
    help="Where the cards were collected (default: the name of the folder that the photos lie in, "
    "unless it is one like photos, DCIM, Downloads or scans). It takes the place of an event "
    "that a photo had before.",
)
@click.option("--jobs", type=int, metavar="N", help="Processes to use (default: all cores).")
@click.option(
    "--scheduler",
    metavar="URL",
    help="A Dask cluster that reads instead of this machine, e.g. tcp://host:8786.",
)
@click.option(
    "--doubtful",
    type=click.Choice([d.value for d in Doubtful]),
    help="Whether --into holds doubtful contacts and values back or includes them (default: hold).",
)
@click.option(
    "--again",
    is_flag=True,
    help="Read photos again that were read before, and bring contacts again that came to the "
    "address book before.",
)
@wording_options
@merging_options
@reading_options
@shared_options
def command(paths: tuple[Path, ...], voice: Voice, **options: Any) -> int:
    """Turn photos, folders and PDFs of business cards into contacts.

    --out writes a fresh file with every contact; --into merges the sure ones
    into an address book you already have, and keeps the doubtful ones, and
    unsure values of the others, for cardscan review. A photo that was read
    before is not read again, and a contact that came to the address book
    before is not brought there again: what you deleted or put right stays so.

    Without either, a terminal shows the cards, and a pipe gets vCards. PATH may
    be - for a picture on standard input, or a URL (s3://, sftp://, https:// …).

    \b
    Example:
      cardscan scan sample_cards/001-scan.jpg
      cardscan scan sample_cards --out contacts.vcf
      cardscan scan sample_cards --into contacts.vcf --event "Fair 2026"
    """
    from cardscan.app.scan import find_photos
    from cardscan.cli.card_view import CardView
    from cardscan.cli.scan_run import run_scan
    from cardscan.cli.scan_voice import ScanVoice

    names = (name for name in ScanRequest.__slots__ if name != "wording")
    asked = {name: options.pop(name) for name in names}
    settings = settings_from(options, asked["out"], asked["into"])
    request = ScanRequest(**asked, wording=Wording.of(settings))
    if request.asks_for_nothing:
        request = replace(request, into=settings.address_book)
    given = click.get_current_context().with_resource(given_paths(paths))
    photos = find_photos(given.paths, event=request.event)
    says = ScanVoice(voice, request, CardView(given.named_paths, request.wording))
    return _exit_code(run_scan(photos, settings, request, given, says))


def _exit_code(totals: Totals) -> ExitCode:
    if not totals.failed:
        return ExitCode.DONE
    return ExitCode.NO_INPUT if not totals.read else ExitCode.SOME_FAILED
