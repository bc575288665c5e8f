"""The review page as a command runs it: served until it is stopped, then brought to its end."""

from __future__ import annotations

import webbrowser
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from cardscan.app.choices import Wording
from cardscan.app.desk import Desk
from cardscan.app.inbox import Filter, Inbox
from cardscan.cli.console import Voice, complain, tell
from cardscan.cli.listener import Listener
from cardscan.config import Settings
from cardscan.counts import counted
from cardscan.library import Library
from cardscan.model import Place
from cardscan.web.guard import Guard
from cardscan.web.listener import ListenerPage
from cardscan.web.review import ReviewPage
from cardscan.web.start import bind, serving, until_stopped

if TYPE_CHECKING:
    from cardscan.addressbook import AddressBook
    from cardscan.app.reviewed import Destination
    from cardscan.config import Settings
    from cardscan.model import Scan

__all__ = ["Review", "serve_review"]


@dataclass(frozen=True, slots=True)
class Review:
    """What is reviewed, how it was read, and for which address book.

    ``more`` are options of the phone's page.
    """

    library: Library
    settings: Settings
    event: str | None = None
    into: AddressBook | None = None
    place: Place | None = None
    interface: str | None = None
    more: tuple[str, ...] = ()

    def destination(self) -> Destination:
        """The address book now. Raises ValueError where none was said."""
        if self.into is None:
            raise ValueError("no address book was said")
        # Loaded late, like delivering: the page is there sooner, and need not have a book.
        from cardscan.app.reviewed import Destination

        return Destination(self.into, self.library, datetime.now(UTC), Wording.of(self.settings))

    def reread(self, scan: Scan) -> Scan | None:
        """A card read once more as its picture is turned now."""
        from cardscan.app.reread import reread  # loaded late: seldom asked for

        return reread(scan, self.settings)


@dataclass(frozen=True, slots=True)
class _Listening(Voice):
    """Keeps what is said, for the page."""

    heard: tuple[list[str], ...] = ([],)

    def say(self, text: str) -> None:
        self.heard[0].append(text)

    warn = say


def serve_review(review: Review, voice: Voice, *, port: int, browser: bool) -> None:
    """Serve the page until Ctrl-C, then bring what was accepted into the address book."""
    one_at_a_time = Lock()

    def bring() -> str:
        from cardscan.cli.delivering import deliver

        listening = _Listening(heard=([],))
        with one_at_a_time:
            deliver(review.destination(), review.event, listening)
        return " ".join(listening.heard[0])

    inbox = Inbox(review.library, review.event)
    listener = Listener(review.library.path, review.place, review.interface, voice, review.more)
    guard = Guard(0)
    desk = Desk(review.library, review.settings.region, datetime.now(UTC), review.reread)
    pages = ReviewPage(guard, desk, inbox)
    pages.phone = ListenerPage(listener, inbox)
    pages.wording = Wording.of(review.settings)
    if review.into is not None:
        review.destination().maybes(event="")  # or what is wrong with it would show later
        pages.book = review.place.short if review.place else str(review.into)
        pages.destination, pages.deliver = review.destination, bring
    server = bind("127.0.0.1", port, pages, on_trouble=complain)
    pages.guard = guard = Guard(server.port)
    with until_stopped() as wait, listener.ended(), serving(server):
        # The address is the result of the command: others may want to read it.
        tell(guard.start)
        if browser and webbrowser.open(guard.start):
            voice.say("The review is open in your browser, on this machine only. Ctrl-C ends it.")
        else:
            voice.say("Open this address in a browser of this machine. Ctrl-C ends it.")
        wait()
    _say_the_end(review, inbox, voice)


def _say_the_end(review: Review, inbox: Inbox, voice: Voice) -> None:
    left = inbox.page(Filter(), 1).total
    waits = counted(left, "card", "waits") if left else "No card waits"
    voice.say(f"{waits} for a decision; everything you answered is kept.")
    if review.into is not None:
        from cardscan.cli.delivering import deliver

        deliver(review.destination(), review.event, voice)
