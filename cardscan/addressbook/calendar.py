"""A calendar in an account on a server: reminders put there by the rules of an address book.

Each event is sent once, on the condition that nobody changed it meanwhile, and
what is about to be sent is remembered before. Nothing is ever deleted but what undo takes back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from cardscan.addressbook.book import Undone
from cardscan.addressbook.collection import Item, Write
from cardscan.addressbook.delivery import Delivery, Form, Verdict, settle_open_puts
from cardscan.carddav import Memory, RemoteCards
from cardscan.errors import AddressBookError, ServerError
from cardscan.formats.ics_events import day_in, holds_event, summary_in, uid_in, updated
from cardscan.model import PutRecord, PutState, RemoteCard
from cardscan.vcard import split

__all__ = ["AccountCalendar", "Entered"]


def _fit(data: bytes, max_octets: int | None, *, spare: bytes | None = None) -> bytes | None:  # noqa: ARG001 # as of a card
    return data if max_octets is None or len(data) <= max_octets else None


_EVENTS = Form(uid_of=uid_in, name_in=summary_in, holds_news=holds_event, fit=_fit)


_OF_EVENTS = (PutState.DONE, PutState.SEEN)


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of events: UIDs of what is new or changed there, and sentences about the rest."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    failed: int = 0
    push: str = ""


class AccountCalendar:
    """One calendar on a server. Every method raises ServerError."""

    def __init__(
        self,
        given: str,
        remote: RemoteCards,
        memory: Memory,
        *,
        on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        self._given = given
        self._remote = remote
        self._memory = memory
        self._on_progress = on_progress

    def __str__(self) -> str:
        return self._given

    @property
    def name(self) -> str:
        """Its own URL, however it was found."""
        return self._remote.book.url

    def enter(self, events: Mapping[str, bytes]) -> Entered:
        """Put events there, each in a calendar of its own by its UID; what is there is not sent.

        What the user deleted or put right there stays so until there is a new day for it.
        """
        settle_open_puts(self._remote, self._memory, _EVENTS)
        known = self._records()
        wanted = {u: d for u, d in events.items() if u not in known or known[u].sent != d}
        if not wanted:
            return Entered()
        if not self._remote.book.can_add:
            raise ServerError(
                f"The calendar '{self._remote.book.name}' may only be read.",
                next_step="Name another one by --calendar.",
            )
        delivery = Delivery(self._remote, self._memory, push=uuid.uuid4().hex, form=_EVENTS)
        new: list[str] = []
        changed: list[str] = []
        failed = 0
        for place, (uid, data) in enumerate(wanted.items()):
            verdict = self._entered(delivery, uid, data, known.get(uid))
            if verdict is Verdict.DONE:
                (changed if uid in known else new).append(uid)
            failed += verdict in (Verdict.STALE, Verdict.REFUSED)
            self._on_progress(place + 1, len(wanted))
        return Entered(tuple(new), tuple(changed), tuple(delivery.remarks), failed, delivery.push)

    def mark(self) -> str:
        """The name of the last push of which something is there."""
        pushes = self._memory.pushes(self.name)
        return pushes[-1] if pushes else ""

    def last_change(self) -> int:
        """When it was last changed, as the number of a record; 0 for never."""
        return max((r.number for r in self._memory.puts(self.name, PutState.DONE)), default=0)

    def undo(self, *, before: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Delete the events that the last push made, and put back those that it changed.

        What somebody touched since, or deleted, stays as it is, and is theirs from now on.
        """
        settle_open_puts(self._remote, self._memory, _EVENTS)
        push = self.mark()
        if not push:
            raise AddressBookError(
                f"There is no change to the calendar {self} that could be taken back."
            )
        delivery = Delivery(self._remote, self._memory, push=push, form=_EVENTS)
        records = self._memory.puts(self.name, PutState.DONE, push=push)
        before(push)
        remarks = [self._taken_back(delivery, record) for record in reversed(records)]
        left = len(self._memory.pushes(self.name))
        return Undone(removed=False, left=left, remarks=tuple(filter(None, remarks)))

    def left_standing(self, needed: frozenset[str], *, today: date) -> Iterator[str]:
        """Sentences about events of ours that are to come and not needed any more."""
        for uid, record in self._records().items():
            day = day_in(record.sent)
            if uid in needed or day is None or day < today or _repeats(record.sent):
                continue
            if self._remote.get(record.href) is None:
                self._memory.drop_put(record.number)
                continue
            yield (
                f"{summary_in(record.sent)} ({day}) is not needed any more; "
                "cardscan deletes nothing on a server, so delete it there yourself."
            )

    def _taken_back(self, delivery: Delivery, record: PutRecord) -> str | None:
        """Undo one PUT; a sentence about what stays."""
        there = self._remote.get(record.href)
        if there is None or not delivery.take_back(record):
            self._memory.close_puts({record.number: PutState.SEEN})
            if there is None:
                return None  # the user deleted it, and it stays away
            return f"{summary_in(there.data)} was changed there since, and stays."
        self._memory.close_puts({record.number: PutState.UNDONE})
        now = self._remote.get(record.href) if record.before is not None else None
        if now is not None:
            self._return_to(record, now)
        return None

    def _return_to(self, record: PutRecord, now: RemoteCard) -> None:
        """Remember what is there again as it was remembered before a change."""
        earlier = self._memory.puts(self.name, PutState.REPLACED, href=record.href)
        if not earlier:
            self._memory.keep_seen(self.name, now, record.before or b"")
            return
        first = earlier[-1]
        is_ours = first.etag == record.before_etag or first.kept == record.before
        etag = now.etag if is_ours else first.etag or ""
        kept = now.data if is_ours else None
        self._memory.end_put(first.number, href=first.href, etag=etag, kept=kept)

    # --- one event ---------------------------------------------------------------------

    def _entered(
        self, delivery: Delivery, uid: str, data: bytes, record: PutRecord | None
    ) -> Verdict | None:
        """Write one event, and once again where others were quicker; None where it stays."""
        verdict: Verdict | None = None
        for _ in range(2):
            write = self._write_of(uid, data, record)
            if write is None:
                return None
            verdict = delivery.send(write)
            if verdict is Verdict.DONE and record is not None:
                self._replace(record, is_change=write.before is not None)
            if verdict is not Verdict.STALE:
                break
        return verdict

    def _replace(self, record: PutRecord, *, is_change: bool) -> None:
        """What a later PUT took the place of: kept to be returned to, once and if it was ours."""
        for older in self._memory.puts(self.name, PutState.REPLACED, href=record.href):
            self._memory.drop_put(older.number)
        if is_change and record.push:
            self._memory.close_puts({record.number: PutState.REPLACED})
        else:
            self._memory.drop_put(record.number)

    def _write_of(self, uid: str, data: bytes, record: PutRecord | None) -> Write | None:
        """What is to be sent of an event; None where what is there stays, which is remembered."""
        there = self._find(uid, record)
        if there is None:
            if record is not None and _is_same_day(record.sent, data):
                self._remember(data, record, RemoteCard(record.href, "", b""))
                return None  # the user deleted it
            return Write(self._remote.new_href(f"{uid}.ics"), None, data)
        if uid_in(there.data) != uid:
            self._remember(data, record, there)
            return None
        after = None
        if record is not None:
            after = updated(there.data, was=record.sent, new=data)
        if after is None:
            self._remember(data, record, there)
            return None
        before = Item(there.href, there.etag, split(there.data))
        return Write(there.href, before, after, remembered=data)

    def _find(self, uid: str, record: PutRecord | None) -> RemoteCard | None:
        """The event as it is there, under whatever address."""
        can_search = "calendar-query" in self._remote.book.reports
        where = record.href if record is not None else self._remote.new_href(f"{uid}.ics")
        there = self._remote.get(where) if record is not None or not can_search else None
        if there is None and can_search:
            found = (card for card in self._remote.find_uid(uid) if uid_in(card.data) == uid)
            there = next(found, None)
            # What comes in XML has lost its line breaks, and is changed as it really is.
            there = there and self._remote.get(there.href)
        return there

    def _remember(self, data: bytes, record: PutRecord | None, there: RemoteCard) -> None:
        """What is there stays; it is ours still where it is just as we left it."""
        if record is not None and record.push and there.etag and record.etag == there.etag:
            self._memory.put_stays(record.number, data)
            return
        self._memory.keep_seen(self.name, there, data)
        if record is not None:
            self._memory.drop_put(record.number)

    def _records(self) -> dict[str, PutRecord]:
        """What was last sent of each event."""
        found = [r for s in _OF_EVENTS for r in self._memory.puts(self.name, s)]
        found.sort(key=lambda record: record.number)
        return {uid: record for record in found if (uid := uid_in(record.sent))}

    @property
    def host(self) -> str:
        """Whom it is entrusted to."""
        return urlsplit(self.name).netloc


def _repeats(data: bytes) -> bool:
    return b"\nRRULE" in data


def _is_same_day(first: bytes, second: bytes) -> bool:
    return day_in(first) == day_in(second) or (_repeats(first) and _repeats(second))
