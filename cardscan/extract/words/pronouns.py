"""Pronouns behind a name, which are no part of it: '(she/her)', '[er/ihm]', '· they/them'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cardscan.language.letters import fold
from cardscan.language.load import tongues
from cardscan.language.views import folded

__all__ = ["length_without_pronouns"]

_BRACKETS = "()[]{}<>|/·•,;-–—"
_SET_APART = re.compile(r"^[(\[{<|/·•–—-]")
_BETWEEN = re.compile(r"[/|\\,]|\s")


@cache
def _pronouns() -> frozenset[str]:
    return folded(tongue.pronouns for tongue in tongues())


def length_without_pronouns(words: Sequence[str]) -> int:
    """How many words stand before the pronouns at the end of a name's line; all where none do.

    Pronouns are two or more joined by a slash, or set apart by brackets or a dash.
    """
    for start in range(1, len(words)):
        tail = " ".join(words[start:])
        pieces = [p.strip(_BRACKETS) for p in _BETWEEN.split(tail)]
        said = [fold(p) for p in pieces if p]
        apart = bool(_SET_APART.match(tail))
        if said and all(p in _pronouns() for p in said) and (apart or len(said) > 1):
            return start
    return len(words)
