"""A broken Tesseract, or no room for it: the true cause is said, and no card read as empty."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cardscan.app.readers import build_readers
from cardscan.config import ReaderChoice
from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.model import Box, Line
from cardscan.read import TesseractReader
from tests.small_disk import mounted_disk

REAL = shutil.which("tesseract")
LINE = Line(
    Box(0, 0, 200, 40),
    crop=np.full((40, 200), 255, np.uint8),
    raw=np.full((40, 200, 3), 255, np.uint8),
    to_card=np.eye(3),
    raw_to_card=np.eye(3),
    x_height_px=20.0,
)
LISTS = f'case "$*" in *--list-langs*|*--version*) exec {REAL} "$@";; esac'
NO_DATA = (
    "echo 'Error opening data file /usr/share/tessdata/Latin.traineddata' >&2; "
    "echo 'Could not initialize tesseract.' >&2; exit 1"
)


def put_on_path(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (f"{LISTS}\nexit 1", "code 1"),
        (f"{LISTS}\nkill -9 $$", "signal 9"),
        (f"{LISTS}\n{NO_DATA}", "cannot load the language Latin.*apt-get install"),
        (f"{LISTS}\n: > $2.tsv", "cut off"),
        (f"{LISTS}\nprintf '\\377\\376' > $2.tsv", "no Tesseract answers"),
        (f"{LISTS}\nexec sleep 5", "longer than"),
    ],
)
def test_one_that_cannot_read_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, says: str
) -> None:
    put_on_path(tmp_path, body, monkeypatch)
    monkeypatch.setattr("cardscan.read.tesseract.SECONDS_TO_START", 0.5)
    with pytest.raises(ReaderError, match=says) as caught:
        TesseractReader(timeout_s=0.5).read([[LINE]])
    assert str(tmp_path) not in str(caught.value), "no path that nobody knows"
    assert "Error opening" not in str(caught.value), "not its own words"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("exit 3", "code 3"),
        ("kill -11 $$", "signal 11"),
        ("exec sleep 5", "no answer"),
        (f'case "$*" in *--version*) echo tesseract 3.05.02;; *) exec {REAL} "$@";; esac', "3.05"),
        ("echo 'List of available languages (0):'", "lacks the language Latin"),
    ],
)
def test_one_that_does_not_start_is_found_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, says: str
) -> None:
    put_on_path(tmp_path, body, monkeypatch)
    monkeypatch.setattr("cardscan.read.tesseract_program.SECONDS_TO_LIST", 1)
    with pytest.raises(MissingDependencyError, match=says) as caught:
        build_readers(ReaderChoice.TESSERACT, ("Latin",))
    assert caught.value.next_step


def test_a_wrong_folder_of_languages_is_suspected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path, "exit 1", monkeypatch)
    monkeypatch.setenv("TESSDATA_PREFIX", "/nowhere/tessdata")
    with pytest.raises(ReaderError, match="TESSDATA_PREFIX names /nowhere/tessdata"):
        TesseractReader().read([])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 kB."""
    with mounted_disk(tmp_path / "small", 16) as folder:
        yield folder


def test_a_full_temporary_folder_is_named(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    with pytest.raises(ReaderError, match=f"{small_disk} is full.*TMPDIR"):
        TesseractReader(in_process=False).read([[LINE]])
    assert list(small_disk.iterdir()) == []


def test_a_temporary_folder_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(ReaderError, match=r"No temporary folder.*TMPDIR"):
        TesseractReader(in_process=False).read([[LINE]])
