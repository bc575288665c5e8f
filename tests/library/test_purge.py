"""A person can be removed everywhere, and the bytes are gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cardscan.errors import LibraryError, UsageError
from cardscan.library import DeliveryKind, Library
from cardscan.library.connection import overwrite
from cardscan.model import Field, Name
from tests.library.test_store import RECIPE, make_scan


def _bytes_of(library: Library) -> bytes:
    files = library.path.parent.glob(library.path.name + "*")
    return b"".join(file.read_bytes() for file in files)


def _filled(path: Path) -> Library:
    library = Library.open(path)
    for position, name in enumerate(["Zacharias Zwettler", "Bob Beispiel", "Carla Zwettlerin"]):
        sha256 = f"{position:064}"
        photo = path.parent / f"IMG_{position}.jpg"
        photo.write_bytes(sha256.encode())
        scan = make_scan(name, sha256=sha256, source=str(photo))
        library.remember(sha256, RECIPE, [scan], event=f"event {position}")
    return library


@pytest.mark.parametrize(
    "purge",
    [{"person": "zacharias zwettler"}, {"person": "ZWETTLER"}, {"event": "event 0"}],
)
def test_a_purged_person_is_gone_from_the_bytes(tmp_path: Path, purge: dict[str, str]) -> None:
    with _filled(tmp_path / "library.sqlite") as library:
        library.edit(1, Field.NAME, before=None, after=Name(value="Zacharias Zwettler-Alt"))
        library.record_delivery(DeliveryKind.MERGE, "book.vcf", [1, 2])
        assert b"Zacharias" in _bytes_of(library)
        rehearsed = library.purge(**purge, dry_run=True)
        assert b"Zacharias" in _bytes_of(library)
        purged = library.purge(**purge)
        assert purged.removed == rehearsed.removed
        assert b"Zacharias" not in _bytes_of(library)
        assert purged.overwritten
        assert purged.removed == {
            "scans": 1, "pictures": 2, "decisions": 1, "deliveries": 1, "photos": 1
        }  # fmt: skip
        assert purged.photos == (tmp_path / "IMG_0.jpg",)
        assert purged.targets == ("book.vcf",)
        assert [each.number for each in library.scans()] == [2, 3]


def test_bytes_that_sqlite_left_behind_are_overwritten_too(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    _filled(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA secure_delete = OFF")
    db.execute("CREATE TABLE moved (body TEXT)")
    db.execute("INSERT INTO moved VALUES (?)", ("Zacharias Zwettler of old " * 500,))
    db.execute("DROP TABLE moved")
    db.close()
    with Library.open(path) as library:
        assert b"Zwettler of old" in _bytes_of(library)
        assert library.purge(person="Zacharias Zwettler").overwritten
        assert b"Zacharias" not in _bytes_of(library)


def test_a_purge_while_another_program_reads_says_that_traces_stay(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    _filled(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN")
    assert db.execute("SELECT count(*) FROM scan").fetchone() == (3,)
    with Library.open(path, busy_timeout_s=0.1) as library:
        assert not library.purge(person="Zacharias Zwettler").overwritten
        db.close()
        assert len(list(library.scans())) == 2
        library.vacuum()
        assert b"Zacharias" not in _bytes_of(library)


def _spoil_a_table(path: Path, table: str) -> None:
    """Overwrite the root page of a table that a purge of an event does not look at."""
    db = sqlite3.connect(path)
    (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(whole)


def test_damage_that_shows_only_when_a_purge_overwrites_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    _filled(path).close()
    _spoil_a_table(path, "pair")
    with Library.open(path) as library, pytest.raises(LibraryError, match="is damaged"):
        library.purge(event="event 0")


def test_only_what_can_work_later_is_put_off(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    _filled(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        overwrite(db)
    db.execute("PRAGMA query_only = OFF")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    db.execute("PRAGMA busy_timeout = 0")
    assert not overwrite(db)
    other.close()
    assert overwrite(db)
    db.close()


@pytest.mark.parametrize("text", ["+43 660 1234567", "0660/1234567", "ada@muster.example"])
def test_a_person_is_found_by_number_and_address(tmp_path: Path, text: str) -> None:
    with _filled(tmp_path / "library.sqlite") as library:
        assert library.purge(person=text).removed["scans"] == 3


def test_a_person_is_found_without_the_accents_of_the_name(tmp_path: Path) -> None:
    with Library.open(tmp_path / "l.sqlite") as library:
        library.remember("0" * 64, RECIPE, [make_scan("Vojtěch Němec", sha256="0" * 64)])
        assert library.purge(person="vojtech nemec").removed["scans"] == 1


@pytest.mark.parametrize("text", ["Zwett", "12", "eispiel", "nobody"])
def test_a_part_of_a_word_names_nobody(tmp_path: Path, text: str) -> None:
    with _filled(tmp_path / "library.sqlite") as library:
        assert library.purge(person=text).removed == {}


def test_others_on_the_same_photo_stay_known(tmp_path: Path) -> None:
    with Library.open(tmp_path / "l.sqlite") as library:
        sha256 = "0" * 64
        scans = [make_scan("Ada Muster", sha256=sha256), make_scan("Bob", sha256=sha256, card=1)]
        library.remember(sha256, RECIPE, scans)
        library.purge(person="Ada Muster")
        assert library.recall(sha256, RECIPE) == (scans[1],)


def test_pairs_and_file_names_that_name_the_person_go_too(tmp_path: Path) -> None:
    with Library.open(tmp_path / "l.sqlite") as library:
        photo = tmp_path / "Zacharias_Zwettler.jpg"
        photo.write_bytes(b"x")
        library.sha256_of(photo)
        library.decide_pair("Zacharias Zwettler <z@z.example>", "uid-1", same=False)
        library.purge(person="Zwettler")
        assert b"Zwettler" not in _bytes_of(library)


@pytest.mark.parametrize("purge", [{}, {"person": " "}, {"event": "a", "person": "b"}])
def test_a_purge_of_nothing_is_refused(tmp_path: Path, purge: dict[str, str]) -> None:
    with Library.open(tmp_path / "l.sqlite") as library, pytest.raises(UsageError):
        library.purge(**purge)


def test_what_was_written_to_a_server_goes_although_a_fold_parts_the_name(tmp_path: Path) -> None:
    event = (
        b"BEGIN:VEVENT\r\nSUMMARY:Follow up: Dr. Anneliese Brandt\r\n m\xc3\xbcller\r\nEND:VEVENT"
    )
    with Library.open(tmp_path / "library.sqlite") as library:
        library.begin_put("https://cloud.example.org/c/", "push", "/c/1.ics", None, event)
        assert library.purge(person="Otto Fremd").removed == {}
        purged = library.purge(person="Anneliese Brandtmüller")
        assert purged.removed == {"cards written to servers": 1}
