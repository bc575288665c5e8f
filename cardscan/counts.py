"""Numbers of things in sentences."""

from __future__ import annotations

__all__ = ["counted"]


def counted(count: int, noun: str, verb: str = "") -> str:
    """``1 contact``, ``2 contacts``; with a verb of the third person ``1 contact waits``."""
    things = f"{count} {noun}{'' if count == 1 else 's'}"
    if not verb:
        return things
    plural = {"was": "were", "is": "are", "holds": "hold"}.get(verb, verb.removesuffix("s"))
    return f"{things} {verb if count == 1 else plural}"
