"""Text that commands nobody: neither a terminal nor the order of the letters."""

from __future__ import annotations

import re

__all__ = ["single_line", "visible"]

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Bidi_Control of Unicode 16: what turns the order of letters around, seen by nobody."""

_COMMANDS = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_BIDI}]")
"""C0, DEL, C1, separators of lines, halves of characters (file names have them), and the above."""

_GAPS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def visible(text: str) -> str:
    r"""Each control character as its code, like ``\u001b``, which JSON reads back as the same."""
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def single_line(text: str) -> str:
    """Without control characters, and with spaces for line ends and tabs."""
    return _COMMANDS.sub("", _GAPS.sub(" ", text)).strip()
