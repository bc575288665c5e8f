"""Mailboxes of roles: what stands before an @ and is no person's."""

from __future__ import annotations

from cardscan.language import lexicon
from cardscan.language.letters import compact

__all__ = ["is_role"]


def is_role(local: str) -> bool:
    """Whether a mailbox belongs to a role (info@, office@), not to a person."""
    return compact(local) in {compact(w) for w in lexicon.groups("role_mailboxes")["role"]}
