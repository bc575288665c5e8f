"""`cardscan library list` and `show`: what became of every photo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli.console import Voice, tell
from cardscan.cli.library_file import existing
from cardscan.cli.merging import json_option
from cardscan.cli.options import DAY, EVENT, shared_options
from cardscan.counts import counted

if TYPE_CHECKING:
    from cardscan.app.became import Photo

__all__ = ["list_photos", "show_photo"]

_STATES = ("waiting", "ready", "accepted", "discarded", "no-card", "failed")


@click.command(name="list")
@click.option("--event", metavar="NAME", type=EVENT, help="Only cards of this event.")
@click.option("--state", type=click.Choice(_STATES), help="Only what stands so.")
@click.option(
    "--since",
    type=DAY,
    metavar="DATE",
    help="Only cards read on or after this day.",
)
@click.option("--text", metavar="WORDS", default="", help="Only cards with these words on them.")
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json is for programs.",
)
@shared_options
def list_photos(
    event: str | None,
    state: str | None,
    since: datetime | None,
    text: str,
    chosen: str,
    library: Path | None,
    voice: Voice,
) -> None:
    """Say what became of every photo: its cards, how they stand, and where they went.

    \b
    Example:
      cardscan library list --event "Fair 2026" --state waiting
    """
    from cardscan.app.became import find_photos, list_lines, photos_json
    from cardscan.app.events import check_event
    from cardscan.app.inbox import Filter, Pile

    failed = state == "failed"
    pile = Pile.ALL if failed or state is None else Pile(state)
    with existing(library) as opened:
        day = since.astimezone() if since else None
        found = find_photos(opened, Filter(pile, event, text), failed=failed, since=day)
        if not found:
            check_event(opened, event)
    if chosen == "json":
        tell(photos_json(found))
        return
    for line in list_lines(found):
        tell(line)
    voice.say(_closing(found))


def _closing(found: tuple[Photo, ...]) -> str:
    cards = sum(card.is_one for photo in found for card in photo.cards)
    without = sum(not card.is_one for photo in found for card in photo.cards)
    failed = sum(photo.failure is not None for photo in found)
    counts = [
        counted(cards, "card"),
        *([f"{without} without a card"] if without else []),
        *([f"{failed} failed"] if failed else []),
    ]
    photos = {source for photo in found for source in (photo.source, *photo.backs)}
    return f"{counted(len(photos), 'photo')}: {', '.join(counts)}."


@click.command(name="show")
@click.argument("what", metavar="PHOTO|NAME")
@json_option
@shared_options
def show_photo(what: str, as_json: bool, library: Path | None, voice: Voice) -> None:  # noqa: ARG001 # --quiet
    """Say all about a photo or a person: what was read, what is in doubt, where it went and when.

    PHOTO is a path, or a file's name alone; NAME is what stands on a card, or
    a card's number such as "#12".

    \b
    Example:
      cardscan library show 002-scan.jpg
      cardscan library show "Klara Beispiel"
    """
    from cardscan.app.became import find_meant, show_lines, shown_json

    with existing(library) as opened:
        if as_json:
            tell(shown_json(opened, find_meant(opened, what)))
            return
        for line in show_lines(opened, find_meant(opened, what)):
            tell(line)
