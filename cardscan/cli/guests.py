"""`cardscan guests`."""

from __future__ import annotations

from pathlib import Path

import click

from cardscan.cli.books import look_into
from cardscan.cli.console import Voice, tell
from cardscan.cli.options import ANY_BOOK, ANY_PATH, EVENT, settings_from, shared_options
from cardscan.counts import counted
from cardscan.errors import UsageError
from cardscan.model import Place

__all__ = ["command"]

_SUFFIXES = {".txt": "text", ".md": "markdown", ".json": "json"}


@click.command(name="guests")
@click.argument("guest_list", metavar="LIST", type=ANY_PATH)
@click.option(
    "--book",
    "books",
    metavar="BOOK",
    type=ANY_BOOK,
    multiple=True,
    help="The address book to look in; may be said several times.",
)
@click.option("--event", metavar="NAME", type=EVENT, help="Also say whom you know from this event.")
@click.option(
    "--out",
    metavar="FILE",
    type=ANY_PATH,
    help="A file ending in .txt, .md or .json instead of the terminal.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(sorted(_SUFFIXES.values())),
    help="How it is told (default: text, or what FILE says).",
)
@shared_options
def command(
    guest_list: Path,
    books: tuple[Place, ...],
    event: str | None,
    out: Path | None,
    chosen: str | None,
    library: Path | None,
    voice: Voice,
) -> None:
    """Look through a guest list: whom you know, perhaps know, and who could introduce you.

    LIST is CSV with any columns, XLSX, text with a person a line, a PDF, or a photo
    of a printed list. It is held against an address book and the cards of the
    library; nothing is changed.

    \b
    Example:
      cardscan guests guests.csv --book contacts.vcf
    """
    from cardscan.app.guests import find_guests, read_list, to_json, to_markdown, to_text
    from cardscan.files import replacing

    settings = settings_from({"library": library}, guest_list, *books, out)
    form = _format(out, chosen, (guest_list, *(book.path for book in books)))
    guests = read_list(guest_list, settings)
    contacts = look_into(settings, voice, books)
    found = find_guests(guests, settings.library, contacts, event=event)
    tellers = {"text": to_text, "markdown": to_markdown}
    lines = [to_json(found)] if form == "json" else list(tellers[form](found))
    if out is None:
        tell(*(line for text in lines for line in text.split("\n")))
    else:
        with replacing(out) as file:
            file.writelines(f"{line}\n".encode("utf-8", "replace") for line in lines)
    counts = ", ".join(f"{count} {state.value}" for state, count in sorted(found.counts.items()))
    companions = f"; {counted(found.companions, 'companion')} without a name" * bool(
        found.companions
    )
    voice.say(f"{counted(len(guests), 'guest')}: {counts}{companions}.")
    if not contacts and books:
        voice.say(f"There is no contact in {', '.join(map(str, books))}.")
    elif not contacts:
        voice.say("Only the library was looked in: name your address book by --book.")


def _format(out: Path | None, chosen: str | None, read: tuple[Path | None, ...]) -> str:
    """The chosen format, or what the name of the file says. Raises UsageError."""
    if out is None:
        return chosen or "text"
    said = _SUFFIXES.get(out.suffix.casefold())
    if said is None or out.resolve() in [path.resolve() for path in read if path]:
        raise UsageError(
            f"{out} is no name for this list.", next_step="End it in .txt, .md or .json."
        )
    if chosen is not None and chosen != said:
        raise UsageError(f"{out} is the name of a {said} file, not of {chosen}.")
    return said
