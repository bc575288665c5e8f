"""CardDAV and CalDAV: what is said to a server, how its collections are found, what is in them."""

from cardscan.carddav.addresses import check_address, user_in
from cardscan.carddav.client import Client, Credentials, Limits, Reply
from cardscan.carddav.discovery import RemoteBook, choose_book, find_books
from cardscan.carddav.kinds import ADDRESS_BOOK, CALENDAR, Kind
from cardscan.carddav.memory import Memory
from cardscan.carddav.messages import parse_problem
from cardscan.carddav.plan import (
    Kept,
    adds_more,
    compare,
    fit,
    holds_news,
    name_in,
    new_card,
    uid_of,
)
from cardscan.carddav.remote import RemoteCards

__all__ = [
    "ADDRESS_BOOK",
    "CALENDAR",
    "Client",
    "Credentials",
    "Kept",
    "Kind",
    "Limits",
    "Memory",
    "RemoteBook",
    "RemoteCards",
    "Reply",
    "adds_more",
    "check_address",
    "choose_book",
    "compare",
    "find_books",
    "fit",
    "holds_news",
    "name_in",
    "new_card",
    "parse_problem",
    "uid_of",
    "user_in",
]
