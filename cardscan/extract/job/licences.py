"""Titles and the licence behind them: the number under which somebody may call himself so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardscan.extract.page.layout import Part
from cardscan.extract.thresholds import A_CLEAR_STREET
from cardscan.extract.words.honorifics import is_degree
from cardscan.extract.words.streets import street_likeness

__all__ = ["DASHES", "before_a_number"]

DASHES = frozenset({"-", "–", "—", "/", "|", "•", "·"})
"""Signs between a title and what stands beside it."""


def before_a_number(part: Part) -> Iterator[tuple[Part, ...]]:
    """A title without the licence or letters behind it: 'Médica Veterinária - CRMV 12.345'."""
    for i in range(len(part.words) - 1):
        tail = " ".join(w.text for w in part.words[i + 1 :])
        apart = part.words[i].text in DASHES or part.words[i].text.endswith((",", ":"))
        if apart and (any(c.isdigit() for c in tail) or is_degree(tail)):
            head = part.cut(0, i if part.words[i].text in DASHES else i + 1)
            if street_likeness(part.text) < A_CLEAR_STREET or street_likeness(head.text) <= 0:
                yield (head,)  # not 'Torre Médica' of 'Torre Médica, Consultorio 412'
            return
    yield from _before_a_licence(part)


_LICENCE = re.compile(
    r"(?:n[úu]m|n[o°º]|nr|reg|lic|col(?:[·.-]?legia\w+|egiad[oa])?)\b\.?|[^\W\d_a-z]{2,5}$",
    re.IGNORECASE,
)


def _before_a_licence(part: Part) -> Iterator[tuple[Part, ...]]:
    """A title without the number of who may call himself so: 'Abogada colegiada núm. 4418'.

    Its letters may be glued to the number: 'Certified Arborist PN-7731A'.
    """
    number = next((i for i, w in enumerate(part.words) if any(map(str.isdigit, w.text))), 0)
    if number != len(part.words) - 1 or sum(map(str.isdigit, part.words[number].text)) < _LICENCED:
        return
    head = number
    while head and (_LICENCE.match(part.words[head - 1].text)):
        head -= 1
    glued = part.words[number].text[0].isupper() or part.words[number].text[0] == "#"
    if 0 < head < number or (0 < head == number and glued):
        yield (part.cut(0, head),)


_LICENCED = 3  # digits of the shortest licence
