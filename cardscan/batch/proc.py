"""How much memory a process and its children hold, from Linux's /proc."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["resident_mb"]


def resident_mb(pid: int) -> float | None:
    """Resident memory of a process and all below it in MiB; None where it cannot be known."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    own = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return own + sum(resident_mb(child) or 0.0 for child in _children(pid))


def _children(pid: int) -> list[int]:
    found = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in listing.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found
