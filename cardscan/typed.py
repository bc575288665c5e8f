"""Names of files as one types them, in the commands that a sentence proposes."""

from __future__ import annotations

import re
import shlex
import sys

__all__ = ["as_typed"]

_PLAIN = re.compile(r"[\w@%+=:,./~\\-]+")


def as_typed(name: object) -> str:
    """A name as a shell takes it for one word: in quotes only where it must be."""
    text = str(name)
    if _PLAIN.fullmatch(text):
        return text
    # Double quotes are the only ones on Windows, whose paths hold backslashes and no quotes.
    is_safe = sys.platform == "win32" or not set(text) & set('"$`!\\')
    return f'"{text}"' if is_safe else shlex.quote(text)
