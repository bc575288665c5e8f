"""Two entries to their likeness: named reasons, and the verdict on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log2

import phonenumbers
from phonenumbers import PhoneNumberType
from rapidfuzz.distance import OSA

from cardscan.book.addresses import address_reasons
from cardscan.book.context import BookContext
from cardscan.book.keys import PhoneKey, Profile, is_role_mailbox, profile
from cardscan.book.names import Fit, PersonName, fit_family, fit_given
from cardscan.book.weights import (
    FIXED,
    MAYBE_BITS,
    SWAPPED_BITS,
    Evidence,
    Measure,
    graded_bits,
)
from cardscan.model import Entry, EntryKind, Likeness, Reason, Verdict

__all__ = ["NameMatch", "Weighing", "compare", "compare_profiles", "weigh"]

SWITCHBOARD_NAMES = 3
"""From so many different names on, a number or mailbox belongs to a company or family."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How two whole names fit; ``swapped`` when given stands for family."""

    given: Fit
    family: Fit
    swapped: bool = False

    @property
    def equal(self) -> bool:
        """Both names are there, and equal."""
        return self.given is Fit.EQUAL and self.family is Fit.EQUAL

    @property
    def compatible(self) -> bool:
        """Both names are there and may be two spellings of one."""
        return self.given >= Fit.TYPO and self.family >= Fit.TYPO

    @property
    def contradictory(self) -> bool:
        """The given names, or both, are clearly those of two persons."""
        return self.given == Fit.DIFFERENT or (
            self.given == Fit.RESEMBLING and self.family == Fit.DIFFERENT
        )


@dataclass(frozen=True, slots=True)
class Weighing:
    """A likeness with what a group must know of it beyond the verdict.

    ``strong`` counts strong keys that both have; ``opposed`` says that the
    evidence names two people, so that no third card may chain them together.
    """

    likeness: Likeness
    strong: int
    opposed: bool


def compare(first: Entry, second: Entry, context: BookContext) -> Likeness:
    """How alike two entries are; the order of the two does not matter."""
    return compare_profiles(profile(first), profile(second), context)


def compare_profiles(first: Profile, second: Profile, context: BookContext) -> Likeness:
    """The same from profiles."""
    return weigh(first, second, context).likeness


def weigh(first: Profile, second: Profile, context: BookContext) -> Weighing:
    """Weigh all evidence for and against two profiles being one person's."""
    if EntryKind.GROUP in (first.kind, second.kind):
        return Weighing(_likeness(first, second, Verdict.DIFFERENT, []), 0, True)
    if EntryKind.ORGANIZATION in (first.kind, second.kind):
        return _weigh_organizations(first, second, context)
    match, reasons = _name_reasons(first.name, second.name, context)
    keys = _key_reasons(first, second, context, match)
    reasons += keys.reasons
    reasons += _birthday_reasons(first.birthday, second.birthday)
    reasons += address_reasons(first.addresses, second.addresses, context)
    reasons += _organization_reasons(first.organizations, second.organizations, context)
    verdict, opposed = _judge(match, keys, reasons, context)
    return Weighing(_likeness(first, second, verdict, reasons), keys.strong, opposed)


def _likeness(first: Profile, second: Profile, verdict: Verdict, reasons: list[Reason]) -> Likeness:
    reasons.sort(key=lambda r: (-abs(r.weight), r.name))
    low, high = sorted((first.position, second.position))
    return Likeness(low, high, verdict, tuple(reasons))


# --- names -------------------------------------------------------------------------------------

# The likeness that a fit is worth where its letters alone would say less.
_FIT_LIKENESS = {
    Fit.EQUAL: 1.0,
    Fit.SOUND: 0.94,
    Fit.NICKNAME: 0.9,
    Fit.PART: 0.9,
    Fit.INITIAL: 0.7,
}


def _name_reasons(
    first: PersonName, second: PersonName, context: BookContext
) -> tuple[NameMatch, list[Reason]]:
    straight = _name_match(first.given, second.given, first.family, second.family)
    match, bits = straight, _name_bits(first, second, straight, context)
    if not straight.equal and first and second:
        swapped = _name_match(first.given, second.family, first.family, second.given, swapped=True)
        swapped_bits = _name_bits(first, second, swapped, context)
        if sum(swapped_bits) + SWAPPED_BITS > sum(bits):
            match, bits = swapped, swapped_bits
    return match, _name_words(match, bits, first, second)


def _name_match(
    given: tuple[str, ...],
    other_given: tuple[str, ...],
    family: tuple[str, ...],
    other_family: tuple[str, ...],
    *,
    swapped: bool = False,
) -> NameMatch:
    return NameMatch(fit_given(given, other_given), fit_family(family, other_family), swapped)


def _name_bits(
    first: PersonName, second: PersonName, match: NameMatch, context: BookContext
) -> tuple[float, float]:
    other_given, other_family = second.given, second.family
    if match.swapped:
        other_given, other_family = other_family, other_given
    return (
        _part_bits(Measure.GIVEN, first.given, other_given, match.given, context),
        _part_bits(Measure.FAMILY, first.family, other_family, match.family, context),
    )


def _part_bits(
    measure: Measure,
    first: tuple[str, ...],
    second: tuple[str, ...],
    fit: Fit,
    context: BookContext,
) -> float:
    if fit is Fit.MISSING:
        return 0.0
    one, other = "".join(first), "".join(second)
    if measure is Measure.GIVEN and fit >= Fit.INITIAL:
        one, other = first[0], second[0]
    rarity = min(context.rarity_bits(measure, one), context.rarity_bits(measure, other))
    if fit is Fit.INITIAL:
        return min(3.0, rarity)
    likeness = max(_FIT_LIKENESS.get(fit, 0.0), OSA.normalized_similarity(one, other))
    return graded_bits(measure, likeness, rarity)


_FIT_WORDS = {
    Fit.DIFFERENT: "different {}s",
    Fit.RESEMBLING: "resembling {}s",
    Fit.TYPO: "nearly the same {}",
    Fit.INITIAL: "initial fits the {}",
    Fit.PART: "part of the {}",
    Fit.NICKNAME: "short form of the {}",
    Fit.SOUND: "other spelling of the {}",
    Fit.EQUAL: "same {}",
}


def _name_words(
    match: NameMatch, bits: tuple[float, float], first: PersonName, second: PersonName
) -> list[Reason]:
    given, family = bits
    if match.equal:
        found = [Reason("same name", given + family)]
    else:
        found = [
            Reason(_FIT_WORDS[fit].format(measure), weight)
            for fit, measure, weight in (
                (match.given, Measure.GIVEN, given),
                (match.family, Measure.FAMILY, family),
            )
            if fit is not Fit.MISSING
        ]
    if match.swapped:
        found.append(Reason("given and family name swapped", SWAPPED_BITS))
    if first.generation != second.generation and first.generation and second.generation:
        found.append(_fixed(Evidence.OTHER_GENERATION))
    return found


def _fixed(evidence: Evidence) -> Reason:
    return Reason(evidence.value, FIXED[evidence][0])


# --- strong keys -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Keys:
    """``strong`` counts shared keys, ``opposed`` the kinds of key that differ throughout."""

    reasons: list[Reason]
    strong: int
    opposed: int
    uid: bool


def _key_reasons(first: Profile, second: Profile, context: BookContext, match: NameMatch) -> _Keys:
    reasons: list[Reason] = []
    same_uid = bool(first.uid and first.uid == second.uid)
    if same_uid:
        reasons.append(_fixed(Evidence.UID))
    reasons += _phone_reasons(first, second, context)
    reasons += _email_reasons(first, second, context)
    if set(first.domains) & set(second.domains):
        reasons.append(_fixed(Evidence.WEBSITE))
    names = [r.name for r in reasons]
    strong = sum(names.count(e) for e in (Evidence.UID, Evidence.MOBILE, Evidence.EMAIL))
    if match.equal:  # a key that one more name has still is this name's
        strong += sum(names.count(e) for e in (Evidence.SHARED_MOBILE, Evidence.SHARED_EMAIL))
    opposed = sum(names.count(e) for e in (Evidence.OTHER_MOBILE, Evidence.OTHER_EMAIL))
    return _Keys(reasons, strong, opposed, same_uid)


def _phone_reasons(first: Profile, second: Profile, context: BookContext) -> list[Reason]:
    if not first.phones or not second.phones:
        return []
    shared = [(a, b) for a in first.phones for b in second.phones if a.equals(b)]
    found = {_phone_evidence(a, b, context) for a, b in shared}
    if not found & {Evidence.MOBILE, Evidence.SHARED_MOBILE}:
        mobiles = [_own_mobiles(p, context) for p in (first, second)]
        if all(mobiles):
            found.add(Evidence.OTHER_MOBILE)
    return [_fixed(e) for e in sorted(found)]


def _phone_evidence(first: PhoneKey, second: PhoneKey, context: BookContext) -> Evidence:
    names = context.names_with(first.number)
    if "fax" in first.types and "fax" in second.types:
        return Evidence.FAX
    if names >= SWITCHBOARD_NAMES:
        return Evidence.SWITCHBOARD
    if is_mobile(first) or is_mobile(second):
        return Evidence.MOBILE if names == 1 else Evidence.SHARED_MOBILE
    return Evidence.LANDLINE if names == 1 else Evidence.SHARED_LANDLINE


def _own_mobiles(one: Profile, context: BookContext) -> list[PhoneKey]:
    return [
        p for p in one.phones if is_mobile(p) and context.names_with(p.number) < SWITCHBOARD_NAMES
    ]


_MOBILE_TYPES = frozenset({"cell", "mobile", "iphone", "handy", "natel", "gsm"})


def is_mobile(phone: PhoneKey) -> bool:
    """Whether a number is one person's mobile.

    What the numbering plan says outranks the label, as many programs call
    every number a mobile; where the plan does not tell (North America), the label does.
    """
    if phone.types & {"fax", "pager"}:
        return False
    labelled = bool(phone.types & _MOBILE_TYPES)
    planned = _planned_type(phone.country, phone.number) if phone.country else None
    if planned is PhoneNumberType.MOBILE:
        return True
    return labelled and planned is not PhoneNumberType.FIXED_LINE


@lru_cache(maxsize=1 << 15)
def _planned_type(country: str, number: str) -> int | None:
    parsed = phonenumbers.PhoneNumber(
        country_code=int(country), national_number=int(number.partition("x")[0])
    )
    kind = phonenumbers.number_type(parsed)
    return None if kind == PhoneNumberType.UNKNOWN else kind


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
    return [_fixed(e) for e in sorted(found)]


def _email_evidence(email: str, context: BookContext) -> Evidence:
    names = context.names_with(email)
    if is_role_mailbox(email) or names >= SWITCHBOARD_NAMES:
        return Evidence.ROLE_MAILBOX
    return Evidence.EMAIL if names == 1 else Evidence.SHARED_EMAIL


# --- birthday and company ----------------------------------------------------------------------


def _birthday_reasons(first: str, second: str) -> list[Reason]:
    if not first or not second:
        return []
    if "-" in first or "-" in second:
        first, second = first[4:], second[4:]
    likeness = birthday_likeness(first, second)
    rarity = 14.6 if len(first) == 8 else 8.5
    word = "same" if likeness == 1 else "similar" if likeness >= 0.85 else "different"
    name = f"{word} birthday" if likeness >= 0.85 else "different birthdays"
    return [Reason(name, graded_bits(Measure.BIRTHDAY, likeness, rarity))]


def birthday_likeness(first: str, second: str) -> float:
    """1 for the same day; day and month exchanged count as one slip."""
    if first == second:
        return 1.0
    if first[:-4] == second[:-4] and first[-4:-2] == second[-2:] and first[-2:] == second[-4:-2]:
        return 0.875
    return OSA.normalized_similarity(first, second)


def _organization_reasons(
    first: tuple[str, ...], second: tuple[str, ...], context: BookContext
) -> list[Reason]:
    if not first or not second:
        return []
    likeness, one, other = max((organization_likeness(a, b), a, b) for a in first for b in second)
    rarity = min(
        context.rarity_bits(Measure.ORGANIZATION, one),
        context.rarity_bits(Measure.ORGANIZATION, other),
    )
    word = "same company" if likeness >= 0.85 else "different companies"
    return [Reason(word, graded_bits(Measure.ORGANIZATION, likeness, rarity))]


@lru_cache(maxsize=1 << 14)
def organization_likeness(first: str, second: str) -> float:
    """How alike two folded companies are; one whose words the other has all is nearly it."""
    if first == second:
        return 1.0
    one, other = set(first.split()), set(second.split())
    if one <= other or other <= one:
        return 0.92
    return OSA.normalized_similarity(first.replace(" ", ""), second.replace(" ", ""))


def _weigh_organizations(first: Profile, second: Profile, context: BookContext) -> Weighing:
    """Two cards of companies; a company and a person are never one."""
    reasons = [
        *([_fixed(Evidence.UID)] if first.uid and first.uid == second.uid else []),
        *_organization_reasons(first.organizations, second.organizations, context),
    ]
    both = first.kind is second.kind
    numbers = any(a.equals(b) for a in first.phones for b in second.phones)
    mails = set(first.emails) & set(second.emails)
    if numbers:
        reasons.append(_fixed(Evidence.LANDLINE))
    if mails:
        reasons.append(_fixed(Evidence.ROLE_MAILBOX))
    reasons += address_reasons(first.addresses, second.addresses, context)
    names = {r.name for r in reasons}
    same_name = bool(set(first.organizations) & set(second.organizations))
    reached = numbers or bool(mails)
    if both and same_name and (Evidence.UID in names or reached):
        elsewhere = sum(r.weight for r in reasons if r.name.startswith("different")) < -4
        verdict = Verdict.MAYBE if elsewhere else Verdict.SAME
    elif Evidence.UID in names or (both and same_name):
        verdict = Verdict.MAYBE
    else:
        verdict = Verdict.DIFFERENT
    return Weighing(
        _likeness(first, second, verdict, reasons), int(reached), verdict is Verdict.DIFFERENT
    )


# --- the verdict -------------------------------------------------------------------------------


def _judge(
    match: NameMatch, keys: _Keys, reasons: list[Reason], context: BookContext
) -> tuple[Verdict, bool]:
    """The verdict, and whether the evidence names two people."""
    names = {r.name for r in reasons}
    if match.contradictory:
        return (Verdict.MAYBE if keys.uid else Verdict.DIFFERENT), True
    barred = "different birthdays" in names or Evidence.OTHER_GENERATION in names
    if keys.strong and not barred and _may_merge(match, keys, names):
        return Verdict.SAME, False
    if match.equal and not barred and _is_proven(names):
        return Verdict.SAME, False
    opposed = barred or (keys.opposed > 0 and not keys.strong)
    score = sum(r.weight for r in reasons)
    if keys.strong or keys.uid or score >= maybe_bits(context):
        return Verdict.MAYBE, opposed
    if match.compatible and not any(r.weight < 0 for r in reasons if r.name not in _NO_CONFLICT):
        return Verdict.MAYBE, opposed
    return Verdict.DIFFERENT, opposed


_NO_CONFLICT = frozenset({"given and family name swapped"})


def maybe_bits(context: BookContext) -> float:
    """The score from which a pair is worth a look: rarer in a larger file, as chance pairs grow."""
    return log2(max(context.size, 64)) + MAYBE_BITS


def _may_merge(match: NameMatch, keys: _Keys, names: set[str]) -> bool:
    """Whether a strong key and these names are enough to merge unasked."""
    if match.compatible:
        return True
    if keys.uid and Fit.MISSING in (match.given, match.family):
        return True
    # A changed family name: the same given name in full, and more than the company's evidence.
    changed = match.given is Fit.EQUAL and not match.swapped and match.family <= Fit.RESEMBLING
    if not changed or match.family is Fit.MISSING or keys.opposed:
        return False
    return keys.strong >= 2 or "same birthday" in names or "same company" not in names


def _is_proven(names: set[str]) -> bool:
    """The same name, the same day of birth, and a place or number that fits as well."""
    placed = names & {"same address", Evidence.LANDLINE, Evidence.SHARED_LANDLINE}
    return "same birthday" in names and bool(placed)
