"""Contacts against contacts: who is the same person, and what a merge would change. Pure."""

from cardscan.book.compare import compare
from cardscan.book.context import BookContext, learn
from cardscan.book.decisions import Decision, decide, stable_key
from cardscan.book.dedupe import (
    Repointing,
    find_groups,
    find_likenesses,
    member_uid,
    plan_dedupe,
    repoint,
)
from cardscan.book.keys import dialled_digits
from cardscan.book.merge import plan_merge
from cardscan.book.union import COVERED_PROPERTIES, additions, grown, new_notes

__all__ = [
    "COVERED_PROPERTIES",
    "BookContext",
    "Decision",
    "Repointing",
    "additions",
    "compare",
    "decide",
    "dialled_digits",
    "find_groups",
    "find_likenesses",
    "grown",
    "learn",
    "member_uid",
    "new_notes",
    "plan_dedupe",
    "plan_merge",
    "repoint",
    "stable_key",
]
