from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from cardscan.errors import ReaderError
from cardscan.image import find_lines, turn_card, upside_down
from cardscan.read import RapidReader, TesseractReader, find_codes, read_cards
from tests.drawn_text import (
    NAVY,
    ROWS,
    WHITE,
    CrashingReader,
    NonsenseReader,
    PerfectReader,
    card_of,
    draw_card,
    noise_card,
)


@pytest.mark.parametrize("quarters", range(4))
def test_a_turned_card_is_turned_upright(quarters: int) -> None:
    (read,) = read_cards([turn_card(draw_card(), quarters)], [TesseractReader()])
    assert read.card.pixels.shape == (700, 1200, 3)
    texts = ["".join(line.text.split()) for line in read.text.lines]
    assert texts == ["".join(row.split()) for row in ROWS]


def test_a_line_of_a_card_on_its_head_reads_when_it_is_turned_alone() -> None:
    (line,) = find_lines(turn_card(draw_card(ROWS[:1]), 2))
    (wrong, right) = TesseractReader().read([[line], [upside_down(line)]])
    assert right[0].text == ROWS[0] != wrong[0].text


def test_both_readers_are_kept_and_agree() -> None:
    (read,) = read_cards([draw_card()], [TesseractReader(), RapidReader()])
    for line in read.text.lines:
        families = {reading.reader.partition("/")[0] for reading in line.readings}
        assert {"tesseract", "rapidocr"} <= families
    assert [line.text for line in read.text.lines if line.confidence < 0.95] == []


def test_the_text_has_the_size_of_the_card_and_lines_from_top_to_bottom() -> None:
    (read,) = read_cards([draw_card(paper=NAVY, ink=WHITE)], [PerfectReader()])
    assert (read.text.width, read.text.height) == (1200, 700)
    assert [line.text for line in read.text.lines] == list(ROWS)
    assert all(line.ink == pytest.approx(WHITE, abs=70) for line in read.text.lines)


def test_one_card_that_breaks_the_reader_harms_no_other() -> None:
    cards = [draw_card(ROWS[:2]), draw_card(ROWS[:4]), draw_card(ROWS)]
    reads = read_cards(cards, [CrashingReader(lines=4)])
    assert [len(read.text.lines) for read in reads] == [2, 0, 6]
    assert "the reader crashed" in reads[1].remarks
    assert reads[0].remarks == reads[2].remarks == ()


def test_a_reader_that_always_breaks_is_an_error() -> None:
    with pytest.raises(ReaderError):
        read_cards([draw_card(), draw_card()], [CrashingReader(lines=6)])


def test_a_second_reader_that_breaks_leaves_the_first_ones_text() -> None:
    (read,) = read_cards([draw_card()], [PerfectReader(), CrashingReader(lines=6)])
    assert [line.text for line in read.text.lines] == list(ROWS)
    assert read.remarks == ("the reader crashed",)


def test_no_reader_is_an_error() -> None:
    with pytest.raises(ReaderError):
        read_cards([draw_card()], [])


@pytest.mark.parametrize("seed", range(2))
def test_what_nobody_can_read_is_remarked(seed: int) -> None:
    (read,) = read_cards([noise_card(seed)], [NonsenseReader()])
    assert read.text.lines == ()
    assert read.remarks == ("no readable text on the card",)


def test_no_cards_give_no_text() -> None:
    assert read_cards([], [TesseractReader()]) == []


def test_codes_are_found_with_their_boxes() -> None:
    code = zxingcpp.create_barcode("https://acmeworks.co.uk", zxingcpp.BarcodeFormat.QRCode)
    square = np.kron(np.asarray(code.to_image(scale=1)), np.ones((6, 6), np.uint8))
    pixels = draw_card(ROWS[:2]).pixels.copy()
    side = square.shape[0]
    pixels[300 : 300 + side, 800 : 800 + square.shape[1]] = square[:, :, None]
    (found,) = find_codes(pixels)
    assert (found.format, found.text) == ("QRCode", "https://acmeworks.co.uk")
    assert 790 <= found.box.left < found.box.right <= 800 + side + 10
    assert 290 <= found.box.top < found.box.bottom <= 300 + side + 10
    (read,) = read_cards([card_of(pixels)], [PerfectReader()])
    assert read.text.codes == (found,)
    assert find_codes(draw_card().pixels) == ()
