"""The same name at the same firm: who that is, where no mailbox or number says it."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from cardscan.book.fold import squeeze
from cardscan.book.keys import Profile
from cardscan.book.name_evidence import NameMatch
from cardscan.book.names import Fit, is_given_name
from cardscan.book.weights import Evidence
from cardscan.language.known_words import free_mail

__all__ = ["own_domains", "same_name_and_firm", "same_under_another_form", "titles_fit"]

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


_OTHER_FORMS = {
    (Fit.NICKNAME, Fit.EQUAL),
    (Fit.SOUND, Fit.EQUAL),
    (Fit.PART, Fit.EQUAL),
    (Fit.EQUAL, Fit.PART),
}
"""Hans and Johann, Stephan and Stefan, Eva and Eva-Maria, Rainer and Rainer-Quast."""


def same_under_another_form(
    one: Profile, other: Profile, match: NameMatch, names: set[str]
) -> bool:
    """Whether two are at one firm, and their names two forms of one; or the same name swapped.

    Or the very same name at a firm that is written with a slip, or a mailbox that
    somebody took along into another family name. Whoever asks sees to it
    that nobody else is meant.
    """
    if names & _AGAINST or one.name.generation != other.name.generation:
        return False
    if not (one.name.given and one.name.family and other.name.given and other.name.family):
        return False
    if match.equal and not match.swapped:
        return _slip_apart(one, other)
    if not _same_firm(one, other):
        return False
    if match.swapped:
        # Of Martin Thomas and Thomas Martin nobody can tell.
        parts = (*one.name.given[:1], *one.name.family)
        return match.equal and not all(map(is_given_name, parts))
    if match.given is Fit.EQUAL and Evidence.EMAIL in names:
        return True
    # In a family's firm Bernd may be Bernhard's son.
    is_familys = match.given is Fit.NICKNAME and _bears_the_family(one, other)
    return (match.given, match.family) in _OTHER_FORMS and not is_familys


def _bears_the_family(one: Profile, other: Profile) -> bool:
    """Whether the firm of two people is called as they are."""
    firms = [firm.replace(" ", "") for firm in (*one.organizations, *other.organizations)]
    return any(name in firm for name in (*one.name.family, *other.name.family) for firm in firms)


def _slip_apart(one: Profile, other: Profile) -> bool:
    """Whether two firms' names are a letter apart, or the letters of a legal form (A/S, B.V.)."""
    firms = [(a.split(), b.split()) for a in one.organizations for b in other.organizations]
    return any(
        _without_letters(a) == _without_letters(b) or _is_slip("".join(a), "".join(b), a, b)
        for a, b in firms
    )


_LONG_FIRM = 8
_LONG_WORD = 4  # shorter ones tell two houses of one firm apart: Ost and West, A and B


def _is_slip(one: str, other: str, words: list[str], other_words: list[str]) -> bool:
    if one == other:
        return True
    differing = {*words} ^ {*other_words}
    is_long = min(len(one), len(other)) >= _LONG_FIRM and min(map(len, differing)) >= _LONG_WORD
    is_figure = any(c.isdigit() for word in differing for c in word)
    return is_long and not is_figure and OSA.distance(one, other, score_cutoff=1) <= 1


def _without_letters(words: list[str]) -> list[str]:
    """A firm's words without two or more single letters at its end."""
    kept = list(words)
    while len(kept) > 1 and len(kept[-1]) == 1 and kept[-1].isalpha():
        kept.pop()
    return kept if len(words) - len(kept) > 1 else words


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


def own_domains(one: Profile) -> set[str]:
    """The domains of a person's mailboxes, but for those of providers."""
    found = {email.rpartition("@")[2] for email in one.emails}
    return found - free_mail() - {""}


def titles_fit(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Two namesakes in one firm differ in what they do there; a missing title is no difference."""
    if not first or not second:
        return True
    pairs = ((squeeze(a), squeeze(b)) for a in first for b in second)
    return any(
        a in b or b in a or OSA.normalized_similarity(a, b) >= _LIKE_TITLES for a, b in pairs
    )


_LIKE_TITLES = 0.7  # a slip or an ending apart: Leiter and Leiterin, not Einkauf and Verkauf
