"""People who work under their own name: the domain and the logo are the person's."""

from __future__ import annotations

from cardscan.extract.clues.clues import Clues
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.thresholds import A_JOB
from cardscan.extract.words.gazetteer import city_countries
from cardscan.extract.words.occupations import department_likeness, job_likeness
from cardscan.language.letters import ascii_forms, compact

__all__ = ["is_domain_of_a_name", "is_self_named"]


def is_domain_of_a_name(words: tuple[str, ...], clues: Clues) -> bool:
    """Whether a domain is two or three words and nothing else, as 'brontecalloway.com.au'."""
    if len(words) not in (2, 3) or not all(len(compact(w)) > 1 for w in words):
        return False
    written = {label.replace("-", "") for label in clues.labels}
    orders = ("".join(words), "".join((*words[1:], words[0])))
    return any(form in written for order in orders for form in ascii_forms(order))


def is_self_named(page: Page, pieces: tuple[Part, ...], clues: Clues) -> bool:
    """Whether words that are a whole domain stand right above what one person does.

    No list holds every given name; but 'Bronte Calloway' above 'Illustrator' at
    brontecalloway.com.au is a person, where a company has its trade there.
    """
    words = tuple(w.text.strip(",") for p in pieces for w in p.words)
    plain = all(w.replace("-", "").replace("'", "").isalpha() and w[:1].isupper() for w in words)
    if not plain or not is_domain_of_a_name(words, clues):
        return False
    if set(city_countries(words[-1])) & set(clues.regions[:1]):
        return False  # 'Tonscheibe Goslar'
    text = " ".join(words)
    if job_likeness(text) >= A_JOB or department_likeness(text) > 0:
        return False
    return any(job_likeness(p.text) >= A_JOB for p in page.under(pieces[-1])[:1])
