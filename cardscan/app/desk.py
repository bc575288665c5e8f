"""Cards laid out before a person who sees them all: what lies there, and one answer a card.

What a page shows and takes. Every answer is one transaction of the library;
an answer to a card that was changed meanwhile is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as defaulted
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cardscan.app.crops import CardPicture
from cardscan.app.questions import rivals_of, values_of
from cardscan.app.typed import parse_value, region_of
from cardscan.errors import CardscanError, StaleAnswerError, UsageError
from cardscan.library import DecisionKind, Edit, Library, State, StoredScan, Whereabouts
from cardscan.library.codec import to_json
from cardscan.model import Box, Contact, Field, Phone, PhoneKind, Scan, Value

if TYPE_CHECKING:  # a page without an address book needs none of it
    from cardscan.app.reviewed import Destination

__all__ = [
    "Arrange",
    "CardAnswer",
    "Desk",
    "LaidOut",
    "RefusedValuesError",
    "Reread",
    "Then",
    "Typed",
    "ValueOnCard",
    "shown_text",
]


class Then(StrEnum):
    """What becomes of a card with an answer; SAVE leaves it open."""

    SAVE = "save"
    ACCEPT = "accept"
    DISCARD = "discard"
    REOPEN = "reopen"


class Reread(StrEnum):
    """How it went when the picture of a card that was turned was read again."""

    READ = "read"
    NOTHING_MORE = "nothing-more"
    FAILED = "failed"


class Arrange(StrEnum):
    """What is done with a card as a thing: its picture turned, its two sides joined or parted."""

    TURN = "turn"
    TURN_BACK = "turn-back"
    JOIN = "join"
    PART = "part"


@dataclass(frozen=True, slots=True)
class ValueOnCard:
    """A value with where it stands and what else was read there; ``boxes`` are of the picture."""

    field: Field
    value: Value
    boxes: tuple[Box, ...] = ()
    printed: tuple[str, ...] = ()
    others: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A card as it stands. ``revision`` tells it from any other state of the same card.

    ``width_px`` and ``height_px`` are of its picture, 0 where there is none.
    """

    stored: StoredScan
    revision: str
    values: tuple[ValueOnCard, ...]
    width_px: int
    height_px: int
    went_to: tuple[Whereabouts, ...] = ()

    @property
    def number(self) -> int:
        return self.stored.number


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the input of a value, and what it is meant to be."""

    text: str
    field: Field
    kind: PhoneKind | None = None


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """All that a person said of a card.

    ``values`` are by the place of the value on the card, in the order of
    :attr:`LaidOut.values`; an empty text removes it. ``confirmed`` are places
    whose value is right as it stands. A ``note`` is added, with the day that
    something was promised for as ``due``; an ``event`` of None stays.
    """

    revision: str
    then: Then = Then.SAVE
    values: Mapping[int, Typed] = defaulted(default_factory=dict)
    confirmed: frozenset[int] = frozenset()
    chosen: tuple[int, int] | None = None
    added: tuple[Typed, ...] = ()
    note: str = ""
    due: date | None = None
    event: str | None = None


class RefusedValuesError(UsageError):
    """Some of what was typed cannot be a value of its field; ``whys`` are by place, -1 for new."""

    def __init__(self, whys: Mapping[int, str]) -> None:
        super().__init__("Some of what was typed cannot be kept.")
        self.whys = dict(whys)


@dataclass(frozen=True, slots=True)
class Desk:
    """The cards of a library. ``region`` is the country of numbers without a dialling code.

    Answers from before ``since`` are not taken back. ``reread`` reads a card as
    its picture is turned; None where that says no more than before.
    """

    library: Library
    region: str | None = None
    since: datetime | None = None
    reread: Callable[[Scan], Scan | None] | None = None

    def lay_out(self, number: int) -> LaidOut | None:
        """The card with this number, if it is still there."""
        stored = self.library.find_scan(number)
        if stored is None:
            return None
        picture = CardPicture.of(stored.scan)
        height, width = (0, 0) if picture is None else picture.pixels.shape[:2]
        contact = stored.scan.contact or Contact()
        region = region_of(contact, self.region)
        values = tuple(
            _on_card(picture, field, value, region) for field, value in values_of(contact)
        )
        went_to = self.library.whereabouts(number)
        return LaidOut(stored, _revision(stored), values, width, height, went_to)

    def crop(self, number: int, place: int) -> bytes | None:
        """The piece of the card on which a value stands, as PNG."""
        stored = self.library.find_scan(number)
        picture = None if stored is None else CardPicture.of(stored.scan)
        if stored is None or picture is None:
            return None
        values = tuple(values_of(stored.scan.contact or Contact()))
        return picture.crop(values[place][1].boxes) if 0 <= place < len(values) else None

    def answer(self, number: int, answer: CardAnswer) -> StoredScan:
        """Keep an answer.

        Raises StaleAnswerError where the card is not the one that was shown,
        RefusedValuesError where something typed cannot be kept; then nothing is.
        """
        stored = self.library.find_scan(number)
        if stored is None:
            raise UsageError(f"There is no card #{number} in the library.")
        if answer.then is Then.REOPEN:
            return self.library.reopen(number)
        _check_revision(stored, answer.revision)
        edits = tuple(self._edits(stored, answer))
        then = {Then.ACCEPT: DecisionKind.ACCEPT, Then.DISCARD: DecisionKind.DISCARD}
        event = _changed(answer.event, stored.scan.event)
        return self.library.answer(
            number,
            edits,
            note=answer.note.strip(),
            due=answer.due,
            event=event,
            then=then.get(answer.then),
            check=lambda now: _check_revision(now, answer.revision),
        )

    def merge(self, number: int, answer: CardAnswer, destination: Destination) -> StoredScan:
        """Accept a card and complete the contact that it may belong to by it, at once.

        Raises AddressBookError with the card open, as it was corrected.
        """
        stored = self.answer(number, replace(answer, then=Then.SAVE))
        beside = destination.compare(stored)
        if beside is None:
            raise UsageError("No contact of the address book resembles this card any more.")
        # First the address book: should that fail, the card must go on waiting.
        destination.merge_into(stored, beside.likely.number)
        return self.library.answer(number, then=DecisionKind.ACCEPT)

    def keep_both(self, number: int, answer: CardAnswer, destination: Destination) -> StoredScan:
        """Accept a card, and never take it for the contact that it resembles."""
        stored = self.answer(number, replace(answer, then=Then.SAVE))
        destination.keep_both(stored)
        return self.library.answer(number, then=DecisionKind.ACCEPT)

    def arrange(self, number: int, arrange: Arrange, what: int = 0) -> int:
        """Turn a picture by ``what`` quarters, join with card ``what``, or part two sides.

        The answer is the card that was made of it: the front, or what was the back.
        """
        if arrange is Arrange.JOIN:
            return self._join(number, what).number
        if arrange is Arrange.PART:
            return self.library.part_card(number)
        return self.library.turn_picture(number, what, side=_side_of(arrange)).number

    def read_again(self, number: int, arrange: Arrange) -> Reread | None:
        """Read the side that was turned once more, as it is now; None where nothing is to be read.

        What a person said of the card stays, and a card that was decided on as it is.
        """
        stored = self.library.find_scan(number)
        side = self.library.side_of(number, _side_of(arrange))
        is_open = stored is not None and stored.state is State.OPEN
        if self.reread is None or side is None or not is_open:
            return None
        try:
            read = self.reread(side.scan)
        except CardscanError:
            return Reread.FAILED
        if read is None or not self.library.read_anew(side, read):
            return Reread.NOTHING_MORE
        return Reread.READ

    def _join(self, number: int, other: int) -> StoredScan:
        """Make two cards the sides of one; the front is the side that names a person."""
        one, two = self.library.find_scan(number), self.library.find_scan(other)
        if one is None or two is None:
            raise UsageError(f"There is no card #{other if one else number} in the library.")
        named = [bool(each.scan.contact and each.scan.contact.name) for each in (one, two)]
        front, back = (other, number) if named == [False, True] else (number, other)
        return self.library.join_cards(front, back)

    def take_back(self, destination: Destination | None) -> StoredScan | None:
        """Take back the last answer to any card; None where nothing was answered.

        Raises UsageError where its card is in the address book already.
        """

        def check(stored: StoredScan) -> None:
            if destination is not None and destination.has(stored.number):
                raise UsageError(
                    "The card of the last answer is in the address book already.",
                    next_step="Take that back first, with: cardscan undo",
                )

        return self.library.take_back_last(since=self.since, check=check)

    def _edits(self, stored: StoredScan, answer: CardAnswer) -> Iterator[Edit]:
        if answer.then is Then.DISCARD:
            return
        contact = stored.scan.contact or Contact()
        region = region_of(contact, self.region)
        whys: dict[int, str] = {}
        for place, (field, value) in enumerate(values_of(contact)):
            try:
                yield from self._edit(place, field, value, answer, region, stored)
            except UsageError as error:
                whys[place] = str(error)
        for typed in answer.added:
            try:
                after = parse_value(typed.field, typed.text, region=region)
                yield Edit(typed.field, None, _with_kind(after, typed.kind))
            except UsageError as error:
                whys[-1] = str(error)
        if whys:
            raise RefusedValuesError(whys)

    def _edit(
        self,
        place: int,
        field: Field,
        value: Value,
        answer: CardAnswer,
        region: str | None,
        stored: StoredScan,
    ) -> Iterator[Edit]:
        """What was said of one value: nothing, another text or kind, another field, or its end."""
        if answer.chosen is not None and answer.chosen[0] == place:
            picture = CardPicture.of(stored.scan)
            others = rivals_of(picture, field, value, region)[1] if picture else ()
            if not 0 <= answer.chosen[1] < len(others):
                raise UsageError("That other reading is not there any more.")
            yield Edit(field, value.value, others[answer.chosen[1]])
            return
        typed = answer.values.get(place)
        if typed is None or (typed.text == shown_text(value) and typed.field is field):
            kind = typed.kind if typed else None
            if isinstance(value, Phone) and kind not in (None, value.kind):
                yield Edit(field, value.value, _with_kind(value, kind))
            elif place in answer.confirmed:
                yield Edit(field, value.value, value)
            return
        if not typed.text.strip():
            yield Edit(field, value.value, None)
            return
        before = value if typed.field is field else None
        after = parse_value(typed.field, typed.text, before=before, region=region)
        after = replace(_with_kind(after, typed.kind), boxes=value.boxes)
        if typed.field is field:
            yield Edit(field, value.value, after)
        else:
            yield Edit(field, value.value, None)
            yield Edit(typed.field, None, after)


def _side_of(arrange: Arrange) -> str:
    return "back" if arrange is Arrange.TURN_BACK else "front"


def shown_text(value: Value) -> str:
    """What the input of a value shows."""
    if isinstance(value, Phone) and value.extension:
        return f"{value.value} ext. {value.extension}"
    return value.value


def _with_kind(value: Value, kind: PhoneKind | None) -> Value:
    return replace(value, kind=kind) if isinstance(value, Phone) and kind else value


def _changed(said: str | None, before: str | None) -> str | None:
    """What was said where it is news, else None."""
    return None if said is None or said.strip() == (before or "").strip() else said.strip()


def _on_card(
    picture: CardPicture | None, field: Field, value: Value, region: str | None
) -> ValueOnCard:
    if picture is None or not value.boxes:
        return ValueOnCard(field, value)
    boxes = tuple(picture.frame.on_card(box) for box in value.boxes)
    if value.sure:
        return ValueOnCard(field, value, boxes)
    return ValueOnCard(field, value, boxes, *rivals_of(picture, field, value, region))


def _revision(stored: StoredScan) -> str:
    scan = stored.scan
    said = to_json(scan, without=("picture", "back", "lines", "elapsed_s", "source"))
    return hashlib.sha256(f"{stored.state}{said}".encode()).hexdigest()[:20]


def _check_revision(stored: StoredScan, shown: str) -> None:
    if _revision(stored) != shown:
        raise StaleAnswerError(
            "This card was changed since you opened it, in another window or by another command.",
            next_step="Look at both versions, and answer again.",
        )
