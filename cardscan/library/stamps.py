"""When a file's bytes can be taken as unchanged without reading them."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

__all__ = ["hash_file", "is_settled", "stamp_of"]

_RACE_S = 3.0
"""A file changed within its clock's tick looks unchanged (git, "racy-git"); FAT's tick is 2 s."""


def stamp_of(path: Path) -> str:
    """Device, inode, size and both times of change: a write alters at least one of them."""
    seen = path.stat()
    return f"{seen.st_dev} {seen.st_ino} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}"


def is_settled(path: Path) -> bool:
    """Whether the last change is so long ago that another would show in the stamp."""
    seen = path.stat()
    return time.time() - max(seen.st_mtime, seen.st_ctime) > _RACE_S


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
