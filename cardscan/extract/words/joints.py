"""Where one line holds a title and the firm or department it is held in.

'Head of Sales, Nordwind AG', 'CEO – Kestrel Ltd', 'Vertriebsleiter bei Gärtner'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from cardscan.language.known_words import joints
from cardscan.language.letters import fold

__all__ = ["Joined", "Joint", "joints_of"]

_SIGNS = frozenset({"-", "–", "—", "/", "|", "·", "•", ":"})


class Joint(Enum):
    """What stands between two halves of a line."""

    SIGN = "a comma, dash or bar"
    AT = "a word such as 'at', or its sign"
    OF = "a word such as 'of', which is as often within a title"


@dataclass(frozen=True, slots=True)
class Joined:
    """Word positions of a line's halves: ``head`` is where the first ends, ``tail`` begins."""

    head: int
    tail: int
    joint: Joint


def joints_of(words: Sequence[str]) -> Iterator[Joined]:
    """Every way to part a line at a sign or a joining word, from left to right."""
    for i, word in enumerate(words):
        plain = fold(word)
        if 0 < i < len(words) - 1:
            if word in _SIGNS:
                yield Joined(i, i + 1, Joint.SIGN)
            elif plain == "@" or plain in joints("at"):
                yield Joined(i, i + 1, Joint.AT)
            elif plain in joints("of"):
                yield Joined(i, i + 1, Joint.OF)
        if i < len(words) - 1 and len(word) > 1 and word.endswith((",", ";", "@")):
            yield Joined(i + 1, i + 1, Joint.SIGN)
        elif i > 0 and len(word) > 2 and word.startswith("@"):
            yield Joined(i, i, Joint.AT)
