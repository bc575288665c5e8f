"""What must be remembered of a server between two runs, and who remembers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cardscan.carddav.remote import RemoteCard

__all__ = ["Memory", "PutRecord", "PutState"]


class PutState(StrEnum):
    """How far a PUT came: OPEN before its answer; UNDONE when it was taken back."""

    OPEN = "open"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class PutRecord:
    """One card written, or about to be: what was there, and what was sent.

    ``push`` names the change that it is a part of. ``before`` is None for a
    new card; ``etag`` and ``kept`` are what the server made of it.
    """

    number: int
    push: str
    href: str
    before_etag: str | None
    before: bytes | None = field(repr=False)
    sent: bytes = field(repr=False)
    etag: str | None = None
    kept: bytes | None = field(default=None, repr=False)


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

    def begin_put(
        self, book: str, push: str, href: str, before: RemoteCard | None, sent: bytes
    ) -> int:
        """Remember what is about to be sent, and return the number of the record."""

    def end_put(self, number: int, *, href: str, etag: str, kept: bytes | None = None) -> None:
        """It is there."""

    def drop_put(self, number: int) -> None:
        """It never happened."""

    def pushes(self, book: str) -> tuple[str, ...]:
        """The names of the pushes of which something is there, the oldest first."""

    def puts(
        self, book: str, state: PutState, *, push: str | None = None, href: str | None = None
    ) -> tuple[PutRecord, ...]:
        """The records of a book in this state, in order; those of one push, or of one card."""

    def close_puts(self, numbers: Mapping[int, PutState]) -> None:
        """Change the states of records."""

    def forget_old_pushes(self, book: str) -> None:
        """Keep as many pushes as can be taken back."""
