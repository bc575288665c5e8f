"""What to ask a person about a card: the doubtful values, and what a contact cannot lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardscan.app.crops import CardPicture
from cardscan.app.typed import parse_value, region_of
from cardscan.errors import UsageError
from cardscan.library import DecisionKind, Library, StoredScan
from cardscan.model import Contact, Field, Value

__all__ = ["Question", "next_question", "rivals_of", "values_of"]

_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Question:
    """One value that a person should look at, or, without a value, one that a card should have.

    ``others`` are what the other readings of the same print would give, the
    likeliest first; ``printed`` is every reading as it stands. ``crop`` is the
    piece of the card as PNG, None where it is not known.
    """

    field: Field
    value: Value | None = None
    others: tuple[Value, ...] = ()
    printed: tuple[str, ...] = ()
    crop: bytes | None = None


# A contact is of use when one can tell who it is and reach them.
_WHO = (Field.NAME, Field.ORGANIZATION)
_WAYS = (Field.PHONE, Field.EMAIL)


def next_question(
    library: Library, stored: StoredScan, *, region: str | None = None
) -> Question | None:
    """What to ask next about a card, None when all is answered."""
    contact = stored.scan.contact or Contact()
    value_in_doubt = next(_in_doubt(contact), None)
    if value_in_doubt is not None:
        return _about(stored, *value_in_doubt, region_of(contact, region))
    said_none = {
        decision.field
        for decision in library.decisions(stored.number)
        if decision.kind is DecisionKind.EDIT and decision.after is None
    }
    present = {field for field, _ in values_of(contact)}
    for essentials in (_WHO, _WAYS):
        if not present.intersection(essentials):
            asked = (field for field in essentials if field not in said_none)
            missing = next(asked, None)
            if missing is not None:
                return Question(missing, crop=_whole(stored))
    return None


def values_of(contact: Contact) -> Iterator[tuple[Field, Value]]:
    """Every value of a contact with its field, in the order of the fields."""
    if contact.name:
        yield Field.NAME, contact.name
    rows: tuple[tuple[Field, Sequence[Value]], ...] = (
        (Field.ORGANIZATION, contact.organizations),
        (Field.DEPARTMENT, contact.departments),
        (Field.TITLE, contact.titles),
        (Field.PHONE, contact.phones),
        (Field.EMAIL, contact.emails),
        (Field.URL, contact.urls),
        (Field.SOCIAL, contact.social),
        (Field.ADDRESS, contact.addresses),
    )
    for field, values in rows:
        yield from ((field, value) for value in values)


def _in_doubt(contact: Contact) -> Iterator[tuple[Field, Value]]:
    """The unsure values. The library knows a value by its text: of twins the first counts."""
    seen: set[tuple[Field, str]] = set()
    for field, value in values_of(contact):
        if (field, value.value) not in seen and not value.sure:
            yield field, value
        seen.add((field, value.value))


def _about(stored: StoredScan, field: Field, value: Value, region: str | None) -> Question:
    picture = CardPicture.of(stored.scan)
    if picture is None or not value.boxes:
        return Question(field, value, crop=_whole(stored))
    printed, others = rivals_of(picture, field, value, region)
    return Question(field, value, others, printed, picture.crop(value.boxes))


def rivals_of(
    picture: CardPicture, field: Field, value: Value, region: str | None
) -> tuple[tuple[str, ...], tuple[Value, ...]]:
    """Every reading of where a value stands, and the other values that they would give."""
    between = ", " if field is Field.ADDRESS else " "
    printed = tuple(between.join(texts) for texts in picture.readings(value.boxes))
    return printed, tuple(_others(field, value, printed, region))[:_MOST_OTHERS]


def _others(
    field: Field, value: Value, printed: Sequence[str], region: str | None
) -> Iterator[Value]:
    seen = {value.value}
    for text in printed:
        try:
            other = parse_value(field, text, before=value, region=region)
        except UsageError:
            continue  # a misreading that cannot be a value is no choice
        if other.value not in seen:
            seen.add(other.value)
            yield other


def _whole(stored: StoredScan) -> bytes | None:
    """The whole card, for a value of which it is not known where it stands."""
    return stored.scan.picture
