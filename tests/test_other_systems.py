"""What Windows and macOS do otherwise, as far as it can be played on Linux."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cardscan.folder import Input, find_inputs
from cardscan.formats import to_vdir
from cardscan.model import Place
from tests.command_line import ROOT


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the pretence looks into /proc")
def test_files_are_handled_as_windows_allows_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.windows_program", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[2:] == ["write_files", "change_books", "watch", "remember"]


def test_a_drive_is_no_protocol() -> None:
    assert Place.parse("C:/Users/anna/book.vcf").path is not None
    assert Place.parse("C://Users/anna/book.vcf").path is not None
    assert Place.parse("https://cloud.example.org").url


def test_files_of_a_folder_have_names_that_every_system_can_keep() -> None:
    def card(uid: str) -> str:
        return f"BEGIN:VCARD\r\nUID:{uid}\r\nFN:{uid}\r\nEND:VCARD\r\n"

    files = to_vdir(map(card, ("abc", "ABC", "Abc", "con", "LPT1.x", "console", "abc")))
    assert len({name.casefold() for name in files}) == 6
    assert "console.vcf" in files
    assert not {"con.vcf", "lpt1.x.vcf"} & {name.casefold() for name in files}


def test_an_event_is_the_same_however_a_system_writes_its_letters(tmp_path: Path) -> None:
    folder = tmp_path / "Fru\u0308hjahrsmesse"
    folder.mkdir()
    (folder / "one.jpg").write_bytes(b"x")
    (found,) = find_inputs([tmp_path])
    assert isinstance(found, Input)
    assert found.event == "Frühjahrsmesse"
