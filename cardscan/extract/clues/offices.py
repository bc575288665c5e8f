"""A title and the firm it is held in, on one line: where the one ends and the other begins."""

from __future__ import annotations

from cardscan.extract.clues.clues import Clues, domain_likeness
from cardscan.extract.page.layout import Part
from cardscan.extract.thresholds import A_DEPARTMENT, A_JOB
from cardscan.extract.words.company_words import company_likeness
from cardscan.extract.words.joints import Joined, Joint, joints_of
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.occupations import (
    department_likeness,
    is_field_alone,
    is_of_many,
    job_likeness,
)

__all__ = ["firm_behind_a_title"]

_THE_DOMAIN = 0.85  # likeness from which a text is what the card's domain is made of
_A_FIRM = 1.2  # what `company_likeness` gives where a word is hardly anything else


def firm_behind_a_title(part: Part, clues: Clues) -> Joined | None:
    """Where a line goes over from a title to a firm: 'CEO, Kestrel Ltd', 'Leiter der Nord AG'."""
    for joined in joints_of(tuple(w.text for w in part.words)):
        head = part.cut(0, joined.head).text
        tail = part.cut(joined.tail, len(part.words)).text
        title = job_likeness(head) >= A_JOB and not is_field_alone(head) and not is_of_many(head)
        if title and job_likeness(tail) < A_JOB and _is_a_firm(tail, joined.joint, clues):
            return joined
    return None


def _is_a_firm(text: str, joint: Joint, clues: Clues) -> bool:
    if not text[:1].isupper() or any(c == "@" or c.isdigit() for c in text):
        return False
    bare = text.partition("(")[0]  # '(DStV e.V.)' says who gave the title
    if has_legal_form(bare) or domain_likeness(text, clues) >= _THE_DOMAIN:
        return True
    if joint is Joint.OF or department_likeness(text) >= A_DEPARTMENT:
        return False
    several = " " in text  # not 'Attorney at Law'
    return (joint is Joint.AT and several) or company_likeness(text) >= _A_FIRM
