"""Names of events, which may be parts of one another: a day or a hall of a fair."""

from __future__ import annotations

__all__ = ["EVENT_JOINT", "is_of_event"]

EVENT_JOINT = " / "
"""Between an event and a part of it, as in ``Fair 2026 / Hall 3``."""


def is_of_event(event: str | None, asked: str) -> bool:
    """Whether something of an event is of the one that is asked for, or of a part of it."""
    return event is not None and f"{event}{EVENT_JOINT}".startswith(f"{asked}{EVENT_JOINT}")
