"""Front and back of one card: when two contacts are one, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from rapidfuzz import fuzz

from cardscan.extract.words.domains import is_free_mail, parse_host
from cardscan.language.letters import compact, fold
from cardscan.model import Address, Contact, Name, Phone, PhoneKind, Value

__all__ = ["complements", "join"]

V = TypeVar("V", bound=Value)


def _domains(contact: Contact) -> set[str]:
    hosts = [e.value.rpartition("@")[2] for e in contact.emails]
    hosts += [u.value.partition("://")[2].partition("/")[0] for u in contact.urls]
    parsed = [parse_host(h) for h in hosts]
    return {h.domain for h in parsed if h and not is_free_mail(h.domain)}


def _same_person(first: Name, second: Name) -> bool:
    """Whether two names are one person's: the same words, or the shorter within the longer."""
    one, other = (
        {fold(w) for w in (n.given or "", n.additional or "", n.family or "") if w}
        for n in (first, second)
    )
    if one and other and (one <= other or other <= one) and len(one & other) >= min(2, len(one)):
        return True
    return fuzz.ratio(compact(first.value), compact(second.value)) >= 90


def _same_organization(first: Contact, second: Contact) -> bool:
    if _domains(first) & _domains(second):
        return True
    return any(
        fuzz.token_set_ratio(fold(a.value), fold(b.value)) >= 90
        for a in first.organizations
        for b in second.organizations
    )


def _shares_a_number(first: Contact, second: Contact) -> bool:
    return bool({p.value for p in first.phones} & {p.value for p in second.phones})


def _is_thin(contact: Contact) -> bool:
    """Whether a side holds too little to be a card of its own."""
    return contact.name is None and not contact.emails


def complements(front: Contact, back: Contact) -> bool:
    """Whether two contacts are the two sides of one card.

    Two different names are never one; the same name, or a side without one,
    needs something else in common or nothing that speaks against it. Two
    photos of the same side complement nothing: each stays a scan of its own.
    """
    if front.name and back.name:
        return (
            _same_person(front.name, back.name)
            and not _contradict(front, back)
            and not _is_same_side(front, back)
        )
    if not front.values or not back.values:
        return False
    if not (_is_thin(front) or _is_thin(back)):
        return False
    if _shares_a_number(front, back):
        return True
    return _same_organization(front, back) and not _is_a_colleague(front, back)


def _is_a_colleague(front: Contact, back: Contact) -> bool:
    """Whether a side without a name shows a title and another mobile: a card read half.

    The next card of a company's stack must not be taken for the back of the one before.
    """
    for thin, other in ((front, back), (back, front)):
        cells = {p.value for p in thin.phones if p.kind is PhoneKind.CELL}
        if _is_thin(thin) and other.name and thin.titles and cells:
            return True
    return False


def _contradict(front: Contact, back: Contact) -> bool:
    """Whether both sides name a mailbox of different companies."""
    ours, theirs = _domains(front), _domains(back)
    return bool(ours and theirs and not ours & theirs and not _same_organization(front, back))


def _is_same_side(front: Contact, back: Contact) -> bool:
    """Whether two contacts with a name are one side photographed twice.

    The other side says something else, or the same in another language; numbers
    and mailboxes are the same in every language, so only words are compared.
    """
    ours, theirs = _words_said(front), _words_said(back)
    if not ours or not theirs:
        return ours == theirs and not _shares_nothing(front, back)
    fewer, more = sorted((ours, theirs), key=len)
    again = sum(max(fuzz.ratio(text, other) for other in more) >= _SAME_WORDS for text in fewer)
    return 2 * again > len(fewer)


_SAME_WORDS = 80  # two readings of one line differ by a letter or two, two languages by far more


def _words_said(contact: Contact) -> list[str]:
    said = (*contact.organizations, *contact.departments, *contact.titles, *contact.addresses)
    return [compact(value.value) for value in said]


def _shares_nothing(front: Contact, back: Contact) -> bool:
    ours, theirs = ({v.value for v in (*c.phones, *c.emails)} for c in (front, back))
    return not ours & theirs


def _merged(front: Iterable[V], back: Iterable[V], key: Callable[[V], str]) -> tuple[V, ...]:
    kept: dict[str, V] = {}
    for value in (*front, *back):
        kept.setdefault(key(value), value)
    return tuple(kept.values())


def _text_key(value: Value) -> str:
    return compact(value.value)


def _phone_key(phone: Phone) -> str:
    return f"{phone.value}x{phone.extension or ''}"


def _address_key(address: Address) -> str:
    return compact(f"{address.postal_code}{address.city}") or compact(address.value)


def join(front: Contact, back: Contact) -> Contact:
    """One contact of both sides; where they say the same, the front's spelling stays."""
    return replace(
        front,
        name=front.name or back.name,
        organizations=_merged(front.organizations, back.organizations, _text_key),
        departments=_merged(front.departments, back.departments, _text_key),
        titles=_merged(front.titles, back.titles, _text_key),
        phones=_merged(front.phones, back.phones, _phone_key),
        emails=_merged(front.emails, back.emails, lambda e: e.value.casefold()),
        urls=_merged(
            front.urls, back.urls, lambda u: u.value.partition("://")[2].removeprefix("www.")
        ),
        social=_merged(front.social, back.social, lambda s: s.value.casefold()),
        addresses=_merged(front.addresses, back.addresses, _address_key),
        unread=(*front.unread, *back.unread),
    )
