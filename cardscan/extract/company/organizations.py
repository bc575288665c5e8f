"""Names of companies and institutions: legal forms, telling words, the domain, the logo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cardscan.extract.clues.clues import Clues, box_likeness, domain_likeness
from cardscan.extract.clues.offices import firm_behind_a_title
from cardscan.extract.clues.self_named import is_self_named
from cardscan.extract.company.company_lines import is_sole_trader, reasons_of_lines
from cardscan.extract.company.logos import (
    as_domain,
    behind_a_logo,
    loss,
    may_be_crumb,
    without_crumbs,
)
from cardscan.extract.company.spelled_logos import (
    is_spelled_domain,
    spelled_logos,
    spells_domain,
)
from cardscan.extract.page.layout import Page, Part, are_sized
from cardscan.extract.thresholds import (
    A_CLEAR_JOB,
    A_COMPANY,
    A_FIRM_OF_A_JOB,
    A_FIRM_S_MAILBOX,
    A_JOB,
    A_JOB_IN_A_FIRM,
    A_STREET_AND_NUMBER,
    A_TRADE_ALONE,
    ANOTHER_FIELD_FOR_SURE,
    GAIN_OF_TWO_LINES,
    MOST_OF_THE_DOMAIN,
    NAMED_OF_FIRMS,
    NOTHING_BUT_A_FORM,
    OF_THE_DOMAIN,
    SET_ALIKE,
    SET_IN_ONE_LOGO,
    TOLD_ENOUGH,
)
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.company_words import (
    company_likeness,
    is_trade,
    may_name_a_company,
)
from cardscan.extract.words.domains import parse_host
from cardscan.extract.words.gazetteer import country_named
from cardscan.extract.words.joining import ends_amid, is_article, joins
from cardscan.extract.words.legal_forms import (
    ends_in_legal_form,
    has_legal_form,
    is_all_legal_form,
    is_bare_legal_form,
)
from cardscan.extract.words.occupations import job_likeness
from cardscan.extract.words.people import is_given_name, is_like_a_person
from cardscan.extract.words.spelled import native
from cardscan.extract.words.streets import ends_in_its_city, street_likeness
from cardscan.language.letters import compact, squeeze, tokens
from cardscan.language.remarks import end_of_brand, end_of_membership, remark_likeness
from cardscan.model import Claim, Field, Reason, Text

__all__ = ["organization_claims"]

_LABELLED = re.compile(
    r"^\w+ au capital|^(?:skype|tel|fax|mob\w*|phone|e-?mail|mail|web\w*|uid|vat|iban|hrb|"
    r"p\.?\s?iva|instagram|facebook|linkedin|twitter|whatsapp)\b\s*[.:]",
    re.IGNORECASE,
)
_WWW = re.compile(r"^[wv]{3,6}\b", re.IGNORECASE)
_LETTER_SPACED = re.compile(r"^(?:\S ){2,}\S$")


def _is_host(text: str) -> bool:
    """Whether the text is a web address and nothing else."""
    host = text.partition("/")[0].strip(".,;")
    return len(text) > 5 and parse_host(host) is not None


def _tidy(text: str) -> str:
    text = squeeze(text).strip(' ,;:|·•–—_~=*<>»«"')
    return text.replace(" ", "") if _LETTER_SPACED.match(text) else text


def _reasons(page: Page, clues: Clues, pieces: tuple[Part, ...], text: str) -> Iterator[Reason]:
    likeness = domain_likeness(text, clues)
    yield from _telling_words(text)
    if likeness >= MOST_OF_THE_DOMAIN:
        yield because(Evidence.DOMAIN_IS_MADE_OF_IT, likeness)
    elif likeness >= OF_THE_DOMAIN:
        yield because(Evidence.RESEMBLES_THE_DOMAIN, likeness)
    else:
        shared = max(box_likeness(text, clues), _is_logo_of_a_mailbox(pieces, text, clues))
        if shared >= A_FIRM_S_MAILBOX and not is_given_name(text.split(" ")[0]):
            yield because(Evidence.COMPANY_MAILBOX_IS_MADE_OF_IT, shared)
    size = max(p.size for p in pieces)
    yield because(Evidence.PRINTED_LARGEST, max(-0.5, min(1.5, size - 1)))
    top, height = pieces[0].box.center[1], max(1, page.text.height)
    if top < 0.25 * height or top > 0.8 * height:
        yield because(Evidence.STANDS_AT_THE_EDGE)
    if any(map(page.is_bent, pieces)):
        yield because(Evidence.PRINTED_ALONG_A_CIRCLE)
    lines = {p.line for p in pieces}
    if any(compact(p.text) == compact(text) and p.line not in lines for p in page.first):
        yield because(Evidence.STANDS_ON_THE_CARD_TWICE)
    if not company_likeness(text) and is_self_named(page, pieces, clues):
        yield because(Evidence.PERSON_NAME_IN_IT)
    if _is_behind_a_title(page, pieces[0], clues):
        yield because(Evidence.STANDS_BEHIND_A_TITLE)
    whole = page.readings[pieces[0].line][pieces[0].reading].text
    if ends_in_its_city(whole, clues.regions) and not has_legal_form(text):
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD, ANOTHER_FIELD_FOR_SURE)
    yield from _against(pieces, text, likeness, clues)


def _telling_words(text: str) -> Iterator[Reason]:
    if has_legal_form(text):
        yield because(Evidence.LEGAL_FORM)
    else:
        words = company_likeness(text)
        if words >= A_COMPANY:
            bare = all(  # a trade, nobody's name, whatever crumb stands beside it
                company_likeness(w) >= A_COMPANY for w in tokens(text) if len(w) > 1
            )
            yield because(Evidence.WORDS_OF_A_COMPANY, A_TRADE_ALONE if bare else 1.0)
        elif words > 0:
            yield because(Evidence.WORDS_THAT_COMPANIES_USE, words)


def _against(
    pieces: tuple[Part, ...], text: str, likeness: float, clues: Clues
) -> Iterator[Reason]:
    remark = remark_likeness(text)
    if remark and not has_legal_form(text):
        named = NAMED_OF_FIRMS if company_likeness(text) >= A_COMPANY and remark < 1 else 1.0
        yield because(Evidence.READS_LIKE_A_SLOGAN, remark * (1 - 0.7 * likeness) * named)
    if is_like_a_person(text) and not company_likeness(text):
        yield because(Evidence.PERSON_NAME_IN_IT)
    count = len(text.split())
    if count > 7:
        yield because(Evidence.TEXT_OF_A_SENTENCE, (count - 7) / 3)
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or letters < 0.6 * len(text.replace(" ", "")) or is_all_legal_form(text):
        yield because(Evidence.SHORT_SCRAP, NOTHING_BUT_A_FORM if is_all_legal_form(text) else 1.0)
    yield from reasons_of_lines(pieces, clues)
    if spells_domain(pieces, clues):
        yield because(Evidence.LINES_SPELL_THE_DOMAIN)
    yield from _against_titles(pieces, text, likeness, clues)
    if pieces[0].reading:
        yield because(Evidence.SECOND_READING)
    yield because(
        Evidence.READ_BADLY, (1 - min(p.confidence for p in pieces)) * (1 - 0.8 * likeness)
    )
    undotted = " " not in text and compact(text) in map(compact, clues.domains)
    hosts = undotted or (any(map(_is_host, text.split())) and not is_spelled_domain(text, clues))
    if _LABELLED.match(text) or hosts or _WWW.match(text):
        yield because(Evidence.LABEL_OF_ANOTHER_FIELD)


def _against_titles(
    pieces: tuple[Part, ...], text: str, likeness: float, clues: Clues
) -> Iterator[Reason]:
    if any(firm_behind_a_title(p, clues) for p in pieces):
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD)
    head, bracket, _ = text.partition("(")
    if bracket and job_likeness(head) >= A_JOB:
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD)  # 'Fachberaterin für … (DStV e. V.)'
    elif job_likeness(text) >= A_CLEAR_JOB and not has_legal_form(text):
        named = A_FIRM_OF_A_JOB if company_likeness(text) >= A_COMPANY else 1.0
        yield because(Evidence.WORDS_ARE_ANOTHER_FIELD, A_JOB_IN_A_FIRM * (1 - likeness) * named)


def _is_behind_a_title(page: Page, part: Part, clues: Clues) -> bool:
    """Whether a title goes over to this part on its line: 'CEO, Kestrel Analytics Ltd'."""
    whole = page.readings[part.line][part.reading]
    joined = firm_behind_a_title(whole, clues)
    return joined is not None and whole.words[joined.tail].box == part.words[0].box


def _is_logo_of_a_mailbox(pieces: tuple[Part, ...], text: str, clues: Clues) -> bool:
    """Whether one word, set large, is a mailbox letter by letter: 'LUMO' and 'lumo@…'."""
    large = max(p.size for p in pieces) > _LARGE
    return large and " " not in text and compact(text) in map(compact, clues.mailboxes)


_LARGE = 1.4  # over the card's median


def _stretches(page: Page, clues: Clues) -> Iterator[tuple[tuple[Part, ...], float]]:
    """Parts, their beginnings and ends, and lines together; with how many words are left out."""
    for part in page.parts:
        yield from _before_an_address(part, clues)
        if "@" in part.text or sum(c.isdigit() for c in part.text) > _MOST_DIGITS:
            continue
        yield from _behind_its_brand(part)
        firm = firm_behind_a_title(part, clues)
        if firm:
            yield (part.cut(firm.tail, len(part.words)),), 0.0
        if end_of_membership(part.text):
            continue
        yield (part,), 0.0
        if page.is_bent(part):
            continue  # what runs round a seal is one name
        yield from _cuts(part)
        yield from (((rest,), 0.0) for rest in behind_a_logo(part, clues))
        right = page.beside(part)
        letters = right and min(len(compact(part.text)), len(compact(right.text)))
        if right and part.reading == 0 and letters and letters > 1 and not page.is_bent(right):
            yield (part, right), 0.0
    yield from ((pieces, 0.0) for pieces in spelled_logos(page, clues))
    for upper in page.first:
        for pieces in _lines_together(page, clues, upper):
            yield pieces, 0.0
            yield from _with_bars(page, pieces)
            clear_pieces = tuple(without_crumbs(p) or p for p in pieces)
            if clear_pieces != pieces:
                yield clear_pieces, 0.0


def _before_an_address(part: Part, clues: Clues) -> Iterator[tuple[tuple[Part, ...], float]]:
    """The company that begins the line of its address: 'Acme AG, Seeweg 17, 8005 Zürich'.

    Or of its registry number in brackets: 'Rimba Lodge Sdn Bhd (188855-X)'.
    """
    for i in range(1, len(part.words) - 1):
        head, tail = part.cut(0, i + 1), part.words[i + 1 :]
        parted = (head.text.endswith(",") and len(tail) > 1) or tail[0].text.startswith("(")
        apart = parted and any(c.isdigit() for w in tail for c in w.text)
        apart = apart or " ".join(w.text for w in tail[:2]) in ("au capital", "con sede")
        if apart and (
            has_legal_form(head.text) or domain_likeness(head.text, clues) >= MOST_OF_THE_DOMAIN
        ):
            yield (head,), 0.0
            return


def _behind_its_brand(part: Part) -> Iterator[tuple[tuple[Part, ...], float]]:
    """The company that a line says a brand is of: 'wohn.punkt ist eine Marke der Rombach OHG'."""
    at = end_of_brand(part.text)
    first = next((i for i, start in enumerate(part.starts) if start >= at > 0), 0)
    if first and has_legal_form(part.text):
        yield (part.cut(first, len(part.words)),), 0.0


def _cuts(part: Part) -> Iterator[tuple[tuple[Part, ...], float]]:
    """The part without its first or last word, and without crumbs of a logo."""
    count = len(part.words)
    if count > 2 or (count == 2 and any(map(may_be_crumb, part.words))):
        whole = is_article(part.words[0].text) or is_sole_trader(part.text)
        if not whole and not joins(part.words[1].text):
            yield (part.cut(1, count),), loss(part.words[0])
        amid = ends_amid(part.words[-2].text) or is_article(part.words[-2].text)
        if not amid and not ends_in_legal_form(part.text):
            yield (part.cut(0, count - 1),), loss(part.words[-1])
    clear = without_crumbs(part)
    if clear:
        yield (clear,), 0.0


def _with_bars(page: Page, pieces: tuple[Part, ...]) -> Iterator[tuple[tuple[Part, ...], float]]:
    """Partners parted by bars above their legal form: 'STEIN | OELS | VOGT', 'Anwälte mbB'."""
    upper, lower = pieces[0], pieces[-1]
    whole = page.readings[upper.line][0]
    bars = len(upper.words) < len(whole.words) and len(whole.words) <= _MOST_PARTNERS
    letters = not any(c.isdigit() or c == "@" for c in whole.text)
    if bars and letters and len(pieces) == 2 and has_legal_form(lower.text):
        yield (page.readings[upper.line][0], lower), 0.0


_LIST = 3


def _row_of(page: Page, part: Part) -> list[Part]:
    """The parts of a line that signs part from each other, not gaps between columns."""
    row = [p for p in page.first if p.line == part.line and p.reading == part.reading]
    signs = len(page.readings[part.line][part.reading].words) - sum(len(p.words) for p in row)
    return row if signs >= len(row) - 1 else [part]


def _is_logo_over_form(upper: Part, lower: Part) -> bool:
    """Whether a logo's word stands large above the rest of the name: 'KLOPP', 'Dach GmbH'."""
    logo = len(upper.words) <= _MOST_OF_LOGO and lower.size < upper.size
    formed = has_legal_form(lower.text) and not has_legal_form(upper.text)
    twice = compact(upper.text) in compact(lower.text)
    return logo and formed and not twice and not is_like_a_person(upper.text)


_MOST_OF_LOGO = 2


_MOST_PARTNERS = 9  # words of four partners and the bars between them
_MOST_DIGITS = 4  # a year at most: 'Expo 2000', 'Studio 54'


def _domain_needs_both(upper: Part, lower: Part, clues: Clues) -> bool:
    """Whether only the two lines together make the domain, as a logo of two sizes does."""
    both = domain_likeness(f"{upper.text} {lower.text}", clues)
    alone = max(domain_likeness(part.text, clues) for part in (upper, lower))
    return both > GAIN_OF_TWO_LINES + alone


def _lines_together(page: Page, clues: Clues, upper: Part) -> Iterator[tuple[Part, ...]]:
    for lower in page.under(upper)[:1]:
        digits = any(c.isdigit() for c in upper.text + lower.text)
        if digits or page.is_bent(upper) or page.is_bent(lower):
            continue
        row = _row_of(page, lower)
        if len(row) > 1:
            if is_trade(upper.text) and all(may_name_a_company(p.text) for p in row):
                yield upper, page.readings[lower.line][0]  # 'Rechtsanwälte', 'Oels · Vogt · Stein'
            if len(row) >= _LIST:
                continue  # services: 'E-Installationen · Photovoltaik · Blitzschutz'
        alike = are_sized(lower, upper, SET_IN_ONE_LOGO)
        alike = alike or is_bare_legal_form(lower.text) or is_trade(upper.text)
        alike = alike or _is_logo_over_form(upper, lower)
        if alike or _domain_needs_both(upper, lower, clues):
            yield (upper, lower)
            for third in page.under(lower)[:1]:
                form = is_bare_legal_form(third.text)  # set small below a logo of two lines
                if form or are_sized(third, lower, SET_ALIKE):
                    yield (upper, lower, third)


def _of_the_topmost(
    page: Page, pieces: tuple[Part, ...], text: str, reasons: Iterable[Reason]
) -> Iterator[Reason]:
    """What it says of whole lines that nothing stands above them: the less, the more else does.

    So that a line no word tells is taken, and no second firm is for its place.
    """
    slogan = any(r.name == Evidence.READS_LIKE_A_SLOGAN for r in reasons)
    sentence = slogan or text.endswith(("!", "?", ".", ","))
    realm = country_named(text.split(" ")[-1])  # 'Republik Österreich' stands above an office
    place = realm or street_likeness(text) >= A_STREET_AND_NUMBER
    if not sentence and not place and all(p in page.first for p in pieces):
        told = sum(r.weight for r in reasons) / TOLD_ENOUGH
        yield because(Evidence.NOTHING_STANDS_ABOVE_IT, min(1.0, max(0.0, 1.0 - told)))


def organization_claims(page: Page, clues: Clues) -> list[Claim]:
    """Every stretch of words that may name a company or institution."""
    claims = []
    for pieces, left_out in _stretches(page, clues):
        text = _tidy(" ".join(p.text for p in pieces))
        if "@" in text or "www." in text.lower() or sum(c.isdigit() for c in text) > _MOST_DIGITS:
            continue
        if not text or sum(c.isalpha() for c in text) < 2:
            continue
        spelled = as_domain(text, pieces, clues)
        reasons = list(_reasons(page, clues, pieces, spelled))
        if left_out:
            reasons.append(because(Evidence.WORDS_LEFT_OUT, left_out))
        elif page.is_topmost(pieces[0]):
            reasons.extend(_of_the_topmost(page, pieces, text, reasons))
        mended = " ".join(native(w, clues.regions) for w in spelled.split(" "))
        repairs = (f"'{text}' written as '{mended}'",) if mended != text else ()
        value = Text(value=mended, boxes=tuple(p.box for p in pieces), repairs=repairs)
        if repairs:
            reasons.append(because(Evidence.REPAIRED))
        claims.append(
            Claim(Field.ORGANIZATION, value, tuple(p.line for p in pieces), tuple(reasons))
        )
    return claims
