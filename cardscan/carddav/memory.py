"""What must be remembered of a server between two runs, and who remembers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from cardscan.model import PutRecord, PutState, RemoteCard

__all__ = ["Memory"]


class Memory(Protocol):
    """Keeps a server's cards and our own writing; ``book`` is the URL of an address book."""

    def server_cards(self, book: str) -> tuple[str | None, dict[str, RemoteCard]]:
        """The token of the last synchronisation, and the cards as they were by then."""

    def keep_server_cards(
        self,
        book: str,
        token: str | None,
        changed: Iterable[RemoteCard],
        gone: Iterable[str],
    ) -> None:
        """Remember what a synchronisation brought."""

    def keep_server_card(self, book: str, card: RemoteCard) -> None:
        """Remember one card to the byte."""

    def settled(self, book: str) -> dict[str, str]:
        """The marks of contacts that are in full in a card, each with the path of that card."""

    def settle(self, book: str, found: Mapping[str, tuple[str, str]]) -> None:
        """Remember contacts, by their marks, as being in full in a card: its path and ETag."""

    def begin_put(
        self, book: str, push: str, href: str, before: RemoteCard | None, sent: bytes
    ) -> int:
        """Remember what is about to be sent, and return the number of the record."""

    def end_put(self, number: int, *, href: str, etag: str, kept: bytes | None = None) -> None:
        """It is there."""

    def keep_seen(self, book: str, card: RemoteCard, sent: bytes) -> None:
        """Remember that ``sent`` is not to be sent, as what is there (or not) is to stay."""

    def put_stays(self, number: int, sent: bytes) -> None:
        """What is there stays as it is, although ``sent`` is what would be said now."""

    def drop_put(self, number: int) -> None:
        """It never happened."""

    def pushes(self, book: str) -> tuple[str, ...]:
        """The names of the pushes of which something is there, the oldest first."""

    def undone_pushes(self, book: str) -> tuple[str, ...]:
        """The pushes that were taken back after the last one that is there, the oldest first."""

    def puts(
        self, book: str, state: PutState, *, push: str | None = None, href: str | None = None
    ) -> tuple[PutRecord, ...]:
        """The records of a book in this state, in order; those of one push, or of one card."""

    def close_puts(self, numbers: Mapping[int, PutState]) -> None:
        """Change the states of records."""

    def forget_old_pushes(self, book: str) -> None:
        """Keep as many pushes as can be taken back."""
