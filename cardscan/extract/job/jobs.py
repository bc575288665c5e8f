"""Titles and departments: what a person does, and where in the company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cardscan.extract.clues.clues import Clues
from cardscan.extract.clues.offices import firm_behind_a_title
from cardscan.extract.job.licences import DASHES, before_a_number
from cardscan.extract.page.layout import Page, Part, are_sized, is_online_label, without_pronouns
from cardscan.extract.thresholds import (
    A_CLEAR_JOB,
    A_CLEAR_STREET,
    A_COMPANY,
    A_DEPARTMENT,
    A_JOB,
    A_JOB_AS_DEPARTMENT,
    A_LIST_OF_MANY,
    A_NUMBERED_STREET,
    HALF_A_TITLE,
    NAMED_OF_TITLES,
    OF_TWO_TRADES,
    OFTEN_ANOTHER_S,
    ONE_SIZE,
    SET_ALIKE,
)
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.company_words import company_likeness
from cardscan.extract.words.domains import parse_host
from cardscan.extract.words.gazetteer import city_countries
from cardscan.extract.words.honorifics import is_degree, is_post_nominal, strip_prefix
from cardscan.extract.words.job_words import mended_title
from cardscan.extract.words.joining import begins_amid, ends_amid
from cardscan.extract.words.joints import Joint, joints_of
from cardscan.extract.words.labels import label_kind
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.occupations import (
    department_likeness,
    is_field_alone,
    is_letters,
    is_of_many,
    job_likeness,
)
from cardscan.extract.words.people import is_family_name, is_given_name, is_like_a_person
from cardscan.extract.words.roles import length_of_role
from cardscan.extract.words.streets import street_likeness
from cardscan.language.letters import fold, squeeze
from cardscan.language.load import tongues
from cardscan.language.remarks import end_of_membership, remark_likeness
from cardscan.language.views import folded
from cardscan.model import Claim, Field, Reason, Text

__all__ = ["job_claims"]

_GLUED = re.compile(r"\s/(?=\S)|(?<=\S)/\s")  # to one side: 'Einkauf /Logistik'


def _tidy(text: str) -> str:
    return squeeze(_GLUED.sub(" / ", text)).strip(' ,;:|·•-–—_~=*<>»«"')


def _text_reasons(part: Part) -> Iterator[Reason]:
    remark = remark_likeness(part.text)
    if remark:  # 'Facharzt für Dermatologie' has a word of slogans, too
        named = job_likeness(part.text) > A_JOB or department_likeness(part.text) >= A_DEPARTMENT
        yield because(Evidence.READS_LIKE_A_SLOGAN, remark * (NAMED_OF_TITLES if named else 1.0))
    if end_of_membership(part.text):
        yield because(Evidence.LINE_OF_SOMETHING_ELSE)
    if is_of_many(part.text):
        yield because(Evidence.READS_LIKE_A_SLOGAN, A_LIST_OF_MANY)
    if _is_a_person(part.text):
        yield because(Evidence.PERSON_NAME_IN_IT)
    if street_likeness(part.text) >= A_CLEAR_STREET or has_legal_form(part.text.partition("(")[0]):
        yield because(Evidence.LINE_OF_SOMETHING_ELSE)
    if _OFFICE.match(part.text):
        yield because(Evidence.LINE_OF_SOMETHING_ELSE, OFTEN_ANOTHER_S)
    if begins_amid(part.text):
        yield because(Evidence.GOES_ON_FROM_ANOTHER_LINE)
    if len(part.words) > 8:
        yield because(Evidence.TEXT_OF_A_SENTENCE, (len(part.words) - 8) / 4)
    if part.reading:
        yield because(Evidence.SECOND_READING)
    yield because(Evidence.READ_BADLY, 1 - part.confidence)


# 'Der Bürgermeister' heads what his office sends out; it is a title where there is no other.
_OFFICE = re.compile(r"(?:Der|Die)\s")


def _is_a_person(text: str) -> bool:
    """Whether a text is a second person's name, not a title: 'Susan Caldwell-Ito, DMD'."""
    head, comma, tail = text.partition(",")
    words = strip_prefix(head.split(" "))[1]
    name = is_like_a_person(" ".join(words)) and job_likeness(text) < A_JOB
    whole = name and is_given_name(words[0]) and is_family_name(words[-1])
    return name and (whole or bool(comma and is_degree(tail)) or len(words) < len(head.split(" ")))


def _claim(field: Field, pieces: tuple[Part, ...], reasons: list[Reason]) -> Claim:
    printed = _tidy(" ".join(p.text for p in pieces))
    text = _spelled(printed, pieces) if field is Field.TITLE else printed
    repairs = (f"'{printed}' read as '{text}', a known title",) if text != printed else ()
    value = Text(value=text, boxes=tuple(p.box for p in pieces), repairs=repairs)
    more = (because(Evidence.REPAIRED),) if repairs else ()
    return Claim(field, value, tuple(p.line for p in pieces), (*reasons, *more))


@cache
def _branches() -> frozenset[str]:
    return folded(tongue.offices.words for tongue in tongues())


def _is_caption(page: Page, part: Part) -> bool:
    """Whether a line says whose address stands below it: 'Filiale Niebüll', 'Zweigstelle:'."""
    head = fold(part.text.split(" ")[0]).strip(".: ")
    below = page.under(part)[:1]
    return head in _branches() and any(street_likeness(p.text) >= A_NUMBERED_STREET for p in below)


def _is_second_person(page: Page, part: Part) -> bool:
    """Whether a line is a name set like the name right above it."""
    others = job_likeness(part.text) >= A_JOB or department_likeness(part.text) > 0
    if others or not is_like_a_person(part.text):
        return False
    return any(
        is_like_a_person(p.text) and job_likeness(p.text) < A_JOB and are_sized(p, part, ONE_SIZE)
        for p in page.over(part)[:1]
    )


def _is_of_something_else(page: Page, part: Part) -> bool:
    """Whether a part belongs to a list of services, or stands behind a street on its line."""
    if _is_of_a_list(page, part):
        return True
    whole = page.readings[part.line][part.reading].text
    return (
        job_likeness(part.text) < A_JOB
        and whole != part.text
        and street_likeness(whole) >= A_CLEAR_STREET
    )


def _is_of_a_list(page: Page, part: Part) -> bool:
    """Whether a part is one of three or more that bars part on a line: 'Sales • Service • Hire'."""
    row = [p for p in page.first if p.line == part.line and p.reading == part.reading]
    others = [p for p in row if p.text != part.text]
    return len(row) >= _LIST and not any(job_likeness(p.text) >= A_JOB for p in others)


_LIST = 3
_DOUBTFUL = 0.95  # a line read with less confidence may hold a word with a wrong letter


def _spelled(text: str, pieces: tuple[Part, ...]) -> str:
    return mended_title(text, doubtful=min(p.confidence for p in pieces) < _DOUBTFUL)


def _stretches(page: Page, clues: Clues) -> Iterator[tuple[Part, ...]]:
    for part in map(without_pronouns, page.parts):
        yield (part,)
        yield from _behind_name(part)
        role = length_of_role(tuple(w.text for w in part.words), job_likeness)
        if role:
            yield (part.cut(0, role),)
        yield from before_a_number(part)
        yield from _before_its_firm(part, clues)
        right = page.beside(part)
        if right and part.reading == 0:
            yield (part, right)
    for upper in page.first:
        for lower in page.under(upper)[:1]:
            alike = are_sized(lower, upper, SET_ALIKE)
            if alike and _runs_on(upper.text, lower.text):
                yield (upper, lower)


def _behind_name(part: Part) -> Iterator[tuple[Part, ...]]:
    """What stands behind a name on its line: 'Jan Novák, Sales Manager', or after a gap."""
    words = part.words
    for i in range(2, len(words)):
        tail = part.cut(i, len(words))
        parted = words[i - 1].text.endswith(",") or words[i - 1].text in DASHES
        head = part.cut(0, i).text
        if job_likeness(head):
            continue
        both, joined, _ = tail.text.partition(" & ")
        if joined and not parted and not job_likeness(both):
            continue  # 'Dry Stone Waller & Mason'
        amid = tail.text[:1].islower()  # 'Kadın Hastalıkları ve Doğum Uzmanı' is one title
        if parted or (job_likeness(tail.text) >= A_CLEAR_JOB and not amid and _may_be_name(head)):
            yield (tail,)


def _may_be_name(text: str) -> bool:
    """Whether words before a title on its line may be the person's name, by their first one."""
    words = " ".join(strip_prefix(text.split(" "))[1])
    return is_like_a_person(words) and not department_likeness(words)  # 'Fleet Operations'


def _before_its_firm(part: Part, clues: Clues) -> Iterator[tuple[Part, ...]]:
    """A title that its firm or department follows on the line, and such a department."""
    firm = firm_behind_a_title(part, clues)
    if firm:
        yield (part.cut(0, firm.head),)
        return
    for joined in joints_of(tuple(w.text for w in part.words)):
        head, tail = part.cut(0, joined.head), part.cut(joined.tail, len(part.words))
        named = department_likeness(tail.text) >= A_DEPARTMENT and job_likeness(tail.text) < A_JOB
        if named and joined.joint is not Joint.OF and job_likeness(head.text) >= A_JOB:
            yield (head,)
            yield (tail,)


def _continues(upper: str, lower: str) -> bool:
    """Whether the words say that the lower line goes on with the upper one."""
    joins = (
        upper.strip().endswith((",", "/"))
        or lower.startswith("/")
        or ends_amid(upper.strip())
        or begins_amid(lower)
    )
    small = upper == upper.lower() and " " in upper and job_likeness(lower) >= A_JOB
    return joins or (small and lower != lower.lower())


def _runs_on(upper: str, lower: str) -> bool:
    """Whether a title may go on in the next line."""
    if any(c.isdigit() or c == "@" for c in upper + lower):
        return False
    if is_degree(upper) or all(map(is_post_nominal, upper.replace(",", " ").split())):
        return False
    worth = [job_likeness(t) + department_likeness(t) for t in (upper, lower)]
    short = len(lower.split()) <= 3 and job_likeness(lower) < A_JOB
    return _continues(upper, lower) or (min(worth) > 0 and short)


_NONE_BELOW = (Evidence.READS_LIKE_A_SLOGAN, Evidence.GOES_ON_FROM_ANOTHER_LINE)


def job_claims(page: Page, clues: Clues) -> list[Claim]:
    """Every stretch of words that may be a title or a department."""
    claims: list[Claim] = []
    for pieces in _stretches(page, clues):
        text = " ".join(p.text for p in pieces)
        if "@" in text or any(map(_is_host, text.split())) or sum(c.isdigit() for c in text) > 3:
            continue
        if label_kind(text) not in (None, "none") or is_online_label(text):
            continue
        if sum(c.isalpha() for c in text) < 2 or (is_letters(text) and job_likeness(text) < A_JOB):
            continue
        first, *others = ([*_text_reasons(p)] for p in pieces)
        shared = [*first, *(r for reasons in others for r in reasons)]
        if others and _continues(pieces[0].text, pieces[1].text):
            below = [r for reasons in others for r in reasons if r.name in _NONE_BELOW]
            shared = [r for r in shared if r not in below]  # 'et de la Logistique' is no slogan
        if len(pieces) == 1 and _is_of_something_else(page, pieces[0]):
            shared.append(because(Evidence.LINE_OF_SOMETHING_ELSE))
        if len(pieces) == 1 and _is_caption(page, pieces[0]):
            shared.append(because(Evidence.LINE_OF_SOMETHING_ELSE))
        if len(pieces) == 1 and _is_second_person(page, pieces[0]):
            shared.append(because(Evidence.PERSON_NAME_IN_IT))
        field = _is_field_beside_a_title(page, pieces, text)
        claims.extend(_kinds(pieces, text, shared, field=field))
    claims.extend(_with_strange_halves(page))
    return claims


def _with_strange_halves(page: Page) -> Iterator[Claim]:
    """Titles in two languages, one of which no list has: 'tegevjuht / CEO'."""
    for readings in page.readings:
        for line in readings[:1]:
            bars = [i for i, w in enumerate(line.words) if w.text in ("/", "|")]
            if len(bars) != 1 or not 0 < bars[0] < len(line.words) - 1:
                continue
            halves = (line.cut(0, bars[0]).text, line.cut(bars[0] + 1, len(line.words)).text)
            known = [t for t in halves if _is_title_alone(t)]
            strange = [t for t in halves if t not in known]
            if len(known) == 1 and not any(map(_says_something_else, strange)):
                lead = because(Evidence.WORDS_OF_A_JOB, min(1.3, job_likeness(known[0]) / 1.6))
                one = because(Evidence.GOES_ON_IN_THE_NEXT_LINE, HALF_A_TITLE)
                yield _claim(Field.TITLE, (line,), [lead, one, *_text_reasons(line)])


def _says_something_else(text: str) -> bool:
    plain = all(c.isalpha() or c in " .-'’" for c in text) and len(text.split()) <= _MOST_STRANGE
    known = has_legal_form(text) or is_like_a_person(text) or company_likeness(text) >= A_COMPANY
    return not plain or known or department_likeness(text) > 0 or remark_likeness(text) > 0


_MOST_STRANGE = 3  # words of a title in a language that no list has


_SHORTEST_HOST = 8  # letters: 'a.d.' and 'dipl.ing' end like domains, too


def _is_host(word: str) -> bool:
    plain = word.strip(".,;()")
    if plain.lower().startswith("www."):
        return True
    bare = len(plain) > _SHORTEST_HOST and "." in plain and plain == plain.lower()
    return bare and parse_host(plain) is not None


def _of_lines(pieces: tuple[Part, ...]) -> list[Reason]:
    if len(pieces) < 2:
        return []
    upper, lower = pieces[0], pieces[-1]
    same_row = upper.box.is_level_with(lower.box)
    one = same_row or _continues(upper.text, lower.text)
    return [because(Evidence.GOES_ON_IN_THE_NEXT_LINE if one else Evidence.TWO_LINES_AS_ONE)]


def _is_title_alone(text: str) -> bool:
    return job_likeness(text) >= A_JOB and not is_field_alone(text)


def _is_field_beside_a_title(page: Page, pieces: tuple[Part, ...], text: str) -> bool:
    """Whether words of a field stand under a title: 'Vice President', 'Commercial Lending'."""
    if job_likeness(text) < A_JOB or not is_field_alone(text):
        return False
    above = page.over(pieces[0])[:1]
    return any(_is_title_alone(p.text) for p in above)


@cache
def _bare_heads() -> frozenset[str]:
    return folded(tongue.departments.bare for tongue in tongues())


def _kinds(
    pieces: tuple[Part, ...], text: str, shared: list[Reason], *, field: bool
) -> Iterator[Claim]:
    department = max(department_likeness(text), A_DEPARTMENT if field else 0.0)
    job = job_likeness(_spelled(text, pieces))
    joined = _of_lines(pieces)
    if any(r.name == Evidence.GOES_ON_IN_THE_NEXT_LINE for r in joined) and _is_title_alone(
        pieces[0].text
    ):
        job = max(
            job, job_likeness(pieces[0].text)
        )  # 'Directeur des Achats', 'et de la Logistique'
    if department >= A_DEPARTMENT and is_field_alone(text):
        job = 0.0  # 'Direction Commerciale', 'Overseas Sales Department'
    elif not job and not department and " & " in text:
        shared = [
            *shared,
            because(Evidence.READS_LIKE_A_SLOGAN, OF_TWO_TRADES),
        ]  # 'Pure Ghee Sweets & Namkeen'
    lead = [because(Evidence.WORDS_OF_A_JOB, min(1.3, job / 1.6))] if job >= A_JOB else []
    if 0 < job < A_JOB:
        lead = [because(Evidence.WORDS_OF_A_TITLE, job * 2)]
    yield _claim(Field.TITLE, pieces, [*lead, *shared, *joined])
    if department > 0 and fold(text).strip(".: ") not in _bare_heads():
        name = (
            Evidence.WORDS_OF_A_DEPARTMENT
            if department >= A_DEPARTMENT
            else Evidence.TOPICS_OF_A_DEPARTMENT
        )
        weaker = [because(Evidence.WORDS_OF_A_JOB, A_JOB_AS_DEPARTMENT)] if job >= A_JOB else []
        against = [*weaker, *_against_a_department(text, department)]
        yield _claim(Field.DEPARTMENT, pieces, [because(name), *against, *shared, *joined])


def _against_a_department(text: str, likeness: float) -> Iterator[Reason]:
    if any(city_countries(piece.strip()) for piece in text.split(",")[1:]):
        yield because(Evidence.CITY)  # 'Blue Area, Islamabad'
    if likeness < A_DEPARTMENT and text[:1].islower():
        yield because(Evidence.SHORT_SCRAP)  # 'marketing' below a logo
