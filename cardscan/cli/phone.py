"""`cardscan phone`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.app.choices import Wording
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice, complain, show_code, tell
from cardscan.cli.merging import passed_over
from cardscan.cli.options import (
    ANY_PATH,
    BOOK,
    EVENT,
    reading_options,
    settings_from,
    shared_options,
)
from cardscan.cli.wording import wording_options
from cardscan.errors import UsageError
from cardscan.model import Place

if TYPE_CHECKING:
    from ssl import SSLContext

    from cardscan.addressbook import AddressBook
    from cardscan.app.watch import WatchTarget
    from cardscan.config import Settings
    from cardscan.web.network import Reachable
    from cardscan.web.phone import PhonePage

__all__ = ["command"]


@click.command(name="phone")
@click.argument("folder", type=ANY_PATH, required=False)
@click.option(
    "--into",
    metavar="BOOK",
    type=BOOK,
    help="The address book for what is sure (default: what the configuration says, if anything).",
)
@click.option("--event", metavar="NAME", type=EVENT, help="The event of the photos.")
@click.option("--interface", metavar="NAME", help="Interface or address to serve on, e.g. wlan0.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the page.")
@click.option("--tls-cert", type=ANY_PATH, help="Certificate of a name for this computer (PEM).")
@click.option("--tls-key", type=ANY_PATH, help="Its private key (PEM).")
@click.option("--until-eof", is_flag=True, hidden=True)  # for the review, which starts it
@click.option("--jobs", type=int, metavar="N", help="Processes to use (default: all cores).")
@wording_options
@reading_options
@shared_options
def command(
    folder: Path | None,
    into: Place | None,
    event: str | None,
    interface: str | None,
    port: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    until_eof: bool,
    voice: Voice,
    **options: Any,
) -> None:
    """Take photos with the phone and get the contacts back, over your own Wi-Fi.

    Shows a QR code: the phone's camera opens a page with it, which sends
    photos here and shows the cards that were found on them. The page can do
    nothing else, and ends with Ctrl-C. Photos land in FOLDER, which is watched
    meanwhile (default: the configured one, else a folder beside the library).

    \b
    Example:
      cardscan phone --into contacts.vcf --event "Fair 2026"
    """
    from cardscan.web.network import choose_address, find_addresses

    if until_eof:
        threading.Thread(target=_end_with_input, daemon=True).start()
    settings = settings_from(options, into)
    tls = _tls(tls_cert, tls_key)
    found = find_addresses()
    address = choose_address(found, interface)
    door_voice = Voice(quiet=True) if until_eof else voice
    with opening_books(settings, voice) as books:
        target = _target(folder, into, event, settings, books.open)
        target.folder.mkdir(parents=True, exist_ok=True)
        others = [str(each) for each in found if each.address != address.address]
        if others:
            door_voice.say(
                f"Other addresses of this computer, for --interface: {', '.join(others)}"
            )
        door = _Door(address, port, tls, door_voice)
        _serve(target, settings, voice, door)


def _target(
    folder: Path | None, into: Place | None, event: str | None, settings: Settings, open_book: Any
) -> WatchTarget:
    from cardscan.app.watch import WatchTarget

    watched = next((w for w in settings.watch if folder is None or w.folder == folder), None)
    place = into or (watched.into if watched else None) or settings.address_book
    return WatchTarget(
        folder or (watched.folder if watched else settings.library.parent / "phone"),
        None if place is None else open_book(place),
        event or (watched.event if watched else None),
        command="phone",
    )


@dataclass(frozen=True, slots=True)
class _Door:
    """Where the phone's page is, and how much is said of it."""

    address: Reachable
    port: int
    tls: SSLContext | None
    voice: Voice


def _serve(target: WatchTarget, settings: Settings, voice: Voice, door: _Door) -> None:
    from cardscan.app.arrivals import Arrivals
    from cardscan.library import Library
    from cardscan.web.phone import PhonePage
    from cardscan.web.start import bind, serving

    with Library.open(settings.library) as library:
        pages = PhonePage(
            Arrivals(target.folder, library, wording=Wording.of(settings)), event=target.event
        )
        tls, host = door.tls, door.address.in_url
        server = bind(door.address.address, door.port, pages, tls=tls, on_trouble=complain)
        pages.scheme = "https" if tls else "http"
        pages.hosts = frozenset({f"{host}:{server.port}"})
        # Ctrl-C is the ordinary end, also before the folder is watched.
        with suppress(KeyboardInterrupt), serving(server):
            _show(f"{pages.scheme}://{host}:{server.port}/{pages.token}/", target, door)
            _watch(pages, target, settings, voice)


def _show(url: str, target: WatchTarget, door: _Door) -> None:
    from cardscan.app.qr import code_of, to_terminal

    voice = door.voice
    if not voice.quiet:
        show_code(to_terminal(code_of(url), colours=sys.stdout.isatty()))
    tell(url)
    voice.say("Point the phone's camera at the code; the phone must be in the same Wi-Fi.")
    if door.tls is None:
        voice.say("Photos cross the Wi-Fi unencrypted: do this in a network that you trust.")
    where = f", and what is sure in {target.into}" if target.into is not None else ""
    voice.say(f"They land in {target.folder}{where}. Ctrl-C ends it.")


def _watch(pages: PhonePage, target: WatchTarget, settings: Settings, voice: Voice) -> None:
    """Read what comes, until Ctrl-C."""
    from dataclasses import replace

    from cardscan.app.watch import watch_folders

    def passed(count: int, book: AddressBook) -> None:
        voice.say(passed_over(count, book))

    # What is renamed into the folder is whole: it need not rest long.
    quick = replace(settings, settle_s=min(settings.settle_s, 0.5))
    for each in watch_folders(
        [target],
        quick,
        once=False,
        on_note=lambda note: voice.say(f"{note.name}: {note.text}"),
        on_merge=lambda merge: voice.detail("\n".join(merge.in_words())),
        on_passed=passed,
    ):
        pages.arrivals.note(each)
        voice.say(str(each))


def _end_with_input() -> None:
    """Ctrl-C for this process when its input ends, as it does with whoever started it."""
    while os.read(0, 4096):  # not sys.stdin, whose lock nobody could take at the end
        pass
    os.kill(os.getpid(), signal.SIGINT)


def _tls(cert: Path | None, key: Path | None) -> SSLContext | None:
    """What encrypts the page. Raises UsageError for one without the other, or no such files."""
    if cert is None and key is None:
        return None
    import ssl

    if cert is None or key is None:
        raise UsageError("A certificate needs its key.", next_step="Add --tls-cert and --tls-key.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"{cert} and {key} are no certificate and key: {error}.") from error
    return context
