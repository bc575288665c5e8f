"""Cards on a server, and what was written there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["PutRecord", "PutState", "RemoteCard"]


@dataclass(frozen=True, slots=True)
class RemoteCard:
    """A card as a server holds it; ``href`` is its path, spelt in one way."""

    href: str
    etag: str
    data: bytes = field(repr=False)


class PutState(StrEnum):
    """How far a PUT came: OPEN before its answer; UNDONE when it was taken back.

    REPLACED by a later one of the same event; SEEN for what is there by somebody else's
    hand, or stays away by it, and is no PUT.
    """

    OPEN = "open"
    DONE = "done"
    UNDONE = "undone"
    REPLACED = "replaced"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class PutRecord:
    """One card written, or about to be: what was there, and what was sent.

    ``push`` names the change that it is a part of. ``before`` is None for a
    new card; ``etag`` and ``kept`` are what the server made of it, ``begun_at``
    is when it was sent (ISO 8601).
    """

    number: int
    push: str
    href: str
    before_etag: str | None
    before: bytes | None = field(repr=False)
    sent: bytes = field(repr=False)
    etag: str | None = None
    kept: bytes | None = field(default=None, repr=False)
    begun_at: str | None = None
