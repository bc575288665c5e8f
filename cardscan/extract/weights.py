"""The named pieces of evidence and what each weighs, in one place.

Weights are in the units of a log-odds: above 0 speaks for a claim, below
against it; a claim whose reasons add up to 0 is as likely to be nothing. They
were set by hand from how cards are printed and checked on drawn cards with
``scripts/measure_extraction``; what a sum of them is worth as a probability is
fitted in ``confidence``.
"""

from __future__ import annotations

from cardscan.model import Reason

__all__ = ["SAY_A_PERSON", "SAY_WHO", "WEIGHTS", "because"]

WEIGHTS: dict[str, float] = {
    # any field
    "second reading": -0.25,
    "the readers agree": 0.6,
    "read badly": -2.0,
    # independent readings, weighed after the choice
    "two readers agree": 1.0,
    "read twice alike": 0.3,
    "read once": 0.0,
    "read differently": -0.5,
    "the readers differ": -0.8,
    "its digits were read differently": 0.0,  # which no list can settle: never sure
    "its words are known or proved": 1.0,
    "a word of it was hard to read": -2.0,
    # e-mail, web, social
    "an e-mail address": 4.0,
    "labelled as e-mail": 0.5,
    "two halves of one": 1.2,
    "its label is glued to it": -1.5,
    "a letter stands for its @": 0.0,  # or the @ was lost and the letter is the mailbox's
    "its domain is the website's": 1.0,
    "its domain is a mail provider's": 0.5,
    "resembles the name": 1.0,
    "mended by the name": 0.3,
    "repaired": -0.6,
    "a web address": 3.0,
    "begins with www or http": 1.5,
    "labelled as web": 0.7,
    "its domain is the e-mail's": 1.2,
    "its domain is shown elsewhere": 0.9,
    "only looks like a domain": -2.6,
    "a domain by itself": 1.6,
    "a profile of a known network": 4.5,
    "its path is spelled elsewhere": 1.4,
    "a handle beside a network's name": 3.0,
    # phones
    "digits of a number": 0.5,
    "begins with a country code": 2.5,
    "labelled as a phone": 2.5,
    # an icon says that it is a number, not that its digits were read right: with .5 a misread
    # number of 40 cards drawn with icons became sure
    "a telephone's icon before it": 0.2,
    "a mobile phone's icon before it": 0.2,
    "a fax machine's icon before it": 0.2,
    "a valid number": 1.8,
    "a possible number": 0.9,
    "an impossible number": -1.2,
    "printed in groups": 0.6,
    "its country is a guess": -0.5,
    "its kind is a guess": 0.0,
    "labelled as something else": -8.0,
    "looks like a postal code": -2.0,
    "looks like a date or hours": -4.0,
    "shares the number before": 1.5,
    "a freephone number in letters": 2.0,
    "no label and no country code": -0.8,
    # names
    "shaped like a name": 0.6,
    "a known given name": 1.8,
    "a known family name": 0.7,
    "a title of courtesy or degree": 2.2,
    "the e-mail is made of it": 3.5,
    "a part is in the e-mail": 1.4,
    "one word alone": -2.2,
    "two lines as one": -0.3,
    "printed large": 0.7,
    "a title stands below": 1.0,
    "a title stands beside": 1.0,
    "its words are another field's": -3.0,
    "a city": -2.0,
    "small print": -0.8,
    "many words": -1.5,
    "begins with a particle": -2.0,
    "given name above family name": 0.9,
    "its title of courtesy stands apart": 0.3,
    "noise around it": -0.5,
    "its letters are a name's": 1.0,
    "nothing says that it is a person": -1.2,
    "nothing else can be the name": 1.4,
    "the domain spells it": -1.2,
    "the company is named after the person": 1.0,
    "the website is named after the person": 1.6,
    # organizations
    "a legal form": 3.2,
    "words of a company": 1.3,
    "words that companies use": 0.5,
    "the domain is made of it": 3.6,
    "resembles the domain": 2.0,
    "its lines spell the domain": 0.8,
    "the company's mailbox is made of it": 1.8,
    "goes on in the next line": 0.6,
    "stands on the card twice": 0.8,
    "stands behind a title": 1.5,
    "lines that do not need each other": -1.6,
    "words left out": -0.25,
    "printed largest": 0.9,
    "stands at the edge": 0.3,
    "a person's name in it": -1.6,
    "reads like a slogan": -2.2,
    "text of a sentence": -1.5,
    "letters only": 0.2,
    "short scrap": -1.5,
    "the person's mailbox is made of it": -2.0,
    # titles and departments
    "words of a job": 3.0,
    "words of a title": 1.2,
    "words of a department": 2.6,
    "topics of a department": 1.2,
    "right below the name": 1.2,
    "right above the name": 0.2,
    "beside the name": 0.8,
    "far from the name": -0.5,
    "larger than the name": -1.2,
    "a line of something else": -3.0,
    "a label of another field": -4.0,
    "goes on from another line": -2.5,
    # addresses
    "a postal code and city": 3.0,
    "a place behind a street": 0.6,
    "a known city": 1.2,
    "a street above": 1.6,
    "more of the address above": 0.35,
    "a country": 0.8,
    "a state": 0.6,
    "a street alone": 0.4,
    "no street": -0.6,
    # codes
    "stands in the QR code": 9.0,
}


SAY_A_PERSON = frozenset(
    {
        "a title of courtesy or degree", "a title stands below", "a title stands beside",
        "the company is named after the person",
    }
)  # fmt: skip
"""Reasons that tell a person from a slogan, a dish and the author of a quotation."""

SAY_WHO = SAY_A_PERSON | {"the e-mail is made of it", "a part is in the e-mail"}
"""And those that a firm's mailbox gives as well; a firm's website is as often its own name."""


def because(name: str, strength: float = 1.0) -> Reason:
    """A reason by its name, weighed by how strongly it holds (1 is fully)."""
    return Reason(name, WEIGHTS[name] * strength)
