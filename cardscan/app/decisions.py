"""What a person said about pairs of contacts, kept in the library."""

from __future__ import annotations

from pathlib import Path

from cardscan.app.existing import existing_library
from cardscan.book import Decision
from cardscan.library import Library

__all__ = ["keep_decision", "known_decisions"]


def known_decisions(library: Path) -> tuple[Decision, ...]:
    """All decisions so far; none where there is no library yet, and none is made."""
    found = existing_library(library)
    if found is None:
        return ()
    with found as opened:
        return tuple(Decision(first, second, same) for first, second, same in opened.pairs())


def keep_decision(library: Path, decision: Decision) -> None:
    """Keep a person's word on two contacts for good."""
    with Library.open(library) as opened:
        opened.decide_pair(decision.first, decision.second, same=decision.same)
