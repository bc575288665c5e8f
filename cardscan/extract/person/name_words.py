"""Whether words are shaped like a name, and how much lists and letters say that they are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import exp

from cardscan.extract.person.name_parts import (
    is_elided,
    is_initial,
    is_particle,
    joins_a_couple,
)
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.people import is_family_name, is_given_name
from cardscan.language.letter_odds import name_odds
from cardscan.model import Reason

__all__ = ["is_unlike_names", "known_words", "shape_of"]

_WORD = re.compile(r"^[^\W\d_]+(?:[-'’`.][^\W\d_]+)*\.?$")


def shape_of(core: tuple[str, ...]) -> float:
    """How much words look like those of a name, 0 to 1; 'a/l' is a particle."""
    core = tuple(w.strip("\"“”„«»'()") for w in core)  # Tom "Buddy" Garrison
    if _is_couple(core):
        core = (core[0], *core[2:])
    if not 1 <= len(core) <= 6 or not all(
        _WORD.match(w) or is_initial(w) or is_particle(w) for w in core
    ):
        return 0.0
    long = [w for w in core if len(w.strip(".")) > 1 and not is_particle(w)]
    if not long or not all(w[0].isupper() or is_elided(w) for w in long):
        return 0.0
    return 1.0


def _is_couple(core: tuple[str, ...]) -> bool:
    """Whether two given names are joined before one family name: 'Kilian & Hedwig Thielen'."""
    joined = len(core) == 4 and joins_a_couple(core[1])
    return joined and is_given_name(core[0]) and is_given_name(core[2])


def known_words(core: tuple[str, ...], *, titled: bool) -> Iterator[Reason]:
    """What lists and letters say of a name's words; ``titled`` says that a title stands below."""
    given = any(is_given_name(w) for w in (core[0], core[-1]) if len(w) > 2)
    family = any(is_family_name(w) for w in core if len(w) > 2)
    odds = _letter_odds(core)
    if given:
        yield because(
            Evidence.KNOWN_GIVEN_NAME, 1.0 if family or odds > _PLAIN_WORDS else _BY_CHANCE
        )
    if family:
        yield because(Evidence.KNOWN_FAMILY_NAME)
    if not given and not family:
        least = _LEAST_ABOVE_A_TITLE if titled else _LEAST
        yield because(Evidence.LETTERS_ARE_A_NAME, max(least, min(0.4, odds / 2 - 0.4)))


_LEAST, _LEAST_ABOVE_A_TITLE = -1.1, -0.7
_PLAIN_WORDS = -0.5  # log-odds of letters below which the words are rather no name's
_BY_CHANCE = 0.5  # 'Mark Down': one of two ordinary words is in a list of given names


def _letter_odds(core: tuple[str, ...]) -> float:
    """The mean log-odds that the words in no list are made of a name's letters."""
    words = [w for w in core if len(w.strip(".")) > 2 and not is_particle(w)]
    strange = [w for w in words if not is_given_name(w) and not is_family_name(w)]
    return sum(map(name_odds, strange)) / len(strange) if strange else 0.0


def is_unlike_names(core: tuple[str, ...]) -> float:
    """How little the word least like a name is one, by lists or its letters: 0 to 1."""
    words = [w for w in core if len(w.strip(".")) > 2 and not is_particle(w)]
    strange = [w for w in words if not is_given_name(w) and not is_family_name(w)]
    return max((1 / (1 + exp(name_odds(w))) for w in strange), default=0.0)
