"""Text of cards, lists and address books on its way to a terminal."""

from __future__ import annotations

__all__ = ["harmless"]


def harmless(text: str) -> str:
    """One line without control characters, which must not command the terminal."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
