"""Small words and signs that join what stands on both their sides: '&', 'und', 'of', 'der'."""

from __future__ import annotations

import re

from cardscan.language.known_words import amid_companies, articles, joints
from cardscan.language.letters import fold

__all__ = ["begins_amid", "ends_amid", "is_article", "joins"]

_SIGNS = frozenset("&+-–")
_LAST_WORD = re.compile(r"[^\W_]+$")
_FIRST_WORD = re.compile(r"[^\W_]+(?=[\s'’])")


def joins(word: str) -> bool:
    """Whether a word or sign joins the one before to the one behind it."""
    return word in _SIGNS or fold(word) in joints("both") or fold(word) in joints("of")


def is_article(word: str) -> bool:
    """Whether a word is an article, which may begin the name of a firm."""
    return fold(word) in articles()


def ends_amid(text: str) -> bool:
    """Whether a text ends in what joins it to more: 'Müller &', 'Leiter der'."""
    last = _LAST_WORD.search(text)
    return text[-1:] in _SIGNS or bool(last and joins(last.group()))


def begins_amid(text: str) -> bool:
    """Whether a text begins with what joins it to something before: '& Partner', 'und Recht'.

    A word with a capital may begin anything: 'De Vries', 'E. Huber', 'For Sale'.
    """
    first = _FIRST_WORD.match(text)
    word = first.group() if first else ""
    small = word.islower() and (joins(word) or fold(word) in amid_companies())
    return text.startswith(("&", "+ ")) or small
