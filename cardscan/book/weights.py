"""The one table of weights: what each kind of evidence is worth, in bits, and why.

Weights are log2 likelihood ratios (Fellegi and Sunter 1969): a weight of 3 says
that the evidence is eight times as likely between two cards of one person as
between two persons. Agreement on a value is worth its rarity in the file
itself (``BookContext``), up to ``most``; ``least`` is the weight of clear
disagreement. In between, likeness of spelling decides (Winkler 1990).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cardscan.model import Reason

__all__ = [
    "FIXED",
    "GRADED",
    "MAYBE_BITS",
    "Evidence",
    "Graded",
    "Measure",
    "fixed_reason",
    "graded_bits",
]


class Evidence(StrEnum):
    """Named evidence of a fixed weight; the value is how it is told to people."""

    UID = "same UID"
    MOBILE = "same mobile number"
    EMAIL = "same e-mail address"
    SHARED_MOBILE = "same mobile number, which others have too"
    SHARED_EMAIL = "same e-mail address, which others have too"
    LANDLINE = "same number"
    SHARED_LANDLINE = "same number, which others have too"
    FAX = "same fax number"
    ROLE_MAILBOX = "same mailbox of the company"
    SWITCHBOARD = "same switchboard"
    WEBSITE = "same website"
    OTHER_MOBILE = "different mobile numbers"
    OTHER_EMAIL = "different e-mail addresses"
    OTHER_GENERATION = "junior and senior"
    OTHER_KIND = "but two kinds of contact, which one card cannot be"
    DECIDED_SAME = "you said: the same"
    DECIDED_OTHER = "you said: not the same"


FIXED: dict[Evidence, tuple[float, str]] = {
    Evidence.UID: (24.0, "RFC 6350, 6.7.6: the same UID is the same entity"),
    Evidence.MOBILE: (16.0, "a mobile number is one person's, but for assistants and families"),
    Evidence.EMAIL: (17.0, "a personal mailbox is one person's, but for families"),
    Evidence.SHARED_MOBILE: (6.0, "the file itself shows other names with it"),
    Evidence.SHARED_EMAIL: (5.0, "the file itself shows other names with it"),
    Evidence.LANDLINE: (8.0, "a direct line or a household: rare, yet not one person's"),
    Evidence.SHARED_LANDLINE: (4.0, "the file itself shows other names with it"),
    Evidence.FAX: (3.0, "a fax serves an office"),
    Evidence.ROLE_MAILBOX: (2.5, "evidence of the company, never of the person"),
    Evidence.SWITCHBOARD: (2.5, "evidence of the company, never of the person"),
    Evidence.WEBSITE: (2.0, "evidence of the company, never of the person"),
    Evidence.OTHER_MOBILE: (-4.0, "one in ten changes the number in the life of a card"),
    Evidence.OTHER_EMAIL: (-2.5, "many have several, and a new one with each job"),
    Evidence.OTHER_GENERATION: (-12.0, "father and son"),
    Evidence.OTHER_KIND: (0.1, "no evidence: it is told, as it is why the two wait"),
    Evidence.DECIDED_SAME: (99.0, "a person's word"),
    Evidence.DECIDED_OTHER: (-99.0, "a person's word"),
}


class Measure(StrEnum):
    """What is compared by likeness of spelling and weighed by rarity."""

    GIVEN = "given name"
    FAMILY = "family name"
    BIRTHDAY = "birthday"
    STREET = "street"
    NUMBER = "house number"
    CITY = "city"
    POSTAL_CODE = "postal code"
    REGION = "region"
    ORGANIZATION = "company"


@dataclass(frozen=True, slots=True)
class Graded:
    """How likeness of spelling becomes bits.

    ``most`` and ``least`` bound the weight; full agreement costs ``slip`` bits
    of the value's rarity, as true pairs disagree too; at a likeness of ``half``
    the weight is half way, at ``none`` it is ``least``.
    """

    most: float
    least: float
    slip: float
    half: float
    none: float
    why: str


GRADED: dict[Measure, Graded] = {
    Measure.GIVEN: Graded(11.0, -5.0, 0.5, 0.78, 0.55, "few people share it; nicknames and typos"),
    Measure.FAMILY: Graded(14.0, -5.0, 0.5, 0.78, 0.55, "rarer than given names"),
    Measure.BIRTHDAY: Graded(14.0, -7.0, 0.5, 0.85, 0.70, "one in 25,000 days; typed with slips"),
    Measure.STREET: Graded(13.0, -3.0, 0.5, 0.75, 0.50, "a household, an office; people move"),
    Measure.NUMBER: Graded(6.0, -1.5, 0.5, 0.60, 0.40, "worth little without its street"),
    Measure.CITY: Graded(8.0, -2.0, 0.5, 0.80, 0.60, "many live in one"),
    Measure.POSTAL_CODE: Graded(8.0, -2.0, 0.5, 0.72, 0.45, "a part of a city"),
    Measure.REGION: Graded(2.0, -1.0, 0.2, 0.70, 0.40, "a handful of them"),
    Measure.ORGANIZATION: Graded(6.0, -1.5, 0.5, 0.80, 0.60, "colleagues share it; jobs change"),
}

SWAPPED_BITS = -2.5
"""Given and family name in each other's place: seen on about one card in six."""

MAYBE_BITS = 2.0
"""How far above even odds a pair must be to be worth a person's look; FEBRL 1 to 4 bear it out."""


def graded_bits(measure: Measure, likeness: float, rarity_bits: float) -> float:
    """The weight of a likeness (0 to 1) to a value of that rarity."""
    grade = GRADED[measure]
    full = min(grade.most, rarity_bits) - grade.slip
    if likeness >= grade.half:
        share = 0.5 + 0.5 * (likeness - grade.half) / (1 - grade.half)
    else:
        share = max(0.0, 0.5 * (likeness - grade.none) / (grade.half - grade.none))
    return grade.least + (full - grade.least) * share


def fixed_reason(evidence: Evidence) -> Reason:
    """Evidence of a fixed weight as a reason."""
    return Reason(evidence.value, FIXED[evidence][0])
