"""What a person said about pairs of contacts, kept in the library."""

from __future__ import annotations

from pathlib import Path

from cardscan.book import Decision
from cardscan.library import Library

__all__ = ["keep_decision", "known_decisions"]


def known_decisions(library: Path) -> tuple[Decision, ...]:
    """All decisions so far; none where there is no library yet, and none is made."""
    if not library.exists():
        return ()
    with Library.open(library) as opened:
        return tuple(
            Decision(first, second, same=False) for first, second in sorted(opened.pairs_apart())
        )


def keep_decision(library: Path, decision: Decision) -> None:
    """Keep "these are two people" for good; "the same" needs no keeping once they are merged."""
    if not decision.same:
        with Library.open(library) as opened:
            opened.keep_apart(decision.first, decision.second)
