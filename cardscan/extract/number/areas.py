"""Local numbers completed by the area code of another number of the card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import phonenumbers
from phonenumbers import PhoneNumberType

from cardscan.extract.number.dialling import digits_of, e164, parse_number
from cardscan.extract.weights import Evidence, because
from cardscan.model import Claim, Phone

__all__ = ["with_area_codes"]

_SHORTEST, _LONGEST = 5, 8  # digits of a number without its area code
_ALIKE = 3  # leading digits that local numbers of one office share
_AMERICA, _LOCAL = 1, 7  # where every local number has seven digits behind any area code
_FIXED = (PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def with_area_codes(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, local numbers among them with the one area code that the card's others have.

    'Tel. 2: 8734 5599' below '+43 1 8734 5521' is of Vienna as well.
    """
    found = list(claims)
    whole = [n for c in found if _is_valid(n := _number(c)) and n]
    printed = {e164(n) for n in whole}
    done = [(c, next(_completed(c, whole), c)) for c in found]
    # '555-0142' beside '(415) 555-0142' says nothing that the whole number does not say better.
    return [new for old, new in done if new is old or new.value.value not in printed]


def _number(claim: Claim) -> phonenumbers.PhoneNumber | None:
    return parse_number(claim.value.value, None)


def _is_valid(number: phonenumbers.PhoneNumber | None) -> bool:
    return number is not None and phonenumbers.is_valid_number(number)


def _completed(claim: Claim, whole: Iterable[phonenumbers.PhoneNumber]) -> Iterator[Claim]:
    phone = claim.value
    if not isinstance(phone, Phone) or _is_valid(_number(claim)) or phone.extension:
        return
    local = digits_of(phone.printed)
    labelled = any(r.name == Evidence.LABELLED_AS_A_PHONE for r in claim.reasons)
    if not _SHORTEST <= len(local) <= _LONGEST or phone.printed[:1] in "+0(" or not labelled:
        return
    completed = {n for other in whole for n in _beside(local, other)}
    if len(completed) != 1:
        return
    value = completed.pop()
    repair = f"'{phone.printed}' read as '{value}', with the area code of the card's other number"
    reasons = [r for r in claim.reasons if r.name not in _OF_SOUNDNESS]
    reasons += [because(Evidence.VALID_NUMBER), because(Evidence.SHARES_THE_NUMBER_BEFORE)]
    yield replace(
        claim,
        value=replace(phone, value=value, repairs=(*phone.repairs, repair)),
        reasons=tuple(reasons),
    )


_OF_SOUNDNESS = (Evidence.IMPOSSIBLE_NUMBER, Evidence.POSSIBLE_NUMBER)


def _beside(local: str, other: phonenumbers.PhoneNumber) -> Iterator[str]:
    """The local number with the other's area code, where it may be of the same town."""
    national = phonenumbers.national_significant_number(other)
    area, rest = national[: -len(local)], national[-len(local) :]
    american = other.country_code == _AMERICA and len(local) == _LOCAL
    alike = rest[:_ALIKE] == local[:_ALIKE]
    if not area or not (american or alike) or phonenumbers.number_type(other) not in _FIXED:
        return
    number = parse_number(f"+{other.country_code}{area}{local}", None)
    if number and phonenumbers.is_valid_number(number):
        yield e164(number)
