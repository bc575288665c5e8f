"""`cardscan qr`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.choices import Wording
from cardscan.cli.console import Voice, show_code, tell
from cardscan.cli.options import ANY_PATH, EVENT, settings_from, shared_options
from cardscan.errors import UsageError

if TYPE_CHECKING:
    from cardscan.library import StoredScan

__all__ = ["command"]

_MOST = 20


@click.command(name="qr")
@click.argument("what", metavar="NAME|PHOTO", required=False)
@click.option("--event", metavar="NAME", type=EVENT, help="Every contact of this event.")
@click.option("--out", type=ANY_PATH, metavar="FILE.svg", help="The whole contact as a picture.")
@shared_options
def command(
    what: str | None, event: str | None, out: Path | None, library: Path | None, voice: Voice
) -> None:
    """Show a contact as a QR code, which any phone's camera offers to save.

    In the terminal the code holds name, firm, one number and one e-mail
    address; with --out all that the card says but its picture.

    \b
    Example:
      cardscan qr "Mareike von Petersen"
      cardscan qr sample_cards/002-scan.jpg --out card.svg
    """
    from cardscan.app.qr import code_of, full_card, short_card, to_svg, to_terminal
    from cardscan.app.wording import worded
    from cardscan.files import replacing
    from cardscan.model import Contact

    if out is not None and out.suffix.casefold() != ".svg":
        raise UsageError(f"{out} is not the name of a picture.", next_step="End it in .svg.")
    settings = settings_from({"library": library}, out)
    wording = Wording.of(settings)
    found = [
        replace(stored, scan=worded(stored.scan, wording))
        for stored in _found(what, event, settings.library)
    ]
    for place, stored in enumerate(found, start=1):
        contact = stored.scan.contact or Contact()
        if out is None:
            tell(_called(stored), bold=True)
            code = code_of(short_card(contact))
            show_code(to_terminal(code, colours=sys.stdout.isatty()))
            continue
        name = out if len(found) == 1 else out.with_name(f"{out.stem}-{place}{out.suffix}")
        with replacing(name) as file:
            file.write(to_svg(code_of(full_card(contact))))
        voice.say(f"{name}: {_called(stored)}")


def _found(what: str | None, event: str | None, library: Path) -> Sequence[StoredScan]:
    from cardscan.app.events import check_event
    from cardscan.app.existing import existing_library
    from cardscan.app.output import is_contact
    from cardscan.app.qr import find_contacts

    if (what is None) == (event is None):
        raise UsageError("Name a contact or a photo, or an event with --event.")
    opened = existing_library(library)
    if opened is None:
        raise UsageError("No card was scanned yet.", next_step="Scan one with cardscan scan.")
    with opened as known:
        if what is None:
            found = tuple(each for each in known.scans(event=event) if is_contact(each.scan))
            if not found:
                check_event(known, event)
        else:
            found = find_contacts(known, what)
    if not found:
        raise UsageError(
            f"The library holds no contact of {what or event}.",
            next_step="cardscan review shows all that it holds.",
        )
    if what is not None and len(found) > 1 and not Path(what).is_file():
        lines = "".join(f"  #{each.number} {_called(each)}\n" for each in found[:_MOST])
        raise UsageError(
            f"{what} may be {len(found)} cards:\n{lines}",
            next_step="Say more of the name or the firm, or the number of a card, such as "
            f'"#{found[0].number}".',
        )
    return found


def _called(stored: StoredScan) -> str:
    contact = stored.scan.contact
    values = contact.values if contact else ()
    firm = contact.organizations[0].value if contact and contact.organizations else ""
    name = contact.name.value if contact and contact.name else ""
    return ", ".join(text for text in (name, firm) if text) or (values[0].value if values else "")
