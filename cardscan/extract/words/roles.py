"""Roles printed before the person who has them: 'Owner: Ruth Banks', 'Inh. Eva Maier'."""

from __future__ import annotations

from collections.abc import Callable

from cardscan.extract.words.gazetteer import city_countries, country_named
from cardscan.extract.words.honorifics import is_degree, strip_prefix, strip_suffix
from cardscan.extract.words.people import is_given_name, is_like_a_person
from cardscan.language.known_words import department_topics
from cardscan.language.letters import fold

__all__ = ["length_of_role"]

# What stands before an owner's name, with or without a colon.
_OWNERS = frozenset(
    "inh inhaber inhaberin prop propr proprietor owner titolare gerant gerante eigenaar vlasnik "
    "vlasnica majitel majitelka wlasciciel wlascicielka tulajdonos propietario propietaria "
    "wl vl maj gastgeber gastgeberin wirt wirtin obmann obfrau kontakt "
    "ansprechpartner ansprechpartnerin contratacion booking management prokurist prokuristin "
    "proprietario proprietaria ejer indehaver innehaver innehavare agare omistaja sahibi".split()
)
_LONGEST_ROLE = 3  # words before the colon: 'Your sales manager:'
_BETWEEN = frozenset({":", "-", "–", "—"})
_COMPASS = frozenset(
    "north south east west northern southern eastern western central nord sud ost est ouest norte "
    "sur este oeste sul leste zentral mitte region regional international worldwide global "
    "national emea apac dach europe europa africa asia americas".split()
)


def _is_of_the_title(words: tuple[str, ...]) -> bool:
    """Whether what follows a title's colon is its region or its field, not who has it."""
    plain = [w for w in (fold(w).strip(".,()") for w in words) if w]
    topics = department_topics()
    fields = any(w in _COMPASS or w in topics for w in plain)
    place = " ".join(words)
    return fields or country_named(place) is not None or bool(city_countries(place))


def length_of_role(words: tuple[str, ...], job_likeness: Callable[[str], float]) -> int:
    """How many words name a role before somebody's name; 0 where none does.

    ``job_likeness`` says how much words are those of a title.
    """
    for i in range(1, min(_LONGEST_ROLE, len(words) - 2) + 1):
        head = " ".join(words[:i]).rstrip(":")
        bare = words[i] in _BETWEEN
        count = i + 1 if bare else i
        owner = fold(head).strip(".: ") in _OWNERS
        rest = " ".join(words[count:])
        colon = words[i - 1].endswith(":") or words[i] == ":"
        parted = colon or (bare and is_like_a_person(rest))  # 'Director - Marketing' is one title
        owner = owner and all(w[:1].isupper() for w in words[count:][:2])  # not 'Owner / Carver'
        job = job_likeness(head) >= 1 and not _is_of_the_title(words[count:])
        named = job or (colon and is_like_a_person(rest))  # 'booking: Tamika …'
        if (owner or (parted and named)) and job_likeness(rest) < 1:
            return count
        alone = job and not parted and not is_degree(head)  # 'Maître' and 'Chief' are of the name
        if alone and _is_person(words[i:]) and job_likeness(rest) < 1:
            return i  # 'Notariusz Bogumiła Maj', 'Architekt DI Hans Huber'
    return 0


def _is_person(words: tuple[str, ...]) -> bool:
    """Whether words are a person's: two or three with a known given name first."""
    name = strip_suffix(strip_prefix(list(words))[1])[0]
    return is_like_a_person(" ".join(name)) and is_given_name(name[0])
