"""Pages and profiles whose path a mailbox or the person's name spells, letter by letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cardscan.extract.weights import Evidence, because
from cardscan.language.letters import ascii_forms, compact
from cardscan.model import Claim, Field, Name

__all__ = ["borne_out_paths"]

_SHORTEST = 6  # letters of a mailbox or name that a path does not hold by chance
_LEAST_NAME = 2.0  # the score of a name that may bear a path out


def borne_out_paths(online: Iterable[Claim], names: Iterable[Claim]) -> list[Claim]:
    """The claims, those of pages strengthened whose path holds a mailbox or the name.

    Readers lose and double letters of a path, which no list of words proves;
    of rival readings the one that the card spells elsewhere is right.
    """
    found = list(online)
    spelled = {text for text in (*_mailboxes(found), *_names(names)) if len(text) >= _SHORTEST}
    return [_borne_out(claim, spelled) for claim in found]


def _mailboxes(claims: Iterable[Claim]) -> Iterable[str]:
    return (
        compact(claim.value.value.partition("@")[0])
        for claim in claims
        if claim.field is Field.EMAIL
    )


def _names(claims: Iterable[Claim]) -> Iterable[str]:
    for claim in claims:
        name = claim.value
        if claim.score >= _LEAST_NAME and isinstance(name, Name) and name.given and name.family:
            yield from ascii_forms(f"{name.given}{name.family}")


def _borne_out(claim: Claim, spelled: set[str]) -> Claim:
    if claim.field not in (Field.URL, Field.SOCIAL):
        return claim
    path = compact(claim.value.value.partition("://")[2].partition("/")[2])
    if not any(text in path for text in spelled):
        return claim
    return replace(claim, reasons=(*claim.reasons, because(Evidence.PATH_IS_SPELLED_ELSEWHERE)))
