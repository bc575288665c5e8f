"""How much words are those of a company: lists, endings, and trades that stand before a name."""

from __future__ import annotations

import re
from functools import lru_cache

from cardscan.extract.thresholds import A_JOB
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.occupations import department_likeness, job_likeness
from cardscan.extract.words.people import is_given_name, is_like_a_person
from cardscan.language.known_words import (
    amid_companies,
    company_endings,
    company_words,
    maybe_company_words,
)
from cardscan.language.letters import fold, tokens
from cardscan.language.remarks import remark_likeness

__all__ = ["company_likeness", "is_trade", "may_name_a_company"]


@lru_cache(maxsize=4096)
def company_likeness(text: str) -> float:
    """How much the words are those of a company or institution, 0 to about 3."""
    if has_legal_form(text):
        return 2.5
    words = [fold(w).strip(".") for w in tokens(text)]
    pieces = [p for w in words for p in re.split(r"[-&/]", w) if p]
    strong = sum(p in company_words() or _ends_like_company(p) for p in pieces)
    weak = sum(p in maybe_company_words() for p in pieces)
    return min(2.0, 1.2 * min(1, strong) + 0.3 * max(0, strong - 1) + 0.35 * min(2, weak))


def _ends_like_company(word: str) -> bool:
    return len(word) > 8 and word.endswith(company_endings())


_MOST_OF_TRADE = 4  # words: 'Tierärztliche Gemeinschaftspraxis', 'Studio legale associato'
_MOST_OF_NAME = 5


@lru_cache(maxsize=4096)
def is_trade(text: str) -> bool:
    """Whether a text is nothing but a trade, such as stands above a company's name: 'Weingut'."""
    words = [fold(w).strip(".") for w in tokens(text)]
    if not words or len(words) > _MOST_OF_TRADE or any(c.isdigit() for c in text):
        return False
    known = company_words() | maybe_company_words()
    strong = any(w in company_words() or _ends_like_company(w) for w in words)
    return strong and all(
        w in known or w in amid_companies() or _ends_like_company(w) for w in words
    )


@lru_cache(maxsize=4096)
def may_name_a_company(text: str) -> bool:
    """Whether a text below a trade may be the company's own name: 'Lütkehölter & Brons'."""
    words = text.split(" ")
    named = all(
        w[:1].isupper() or not w[:1].isalpha() or fold(w) in amid_companies() for w in words
    )
    plain = len(words) <= _MOST_OF_NAME and not any(c.isdigit() or c in "@:" for c in text)
    other = (
        job_likeness(text) >= A_JOB or department_likeness(text) > 0 or remark_likeness(text) > 0
    )
    person = is_like_a_person(text) and is_given_name(words[0])
    return named and plain and not other and not person and not is_trade(text)
