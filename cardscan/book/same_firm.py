"""The same name at the same firm: who that is, where no mailbox or number says it."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from cardscan.book.fold import fold, squeeze
from cardscan.book.keys import Profile
from cardscan.book.lexicon import name_words
from cardscan.book.name_evidence import NameMatch
from cardscan.book.names import Fit, is_given_name
from cardscan.book.rare_names import Families, is_rare_family
from cardscan.book.weights import Evidence
from cardscan.language.known_words import free_mail

__all__ = [
    "own_domains",
    "same_name_and_firm",
    "same_rare_name",
    "same_under_another_form",
    "titles_fit",
]

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
    (Fit.EQUAL, Fit.EQUAL),
    (Fit.NICKNAME, Fit.EQUAL),
    (Fit.SOUND, Fit.EQUAL),
    (Fit.PART, Fit.EQUAL),
    (Fit.EQUAL, Fit.PART),
    (Fit.PART, Fit.PART),
}
"""Hans and Johann, Stephan and Stefan, Eva and Eva-Maria, Rainer and Rainer-Quast."""

_FORMS_OF_RARE_NAMES = {
    (Fit.INITIAL, Fit.EQUAL),
    (Fit.EQUAL, Fit.SOUND),
    (Fit.SOUND, Fit.SOUND),
}
"""What of a common name would as well be somebody else's: M. and Monika, Meier and Mayer."""


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
    is_rare = is_rare_family(one.name.family) and is_rare_family(other.name.family)
    if not _same_firm(one, other) and not (is_rare and _slip_apart(one, other)):
        return False
    if match.swapped:
        # Of Martin Thomas and Thomas Martin nobody can tell.
        parts = (*one.name.given[:1], *one.name.family)
        return match.equal and not all(map(is_given_name, parts))
    if match.given is Fit.EQUAL and Evidence.EMAIL in names:
        return True
    fits = (match.given, match.family)
    if match.family is Fit.SOUND and _transcribed(one) == _transcribed(other):
        fits = (match.given, Fit.EQUAL)
    return _fits_in_a_familys_firm(one, other, match) and (
        fits in _OTHER_FORMS or (is_rare and fits in _FORMS_OF_RARE_NAMES)
    )


def _transcribed(one: Profile) -> str:
    """A family name with the letters in one way that differ by who transcribed it: Iwanow."""
    return "".join(one.name.family).translate(_TRANSCRIBED).replace("ff", "v")


_TRANSCRIBED = str.maketrans("wyj", "vii")


def _fits_in_a_familys_firm(one: Profile, other: Profile, match: NameMatch) -> bool:
    """Whether two forms of a given name are not as well those of two of one family.

    In a family's firm Bernd may be Bernhard's son, and M. the sister of Monika; Sepp is no
    other than Josef, unless one of them is the senior.
    """
    if match.given not in (Fit.NICKNAME, Fit.INITIAL) or not _bears_the_family(one, other):
        return True
    given = one.name.given, other.name.given
    if match.given is Fit.INITIAL:
        return min(map(len, given)) > 1
    titles = " ".join((*one.titles, *other.titles))
    is_of_two = any(_are_own_names(a, b) for a in given[0] for b in given[1])
    return not is_of_two and not any(word in titles for word in ("senior", "junior"))


def _are_own_names(first: str, second: str) -> bool:
    own = name_words("common given names")
    return first in own and second in own


def _bears_the_family(one: Profile, other: Profile) -> bool:
    """Whether the firm of two people is called as they are."""
    firms = [firm.replace(" ", "") for firm in (*one.organizations, *other.organizations)]
    return any(name in firm for name in (*one.name.family, *other.name.family) for firm in firms)


def _slip_apart(one: Profile, other: Profile) -> bool:
    """Whether two firms' names are a letter apart."""
    firms = [(a.split(), b.split()) for a in one.organizations for b in other.organizations]
    return any(_is_slip("".join(a), "".join(b), a, b) for a, b in firms)


_LONG_FIRM = 8
_LONG_WORD = 4  # shorter ones tell two houses of one firm apart: Ost and West, A and B


def _is_slip(one: str, other: str, words: list[str], other_words: list[str]) -> bool:
    if one == other:
        return True
    differing = {*words} ^ {*other_words}
    is_long = (
        min(len(one), len(other)) >= _LONG_FIRM
        and min(map(len, differing), default=0) >= _LONG_WORD
    )
    is_figure = any(c.isdigit() for word in differing for c in word)
    return is_long and not is_figure and OSA.distance(one, other, score_cutoff=1) <= 1


def _plain(firm: str) -> str:
    """A firm's name without spaces, and without the letters of a legal form (A/S, B.V.)."""
    words = firm.split()
    kept = list(words)
    while len(kept) > 1 and len(kept[-1]) == 1 and kept[-1].isalpha():
        kept.pop()
    return "".join(kept if len(words) - len(kept) > 1 else words)


def _same_firm(one: Profile, other: Profile) -> bool:
    """The same firm by its whole name, or by the domain of a mailbox."""
    mine = {_plain(firm) for firm in one.organizations}
    theirs = {_plain(firm) for firm in other.organizations}
    if mine & theirs:
        return True
    if any(_holds(a, b) or _holds(b, a) for a in one.organizations for b in other.organizations):
        return True
    if not (mine and theirs):
        return bool(own_domains(one) & own_domains(other))
    return not mine.isdisjoint(_called_by_domain(other)) or not theirs.isdisjoint(
        _called_by_domain(one)
    )


def _called_by_domain(one: Profile) -> set[str]:
    """What the domains of a person's mailboxes call the firm: vbm of l@vbm.example."""
    return {fold(d.rpartition(".")[0]).replace(" ", "") for d in own_domains(one)} - {""}


def _holds(short: str, long: str) -> bool:
    """Whether a firm's name is two words or more of a longer one, in whatever order."""
    words = short.split()
    return len(words) > 1 and set(words) <= set(long.split())


def own_domains(one: Profile) -> set[str]:
    """The domains of a person's mailboxes, but for those of providers."""
    found = {email.rpartition("@")[2] for email in one.emails}
    return found - free_mail() - {""}


def same_rare_name(
    one: Profile, other: Profile, match: NameMatch, names: set[str], families: Families
) -> bool:
    """Whether two have the very same name, which hardly two people bear, wherever they are.

    Of two in one firm a mailbox each is against it, and in the family's own firm more
    than a name is asked for: father and son may share it.
    """
    if not match.equal or one.name.generation != other.name.generation:
        return False
    if match.swapped and is_given_name(one.name.given[0]) and is_given_name(other.name.given[0]):
        return False
    if names & (_AGAINST - {Evidence.OTHER_EMAIL}) or not families.is_rare(one.name):
        return False
    if not (_same_firm(one, other) or _slip_apart(one, other)):
        return Evidence.OTHER_EMAIL not in names or not own_domains(one) & own_domains(other)
    return Evidence.OTHER_EMAIL not in names and not _bears_the_family(one, other)


def titles_fit(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Two namesakes in one firm differ in what they do there; a missing title is no difference."""
    if not first or not second:
        return True
    pairs = ((squeeze(a), squeeze(b)) for a in first for b in second)
    return any(
        a in b or b in a or OSA.normalized_similarity(a, b) >= _LIKE_TITLES for a, b in pairs
    )


_LIKE_TITLES = 0.7  # a slip or an ending apart: Leiter and Leiterin, not Einkauf and Verkauf
