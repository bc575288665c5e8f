"""Whether lines are one company's name: they run on, or say more together than each alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cardscan.extract.clues.clues import Clues, domain_likeness, mailbox_likeness
from cardscan.extract.page.layout import Part
from cardscan.extract.thresholds import (
    A_COMPANY,
    A_DEPARTMENT,
    A_JOB,
    A_SAYING,
    A_TRADE_BELOW,
    FIRM_OVER_ITS_NAME,
    IN_THE_MAILBOX,
    IS_THE_DOMAIN,
    MORE_THAN_APART,
    MOST_OF_THE_DOMAIN,
    NO_FIRM_ALONE,
)
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.company_words import (
    company_likeness,
    is_trade,
    may_name_a_company,
)
from cardscan.extract.words.honorifics import strip_prefix
from cardscan.extract.words.joining import begins_amid, ends_amid
from cardscan.extract.words.legal_forms import has_legal_form, is_bare_legal_form
from cardscan.extract.words.occupations import department_likeness, job_likeness
from cardscan.extract.words.people import is_given_name, is_like_a_person
from cardscan.extract.words.roles import length_of_role
from cardscan.language.letters import compact
from cardscan.language.remarks import remark_likeness
from cardscan.model import Reason

__all__ = ["is_sole_trader", "reasons_of_lines"]


def _worth(text: str, clues: Clues) -> float:
    return 3.6 * domain_likeness(text, clues) + company_likeness(text)


def _runs_on(upper: str, lower: str) -> bool:
    small = ends_amid(upper) and not upper[-1:].isupper()  # 'M&A', 'APPAREL AND' of a slogan
    return upper.endswith(",") or small or begins_amid(lower)


def reasons_of_lines(pieces: tuple[Part, ...], clues: Clues) -> Iterator[Reason]:
    """Whether lines belong together: they run on, or say more together than the best alone."""
    if len(pieces) < 2:  # a line alone
        return
    texts = [p.text for p in pieces]
    if any(_runs_on(upper, lower) for upper, lower in pairwise(texts)):
        yield because(Evidence.GOES_ON_IN_THE_NEXT_LINE)
        return
    if len(texts) == 2 and _is_trade_and_name(texts[0], texts[1], clues):
        yield because(Evidence.GOES_ON_IN_THE_NEXT_LINE)
        return
    partners = "&" in texts[0] and domain_likeness(texts[0], clues) >= IS_THE_DOMAIN
    if partners and not any(map(has_legal_form, texts[1:])):
        yield because(Evidence.LINES_THAT_DO_NOT_NEED_EACH_OTHER)  # a pair's firm above its trade
    yield from _apart(texts, clues)
    said = max((remark_likeness(t) for t in texts if not has_legal_form(t)), default=0.0)
    if said >= A_SAYING:
        # 'Saatzucht eGen' above 'Wir säen Zukunft'
        yield because(Evidence.READS_LIKE_A_SLOGAN, said)
    titled = any(p.text != " ".join(strip_prefix(p.text.split(" "))[1]) for p in pieces)
    if titled or any(length_of_role(tuple(t.split(" ")), job_likeness) for t in texts):
        yield because(Evidence.PERSON_NAME_IN_IT)
    yield from _of_titles(texts, clues)


def _apart(texts: list[str], clues: Clues) -> Iterator[Reason]:
    """Lines that are something by themselves, and say no more together."""
    gain = _worth(" ".join(texts), clues) - max(_worth(t, clues) for t in texts)
    least = min(_worth(t, clues) for t in texts)
    whole = any(
        has_legal_form(t) and domain_likeness(t, clues) >= MOST_OF_THE_DOMAIN for t in texts
    )
    person = any(is_like_a_person(t) and not company_likeness(t) for t in texts)
    alone = person or least < NO_FIRM_ALONE or whole or max(map(job_likeness, texts)) >= A_JOB
    if gain < MORE_THAN_APART and alone:
        yield because(Evidence.LINES_THAT_DO_NOT_NEED_EACH_OTHER)
    formed = has_legal_form(texts[0]) and not is_bare_legal_form(texts[1])
    if formed and not has_legal_form(texts[1]):  # a trade below the firm
        in_domain = gain >= MORE_THAN_APART
        strength = A_TRADE_BELOW if in_domain else 1.0
        yield because(Evidence.LINES_THAT_DO_NOT_NEED_EACH_OTHER, strength)
    if any(map(is_sole_trader, texts)):  # 'Mizarstvo Košir' above 'Janez Košir s.p.'
        yield because(Evidence.LINES_THAT_DO_NOT_NEED_EACH_OTHER, FIRM_OVER_ITS_NAME)
    heads = [t for t in texts if department_likeness(t) >= A_DEPARTMENT and not has_legal_form(t)]
    others = [t for t in texts if company_likeness(t) >= A_COMPANY and t not in heads]
    if heads and others:  # 'Lehrstuhl für …' above 'Technische Universität …'
        yield because(Evidence.LINES_THAT_DO_NOT_NEED_EACH_OTHER)


def _of_titles(texts: list[str], clues: Clues) -> Iterator[Reason]:
    """Whether one of the lines is somebody's title, not the firm's trade."""
    jobs = [t for t in texts if job_likeness(t) >= A_JOB]
    rest = [t.split(" ") for t in texts if t not in jobs]
    mine = any(len(t) > 1 and mailbox_likeness(tuple(t), clues) >= IN_THE_MAILBOX for t in rest)
    formed = any(has_legal_form(t) for t in texts if t not in jobs)  # 'Notaire associée' above it
    if jobs and (formed or domain_likeness(" ".join(texts), clues) < MOST_OF_THE_DOMAIN or mine):
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD)


def is_sole_trader(text: str) -> bool:
    """Whether a text is a person with a legal form: 'Janez Košir s.p.'."""
    head, _, _form = text.rpartition(" ")
    return has_legal_form(text) and not has_legal_form(head) and is_like_a_person(head)


def _is_trade_and_name(upper: str, lower: str, clues: Clues) -> bool:
    """Whether a trade and the name below it are one company: 'Weingut', 'Thielen-Moog'."""
    words = tuple(lower.split(" "))
    surnames = len(words) > 2 and not any(map(is_given_name, words))
    mine = not surnames and mailbox_likeness(words, clues) >= IN_THE_MAILBOX
    spelled_by = domain_likeness(lower, clues)
    spelled = spelled_by >= MOST_OF_THE_DOMAIN
    twice = compact(upper) in compact(lower)
    if (
        has_legal_form(lower)
        and spelled
        and domain_likeness(f"{upper} {lower}", clues) <= spelled_by
    ):
        return False  # the firm is whole without what is done in it: 'Haustechnik', 'Klinik … GmbH'
    return is_trade(upper) and may_name_a_company(lower) and not twice and (spelled or not mine)
