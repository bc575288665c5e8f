"""Doubtful cards before a person: what is asked, what can be answered, and what becomes of it.

Whoever answers is a :class:`Reviewer`: a terminal, a page, a script in a test.
Every answer is in the library before the next question comes, so that a
session may end at any moment, and the next one goes on behind the last answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from cardscan.app.questions import Question, next_question
from cardscan.app.reviewed import Destination, Likely, likely_of
from cardscan.app.typed import parse_value, region_of
from cardscan.errors import UsageError
from cardscan.library import Library, State, StoredScan
from cardscan.model import Action, Contact, Field, Value
from cardscan.typed import as_typed

__all__ = [
    "AcceptCard",
    "AddNote",
    "Answer",
    "CardInReview",
    "Choose",
    "DiscardCard",
    "Keep",
    "MergeInto",
    "Quit",
    "Remove",
    "Replace",
    "Reviewer",
    "Skip",
    "StartOver",
    "Tally",
    "review",
    "settle_maybes",
]


@dataclass(frozen=True, slots=True)
class CardInReview:
    """A card as it stands, edits included. ``place`` counts from 1 to ``total``.

    ``likely`` is the contact of the address book that it may belong to.
    """

    stored: StoredScan
    place: int
    total: int
    likely: Likely | None = None

    @property
    def contact(self) -> Contact:
        return self.stored.scan.contact or Contact()


@dataclass(frozen=True, slots=True)
class Keep:
    """The value is right; asked for a missing one: the card has none."""


@dataclass(frozen=True, slots=True)
class Replace:
    """The value should be what the person typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Choose:
    """The value should be another of ``Question.others``, counted from 0."""

    position: int


@dataclass(frozen=True, slots=True)
class Remove:
    """There is no such value on the card."""


@dataclass(frozen=True, slots=True)
class AcceptCard:
    """All that stands is right."""


@dataclass(frozen=True, slots=True)
class DiscardCard:
    """The card is not wanted."""


@dataclass(frozen=True, slots=True)
class MergeInto:
    """All that stands is right, and belongs to a contact of the address book, counted from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class AddNote:
    """Something was said at the meeting, or promised for the day ``due``; the question stays."""

    text: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave the card for another time; what was answered stays."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """Take back what was answered on this card; right at its beginning: on the one before."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the session."""


Answer = (
    Keep
    | Replace
    | Choose
    | Remove
    | AcceptCard
    | DiscardCard
    | MergeInto
    | AddNote
    | Skip
    | StartOver
    | Quit
)


class Reviewer(Protocol):
    """Whoever looks at doubtful cards and decides."""

    def begin(self, card: CardInReview) -> None:
        """A card comes up, or comes up again."""

    def ask(self, card: CardInReview, question: Question) -> Answer:
        """Decide about one value of the card."""

    def note(self, field: Field, value: Value) -> None:
        """What was typed or chosen is kept, as this value."""

    def refuse(self, error: UsageError) -> None:
        """The answer could not be taken, for this reason; the question comes again."""

    def is_same(self, stored: StoredScan, likely: Likely) -> bool | None:
        """Whether an accepted card belongs to a contact; None leaves it open."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a session came to; ``left`` cards still wait, skipped ones among them."""

    accepted: int = 0
    merged: int = 0
    discarded: int = 0
    left: int = 0


def review(
    library: Library,
    reviewer: Reviewer,
    *,
    event: str | None = None,
    region: str | None = None,
    destination: Destination | None = None,
) -> Tally:
    """Put every card with something in doubt before the reviewer.

    First the doubtful ones, then those of which only some values are, each in
    the order in which they were scanned.

    ``region`` is the country of numbers typed without a dialling code, where
    the card does not tell.
    """
    waiting = _waiting(library, event)
    likely = destination.find_likely(waiting) if destination and waiting else {}
    numbers = [stored.number for stored in waiting]
    session = _Session(library, reviewer, numbers, likely, region, destination)
    session.run()
    return session.tally()


def settle_maybes(destination: Destination, reviewer: Reviewer, *, event: str | None) -> None:
    """Ask about each accepted card that may be a contact of the address book, and act at once."""
    merge, stored = destination.plan(event=event, maybe_new=False)
    for step in merge.plan.steps:
        likely = likely_of(merge, step)
        if step.action is not Action.WAIT or likely is None:
            continue
        card = stored[step.incoming]
        same = reviewer.is_same(card, likely)
        if same:
            destination.merge_into(card, likely.number)
        elif same is not None:
            destination.keep_apart(merge, step)


def _waiting(library: Library, event: str | None) -> list[StoredScan]:
    """The cards with something in doubt, without their pictures: they would fill the memory."""
    found = library.waiting(event=event)
    return [replace(s, scan=replace(s.scan, picture=None, back=None)) for s in found]


@dataclass(slots=True)
class _Session:
    """The walk through the cards, and what came of it."""

    library: Library
    reviewer: Reviewer
    numbers: Sequence[int]
    likely: dict[int, Likely]
    region: str | None
    destination: Destination | None
    place: int = 0
    merged: int = 0

    def run(self) -> None:
        quitting = False
        while not quitting and self.place < len(self.numbers):
            stored = self.library.find_scan(self.numbers[self.place])
            if stored is None or stored.state is not State.OPEN:
                self.place += 1  # another session was quicker
                continue
            quitting = not self._card(stored)

    def tally(self) -> Tally:
        found = [self.library.find_scan(number) for number in self.numbers]
        states = [stored.state for stored in found if stored is not None]
        return Tally(
            states.count(State.ACCEPTED) - self.merged,
            self.merged,
            states.count(State.DISCARDED),
            states.count(State.OPEN),
        )

    def _card(self, stored: StoredScan) -> bool:
        """Ask about one card until it is settled, left or taken anew; False to quit."""
        self.reviewer.begin(self._shown(stored))
        while stored.state is State.OPEN:
            question = next_question(self.library, stored, region=self.region)
            if question is None:
                stored = self.library.accept(stored.number)
                continue
            answer = self.reviewer.ask(self._shown(stored), question)
            if isinstance(answer, Quit):
                return False
            if isinstance(answer, Skip):
                break
            try:
                if isinstance(answer, StartOver):
                    self._start_over(stored)
                    return True
                stored = self._settled(stored, question, answer)
            except UsageError as error:
                self.reviewer.refuse(error)
        self.place += 1
        return True

    def _shown(self, stored: StoredScan) -> CardInReview:
        total = len(self.numbers)
        return CardInReview(stored, self.place + 1, total, self.likely.get(stored.number))

    def _settled(self, stored: StoredScan, question: Question, answer: Answer) -> StoredScan:
        number = stored.number
        match answer:
            case AcceptCard():
                return self.library.accept(number)
            case DiscardCard():
                return self.library.discard(number)
            case AddNote(text, due):
                return self.library.answer(number, note=text, due=due)
            case MergeInto(target):
                return self._merge(stored, target)
            case _:
                before = question.value.value if question.value else None
                after = self._after(stored, question, answer)
                edited = self.library.edit(number, question.field, before=before, after=after)
                if after is not None and after is not question.value:
                    self.reviewer.note(question.field, after)
                return edited

    def _after(self, stored: StoredScan, question: Question, answer: Answer) -> Value | None:
        match answer:
            case Keep():
                return question.value
            case Choose(position) if 0 <= position < len(question.others):
                return question.others[position]
            case Choose(position):
                raise UsageError(f"There is no other reading {position + 1}.")
            case Replace(text):
                region = region_of(stored.scan.contact or Contact(), self.region)
                return parse_value(question.field, text, before=question.value, region=region)
            case _:
                return None

    def _merge(self, stored: StoredScan, target: int) -> StoredScan:
        if self.destination is None:
            raise UsageError(
                "It is not said which address book that is.",
                next_step="Quit, and start again with --into BOOK.vcf.",
            )
        # First the address book: should that fail, the card must go on waiting.
        # Merging twice adds nothing.
        self.destination.merge_into(stored, target)
        accepted = self.library.accept(stored.number)
        self.merged += 1
        return accepted

    def _start_over(self, stored: StoredScan) -> None:
        if self.library.decisions(stored.number):
            self.library.reopen(stored.number)
            return
        if self.place == 0:
            raise UsageError("There is nothing to take back.")
        earlier = self.numbers[self.place - 1]
        if self.destination is not None and self.destination.has(earlier):
            raise UsageError(
                "The card before is in the address book already.",
                next_step=f"Take that back with: cardscan undo {as_typed(self.destination.book)}",
            )
        if self.library.find_scan(earlier) is not None:
            self.library.reopen(earlier)
        self.place -= 1
