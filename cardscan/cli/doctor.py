"""`cardscan doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice, show_table, tell
from cardscan.cli.merging import json_option
from cardscan.cli.options import shared_options
from cardscan.config import load_settings
from cardscan.errors import ExitCode

__all__ = ["command"]

_SIGNS = {"good": "ok", "optional": "could be better", "missing": "MISSING"}


@click.command(name="doctor")
@click.argument("url", required=False, metavar="[URL]")
@click.option("--book", metavar="NAME", help="Which address book, where the account has several.")
@json_option
@shared_options
def command(
    url: str | None, book: str | None, as_json: bool, library: Path | None, voice: Voice
) -> int:
    """Say what is installed, what is missing, and the command that mends it.

    With a URL it tests that account instead (CardDAV): whether you are let in,
    which address books are there, and what the server can. Nothing is written.

    \b
    Example:
      cardscan doctor
      cardscan doctor https://cloud.example.org
    """
    from cardscan.app.doctor import Health, examine, examine_account, to_json

    settings = load_settings(options={"library": library})
    if url is None:
        checks = tuple(examine(settings.library))
    else:
        with opening_books(settings, voice, book=book) as books:
            checks = tuple(examine_account(books, url))
    if as_json:
        tell(json.dumps(to_json(checks), ensure_ascii=False))
    rows = [
        (_SIGNS[check.health], check.name, check.detail, check.mend or "")
        for check in checks
        if not voice.quiet or check.health is not Health.GOOD
    ]
    if rows and not as_json:
        show_table(("", "what", "how it is", "what to do"), rows)
    if not any(check.health is Health.MISSING for check in checks):
        return ExitCode.DONE
    return ExitCode.MISSING if url is None else ExitCode.ADDRESS_BOOK
