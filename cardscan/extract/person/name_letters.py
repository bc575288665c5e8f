"""Letters of a name that print and readers confuse, told apart by its mailbox and the lists.

Tesseract takes a capital J or I for a small L ('lordi'), the sharp s for a B
('WeiBmann'), and a raised ornament behind a name for one more letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardscan.extract.clues.clues import Clues
from cardscan.extract.page.layout import Part
from cardscan.extract.words.look_alikes import with_sharp_s
from cardscan.extract.words.people import never_given
from cardscan.extract.words.spelled import is_listed_name
from cardscan.language.letters import fold

__all__ = ["with_true_letters", "without_ornament"]

_LEAST_LETTERS = 3
_LIKE_SMALL_L = ("J", "I", "Í")


def with_true_letters(words: list[str], clues: Clues) -> list[str]:
    """The words of a name with the letters that its mailbox, its domain or the lists prove."""
    capitals = sum(w[:1].isupper() for w in words)
    mended = [_with_capital(w, clues.mailboxes) if capitals else w for w in words]
    proofs = (*clues.labels, *(fold(box) for box in clues.mailboxes))
    return [with_sharp_s(w, proofs) for w in mended]


def _with_capital(word: str, mailboxes: tuple[str, ...]) -> str:
    """'lordi' beside words in capitals is 'Jordi': no name but a particle begins small there."""
    small = word.casefold()
    if not word.startswith("l") or len(word) < _LEAST_LETTERS or small in never_given():
        return word
    if not word.replace("-", "").isalpha() or word != small:
        return word
    rivals = [f"{letter}{word[1:]}" for letter in _LIKE_SMALL_L]
    listed = [r for r in rivals if is_listed_name(r.casefold())]
    spelled = {p for box in mailboxes for p in re.split(r"[\W\d_]+", fold(box)) if p}
    proved = [r for r in listed or rivals if set(_pieces(r)) & spelled]
    chosen = proved or listed
    return chosen[0] if len(chosen) == 1 else word


def _pieces(word: str) -> Iterator[str]:
    """A word as a mailbox may have it: whole, or its parts at hyphens."""
    plain = fold(word)
    yield plain
    yield from plain.split("-")[:1]


def without_ornament(part: Part) -> Part:
    """The part without a small letter that stands alone behind a name: 'ZIEGENHALS ġ'."""
    last = part.words[-1].text
    if len(part.words) > 1 and len(last) == 1 and last.islower():
        return part.cut(0, len(part.words) - 1)
    return part
