"""A folder with one contact a file: what is its own, beside the behaviour of every book."""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path

import pytest

from cardscan.addressbook import KEPT_BACKUPS, FolderBook
from cardscan.app.merge import plan_into
from cardscan.errors import AddressBookBusyError, AddressBookError
from tests.addressbook.test_behaviour import ANNA, BERND, CARLA, NEWS, vcard
from tests.command_line import READER, World


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "contacts"
    path.mkdir()
    (path / "anna.vcf").write_bytes(ANNA)
    (path / "bernd.vcf").write_bytes(BERND)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def push(book: FolderBook, *new: bytes) -> None:
    plan_into(b"".join(new), book).apply(today=date(2026, 1, 1), source="a test")


def test_a_new_contact_is_a_file_under_its_uid_and_no_name_is_taken_twice(folder: Path) -> None:
    (folder / "Carla-Neu.VCF").write_bytes(vcard("Otto Andrer"))
    before = contents(folder)
    push(FolderBook(folder), CARLA)
    after = contents(folder)
    assert before.items() <= after.items()
    (new,) = after.keys() - before.keys()
    assert new.startswith("carla-neu-")
    assert after[new] == CARLA


def test_what_is_no_contact_is_left_alone(folder: Path) -> None:
    (folder / ".hidden.vcf").write_bytes(b"BEGIN:VCARD")
    (folder / "color").write_text("#ff0000")
    (folder / "broken.vcf").write_bytes(b"BEGIN:VCARD\r\nFN:cut o")
    before = contents(folder)
    push(FolderBook(folder), NEWS)
    changed = {name for name, data in contents(folder).items() if before.get(name) != data}
    assert changed == {"bernd.vcf"}


def test_a_file_with_two_contacts_keeps_both(folder: Path) -> None:
    (folder / "bernd.vcf").write_bytes(b"# mine\r\n" + BERND + b"\r\n" + vcard("Dora Dritt"))
    push(FolderBook(folder), NEWS)
    data = (folder / "bernd.vcf").read_bytes()
    assert data.startswith(b"# mine\r\nBEGIN")
    assert b"998877" in data
    assert data.endswith(vcard("Dora Dritt"))


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(AddressBookError, match="other things"):
        FolderBook(tmp_path).check()


def test_a_second_writer_waits_then_gives_up(folder: Path) -> None:
    merge = plan_into(CARLA, FolderBook(folder, lock_timeout_s=0.05))
    holder = FolderBook(folder)
    holder.folder.mkdir()
    with holder._locked(), pytest.raises(AddressBookBusyError):
        merge.apply(today=date(2026, 1, 1), source="a test")


def test_only_the_last_ten_changes_are_kept(folder: Path) -> None:
    book = FolderBook(folder)
    for number in range(KEPT_BACKUPS + 2):
        push(book, vcard(f"Person N{number}", f"EMAIL:n{number}@neu.example"))
    for left in reversed(range(KEPT_BACKUPS)):
        assert book.undo().left == left
    assert len(contents(folder)) == 4


@pytest.mark.parametrize("step", range(1, 12))
def test_what_a_crash_cuts_off_can_be_undone(folder: Path, step: int) -> None:
    before = contents(folder)
    book = FolderBook(folder)
    merge = plan_into(NEWS + CARLA + vcard("Emil Vierter", "EMAIL:e@neu.example"), book)
    child = os.fork()
    if child == 0:
        real, calls = Path.replace, 0

        def dying(self: Path, target: Path) -> Path:
            nonlocal calls
            calls += 1
            if calls == (step + 1) // 2 and step % 2:
                os.kill(os.getpid(), signal.SIGKILL)
            moved = real(self, target)
            if calls == step // 2 and not step % 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return moved

        Path.replace = dying  # type: ignore[assignment,method-assign]
        merge.apply(today=date(2026, 1, 1), source="a test")
        os._exit(0)
    os.waitpid(child, 0)
    if contents(folder) != before:
        FolderBook(folder).undo()
    assert contents(folder) == before
    with pytest.raises(AddressBookError, match="no change"):
        FolderBook(folder).undo()


def test_scan_merge_dedupe_and_undo_take_a_folder(world: World) -> None:
    assert world.call("scan", "photos", "--into", "people/", *READER).code == 0
    (card,) = (world.folder / "people").glob("*.vcf")
    assert "Klara" in card.read_text(encoding="utf-8")
    again = world.call("scan", "photos", "--into", "people", *READER)
    assert "1 contact came to people before" in again.err
    assert world.call("dedupe", "people").code == 0
    (world.folder / "new.vcf").write_bytes(CARLA)
    assert world.call("merge", "new.vcf", "--into", "people").code == 0
    assert len(list((world.folder / "people").glob("*.vcf"))) == 2
    for _ in range(2):
        assert world.call("undo", "people").code == 0
    assert list((world.folder / "people").glob("*.vcf")) == []
    assert "1 new" in world.call("scan", "photos", "--into", "people", *READER).err


def test_a_redo_that_is_cut_off_can_be_finished_and_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    push(FolderBook(folder), NEWS, CARLA)
    after = contents(folder)
    FolderBook(folder).undo()
    real, done = FolderBook._replace, []

    def failing(self: FolderBook, name: str, data: bytes | None) -> None:
        if done:
            raise OSError(28, "No space left on device")
        done.append(name)
        real(self, name, data)

    monkeypatch.setattr(FolderBook, "_replace", failing)
    with pytest.raises(AddressBookError, match="no space"):
        FolderBook(folder).redo()
    monkeypatch.undo()
    assert contents(folder) not in (before, after)
    FolderBook(folder).redo()
    assert contents(folder) == after
    for _ in range(2):
        FolderBook(folder).undo()
    assert contents(folder) == before
