"""Names of people: how much each stretch of words looks like one, and what its parts are."""

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
from cardscan.extract.person.name_stretches import (
    cuts_of,
    lines_of_a_name,
    rows_of_a_name,
)
from cardscan.extract.person.name_words import is_unlike_names, known_words, shape_of
from cardscan.extract.thresholds import (
    A_COMPANY,
    A_GIVEN_NAME_FIRST,
    A_JOB,
    A_STREET,
    A_SURE_COMPANY,
    ANOTHER_FIELD_FOR_SURE,
    COMPANY_OF_A_FAMILY,
    IN_THE_MAILBOX,
    MADE_OF_THE_NAME,
    OF_THE_DOMAIN,
    ONE_WORD_OF_ITS_OWN,
    SCRAP_OF_LETTERS,
    SPELLS_THE_DOMAIN,
    THE_WHOLE_MAILBOX,
)
from cardscan.extract.weights import SAY_WHO, Evidence, because
from cardscan.extract.words.company_words import company_likeness, is_trade
from cardscan.extract.words.gazetteer import city_countries, country_named, state_named
from cardscan.extract.words.honorifics import (
    is_degree,
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
from cardscan.language.letters import fold
from cardscan.model import Claim, Field, Name, Reason

__all__ = ["name_claims"]

_MOST_WORDS = 9  # 'Univ.-Prof. Dr. med. dent. Anna Maria van der Berg, MBA'
_LETTERS = re.compile(r"[^\W\d_]{2}")


def _whole(parts: NameParts) -> str:
    front = " ".join(t for t in (parts.prefix, *parts.core) if t)
    return f"{front}, {parts.suffix}" if parts.suffix else front


def _of_mailbox(likeness: float) -> Iterator[Reason]:
    if likeness >= MADE_OF_THE_NAME:
        yield because(Evidence.E_MAIL_IS_MADE_OF_IT, likeness)
    elif likeness > 0:
        yield because(Evidence.PART_IS_IN_THE_E_MAIL, likeness)


def _reasons(
    page: Page, parts: NameParts, clues: Clues, pieces: tuple[Part, ...]
) -> Iterator[Reason]:
    core, text = parts.core, " ".join(parts.core)
    around, last = pieces[0], pieces[-1]
    self_named = not company_likeness(text) and is_self_named(page, pieces, clues)
    yield because(Evidence.SHAPED_LIKE_A_NAME)
    titled = any(job_likeness(p.text) >= A_JOB for p in page.under(last)[:1])
    yield from known_words(core, titled=titled)
    if parts.prefix or parts.suffix:
        yield because(Evidence.TITLE_OF_COURTESY_OR_DEGREE)
    likeness = mailbox_likeness(core, clues)
    if likeness >= MADE_OF_THE_NAME and is_mailbox_of_a_firm(page, core, pieces, clues):
        likeness = 0.0
    if company_likeness(core[-1]) >= A_COMPANY and not is_family_name(core[-1]):
        likeness /= 2  # 'meenakshisilks@…' spells the firm
    yield from _of_mailbox(likeness)
    if len(core) == 1:
        spelled = titled and fold(core[0]) in clues.mailboxes
        own = spelled and domain_likeness(text, clues) < OF_THE_DOMAIN
        yield because(Evidence.ONE_WORD_ALONE, ONE_WORD_OF_ITS_OWN if own else 1.0)
    elif core[0].casefold().strip(".") in never_given():  # 'Lê' is a family name, 'le' none
        yield because(Evidence.BEGINS_WITH_A_PARTICLE)
    if len(core[-1]) == 1 and likeness < THE_WHOLE_MAILBOX:  # an icon; no initial is last
        yield because(Evidence.NOISE_AROUND_IT, SCRAP_OF_LETTERS)
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
    return bool(parted) and len(rest) <= _MOST_WORDS and job_likeness(" ".join(rest)) >= A_JOB


def _against(
    text: str, clues: Clues, likeness: float, *, prefix: str | None, self_named: bool
) -> Iterator[Reason]:
    words = text.split(" ")
    company = company_likeness(text) * (COMPANY_OF_A_FAMILY if is_family_name(words[-1]) else 1.0)
    others = max(company, job_likeness(text), department_likeness(text))
    if not is_given_name(words[0]) and any(map(is_trade, (words[0], words[-1]))):
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD, ANOTHER_FIELD_FOR_SURE)
    if others > 0:
        # Jane Baker and Peter Steel are people; Golden Phoenix Restaurant is none
        surname = is_family_name(words[-1]) or company < A_SURE_COMPANY
        doubt = A_GIVEN_NAME_FIRST if is_given_name(words[0]) and surname else 1.0
        strength = others / 2 if surname else others / 2 + company / 2
        yield because(
            Evidence.WORDS_ARE_ANOTHER_FIELD, min(ANOTHER_FIELD_FOR_SURE, strength) * doubt
        )
    if has_legal_form(" ".join(filter(None, (prefix, text)))):
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD, ANOTHER_FIELD_FOR_SURE)
    elif not likeness and not is_initial(words[0]) and street_likeness(text) >= A_STREET:
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD)  # 'Rua Cel. Montalvão'
    if city_countries(text):
        yield because(Evidence.CITY)
    spelled = domain_likeness(text, clues) >= SPELLS_THE_DOMAIN
    given = is_given_name(words[0])
    if self_named or (spelled and is_like_a_person(text)):
        yield because(Evidence.WEBSITE_IS_NAMED_AFTER_THE_PERSON)
    elif likeness < IN_THE_MAILBOX and spelled and not given:
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
    if _is_place(text) or is_letters(text) or _is_list(text):
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
    reasons = [*_reasons(page, parts, clues, pieces), *_printed_how(page, pieces)]
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


def _printed_how(page: Page, pieces: tuple[Part, ...]) -> Iterator[Reason]:
    """What the lines of a name say: two of them, a second reading, the line of a city."""
    if any(_stands_before_a_postal_code(page, p) for p in pieces):
        yield because(Evidence.CITY)
    if len(pieces) > 1:
        above = strip_prefix(pieces[0].text.split(" "))[1]
        stacked = all(is_given_name(w) or is_initial(w) for w in above)
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


def _has_capitals(page: Page) -> bool:
    """Whether a card is printed with capitals: some have none at all."""
    return any(c.isupper() for part in page.first for c in part.text)


def _is_known_in_small_letters(core: tuple[str, ...], clues: Clues) -> bool:
    """Whether words without a capital are a name for sure: 'anna maier', 'marisol.e@…'."""
    if len(core) < 2 or fold(core[1]) in never_given():
        return False
    return is_given_name(core[0]) or mailbox_likeness(core, clues) >= MADE_OF_THE_NAME


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
        for cut, noise in cuts_of(part)
        if noise < 2
        or mailbox_likeness(tuple(w.text for w in cut.words), clues) >= MADE_OF_THE_NAME
    )
    together = (
        (pieces, 0.0) for pieces in (*lines_of_a_name(page, clues), *rows_of_a_name(page, clues))
    )
    claims = (
        _claim(page, clues, pieces, noise=noise)
        for pieces, noise in (*cuts, *together)
        if not any(map(page.is_bent, pieces))
    )
    return [c for c in claims if c]
