"""Names that no list and no mailbox knows: told by their place and by what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from cardscan.extract.clues.clues import Clues
from cardscan.extract.person.name_parts import parse_name
from cardscan.extract.thresholds import SPELLED_BY_THE_DOMAIN
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.company_words import is_trade
from cardscan.extract.words.gazetteer import city_countries
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.people import is_given_name, is_like_a_person
from cardscan.language.letters import compact
from cardscan.language.load import countries
from cardscan.model import Box, Claim, Contact, Field, Name, Text

__all__ = ["with_left_company", "with_owner", "with_what_is_left", "without_logos"]

_FEWEST, _MOST = 2, 4  # words of a name
_PROVED = 2.6  # a company's score with its legal form, or made of the domain
_NAMED = 0.8  # as a name must have to be taken at all (resolve)
_AGAINST = frozenset(
    {
        Evidence.WORDS_ARE_ANOTHER_FIELD,
        Evidence.CITY,
        Evidence.DOMAIN_SPELLS_IT,
        Evidence.ONE_WORD_ALONE,
        Evidence.BEGINS_WITH_A_PARTICLE,
        Evidence.MANY_WORDS,
        Evidence.NOISE_AROUND_IT,
        Evidence.TWO_LINES_AS_ONE,
        Evidence.SECOND_READING,
    }
)


def with_what_is_left(names: Sequence[Claim], organizations: Iterable[Claim]) -> list[Claim]:
    """The names, the only possible one believed where the company is proved by itself.

    Nothing else is known of such a name, so `confidence` never calls it sure.
    """
    proved = [c for c in organizations if c.score >= _PROVED]
    if not proved or any(c.score >= _NAMED for c in names):
        return list(names)
    taken = {line for c in proved for line in c.lines}
    left = [c for c in names if _is_possible(c) and not taken & set(c.lines)]
    if len({c.lines for c in left}) != 1:
        return list(names)
    reason = because(Evidence.NOTHING_ELSE_CAN_BE_THE_NAME)
    return [replace(c, reasons=(*c.reasons, reason)) if c in left else c for c in names]


def without_logos(names: Sequence[Claim], organizations: Iterable[Claim]) -> list[Claim]:
    """The names, those weakened whose line is one of several that spell the domain together.

    'RED BARN' above 'Movies' at redbarnmovies.com; a person's own domain is the name whole.
    """
    logos = [
        set(c.lines) for c in organizations
        if any(r.name == Evidence.LINES_SPELL_THE_DOMAIN for r in c.reasons)
    ]  # fmt: skip
    return [
        replace(c, reasons=(*c.reasons, because(Evidence.DOMAIN_SPELLS_IT, SPELLED_BY_THE_DOMAIN)))
        if any(set(c.lines) < logo for logo in logos)
        else c
        for c in names
    ]


def with_left_company(contact: Contact, claims: Iterable[Claim]) -> Contact:
    """The contact, where no company was found, with the largest line that nothing else explains.

    A school or an office that reads like a department, a firm named by its trade
    ('Kasparek Bausachverständige') or one that no word gives away. Never sure.
    """
    if contact.organizations:
        return _with_name_of_trade(contact, claims)
    if contact.name is None:
        return _with_largest_line(contact, claims)
    height = contact.name.boxes[0].height * _AS_LARGE
    promoted = _promoted(contact, height)
    if promoted:
        return promoted
    taken = [b for v in contact.values for b in v.boxes]
    firms = [c for c in claims if c.field is Field.ORGANIZATION]
    people = [c for c in claims if c.field is Field.NAME and c.score >= _NAMED]
    left_over = [
        c for c in firms if _is_left(c, height, taken, people) and _is_in_place(c, contact.name)
    ]
    best = max(left_over, key=lambda c: (c.score, len(c.value.value)), default=None)
    if best is None or not isinstance(best.value, Text):
        return contact
    value = replace(best.value, confidence=_LEFT, sure=False, reasons=best.reasons)
    return replace(contact, organizations=(value,))


def _is_in_place(claim: Claim, name: Name) -> bool:
    """Whether a line that no word tells is a firm by its place: above the name, or set larger.

    Below it stand services, regions and slogans, unless one has a word that firms use.
    """
    box, beside = claim.value.boxes[0], name.boxes[0]
    if any(r.name in _OF_FIRMS and r.weight > 0 for r in claim.reasons):
        return True
    return box.center[1] < beside.center[1] or box.height > _LARGER * beside.height


_OF_FIRMS = frozenset({Evidence.WORDS_OF_A_COMPANY, Evidence.WORDS_THAT_COMPANIES_USE})


def _with_name_of_trade(contact: Contact, claims: Iterable[Claim]) -> Contact:
    """The contact with a larger line that is left in the place of nothing but a trade.

    'Boulangerie – Pâtisserie' above the name of the shop, which is set larger.
    """
    trades = [v for v in contact.organizations if is_trade(v.value) and not _is_proved(v)]
    if len(trades) < len(contact.organizations):
        return contact
    bare = replace(contact, organizations=())
    named = _with_largest_line(bare, claims)
    tallest = max(v.boxes[0].height for v in trades)
    larger = any(v.boxes[0].height > _LARGER * tallest for v in named.organizations)
    return named if larger else contact


def _is_proved(firm: Text) -> bool:
    return any(r.name in _PROOFS for r in firm.reasons)


_PROOFS = frozenset(
    {Evidence.LEGAL_FORM, Evidence.DOMAIN_IS_MADE_OF_IT, Evidence.RESEMBLES_THE_DOMAIN}
)
_LARGER = 1.2


def _with_largest_line(contact: Contact, claims: Iterable[Claim]) -> Contact:
    """The contact of a card without a person, whose largest line is the shop's name.

    Only beside a way to reach somebody, which makes it a card at all.
    """
    if not (contact.phones or contact.emails or contact.urls):
        return contact
    taken = [b for v in contact.values for b in v.boxes]
    firms = [c for c in claims if c.field is Field.ORGANIZATION and _is_large(c)]
    left_over = [c for c in firms if _is_left(c, 0.0, taken, ())]
    best = max(left_over, key=lambda c: (c.score, len(c.value.value)), default=None)
    if best is None or not isinstance(best.value, Text):
        return contact
    value = replace(best.value, confidence=_LEFT, sure=False, reasons=best.reasons)
    return replace(contact, organizations=(value,))


def _is_large(claim: Claim) -> bool:
    return any(r.name == Evidence.PRINTED_LARGEST and r.weight > 0 for r in claim.reasons)


@cache
def _sole_traders() -> frozenset[str]:
    return frozenset(compact(form) for c in countries() for form in c.sole_traders)


def with_owner(contact: Contact, clues: Clues) -> Contact:
    """The contact, where no name was found, with the person that its company is named after.

    Sole traders and professionals with their degree: 'Janez Košir s.p.', 'DI Eva Maier ZT-GmbH'.
    """
    if contact.name is not None:
        return contact
    for firm in contact.organizations:
        words = firm.value.split(" ")
        count = next((i for i in range(1, len(words)) if not has_legal_form(" ".join(words[:i + 1]))
                      and has_legal_form(" ".join(words[: i + 2]))), 0)  # fmt: skip
        parts = parse_name(" ".join(words[: count + 1]), clues) if count else None
        sole = compact("".join(words[count + 1 :])) in _sole_traders()
        if parts is None or not (sole or parts.prefix):
            continue
        known = is_like_a_person(" ".join(parts.core)) and is_given_name(parts.core[0])
        if known or (parts.prefix and len(parts.core) == _FEWEST):
            whole = " ".join(t for t in (parts.prefix, *parts.core) if t)
            name = Name(
                value=whole, prefix=parts.prefix, given=parts.given, additional=parts.additional,
                family=parts.family, confidence=min(_LEFT, firm.confidence), boxes=firm.boxes,
                reasons=(because(Evidence.COMPANY_IS_NAMED_AFTER_THE_PERSON),),
            )  # fmt: skip
            return replace(contact, name=name)
    return contact


def _promoted(contact: Contact, height: float) -> Contact | None:
    """The contact with its largest department, or title beside smaller ones, as the company."""
    departments = [v for v in contact.departments if v.boxes[0].height >= height]
    titles = [v for v in contact.titles if v.boxes[0].height >= height]
    if len(titles) == len(contact.titles):
        titles = []
    if not departments and not titles:
        return None
    firm = (departments or titles)[0]
    company = replace(firm, sure=False, confidence=min(0.9, firm.confidence))
    return replace(
        contact,
        organizations=(company,),
        departments=tuple(v for v in contact.departments if v is not firm),
        titles=tuple(v for v in contact.titles if v is not firm),
    )


_FEWEST_LETTERS = 3  # of a shop's name of one word
_AS_LARGE = 0.95  # of the name's height: small print names no company by itself
_LEFT = 0.6


def _is_left(claim: Claim, height: float, taken: Sequence[Box], people: Iterable[Claim]) -> bool:
    """Whether a line is as large as the name, in no other value, no person and no slogan."""
    boxes = claim.value.boxes
    against = any(r.weight < -0.3 and r.name != Evidence.PERSON_NAME_IN_IT for r in claim.reasons)
    named = any(set(c.lines) & set(claim.lines) for c in people)
    text = claim.value.value
    if text.endswith(("!", "?")) or city_countries(text):
        return False  # 'No mess, no fuss!', 'Rio de Janeiro'
    letters = sum(c.isalpha() for c in text)
    several = len(claim.value.value.split()) > 1 or (not height and letters > _FEWEST_LETTERS)
    whole = len(boxes) == 1 and boxes[0].height >= height and several
    free = not any(b.overlap_x(t) > 0 and b.is_level_with(t) for b in boxes for t in taken)
    return whole and free and not named and not against


def _is_possible(claim: Claim) -> bool:
    large = any(r.name == Evidence.PRINTED_LARGE and r.weight > 0 for r in claim.reasons)
    against = any(r.name in _AGAINST and r.weight < 0 for r in claim.reasons)
    return large and not against and len(claim.value.value.split(" ")) <= _MOST
