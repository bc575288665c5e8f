"""Tesseract in this process reads as the program does, and fails without harm."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from cardscan.errors import ReaderError
from cardscan.image import find_lines
from cardscan.read import TesseractReader
from cardscan.read.tesseract import find_languages, find_version, is_in_process
from cardscan.read.tesseract_library import TesseractLibrary, find_library
from cardscan.read.tesseract_program import list_languages, say_version
from tests.drawn_text import ROWS, draw_card

PROGRAM = shutil.which("tesseract") or ""
pytestmark = pytest.mark.skipif(
    not (PROGRAM and find_library(PROGRAM)), reason="Tesseract's library is not there to be loaded"
)
SHEET = {"layout": 6, "variables": {}, "limit_s": 60.0}


def the_library() -> TesseractLibrary:
    library = find_library(PROGRAM)
    assert library is not None
    return library


@pytest.mark.parametrize("languages", ["Latin", "eng+deu"])
def test_both_ways_read_the_same_words_boxes_and_confidences(languages: str) -> None:
    cards = [find_lines(draw_card()), (), find_lines(draw_card(ROWS[::-1]))]
    loaded = TesseractReader(languages)
    assert is_in_process()
    first = loaded.read(cards)
    assert any(reading.words for reading in first[0])
    assert first == TesseractReader(languages, in_process=False).read(cards)
    assert first == loaded.read(cards), "what was read before does not colour what comes"


def test_both_ways_know_the_same_languages_and_version() -> None:
    library = the_library()
    assert sorted(library.find_languages()) == sorted(list_languages(PROGRAM))
    assert library.version in say_version(PROGRAM)
    assert find_version() == library.version


def test_a_program_that_is_a_script_has_no_library(tmp_path: Path) -> None:
    script = tmp_path / "tesseract"
    script.write_text(f'#!/bin/sh\nexec {PROGRAM} "$@"\n', encoding="utf-8")
    assert find_library(str(script)) is None
    assert find_library(str(tmp_path / "none")) is None


def test_the_library_beside_the_program_goes_before_the_systems(tmp_path: Path) -> None:
    lies_at = Path(_mapped_file("libtesseract"))
    for folder in ("bin", "lib"):
        (tmp_path / folder).mkdir()
    shutil.copy(lies_at, tmp_path / "lib" / lies_at.name)
    program = tmp_path / "bin" / "tesseract"
    program.write_bytes(b"\x7fELF\0" + lies_at.name.encode() + b"\0")
    beside = find_library(str(program))
    assert beside is not None
    assert beside.calls._name == str(tmp_path / "lib" / lies_at.name)


def _mapped_file(name: str) -> str:
    """Where a library lies that this process has loaded."""
    the_library()
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("only Linux says where a library lies")
    lines = maps.read_text(encoding="utf-8").splitlines()
    return next(line.split()[-1] for line in lines if name in line)


def test_another_folder_of_languages_is_another_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "deu" in find_languages()
    (tmp_path / "klingon.traineddata").write_bytes(b"")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert find_languages() == ("klingon",)


def test_a_damaged_model_is_a_reader_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"\0" * 400)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(ReaderError, match="cannot load the language eng"):
        TesseractReader("eng").read([find_lines(draw_card(ROWS[:1]))])


def test_a_deadline_ends_the_reading_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = find_lines(draw_card())
    before = TesseractReader().read([lines])
    monkeypatch.setattr("cardscan.read.tesseract.SECONDS_TO_START", 0.0)
    with pytest.raises(ReaderError, match="took longer"):
        TesseractReader(timeout_s=0.001).read([lines])
    monkeypatch.undo()
    assert TesseractReader().read([lines]) == before


def test_what_the_library_refuses_is_a_reader_error() -> None:
    models = the_library().load("eng")
    assert models is not None
    sheet = np.full((80, 300), 255, np.uint8)
    with pytest.raises(ReaderError, match="no_such_variable"):
        models.read([sheet], layout=6, variables={"no_such_variable": "1"}, limit_s=60)
    with pytest.raises(ReaderError, match="failed"):
        models.read([np.full((20, 40_000), 255, np.uint8)], **SHEET)  # beyond Tesseract's limit
    assert models.read([sheet], **SHEET)


def test_a_language_that_is_missing_beside_another_is_noticed() -> None:
    assert the_library().load("eng+klingon") is None


def test_it_says_nothing_on_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    library = the_library()
    assert library.load("nothing-of-the-kind") is None
    models = library.load("eng")
    assert models is not None
    models.read([np.full((3, 3), 255, np.uint8)], **SHEET)
    assert capfd.readouterr() == ("", "")


def test_two_threads_may_read_at_the_same_time() -> None:
    cards = [find_lines(draw_card([row])) for row in ROWS[:4]]
    alone = [TesseractReader().read([lines]) for lines in cards]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda lines: TesseractReader().read([lines]), cards)) == alone


def test_models_loaded_ahead_are_those_that_read(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = TesseractReader("deu")
    reader.load_ahead()
    lines = find_lines(draw_card(ROWS[:2]))
    assert reader.read([lines]) == TesseractReader("deu", in_process=False).read([lines])
    monkeypatch.setenv("PATH", "")
    reader.load_ahead()  # what is wrong is said when it reads, not before


def test_one_thread_reads() -> None:
    the_library()
    assert os.environ["OMP_THREAD_LIMIT"]
