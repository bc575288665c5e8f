"""Roles printed before the person who has them: 'Owner: Ruth Banks', 'Inh. Eva Maier'."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cardscan.extract.thresholds import A_JOB
from cardscan.extract.words.gazetteer import city_countries, country_named
from cardscan.extract.words.honorifics import is_degree, strip_prefix, strip_suffix
from cardscan.extract.words.people import is_given_name, is_like_a_person
from cardscan.language.known_words import department_topics
from cardscan.language.letters import fold
from cardscan.language.load import tongues
from cardscan.language.views import folded

__all__ = ["length_of_role"]

_LONGEST_ROLE = 3  # words before the colon: 'Your sales manager:'
_BETWEEN = frozenset({":", "-", "–", "—"})


@cache
def _owners() -> frozenset[str]:
    """What stands before an owner's name, with or without a colon."""
    return folded(tongue.owners for tongue in tongues())


@cache
def _regions() -> frozenset[str]:
    return folded(tongue.regions for tongue in tongues())


def _is_of_the_title(words: tuple[str, ...]) -> bool:
    """Whether what follows a title's colon is its region or its field, not who has it."""
    plain = [w for w in (fold(w).strip(".,()") for w in words) if w]
    topics = department_topics()
    fields = any(w in _regions() or w in topics for w in plain)
    place = " ".join(words)
    return fields or country_named(place) is not None or bool(city_countries(place))


def length_of_role(words: tuple[str, ...], job_likeness: Callable[[str], float]) -> int:
    """How many words name a role before somebody's name; 0 where none does.

    ``job_likeness`` says how much words are those of a title.
    """
    if words and words[-1].startswith("("):  # 'Dachdeckermeister Jan Bohm (Inhaber)'
        words = words[:-1]
    for i in range(1, min(_LONGEST_ROLE, len(words) - 2) + 1):
        head = " ".join(words[:i]).rstrip(":")
        bare = words[i] in _BETWEEN
        count = i + 1 if bare else i
        owner = fold(head).strip(".: ") in _owners()
        rest = " ".join(words[count:])
        colon = words[i - 1].endswith(":") or words[i] == ":"
        parted = colon or (bare and is_like_a_person(rest))  # 'Director - Marketing' is one title
        owner = owner and all(w[:1].isupper() for w in words[count:][:2])  # not 'Owner / Carver'
        rest = rest.partition(",")[0]  # 'Inh. Eva Maier, geprüfte Bestatterin'
        job = job_likeness(head) >= A_JOB and not _is_of_the_title(words[count:])
        named = job or (colon and is_like_a_person(rest))  # 'booking: Tamika …'
        if (owner or (parted and named)) and job_likeness(rest) < A_JOB:
            return count
        alone = job and not parted and not is_degree(head)  # 'Maître' and 'Chief' are of the name
        if alone and _is_person(words[i:]) and job_likeness(rest) < A_JOB:
            return i  # 'Notariusz Bogumiła Maj', 'Architekt DI Hans Huber'
    return 0


def _is_person(words: tuple[str, ...]) -> bool:
    """Whether words are a person's: two or three with a known given name first."""
    name = strip_suffix(strip_prefix(list(words))[1])[0]
    return is_like_a_person(" ".join(name)) and is_given_name(name[0])
