"""One behaviour suite for every reader, real ones and honest fakes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import cardscan
from cardscan.errors import ExitCode, MissingDependencyError, ReaderError
from cardscan.image import find_lines
from cardscan.read import Detector, RapidReader, Reader, Rereader, TesseractReader
from cardscan.read.tesseract import find_languages
from tests.drawn_text import (
    BLACK,
    ROWS,
    WHITE,
    NonsenseReader,
    PerfectReader,
    SlowReader,
    card_of,
    draw_card,
)

FONT = Path(cardscan.__file__).parent / "fonts" / "NotoSans-Regular.ttf"

READERS: dict[str, Callable[[], Reader]] = {
    "tesseract": TesseractReader,
    "tesseract as a program": lambda: TesseractReader(in_process=False),
    "tesseract eng+deu": lambda: TesseractReader("eng+deu"),
    "rapidocr": RapidReader,
    "perfect": PerfectReader,
    "slow": SlowReader,
}
NONSENSE: dict[str, Callable[[], Reader]] = {"nonsense": NonsenseReader}


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]()


@pytest.fixture(params=READERS | NONSENSE)
def any_reader(request: pytest.FixtureRequest) -> Reader:
    return (READERS | NONSENSE)[request.param]()


def test_it_reads_what_is_printed(reader: Reader) -> None:
    (readings,) = reader.read([find_lines(draw_card())])
    texts = ["".join(reading.text.split()) for reading in readings]
    right = sum("".join(row.split()) in texts for row in ROWS)
    assert right >= len(ROWS) - (1 if "eng" in reader.name else 0), texts


def test_it_answers_for_every_line_of_every_card_in_order(any_reader: Reader) -> None:
    cards = [find_lines(draw_card()), (), find_lines(draw_card(ROWS[:2]))]
    readings = any_reader.read(cards)
    assert [len(read) for read in readings] == [len(lines) for lines in cards]
    assert all(reading.reader == any_reader.name for read in readings for reading in read)


def test_what_a_line_says_does_not_depend_on_what_is_read_with_it(reader: Reader) -> None:
    lines = find_lines(draw_card())
    (together,) = reader.read([lines])
    alone = [reader.read([(line,)])[0][0] for line in lines]
    assert [r.text for r in together] == [r.text for r in alone]


def test_nothing_to_read_is_nothing_read(any_reader: Reader) -> None:
    assert any_reader.read([]) == []
    assert any_reader.read([(), ()]) == [[], []]


def test_words_lie_in_their_line_and_confidences_are_chances(any_reader: Reader) -> None:
    lines = find_lines(draw_card())
    (readings,) = any_reader.read([lines])
    for line, reading in zip(lines, readings, strict=True):
        for word in reading.words:
            assert 0 <= word.confidence <= 1
            assert word.text == word.text.strip() != ""
            x, y = word.box.center
            assert line.box.left - 12 <= x <= line.box.right + 12
            assert line.box.top - 6 <= y <= line.box.bottom + 6
        lefts = [word.box.left for word in reading.words]
        assert lefts == sorted(lefts)


def test_the_same_lines_give_the_same_reading(any_reader: Reader) -> None:
    lines = find_lines(draw_card(ROWS[:3]))
    assert any_reader.read([lines]) == any_reader.read([lines])


def test_cards_read_together_read_as_they_do_alone(reader: Reader) -> None:
    cards = [find_lines(draw_card(ROWS[:3])), find_lines(draw_card(ROWS[3:]))]
    together = [[r.text for r in read] for read in reader.read(cards)]
    alone = [[r.text for r in reader.read([lines])[0]] for lines in cards]
    assert together == alone


def test_second_set_ups_and_detectors_are_known_by_their_protocols() -> None:
    assert isinstance(TesseractReader(), Rereader)
    assert TesseractReader().for_addresses == TesseractReader("eng+deu")
    assert TesseractReader("eng+deu").for_addresses is None
    assert isinstance(RapidReader(), Detector)
    assert not isinstance(PerfectReader(), Rereader)


def test_the_detector_sees_each_row() -> None:
    card = draw_card()
    regions = RapidReader().find_regions(card.pixels)
    assert len(regions) == len(ROWS)
    for line in find_lines(card):
        x, y = line.box.center
        assert any(
            left[0] <= x <= right[0] and left[1] <= y <= low[1] for left, right, _, low in regions
        )
    blank = np.full((300, 500, 3), 255, np.uint8)
    assert RapidReader().find_regions(card_of(blank).pixels) == ()


def test_without_tesseract_the_command_to_install_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingDependencyError) as failure:
        TesseractReader().read([find_lines(draw_card(ROWS[:1]))])
    assert failure.value.exit_code is ExitCode.MISSING
    assert "apt-get install tesseract-ocr" in str(failure.value)
    assert "brew install tesseract" in str(failure.value)


def test_a_missing_language_is_named_with_the_command_to_install_it() -> None:
    with pytest.raises(MissingDependencyError, match=r"klingon.*apt-get install"):
        TesseractReader("Latin+klingon").read([find_lines(draw_card(ROWS[:1]))])


def test_installed_languages_are_listed() -> None:
    assert {"Latin", "eng", "deu"} <= set(find_languages())


@pytest.mark.skipif(sys.platform == "win32", reason="writes a shell script")
@pytest.mark.parametrize(
    ("body", "message"),
    [("exit 3", "failed"), ("kill -9 $$", "failed"), ("sleep 60", "took longer")],
    ids=["fails", "killed", "hangs"],
)
def test_a_tesseract_that_breaks_is_a_reader_error(
    body: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        '*--list-langs*) echo "List (1):"; echo Latin; exit 0;;\n'
        '*--version*) echo "tesseract 5.3.0"; exit 0;;\n'
        f"esac\n{body}\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("cardscan.read.tesseract.SECONDS_TO_START", 0.5)
    with pytest.raises(ReaderError, match=message):
        TesseractReader(timeout_s=0.5).read([find_lines(draw_card(ROWS[:1]))])


@pytest.mark.parametrize(
    ("words", "gap"),
    [(("Senior", "Account"), 5), (("(602)", "586-6351"), 6)],
    ids=["words", "digits"],
)
def test_the_neural_reader_keeps_words_apart_that_are_set_tight(
    words: tuple[str, str], gap: int
) -> None:
    picture = Image.new("RGB", (1200, 300), WHITE)
    font = ImageFont.truetype(str(FONT), 40)
    for word, left in zip(words, (80.0, 80.0 + font.getlength(words[0]) + gap), strict=True):
        ImageDraw.Draw(picture).text((left, 100), word, fill=BLACK, font=font)
    lines = find_lines(card_of(np.asarray(picture, dtype=np.uint8).copy()))
    assert [reading.text for reading in RapidReader().read([lines])[0]] == [" ".join(words)]
