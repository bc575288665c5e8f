"""Events by their names, also by mistyped ones."""

from __future__ import annotations

from difflib import get_close_matches

from cardscan.errors import NoInputError
from cardscan.language.letters import fold
from cardscan.library import Library
from cardscan.model import is_of_event

__all__ = ["check_event", "near_events"]

_MOST_NEAR = 3
_LIKENESS = 0.6
"""What difflib takes for alike unless it is told otherwise: a letter or two in a short name."""


def check_event(library: Library, name: str | None) -> None:
    """Raise NoInputError, with the names that may be meant, where no card is of an event."""
    if name is None or any(is_of_event(event.name, name) for event in library.events()):
        return
    near = " or ".join(near_events(library, name))
    raise NoInputError(
        f"No card is of the event {name}.",
        next_step=f"Perhaps it is called {near}." if near else "cardscan library check names all.",
    )


def near_events(library: Library, name: str) -> tuple[str, ...]:
    """Events that may be meant by a name that none has, the likeliest first."""
    known = {fold(event.name): event.name for event in library.events()}
    typed = fold(name)
    near = get_close_matches(typed, known, n=_MOST_NEAR, cutoff=_LIKENESS)
    within = (each for each in known if typed in each or each in typed)
    return tuple(known[each] for each in dict.fromkeys((*near, *within)))[:_MOST_NEAR]
