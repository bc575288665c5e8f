"""`cardscan scan`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from cardscan.app.output import OutputFormat, format_for, write_results
from cardscan.app.scan import Totals, find_photos, scan_photos
from cardscan.batch import PhotoOutcome, Progress
from cardscan.cli.console import Voice
from cardscan.cli.options import reading_options, settings_from, shared_options
from cardscan.errors import ExitCode, UsageError
from cardscan.library import Library
from cardscan.model import Failure

__all__ = ["command"]


@click.command(name="scan")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A fresh file; its suffix says the format (.vcf, .jsonl, .csv); - is standard output.",
)
@click.option(
    "--format", "chosen", type=click.Choice([f.value for f in OutputFormat]), help="The format."
)
@click.option("--event", metavar="NAME", help="Where the cards were collected.")
@click.option("--jobs", type=int, metavar="N", help="Processes to use (default: all cores).")
@click.option("--no-photo", is_flag=True, help="Leave the card's picture out of the vCards.")
@click.option("--again", is_flag=True, help="Read photos again that were read before.")
@reading_options
@shared_options
def command(
    paths: tuple[Path, ...],
    out: Path | None,
    chosen: str | None,
    event: str | None,
    no_photo: bool,
    again: bool,
    voice: Voice,
    **options: Any,
) -> int:
    """Turn photos, folders and PDFs of business cards into contacts.

    \b
    Example:
      cardscan scan sample_cards --out contacts.vcf
    """
    if out is None:
        raise UsageError("Where should the contacts go?", next_step="Add --out contacts.vcf.")
    chosen_format = format_for(out, OutputFormat(chosen) if chosen else None)
    settings = settings_from(options)
    photos = find_photos(paths, event=event)
    totals, started_s = Totals(), time.monotonic()
    try:
        with (
            Library.open(settings.library) as library,
            voice.progress("photos", len(photos)) as bar,
        ):

            def show(progress: Progress) -> None:
                bar.update(bar.task_ids[0], completed=progress.done)

            results = scan_photos(photos, settings, library, again=again, on_progress=show)
            counted = totals.count(_telling(results, voice))
            write_results(
                counted, out, chosen_format, revised=datetime.now(UTC), photo=not no_photo
            )
    finally:
        voice.table(_closing_table(totals, time.monotonic() - started_s))
    return _exit_code(totals)


def _telling(results: Iterable[PhotoOutcome], voice: Voice) -> Iterator[PhotoOutcome]:
    """Say why an input failed as soon as it does."""
    for result in results:
        if isinstance(result, Failure):
            voice.warn(f"{result.source}: {result.message}")
        yield result


def _closing_table(totals: Totals, elapsed_s: float) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = {
        "cards": totals.cards,
        "sure": totals.sure,
        "doubtful": totals.doubtful,
        "not a card": totals.not_a_card,
        "unreadable": totals.unreadable,
        "failed": totals.failed,
        "seconds": f"{elapsed_s:.1f}",
    }
    for title in columns:
        table.add_column(title, justify="right")
    table.add_row(*map(str, columns.values()))
    return table


def _exit_code(totals: Totals) -> ExitCode:
    if not totals.failed:
        return ExitCode.DONE
    return ExitCode.NO_INPUT if totals.failed == len(totals.photos) else ExitCode.SOME_FAILED
