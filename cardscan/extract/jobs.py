"""Titles and departments: what a person does, and where in the company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from cardscan.extract import lexicon
from cardscan.extract.domains import parse_host
from cardscan.extract.honorifics import is_degree, is_post_nominal, strip_prefix
from cardscan.extract.job_words import job_endings, mended_title
from cardscan.extract.labels import label_kind
from cardscan.extract.layout import Page, Part, is_online_label
from cardscan.extract.people import is_family_name, is_given_name, is_like_a_person
from cardscan.extract.reasons import because
from cardscan.extract.remarks import remark_likeness
from cardscan.extract.roles import length_of_role
from cardscan.extract.spelling import fold, squeeze, tokens
from cardscan.extract.streets import street_likeness
from cardscan.model import Claim, Field, Reason, Text

__all__ = ["department_likeness", "is_letters", "job_claims", "job_likeness"]

_JOINERS = re.compile(
    r"(?:&|\bund|\band|\be|\bet|\by|\bi|,|/|\bof|\bder|\bdes|\bfor|\bde|\bdi|-)$", re.IGNORECASE
)


_DEPARTMENT_ENDINGS = (
    "abteilung", "bereich", "wesen", "afdeling", "afdelingen", "avdelning", "avdelningen",
    "avdeling", "avdelingen", "osasto",
)  # fmt: skip
_HEAD = 1.2  # as `department_likeness` weighs 'Institut', 'Lehrstuhl', 'Department'
_DASHES = frozenset({"-", "–", "—", "/", "|", "•", "·"})
_JOINS_ABOVE = re.compile(r"[&/]|(?:and|und|et|e|y|i|of|für|for)\b")


@cache
def _strong() -> frozenset[str]:
    return lexicon.groups("title_words")["strong"]


@lru_cache(maxsize=8192)
def _is_job_word(word: str) -> bool:
    plain = fold(word).strip(".,;:()®™")
    if plain in _strong() or plain.replace("-", "") in _strong():
        return True
    pieces = [p for p in re.split(r"[-/&]", plain) if p]
    if len(pieces) > 1 and any(p in _strong() for p in pieces):
        return True
    return len(plain) > 7 and plain.endswith(job_endings) and not is_given_name(word)  # 'Baptiste'


@lru_cache(maxsize=4096)
def job_likeness(text: str) -> float:
    """How much the words are those of a title: about 0 to 2."""
    words = [w.strip(".") for w in tokens(text)]
    if not words or (any(c.isdigit() for c in text) and sum(c.isdigit() for c in text) > 2):
        return 0.0
    strong = sum(_is_job_word(w) for w in words)
    prefix = lexicon.groups("title_words")["prefix"]
    weak = sum(fold(w) in prefix for w in words)
    if not strong:
        return 0.1 * min(2, weak) if weak == len(words) else 0.0
    share = (strong + weak) / len(words)
    return min(2.0, 0.6 + strong * 0.5 + share)


@lru_cache(maxsize=4096)
def department_likeness(text: str) -> float:
    """How much the words are those of a department: about 0 to 2."""
    words = [fold(w).strip(".") for w in tokens(text)]
    if not words or sum(c.isdigit() for c in text) > 2:
        return 0.0
    groups = lexicon.groups("department_words")
    head = any(
        w in groups["head"] or w.endswith(_DEPARTMENT_ENDINGS) or _is_office(w) for w in words
    )
    topics = sum(w in groups["topic"] for p in words for w in re.split(r"[-/&]", p))
    share = min(1.0, topics / len(words))
    return (1.2 if head else 0.0) + (0.8 * share if topics else 0.0) if head or share > 0.4 else 0.0


# Authorities of their own; other '-ämter' are departments of a town: 'Bauamt', 'Standesamt'.
_AUTHORITIES = (
    "landratsamt", "finanzamt", "bezirksamt", "bundesamt", "landesamt", "arbeitsamt", "patentamt",
    "notariatsamt", "postamt", "pfarramt", "konsulat", "ehrenamt", "eichamt", "magistratsamt",
    "gemeindeamt", "marktgemeindeamt", "stadtamt", "zollamt", "vermessungsamt", "kreisamt",
)  # fmt: skip
_SHORTEST_OFFICE = 6  # 'bauamt'


def _is_office(word: str) -> bool:
    return (
        word.endswith("amt") and len(word) >= _SHORTEST_OFFICE and not word.endswith(_AUTHORITIES)
    )


def _tidy(text: str) -> str:
    return squeeze(text).strip(' ,;:|·•-–—_~=*<>»«"')


def _text_reasons(part: Part) -> Iterator[Reason]:
    remark = remark_likeness(part.text)
    if remark:  # 'Facharzt für Dermatologie' has a word of slogans, too
        named = job_likeness(part.text) > 1 or department_likeness(part.text) >= _HEAD
        yield because("reads like a slogan", remark * (0.4 if named else 1.0))
    if _is_of_many(part.text):
        yield because("reads like a slogan", _TRADE)
    if _is_a_person(part.text):
        yield because("a person's name in it")
    if street_likeness(part.text) >= 1.0 or _CALLED.match(part.text):
        yield because("a line of something else")
    if len(part.words) > 8:
        yield because("text of a sentence", (len(part.words) - 8) / 4)
    if part.reading:
        yield because("second reading")
    yield because("read badly", 1 - part.confidence)


_TRADE = 1.2


def _is_of_many(text: str) -> bool:
    """Whether a text names several who do a job, so a firm's trade: 'Artisan bakers'."""
    words = tokens(text)
    last = words[-1] if words else ""
    return last.endswith("s") and not _is_job_word(last) and _is_job_word(last[:-1])


# 'Veterinaria El Hornero': a trade and the name of the house.
_CALLED = re.compile(r"[^\W\d_]+ (?:El|La|Los|Las|Le|Les|Il|Lo|O|Os|As|Al|De)\s[^\W\d_a-z]")


def _is_a_person(text: str) -> bool:
    """Whether a text is a second person's name, not a title: 'Susan Caldwell-Ito, DMD'."""
    head, comma, tail = text.partition(",")
    words = strip_prefix(head.split(" "))[1]
    name = is_like_a_person(" ".join(words)) and job_likeness(text) < 1
    whole = name and is_given_name(words[0]) and is_family_name(words[-1])
    return name and (whole or bool(comma and is_degree(tail)) or len(words) < len(head.split(" ")))


def _claim(field: Field, pieces: tuple[Part, ...], reasons: list[Reason]) -> Claim:
    printed = _tidy(" ".join(p.text for p in pieces))
    text = _spelled(printed, pieces) if field is Field.TITLE else printed
    repairs = (f"'{printed}' read as '{text}', a known title",) if text != printed else ()
    value = Text(value=text, boxes=tuple(p.box for p in pieces), repairs=repairs)
    more = (because("repaired"),) if repairs else ()
    return Claim(field, value, tuple(p.line for p in pieces), (*reasons, *more))


@lru_cache(maxsize=4096)
def _is_field_alone(text: str) -> bool:
    """Whether the words of a job in a text name a field of work, not who does it."""
    jobs = [w for w in tokens(text) if _is_job_word(w)]
    return all(fold(w).strip(".,") in lexicon.groups("title_words")["field"] for w in jobs)


def _is_second_person(page: Page, part: Part) -> bool:
    """Whether a line is a name set like the name right above it."""
    others = job_likeness(part.text) >= 1 or department_likeness(part.text) > 0
    if others or not is_like_a_person(part.text):
        return False
    return any(
        is_like_a_person(p.text)
        and job_likeness(p.text) < 1
        and 0.95 < p.size / max(0.01, part.size) < 1.05
        for p in page.over(part)[:1]
    )


def _is_of_something_else(page: Page, part: Part) -> bool:
    """Whether a part belongs to a list of services, or stands behind a street on its line."""
    if _is_of_a_list(page, part):
        return True
    whole = page.readings[part.line][part.reading].text
    return job_likeness(part.text) < 1 and whole != part.text and street_likeness(whole) >= 1.0


def _is_of_a_list(page: Page, part: Part) -> bool:
    """Whether a part is one of three or more that bars part on a line: 'Sales • Service • Hire'."""
    row = [p for p in page.first if p.line == part.line and p.reading == part.reading]
    others = [p for p in row if p.text != part.text]
    return len(row) >= _LIST and not any(job_likeness(p.text) >= 1 for p in others)


_LIST = 3
_DOUBTFUL = 0.95  # a line read with less confidence may hold a word with a wrong letter


def _spelled(text: str, pieces: tuple[Part, ...]) -> str:
    return mended_title(text) if min(p.confidence for p in pieces) < _DOUBTFUL else text


def _stretches(page: Page) -> Iterator[tuple[Part, ...]]:
    for part in page.parts:
        yield (part,)
        yield from _behind_name(part)
        role = length_of_role(tuple(w.text for w in part.words), job_likeness)
        if role:
            yield (part.cut(0, role),)
        yield from _before_a_number(part)
        yield from _before_a_department(part)
        right = page.beside(part)
        if right and part.reading == 0:
            yield (part, right)
    for upper in page.first:
        for lower in page.under(upper)[:1]:
            alike = 0.8 < lower.size / max(0.01, upper.size) < 1.25
            if alike and _runs_on(upper.text, lower.text):
                yield (upper, lower)


def _behind_name(part: Part) -> Iterator[tuple[Part, ...]]:
    """What stands behind a name on its line: 'Jan Novák, Sales Manager', or after a gap."""
    words = part.words
    for i in range(2, len(words)):
        tail = part.cut(i, len(words))
        parted = words[i - 1].text.endswith(",") or words[i - 1].text in _DASHES
        head = part.cut(0, i).text
        if job_likeness(head):
            continue
        both, joined, _ = tail.text.partition(" & ")
        if joined and not parted and not job_likeness(both):
            continue  # 'Dry Stone Waller & Mason'
        amid = tail.text[:1].islower()  # 'Kadın Hastalıkları ve Doğum Uzmanı' is one title
        if parted or (job_likeness(tail.text) >= 1.2 and not amid and _may_be_name(head)):
            yield (tail,)


def _may_be_name(text: str) -> bool:
    """Whether words before a title on its line may be the person's name, by their first one."""
    words = strip_prefix(text.split(" "))[1]
    return is_like_a_person(" ".join(words))


def _before_a_number(part: Part) -> Iterator[tuple[Part, ...]]:
    """A title without the licence or letters behind it: 'Médica Veterinária - CRMV 12.345'."""
    for i in range(len(part.words) - 1):
        tail = " ".join(w.text for w in part.words[i + 1 :])
        apart = part.words[i].text in _DASHES or part.words[i].text.endswith((",", ":"))
        if apart and (any(c.isdigit() for c in tail) or is_degree(tail)):
            head = part.cut(0, i if part.words[i].text in _DASHES else i + 1)
            if street_likeness(part.text) < 1.0 or street_likeness(head.text) <= 0:
                yield (head,)  # not 'Torre Médica' of 'Torre Médica, Consultorio 412'
            return


def _before_a_department(part: Part) -> Iterator[tuple[Part, ...]]:
    """A title and its department on one line: 'Assistant Manager – Sea Freight Department'."""
    words = part.words
    for i in range(1, len(words) - 1):
        if words[i].text not in _DASHES:
            continue
        head, tail = part.cut(0, i), part.cut(i + 1, len(words))
        named = department_likeness(tail.text) >= 1.2 and job_likeness(tail.text) < 1
        if named and job_likeness(head.text) >= 1:
            yield (head,)
            yield (tail,)


def _continues(upper: str, lower: str) -> bool:
    """Whether the words say that the lower line goes on with the upper one."""
    joins = _JOINERS.search(upper.strip()) or _JOINS_ABOVE.match(lower)
    return bool(joins) or lower[:1].islower()


def _runs_on(upper: str, lower: str) -> bool:
    """Whether a title may go on in the next line."""
    if any(c.isdigit() or c == "@" for c in upper + lower):
        return False
    if is_degree(upper) or all(map(is_post_nominal, upper.replace(",", " ").split())):
        return False
    worth = [job_likeness(t) + department_likeness(t) for t in (upper, lower)]
    short = len(lower.split()) <= 3 and job_likeness(lower) < 1
    return _continues(upper, lower) or (min(worth) > 0 and short)


def job_claims(page: Page) -> list[Claim]:
    """Every stretch of words that may be a title or a department."""
    claims: list[Claim] = []
    for pieces in _stretches(page):
        text = " ".join(p.text for p in pieces)
        if "@" in text or any(map(_is_host, text.split())) or sum(c.isdigit() for c in text) > 3:
            continue
        if label_kind(text) not in (None, "none") or is_online_label(text):
            continue
        if sum(c.isalpha() for c in text) < 2 or (is_letters(text) and job_likeness(text) < 1):
            continue
        shared = [r for p in pieces for r in _text_reasons(p)]
        if len(pieces) == 1 and _is_of_something_else(page, pieces[0]):
            shared.append(because("a line of something else"))
        if len(pieces) == 1 and _is_second_person(page, pieces[0]):
            shared.append(because("a person's name in it"))
        field = _is_field_beside_a_title(page, pieces, text)
        claims.extend(_kinds(pieces, text, shared, field=field))
    return claims


def is_letters(text: str) -> bool:
    """Whether a text is degrees, with the letters of who gave them: 'LL.B (Hons) UiTM'."""
    words = text.replace(",", " ").split()
    return is_degree(text) or (
        is_degree(words[0])
        and all(is_post_nominal(w) or is_degree(w) or w[0] == "(" for w in words)
    )


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
    same_row = upper.box.overlap_y(lower.box) > 0.5 * min(upper.box.height, lower.box.height)
    one = same_row or _continues(upper.text, lower.text)
    return [because("goes on in the next line" if one else "two lines as one")]


def _is_field_beside_a_title(page: Page, pieces: tuple[Part, ...], text: str) -> bool:
    """Whether words of a field stand under a title: 'Vice President', 'Commercial Lending'."""
    if job_likeness(text) < 1 or not _is_field_alone(text):
        return False
    above = page.over(pieces[0])[:1]
    return any(job_likeness(p.text) >= 1 and not _is_field_alone(p.text) for p in above)


def _kinds(
    pieces: tuple[Part, ...], text: str, shared: list[Reason], *, field: bool
) -> Iterator[Claim]:
    department = max(department_likeness(text), _HEAD if field else 0.0)
    job = job_likeness(_spelled(text, pieces))
    if department >= _HEAD and _is_field_alone(text):
        job = 0.0  # 'Direction Commerciale', 'Overseas Sales Department'
    elif not job and not department and " & " in text:
        shared = [*shared, because("reads like a slogan", 0.5)]  # 'Pure Ghee Sweets & Namkeen'
    joined = _of_lines(pieces)
    lead = [because("words of a job", min(1.3, job / 1.6))] if job >= 1 else []
    if 0 < job < 1:
        lead = [because("words of a title", job * 2)]
    yield _claim(Field.TITLE, pieces, [*lead, *shared, *joined])
    if department > 0:
        name = "words of a department" if department >= 1.2 else "topics of a department"
        weaker = [because("words of a job", -0.6)] if job >= 1 else []
        yield _claim(Field.DEPARTMENT, pieces, [because(name), *weaker, *shared, *joined])
