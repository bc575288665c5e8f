"""What a person accepted, brought into the address book and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.cli.console import Voice
from cardscan.cli.merging import carry_out

if TYPE_CHECKING:
    from cardscan.app.reviewed import Destination

__all__ = ["deliver"]


def deliver(destination: Destination, event: str | None, voice: Voice) -> None:
    """Bring every accepted card that is not there yet into its address book."""
    merge, stored = destination.plan(event=event, maybe_new=False)
    if stored:
        into = destination.book
        written = carry_out(
            merge,
            into,
            dry_run=False,
            source="a scanned card",
            voice=voice,
            advice="The same command asks about them again.",
        )
        destination.record(merge, stored, failed=written.failed)
