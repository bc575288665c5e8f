"""Roles printed before the person who has them: 'Owner: Ruth Banks', 'Inh. Eva Maier'."""

from __future__ import annotations

from collections.abc import Callable

from cardscan.extract.people import is_like_a_person
from cardscan.extract.spelling import fold

__all__ = ["length_of_role"]

# What stands before an owner's name, with or without a colon.
_OWNERS = frozenset(
    "inh inhaber inhaberin prop propr proprietor owner titolare gerant gerante eigenaar vlasnik "
    "vlasnica majitel majitelka wlasciciel wlascicielka tulajdonos propietario propietaria "
    "proprietario proprietaria ejer indehaver innehaver innehavare agare omistaja sahibi".split()
)
_LONGEST_ROLE = 3  # words before the colon: 'Your sales manager:'
_BETWEEN = frozenset({":", "-", "–", "—"})


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
        named = job_likeness(head) >= 1 or (colon and is_like_a_person(rest))  # 'booking: Tamika …'
        if (owner or (parted and named)) and job_likeness(rest) < 1:
            return count
    return 0
