"""An address book in an account on a server.

Everything is decided on what the server held a moment before, each card is
written on the condition that it still is so, and what is about to be sent is
remembered before it is sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from cardscan.addressbook.book import BookState, Change, Undone, Written
from cardscan.addressbook.collection import CollectionState, Item, Write, writes_of
from cardscan.addressbook.delivery import Delivery, Verdict, settle_open_puts
from cardscan.addressbook.disk import digest_of
from cardscan.addressbook.settled import ReadBack, find_settled, is_as_before, positions_of
from cardscan.carddav import (
    Memory,
    RemoteBook,
    RemoteCards,
    adds_more,
    name_in,
    new_card,
    uid_of,
)
from cardscan.counts import counted
from cardscan.errors import AddressBookChangedError, AddressBookError, ServerError
from cardscan.formats import vdir_name
from cardscan.model import PutState
from cardscan.vcard import Block, Changes, cards, read_entry, split

__all__ = ["AccountBook"]


class AccountBook:
    """One address book on a server. Nothing there is deleted but what undo takes back.

    ``given`` is how the person named it. ``on_progress`` is told how many of
    how many cards are written. Every method raises ServerError.
    """

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
        self._state: CollectionState | None = None
        self._refused: dict[str, int] = {}

    def __str__(self) -> str:
        return self._given

    @property
    def book(self) -> RemoteBook:
        """What the server says of it."""
        return self._remote.book

    @property
    def name(self) -> str:
        """Its own URL, however it was found."""
        return self._remote.book.url

    @property
    def is_server(self) -> bool:
        return True

    def read(self) -> CollectionState:
        """All contacts, of which only what is new since the last time is fetched."""
        settle_open_puts(self._remote, self._memory)
        return self._refresh()

    def content(self) -> bytes | None:
        """All contacts, one behind the other."""
        state = self._state or self.read()
        return b"\r\n".join(item.data for item in state.items)

    def fit(self, contact: Block) -> Block:
        """The contact as it is; what is too large for the server is made smaller when it goes."""
        return contact

    def mark(self) -> str:
        """The name of the last push."""
        pushes = self._memory.pushes(self.name)
        return pushes[-1] if pushes else ""

    def last_change(self) -> int:
        """When it was last changed, as the number of a record; 0 for never."""
        return max((r.number for r in self._memory.puts(self.name, PutState.DONE)), default=0)

    def check(self) -> None:
        """Raise what reading or writing would raise."""
        self.check_is_writable()
        self.read()

    def check_is_writable(self) -> None:
        """Raise what writing would raise where nothing may be written."""
        if not (self.book.can_add or self.book.can_change):
            raise ServerError(
                f"The address book '{self.book.name}' may only be read.",
                next_step="Ask its owner for the right to write, or name another with --book.",
            )

    def backups(self) -> tuple[Path, ...]:
        """None: what was there before is in the library."""
        return ()

    def change(self, changes: Changes, *, expected: BookState) -> Written:
        """Write what is new or changed, card by card; what others changed meanwhile is stale."""
        state = expected if isinstance(expected, CollectionState) else self.read()
        remarks = list(self._left_standing(state, changes))
        wanted = Changes(changes.changed, tuple(self._prepared(changes.added, state)))
        writes = [w for w in writes_of(state, wanted, self._namer(state)) if self._is_news(w)]
        if not writes:
            self._settle(state, changes)
            return Written(changed=False, remarks=tuple(remarks))
        self.check_is_writable()
        delivery = Delivery(self._remote, self._memory, push=uuid.uuid4().hex)
        verdicts = self._sent(delivery, writes)
        remarks += delivery.remarks
        read = ReadBack()
        if delivery.done:
            self._memory.forget_old_pushes(self.name)
            read = self._read_back(delivery.push, last=False)
            unstored = [w for w in writes if w.name in read.unstored]
            if unstored:  # a page to log in at, say, was the answer; or the server drops all of it
                self._sent(Delivery(self._remote, self._memory, push=delivery.push), unstored)
                read = self._read_back(delivery.push)
            remarks += read.remarks
        else:
            self._refresh()
        done = (w for w, v in zip(writes, verdicts, strict=True) if v is Verdict.DONE)
        names = {w.name: name for w, name in zip(done, delivery.done, strict=True)}
        failed = [w for w in writes if names.get(w.name) in {None, *read.missing}]
        added = {w.incoming: names.get(w.name, "") for w in writes if w.incoming is not None}
        self._settle(state, changes, added, names=frozenset(w.name for w in writes), read=read)
        return Written(
            bool(delivery.done),
            Verdict.STALE in verdicts,
            tuple(dict.fromkeys(remarks)),
            frozenset(w.incoming for w in failed if w.incoming is not None),
            frozenset(position for w in failed for position in w.positions),
        )

    def undo(self, *, before: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Restore the cards that the last push changed, and delete those that it made.

        What somebody edited since is left alone, and named.
        """
        settle_open_puts(self._remote, self._memory)
        push = self.mark()
        if not push:
            raise AddressBookError(f"There is no change to {self} that could be taken back.")
        delivery = Delivery(self._remote, self._memory, push=push)
        records = self._memory.puts(self.name, PutState.DONE, push=push)
        if not any(map(delivery.is_as_left, records)):
            raise AddressBookChangedError(
                f"What the last change made at {self} was edited since; "
                "taking it back would lose the edit, so it is left as it is."
            )
        before(push)
        edited = []
        for record in reversed(records):
            if delivery.take_back(record):
                self._memory.close_puts({record.number: PutState.UNDONE})
            else:
                edited.append(record)
        self._refresh()
        self._memory.close_puts({record.number: PutState.UNDONE for record in edited})
        return Undone(
            removed=False,
            left=len(self._memory.pushes(self.name)),
            remarks=tuple(f"{name_in(r.sent)} was edited since, and stays." for r in edited),
        )

    def redo(self, *, after: Callable[[str], None] = lambda _mark: None) -> Undone:
        """Send the cards again that the last undo took back; what was edited since is named."""
        settle_open_puts(self._remote, self._memory)
        undone = self._memory.undone_pushes(self.name)
        if not undone:
            raise AddressBookError(
                f"No change to {self} was taken back since the last one was made."
            )
        self.check_is_writable()
        delivery = Delivery(self._remote, self._memory, push=undone[0])
        records = self._memory.puts(self.name, PutState.UNDONE, push=undone[0])
        edited = [record for record in records if not delivery.make_again(record)]
        if not delivery.done:
            raise AddressBookChangedError(
                f"What the change made at {self} was edited after the undo; "
                "to make it again would lose the edit, so it is left as it is.",
                next_step="Run the command that made the change.",
            )
        for record in edited:
            self._memory.drop_put(record.number)
        remarks = [f"{name_in(r.sent)} was edited since, and stays." for r in edited]
        remarks += self._read_back(undone[0]).remarks
        after(undone[0])
        return Undone(removed=False, left=len(undone) - 1, remarks=tuple(remarks))

    def history(self) -> tuple[Change, ...]:
        """The pushes that can be taken back, the newest first."""
        found = []
        for push in reversed(self._memory.pushes(self.name)):
            records = self._memory.puts(self.name, PutState.DONE, push=push)
            new = sum(record.before is None for record in records)
            begun_at = datetime.fromisoformat(records[-1].begun_at or "").astimezone()
            found.append(
                Change(begun_at, f"{counted(new, 'new contact')}, {len(records) - new} changed")
            )
        return tuple(found)

    # --- reading -----------------------------------------------------------------------

    def _refresh(self) -> CollectionState:
        token, known = self._memory.server_cards(self.name)
        survey = self._remote.survey(token)
        gone = set(survey.gone & known.keys())
        if survey.is_whole:
            gone |= known.keys() - survey.etags.keys()
        wanted = [
            href
            for href, etag in survey.etags.items()
            if href not in known or not etag or known[href].etag != etag
        ]
        fetched = {
            card.href: replace(card, etag=card.etag or survey.etags.get(card.href, ""))
            for card in self._remote.fetch(wanted)
        }
        if fetched or gone or survey.token != token:
            self._memory.keep_server_cards(self.name, survey.token, fetched.values(), gone)
        there = {href: card for href, card in {**known, **fetched}.items() if href not in gone}
        items = [Item(c.href, c.etag, split(c.data)) for _, c in sorted(there.items())]
        digest = digest_of(*(f"{item.name}\0{item.tag}\n".encode() for item in items))
        settled = positions_of(items, self._memory.settled(self.name))
        self._state = CollectionState.of(items, digest, settled)
        return self._state

    # --- writing -----------------------------------------------------------------------

    def _prepared(self, added: tuple[Block, ...], state: CollectionState) -> Iterator[Block]:
        """New contacts as the server takes them, none with the UID of another one there."""
        # To bring what is there already is the usual case: then nothing is gone through for it.
        taken = {read_entry(block, 0).uid for block in cards(state.parts)} if added else set()
        for block in added:
            if block.closed:
                card = new_card(block, self.book.versions)
                uid = uid_of(card.data)
                if uid in taken:
                    # Two people, by their names, of whom some program copied the one.
                    card = new_card(block, self.book.versions, other_uid=True)
                taken.add(uid_of(card.data))
                yield card

    def _namer(self, state: CollectionState) -> Callable[[Block, int], str]:
        taken = {item.name for item in state.items}

        def name(block: Block, _place: int) -> str:
            names = vdir_name(block.data.decode("utf-8", "replace"), block.data)
            hrefs = [self._remote.new_href(each) for each in names]
            # Where a name was refused although nobody is seen under it, the other one is tried.
            free = (h for h in hrefs if h not in taken and h not in self._refused)
            chosen = next(free, hrefs[-1])
            taken.add(chosen)
            return chosen

        return name

    def _is_news(self, write: Write) -> bool:
        """Whether a change says anything that the server did not drop before."""
        if write.before is None or write.after is None:
            return True
        dropped = [
            (record.sent, record.kept)
            for record in self._memory.puts(self.name, PutState.DONE, href=write.name)
            if record.kept is not None
        ]
        return adds_more(write.before.data, write.after, dropped)

    def _sent(self, delivery: Delivery, writes: list[Write]) -> list[Verdict]:
        verdicts = []
        try:
            for place, write in enumerate(writes):
                verdict = delivery.send(write)
                if verdict is Verdict.STALE and write.before is None:
                    self._refused[write.name] = 1
                verdicts.append(verdict)
                self._on_progress(place + 1, len(writes))
        except ServerError as error:
            self._state = None
            raise type(error)(
                f"{error.message} {len(delivery.done)} of {len(writes)} contacts are there.",
                next_step=error.next_step,
            ) from error
        return verdicts

    def _left_standing(self, state: CollectionState, changes: Changes) -> Iterator[str]:
        """What a person must delete themselves, where a card was merged into another."""
        blocks = cards(state.parts)
        places = [item.name for item in state.items for _ in cards(item.parts)]
        for position, target in changes.merged.items():
            yield (
                f"#{position + 1} {name_in(blocks[position].data)} is all in #{target + 1} "
                f"{name_in(blocks[target].data)} now; cardscan deletes nothing on a server, so "
                f"delete it there yourself: {self._remote.url_of(places[position])}"
            )

    def _read_back(self, push: str, *, last: bool = True) -> ReadBack:
        """What the server made of the cards of a push.

        Unless it is the ``last`` time, a change that was taken and not stored counts as never sent.
        """
        state = self._refresh()
        there = {item.name: item for item in state.items}
        records = self._memory.puts(self.name, PutState.DONE, push=push)
        if elsewhere := [r for r in records if r.href not in there and r.before is None]:
            # Some servers put a new card under a name of their own, and do not say so.
            by_uid = {uid_of(item.data): item for item in state.items}
            there |= {r.href: by_uid[u] for r in elsewhere if (u := uid_of(r.sent)) in by_uid}
        read = ReadBack()
        for record in records:
            item = there.get(record.href)
            if item is not None and not last and is_as_before(record, item):
                self._memory.drop_put(record.number)
                read.unstored.add(record.href)
                continue
            if item is not None:
                self._memory.end_put(
                    record.number, href=item.name, etag=record.etag or item.tag, kept=item.data
                )
            elif record.before is None:
                self._memory.drop_put(record.number)
            read.note(record, item, host=urlsplit(self.name).hostname or "")
        return read

    def _settle(
        self,
        before: CollectionState,
        changes: Changes,
        added: Mapping[int, str] = MappingProxyType({}),
        *,
        names: frozenset[str] = frozenset(),
        read: ReadBack | None = None,
    ) -> None:
        """Remember which contacts are there in full now; nobody has to look for them again."""
        after, whole = self._state or before, read.whole if read else frozenset()
        found = find_settled(before, after, changes, added=added, written=names, whole=whole)
        news = {m: (i.name, i.tag) for m, i in found.items() if m not in before.settled}
        if news:
            self._memory.settle(self.name, news)
