"""Single cards on their way to a server, each sent once and on a condition."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

from cardscan.addressbook.collection import Write
from cardscan.carddav import (
    Kind,
    Memory,
    RemoteCards,
    Reply,
    fit,
    holds_news,
    name_in,
    parse_problem,
    uid_of,
)
from cardscan.errors import LostAnswerError, ServerError
from cardscan.model import PutRecord, PutState, RemoteCard

__all__ = ["CONTACTS", "Delivery", "Form", "Verdict", "settle_open_puts"]

_TRIES = 3
_TOO_LARGE = frozenset((413, 507))
_SMALLER = 100_000
"""What a card may weigh where a server finds it too large and does not say what is not."""


class Verdict(Enum):
    """What became of one card: it is there, others were quicker, or the server does not take it."""

    DONE = auto()
    STALE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Form:
    """How what a server holds is read: a contact or an event.

    ``fit`` makes it small enough, None where that cannot be done.
    """

    uid_of: Callable[[bytes], str | None]
    name_in: Callable[[bytes], str]
    holds_news: Callable[..., bool]
    fit: Callable[..., bytes | None]


CONTACTS = Form(uid_of=uid_of, name_in=name_in, holds_news=holds_news, fit=fit)


def settle_open_puts(remote: RemoteCards, memory: Memory, form: Form = CONTACTS) -> None:
    """Find out what became of what was sent when a run was cut off."""
    for record in memory.puts(remote.book.url, PutState.OPEN):
        delivery = Delivery(remote, memory, push=record.push, form=form)
        found = delivery.find(record.href, record.sent, record.before)
        if isinstance(found, RemoteCard):
            memory.end_put(record.number, href=found.href, etag=found.etag, kept=found.data)
        else:
            memory.drop_put(record.number)


class Delivery:
    """Carries the cards of one push; ``done`` are the paths of those that are there."""

    def __init__(
        self, remote: RemoteCards, memory: Memory, *, push: str, form: Form = CONTACTS
    ) -> None:
        self.push = push
        self._form = form
        self.done: list[str] = []
        self.remarks: list[str] = []
        self._remote = remote
        self._memory = memory
        self._failures = 0

    def send(self, write: Write) -> Verdict:
        """Write one card; raises ServerError for what every other card would meet as well."""
        before = None
        if write.before is not None:
            before = self._as_it_is(write)
            if before is None:
                return Verdict.STALE
        spare = None if before is None else before.data
        data = self._form.fit(write.after or b"", self._remote.book.max_octets, spare=spare)
        if data is None:
            return self._refused(write, "it is larger than the server allows")
        if before is not None:
            data = _with_breaks_of(before.data, data)
        return self._put(write, before, data)

    def find(self, href: str, sent: bytes, before: bytes | None) -> RemoteCard | bool:
        """The card that was sent, if it is there; else whether all is as it was before."""
        now = self._remote.get(href)
        if now is None:
            return (self._renamed(sent) or True) if before is None else False
        if before is not None and now.data == before:
            return True
        is_same = self._form.uid_of(now.data) == self._form.uid_of(sent)
        return now if is_same and self._form.holds_news(sent, now.data, before=before) else False

    def is_as_left(self, record: PutRecord) -> bool:
        """Whether a card is as it was left, or gone, so that nobody's edit would be lost."""
        now = self._remote.get(record.href)
        return now is None or now.data == record.before or _is_as_left(record, now)

    def take_back(self, record: PutRecord) -> bool:
        """Undo one PUT; False where the card was edited since."""
        now = self._remote.get(record.href)
        if now is None:
            return True  # somebody deleted it, and it stays so
        if not _is_as_left(record, now):
            return record.before is not None and now.data == record.before
        if record.before is None:
            reply = self._remote.delete(record.href, etag=now.etag)
        else:
            reply = self._remote.put(record.href, record.before, etag=now.etag)
        if reply.status == 412:
            return False
        if not reply.is_good and reply.status not in (404, 410):
            raise ServerError(f"{self._host} refuses to take a change back ({reply.status}).")
        return True

    def make_again(self, record: PutRecord) -> bool:
        """Send once more what an undo took back; False where the card was edited since."""
        found = self.find(record.href, record.sent, record.before)
        if found is True:
            now = self._remote.get(record.href)
            reply = self._remote.put(record.href, record.sent, etag=now.etag if now else None)
            if reply.status == 412:
                return False
            if not reply.is_good:
                raise ServerError(f"{self._host} refuses to make a change again ({reply.status}).")
            self._stored(record.number, record.href, record.sent, reply)
        elif isinstance(found, RemoteCard):  # sent by a run that was cut off
            self._is_there(record.number, found)
        return found is not False

    # --- one card ----------------------------------------------------------------------

    def _as_it_is(self, write: Write) -> RemoteCard | None:
        """The card to be changed, byte for byte; None where it is not what was planned on.

        Cards that come many at once come in XML, which does not keep line breaks.
        """
        if write.before is None:
            return None
        now = self._remote.get(write.name)
        if now is None:
            return None
        is_same = now.data.replace(b"\r\n", b"\n") == write.before.data.replace(b"\r\n", b"\n")
        if not is_same:
            if now.etag == write.before.tag:
                # The same card, spelt otherwise there: it is planned again on what it really is.
                self._memory.keep_server_card(self._remote.book.url, now)
            return None
        return RemoteCard(now.href, now.etag or write.before.tag, now.data)

    def _put(self, write: Write, before: RemoteCard | None, data: bytes) -> Verdict:
        number = self._memory.begin_put(
            self._remote.book.url, self.push, write.name, before, write.remembered or data
        )
        for _ in range(_TRIES):
            reply = self._answered(write, before, data)
            if isinstance(reply, RemoteCard):
                return self._is_there(number, reply)
            if reply is False:
                break
            if reply is True:
                continue  # nothing happened: the same may be said again
            if reply.is_good:
                return self._stored(number, write.name, data, reply)
            self._memory.drop_put(number)
            return self._judged(write, before, data, reply)
        self._memory.drop_put(number)
        return Verdict.STALE

    def _answered(
        self, write: Write, before: RemoteCard | None, data: bytes
    ) -> Reply | RemoteCard | bool:
        """The answer to a PUT, or what is there where it was lost or speaks of an earlier one."""
        try:
            reply = self._remote.put(write.name, data, etag=before.etag if before else None)
            if reply.status != 412:
                return reply
        except LostAnswerError:
            return self.find(write.name, data, before.data if before else None)
        found = self.find(write.name, data, before.data if before else None)
        return found if isinstance(found, RemoteCard) else False

    def _stored(self, number: int, href: str, data: bytes, reply: Reply) -> Verdict:
        """A card that the server says it has: under which name, and in which state."""
        href = self._remote.href_of(reply, href)
        etag = reply.headers.get("etag", "")
        if etag:
            return self._is_there(number, RemoteCard(href, etag, b""))
        return self._is_there(
            number,
            self._remote.get(href) or self._renamed(data) or RemoteCard(href, "", b""),
        )

    def _is_there(self, number: int, card: RemoteCard) -> Verdict:
        self._memory.end_put(number, href=card.href, etag=card.etag, kept=card.data or None)
        self.done.append(card.href)
        self._failures = 0
        return Verdict.DONE

    def _renamed(self, sent: bytes) -> RemoteCard | None:
        """A new card under another name than it was sent under."""
        uid = self._form.uid_of(sent)
        if not uid or f"{self._kind.collection}-query" not in self._remote.book.reports:
            return None
        found = self._remote.find_uid(uid)
        return next((card for card in found if self._form.uid_of(card.data) == uid), None)

    # --- refusals ----------------------------------------------------------------------

    def _judged(
        self, write: Write, before: RemoteCard | None, data: bytes, reply: Reply
    ) -> Verdict:
        problem = parse_problem(reply.body)
        if reply.status in _TOO_LARGE or "max-resource-size" in problem.conditions:
            smaller = self._form.fit(data, _SMALLER, spare=before.data if before else None)
            if smaller is None or smaller == data:
                return self._refused(write, "it is larger than the server allows")
            return self._put(write, before, smaller)
        if "no-uid-conflict" in problem.conditions or _KNOWN_UID.search(problem.message):
            return self._known_elsewhere(write, data)
        if reply.status in (404, 410) and before is not None:
            return Verdict.STALE
        if reply.status in (404, 410) or (reply.status == 403 and not problem.message):
            raise ServerError(
                f"{self._host} does not allow writing to '{self._remote.book.name}' "
                f"({reply.status}).",
                next_step=f"Name another {self._kind.noun} with {self._kind.option}.",
            )
        self._failures += reply.status >= 500
        if self._failures > _TRIES:
            raise ServerError(f"{self._host} fails again and again ({reply.status}).")
        said = f": {problem.message[:200]}" if problem.message else ""
        return self._refused(write, f"the server does not take it ({reply.status}{said})")

    def _known_elsewhere(self, write: Write, data: bytes) -> Verdict:
        """A UID that the server has: here, so that all is planned again, or in another book."""
        found = self._renamed(data)
        if write.before is None and found is None:
            return self._refused(write, f"another {self._kind.noun} of this account has it already")
        if found is not None:
            # Whatever an earlier answer made of it: it is planned again on what it is.
            self._memory.keep_server_card(self._remote.book.url, found)
        return Verdict.STALE

    def _refused(self, write: Write, why: str) -> Verdict:
        name = self._form.name_in(write.after or b"")
        self.remarks.append(f"{name} was not written: {why}.")
        return Verdict.REFUSED

    @property
    def _kind(self) -> Kind:
        return self._remote.book.kind

    @property
    def _host(self) -> str:
        return urlsplit(self._remote.book.url).netloc


def _is_as_left(record: PutRecord, now: RemoteCard) -> bool:
    return record.etag == now.etag or record.kept == now.data


_KNOWN_UID = re.compile(r"\buid\b.*\b(?:exist|already|unique)|\balready exist", re.IGNORECASE)
"""How servers on sabre/dav say it, Nextcloud with 400 (contacts issue 2024)."""


def _with_breaks_of(before: bytes, data: bytes) -> bytes:
    """A card with the line breaks that it has on the server."""
    if b"\r\n" in before or b"\n" not in before:
        return data
    return data.replace(b"\r\n", b"\n")
