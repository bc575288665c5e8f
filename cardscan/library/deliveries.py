"""What went where: which cards, with which values, to which address book or file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from cardscan.library.records import Delivery, DeliveryKind, Sent, Whereabouts
from cardscan.library.rows import to_bytes
from cardscan.library.session import Session

__all__ = ["Deliveries"]

_DELIVERED = "SELECT scan_id FROM delivered WHERE delivery_id = ? ORDER BY scan_id"
_DELIVERIES = "SELECT id, kind, target, delivered_at FROM delivery WHERE holds >= 0 {}ORDER BY id"
_SENT = """
SELECT scan_id, said, delivered_at FROM delivered
CROSS JOIN delivery ON delivery.id = delivery_id
WHERE scan_id IN (SELECT id FROM scan WHERE photo_id = (SELECT photo_id FROM scan WHERE id = ?1)
                  UNION SELECT back_id FROM side WHERE front_id = ?1)
  AND target = ?2 AND holds > 0
  AND delivery_id >= coalesce(
      (SELECT max(id) FROM delivery WHERE target = ?2 AND holds > 0 AND kind = 'export'), 0)
ORDER BY scan_id != ?1, delivery_id
"""
"""A file written anew holds what was written then and since, nothing from before.

The cross join begins at the few cards, however much went to the target.
"""


_OLD = (
    "SELECT id FROM delivery WHERE target = ?1 AND id < (SELECT id FROM delivery"
    " WHERE target = ?1 AND kind = 'export' ORDER BY id DESC LIMIT 1 OFFSET ?2)"
)
_FORGET_OLD_EXPORTS = (
    "DELETE FROM delivered WHERE delivery_id IN (" + _OLD + ") AND EXISTS (SELECT 1"  # noqa: S608 # own text
    " FROM delivered AS later JOIN delivery ON delivery.id = later.delivery_id"
    " WHERE later.scan_id = delivered.scan_id AND later.delivery_id > delivered.delivery_id"
    " AND target = ?1)",
    "DELETE FROM delivery WHERE id IN (" + _OLD + ")"  # noqa: S608 # own text
    " AND id NOT IN (SELECT delivery_id FROM delivered)",
)
"""What of old exports says nothing that a later one does not."""
_KEPT_EXPORTS = 10
"""As many as can be undone: a file that is written anew every night must not fill the library."""

# What a target holds of a delivery (``holds``): 1 all that was not edited away, 0 nothing, since
# another file lies there now, -1 nothing, since it was taken back.
_TAKE_BACK = "UPDATE delivery SET holds = -1 WHERE target = ? AND made = ?"
_BRING_BACK = "UPDATE delivery SET holds = 1 WHERE target = ? AND made = ? AND holds = -1"

_EXPORTED = """
SELECT scan_id, said FROM delivered JOIN delivery ON delivery.id = delivery_id
WHERE target = ? AND kind = 'export' AND holds >= 0
"""
_WHEREABOUTS = """
SELECT scan_id, kind, target, delivered_at, command FROM delivered
JOIN delivery ON delivery.id = delivery_id WHERE holds >= 0 {} ORDER BY delivery.id
"""


class Deliveries(Session):
    """The part of a library that knows where contacts went."""

    def record_delivery(
        self,
        kind: DeliveryKind,
        target: str,
        numbers: Iterable[int],
        *,
        said: Mapping[int, Iterable[str]] | None = None,
        made: str | None = None,
        command: str | None = None,
    ) -> None:
        """Remember that scans went to an address book, a file or a server.

        ``said`` are digests of the values that went there of each scan, all
        of it where a scan is not named; ``made`` is the SHA-256 of the file
        as the delivery left it, by which an undo finds it. ``command`` is what
        a person typed for it.
        """
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO delivery (kind, target, delivered_at, made, command)"
                " VALUES (?, ?, ?, ?, ?)",
                (kind, to_bytes(target), self._timestamp(), made, command),
            )
            texts = {number: " ".join(sorted(set(keys))) for number, keys in (said or {}).items()}
            found = [(cursor.lastrowid, n, texts.get(n)) for n in dict.fromkeys(numbers)]
            db.executemany("INSERT INTO delivered VALUES (?, ?, ?)", found)
            if kind is DeliveryKind.EXPORT:
                for query in _FORGET_OLD_EXPORTS:
                    db.execute(query, (to_bytes(target), _KEPT_EXPORTS))

    def deliveries(self, target: str | None = None) -> tuple[Delivery, ...]:
        """What went where, in order; to one target when it is given."""
        wanted = () if target is None else (to_bytes(target),)
        which = "" if target is None else "AND target = ? "
        query = _DELIVERIES.format(which)
        with self._reading() as db:
            return tuple(
                Delivery(
                    DeliveryKind(kind),
                    bytes(name).decode("utf-8", "surrogatepass"),
                    datetime.fromisoformat(at),
                    tuple(row[0] for row in db.execute(_DELIVERED, (number,))),
                )
                for number, kind, name, at in db.execute(query, wanted).fetchall()
            )

    def sent(self, number: int, target: str) -> tuple[Sent, ...]:
        """What a target holds of the photo and the other side of a scan; of the scan itself first.

        What was taken back or lay in another file of this name does not count.
        """
        with self._reading() as db:
            found = db.execute(_SENT, (number, to_bytes(target))).fetchall()
        return tuple(
            Sent(
                scan, None if said is None else frozenset(said.split()), datetime.fromisoformat(at)
            )
            for scan, said, at in found
        )

    def exported(self, target: str) -> dict[int, frozenset[str] | None]:
        """What was ever exported to a target: digests by the scans' numbers, None for all of it."""
        found: dict[int, frozenset[str] | None] = {}
        with self._reading() as db:
            for number, said in db.execute(_EXPORTED, (to_bytes(target),)):
                before = found.get(number, frozenset())
                keys = None if said is None else frozenset(said.split())
                found[number] = None if keys is None or before is None else before | keys
        return found

    def whereabouts(self, number: int) -> tuple[Whereabouts, ...]:
        """Where a card went, in order."""
        return self._whereabouts("AND scan_id = ?", number).get(number, ())

    def all_whereabouts(self) -> dict[int, tuple[Whereabouts, ...]]:
        """Where every card went, in order, by the cards' numbers."""
        return self._whereabouts("")

    def _whereabouts(self, which: str, *values: object) -> dict[int, tuple[Whereabouts, ...]]:
        found: dict[int, tuple[Whereabouts, ...]] = {}
        with self._reading() as db:
            for scan, kind, target, at, command in db.execute(_WHEREABOUTS.format(which), values):
                name = bytes(target).decode("utf-8", "surrogatepass")
                went = Whereabouts(DeliveryKind(kind), name, datetime.fromisoformat(at), command)
                found[scan] = (*found.get(scan, ()), went)
        return found

    def take_back(self, target: str, made: str) -> None:
        """The deliveries that made a file what it was before an undo count no more."""
        with self._transaction() as db:
            db.execute(_TAKE_BACK, (to_bytes(target), made))

    def bring_back(self, target: str, made: str) -> None:
        """The deliveries that an undo took back count again: the file is what they made of it."""
        with self._transaction() as db:
            db.execute(_BRING_BACK, (to_bytes(target), made))

    def replace_target(self, target: str) -> None:
        """Another file lies there now: what went to the earlier one is not in it."""
        with self._transaction() as db:
            db.execute(
                "UPDATE delivery SET holds = 0 WHERE target = ? AND holds > 0", (to_bytes(target),)
            )

    # --- the files themselves ----------------------------------------------

    def note_output(self, target: str, sha256: str) -> None:
        """Remember the bytes that a file was last written with."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO output VALUES (?, ?)", (_place(target), sha256))

    def is_output(self, target: str, sha256: str) -> bool:
        """Whether a file has the bytes that it was last written with."""
        query = "SELECT 1 FROM output WHERE place = ? AND sha256 = ?"
        return self._one(query, _place(target), sha256) is not None

    def note_book(self, target: str, sha256: str, marks: Iterable[str]) -> None:
        """Remember an address book as it was left: its bytes, and marks of contacts in it."""
        row = (_place(target), sha256, " ".join(sorted(marks)))
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO book VALUES (?, ?, ?)", row)

    def noted_book(self, target: str) -> tuple[str, frozenset[str]] | None:
        """What :meth:`note_book` was told last of an address book."""
        found = self._one("SELECT sha256, marks FROM book WHERE place = ?", _place(target))
        return None if found is None else (found[0], frozenset(found[1].split()))


def _place(target: str) -> str:
    return hashlib.sha256(to_bytes(target)).hexdigest()
