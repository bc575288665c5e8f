"""What an address book got of a card before, so that it does not get it again.

A contact that the user deleted there, and a value that they put right, must
not come back with the next scan of the same photo.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cardscan.addressbook import AddressBook
from cardscan.app.choices import USUAL, Wording
from cardscan.app.merge import Update
from cardscan.app.questions import values_of
from cardscan.app.wording import presentable, vcard_of
from cardscan.library import DecisionKind, DeliveryKind, Library, Sent, value_place
from cardscan.model import Contact, Field, Phone, Scan, Value

__all__ = ["Known", "book_name", "key_of", "keys_of", "update_of", "without_values"]

_MARKS = 64
"""Contacts by which a file is known again: that none of them is left means another file."""

_MARK = re.compile(
    rb"^(?:[\w-]+\.)?(?:UID|FN)(?:;[^:\r\n]*)?:([^\r\n]+)", re.IGNORECASE | re.MULTILINE
)

_PERSONAL = (Field.NAME, Field.EMAIL)


def book_name(path: Path) -> str:
    """Under which name the library knows an address book, however its path was typed."""
    return str(path.expanduser().resolve())


def keys_of(scan: Scan) -> frozenset[str]:
    """Digests of what a scan brings to an address book: values, event, and what was said."""
    event = {_digest("event", scan.event)} if scan.event else set()
    return _keys_of_card(scan) | event | set(map(_note_key, _notes(scan)))


def _keys_of_card(scan: Scan) -> frozenset[str]:
    return frozenset(key_of(field, value) for field, value in values_of(scan.contact or Contact()))


def _notes(scan: Scan) -> tuple[str, ...]:
    return tuple(scan.note.splitlines()) if scan.note else ()


def _note_key(line: str) -> str:
    return _digest("note", line)


def without_values(scan: Scan, keys: frozenset[str]) -> Scan:
    """The same scan without the values, the event and the notes of these digests."""
    contact = scan.contact or Contact()

    def kept(field: Field, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(value for value in values if key_of(field, value) not in keys)

    name = contact.name if contact.name and key_of(Field.NAME, contact.name) not in keys else None
    places = {field: value_place(field) for field in Field if field is not Field.NAME}
    rest = {place: kept(field, getattr(contact, place)) for field, place in places.items()}
    said_event = scan.event is not None and _digest("event", scan.event) in keys
    return replace(
        scan,
        contact=replace(contact, name=name, **rest),  # type: ignore[arg-type] # the kinds stay
        event=None if said_event else scan.event,
        note="\n".join(n for n in _notes(scan) if _note_key(n) not in keys) or None,
    )


def key_of(field: Field, value: Value) -> str:
    """The digest of one value."""
    extension = value.extension or "" if isinstance(value, Phone) else ""
    return _digest(field, value.value, extension)


def _digest(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Known:
    """What an address book holds, or held until the user took it out, of the library's cards."""

    library: Library
    target: str
    book: AddressBook
    is_same_file: bool
    command: str = ""

    @classmethod
    def of(cls, library: Library, book: AddressBook, *, command: str = "") -> Known:
        """As the address book stands now, for a ``command`` that a person typed.

        Raises AddressBookError where it cannot be read.
        """
        content = book.content()
        is_same = _is_same_file(library, book.name, content)
        return cls(library, book.name, book, is_same, command)

    def said_by(self, scan: Scan) -> frozenset[str] | None:
        """Digests of what the address book got of this card; None where it never came there."""
        number = self.library.number_of(scan)
        if number is None or not self.is_same_file:
            return None
        said: dict[int, frozenset[str]] = {}
        for row in self.library.sent(number, self.target):
            then = self._said_then(scan, row) if row.said is None else row.said
            said[row.number] = said.get(row.number, frozenset()) | then
        if number in said and (_is_of(scan, said[number]) or self.library.decisions(number)):
            return said[number]
        # Another reading of the photo may count its cards anew, or another side was the front.
        return next((keys for keys in said.values() if keys & _personal(scan)), None)

    def record(self, said: Mapping[int, frozenset[str]]) -> None:
        """Remember what a merge, now carried out, brought there: digests by the scans' numbers."""
        if not self.is_same_file:
            self.library.replace_target(self.target)
        if said:
            content = self.book.content() or b""
            kind = DeliveryKind.PUSH if self.book.is_server else DeliveryKind.MERGE
            made = self.book.mark()
            self.library.record_delivery(
                kind, self.target, said, said=said, made=made, command=self.command or None
            )
            digest = hashlib.sha256(content).hexdigest()
            self.library.note_book(self.target, digest, _marks_of(content))

    def _said_then(self, scan: Scan, row: Sent) -> frozenset[str]:
        """All that a card says but for what a person changed since."""
        since = {
            key_of(each.field, each.after)
            for each in self.library.decisions(row.number)
            if each.kind is DecisionKind.EDIT
            and each.field
            and each.after
            and each.decided_at > row.delivered_at
        }
        return keys_of(scan) - since


def _personal(scan: Scan) -> frozenset[str]:
    values = values_of(scan.contact or Contact())
    return frozenset(key_of(field, value) for field, value in values if field in _PERSONAL)


def _is_of(scan: Scan, said: frozenset[str]) -> bool:
    """Whether what was said is of the same card, and not of another of its photo."""
    keys = _keys_of_card(scan)
    return bool(said & _personal(scan)) or 2 * len(said & keys) >= len(keys)


def update_of(
    scan: Scan,
    said: frozenset[str],
    *,
    revised: datetime,
    wording: Wording = USUAL,
    returns: bool = False,
) -> Update | None:
    """What is new about a card that came before; None where nothing is."""
    if keys_of(scan) <= said:
        return None
    shown = presentable(scan)
    news = without_values(shown, said)
    before = without_values(shown, keys_of(shown) - said)
    contact, name = news.contact or Contact(), (shown.contact or Contact()).name
    # Who it is must be said, or it would be taken for a company's card.
    news = replace(news, contact=replace(contact, name=contact.name or name))
    return Update(
        vcard_of(before, revised=revised, wording=wording),
        vcard_of(news, revised=revised, wording=wording),
        returns,
        _notes(news),
    )


def _is_same_file(library: Library, target: str, content: bytes | None) -> bool:
    """Whether the file is the one that contacts went to, edited perhaps, and no other."""
    if content is None:
        return False
    noted = library.noted_book(target)
    if noted is None or hashlib.sha256(content).hexdigest() == noted[0]:
        return True
    now = {_mark(text) for text in _MARK.findall(content)}
    return not noted[1] or not now or not now.isdisjoint(noted[1])


def _marks_of(content: bytes) -> list[str]:
    """The smallest digests of names and UIDs, so that two files' are of the same contacts."""
    return sorted({_mark(text) for text in _MARK.findall(content)})[:_MARKS]


def _mark(text: bytes) -> str:
    return hashlib.sha256(text.strip()).hexdigest()[:16]
