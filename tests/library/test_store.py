"""The library keeps what it is given, and a person's decisions outrank the machine."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cardscan.errors import LibraryError, UsageError
from cardscan.library import DeliveryKind, Library, Recipe, State
from cardscan.model import (
    Box,
    Contact,
    Email,
    Failure,
    Field,
    Name,
    Outcome,
    Phone,
    Reading,
    Scan,
    TextLine,
    Word,
)
from tests.small_disk import mounted_disk

RECIPE = Recipe.of("tesseract", "5.3.0", {"region": "AT"})
SHA = "ab" * 32


def make_scan(name: str = "Ada Muster", *, sha256: str = SHA, **changes: object) -> Scan:
    box = Box(1.5, 2.0, 30.25, 40.0)
    words = tuple(Word(part, 0.9, box) for part in name.split())
    scan = Scan(
        source="photos/a.jpg",
        sha256=sha256,
        corners=((0.0, 0.0), (9.5, 0.0), (9.5, 5.0), (0.0, 5.0)),
        contact=Contact(
            name=Name(value=name, confidence=0.5, boxes=(box,)),
            emails=(Email(value="ada@muster.example", sure=True),),
            phones=(Phone(value="+436601234567", printed="0660 / 123 45 67"),),
        ),
        lines=(TextLine(box, (Reading(words, "tesseract/Latin"), Reading(words, "rapidocr"))),),
        picture=b"\xff\xd8front of " + name.encode() + b"\xff\xd9",
        back=b"\xff\xd8back\xff\xd9",
        reader="tesseract",
    )
    return replace(scan, **changes)  # type: ignore[arg-type]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "data" / "library.sqlite") as opened:
        yield opened


def test_a_photo_is_recalled_as_it_was_remembered(library: Library) -> None:
    scans = (make_scan(), make_scan("Bob Beispiel", card=1, outcome=Outcome.DOUBTFUL))
    failure = Failure(source="photos/a.jpg", kind="DamagedPhotoError", message="Page 2 is cut off.")
    library.remember(SHA, RECIPE, (*scans, failure), event="Fair")
    expected = (*(replace(scan, event="Fair") for scan in scans), failure)
    assert library.recall(SHA, RECIPE) == expected
    assert library.recall(SHA) == expected[:2]


def test_a_recalled_photo_has_the_path_at_which_it_lies_now(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan()])
    recalled = library.recall(SHA, RECIPE, source="elsewhere/\udcff.jpg")
    assert recalled is not None
    assert [each.source for each in recalled] == ["elsewhere/\udcff.jpg"]


@pytest.mark.parametrize(
    "other",
    [
        Recipe.of("tesseract", "5.3.0", {"region": "DE"}),
        Recipe.of("tesseract", "5.4.0", {"region": "AT"}),
        Recipe.of("rapidocr", "5.3.0", {"region": "AT"}),
    ],
)
def test_another_recipe_does_not_know_the_photo(library: Library, other: Recipe) -> None:
    library.remember(SHA, RECIPE, [make_scan()])
    assert library.recall(SHA, other) is None
    assert not library.knows("cd" * 32, RECIPE)


@pytest.mark.parametrize(("kind", "known"), [("DamagedPhotoError", True), ("ReaderError", False)])
def test_only_a_failure_of_the_bytes_themselves_is_final(
    library: Library, kind: str, known: bool
) -> None:
    library.remember(SHA, RECIPE, [Failure(source="a.jpg", kind=kind, message="No.")])
    assert library.knows(SHA, RECIPE) is known


def test_a_newer_reading_replaces_the_old_one_and_keeps_its_number(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan("Old Name"), make_scan("Gone", card=1)], event="Fair")
    newer = Recipe.of("tesseract", "6")
    library.remember(SHA, newer, [make_scan("New Name", picture=b"new")])
    (stored,) = library.scans()
    assert stored.scan == make_scan("New Name", picture=b"new", event="Fair")
    assert stored.number == library.number_of(stored.scan)


def test_only_the_recipe_of_the_scans_that_are_there_knows_the_photo(library: Library) -> None:
    austrian, german = (Recipe.of("tesseract", "5", {"region": r}) for r in ("AT", "DE"))
    library.remember(SHA, austrian, [make_scan("Read In Austria")])
    library.remember(SHA, german, [make_scan("Read In Germany")])
    assert not library.knows(SHA, austrian)
    assert library.recall(SHA, austrian) is None
    assert library.recall(SHA, german) == (make_scan("Read In Germany"),)


def test_a_reading_that_came_to_nothing_costs_no_earlier_one(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan()])
    newer = Recipe.of("tesseract", "6")
    library.remember(SHA, newer, [Failure(source="a.jpg", kind="ReaderError", message="Slow.")])
    assert [each.scan for each in library.scans()] == [make_scan()]
    assert library.knows(SHA, RECIPE)
    assert not library.knows(SHA, newer)


def test_a_newer_reading_leaves_what_a_person_decided(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan("Ada Mustre"), make_scan("Bob", card=1)])
    first, second = library.scans()
    right = Name(value="Ada Muster", given="Ada", family="Muster")
    library.edit(first.number, Field.NAME, before="Ada Mustre", after=right)
    library.accept(second.number)
    library.remember(SHA, Recipe.of("tesseract", "6"), [make_scan("Ada Nuster")])
    names = [each.scan.contact.name.value for each in library.scans()]  # type: ignore[union-attr]
    assert names == ["Ada Muster", "Bob"]


def test_edits_add_replace_and_remove(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan(outcome=Outcome.DOUBTFUL)])
    (open_scan,) = library.doubtful()
    number = open_scan.number
    library.edit(number, Field.PHONE, before="+436601234567", after=None)
    library.edit(number, Field.PHONE, before=None, after=Phone(value="+4317204431"))
    library.edit(
        number, Field.EMAIL, before="ada@muster.example", after=Email(value="a@muster.example")
    )
    accepted = library.accept(number)
    assert accepted.state is State.ACCEPTED
    assert accepted.scan.outcome is Outcome.OK
    contact = accepted.scan.contact
    assert contact is not None
    assert [phone.value for phone in contact.phones] == ["+4317204431"]
    assert [email.value for email in contact.emails] == ["a@muster.example"]
    assert all(value.sure for value in contact.values)
    assert not list(library.doubtful())
    assert library.reopen(number).scan == make_scan(outcome=Outcome.DOUBTFUL)


def test_discarded_scans_are_kept_but_no_longer_handed_out(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan()])
    (stored,) = library.scans()
    library.discard(stored.number)
    assert library.recall(SHA, RECIPE) == ()
    assert not list(library.scans())
    assert [each.state for each in library.scans(discarded=True)] == [State.DISCARDED]


def test_a_decision_on_no_card_is_a_mistake_of_the_user(library: Library) -> None:
    with pytest.raises(UsageError, match="#7"):
        library.accept(7)


def test_scans_are_found_by_event_time_review_and_outcome(tmp_path: Path) -> None:
    start = datetime(2024, 5, 1, 12, tzinfo=UTC)
    times = iter(start + timedelta(hours=hour) for hour in range(100))
    with Library.open(tmp_path / "l.sqlite", now=lambda: next(times)) as library:
        for position, (event, outcome) in enumerate(
            [("Fair", Outcome.OK), ("Fair", Outcome.DOUBTFUL), (None, Outcome.NOT_A_CARD)]
        ):
            sha256 = f"{position:064}"
            scan = make_scan(str(position), sha256=sha256, outcome=outcome)
            library.remember(sha256, RECIPE, [scan], event=event)

        def found(**conditions: object) -> list[int]:
            return [each.number for each in library.scans(**conditions)]  # type: ignore[arg-type]

        assert found() == [1, 2, 3]
        assert found(event="Fair") == [1, 2]
        assert found(since=start + timedelta(hours=1)) == [2, 3]
        assert found(outcome=Outcome.OK) == [1]
        library.accept(2)
        assert found(reviewed=True) == [2]
        assert found(reviewed=False, event="Fair") == [1]
        (event,) = library.events()
        assert (event.name, event.scans, event.first) == ("Fair", 2, start)


def test_deliveries_and_decided_pairs_are_remembered(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan()])
    (stored,) = library.scans()
    library.record_delivery(DeliveryKind.MERGE, "book.vcf", [stored.number])
    library.decide_pair("uid-2", "uid-1", same=True)
    library.decide_pair("uid-1", "uid-2", same=False)
    library.decide_pair("uid-3", "uid-1", same=True)
    assert library.pairs() == (("uid-1", "uid-2", False), ("uid-1", "uid-3", True))
    (delivery,) = library.deliveries("book.vcf")
    assert (delivery.kind, delivery.scans) == (DeliveryKind.MERGE, (stored.number,))
    assert library.deliveries("other.vcf") == ()
    assert library.deliveries() == (delivery,)


def test_what_a_target_was_given_long_ago_costs_the_next_delivery_nothing(tmp_path: Path) -> None:
    few, many = (_steps_to_deliver(tmp_path / f"{n}.sqlite", after=n) for n in (20, 2000))
    assert many < 2 * few


def _steps_to_deliver(path: Path, *, after: int) -> int:
    """How many steps SQLite's machine takes to note a card after so many deliveries of another."""
    book, counted = Path("/book.vcf"), 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    with Library.open(path) as library:
        library.remember(SHA, RECIPE, [make_scan()])
        library.remember("b" * 64, RECIPE, [replace(make_scan("Bob"), sha256="b" * 64)])
        with library._transaction() as db:
            row = (DeliveryKind.MERGE, bytes(book), datetime.now(UTC).isoformat())
            db.executemany(
                "INSERT INTO delivery (kind, target, delivered_at) VALUES (?, ?, ?)", [row] * after
            )
            db.execute("INSERT INTO delivered SELECT id, 1, NULL FROM delivery")
        db.set_progress_handler(count, 1)
        assert library.sent(2, str(book)) == ()
        library.record_delivery(DeliveryKind.MERGE, str(book), [2])
        assert len(library.sent(2, str(book))) == 1
        db.set_progress_handler(None, 0)
        assert library.deliveries(str(book))[-1].scans == (2,)
    return counted


# --- hashes ----------------------------------------------------------------


def test_a_hash_is_remembered_only_while_the_file_is_the_same(
    library: Library, tmp_path: Path
) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"one")
    old = library.sha256_of(photo)
    photo.write_bytes(b"two")
    os.utime(photo, (1, 1))
    new = library.sha256_of(photo)
    assert old != new
    assert library.sha256_of(photo) == new


@pytest.mark.parametrize("beside", ["", "-wal", "-shm"])
def test_nobody_opens_the_file_beside_sqlite(library: Library, beside: str) -> None:
    # Closing it again would drop all locks of this process.
    path = library.path.with_name(library.path.name + beside)
    assert path.exists()
    with pytest.raises(OSError, match="the library itself"):
        library.sha256_of(path)


def test_a_second_connection_of_a_process_costs_the_first_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    comes_and_goes = (
        "import sys; from pathlib import Path; from cardscan.library import Library\n"
        "with Library.open(Path(sys.argv[1])) as library: assert library.check() == ()"
    )
    with Library.open(path) as library:
        with Library.open(path):
            pass
        subprocess.run([sys.executable, "-c", comes_and_goes, path], check=True)
        # The other one was not the last: what keeps the newest rows is still there.
        assert path.with_name("library.sqlite-wal").exists()
        library.remember(SHA, RECIPE, [make_scan()])
        assert library.recall(SHA, RECIPE)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 600 kB."""
    with mounted_disk(tmp_path / "small", 600) as folder:
        yield folder


@pytest.mark.parametrize("free", [0, 8192])
def test_a_full_disk_is_named_and_costs_nothing_that_was_kept(small_disk: Path, free: int) -> None:
    path = small_disk / "library.sqlite"
    with Library.open(path) as library:
        library.remember(SHA, RECIPE, [make_scan()])
    filling = small_disk / "filling"
    filling.write_bytes(bytes(shutil.disk_usage(small_disk).free - free))
    big = make_scan("Bob Beispiel", sha256="cd" * 32, picture=bytes(300_000))
    with pytest.raises(LibraryError, match="no room left") as caught, Library.open(path) as library:
        library.remember(big.sha256, RECIPE, [big])
    assert "Make room" in str(caught.value)
    assert "Bob" not in str(caught.value)
    filling.unlink()
    with Library.open(path) as library:
        assert library.check() == ()
        assert library.recall(SHA, RECIPE) == (make_scan(),)
        assert library.recall(big.sha256, RECIPE) is None


def test_a_library_without_room_from_the_start_says_so(small_disk: Path) -> None:
    (small_disk / "filling").write_bytes(bytes(shutil.disk_usage(small_disk).free - 4096))
    with pytest.raises(LibraryError, match="no room left"):
        Library.open(small_disk / "library.sqlite")


# --- files that are no library ---------------------------------------------


def _other_program(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE thing (id)")
    db.commit()
    db.close()


def _newer(path: Path) -> None:
    with Library.open(path):
        pass
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()


def _torn(path: Path) -> None:
    with Library.open(path) as library:
        for position in range(40):
            library.remember(f"{position:064}", RECIPE, [make_scan(sha256=f"{position:064}")])
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda path: path.write_bytes(b"\xff\xd8" * 500), "not a library"),
        (lambda path: path.write_text("x"), "not a library"),
        (_other_program, "another program"),
        (_newer, "newer cardscan"),
        (_torn, "damaged"),
        (lambda path: path.mkdir(), "not a file"),
    ],
)
def test_a_file_that_is_no_library_is_left_alone(
    tmp_path: Path, spoil: object, sentence: str
) -> None:
    path = tmp_path / "library.sqlite"
    spoil(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(LibraryError, match=sentence) as caught, Library.open(path) as library:
        list(library.scans())
    assert caught.value.next_step
    assert before is None or path.read_bytes() == before


def test_a_locked_library_says_so(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library.open(path, busy_timeout_s=0.1) as library:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LibraryError, match="in use"):
            library.remember(SHA, RECIPE, [make_scan()])
        other.execute("ROLLBACK")
        library.remember(SHA, RECIPE, [make_scan()])
        other.close()


def test_a_read_only_library_says_so(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library.open(path):
        pass
    path.chmod(0o444)
    program = (
        "import os, sys; from pathlib import Path; from cardscan.library import Library\n"
        "from cardscan.errors import LibraryError\n"
        "os.getuid() or os.setuid(65534)\n"
        "try: Library.open(Path(sys.argv[1]))\n"
        "except LibraryError as error: print(error)"
    )
    for folder in (tmp_path, *tmp_path.parents):
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder.name.startswith("pytest-of"):
            break
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
    )
    assert "read-only" in done.stdout or "cannot be read" in done.stdout


def test_a_new_library_is_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "library.sqlite"
    with Library.open(path):
        assert path.stat().st_mode & 0o077 == 0


def test_check_finds_nothing_in_a_good_library_and_something_in_a_bad_one(
    library: Library,
) -> None:
    library.remember(SHA, RECIPE, [make_scan()])
    assert library.check() == ()
    raw = sqlite3.connect(library.path)
    raw.execute("UPDATE scan SET body = '[1]'")
    raw.commit()
    raw.close()
    assert "card #1" in library.check()[0]


def test_vacuum_gives_room_back(library: Library) -> None:
    library.remember(SHA, RECIPE, [make_scan(picture=bytes(8_000_000))])
    library.remember(SHA, Recipe.of("tesseract", "6"), [make_scan()])
    assert library.vacuum() > 4_000_000
