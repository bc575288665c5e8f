"""The library: photos, their scans and what a person decided, in one SQLite file."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cardscan.errors import UsageError
from cardscan.library import row_values, rows
from cardscan.library.answers import Answers
from cardscan.library.arranging import Arranging
from cardscan.library.codec import to_json
from cardscan.library.connection import explained, overwrite
from cardscan.library.deliveries import Deliveries
from cardscan.library.keeping import Keeping, find_unreadable_kept
from cardscan.library.purge import purge_scans
from cardscan.library.records import (
    Decision,
    DecisionKind,
    Event,
    PhotoOutcome,
    Purged,
    Recipe,
    State,
    StoredScan,
    ended,
    page_count,
)
from cardscan.library.servers import Servers
from cardscan.library.stamps import hash_file, is_settled, stamp_of
from cardscan.model import Failure, Field, Outcome, ReadPage, Scan, Value

__all__ = ["Library"]

_FINAL_FAILURES = frozenset(
    {"UnsupportedPhotoError", "DamagedPhotoError", "EncryptedPhotoError", "OversizedPhotoError"}
)
"""What the bytes of a photo alone decide; any other failure may pass, and is tried again."""


def _are_final(failures: Iterable[Failure]) -> bool:
    return all(failure.kind in _FINAL_FAILURES for failure in failures)


class Library(Answers, Arranging, Keeping, Deliveries, Servers):
    """A context manager over one library file; every method raises LibraryError on its trouble.

    Each change is one transaction. One object may be used from several threads,
    and several processes may open the same file.
    """

    # --- photos ------------------------------------------------------------

    def sha256_of(self, path: Path) -> str:
        """The SHA-256 of a file; remembered for as long as the file's stamp stays the same.

        Raises OSError where the file cannot be read.
        """
        if self.holds(path):
            raise OSError(errno.EBUSY, "it is the library itself", str(path))
        before = stamp_of(path)
        name = rows.to_bytes(str(path.absolute()))
        known = self._one("SELECT sha256 FROM file WHERE path = ? AND stamp = ?", name, before)
        if known is not None:
            return str(known[0])
        sha256 = hash_file(path)
        if is_settled(path) and stamp_of(path) == before:
            with self._transaction() as db:
                db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (name, sha256, before))
        return sha256

    def knows(self, sha256: str, recipe: Recipe) -> bool:
        """Whether a photo was read to the end by this recipe."""
        return self._one(rows.FINISHED, sha256, str(recipe)) is not None

    def has_read(self, sha256: str, recipe: Recipe) -> bool:
        """Whether a photo was read like this, whatever was made of it (:meth:`understand`)."""
        found = self._one(rows.RECIPE_OF, sha256)
        return found is not None and recipe.reads_like(found[0])

    def understand(self, sha256: str, recipe: Recipe, anew: Callable[[Scan], Scan]) -> None:
        """Let something else be made of what was read of a photo; it is then known by the recipe.

        What a person has decided on stays.
        """
        with self._reading() as db:
            found = db.execute(rows.SCANS_OF_PHOTO, (sha256,)).fetchall()
            stored = [rows.load_scan(db, row, undecided=True, alone=True) for row in found]
            failures = [
                row_values.load_failure(row) for row in db.execute(rows.ALL_FAILURES, (sha256,))
            ]
        open_ones = [each.scan for each in stored]
        self.remember(sha256, recipe, (*map(anew, open_ones), *failures))

    def recall(
        self, sha256: str, recipe: Recipe | None = None, *, source: str | None = None
    ) -> tuple[PhotoOutcome, ...] | None:
        """What a photo gave, decisions applied; None where it was not read by this recipe.

        Discarded scans are left out, and each side of a card comes alone.
        ``source`` takes the place of the path under which the photo was seen
        first. Any recipe will do when none is given.
        """
        if recipe is not None and not self.knows(sha256, recipe):
            return None
        with self._reading() as db:
            found = db.execute(rows.SCANS_OF_PHOTO, (sha256,)).fetchall()
            stored = [rows.load_scan(db, row, alone=True) for row in found]
            if recipe is None and not stored:
                return None
            key = (sha256, str(recipe))
            failures = [row_values.load_failure(row) for row in db.execute(rows.FAILURES, key)]
        kept = [each.scan for each in stored if each.state is not State.DISCARDED]
        outcomes: tuple[PhotoOutcome, ...] = (*kept, *failures)
        if source is None:
            return outcomes
        return tuple(replace(outcome, source=source) for outcome in outcomes)

    def remember(
        self,
        sha256: str,
        recipe: Recipe,
        outcomes: Iterable[PhotoOutcome],
        *,
        event: str | None = None,
    ) -> None:
        """Keep all that one photo gave, in one transaction, in the place of an earlier reading.

        What a person has decided on is not overwritten by a later reading. A
        failure that the photo's bytes alone do not explain, such as a time
        limit, leaves the photo unfinished, so that it is read again; where
        nothing was read but such failures, an earlier reading stays.
        """
        outcomes = tuple(outcomes)
        scans = [each for each in outcomes if isinstance(each, Scan)]
        failures = [each for each in outcomes if isinstance(each, Failure)]
        final = _are_final(failures)
        if not scans and not final:
            return
        with self._transaction() as db:
            now = self._timestamp()
            photo = rows.put_photo(db, sha256, pages=page_count(scans), now=now)
            rows.forget_undecided(db, photo, keep={(scan.page, scan.card) for scan in scans})
            for scan in scans:
                rows.put_scan(db, photo, scan, event=event or scan.event, now=now)
            rows.put_failures(db, photo, str(recipe), failures)
            rows.put_reading(db, photo, str(recipe) if final else None, now=now)

    def remember_page(self, sha256: str, recipe: Recipe, page: ReadPage) -> bool:
        """Keep what one page gave, as :meth:`remember` does; False where it must be read again.

        The photo is finished with its last page. Until then, an earlier
        reading of the other pages stays.
        """
        scans = [each for each in page.outcomes if isinstance(each, Scan)]
        failures = [each for each in page.outcomes if isinstance(each, Failure)]
        if not _are_final(failures):
            return False
        with self._transaction() as db:
            now = self._timestamp()
            photo = rows.put_photo(db, sha256, pages=page.pages, now=now)
            kept = {(scan.page, scan.card) for scan in scans}
            rows.forget_undecided(db, photo, keep=kept, page=page.page)
            for scan in scans:
                rows.put_scan(db, photo, scan, event=scan.event, now=now)
            rows.put_failures_of_page(db, photo, str(recipe), page.page, failures)
            rows.put_page(db, photo, str(recipe), page.page, pages=page.pages, now=now)
        return True

    def pages_read(self, sha256: str, recipe: Recipe) -> tuple[int, frozenset[int]] | None:
        """How many pages a photo has, and which were read by this recipe; None if none was."""
        with self._reading() as db:
            count = db.execute("SELECT pages FROM photo WHERE sha256 = ?", (sha256,)).fetchone()
            if count is None:
                return None
            if db.execute(rows.FINISHED, (sha256, str(recipe))).fetchone():
                return count[0], frozenset(range(count[0]))
            read = db.execute(rows.PAGES_READ, (sha256, str(recipe))).fetchall()
        return (count[0], frozenset(page for (page,) in read)) if read else None

    def recall_page(self, sha256: str, page: int, *, source: str) -> tuple[PhotoOutcome, ...]:
        """What one page of a photo gave, as :meth:`recall`, by whatever recipe it was read."""
        with self._reading() as db:
            found = db.execute(rows.SCANS_OF_PAGE, (sha256, page)).fetchall()
            stored = [rows.load_scan(db, row, alone=True) for row in found]
            failed = db.execute(rows.FAILURES_OF_PAGE, (sha256, page)).fetchall()
        kept = [each.scan for each in stored if each.state is not State.DISCARDED]
        outcomes: tuple[PhotoOutcome, ...] = (*kept, *map(row_values.load_failure, failed))
        return tuple(replace(outcome, source=source) for outcome in outcomes)

    def assign_event(self, sha256: str, event: str | None, *, page: int | None = None) -> None:
        """Give all scans of a photo, or of one page of it, another event."""
        with self._transaction() as db:
            db.execute(rows.ASSIGN_EVENT, (rows.to_text(event), sha256, page))

    def assign_source(self, sha256: str, source: str) -> None:
        """Say where a photo lies now that it was moved."""
        with self._transaction() as db:
            db.execute(rows.ASSIGN_SOURCE, (rows.to_bytes(source), sha256))

    def rename_source(self, before: str, source: str) -> None:
        """Say what a photo is called that lay in a passing place only."""
        with self._transaction() as db:
            db.execute(rows.RENAME_SOURCE, (rows.to_bytes(source), rows.to_bytes(before)))

    # --- scans -------------------------------------------------------------

    def scans(
        self,
        *,
        event: str | None = None,
        since: datetime | None = None,
        reviewed: bool | None = None,
        outcome: Outcome | None = None,
        discarded: bool = False,
    ) -> Iterator[StoredScan]:
        """Cards in the order in which they came, all conditions met; one in memory at a time.

        ``reviewed`` True asks for those that a person accepted, False for the
        open ones. Discarded scans come only when asked for.
        """
        conditions, values = rows.conditions(event, since, reviewed, outcome, discarded=discarded)
        query = f"SELECT id FROM scan WHERE {conditions} ORDER BY id"  # noqa: S608 # own text
        with self._reading() as db:
            numbers = [row[0] for row in db.execute(query, values)]
        for number in numbers:
            found = self.find_scan(number)
            if found is not None and (found.state is not State.OPEN or ended(found, outcome)):
                yield found

    def doubtful(self) -> Iterator[StoredScan]:
        """Scans that wait for a person."""
        return self.scans(outcome=Outcome.DOUBTFUL, reviewed=False)

    def waiting(self, *, event: str | None = None) -> Iterator[StoredScan]:
        """What a person should look at: doubtful cards, then sure ones with values in doubt."""
        yield from self.scans(event=event, outcome=Outcome.DOUBTFUL, reviewed=False)
        conditions, values = rows.conditions(event, None, False, None, discarded=False)
        query = f"SELECT id FROM scan WHERE {conditions} AND {rows.MAY_BE_UNSURE} ORDER BY id"  # noqa: S608 # own text
        with self._reading() as db:
            numbers = [row[0] for row in db.execute(query, values)]
        for found in map(self.find_scan, numbers):
            if found and found.scan.outcome is Outcome.OK and found.scan.unsure:
                yield found

    def find_scan(self, number: int) -> StoredScan | None:
        """The scan with this number, if it is still there."""
        with self._reading() as db:
            row = db.execute(rows.SCAN_BY_NUMBER, (number,)).fetchone()
            return None if row is None else rows.load_scan(db, row)

    def number_of(self, scan: Scan) -> int | None:
        """The number under which a scan of this photo, page and card is kept."""
        row = self._one(rows.NUMBER_OF, scan.sha256, scan.page, scan.card)
        return None if row is None else int(row[0])

    def pair_sides(self, front: Scan, back: Scan) -> bool:
        """Remember that two scans are one card; False where one is of another, decided one."""
        numbers = self.number_of(front), self.number_of(back)
        if None in numbers or self.front_of_pair(front, back) is not None:
            return True
        with self._transaction() as db:
            return rows.put_pair(db, *numbers)  # type: ignore[arg-type] # neither is None

    def front_of_pair(self, one: Scan, other: Scan) -> StoredScan | None:
        """The whole card of which these are the two sides, if that is remembered."""
        row = self._one(rows.FRONT_OF_PAIR, self.number_of(one), self.number_of(other))
        return None if row is None else self.find_scan(row[0])

    def failures(self) -> tuple[Failure, ...]:
        """Why photos could not be read that cannot be read, whoever tries."""
        with self._reading() as db:
            found = db.execute("SELECT body FROM failure ORDER BY photo_id, position").fetchall()
            return tuple(map(row_values.load_failure, found))

    def events(self) -> tuple[Event, ...]:
        """Every event with its scans, the earliest first."""
        with self._reading() as db:
            return tuple(row_values.load_event(row) for row in db.execute(rows.EVENTS))

    # --- decisions ---------------------------------------------------------

    def edit(
        self, number: int, field: Field, *, before: str | None, after: Value | None
    ) -> StoredScan:
        """Put one value in another's place: add without ``before``, remove without ``after``."""
        return self._decide(number, DecisionKind.EDIT, field, before, after)

    def accept(self, number: int) -> StoredScan:
        """The card is right as it stands now, edits included."""
        return self._decide(number, DecisionKind.ACCEPT)

    def discard(self, number: int) -> StoredScan:
        """The card is not wanted: it is kept, but no longer exported or merged."""
        return self._decide(number, DecisionKind.DISCARD)

    def reopen(self, number: int) -> StoredScan:
        """Take back all decisions on a card."""
        return self._decide(number, DecisionKind.REOPEN)

    def decisions(self, number: int) -> tuple[Decision, ...]:
        """What a person decided on a scan since it was last reopened, in order."""
        with self._reading() as db:
            return row_values.load_decisions(db, number)

    def _decide(
        self,
        number: int,
        kind: DecisionKind,
        field: Field | None = None,
        before: str | None = None,
        after: Value | None = None,
    ) -> StoredScan:
        with self._transaction() as db:
            if db.execute(rows.SCAN_BY_NUMBER, (number,)).fetchone() is None:
                raise UsageError(f"There is no card #{number} in the library.")
            body = None if after is None else to_json(after)
            db.execute(
                "INSERT INTO decision (scan_id, kind, field, before, after, decided_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (number, kind, field, before, body, self._timestamp()),
            )
            rows.settle(db, number, kind)
            row = db.execute(rows.SCAN_BY_NUMBER, (number,)).fetchone()
            return rows.load_scan(db, row)

    def decide_pair(self, first: str, second: str, *, same: bool) -> None:
        """Remember whether two cards of an address book, by stable keys of theirs, are one person.

        A later word on the same pair takes the place of an earlier one.
        """
        with self._transaction() as db:
            pair = sorted((first, second))
            db.execute(
                "INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)",
                (*pair, int(same), self._timestamp()),
            )

    def pairs(self) -> tuple[tuple[str, str, bool], ...]:
        """What :meth:`decide_pair` was told, each pair in alphabetical order."""
        with self._reading() as db:
            found = db.execute("SELECT first, second, same FROM pair ORDER BY first, second")
            return tuple((first, second, bool(same)) for first, second, same in found)

    # --- upkeep ------------------------------------------------------------

    def check(self) -> tuple[str, ...]:
        """What is wrong with the file, in SQLite's words; nothing when all is well."""
        with self._reading() as db:
            found = [row[0] for row in db.execute("PRAGMA integrity_check")]
            orphans = list(db.execute("PRAGMA foreign_key_check"))
            unreadable = (*rows.find_unreadable(db), *find_unreadable_kept(db))
        mistakes = [each for each in found if each != "ok"]
        mistakes += [f"a row of {row[0]} belongs to nothing" for row in orphans]
        return (*mistakes, *unreadable)

    def vacuum(self) -> int:
        """Give unused room back to the disk; the answer is how many bytes became free."""
        before = self.path.stat().st_size
        with self._lock, explained(self.path):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before - self.path.stat().st_size

    def purge(
        self, *, event: str | None = None, person: str | None = None, dry_run: bool = False
    ) -> Purged:
        """Remove an event, or all cards on which a text stands, and overwrite the bytes.

        ``person`` is looked for in every value, line and code, case folded; a
        telephone number in any of its spellings. The photos themselves and the
        address books are not touched: the report names them. With ``dry_run``
        the report is the same and everything stays.
        """
        if (event is None) == (person is None) or not (event or person or "").strip():
            raise UsageError("A purge needs an event or a person.")
        with self._transaction() as db:
            purged = purge_scans(db, event=event, person=person)
            if dry_run:
                db.execute("ROLLBACK")
                return purged
        with self._lock, explained(self.path):
            return replace(purged, overwritten=overwrite(self._db))
