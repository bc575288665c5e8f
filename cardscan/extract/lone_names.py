"""Names that no list and no mailbox knows: told by their place and by what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cardscan.extract.evidence import Clues
from cardscan.extract.jobs import department_likeness, job_likeness
from cardscan.extract.layout import Page, Part
from cardscan.extract.organizations import company_likeness
from cardscan.extract.people import is_given_name
from cardscan.extract.reasons import because
from cardscan.model import Claim

__all__ = ["is_mailbox_of_a_firm", "with_what_is_left"]

_FEWEST, _MOST = 2, 4  # words of a name
_PROVED = 2.6  # a company's score with its legal form, or made of the domain
_NAMED = 0.8  # as a name must have to be taken at all (resolve)
_AGAINST = frozenset(
    {
        "its words are another field's", "a city", "the domain spells it", "one word alone",
        "begins with a particle", "many words", "noise around it", "two lines as one",
        "second reading",
    }
)  # fmt: skip


def is_mailbox_of_a_firm(
    page: Page, core: tuple[str, ...], pieces: tuple[Part, ...], clues: Clues
) -> bool:
    """Whether a mail provider's mailbox is made of a firm's name, not of the person's.

    'terangacouture@…' spells the logo as well as a name; where another line stands
    right above a title, that line is the person.
    """
    if set(clues.mailboxes) - set(clues.free_boxes) or any(map(is_given_name, core)):
        return False
    if _has_title_below(page, pieces[-1]):
        return False
    return any(
        _may_be_person(part.text) and _has_title_below(page, part)
        for part in page.first
        if part.line not in {p.line for p in pieces}
    )


def _has_title_below(page: Page, part: Part) -> bool:
    return any(job_likeness(p.text) >= 1 for p in page.under(part)[:1])


def _may_be_person(text: str) -> bool:
    """Whether words are few, begin with capitals and name no firm, job or department."""
    words = text.split(" ")
    shaped = all(w[:1].isupper() or w.islower() for w in words) and words[0][:1].isupper()
    plain = not any(c.isdigit() or c in "@,&" for c in text)
    others = (company_likeness(text), job_likeness(text), department_likeness(text))
    return _FEWEST <= len(words) <= _MOST and shaped and plain and not any(others)


def with_what_is_left(names: Sequence[Claim], organizations: Iterable[Claim]) -> list[Claim]:
    """The names, the only possible one believed where the company is proved by itself.

    Nothing else is known of such a name, so `confidence` never calls it sure.
    """
    proved = [c for c in organizations if c.score >= _PROVED]
    if not proved or any(c.score >= _NAMED for c in names):
        return list(names)
    taken = {line for c in proved for line in c.lines}
    left = [c for c in names if _is_possible(c) and not taken & set(c.lines)]
    if len({c.lines for c in left}) != 1:
        return list(names)
    reason = because("nothing else can be the name")
    return [replace(c, reasons=(*c.reasons, reason)) if c in left else c for c in names]


def _is_possible(claim: Claim) -> bool:
    large = any(r.name == "printed large" and r.weight > 0 for r in claim.reasons)
    against = any(r.name in _AGAINST and r.weight < 0 for r in claim.reasons)
    return large and not against and len(claim.value.value.split(" ")) <= _MOST
