"""`cardscan scan`."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from cardscan.app.decisions import known_decisions
from cardscan.app.into import Incoming
from cardscan.app.merge import plan_into
from cardscan.app.output import OutputFormat, format_for, write_results
from cardscan.app.scan import Totals, find_photos, scan_photos
from cardscan.app.sides import join_sides
from cardscan.batch import PhotoOutcome, Progress
from cardscan.cli.console import Voice
from cardscan.cli.merging import carry_out, merging_options
from cardscan.cli.options import reading_options, settings_from, shared_options
from cardscan.config import Doubtful, Settings
from cardscan.errors import ExitCode, UsageError
from cardscan.folder import Input
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
    "--into", metavar="BOOK.vcf", type=click.Path(path_type=Path), help="Merge into this file."
)
@click.option(
    "--format", "chosen", type=click.Choice([f.value for f in OutputFormat]), help="The format."
)
@click.option("--event", metavar="NAME", help="Where the cards were collected.")
@click.option("--jobs", type=int, metavar="N", help="Processes to use (default: all cores).")
@click.option(
    "--doubtful",
    type=click.Choice([d.value for d in Doubtful]),
    help="Whether --into holds doubtful contacts back or includes them (default: hold).",
)
@click.option("--no-photo", is_flag=True, help="Leave the card's picture out of the vCards.")
@click.option("--again", is_flag=True, help="Read photos again that were read before.")
@merging_options
@reading_options
@shared_options
def command(paths: tuple[Path, ...], voice: Voice, **options: Any) -> int:
    """Turn photos, folders and PDFs of business cards into contacts.

    --out writes a fresh file with every contact; --into merges the sure ones
    into an address book you already have, and keeps the doubtful ones for
    cardscan review. A photo that was read before is not read again.

    \b
    Example:
      cardscan scan sample_cards --out contacts.vcf
      cardscan scan ~/Pictures/fair --into contacts.vcf --event "Fair 2026"
    """
    request = _Request(**{name: options.pop(name) for name in _Request.__slots__})
    if request.out is None and request.into is None:
        raise UsageError(
            "Where should the contacts go?",
            next_step="Add --out contacts.vcf for a new file, or --into BOOK.vcf to merge.",
        )
    settings = settings_from(options)
    photos = find_photos(paths, event=request.event)
    totals, started_s = Totals(), time.monotonic()
    try:
        _scan(photos, settings, request, totals, voice)
    finally:
        voice.table(_closing_table(totals, time.monotonic() - started_s))
    return _exit_code(totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What the options say about where the contacts go."""

    out: Path | None
    into: Path | None
    chosen: str | None
    event: str | None
    maybe: str
    dry_run: bool
    no_photo: bool
    again: bool


def _scan(
    photos: Sequence[Input | Failure],
    settings: Settings,
    request: _Request,
    totals: Totals,
    voice: Voice,
) -> None:
    now = datetime.now(UTC)
    incoming = Incoming(settings.doubtful, now, photo=not request.no_photo)
    with Library.open(settings.library) as library, voice.progress("photos", len(photos)) as bar:

        def show(progress: Progress) -> None:
            bar.update(bar.task_ids[0], completed=progress.done)

        scanned = scan_photos(photos, settings, library, again=request.again, on_progress=show)
        results = incoming.collect(totals.count(_telling(join_sides(scanned), voice)))
        if request.out is None:
            deque(results, maxlen=0)
        else:
            chosen = format_for(
                request.out, OutputFormat(request.chosen) if request.chosen else None
            )
            write_results(results, request.out, chosen, revised=now, photo=not request.no_photo)
    if request.into is not None:
        _merge(incoming, request.into, settings, request, voice)


def _merge(
    incoming: Incoming, into: Path, settings: Settings, request: _Request, voice: Voice
) -> None:
    merge = plan_into(
        incoming.data,
        into,
        decisions=known_decisions(settings.library),
        maybe_new=request.maybe == "new",
    )
    carry_out(merge, into, dry_run=request.dry_run, source="a scanned card", voice=voice)
    if incoming.held:
        voice.say(
            f"{incoming.held} doubtful contacts wait: look at them with cardscan review, "
            "or take them as they are with --doubtful include."
        )


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
