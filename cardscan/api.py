"""cardscan as a library: what the commands do, as functions that return values.

The same settings hold as on the command line: options, environment and the
configuration file. Whatever goes wrong on purpose is a :class:`CardscanError`
(:mod:`cardscan.errors` draws the tree); nothing here prints or ends the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal, TypeAlias

from cardscan.addressbook import AddressBook
from cardscan.app.books import Books
from cardscan.app.cards import read_cards
from cardscan.app.cards_into import bring, carried_out, incoming_cards
from cardscan.app.choices import Wording
from cardscan.app.decisions import known_decisions
from cardscan.app.known_books import read_books
from cardscan.app.merge import plan_into, read_contacts
from cardscan.app.merge_report import MergeReport, report_of
from cardscan.app.scan import find_photos
from cardscan.app.settings import checked_settings
from cardscan.config import Settings
from cardscan.errors import UsageError
from cardscan.folder import Input
from cardscan.library import Library
from cardscan.model import Entry, Failure, Place, Scan
from cardscan.vcard import read_entries

__all__ = ["merge", "read_book", "scan"]

_Result: TypeAlias = Scan | Failure
_Named: TypeAlias = str | Path


def scan(
    *paths: str | Path,
    event: str | None = None,
    region: str | None = None,
    languages: Sequence[str] | None = None,
    reader: Literal["auto", "tesseract", "rapidocr", "both"] | None = None,
    jobs: int | None = None,
    again: bool = False,
    library: str | Path | None = None,
) -> Iterator[Scan | Failure]:
    """The cards on photos, in folders and PDFs, each as soon as it is read.

    >>> from cardscan import scan
    >>> for card in scan("photos/card.jpg"):
    ...     print(card.outcome, card.contact.name.value, card.contact.phones[0].value)
    ok Klara Beispiel +4317204431

    They come in the order of the photos; a front and its back are one. An input
    that cannot be read is a :class:`Failure` among them, and costs nothing but
    itself. As on the command line photos are read in ``jobs`` processes and
    remembered in the ``library``, so that the second time is quick.

    Raises UsageError for an option that is not allowed, ConfigError,
    NoInputError where there is no picture at all, MissingDependencyError
    without Tesseract or a language, and LibraryError.
    """
    options = {
        "region": region,
        "languages": None if languages is None else tuple(languages),
        "reader": reader,
        "jobs": jobs,
        "library": None if library is None else Path(library),
    }
    settings = checked_settings(options)
    photos = find_photos([Path(path) for path in paths], event=event)
    return _scanned(photos, settings, again=again)


def _scanned(
    photos: Sequence[Input | Failure], settings: Settings, *, again: bool
) -> Iterator[Scan | Failure]:
    with Library.open(settings.library) as opened:
        yield from read_cards(photos, settings, opened, again=again)


def read_book(book: str | Path, *, library: str | Path | None = None) -> tuple[Entry, ...]:
    """The contacts of an address book: a vCard file, a folder of them, a table, or a server's URL.

    >>> from cardscan import read_book
    >>> for contact in read_book("contacts.vcf"):
    ...     print(contact.formatted_names[0], contact.to_json()["phones"])
    Max Muster [{'value': '+436641112233', 'types': ['cell']}]

    A table is a CSV export of Google, Outlook or Thunderbird. Raises UsageError
    and AddressBookError (ServerError among them).
    """
    place = Place.parse(str(book))
    settings = checked_settings(_library(library), place)
    if place.path is not None:
        return read_entries(read_contacts([place.path]))
    with Books(settings) as books:
        return read_books([books.open(place)])


def merge(
    new: str | Path | Iterable[str | Path] | Iterable[Scan | Failure],
    into: str | Path,
    *,
    maybe: Literal["wait", "new"] = "wait",
    doubtful: Literal["hold", "include"] | None = None,
    dry_run: bool = False,
    library: str | Path | None = None,
) -> MergeReport:
    """Contacts of files, or scanned cards, into an address book; the answer says what was done.

    >>> from cardscan import merge, scan
    >>> merge("new.vcf", into="contacts.vcf", dry_run=True).to_json()["new"]
    1
    >>> report = merge(scan("photos"), into="fair.vcf")
    >>> [(contact.name, contact.action.value) for contact in report.contacts]
    [('Klara Beispiel', 'new')]

    ``into`` is a vCard file, a folder of them, or a server's URL. Nothing that
    was there is lost, and ``cardscan undo`` takes it back. Of scanned cards the
    doubtful ones and unsure values wait for ``cardscan review``, and what came
    to this address book before is not brought again; failures are passed over.

    Raises UsageError and AddressBookError (ServerError among them), with the
    address book as it was, and LibraryError.
    """
    place = Place.parse(str(into))
    files, scans = _parted(new)
    options = {**_library(library), "doubtful": doubtful}
    settings = checked_settings(options, place, *files)
    if maybe not in ("wait", "new"):
        raise UsageError(f"maybe={maybe!r} is not allowed: it is 'wait' or 'new'.")
    with Books(settings) as books:
        book = books.open(place)
        book.check()
        if scans is None:
            plan = plan_into(
                read_contacts(files),
                book,
                decisions=known_decisions(settings.library),
                maybe_new=maybe == "new",
            )
            source = ", ".join(path.name for path in files)
            applied = carried_out(plan, dry_run=dry_run, source=source)
            return report_of(plan, applied, dry_run=dry_run)
        return _merge_scans(scans, book, settings, maybe_new=maybe == "new", dry_run=dry_run)


def _merge_scans(
    scans: Iterable[_Result],
    book: AddressBook,
    settings: Settings,
    *,
    maybe_new: bool,
    dry_run: bool,
) -> MergeReport:
    with Library.open(settings.library) as opened:
        wording = Wording.of(settings)
        incoming = incoming_cards(opened, book, settings.doubtful, command="merge", wording=wording)
        for _ in incoming.collect(scans):
            pass
        done = bring(incoming, book, opened, maybe_new=maybe_new, dry_run=dry_run)
        return report_of(done.merge, done.applied, dry_run=dry_run, incoming=incoming)


def _parted(
    new: _Named | Iterable[_Named] | Iterable[_Result],
) -> tuple[list[Path], Iterable[_Result] | None]:
    """The files that are named, or the scans: of one kind, since the first one says which."""
    if isinstance(new, str | Path):
        return [Path(new)], None
    rest = iter(new)
    first = next(rest, None)
    if first is None:
        return [], ()
    if isinstance(first, str | Path):
        return [Path(first), *(Path(_named(each)) for each in rest)], None
    return [], chain([first], map(_result, rest))


def _named(value: object) -> _Named:
    if isinstance(value, str | Path):
        return value
    raise UsageError("Merge either files or scanned cards, not both in one call.")


def _result(value: object) -> _Result:
    if isinstance(value, Scan | Failure):
        return value
    raise UsageError("Merge either files or scanned cards, not both in one call.")


def _library(path: str | Path | None) -> dict[str, object]:
    return {"library": None if path is None else Path(path)}
