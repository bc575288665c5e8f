"""A purge names what it does not touch, and nothing that is not there."""

from __future__ import annotations

import pytest

from cardscan.addressbook import FileBook, read_backup
from tests.command_line import READER, World

OTHER = "BEGIN:VCARD\nVERSION:3.0\nN:Anders;Otto;;;\nFN:Otto Anders\nTEL:+4312312399\nEND:VCARD\n"


@pytest.mark.parametrize("which", [("--person", "klara beispiel"), ("--event", "Fair")])
def test_a_purge_names_the_backups_that_still_hold_the_person(
    world: World, which: tuple[str, str]
) -> None:
    (world.folder / "book.vcf").write_text(OTHER)
    (world.folder / "new.vcf").write_text(OTHER.replace("Otto", "Ida").replace("12399", "12388"))
    world.call("scan", "photos", "--into", "book.vcf", "--event", "Fair", *READER)
    world.call("merge", "new.vcf", "--into", "book.vcf")
    backups = FileBook(world.folder / "book.vcf").backups()
    held = [path for path in backups if b"Klara" in read_backup(path)]
    assert (len(backups), len(held)) == (2, 1)
    answer = world.call("library", "purge", *which)
    named = [line for line in answer.out.splitlines() if "earlier state" in line]
    assert [line.rpartition(": ")[2] for line in named] == [str(path) for path in held]


def test_a_purge_names_the_files_of_a_split_export_and_only_those_that_are_there(
    world: World,
) -> None:
    world.call("export", "--out", "gone.vcf")
    (world.folder / "gone.vcf").unlink()
    (world.folder / "photos" / "second.jpg").write_bytes(world.photo.read_bytes() + b"\0")
    world.call("scan", "photos", "--out", "o.jsonl", "--jobs", "1", *READER)
    world.call("export", "--out", "part.vcf", "--split", "1")
    answer = world.call("library", "purge", "--person", "Klara Beispiel", "--dry-run")
    went = [line.rpartition("/")[2] for line in answer.out.splitlines() if line.startswith("Went")]
    assert "gone.vcf" not in went
    assert "part.vcf" not in went
    assert {"part-1.vcf", "part-2.vcf"} <= set(went)
