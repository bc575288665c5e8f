"""The pile: which cards there are, what waits, and which one comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum

from cardscan.language.letters import fold
from cardscan.library import CardInBrief, Library, State
from cardscan.model import Contact, Outcome, is_of_event

__all__ = ["Filter", "Inbox", "Page", "Pile", "is_wanted", "pile_of"]

_PAGE = 48
"""Cards a page: divisible by two, three and four columns."""
_NEAR = 8


class Pile(StrEnum):
    """Which cards a person wants to see."""

    WAITING = "waiting"
    MAYBE = "maybe"
    READY = "ready"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"
    NO_CARD = "no-card"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person looks through; an ``event`` of None is any, ``text`` is looked for anywhere."""

    pile: Pile = Pile.WAITING
    event: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a pile. ``counts`` are of every pile under the same event and text."""

    cards: tuple[CardInBrief, ...]
    number: int
    pages: int
    total: int
    counts: dict[Pile, int]
    events: tuple[str, ...]


@dataclass(slots=True)
class Inbox:
    """All cards in brief, kept until somebody changes the library.

    ``event`` bounds everything to one event.
    """

    library: Library
    event: str | None = None
    _mark: tuple[int, int] | None = None
    _cards: tuple[CardInBrief, ...] = field(default_factory=tuple)
    _known: dict[int, tuple[Hashable, CardInBrief]] = field(default_factory=dict)

    def page(self, wanted: Filter, number: int, *, maybes: frozenset[int] = frozenset()) -> Page:
        """Page ``number`` (from 1) of what is wanted; the nearest one where there is none.

        ``maybes`` are the cards that may be in the address book already.
        """
        under = [card for card in self.cards() if _is_under(card, wanted)]
        counts = Counter(pile for card in under for pile in _piles_of(card, maybes))
        found = self._in_order(under, wanted.pile, maybes)
        pages = max(1, -(-len(found) // _PAGE))
        number = min(max(1, number), pages)
        shown = tuple(found[(number - 1) * _PAGE : number * _PAGE])
        events = sorted({c.event for c in self.cards() if c.event})
        counted = {pile: counts[pile] for pile in Pile}
        return Page(shown, number, pages, len(found), counted, tuple(events))

    def around(
        self, wanted: Filter, number: int, *, maybes: frozenset[int] = frozenset()
    ) -> tuple[int | None, int | None]:
        """The cards before and after one in what is wanted.

        Where it is there no more, since it was decided on: those between which it lay.
        """
        under = [card for card in self.cards() if _is_under(card, wanted) or card.number == number]
        kept = [
            card
            for card in under
            if card.number == number or wanted.pile in _piles_of(card, maybes)
        ]
        numbers = [card.number for card in sorted(kept, key=_rank_of)]
        if number not in numbers:
            return None, numbers[0] if numbers else None
        place = numbers.index(number)
        before = numbers[place - 1] if place else None
        after = numbers[place + 1] if place + 1 < len(numbers) else None
        return before, after

    def near(self, number: int) -> tuple[CardInBrief, ...]:
        """Cards of one side that came shortly before or after one: its other side may be there."""
        others = [c for c in self.cards() if c.number != number and not c.has_back]
        nearest = sorted(others, key=lambda card: abs(card.number - number))[:_NEAR]
        return tuple(sorted(nearest, key=lambda card: card.number))

    def newest(self) -> int:
        """The number of the card that came last, 0 where there is none."""
        return max((card.number for card in self.cards()), default=0)

    def since(self, number: int) -> tuple[CardInBrief, ...]:
        """Cards that came after one, the last one first."""
        return tuple(card for card in reversed(self.cards()) if card.number > number)

    def cards(self) -> tuple[CardInBrief, ...]:
        """Every card, as the library is now; only what has changed is loaded anew."""
        mark = self.library.change_mark()
        if mark != self._mark:
            marks = self.library.brief_marks()
            known = self._known
            changed = [n for n, each in marks.items() if n not in known or known[n][0] != each]
            loaded = {card.number: card for card in self.library.in_brief(changed)}
            self._known = {
                n: (each, loaded[n]) if n in loaded else known[n]
                for n, each in marks.items()
                if n in loaded or n in known
            }
            found = (card for _, card in self._known.values())
            self._cards = tuple(
                c for c in found if self.event is None or is_of_event(c.event, self.event)
            )
            self._mark = mark
        return self._cards

    @staticmethod
    def _in_order(
        cards: list[CardInBrief], pile: Pile, maybes: frozenset[int]
    ) -> list[CardInBrief]:
        return sorted((c for c in cards if pile in _piles_of(c, maybes)), key=_rank_of)


def pile_of(card: CardInBrief) -> Pile:
    """The pile that a card lies on."""
    return _piles_of(card, frozenset())[0]


def is_wanted(card: CardInBrief, wanted: Filter) -> bool:
    """Whether a card is one of those that a person looks through."""
    of_pile = wanted.pile in (Pile.ALL, pile_of(card))
    return of_pile and _is_under(card, wanted)


def _piles_of(card: CardInBrief, maybes: frozenset[int]) -> tuple[Pile, ...]:
    if card.contact is None or card.outcome is Outcome.NOT_A_CARD:
        return (Pile.NO_CARD,)
    states = {State.ACCEPTED: Pile.ACCEPTED, State.DISCARDED: Pile.DISCARDED}
    own = states.get(card.state, Pile.WAITING if card.waits else Pile.READY)
    return (own, Pile.ALL, *((Pile.MAYBE,) if card.number in maybes else ()))


def _rank_of(card: CardInBrief) -> tuple[int, int]:
    """Doubtful cards first, then those with values in doubt, then the others as they came.

    By how they were read, so that the next card stays the next one when this one is decided on.
    """
    if card.state is not State.OPEN or not card.waits:
        return 2, card.number
    return (0 if card.outcome is Outcome.DOUBTFUL else 1), card.number


def _is_under(card: CardInBrief, wanted: Filter) -> bool:
    if wanted.event is not None and not is_of_event(card.event, wanted.event):
        return False
    words = fold(wanted.text).split()
    return not words or all(word in _text_of(card) for word in words)


def _text_of(card: CardInBrief) -> str:
    contact = card.contact or Contact()
    said = (value.value for value in contact.values)
    return fold(" ".join((*said, card.source, card.event or "")))
