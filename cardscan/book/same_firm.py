"""The same name at the same firm: who that is, where no mailbox or number says it."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from cardscan.book.fold import squeeze
from cardscan.book.keys import Profile
from cardscan.book.name_evidence import NameMatch
from cardscan.book.weights import Evidence

__all__ = ["own_domains", "same_name_and_firm", "titles_fit"]

_AGAINST = {
    Evidence.OTHER_EMAIL, Evidence.OTHER_MOBILE, Evidence.OTHER_GENERATION, "different birthdays"
}  # fmt: skip


def same_name_and_firm(one: Profile, other: Profile, match: NameMatch, names: set[str]) -> bool:
    """Whether two have the very same name and firm, and none of the reasons is against it.

    A namesake in the same firm cannot be ruled out by that alone; see also :func:`titles_fit`.
    """
    return (
        match.equal
        and not match.swapped
        and bool(one.name.given and one.name.family)
        and one.name.generation == other.name.generation
        and not names & _AGAINST
        and _same_firm(one, other)
    )


def _same_firm(one: Profile, other: Profile) -> bool:
    """The same firm by its whole name, or by the domain of a mailbox."""
    mine = {firm.replace(" ", "") for firm in one.organizations}
    theirs = {firm.replace(" ", "") for firm in other.organizations}
    if mine & theirs:
        return True
    if any(_holds(a, b) or _holds(b, a) for a in one.organizations for b in other.organizations):
        return True
    return bool(not (mine and theirs) and own_domains(one) & own_domains(other))


def _holds(short: str, long: str) -> bool:
    """Whether a firm's name is two words or more of a longer one."""
    words = short.split()
    return len(words) > 1 and set(words) < set(long.split())


# The largest of the providers that anybody may have a mailbox with.
_ANYBODYS = frozenset(
    "gmail.com gmx.at gmx.de gmx.net gmx.ch web.de yahoo.com yahoo.de outlook.com hotmail.com "
    "live.com icloud.com me.com mac.com aol.com t-online.de aon.at a1.net chello.at bluewin.ch "
    "proton.me protonmail.com mail.com posteo.de mailbox.org orange.fr free.fr libero.it".split()
)


def own_domains(one: Profile) -> set[str]:
    """The domains of a person's mailboxes, but for those of providers."""
    found = {email.rpartition("@")[2] for email in one.emails}
    return found - _ANYBODYS - {""}


def titles_fit(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Two namesakes in one firm differ in what they do there; a missing title is no difference."""
    if not first or not second:
        return True
    pairs = ((squeeze(a), squeeze(b)) for a in first for b in second)
    return any(
        a in b or b in a or OSA.normalized_similarity(a, b) >= _LIKE_TITLES for a, b in pairs
    )


_LIKE_TITLES = 0.7  # a slip or an ending apart: Leiter and Leiterin, not Einkauf and Verkauf
