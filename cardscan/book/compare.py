"""Two entries to their likeness: named reasons, and the verdict on them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from math import log2

from rapidfuzz.distance import OSA

from cardscan.book.addresses import address_reasons
from cardscan.book.context import BookContext
from cardscan.book.key_evidence import KeyMatch, key_reasons
from cardscan.book.keys import Profile, profile
from cardscan.book.name_evidence import NameMatch, name_reasons
from cardscan.book.names import Fit
from cardscan.book.weights import GRADED, MAYBE_BITS, Evidence, Measure, fixed_reason, graded_bits
from cardscan.model import Entry, EntryKind, Likeness, Reason, Verdict

__all__ = [
    "Opposition",
    "Weighing",
    "compare",
    "compare_profiles",
    "decided",
    "maybe_bits",
    "weigh",
]


class Opposition(IntEnum):
    """How far the evidence names two people, whom no third card may chain together.

    LIKELY keeps them out of one SAME group, TWO_PEOPLE also out of one MAYBE group.
    """

    NONE = 0
    LIKELY = 1
    TWO_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Weighing:
    """A likeness with what a group must know of it beyond the verdict.

    ``strong`` counts strong keys that both have.
    """

    likeness: Likeness
    strong: int
    opposition: Opposition


def compare(first: Entry, second: Entry, context: BookContext) -> Likeness:
    """How alike two entries are; the order of the two does not matter."""
    return compare_profiles(profile(first), profile(second), context)


def compare_profiles(first: Profile, second: Profile, context: BookContext) -> Likeness:
    """The same from profiles."""
    return weigh(first, second, context).likeness


def weigh(first: Profile, second: Profile, context: BookContext) -> Weighing:
    """Weigh all evidence for and against two profiles being one person's."""
    if EntryKind.GROUP in (first.kind, second.kind):
        return Weighing(_likeness(first, second, Verdict.DIFFERENT, []), 0, Opposition.TWO_PEOPLE)
    if EntryKind.ORGANIZATION in (first.kind, second.kind):
        return _weigh_organizations(first, second, context)
    match, reasons = name_reasons(first.name, second.name, context)
    keys = key_reasons(first, second, context, match)
    reasons += keys.reasons
    reasons += _birthday_reasons(first.birthday, second.birthday)
    reasons += address_reasons(first.addresses, second.addresses, context)
    reasons += _organization_reasons(first.organizations, second.organizations, context)
    verdict, opposition = _judge(
        match, keys, reasons, context, told_apart=first.reachable or second.reachable
    )
    if verdict is Verdict.MAYBE and _are_at_one_desk(match, keys, reasons, first, second):
        verdict, opposition = Verdict.SAME, Opposition.NONE
    if verdict is Verdict.SAME and _is_other_kind(first, second):
        verdict = Verdict.MAYBE
        reasons.append(fixed_reason(Evidence.OTHER_KIND))
    return Weighing(_likeness(first, second, verdict, reasons), keys.strong, opposition)


def _is_other_kind(first: Profile, second: Profile) -> bool:
    """Whether both say what they are, and not the same: one card cannot say both."""
    return bool(first.kind_said and second.kind_said and first.kind_said != second.kind_said)


def decided(first: int, second: int, *, same: bool) -> Weighing:
    """What it weighs that a person decided about two places."""
    reason = fixed_reason(Evidence.DECIDED_SAME if same else Evidence.DECIDED_OTHER)
    verdict = Verdict.SAME if same else Verdict.DIFFERENT
    opposition = Opposition.NONE if same else Opposition.TWO_PEOPLE
    return Weighing(Likeness(first, second, verdict, (reason,)), int(same), opposition)


def _likeness(first: Profile, second: Profile, verdict: Verdict, reasons: list[Reason]) -> Likeness:
    reasons.sort(key=lambda r: (-abs(r.weight), r.name))
    low, high = sorted((first.position, second.position))
    return Likeness(low, high, verdict, tuple(reasons))


def _birthday_reasons(first: str, second: str) -> list[Reason]:
    if not first or not second:
        return []
    if "-" in first or "-" in second:
        first, second = first[4:], second[4:]
    likeness = birthday_likeness(first, second)
    rarity = 14.6 if len(first) == 8 else 8.5
    similar = "similar birthday" if likeness >= GRADED[Measure.BIRTHDAY].none else None
    name = "same birthday" if likeness == 1 else similar or "different birthdays"
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
        *([fixed_reason(Evidence.UID)] if first.uid and first.uid == second.uid else []),
        *_organization_reasons(first.organizations, second.organizations, context),
    ]
    both = first.kind is second.kind
    numbers = any(a.equals(b) for a in first.phones for b in second.phones)
    mails = set(first.emails) & set(second.emails)
    if numbers:
        reasons.append(fixed_reason(Evidence.LANDLINE))
    if mails:
        reasons.append(fixed_reason(Evidence.ROLE_MAILBOX))
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
    apart = Opposition.TWO_PEOPLE if verdict is Verdict.DIFFERENT else Opposition.NONE
    return Weighing(_likeness(first, second, verdict, reasons), int(reached), apart)


def _judge(
    match: NameMatch,
    keys: KeyMatch,
    reasons: list[Reason],
    context: BookContext,
    *,
    told_apart: bool,
) -> tuple[Verdict, Opposition]:
    """The verdict, and how far the evidence names two people.

    Two given names at one address are two people of a household. Only where both
    cards say no more than a name and a place may the one be a slip for the other:
    they are not ``told_apart``.
    """
    names = {r.name for r in reasons}
    rivals = Evidence.OTHER_GENERATION in names or "different birthdays" in names
    if match.contradictory and (told_apart or rivals):
        return (Verdict.MAYBE if keys.uid else Verdict.DIFFERENT), Opposition.TWO_PEOPLE
    slip = "similar birthday" in names and keys.strong < 2
    if not rivals and not slip and _is_same(match, keys, names):
        return Verdict.SAME, Opposition.NONE
    verdict = _doubt(match, keys, reasons, context)
    if told_apart and match.family is Fit.DIFFERENT and not keys.strong:
        # Colleagues of one given name share all that is the company's.
        verdict = verdict if "same birthday" in names else Verdict.DIFFERENT
    opposed = bool(keys.opposed) and not keys.strong
    if opposed and verdict is Verdict.DIFFERENT:
        return verdict, Opposition.TWO_PEOPLE
    likely = opposed or rivals or slip or match.contradictory
    return verdict, Opposition.LIKELY if likely else Opposition.NONE


def _is_same(match: NameMatch, keys: KeyMatch, names: set[str]) -> bool:
    if keys.strong and _may_merge(match, keys, names):
        return True
    return match.equal and _is_proven(names)


def _doubt(
    match: NameMatch, keys: KeyMatch, reasons: list[Reason], context: BookContext
) -> Verdict:
    """MAYBE or DIFFERENT: by the score, or for a name that nothing speaks against."""
    likely = sum(r.weight for r in reasons) >= maybe_bits(context)
    if likely or (keys.strong and not match.contradictory):
        return Verdict.MAYBE
    against = any(r.weight < 0 and r.name not in _NO_CONFLICT for r in reasons)
    return Verdict.MAYBE if match.compatible and not against else Verdict.DIFFERENT


_NO_CONFLICT = frozenset({"given and family name swapped"})


def maybe_bits(context: BookContext) -> float:
    """The score from which a pair is worth a look: rarer in a larger file, as chance pairs grow."""
    return log2(max(context.size, 64)) + MAYBE_BITS


def _may_merge(match: NameMatch, keys: KeyMatch, names: set[str]) -> bool:
    """Whether a strong key and these names are enough to merge unasked."""
    if match.compatible or (match.given is Fit.EQUAL and match.family is Fit.RESEMBLING):
        return True
    if keys.uid and Fit.MISSING in (match.given, match.family):
        return True
    # A changed family name: the same given name in full, and more than one number or the
    # company's evidence, since an assistant's card may bear the number of the boss.
    changed = match.given is Fit.EQUAL and not match.swapped and match.family is Fit.DIFFERENT
    if not changed or keys.opposed:
        return False
    if keys.strong >= 2 or names & {"same birthday", "same address"}:
        return "same company" not in names or keys.strong >= 2 or "same birthday" in names
    return Evidence.EMAIL in names and "same company" not in names


def _are_at_one_desk(
    match: NameMatch, keys: KeyMatch, reasons: list[Reason], first: Profile, second: Profile
) -> bool:
    """The same name, company and direct line, and nothing that speaks against it.

    Father and son of one firm have each their own mailbox, mobile, birthday or job.
    """
    names = {r.name for r in reasons}
    if not (match.equal and {"same company", Evidence.LANDLINE} <= names) or keys.opposed:
        return False
    if first.titles and second.titles and not set(first.titles) & set(second.titles):
        return False
    return not any(r.weight < 0 and r.name not in _NO_CONFLICT for r in reasons)


def _is_proven(names: set[str]) -> bool:
    """The same name, the same day of birth, and a place or number that fits as well."""
    placed = names & {"same address", Evidence.LANDLINE, Evidence.SHARED_LANDLINE}
    return "same birthday" in names and bool(placed)
