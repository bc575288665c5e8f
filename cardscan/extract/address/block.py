"""The block of an address: its lines above the one with the city, and where they begin."""

from __future__ import annotations

from cardscan.extract.address.houses import is_building, is_house_word
from cardscan.extract.address.other_lines import (
    is_no_street,
    reaches_somebody,
    says_something_else,
)
from cardscan.extract.address.postal import find_places
from cardscan.extract.address.postal_places import Place
from cardscan.extract.address.street_text import unlabelled
from cardscan.extract.clues.clues import Clues
from cardscan.extract.page.layout import Page, Part, are_sized
from cardscan.extract.thresholds import (
    A_CLEAR_STREET,
    A_COMPANY,
    A_NUMBERED_WORD,
    A_STREET,
    A_STREET_AND_NUMBER,
    HARDLY_A_STREET,
    SET_ALIKE,
)
from cardscan.extract.words.company_words import company_likeness
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.streets import names_a_part, names_an_area, street_likeness
from cardscan.language.letters import fold

__all__ = ["lines_above", "share_columns"]


def _is_another(part: Part, clues: Clues) -> bool:
    """Whether a line ends an address of its own: 'Sede' above 'Filiale' in one column."""
    return any(
        p.postal_code and p.known_city and p.strength >= _SURE_PLACE
        for p in find_places(part.text, clues.regions)
    )


_SURE_PLACE = 0.8  # as `find_places` weighs a code and city that go together


def lines_above(page: Page, first: Part, place: Place, clues: Clues) -> list[list[Part]]:
    """Street lines right above an anchor line, the nearest first."""
    chain: list[list[Part]] = []
    current = left = first
    while before := _before(page, left):
        chain.append([before])
        left = before
    if unlabelled(first.text) != first.text:
        return chain  # 'Office : 12, Big Bazaar Street, …'
    whole = _is_whole_street(place.before)
    bare = not place.before.strip(" ,")
    for _ in range(_MOST_LINES):
        line = _line_above(page, current, clues, apart=bare and current is first)
        if not line or _begins_the_block(page, line, whole=whole):
            break
        text = _text(line)
        whole = whole or _is_whole_street(text)
        current = line[0]
        if street_likeness(text) > HARDLY_A_STREET or company_likeness(text) < A_COMPANY:
            chain.append(line)
        if unlabelled(text) != text:
            break
    while chain and is_no_street(_text(chain[-1])):
        chain.pop()
    if not chain and bare:
        chain = [[street] for street in _across_the_card(page, first)]
    top = chain[-1][0] if chain else first
    house = next((p for p in page.over(top) if p.line != top.line), None)
    if chain and house and _is_house(house, top, place.country):
        chain.append([house])
    return chain


def _text(line: list[Part]) -> str:
    return " ".join(p.text for p in line)


def _line_above(page: Page, current: Part, clues: Clues, *, apart: bool) -> list[Part]:
    """The parts of the line above, none where it is a firm's or ends another address."""
    above = [p for p in page.over(current) if p.line != current.line and share_columns(p, current)]
    if not above and apart:
        above = _across_a_gap(page, current)
    if not above or has_legal_form(above[0].text) or _is_another(above[0], clues):
        return []
    line = [
        p for p in page.first
        if p.line == above[0].line and _close(p, above[0]) and not reaches_somebody(p.text)
    ] or [above[0]]  # fmt: skip
    right = page.beside(line[-1])
    return [*line, right] if right and street_likeness(right.text) > HARDLY_A_STREET else line


def _begins_the_block(page: Page, line: list[Part], *, whole: bool) -> bool:
    """Whether the address begins below a line, which says something else."""
    text = _text(line)
    if whole and _is_anything(text):
        return True
    wordy = len(line) > 1 and not any(map(str.isdigit, text))
    if whole and wordy and any(street_likeness(p.text) <= HARDLY_A_STREET for p in line):
        return True  # 'INMOBILIARIA · REAL ESTATE'
    if not is_no_street(text):
        return False
    return street_likeness(text) > HARDLY_A_STREET or not _street_over(page, line[0])


_MOST_LINES = 6  # of an address above its city


def _is_whole_street(text: str) -> bool:
    """Whether a line is a street and its number, not a house: 'Asia Square Tower 1'."""
    if street_likeness(text) < A_STREET_AND_NUMBER or not any(map(str.isdigit, text)):
        return False
    if names_a_part(text) or names_an_area(text):
        return False
    names = [w for w in fold(text).replace(",", " ").split() if w.isalpha()]
    return not any(is_house_word(w) for w in names[-1:])


def _is_anything(text: str) -> bool:
    """Whether a line above a whole street has a number and no word of an address: 'Section 2'."""
    if not any(map(str.isdigit, text)) or text.rstrip().endswith(","):
        return False
    return street_likeness(text) <= A_NUMBERED_WORD


def _is_one_block(upper: Part, lower: Part) -> bool:
    """Whether two lines begin or are centred at one place in letters of one size."""
    slack = max(1.0, lower.box.height)
    level = abs(upper.box.left - lower.box.left) < slack or (
        abs(upper.box.center[0] - lower.box.center[0]) < slack
    )
    return level and are_sized(upper, lower, SET_ALIKE)


def _across_a_gap(page: Page, part: Part) -> list[Part]:
    """The street that an empty line parts from its city."""
    over = [
        p
        for p in page.first
        if 0 < part.box.top - p.box.bottom < _WIDEST_GAP * part.box.height
        and _is_one_block(p, part)
    ]
    nearest = max(over, key=lambda p: p.box.bottom, default=None)
    return [nearest] if nearest and street_likeness(nearest.text) >= A_STREET else []


def _across_the_card(page: Page, part: Part) -> list[Part]:
    """The street at the left edge of a row whose city stands at the right edge."""
    left = [p for p in page.first if p.box.right <= part.box.left and p.box.is_level_with(part.box)]
    nearest = max(left, key=lambda p: p.box.right, default=None)
    return [nearest] if nearest and _is_whole_street(nearest.text) else []


_WIDEST_GAP = 4.0  # heights of the line below


def _is_house(part: Part, street: Part, country: str | None) -> bool:
    return is_building(part, street, country) and not says_something_else(part.text)


def _before(page: Page, part: Part) -> Part | None:
    """The street that a bar parts from its city: 'Drottninggatan 7 | SE-753 20 Uppsala'."""
    left = [p for p in page.first if p.line == part.line and p.box.right <= part.box.left]
    nearest = max(left, key=lambda p: p.box.right, default=None)
    is_street = nearest and not is_no_street(nearest.text) and _close(nearest, part)
    return nearest if is_street else None


def _close(part: Part, other: Part) -> bool:
    """Whether two parts of a line are cut by a bar rather than by a gap between columns."""
    gap = max(part.box.left, other.box.left) - min(part.box.right, other.box.right)
    return part is other or gap < 2.5 * max(part.box.height, other.box.height)


def _street_over(page: Page, part: Part) -> bool:
    """Whether a line without street words still stands between a street and its city."""
    above = [p for p in page.over(part) if share_columns(p, part)]
    short = len(part.text.split()) <= 3 and not any(c.isdigit() for c in part.text)
    if not short or not above:
        return False
    likeness = street_likeness(above[0].text)  # 'Rose Cottage, Church Lane' has no number
    return likeness >= A_CLEAR_STREET or (
        likeness >= A_STREET and "," in above[0].text and _is_one_block(above[0], part)
    )


def share_columns(upper: Part, lower: Part) -> bool:
    """Whether two parts share a column: one left edge, one centre, or one right edge."""
    if min(upper.box.right, lower.box.right) - max(upper.box.left, lower.box.left) > 0.8 * min(
        upper.box.width, lower.box.width
    ):
        return True
    slack = 2.5 * max(1.0, min(upper.box.height, lower.box.height))
    return (
        abs(upper.box.left - lower.box.left) < slack
        or abs(upper.box.right - lower.box.right) < slack
        or abs(upper.box.center[0] - lower.box.center[0]) < slack
    )
