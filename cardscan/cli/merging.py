"""What commands that change an address book say and ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cardscan.cli.console import Voice, tell
from cardscan.counts import counted

if TYPE_CHECKING:
    from cardscan.addressbook import AddressBook
    from cardscan.app.into import Incoming
    from cardscan.app.merge import Applied, Merge


__all__ = ["OUT", "carry_out", "json_option", "merging_options", "passed_over"]

F = TypeVar("F", bound=Callable[..., Any])


OUT = click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the address book as it would become to this .vcf file, and leave it as it is.",
)


def merging_options(function: F) -> F:
    """Give a command ``--maybe`` and ``--dry-run``."""
    function = click.option(
        "--dry-run", is_flag=True, help="Print what would be done, and write nothing."
    )(function)
    return click.option(
        "--maybe",
        type=click.Choice(["wait", "new"]),
        default="wait",
        show_default=True,
        help="What becomes of contacts that may be in the address book already.",
    )(function)


def json_option(function: F) -> F:
    """Give a command ``--format text|json``, as ``as_json``."""
    return click.option(
        "--format",
        "as_json",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        callback=lambda _context, _option, value: value == "json",
        help="How it is told; json is one object on standard output.",
    )(function)


def carry_out(
    merge: Merge,
    into: AddressBook,
    *,
    dry_run: bool,
    source: str,
    voice: Voice,
    advice: str = "Add them with --maybe new, or see why with --dry-run.",
    as_json: bool = False,
    incoming: Incoming | None = None,
) -> Applied:
    """Show a plan and, unless it is a dry run, act on it; say how it went.

    ``advice`` is what to do about contacts that wait; ``incoming`` are the
    scanned cards behind the plan, of which JSON tells more.
    """
    from cardscan.app.cards_into import carried_out

    if dry_run:  # nothing is acted on, and it is said first where it could not be
        written = carried_out(merge, dry_run=True, source=source)
    if not as_json:
        _show(merge, voice, dry_run=dry_run)
    if not dry_run:
        written = carried_out(merge, dry_run=False, source=source)
    if as_json:
        import json

        from cardscan.app.merge_report import report_of

        report = report_of(merge, written, dry_run=dry_run, incoming=incoming)
        tell(json.dumps(report.to_json(), ensure_ascii=False))
    _say_how_it_went(merge, into, written, voice, dry_run=dry_run, source=source, advice=advice)
    return written


_MOST_COMPLETED = 10


def _show(merge: Merge, voice: Voice, *, dry_run: bool) -> None:
    """A line a contact; of what is acted on at once those that change a contact that was there."""
    from cardscan.model import Action

    completed = 0
    for step, line in zip(merge.plan.steps, merge.in_words(), strict=True):
        if dry_run:
            tell(line)
        elif step.action is Action.MERGE and step.target is not None:
            completed += 1
            (voice.say if completed <= _MOST_COMPLETED else voice.detail)(line)
        else:
            voice.detail(line)
    if completed > _MOST_COMPLETED and not voice.verbose:
        voice.say(f"and {completed - _MOST_COMPLETED} more are completed; --verbose names them.")


def _say_how_it_went(
    merge: Merge,
    into: AddressBook,
    written: Applied,
    voice: Voice,
    *,
    dry_run: bool,
    source: str,
    advice: str,
) -> None:
    voice.say(_closing_line(merge, into, dry_run=dry_run, changed=written.changed))
    for remark in written.remarks:
        voice.say(remark)
    if written.failed:
        names = ", ".join(merge.called(n) for n in sorted(written.failed)[:5])
        more = f" and {len(written.failed) - 5} more" if len(written.failed) > 5 else ""
        voice.warn(f"Not written: {names}{more}. Run the command again to try once more.")
    if merge.cropped:
        voice.warn(
            f"{counted(merge.cropped, 'contact')} of {source} cut off before the END, "
            "so nobody can tell what was said there, left out."
        )
    if merge.reduced:
        pictures = counted(merge.reduced, "picture")
        voice.say(
            f"{into} is a file that holds no pictures: {pictures} stayed out, all else is "
            "there. An address book in a .vcf file or a folder takes them as well."
        )
    waiting = merge.waiting()
    if waiting:
        names = ", ".join(waiting[:5])
        more = f" and {len(waiting) - 5} more" if len(waiting) > 5 else ""
        voice.say(f"Not added, since they may be there already: {names}{more}. {advice}")


def passed_over(count: int, into: AddressBook) -> str:
    """Say that contacts were not delivered twice, and how they are all the same."""
    return (
        f"{counted(count, 'contact')} came to {into} before, and nothing is new; what you "
        f"changed there stays. Bring them again with: cardscan scan … --into {into} --again"
    )


def _closing_line(merge: Merge, into: AddressBook, *, dry_run: bool, changed: bool) -> str:
    from cardscan.model import Action

    new, grown = merge.count(Action.ADD), merge.count(Action.MERGE)
    known, waiting = merge.count(Action.NOTHING), merge.count(Action.WAIT)
    counts = f"{new} new, {grown} completed, {known} with nothing new, {waiting} maybe"
    if dry_run:
        return f"{into}: would be {counts}; nothing was written."
    undo = f" Take it back with: cardscan undo {into}" if changed else ""
    return f"{into}: {counts}.{undo}"
