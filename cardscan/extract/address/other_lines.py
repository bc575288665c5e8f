"""What lines near an address say that is none of it: hours, titles, trades, registers, numbers."""

from __future__ import annotations

import re
from functools import cache

from cardscan.extract.address.street_text import names_an_office
from cardscan.extract.thresholds import (
    A_DEPARTMENT,
    A_JOB,
    A_REMARK,
    A_STREET_AND_NUMBER,
    HARDLY_A_STREET,
)
from cardscan.extract.words.occupations import department_likeness, job_likeness
from cardscan.extract.words.streets import names_a_part, street_likeness
from cardscan.language.load import tongues
from cardscan.language.remarks import remark_likeness

__all__ = [
    "is_no_street",
    "reaches_somebody",
    "says_something_else",
]

_NOT_ADDRESS = re.compile(
    r"@|\+\d|www\.|\(\d{2,5}\)\s?\d{3}|(?<![\d-])\d{3}[.\s-]\d{3}[.\s-]\d{4}(?!\d)|"
    r"(?<![\w-])(?:tel(?:e(?:fon|fono|fone|foon|phone|fax))?|t[ée]l[ée]phone|fax|phone|mob|mobile?|cell?|gsm|ph|handy|natel|fono|telp|abn|gstin|cnpj|nit|"
    r"iban)\b\s?[.:/]*\s?[(+\d]|\b(?:reg|regd|regn|registration|lic|licen[cs]e)\.?\s?(?:no|nr|#)",
    re.IGNORECASE,
)


def reaches_somebody(text: str) -> bool:
    """Whether a text has an e-mail address, or a number with its label."""
    return bool(_NOT_ADDRESS.search(text))


def is_no_street(text: str) -> bool:
    """Whether a line above a street is no part of it: hours, a title, a department, a number."""
    unlike = street_likeness(text) <= HARDLY_A_STREET and not names_a_part(text)
    return unlike or says_something_else(text)


def says_something_else(text: str) -> bool:
    """Whether a line is of another field, or of none."""
    if remark_likeness(text) >= A_REMARK or reaches_somebody(text):
        return True
    if names_an_office(text) or _names_a_register(text):
        return True
    return street_likeness(text) < A_STREET_AND_NUMBER and (
        job_likeness(text) >= A_JOB or department_likeness(text) >= A_DEPARTMENT
    )


@cache
def _register() -> re.Pattern[str]:
    words = "|".join(dict.fromkeys(w for t in tongues() for w in t.addresses.registers))
    number = r"\b(?:n[úu]m|n[o°º]|nr)\b\.?\s*"
    return re.compile(
        rf"\b(?:{words})\b(?:.{{0,24}}{number}\d|\W*\d{{9}})"
        rf"|{number}(?:de\s)?col(?:eg|[·.]?leg)?\w*\b\.?\s*\d",
        re.IGNORECASE,
    )


# A body's capitals and the number that somebody has there; a box at a post office is an address.
_COUNTED = re.compile(
    r"(?!B\.?P|C\.?[PS]|P\.?O)[A-Z]{2,7}\.?\s+(?:[nN][º°o.]+|N[Rr]\.?|#)\s*\d[\d ./-]*"
)


def _names_a_register(text: str) -> bool:
    """Whether a line counts somebody in a register: 'Gestora col·legiada núm. 4418'."""
    known = _register().search(text) or _COUNTED.fullmatch(text.strip())
    return street_likeness(text) < A_STREET_AND_NUMBER and bool(known)
