"""Address books by what a person calls them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.addressbook import (
    AddressBook,
    CopyBook,
    FileBook,
    FolderBook,
    LdifBook,
    TableBook,
    is_ldif_file,
    is_table,
)
from cardscan.app.choices import check_is_book
from cardscan.closing import Closing
from cardscan.config import Settings
from cardscan.errors import CardscanError, ServerError, UsageError
from cardscan.library import Library
from cardscan.model import Place

if TYPE_CHECKING:
    from cardscan.addressbook import AccountBook
    from cardscan.addressbook.calendar import AccountCalendar
    from cardscan.app.accounts import Ask
    from cardscan.carddav import Client, Kind, RemoteBook

__all__ = ["Books", "book_on_disk", "copied", "default_server"]


class Books(Closing):
    """Opens address books, and closes what they need when it is closed itself.

    ``book`` names one of several on a server. ``on_progress`` is told how many
    of how many contacts are written there.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        ask: Ask | None = None,
        book: str | None = None,
        on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        self._settings = settings
        self._ask = ask
        self._book = book
        self._on_progress = on_progress
        self._open = ExitStack()
        self._accounts: dict[str, AddressBook] = {}

    def open(self, place: Place) -> AddressBook:
        """The address book of a place. Raises UsageError for a place that cannot be one."""
        if place.path is not None:
            return book_on_disk(place.path, is_folder=place.is_folder)
        if place.url not in self._accounts:
            self._accounts[place.url] = self._account(place.url)
        return self._accounts[place.url]

    def calendar(self, url: str) -> AccountCalendar:
        """The calendar at a URL, of which ``book`` names one. Raises ServerError, UsageError."""
        from cardscan.addressbook.calendar import AccountCalendar  # icalendar is slow to import
        from cardscan.carddav import CALENDAR, RemoteCards, choose_book

        client, found, wanted = self.find(url, CALENDAR)
        remote = RemoteCards(client, choose_book(found, wanted, CALENDAR))
        library = self._open.enter_context(Library.open(self._settings.library))
        return AccountCalendar(url, remote, library, on_progress=self._on_progress)

    def changed_last(self, url: str) -> AccountBook | AccountCalendar:
        """Of the address book and the calendar of an account the one that we changed last.

        Raises ServerError, UsageError where neither can be opened.
        """
        from cardscan.addressbook import AccountBook
        from cardscan.carddav import ADDRESS_BOOK, CALENDAR

        found: list[AccountBook | AccountCalendar] = []
        trouble: list[CardscanError] = []
        for kind, opened in ((ADDRESS_BOOK, self._account), (CALENDAR, self.calendar)):
            try:
                found += [opened(url)] if self.find(url, kind)[1] else []
            except (ServerError, UsageError) as error:
                trouble.append(error)
        if not found:
            raise trouble[0] if trouble else _no_collection(url)
        if len(trouble) == 1 and isinstance(found[0], AccountBook) and not found[0].last_change():
            raise trouble[0]  # there are several calendars: one of them may be meant
        return max(found, key=lambda each: each.last_change())

    def find(
        self, url: str, kind: Kind | None = None
    ) -> tuple[Client, tuple[RemoteBook, ...], str | None]:
        """What is there of a kind at a URL, and the name of the wanted one. Raises ServerError.

        The kind is that of address books where none is said.
        """
        from cardscan.app.accounts import NOBODY, find_account, find_credentials
        from cardscan.carddav import ADDRESS_BOOK, CALENDAR, Client, check_address, find_books

        kind = kind or ADDRESS_BOOK
        address = check_address(url, kind)
        account = find_account(url, self._settings.account)
        credentials = find_credentials(url, account, self._ask or NOBODY)
        client = self._open.enter_context(Client(address, credentials))
        said = account.calendar if kind is CALENDAR else account.book
        return client, find_books(client, kind), self._book or said

    def _account(self, url: str) -> AccountBook:
        from cardscan.addressbook import AccountBook
        from cardscan.carddav import RemoteCards, choose_book

        client, found, wanted = self.find(url)
        remote = RemoteCards(client, choose_book(found, wanted))
        library = self._open.enter_context(Library.open(self._settings.library))
        return AccountBook(url, remote, library, on_progress=self._on_progress)

    def close(self) -> None:
        """Let go of everything."""
        self._open.close()


def _no_collection(url: str) -> UsageError:
    return UsageError(f"There is no address book and no calendar at {url}.")


def book_on_disk(path: Path, *, is_folder: bool = False) -> AddressBook:
    """The address book of a path: a folder's where there is one, or one is meant.

    A table, or LDIF, is known by what is in it, whatever its name.
    """
    try:
        is_folder = is_folder or path.is_dir()
    except OSError:
        is_folder = False  # reading it says what is wrong
    if is_folder:
        return FolderBook(path)
    if is_ldif_file(path):
        return LdifBook(path)
    return TableBook(path) if is_table(path) else FileBook(path)


def copied(book: AddressBook | None, out: Path | None) -> AddressBook:
    """The address book whose changes go to a vCard file of its own, where one is named.

    Without an address book there must be such a file. Raises UsageError.
    """
    if out is None:
        if book is None:
            raise UsageError(
                "It is not said where the contacts are to go.",
                next_step="Add --into BOOK, or --out FILE.vcf for a file of their own.",
            )
        return book
    check_is_book(out)
    return CopyBook(book, FileBook(out))


def default_server(settings: Settings) -> Place:
    """Where a push goes when it is not said: the configured account. Raises UsageError."""
    places = [Place(url=account.url) for account in settings.account]
    if settings.address_book is not None and settings.address_book.url:
        places = [settings.address_book]
    if len(places) == 1:
        return places[0]
    raise UsageError(
        "It is not said which server the contacts are for.",
        next_step="Name its URL, or write one [[account]] table into the configuration file.",
    )
