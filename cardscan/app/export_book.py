"""An address book as it is, in the format of whoever takes its contacts next."""

from __future__ import annotations

from pathlib import Path

from cardscan.addressbook import AddressBook, fresh_table
from cardscan.app.export import Exported
from cardscan.app.output import OutputFormat, find_target, write_anew, write_to_stdout
from cardscan.errors import AddressBookError, UsageError
from cardscan.files import is_same_file
from cardscan.formats import TableKind
from cardscan.library import Library
from cardscan.vcard import cards

__all__ = ["export_book"]

_TABLES = {
    OutputFormat.GOOGLE_CSV: TableKind.GOOGLE,
    OutputFormat.OUTLOOK_CSV: TableKind.OUTLOOK,
}


def export_book(
    book: AddressBook, out: Path, chosen: OutputFormat, library: Library
) -> tuple[Exported, int]:
    """Write all contacts of an address book elsewhere, as vCards or as a table to be imported.

    Returns how many pictures a table could not take as well. Raises
    AddressBookError, OutputError, and UsageError for a format of scans alone.
    """
    state = book.read()
    contacts = cards(state.parts)
    if not contacts:
        why = "does not exist" if state.digest is None else "holds no contact"
        raise AddressBookError(f"{book} {why}.", next_step="Check its name.")
    if chosen is OutputFormat.VCARD:
        data, pictures = book.content() or b"", 0
    elif chosen in _TABLES:
        data, pictures = fresh_table(contacts, _TABLES[chosen])
    else:
        raise UsageError(
            f"{chosen} tells of scanned cards, not of an address book.",
            next_step="With --book choose vcard, google-csv or outlook-csv.",
        )
    if is_same_file(out, book.name):
        raise UsageError(
            f"{out} is the address book itself.", next_step="Name another file with --out."
        )
    if str(out) == "-":
        write_to_stdout([data])
        return Exported((), len(contacts)), pictures
    target = find_target(out, library)
    write_anew(target, [data], library)
    replaced = target.replaced_in_words
    return Exported((out,), len(contacts), (replaced,) if replaced else ()), pictures
