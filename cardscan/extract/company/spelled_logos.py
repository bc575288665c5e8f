"""Logos over several lines or sizes that only together spell the card's domain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardscan.extract.clues.clues import Clues
from cardscan.extract.page.layout import Page, Part
from cardscan.language.known_words import joints
from cardscan.language.letters import compact
from cardscan.model import Box

__all__ = ["is_spelled_domain", "spelled_logos", "spells_domain"]

_SHORTEST = 6  # letters of a domain that lines do not spell by chance
_LEAST = 2  # letters of one of its lines
_MOST = 4  # lines of a logo
_NEAR = 1.6  # how far apart its lines stand, in heights of the taller one


def is_spelled_domain(text: str, clues: Clues) -> bool:
    """Whether blanks part a whole domain and its ending into words: 'RED BARN Movies.com'."""
    words = text.split(" ")
    apart = len(words) > 1 and not words[-1].startswith(".") and words[0].isalpha()
    return apart and compact(text) in map(compact, clues.domains)


def spells_domain(pieces: tuple[Part, ...], clues: Clues) -> bool:
    """Whether several parts, one after the other, have a domain's letters and no others."""
    if len(pieces) == 1:
        return False
    labels = clues.bare_labels | {compact(d) for d in clues.domains}
    texts = _spellings(" ".join(p.text for p in pieces))
    return any(len(text) >= _SHORTEST and text in labels for text in texts)


def spelled_logos(page: Page, clues: Clues) -> Iterator[tuple[Part, ...]]:
    """Neighbouring parts whose letters, one part after the other, are a domain's."""
    for domain in clues.domains:
        label = compact(domain.partition(".")[0])
        if len(label) < _SHORTEST or domain.partition(".")[0] not in clues.labels:
            continue
        wholes = (label, compact(domain))
        letters = [(p, t) for p in page.parts if "@" not in p.text for t in _spellings(p.text)]
        pieces = [(p, t) for p, t in letters if len(t) >= _LEAST and t in wholes[1]]
        for part, text in pieces:
            if label.startswith(text):
                yield from _chains((part,), text, pieces, wholes)


def _spellings(text: str) -> tuple[str, ...]:
    """The letters of a part as a domain may have them: '& OAK' is 'oak' and 'andoak'."""
    if not set("&+") & set(text):
        return (compact(text),)
    return tuple(compact(re.sub("[&+]", word, text)) for word in ("", "n", *joints("both")))


def _chains(
    chain: tuple[Part, ...], text: str, pieces: list[tuple[Part, str]], wholes: tuple[str, str]
) -> Iterator[tuple[Part, ...]]:
    """The chain where it is whole, and with every part that may go on from it."""
    if text in wholes:
        if len(chain) > 1:
            yield chain
        return
    if len(chain) == _MOST:
        return
    for part, more in pieces:
        free = all(part.line != p.line for p in chain)
        if free and wholes[1].startswith(text + more) and _goes_on(chain[-1].box, part.box):
            yield from _chains((*chain, part), text + more, pieces, wholes)


def _goes_on(box: Box, following: Box) -> bool:
    """Whether a box stands close below another or right of it."""
    height = max(box.height, following.height)
    across = max(box.left, following.left) - min(box.right, following.right)
    down = following.top - box.bottom
    below = following.center[1] > box.center[1] + 0.3 * height
    beside = following.left > box.center[0]
    return (below or beside) and across < _NEAR * height and -height < down < _NEAR * height
