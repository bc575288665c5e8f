"""How likely a chosen value is right: a logistic curve a field, fitted by scripts/fit_confidence.

What goes in: the claim's score and its margin over the best rival (both capped
at 8), what independent readings say of it, the readers' own confidence in its
letters and in its worst word, whether it had to be repaired, and how far word
lists, domain and mailbox bear its words out.

Fitted on 2,642 values of 182 drawn cards (seeds 411 and 412), each read by
Tesseract alone and by both readers. Departments use the organizations' curve,
web addresses the e-mails', profiles the titles': they were too few, or without
a truth. Of what was not fitted on, so much is sure, and so much of that right:

=======================  ================  ============
                         Tesseract alone   both readers
=======================  ================  ============
91 drawn, seed 413       83 %, 99.8 %      96 %, 99.6 %
73 of sample_cards       85 %, 99.4 %      96 %, 99.8 %
40 of other hands        72 %, 100 %       83 %, 100 %
18 real cards            71 %, 98.5 %      87 %, 100 %
=======================  ================  ============
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from cardscan.extract.weights import SAY_A_PERSON, SAY_WHO, WEIGHTS, Evidence
from cardscan.model import Claim, Field, Reason

__all__ = ["SURE", "confidence_of", "features"]

# Of .95 to .98 the lowest that keeps 98.5 % right on every set it was checked on. At .92 for firms
# 14 more values of 90 cards that nobody had looked at were sure, and 3 of them wrong.
SURE = dict.fromkeys(Field, 0.96) | {Field.DEPARTMENT: 0.92}
_MOST = 8.0

# offset, then a weight for each of `features`.
_CURVES: dict[Field, tuple[float, ...]] = {
    Field.NAME: (2.184, 0.000, 0.077, 0.992, 0.702, -0.427, 1.234, 1.705),
    Field.ORGANIZATION: (-1.055, 0.671, 0.160, 0.695, 0.777, -1.110, 0.261, 1.596),
    Field.DEPARTMENT: (-1.055, 0.671, 0.160, 0.695, 0.777, -1.110, 0.261, 1.596),
    Field.TITLE: (1.375, 0.196, 0.137, 0.184, 1.005, -0.500, 0.807, 1.487),
    Field.PHONE: (3.665, 0.233, 0.119, 0.577, 0.484, -0.500, 0.000, 1.226),
    Field.EMAIL: (3.527, 0.000, 0.195, 0.945, 0.598, -0.485, 0.000, 0.968),
    Field.URL: (3.527, 0.000, 0.195, 0.945, 0.598, -0.485, 0.000, 0.968),
    Field.SOCIAL: (1.375, 0.196, 0.137, 0.184, 1.005, -0.500, 0.807, 1.487),
    Field.ADDRESS: (-2.064, 0.897, 0.284, 0.032, 0.832, -0.500, 0.000, 1.361),
}


def features(claim: Claim, margin: float, witnesses: Iterable[Reason]) -> tuple[float, ...]:
    """What a value's confidence is made of, in the order of the fitted weights."""
    read_badly = sum(r.weight for r in claim.reasons if r.name == Evidence.READ_BADLY)
    repaired = any(r.name == Evidence.REPAIRED for r in claim.reasons)
    said = {r.name: r.weight for r in witnesses}
    known = said.pop(Evidence.WORDS_ARE_KNOWN_OR_PROVED, 0.0)
    doubtful = said.pop(Evidence.WORD_OF_IT_WAS_HARD_TO_READ, 0.0)
    return (
        max(0.0, min(claim.score, _MOST)),
        max(0.0, min(margin, _MOST)),
        sum(said.values()),
        max(-1.0, read_badly),
        float(repaired),
        known,
        doubtful,
    )


def confidence_of(claim: Claim, margin: float, witnesses: Iterable[Reason]) -> float:
    """The probability, 0 to 1, that a chosen claim's value is right."""
    witnesses = tuple(witnesses)
    offset, *weights = _CURVES[claim.field]
    parts = zip(weights, features(claim, margin, witnesses), strict=True)
    logit = offset + sum(weight * value for weight, value in parts)
    return round(min(1 / (1 + exp(-logit)), _most(claim, witnesses)), 4)


_NEVER_SURE = 0.95
# Of 11 numbers whose readings differed and whose worst word was read with so little confidence,
# 5 were wrong; of 59 read better, none (on the six sets that the module's table names).
_HARD_TO_READ = -0.5


def _most(claim: Claim, witnesses: Iterable[Reason]) -> float:
    """The highest confidence a claim can have: doubtful digits are never sure.

    Drawn cards hold hardly any digits that look like a phone and are none, so no
    curve fitted on them can know; licence and registry numbers of real cards are,
    and so are numbers of which a reader lost a part.
    """
    said = {r.name for r in claim.reasons}
    if claim.field is Field.ORGANIZATION and _is_bare_trade(claim):
        return _NEVER_SURE_FIRM
    if Evidence.DIGITS_WERE_READ_DIFFERENTLY in {r.name for r in witnesses}:
        return _NEVER_SURE
    if claim.field is Field.NAME and (
        not said & SAY_WHO or _told_by_mailbox(said) or _is_spelled_like_no_name(claim)
    ):
        return _NEVER_SURE
    if Evidence.LETTER_STANDS_FOR_ITS_AT in said and not said & {
        Evidence.RESEMBLES_THE_NAME,
        Evidence.MENDED_BY_THE_NAME,
    }:
        return _NEVER_SURE
    odd = claim.field is Field.PHONE and (_is_odd(claim, said) or _is_disputed(said, witnesses))
    return _NEVER_SURE if odd else 1.0


_FEWEST_DIGITS = 10  # of a whole number; the smallest countries have one less


_DOUBTS_OF_NUMBERS = frozenset(
    {
        Evidence.COUNTRY_IS_A_GUESS,
        Evidence.KIND_IS_A_GUESS,
        Evidence.LAST_DIGITS_ARE_MISSING,
    }
)


def _is_odd(claim: Claim, said: set[str]) -> bool:
    """Whether a number may be another one, or none: by its length, its country or its look."""
    home = Evidence.BEGINS_WITH_A_COUNTRY_CODE not in said
    short = sum(c.isdigit() for c in claim.value.value) < _FEWEST_DIGITS
    return (
        Evidence.IMPOSSIBLE_NUMBER in said
        or (Evidence.POSSIBLE_NUMBER in said and (home or short))
        or (Evidence.LOOKS_LIKE_A_DATE_OR_HOURS in said and home)
        or bool(said & _DOUBTS_OF_NUMBERS)
    )


_NEVER_SURE_FIRM = 0.9


def _is_bare_trade(claim: Claim) -> bool:
    """Whether a firm is nothing but a trade, which a larger logo may stand above: 'TATTOO'."""
    trade = sum(r.weight for r in claim.reasons if r.name == Evidence.WORDS_OF_A_COMPANY)
    proved = any(r.name == Evidence.DOMAIN_IS_MADE_OF_IT for r in claim.reasons)
    return 0 < trade < WEIGHTS[Evidence.WORDS_OF_A_COMPANY][0] and not proved


def _told_by_mailbox(said: set[str]) -> bool:
    """Whether only a mailbox speaks for a name, which may be a firm's: 'twobrushes@…'."""
    unknown = Evidence.LETTERS_ARE_A_NAME in said
    return unknown and not said & SAY_A_PERSON


def _is_spelled_like_no_name(claim: Claim) -> bool:
    """Whether letters speak against a name of which nothing tells but what stands beside it.

    'Canoe Rentals' above 'and Service', which has a word of a job.
    """
    said = {r.name for r in claim.reasons}
    against = any(r.name == Evidence.LETTERS_ARE_A_NAME and r.weight < 0 for r in claim.reasons)
    return against and not said & _SAY_THE_NAME


_SAY_THE_NAME = frozenset(
    {
        Evidence.KNOWN_GIVEN_NAME,
        Evidence.TITLE_OF_COURTESY_OR_DEGREE,
        Evidence.E_MAIL_IS_MADE_OF_IT,
        Evidence.PART_IS_IN_THE_E_MAIL,
    }
)


def _is_disputed(said: set[str], witnesses: Iterable[Reason]) -> bool:
    """Whether readings differ over a word that was hard to read; no list of words proves digits."""
    weights = {r.name: r.weight for r in witnesses}
    differ = Evidence.READERS_DIFFER in weights or Evidence.READ_DIFFERENTLY in weights
    hard = weights.get(Evidence.WORD_OF_IT_WAS_HARD_TO_READ, 0.0)
    bare = Evidence.NO_LABEL_AND_NO_COUNTRY_CODE in said  # handwriting, a register, a scrap
    return differ and (hard <= _HARD_TO_READ or bare)
