"""Address books that people use: a file, a table, a folder, an account; one protocol."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cardscan.addressbook.backups import read_backup
from cardscan.addressbook.book import AddressBook, BookState, Change, Undone, Written
from cardscan.addressbook.collection import CollectionState, Item
from cardscan.addressbook.copy import CopyBook
from cardscan.addressbook.disk import KEPT_BACKUPS
from cardscan.addressbook.file import FileBook
from cardscan.addressbook.folder import FolderBook
from cardscan.addressbook.ldif import LdifBook, is_ldif_file
from cardscan.addressbook.rows import ldif_vcards, table_vcards
from cardscan.addressbook.table import TableBook, fresh_table, is_table

if TYPE_CHECKING:
    from cardscan.addressbook.account import AccountBook

__all__ = [
    "KEPT_BACKUPS",
    "AccountBook",
    "AddressBook",
    "BookState",
    "Change",
    "CollectionState",
    "CopyBook",
    "FileBook",
    "FolderBook",
    "Item",
    "LdifBook",
    "TableBook",
    "Undone",
    "Written",
    "fresh_table",
    "is_ldif_file",
    "is_table",
    "ldif_vcards",
    "read_backup",
    "table_vcards",
]


def __getattr__(name: str) -> Any:
    """Accounts when they are asked for: HTTP is slow to import, and most books are files."""
    if name == "AccountBook":
        return import_module(f"{__name__}.account").AccountBook
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
