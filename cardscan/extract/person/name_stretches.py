"""Which stretches of words may be a name: a part whole or cut, and parts or lines together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardscan.extract.clues.clues import Clues, mailbox_likeness
from cardscan.extract.clues.self_named import is_self_named
from cardscan.extract.page.layout import Page, Part, are_sized
from cardscan.extract.thresholds import (
    A_JOB,
    A_NUMBERED_PLACE,
    A_STREET_AND_NUMBER,
    ALIKE_IN_A_NAME,
    GAIN_OF_A_NAME,
    MADE_OF_THE_NAME,
    OVER_DEGREES,
    SET_ALIKE,
    THE_WHOLE_MAILBOX,
)
from cardscan.extract.words.honorifics import (
    is_degree,
    is_post_nominal,
    strip_prefix,
)
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.occupations import job_likeness
from cardscan.extract.words.people import (
    is_family_name,
    is_given_name,
    is_like_a_person,
)
from cardscan.extract.words.roles import length_of_role
from cardscan.extract.words.streets import street_likeness
from cardscan.language.letters import is_shouted

__all__ = ["cuts_of", "lines_of_a_name", "rows_of_a_name"]

_NOISE = re.compile(r"^[\W\d_]+$")


def cuts_of(part: Part) -> Iterator[tuple[Part, float]]:
    """The part whole, and cut where a name may end or noise begins."""
    words = part.words
    yield part, 0.0
    if len(words) < 3 or has_legal_form(part.text):
        return
    number = next((i for i, w in enumerate(words) if w.text.strip("(+")[:1].isdigit()), 0)
    head = " ".join(w.text for w in words[:number])
    if (
        number in (2, 3)
        and is_like_a_person(head)
        and street_likeness(part.text) < A_NUMBERED_PLACE
    ):
        yield part.cut(0, number), 0.0  # 'Kirra Dunstan 0491 570 158'
    first, last = 0, len(words)
    while first < last and (_NOISE.match(words[first].text) or len(words[first].text) == 1):
        first += 1
    while last > first and (_NOISE.match(words[last - 1].text) or len(words[last - 1].text) == 1):
        last -= 1
    housed = words[0].text[:1].isdigit() and street_likeness(part.text) >= A_STREET_AND_NUMBER
    if 0 < last - first < len(words) and not housed:  # '12 Mill Lane' is nobody's
        yield part.cut(first, last), 1.0
    role = length_of_role(tuple(w.text for w in words), job_likeness)
    if role:
        yield part.cut(role, len(words)), 0.0
    for i in range(2, min(6, len(words))):
        cut = words[i - 1].text.endswith(",") or words[i].text in ("-", "–", "—", "/", "|")
        rest = [w.text for w in words[i:]]
        if cut and _is_no_degree(rest):
            yield part.cut(0, i), 0.0
    if len(words) > 3:
        yield part.cut(0, 2), 2.0
        yield part.cut(len(words) - 2, len(words)), 2.0
        yield part.cut(0, 3), 2.0
        yield part.cut(len(words) - 3, len(words)), 2.0


def _is_no_degree(rest: list[str]) -> bool:
    """Whether words behind a name's comma are no letters that belong to it: 'OWNER', 'Berlin'."""
    if job_likeness(" ".join(rest)) >= A_JOB:
        return True
    return not is_degree(" ".join(rest)) and not all(map(is_post_nominal, rest))


def rows_of_a_name(page: Page, clues: Clues) -> Iterator[tuple[Part, ...]]:
    """Lines that go on right of each other where honorifics stand apart: 'Dr.' and 'Eva Maier'."""
    for part in page.first:
        row = [part]
        while len(row) < 4 and (right := page.beside(row[-1])):
            row.append(right)
            if any(is_degree(p.text) for p in row):
                yield tuple(row)
    for left in page.first:
        words = strip_prefix(left.text.split(" "))[1]
        right = _across_a_gap(page, left) if len(words) == 1 or is_degree(left.text) else None
        if right and (
            is_degree(left.text)
            or is_given_name(words[0])
            or is_self_named(page, (left, right), clues)
        ):
            yield left, right


_WIDEST_GAP = 3.5  # in heights of the line: names set wide, yet no two columns


def _across_a_gap(page: Page, left: Part) -> Part | None:
    """A name's part right of a wide gap on the same base line: 'Dra.   Inés Castaño'."""
    found = [
        p for p in page.first
        if p.line != left.line and len(p.words) <= 4
        and left.box.is_level_with(p.box)
        and 0 < p.box.left - left.box.right < _WIDEST_GAP * left.box.height
        and are_sized(p, left, SET_ALIKE)
    ]  # fmt: skip
    return min(found, key=lambda p: p.box.left, default=None)


def _belong(upper: Part, lower: Part, clues: Clues) -> bool:
    """Whether the e-mail needs both lines, or the upper one holds given names or degrees alone."""
    if is_degree(upper.text):
        return True
    if is_shouted(upper.words[-1].text) and not is_shouted(lower.text):
        return False  # 'Sorin POPA' above 'Primar'
    likeness = [mailbox_likeness(tuple(p.text.split(" ")), clues) for p in (upper, lower)]
    both = mailbox_likeness(tuple(f"{upper.text} {lower.text}".split(" ")), clues)
    words = strip_prefix(upper.text.split(" "))[1]
    spelled = len(words) > 1 and likeness[0] >= THE_WHOLE_MAILBOX
    few, given = len(words) <= 2, all(map(is_given_name, words))
    listed = len(words) == 2 and is_given_name(words[0]) and is_family_name(words[1])
    if listed or spelled:
        return both > max(likeness) + GAIN_OF_A_NAME  # a whole name needs no second line
    return both > max(likeness) + GAIN_OF_A_NAME or (
        few and (given or max(likeness) < MADE_OF_THE_NAME)
    )


def lines_of_a_name(page: Page, clues: Clues) -> Iterator[tuple[Part, ...]]:
    """Two lines that may be one name: given above family, in the same size."""
    for upper in page.first:
        if len(strip_prefix([w.text for w in upper.words])[1]) > 3 or any(
            c.isdigit() for c in upper.text
        ):
            continue
        for lower in page.under(upper)[:1]:
            sizes = OVER_DEGREES if is_degree(upper.text) else ALIKE_IN_A_NAME
            alike = are_sized(lower, upper, sizes)
            belong = _belong(upper, lower, clues) or is_self_named(page, (upper, lower), clues)
            alike = alike and belong and job_likeness(lower.text) < A_JOB
            if alike and len(lower.words) <= 4 and not any(c.isdigit() for c in lower.text):
                yield upper, lower
