"""Mailboxes at mail providers that are made of a firm's name, told by the person's place."""

from __future__ import annotations

from cardscan.extract.clues.clues import Clues
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.thresholds import A_JOB
from cardscan.extract.words.company_words import company_likeness
from cardscan.extract.words.joining import begins_amid
from cardscan.extract.words.occupations import department_likeness, job_likeness
from cardscan.extract.words.people import is_given_name, is_like_a_person
from cardscan.language.letters import compact

__all__ = ["has_title_below", "is_mailbox_of_a_firm"]

_LOGO = 1.2  # a logo is set larger than the person's name
_FEWEST, _MOST = 2, 4  # words of a name


def is_mailbox_of_a_firm(
    page: Page, core: tuple[str, ...], pieces: tuple[Part, ...], clues: Clues
) -> bool:
    """Whether a mail provider's mailbox is made of a firm's name, not of the person's.

    'terangacouture@…' spells the logo as well as a name; where another line stands
    right above a title, that line is the person.
    """
    lines = {p.line for p in pieces}
    word = compact("".join(core))
    if any(
        compact(p.text) == word and p.line not in lines and len(p.words) == 1 for p in page.first
    ):  # 'CO' above 'HO' beside 'COHO' is a logo read twice
        return True
    if set(clues.mailboxes) - set(clues.free_boxes) or has_title_below(page, pieces[-1]):
        return False
    return any(
        _is_person_by_place(page, part)
        and (_is_as_given(part.text, core) or pieces[0].size > _LOGO * part.size)
        for part in page.first
        if part.line not in lines
    )


def _is_person_by_place(page: Page, part: Part) -> bool:
    """Whether a line stands right above a title, or a number stands behind its words."""
    if has_title_below(page, part):
        return _may_be_person(part.text)
    words = [w.text for w in part.words]
    number = next((i for i, w in enumerate(words) if w.strip("(+")[:1].isdigit()), 0)
    head = " ".join(words[:number])
    return 2 <= number <= _MOST and is_like_a_person(head) and _may_be_person(head)


def _is_as_given(text: str, core: tuple[str, ...]) -> bool:
    """Whether a line has a given name where the words of the mailbox have one."""
    return is_given_name(text.split(" ")[0]) or not any(map(is_given_name, core))


def has_title_below(page: Page, part: Part) -> bool:
    """Whether the line right below is a title, and not the rest of this one: 'and Service'."""
    below = page.under(part)[:1]
    return any(job_likeness(p.text) >= A_JOB and not begins_amid(p.text) for p in below)


def _may_be_person(text: str) -> bool:
    """Whether words are few, begin with capitals and name no firm, job or department."""
    words = text.split(" ")
    shaped = all(w[:1].isupper() or w.islower() for w in words) and words[0][:1].isupper()
    plain = not any(c.isdigit() or c in "@,&" for c in text)
    others = (company_likeness(text), job_likeness(text), department_likeness(text))
    return _FEWEST <= len(words) <= _MOST and shaped and plain and not any(others)
