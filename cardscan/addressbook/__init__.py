"""Address books that people use: a file, a folder, an account on a server; one protocol."""

from cardscan.addressbook.account import AccountBook
from cardscan.addressbook.book import AddressBook, BookState, Undone, Written
from cardscan.addressbook.collection import CollectionState, Item
from cardscan.addressbook.disk import KEPT_BACKUPS
from cardscan.addressbook.file import FileBook
from cardscan.addressbook.folder import FolderBook

__all__ = [
    "KEPT_BACKUPS",
    "AccountBook",
    "AddressBook",
    "BookState",
    "CollectionState",
    "FileBook",
    "FolderBook",
    "Item",
    "Undone",
    "Written",
]
