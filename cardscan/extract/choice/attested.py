"""How far the letters of a chosen value are borne out by something else than its own reading.

A single reader gets a letter wrong now and then, but hardly ever turns one word
into another one: a title of known words, a company that its domain spells and a
name that is in its mailbox and in the lists are read right. Marks count: 'Holzl'
is not borne out by a list that has 'Hölzl', nor 'Hölzl' fully by a mailbox.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cardscan.extract.choice.witnesses import witnesses
from cardscan.extract.clues.clues import Clues
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.spelled import is_listed_name
from cardscan.language.known_words import small_words_written, vocabulary_written
from cardscan.language.letters import ascii_forms, compact
from cardscan.model import CardText, Claim, Field, Reason

__all__ = ["borne_out"]

_WORD = re.compile(r"[^\W\d_]+")
_MARKS_UNPROVED = 0.7  # of a word whose letters a mailbox or domain has, but not its marks


@cache
def _vocabulary() -> frozenset[str]:
    """The words of titles, departments, companies and degrees, with their marks."""
    found = set(small_words_written())
    for entry in vocabulary_written():
        found.update(_WORD.findall(entry.casefold()))
    return frozenset(found)


@lru_cache(maxsize=8192)
def _is_known(word: str, *, person: bool) -> bool:
    plain = word.casefold()
    return is_listed_name(plain) if person else plain in _vocabulary() or is_listed_name(plain)


def _share_of(word: str, spelled: tuple[str, ...], *, person: bool) -> float:
    """How far one word is borne out, 0 to 1."""
    if _is_known(word, person=person):
        return 1.0
    found = any(form in text for form in ascii_forms(word) for text in spelled if len(form) > 2)
    if found:
        return 1.0 if word.isascii() else _MARKS_UNPROVED
    return 0.0


def _attested_share(claim: Claim, clues: Clues) -> float:
    """The share of a name's, company's or title's letters that is borne out, 0 to 1."""
    person = claim.field is Field.NAME
    spelled = tuple(map(compact, (*clues.labels, *clues.mailboxes, *clues.free_boxes)))
    words = [w for w in _WORD.findall(claim.value.value) if len(w) > 1]
    letters = sum(map(len, words))
    if not letters:
        return 0.0
    borne_out = sum(len(w) * _share_of(w, spelled, person=person) for w in words)
    return borne_out / letters


def borne_out(text: CardText, clues: Clues, claim: Claim) -> tuple[Reason, ...]:
    """What readings, word lists, domain and mailbox say of a chosen claim's letters.

    Numbers and addresses online prove themselves by their form; only words are looked up.
    """
    reasons = tuple(witnesses(text, claim))
    if claim.field not in (Field.NAME, Field.ORGANIZATION, Field.TITLE, Field.DEPARTMENT):
        return reasons
    share = _attested_share(claim, clues)
    return (*reasons, because(Evidence.WORDS_ARE_KNOWN_OR_PROVED, share))
