"""An address-book file on disk: atomic, backed up, undone exactly, refused politely."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cardscan.addressbook import KEPT_BACKUPS, FileBook, read_backup
from cardscan.errors import AddressBookBusyError, AddressBookChangedError, AddressBookError
from cardscan.vcard import Block, append, cards, join, split

ANNA = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Beispiel\r\nN:Beispiel;Anna;;;\r\nEND:VCARD\r\n"
BERND = ANNA.replace(b"Anna", b"Bernd")


def card(name: str) -> Block:
    return cards(split(ANNA.replace(b"Anna", name.encode())))[0]


def add(book: FileBook, name: str) -> None:
    state = book.read()
    book.write(append(state.parts, [card(name)]), expected=state)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "book.vcf"
    file.write_bytes(ANNA + b"\r\n# a comment\r\n" + BERND[:-2])
    return file


def test_write_then_undo_several_steps_gives_the_exact_bytes_back(path: Path) -> None:
    book = FileBook(path)
    states = [path.read_bytes()]
    for name in ("Carla", "Doris", "Edgar"):
        add(book, name)
        states.append(path.read_bytes())
    assert len(set(states)) == 4
    for left, state in zip((2, 1, 0), reversed(states[:-1]), strict=True):
        assert book.undo().left == left
        assert path.read_bytes() == state
    with pytest.raises(AddressBookError, match="no change"):
        book.undo()


def test_a_new_book_is_made_and_undone(tmp_path: Path) -> None:
    path = tmp_path / "new.vcf"
    book = FileBook(path)
    add(book, "Carla")
    assert b"Carla" in path.read_bytes()
    assert book.undo().removed
    assert not path.exists()


def test_writing_the_same_changes_nothing_and_keeps_no_backup(path: Path) -> None:
    book = FileBook(path)
    state = book.read()
    assert not book.write(state.parts, expected=state)
    with pytest.raises(AddressBookError, match="no change"):
        book.undo()


def test_only_the_last_ten_backups_are_kept(path: Path) -> None:
    book = FileBook(path)
    for number in range(KEPT_BACKUPS + 3):
        add(book, f"Person {number}")
    assert len(list(book.folder.glob("*.vcf"))) == KEPT_BACKUPS
    for _ in range(KEPT_BACKUPS):
        book.undo()
    assert path.read_bytes().count(b"FN:Person") == 3


def test_refuses_to_write_over_a_change_by_others(path: Path) -> None:
    book = FileBook(path)
    state = book.read()
    path.write_bytes(path.read_bytes() + b"\r\n" + BERND)
    edited = path.read_bytes()
    with pytest.raises(AddressBookChangedError):
        book.write(append(state.parts, [card("Carla")]), expected=state)
    assert path.read_bytes() == edited


def test_undo_refuses_after_an_edit_by_others(path: Path) -> None:
    book = FileBook(path)
    add(book, "Carla")
    path.write_bytes(path.read_bytes().replace(b"Carla", b"Karla"))
    with pytest.raises(AddressBookChangedError, match="edited"):
        book.undo()
    assert b"Karla" in path.read_bytes()


def test_a_symbolic_link_is_followed_not_replaced(path: Path) -> None:
    link = path.with_name("link.vcf")
    link.symlink_to(path.name)
    add(FileBook(link), "Carla")
    assert link.is_symlink()
    assert b"Carla" in path.read_bytes()


def test_permissions_are_kept(path: Path) -> None:
    path.chmod(0o640)
    add(FileBook(path), "Carla")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_second_writer_waits_then_gives_up(path: Path) -> None:
    holder = FileBook(path)
    state = holder.read()
    with holder._locked():
        book = FileBook(path, lock_timeout_s=0.05)
        with pytest.raises(AddressBookBusyError):
            book.write(append(state.parts, [card("Carla")]), expected=state)
    assert path.read_bytes() == join(state.parts)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "calendar"),
        (b"\xff\xd8\xff\xe0 a picture", "no contact"),
        (b"Name,Phone\r\n", "no contact"),
    ],
)
def test_what_is_no_address_book_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "other.vcf"
    path.write_bytes(content)
    with pytest.raises(AddressBookError, match=says):
        FileBook(path).read()
    assert path.read_bytes() == content


def test_a_folder_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AddressBookError, match="folder"):
        FileBook(tmp_path).read()
    book = FileBook(tmp_path / "missing" / "book.vcf")
    with pytest.raises(AddressBookError, match="does not exist"):
        add(book, "Carla")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n", ANNA[:40]])
def test_empty_and_cropped_books_take_a_contact(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.vcf"
    path.write_bytes(content)
    book = FileBook(path)
    add(book, "Carla")
    written = path.read_bytes()
    assert any("Carla" in block.text for block in cards(split(written)))
    assert content.strip() in written
    book.undo()
    assert path.read_bytes() == content


@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_is_read_only_is_refused(path: Path, which: str) -> None:
    target = path if which == "file" else path.parent
    before = path.read_bytes()
    mode = target.stat().st_mode
    target.chmod(mode & ~0o222)
    try:
        with pytest.raises(AddressBookError, match="read-only"):
            add(FileBook(path), "Carla")
    finally:
        target.chmod(mode)
    assert path.read_bytes() == before


@pytest.mark.parametrize("step", range(1, 4))
def test_a_full_disk_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    before = path.read_bytes()
    real, calls = os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == step:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    book = FileBook(path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AddressBookError, match=r"space"):
        add(book, "Carla")
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert not list(book.folder.glob("tmp-*"))
    with pytest.raises(AddressBookError, match="no change"):
        book.undo()


def _die_at(step: int) -> None:
    """Let this process vanish before or after the step-th call that touches the disk."""
    calls = 0

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == step:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*values, **options)
            calls += 1
            if calls == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    for name in ("replace", "unlink", "open"):
        setattr(Path, name, dying(getattr(Path, name)))
    for name in ("fsync", "utime"):
        setattr(os, name, dying(getattr(os, name)))


def _in_a_child(action: Callable[[], object], *, die_at: int) -> int:
    """Run something in a process of its own that is killed at a step; 0 if it ran to its end."""
    child = os.fork()
    if child == 0:
        try:
            _die_at(die_at)
            action()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize("action", ["write", "undo"])
def test_a_crash_at_any_step_leaves_the_old_or_the_new_file(tmp_path: Path, action: str) -> None:
    path = tmp_path / "book.vcf"
    book = FileBook(path)
    outcomes = set()
    for step in range(1, 100):
        path.write_bytes(ANNA)
        if action == "undo":
            add(book, "Bernd")
        act = book.undo if action == "undo" else lambda: add(book, "Bernd")
        status = _in_a_child(act, die_at=step)
        found = path.read_bytes()
        assert found in {ANNA, ANNA + BERND}, f"neither old nor new after step {step}"
        outcomes.add(found)
        if found != ANNA:
            book.undo()
        assert path.read_bytes() == ANNA
        if status == 0:
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    assert status == 0
    assert step > 12
    assert outcomes == {ANNA, ANNA + BERND}


def large_book(count: int, *, picture: bool = False) -> bytes:
    """Contacts as text, which compresses well, or with what does not compress."""
    noise = base64.b64encode(random.Random(5).randbytes(150_000)).decode() if picture else ""
    cards = [
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:P {k}\r\nNOTE:{'At a fair. ' * 25}\r\nEND:VCARD\r\n"
        for k in range(count)
    ]
    extra = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:P\r\nPHOTO;ENCODING=b:{noise}\r\nEND:VCARD\r\n"
    return "".join((*cards, extra if picture else "")).encode()


def test_large_states_are_compressed_where_that_pays_and_come_back_to_the_byte(
    tmp_path: Path,
) -> None:
    for picture, suffix in ((False, ".gz"), (True, ".vcf")):
        path = tmp_path / f"{picture}.vcf"
        path.write_bytes(large_book(5 if picture else 400, picture=picture))
        before, book = path.read_bytes(), FileBook(path)
        add(book, "Ada")
        (kept,) = book.backups()
        assert kept.suffix == suffix
        assert (kept.stat().st_size < len(before) / 5) is (suffix == ".gz")
        assert read_backup(kept) == before
        book.undo()
        assert path.read_bytes() == before


def test_states_take_up_little_room_but_two_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cardscan.addressbook.backups.KEPT_BYTES", 1_000)
    path = tmp_path / "book.vcf"
    path.write_bytes(large_book(5))
    book = FileBook(path)
    for name in "ABCDE":
        add(book, name)
    assert len(book.backups()) == 2
    assert [book.undo().left for _ in range(2)] == [1, 0]


def test_what_was_taken_back_can_be_made_again_in_order(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    book = FileBook(path)
    states: list[bytes] = []
    for name in ("Ada", "Bea", "Cleo"):
        add(book, name)
        states.append(path.read_bytes())
    for _ in states:
        book.undo()
    assert not path.exists()
    made: list[str] = []
    for state, left in zip(states, (2, 1, 0), strict=True):
        assert book.redo(after=made.append).left == left
        assert path.read_bytes() == state
    assert made == [hashlib.sha256(state).hexdigest() for state in states]
    with pytest.raises(AddressBookError, match="No change"):
        book.redo()
    assert book.undo().left == 2
    assert path.read_bytes() == states[1]


def test_another_change_or_an_edit_ends_what_could_be_made_again(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    book = FileBook(path)
    add(book, "Ada")
    add(book, "Bea")
    book.undo()
    edited = path.read_bytes().replace(b"FN:Ada", b"FN:Ada M")
    path.write_bytes(edited)
    with pytest.raises(AddressBookChangedError):
        book.redo()
    assert path.read_bytes() == edited
    add(book, "Cleo")
    with pytest.raises(AddressBookError, match="No change"):
        book.redo()


def test_the_changes_that_can_be_taken_back_are_told(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    book = FileBook(path)
    assert book.history() == ()
    add(book, "Ada")
    add(book, "Bea")
    assert [each.what for each in book.history()] == [
        "2 contacts, 1 before: Bea new or changed",
        "1 contact, no file before: Ada new or changed",
    ]


def test_a_damaged_state_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    path.write_bytes(large_book(400))
    book = FileBook(path)
    add(book, "Ada")
    (kept,) = book.backups()
    kept.write_bytes(kept.read_bytes()[:100])
    now = path.read_bytes()
    with pytest.raises(AddressBookError, match="damaged"):
        book.undo()
    assert path.read_bytes() == now
