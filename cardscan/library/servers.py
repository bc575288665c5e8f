"""What is known of address books on servers: their cards, and what we wrote there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cardscan.library.session import Session
from cardscan.model import PutRecord, PutState, RemoteCard

__all__ = ["Servers"]

_CARDS = "SELECT href, etag, data FROM server_card WHERE book = ?"
_KEEP = (
    "INSERT INTO server_card (book, href, etag, data) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (book, href) DO UPDATE SET etag = excluded.etag, data = excluded.data"
)
_SETTLED = (
    "SELECT mark, href FROM server_settled JOIN server_card USING (book, href, etag) WHERE book = ?"
)
_UNSETTLE = (
    "DELETE FROM server_settled WHERE book = ?1 AND NOT EXISTS (SELECT 1 FROM server_card"
    " WHERE server_card.book = ?1 AND server_card.href = server_settled.href"
    " AND server_card.etag = server_settled.etag)"
)
_BEGIN = (
    "INSERT INTO server_put (book, push, href, before_etag, before, sent, state, begun_at)"
    " VALUES (?, ?, ?, ?, ?, ?, 'open', ?)"
)
_SEE = (
    "INSERT INTO server_put (book, push, href, sent, etag, kept, state, begun_at)"
    " VALUES (?, '', ?, ?, ?, ?, 'seen', ?)"
)
_PUTS = (
    "SELECT id, push, href, before_etag, before, sent, etag, kept, begun_at FROM server_put"
    " WHERE book = ?1 AND state = ?2 AND (?3 IS NULL OR push = ?3) AND (?4 IS NULL OR href = ?4)"
    " ORDER BY id"
)
_PUSHES = (
    "SELECT push FROM server_put WHERE book = ? AND state = 'done' GROUP BY push ORDER BY max(id)"
)
_UNDONE_PUSHES = (
    "SELECT push FROM server_put WHERE book = ?1 AND state = 'undone'"
    " AND id > coalesce((SELECT max(id) FROM server_put WHERE book = ?1 AND state = 'done'), 0)"
    " GROUP BY push ORDER BY max(id)"
)
_FORGET_OLD_PUSHES = (
    "DELETE FROM server_put WHERE book = ?1 AND state != 'open' AND push NOT IN ("
    "SELECT push FROM server_put WHERE book = ?1 GROUP BY push ORDER BY max(id) DESC LIMIT ?2)"
)
_KEPT_PUSHES = 10


class Servers(Session):
    """The part of a library that remembers servers; see :class:`cardscan.carddav.Memory`."""

    def server_cards(self, book: str) -> tuple[str | None, dict[str, RemoteCard]]:
        """The token of the last synchronisation, and the cards as they were by then."""
        found = self._one("SELECT token FROM server_book WHERE book = ?", book)
        with self._reading() as db:
            cards = [RemoteCard(*row) for row in db.execute(_CARDS, (book,))]
        return (found[0] if found else None), {card.href: card for card in cards}

    def keep_server_cards(
        self,
        book: str,
        token: str | None,
        changed: Iterable[RemoteCard],
        gone: Iterable[str],
    ) -> None:
        """Remember what a synchronisation brought."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO server_book VALUES (?, ?)", (book, token))
            db.executemany(
                "DELETE FROM server_card WHERE book = ? AND href = ?", ((book, h) for h in gone)
            )
            db.executemany(_KEEP, ((book, c.href, c.etag, c.data) for c in changed))
            # What was found in a card that is another one by now is found nowhere.
            db.execute(_UNSETTLE, (book,))

    def settled(self, book: str) -> dict[str, str]:
        """The marks of contacts that are in full in a card, each with the path of that card."""
        with self._reading() as db:
            return dict(db.execute(_SETTLED, (book,)).fetchall())

    def settle(self, book: str, found: Mapping[str, tuple[str, str]]) -> None:
        """Remember contacts, by their marks, as being in full in a card: its path and ETag."""
        with self._transaction() as db:
            rows = [(book, mark, *card) for mark, card in found.items()]
            db.executemany("INSERT OR REPLACE INTO server_settled VALUES (?, ?, ?, ?)", rows)

    def keep_server_card(self, book: str, card: RemoteCard) -> None:
        """Remember one card to the byte."""
        with self._transaction() as db:
            db.execute(_KEEP, (book, card.href, card.etag, card.data))

    def begin_put(
        self, book: str, push: str, href: str, before: RemoteCard | None, sent: bytes
    ) -> int:
        """Remember what is about to be sent, and return the number of the record."""
        then = (None, None) if before is None else (before.etag, before.data)
        with self._transaction() as db:
            cursor = db.execute(_BEGIN, (book, push, href, *then, sent, self._timestamp()))
            return int(cursor.lastrowid or 0)

    def end_put(self, number: int, *, href: str, etag: str, kept: bytes | None = None) -> None:
        """It is there, under this address."""
        query = (
            "UPDATE server_put SET state = 'done', href = ?, etag = ?, kept = coalesce(?, kept)"
            " WHERE id = ?"
        )
        with self._transaction() as db:
            db.execute(query, (href, etag, kept, number))

    def keep_seen(self, book: str, card: RemoteCard, sent: bytes) -> None:
        """Remember that ``sent`` is not to be sent, as what is there (or not) is to stay."""
        with self._transaction() as db:
            values = (book, card.href, sent, card.etag, card.data or None, self._timestamp())
            db.execute(_SEE, values)

    def put_stays(self, number: int, sent: bytes) -> None:
        """What is there stays as it is, although ``sent`` is what would be said now."""
        with self._transaction() as db:
            db.execute("UPDATE server_put SET sent = ? WHERE id = ?", (sent, number))

    def drop_put(self, number: int) -> None:
        """It never happened."""
        with self._transaction() as db:
            db.execute("DELETE FROM server_put WHERE id = ?", (number,))

    def pushes(self, book: str) -> tuple[str, ...]:
        """The names of the pushes of which something is there, the oldest first."""
        with self._reading() as db:
            return tuple(row[0] for row in db.execute(_PUSHES, (book,)))

    def undone_pushes(self, book: str) -> tuple[str, ...]:
        """The pushes that were taken back after the last one that is there, the oldest first."""
        with self._reading() as db:
            return tuple(row[0] for row in db.execute(_UNDONE_PUSHES, (book,)))

    def puts(
        self, book: str, state: PutState, *, push: str | None = None, href: str | None = None
    ) -> tuple[PutRecord, ...]:
        """The records of a book in this state, in order; those of one push, or of one card."""
        with self._reading() as db:
            found = db.execute(_PUTS, (book, state.value, push, href)).fetchall()
        return tuple(PutRecord(*row) for row in found)

    def close_puts(self, numbers: Mapping[int, PutState]) -> None:
        """Change the states of records."""
        with self._transaction() as db:
            rows = [(state.value, number) for number, state in numbers.items()]
            db.executemany("UPDATE server_put SET state = ? WHERE id = ?", rows)

    def forget_old_pushes(self, book: str) -> None:
        """Keep as many pushes as can be taken back."""
        with self._transaction() as db:
            db.execute(_FORGET_OLD_PUSHES, (book, _KEPT_PUSHES))
