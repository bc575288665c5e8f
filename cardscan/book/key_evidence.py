"""What shared and differing numbers, mailboxes, UIDs and websites say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from cardscan.book.context import BookContext
from cardscan.book.keys import MOBILE_TYPES, PhoneKey, Profile, is_role_mailbox
from cardscan.book.name_evidence import NameMatch
from cardscan.book.weights import Evidence, fixed_reason
from cardscan.model import Reason

__all__ = ["KeyMatch", "is_mobile", "key_reasons"]

SWITCHBOARD_NAMES = 3
"""From so many different names on, a number or mailbox belongs to a company or family."""


@dataclass(frozen=True, slots=True)
class KeyMatch:
    """``strong`` counts shared keys, ``opposed`` the kinds of key that differ throughout."""

    reasons: list[Reason]
    strong: int
    opposed: int
    uid: bool


def key_reasons(
    first: Profile, second: Profile, context: BookContext, match: NameMatch
) -> KeyMatch:
    """What the keys of two profiles weigh, and how many of the strong ones they share."""
    reasons: list[Reason] = []
    same_uid = bool(first.uid and first.uid == second.uid)
    if same_uid:
        reasons.append(fixed_reason(Evidence.UID))
    reasons += _phone_reasons(first, second, context)
    reasons += _email_reasons(first, second, context)
    if set(first.domains) & set(second.domains):
        reasons.append(fixed_reason(Evidence.WEBSITE))
    names = [r.name for r in reasons]
    strong = sum(names.count(e) for e in (Evidence.UID, Evidence.MOBILE, Evidence.EMAIL))
    if match.equal:  # a key that one more name has still is this name's
        strong += sum(names.count(e) for e in (Evidence.SHARED_MOBILE, Evidence.SHARED_EMAIL))
    opposed = sum(names.count(e) for e in (Evidence.OTHER_MOBILE, Evidence.OTHER_EMAIL))
    return KeyMatch(reasons, strong, opposed, same_uid)


def _phone_reasons(first: Profile, second: Profile, context: BookContext) -> list[Reason]:
    if not first.phones or not second.phones:
        return []
    shared = [(a, b) for a in first.phones for b in second.phones if a.equals(b)]
    found = {_phone_evidence(a, b, context) for a, b in shared}
    if not found & {Evidence.MOBILE, Evidence.SHARED_MOBILE}:
        mobiles = [_own_mobiles(p, context) for p in (first, second)]
        if all(mobiles):
            found.add(Evidence.OTHER_MOBILE)
    return [fixed_reason(e) for e in sorted(found)]


def _phone_evidence(first: PhoneKey, second: PhoneKey, context: BookContext) -> Evidence:
    names = context.names_with(first.number)
    if "fax" in first.types and "fax" in second.types:
        return Evidence.FAX
    if names >= SWITCHBOARD_NAMES:
        return Evidence.SWITCHBOARD
    if is_mobile(first, context.country) or is_mobile(second, context.country):
        return Evidence.MOBILE if names == 1 else Evidence.SHARED_MOBILE
    return Evidence.LANDLINE if names == 1 else Evidence.SHARED_LANDLINE


def _own_mobiles(one: Profile, context: BookContext) -> list[PhoneKey]:
    return [
        p
        for p in one.phones
        if is_mobile(p, context.country) and context.names_with(p.number) < SWITCHBOARD_NAMES
    ]


def is_mobile(phone: PhoneKey, home: str = "") -> bool:
    """Whether a number is one person's mobile.

    What the numbering plan says outranks the label, as many programs call
    every number a mobile; where the plan does not tell (North America), the label does.
    A number without a dialling code (0664 …) is also one if it were in ``home``.
    """
    if phone.types & {"fax", "pager"}:
        return False
    labelled = bool(phone.types & MOBILE_TYPES)
    if not phone.country and (labelled or not home):
        return labelled
    number = phone.number.partition("x")[0]
    plans = _numbering_plan(phone.country or home)
    mobile, fixed = (bool(plan.fullmatch(number)) for plan in plans)
    return mobile if mobile != fixed else labelled


@lru_cache(maxsize=256)
def _numbering_plan(country: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of mobile and of fixed numbers of a country, from phonenumbers' metadata.

    ``phonenumbers.number_type`` would say the same after ten other patterns.
    """
    region = phonenumbers.region_code_for_country_code(int(country))
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(country), region)
    kinds = (metadata.mobile, metadata.fixed_line) if metadata else ()
    patterns = [kind.national_number_pattern or _NOTHING for kind in kinds if kind]
    mobile, fixed = patterns if len(patterns) == 2 else (_NOTHING, _NOTHING)
    return re.compile(mobile), re.compile(fixed)


_NOTHING = "(?!)"


def _email_reasons(first: Profile, second: Profile, context: BookContext) -> list[Reason]:
    if not first.emails or not second.emails:
        return []
    found: set[Evidence] = set()
    for email in set(first.emails) & set(second.emails):
        found.add(_email_evidence(email, context))
    if not found & {Evidence.EMAIL, Evidence.SHARED_EMAIL}:
        own = [
            [e for e in p.emails if _email_evidence(e, context) is not Evidence.ROLE_MAILBOX]
            for p in (first, second)
        ]
        if all(own):
            found.add(Evidence.OTHER_EMAIL)
    return [fixed_reason(e) for e in sorted(found)]


def _email_evidence(email: str, context: BookContext) -> Evidence:
    names = context.names_with(email)
    if is_role_mailbox(email) or names >= SWITCHBOARD_NAMES:
        return Evidence.ROLE_MAILBOX
    return Evidence.EMAIL if names == 1 else Evidence.SHARED_EMAIL
