"""Mailboxes of roles: what stands before an @ and is no person's."""

from __future__ import annotations

from functools import cache

from cardscan.language.known_words import role_mailboxes
from cardscan.language.letters import compact

__all__ = ["is_role"]


def is_role(local: str) -> bool:
    """Whether a mailbox belongs to a role (info@, office@), not to a person."""
    return compact(local) in _roles()


@cache
def _roles() -> frozenset[str]:
    return frozenset(map(compact, role_mailboxes()))
