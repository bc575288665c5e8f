"""`cardscan push`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.app.choices import Wording
from cardscan.app.collector import paused_collector
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice
from cardscan.cli.merging import carry_out, json_option, merging_options
from cardscan.cli.options import DAY, EVENT, settings_from, shared_options
from cardscan.cli.wording import wording_options
from cardscan.config import Settings
from cardscan.counts import counted
from cardscan.errors import ExitCode, UsageError
from cardscan.model import Place
from cardscan.typed import as_typed

if TYPE_CHECKING:
    from cardscan.addressbook import AddressBook
    from cardscan.app.export import Selection

__all__ = ["command"]


@click.command(name="push")
@click.argument("what", nargs=-1, metavar="[URL] [NEW.vcf…]")
@click.option("--book", metavar="NAME", help="Which address book, where the account has several.")
@click.option("--event", metavar="NAME", type=EVENT, help="Only contacts of this event.")
@click.option(
    "--since",
    type=DAY,
    metavar="DATE",
    help="Only contacts scanned on or after this day, e.g. 2026-01-31.",
)
@click.option("--reviewed", is_flag=True, help="Only contacts that you have accepted.")
@merging_options
@json_option
@wording_options
@shared_options
@paused_collector()
def command(
    what: tuple[str, ...],
    book: str | None,
    event: str | None,
    since: datetime | None,
    reviewed: bool,
    maybe: str,
    dry_run: bool,
    as_json: bool,
    voice: Voice,
    **options: Any,
) -> int:
    """Bring contacts into the address book of an account that your phone syncs (CardDAV).

    Without NEW.vcf these are the library's contacts, as far as they are sure.
    A known contact gains what it lacks, a new one is added, and nothing is
    doubled or lost. The password is asked for, or comes from the account's
    password_command or keyring, or from CARDSCAN_PASSWORD. Google and Outlook
    take files instead: see cardscan export.

    \b
    Example:
      cardscan push https://cloud.example.org --event "Fair 2026" --dry-run
    """
    places = [Place.parse(text) for text in what if text.strip()]
    settings = settings_from(options, *places)
    place, files = _parsed(places, settings)
    if files and (event is not None or since is not None or reviewed):
        raise UsageError("--event, --since and --reviewed choose among the library's contacts.")
    with opening_books(settings, voice, book=book) as books:
        with _proposing(files, event, since, reviewed=reviewed):
            target = books.open(place)
        how = {"dry_run": dry_run, "as_json": as_json}
        if files:
            return _push_files(files, target, settings, voice, maybe=maybe, **how)
        from cardscan.app.export import Selection  # what knows the library loads much

        selection = Selection(event, since.astimezone() if since else None, reviewed)
        return _push_library(selection, target, settings, voice, maybe=maybe, **how)


@contextmanager
def _proposing(
    files: Sequence[Path], event: str | None, since: datetime | None, *, reviewed: bool
) -> Iterator[None]:
    """Let the export that is proposed for Google and Outlook be of what was to be pushed."""
    try:
        yield
    except UsageError as error:
        if _EXPORT not in (error.next_step or ""):
            raise
        chosen = [f" --book {as_typed(path)}" for path in files[:1]]
        chosen += [f" --event {as_typed(event)}"] if event else []
        chosen += [f" --since {since:%Y-%m-%d}"] if since else []
        chosen += [" --reviewed"] if reviewed else []
        step = str(error.next_step).replace(_EXPORT, f"{_EXPORT}{''.join(chosen)}")
        raise UsageError(error.message, next_step=step) from error


_EXPORT = "cardscan export"


def _parsed(places: Sequence[Place], settings: Settings) -> tuple[Place, list[Path]]:
    """Where to, and the files whose contacts are meant."""
    from cardscan.app.books import default_server

    servers = [place for place in places if place.url]
    if len(servers) > 1:
        raise UsageError("Contacts go to one server at a time.")
    files = [place.path for place in places if place.path is not None]
    return (servers[0] if servers else default_server(settings)), files


def _push_files(
    files: list[Path],
    book: AddressBook,
    settings: Settings,
    voice: Voice,
    *,
    maybe: str,
    dry_run: bool,
    as_json: bool,
) -> int:
    from cardscan.app.decisions import known_decisions
    from cardscan.app.merge import plan_into, read_contacts

    merge = plan_into(
        read_contacts(files),
        book,
        decisions=known_decisions(settings.library),
        maybe_new=maybe == "new",
    )
    source = ", ".join(path.name for path in files)
    written = carry_out(merge, book, dry_run=dry_run, source=source, voice=voice, as_json=as_json)
    return ExitCode.SOME_FAILED if written.failed else ExitCode.DONE


def _push_library(
    selection: Selection,
    book: AddressBook,
    settings: Settings,
    voice: Voice,
    *,
    maybe: str,
    dry_run: bool,
    as_json: bool,
) -> int:
    from cardscan.app.decisions import known_decisions
    from cardscan.app.events import check_event
    from cardscan.app.push import plan_push
    from cardscan.library import Library

    with Library.open(settings.library) as library:
        push = plan_push(
            library,
            book,
            selection,
            doubtful=settings.doubtful,
            revised=datetime.now(UTC),
            decisions=known_decisions(settings.library),
            maybe_new=maybe == "new",
            wording=Wording.of(settings),
        )
        if not push.found:
            check_event(library, selection.event)
            voice.say("The library has no such contact. Scan cards first, or name a .vcf file.")
            return ExitCode.DONE
        failed = False
        if push.merge is not None:
            source = "a scanned card"
            written = carry_out(
                push.merge,
                book,
                dry_run=dry_run,
                source=source,
                voice=voice,
                as_json=as_json,
                incoming=push.incoming,
            )
            failed = bool(written.failed)
            if not dry_run:
                push.incoming.record(push.merge, library, failed=written.failed)
        incoming = push.incoming
        for line in _closing_lines(book, incoming.passed, incoming.held, incoming.unsure):
            voice.say(line)
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE


def _closing_lines(book: AddressBook, passed: int, held: int, unsure: int) -> Iterator[str]:
    if passed:
        yield (
            f"{counted(passed, 'contact')} came to {book} before, and nothing is new; "
            "what you changed there stays."
        )
    if held or unsure:
        yield (
            f"Waiting: {counted(held, 'doubtful contact')}, and unsure values of {unsure} others: "
            "look at them with cardscan review."
        )
