"""Names of people: how much each stretch of words looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardscan.extract.clues.clues import Clues, domain_likeness, mailbox_likeness
from cardscan.extract.clues.self_named import is_self_named
from cardscan.extract.page.layout import Page, Part, without_pronouns
from cardscan.extract.person.firm_mailboxes import is_mailbox_of_a_firm
from cardscan.extract.person.name_letters import with_true_letters, without_ornament
from cardscan.extract.person.name_parts import (
    NameParts,
    is_initial,
    is_particle,
    parse_name,
)
from cardscan.extract.person.name_words import is_unlike_names, known_words, shape_of
from cardscan.extract.weights import SAY_WHO, Evidence, because
from cardscan.extract.words.company_words import company_likeness, is_trade
from cardscan.extract.words.gazetteer import city_countries, country_named, state_named
from cardscan.extract.words.honorifics import (
    is_degree,
    is_post_nominal,
    strip_prefix,
)
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.occupations import department_likeness, is_letters, job_likeness
from cardscan.extract.words.people import (
    is_family_name,
    is_given_name,
    is_like_a_person,
    never_given,
)
from cardscan.extract.words.roles import length_of_role
from cardscan.extract.words.spelled import accented
from cardscan.extract.words.streets import street_likeness
from cardscan.language.letters import fold, is_shouted
from cardscan.model import Claim, Field, Name, Reason

__all__ = ["name_claims"]

_MOST_WORDS = 9  # 'Univ.-Prof. Dr. med. dent. Anna Maria van der Berg, MBA'
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NOISE = re.compile(r"^[\W\d_]+$")


def _whole(parts: NameParts) -> str:
    front = " ".join(t for t in (parts.prefix, *parts.core) if t)
    return f"{front}, {parts.suffix}" if parts.suffix else front


def _variants(part: Part) -> Iterator[tuple[Part, float]]:
    """The part whole, and cut where a name may end or noise begins."""
    words = part.words
    yield part, 0.0
    if len(words) < 3 or has_legal_form(part.text):
        return
    number = next((i for i, w in enumerate(words) if w.text.strip("(+")[:1].isdigit()), 0)
    head = " ".join(w.text for w in words[:number])
    if number in (2, 3) and is_like_a_person(head) and street_likeness(part.text) < 0.5:
        yield part.cut(0, number), 0.0  # 'Kirra Dunstan 0491 570 158'
    first, last = 0, len(words)
    while first < last and (_NOISE.match(words[first].text) or len(words[first].text) == 1):
        first += 1
    while last > first and (_NOISE.match(words[last - 1].text) or len(words[last - 1].text) == 1):
        last -= 1
    housed = words[0].text[:1].isdigit() and street_likeness(part.text) >= _A_STREET_AND_NUMBER
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


_A_STREET = 0.4  # as `street_likeness` weighs a street without a number
_A_STREET_AND_NUMBER = 1.2  # as `street_likeness` weighs 'Dorfplatz 2'


def _is_no_degree(rest: list[str]) -> bool:
    """Whether words behind a name's comma are no letters that belong to it: 'OWNER', 'Berlin'."""
    if job_likeness(" ".join(rest)) >= 1:
        return True
    return not is_degree(" ".join(rest)) and not all(map(is_post_nominal, rest))


def _rows(page: Page, clues: Clues) -> Iterator[tuple[Part, ...]]:
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
        and left.box.overlap_y(p.box) > 0.6 * min(left.box.height, p.box.height)
        and 0 < p.box.left - left.box.right < _WIDEST_GAP * left.box.height
        and 0.8 < p.size / max(0.01, left.size) < 1.25
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
    spelled = len(words) > 1 and likeness[0] >= _SPELLED
    if not spelled and _is_family_alone(words, upper, lower, clues):
        return True
    few, given = len(words) <= 2, all(map(is_given_name, words))
    listed = len(words) == 2 and is_given_name(words[0]) and is_family_name(words[1])
    if listed or spelled:
        return both > max(likeness) + 0.05  # a whole name needs no second line
    return both > max(likeness) + 0.05 or (few and (given or max(likeness) < 0.75))


def _is_family_alone(words: list[str], upper: Part, lower: Part, clues: Clues) -> bool:
    """Whether one word below given names, set like them, is the family name: 'Wei Jie', 'Thamboo'.

    The words above begin with a known given name and end in no known family name.
    """
    alike = 0.94 < lower.size / max(0.01, upper.size) < 1.06 and len(lower.words) == 1
    given = is_given_name(words[0]) and not is_family_name(words[-1])
    if not alike or not given or not 2 <= len(words) <= 3:
        return False
    other = company_likeness(lower.text) or department_likeness(lower.text)
    firm = domain_likeness(lower.text, clues) >= 0.45 or bool(city_countries(lower.text))
    return not other and not firm and shape_of((lower.text,)) > 0


_MOST_OVER_DEGREES = 2.4  # 'Prof. Dr.-Ing. habil.' set small above the name


def _pairs(page: Page, clues: Clues) -> Iterator[tuple[Part, ...]]:
    """Two lines that may be one name: given above family, in the same size."""
    for upper in page.first:
        if len(strip_prefix([w.text for w in upper.words])[1]) > 3 or any(
            c.isdigit() for c in upper.text
        ):
            continue
        for lower in page.under(upper)[:1]:
            largest = _MOST_OVER_DEGREES if is_degree(upper.text) else 1.34
            alike = 0.68 < lower.size / max(0.01, upper.size) < largest
            belong = _belong(upper, lower, clues) or is_self_named(page, (upper, lower), clues)
            alike = alike and belong and job_likeness(lower.text) < 1
            if alike and len(lower.words) <= 4 and not any(c.isdigit() for c in lower.text):
                yield upper, lower


def _of_mailbox(likeness: float) -> Iterator[Reason]:
    if likeness >= _MADE_OF:
        yield because(Evidence.E_MAIL_IS_MADE_OF_IT, likeness)
    elif likeness > 0:
        yield because(Evidence.PART_IS_IN_THE_E_MAIL, likeness)


_OF_THE_DOMAIN = 0.45  # as `domain_likeness` weighs a word that a domain resembles
_SPELLED = 0.95  # and one that spells a whole name
_MADE_OF = 0.75  # as `evidence.mailbox_likeness` weighs a mailbox that is a name, spelled out


def _reasons(
    page: Page, parts: NameParts, clues: Clues, pieces: tuple[Part, ...]
) -> Iterator[Reason]:
    core, text = parts.core, " ".join(parts.core)
    around, last = pieces[0], pieces[-1]
    self_named = not company_likeness(text) and is_self_named(page, pieces, clues)
    yield because(Evidence.SHAPED_LIKE_A_NAME)
    titled = any(job_likeness(p.text) >= 1 for p in page.under(last)[:1])
    yield from known_words(core, titled=titled)
    if parts.prefix or parts.suffix:
        yield because(Evidence.TITLE_OF_COURTESY_OR_DEGREE)
    likeness = mailbox_likeness(core, clues)
    if likeness >= _MADE_OF and is_mailbox_of_a_firm(page, core, pieces, clues):
        likeness = 0.0
    if company_likeness(core[-1]) >= 1 and not is_family_name(core[-1]):
        likeness /= 2  # 'meenakshisilks@…' spells the firm
    yield from _of_mailbox(likeness)
    if len(core) == 1:
        spelled = titled and fold(core[0]) in clues.mailboxes
        own = spelled and domain_likeness(text, clues) < _OF_THE_DOMAIN
        yield because(Evidence.ONE_WORD_ALONE, 0.5 if own else 1.0)  # 'Suharyadi' at suharyadi@…
    elif core[0].casefold().strip(".") in never_given():  # 'Lê' is a family name, 'le' none
        yield because(Evidence.BEGINS_WITH_A_PARTICLE)
    if len(core[-1]) == 1 and likeness < 0.95:  # an icon read as a letter; no initial stands last
        yield because(Evidence.NOISE_AROUND_IT, 1.5)
    full = sum(not is_particle(w) for w in core)
    if full > 4:
        yield because(Evidence.MANY_WORDS, (full - 4) / 2)
    yield from _against(text, clues, likeness, prefix=parts.prefix, self_named=self_named)
    yield because(Evidence.PRINTED_LARGE, max(-1.0, min(1.5, around.size - 1)))
    if titled:
        yield because(Evidence.TITLE_STANDS_BELOW)
    elif _title_beside(page, last):
        yield because(Evidence.TITLE_STANDS_BESIDE)
    yield because(Evidence.READ_BADLY, 1 - around.confidence)


def _title_beside(page: Page, part: Part) -> bool:
    """Whether a title goes on the line behind a comma or dash: 'Delroy Baptiste, Owner'."""
    whole = page.readings[part.line][part.reading]
    before = sum(w.box.right <= part.box.left + 1 for w in whole.words)
    if before and before == length_of_role(tuple(w.text for w in whole.words), job_likeness):
        return True
    rest = [w.text for w in whole.words if w.box.left >= part.box.right]
    parted = part.text.endswith(",") or (rest and not any(map(str.isalnum, rest[0])))
    return bool(parted) and len(rest) <= _MOST_WORDS and job_likeness(" ".join(rest)) >= 1


def _against(
    text: str, clues: Clues, likeness: float, *, prefix: str | None, self_named: bool
) -> Iterator[Reason]:
    words = text.split(" ")
    company = company_likeness(text) * (0.7 if is_family_name(words[-1]) else 1.0)
    others = max(company, job_likeness(text), department_likeness(text))
    if not is_given_name(words[0]) and any(map(is_trade, (words[0], words[-1]))):
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD, 1.5)  # 'Mizarstvo Košir', 'Villa Oleandra'
    if others > 0:
        # Jane Baker and Peter Steel are people; Golden Phoenix Restaurant is none
        surname = is_family_name(words[-1]) or company < 1.0
        doubt = 0.4 if is_given_name(words[0]) and surname else 1.0
        strength = others / 2 if surname else others / 2 + company / 2
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD, min(1.5, strength) * doubt)
    if has_legal_form(" ".join(filter(None, (prefix, text)))):
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD, 1.5)  # 'PT Jati Indah' has no degree
    elif not likeness and not is_initial(words[0]) and street_likeness(text) >= _A_STREET:
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD)  # 'Rua Cel. Montalvão'
    if city_countries(text):
        yield because(Evidence.CITY)
    spelled = domain_likeness(text, clues) >= 0.9
    given = is_given_name(words[0])
    if self_named or (spelled and is_like_a_person(text)):
        yield because(Evidence.WEBSITE_IS_NAMED_AFTER_THE_PERSON)
    elif likeness < 0.5 and spelled and not given:
        yield because(Evidence.DOMAIN_SPELLS_IT)


def _claim(
    page: Page, clues: Clues, pieces: tuple[Part, ...], *, noise: float = 0.0
) -> Claim | None:
    pieces = tuple(map(without_ornament, pieces))
    printed = " ".join(p.text for p in pieces)
    if any(c.isdigit() for c in printed) or "@" in printed:
        return None
    text = " ".join(with_true_letters(printed.split(" "), clues))
    parts = parse_name(text, clues)
    if _is_place(text) or is_letters(text) or _is_list(text) or _is_from_somewhere(parts.core):
        return None
    small = text == text.lower()
    if small and _has_capitals(page) and not _is_known_in_small_letters(parts.core, clues):
        return None  # 'riba · vino · kava', 'fermé le lundi'
    core = tuple(w.capitalize() for w in parts.core) if small else parts.core
    if not core or not shape_of(core):
        return None
    spelled = " ".join(accented(w, clues.regions, clues.mailboxes) for w in text.split(" "))
    if spelled != text:
        parts = parse_name(spelled, clues)
    repaired = spelled != printed
    reasons = [*_reasons(page, parts, clues, pieces), *_printed_how(page, pieces, clues)]
    said = {r.name for r in reasons}
    if not SAY_WHO & said and Evidence.WEBSITE_IS_NAMED_AFTER_THE_PERSON not in said:
        unlike = is_unlike_names(parts.core)
        reasons.append(because(Evidence.NOTHING_SAYS_THAT_IT_IS_A_PERSON, unlike))
    if noise:
        reasons.append(because(Evidence.NOISE_AROUND_IT, noise))
    if repaired:
        reasons.append(because(Evidence.REPAIRED))
    value = Name(
        value=_whole(parts), prefix=parts.prefix, given=parts.given, additional=parts.additional,
        family=parts.family, suffix=parts.suffix, boxes=tuple(p.box for p in pieces),
        repairs=_repairs(printed, _whole(parts)),
    )  # fmt: skip
    return Claim(Field.NAME, value, tuple(p.line for p in pieces), tuple(reasons))


def _printed_how(page: Page, pieces: tuple[Part, ...], clues: Clues) -> Iterator[Reason]:
    """What the lines of a name say: two of them, a second reading, the line of a city."""
    if any(_stands_before_a_postal_code(page, p) for p in pieces):
        yield because(Evidence.CITY)
    if len(pieces) > 1:
        above = strip_prefix(pieces[0].text.split(" "))[1]
        stacked = all(is_given_name(w) or is_initial(w) for w in above) or (
            len(pieces) == 2 and _is_family_alone(above, pieces[0], pieces[1], clues)
        )
        name = Evidence.GIVEN_NAME_ABOVE_FAMILY_NAME if stacked else Evidence.TWO_LINES_AS_ONE
        apart = any(is_degree(p.text) for p in pieces)
        yield because(Evidence.TITLE_OF_COURTESY_STANDS_APART if apart else name)
    if pieces[0].reading:
        yield because(Evidence.SECOND_READING)


def _stands_before_a_postal_code(page: Page, part: Part) -> bool:
    """Whether a number ends the part's line right behind it, as in 'Brook Park, OH 44142'."""
    whole = page.readings[part.line][part.reading]
    behind = [w.text for w in whole.words if w.box.left >= part.box.right - 1]
    return len(behind) == 1 and behind[0].isdigit() and 4 <= len(behind[0]) <= 6


def _is_from_somewhere(core: tuple[str, ...]) -> bool:
    """Whether words say where goods are from: 'Honig aus der Lüneburger Heide'."""
    return len(core) > 1 and core[1] in _FROM and not is_given_name(core[0])


_FROM = frozenset({"aus", "in", "im", "am", "an", "auf"})


def _has_capitals(page: Page) -> bool:
    """Whether a card is printed with capitals: some have none at all."""
    return any(c.isupper() for part in page.first for c in part.text)


def _is_known_in_small_letters(core: tuple[str, ...], clues: Clues) -> bool:
    """Whether words without a capital are a name for sure: 'anna maier', 'marisol.e@…'."""
    if len(core) < 2 or fold(core[1]) in never_given():
        return False
    return is_given_name(core[0]) or mailbox_likeness(core, clues) >= 0.75


def _is_list(text: str) -> bool:
    """Whether a text is goods between commas, no family name before a given one."""
    pieces = [p.strip() for p in text.split(",")]
    return len(pieces) > _MOST_COMMAS and not any(is_degree(p) for p in pieces[1:])


_MOST_COMMAS = 2


def _is_place(text: str) -> bool:
    """Whether a text is a city and its state or country: 'Nashville, Tennessee'."""
    head, comma, tail = (t.strip() for t in text.partition(","))
    homes = city_countries(head)
    return bool(comma and homes) and (
        country_named(tail) in homes or any(state_named(tail, home) for home in homes)
    )


def _repairs(printed: str, value: str) -> tuple[str, ...]:
    if [c for c in printed.casefold() if c.isalnum()] == [
        c for c in value.casefold() if c.isalnum()
    ]:
        return ()
    return (f"'{printed}' written as '{value}'",)


def name_claims(page: Page, clues: Clues) -> list[Claim]:
    """Every stretch of words that may be the person's name."""
    cuts = (
        ((cut,), noise)
        for part in map(without_pronouns, page.parts)
        if len(part.words) <= _MOST_WORDS and _LETTERS.search(part.text) and not _is_list(part.text)
        for cut, noise in _variants(part)
        if noise < 2 or mailbox_likeness(tuple(w.text for w in cut.words), clues) >= 0.75
    )
    together = ((pieces, 0.0) for pieces in (*_pairs(page, clues), *_rows(page, clues)))
    claims = (
        _claim(page, clues, pieces, noise=noise)
        for pieces, noise in (*cuts, *together)
        if not any(map(page.is_bent, pieces))
    )
    return [c for c in claims if c]
