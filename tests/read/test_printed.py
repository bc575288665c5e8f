from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cardscan.extract import extract
from cardscan.model import Box, Card, CardText, Line, PrintedWord, Reading, Word
from cardscan.read.printed import with_printed
from cardscan.read.reconcile import reconcile
from cardscan.read.repair import cut_word
from tests.drawn_text import draw_card
from tests.typeset import words

BLANK = draw_card([])
SURE, UNSURE = 0.97, 0.55


def printed_on(text: str, *, shift: float = 0.0, card: Card = BLANK) -> Card:
    """A card whose PDF has these words as text, a little off where readers see them."""
    own = tuple(
        PrintedWord(word.text, replace(word.box, left=word.box.left + shift))
        for word in words(text, left=61)
    )
    return replace(card, printed=own)


def read_as(*texts: str, confidence: float = SURE, name: str = "tesseract/Latin") -> list[Reading]:
    return [
        Reading(tuple(replace(word, confidence=confidence) for word in words(text)), name)
        for text in texts
    ]


def line_of(*readings: Reading) -> Line:
    everything = [word.box for reading in readings for word in reading.words]
    box = Box.around(everything) if everything else Box(60, 40, 500, 66)
    pixels = np.zeros((4, 4, 3), np.uint8)
    return Line(box, pixels[:, :, 0], pixels, np.eye(3), np.eye(3), 12.0)


def settled(text: str, readings: list[Reading]) -> tuple[Reading, ...]:
    """All readings of one line, as reconciled, on a card whose PDF has this text there."""
    line = line_of(*readings)
    ((*together,),) = with_printed(printed_on(text), [line], [readings])
    return reconcile(line, together).readings


@pytest.mark.parametrize(
    ("true", "seen"),
    [
        ("m.ho1zl@i11mitz.at", "m.holzl@illmitz.at"),
        ("x0O1l@l0l.at", "xOO1I@IOl.at"),
        ("Kovačić Željko", "Kovacic Zeljko"),
        ("Hölzl & Söhne", "Hólzl & Sohne"),
        ("Arne Cornell", "Ame Comell"),
        ("Małgorzata Wołska", "Malgorzata Wolska"),
        ("ul. Lipowa 15", "ul. Lipowa IS"),
    ],
)
def test_what_print_cannot_tell_apart_is_settled_by_the_text(true: str, seen: str) -> None:
    readings = settled(true, read_as(seen))
    assert readings[0].text == true
    assert readings[0].reader == "pdf"
    assert readings[0].confidence > 0.9


def test_a_sure_contact_has_the_exact_letters() -> None:
    true = "m.ho1zl0@illmitz.at"
    readings = read_as("m.holzlO@illmitz.at", confidence=UNSURE)
    alone, both = (
        extract(CardText((reconcile(line_of(*readings), together),), 1200, 700), region="AT")
        for together in (readings, settled_readings(true, readings))
    )
    assert not alone.emails[0].sure
    assert both.emails[0].value == true
    assert both.emails[0].sure


def settled_readings(text: str, readings: list[Reading]) -> tuple[Reading, ...]:
    ((*together,),) = with_printed(printed_on(text), [line_of(*readings)], [readings])
    return tuple(together)


@pytest.mark.parametrize(
    "text",
    ["Bela Ilk GmbH", "tks göD8D dD0m", "###", "Max", "Anna Hölzl Max", "1234567890", "l1l1 O0O0O"],
)
def test_a_text_that_is_not_the_print_changes_nothing(text: str) -> None:
    readings = read_as("Carla Obermoser", "Carla Obemoser")
    assert settled_readings(text, readings) == tuple(readings)


def test_spaces_are_those_of_the_text() -> None:
    (word,) = words("anna@kroell.at")
    apart = cut_word(replace(word, confidence=SURE), [4, 12])
    readings = settled("anna@kroell.at", [Reading(apart, "tesseract/Latin")])
    assert readings[0].text == "anna@kroell.at"
    assert settled("Anna Kroell", read_as("AnnaKroell"))[0].text == "Anna Kroell"


@pytest.mark.parametrize(
    ("named", "print_"),
    [
        ("Maria Michaj³ow", "Maria Michajłow"),
        ("Stjepan Kovaèiæ", "Stjepan Kovačić"),
        ("Gökhan Iþýk", "Gökhan Işık"),
        ("Jûratë Kazlauskaitë", "Jūratė Kazlauskaitė"),
    ],
)
@pytest.mark.parametrize("confidence", [SURE, UNSURE])
def test_letters_of_another_code_page_are_not_believed(
    named: str, print_: str, confidence: float
) -> None:
    readings = settled(named, read_as(print_, confidence=confidence))
    wrong = [w for r in readings for w in r.words if w.text not in print_.split()]
    assert all(word.confidence < 0.75 for word in wrong)
    assert confidence == UNSURE or readings[0].text == print_


def test_a_digit_that_both_are_sure_of_is_not_sure() -> None:
    line = line_of(*read_as("+43 1 720 44 31 18"))
    together = settled("+43 1 720 44 31 19", read_as("+43 1 720 44 31 18"))
    text = CardText((replace(reconcile(line, ()), readings=together),), 1200, 700)
    (phone,) = extract(text, region="AT").phones
    assert not phone.sure


def test_a_line_without_text_of_its_own_and_one_without_print_stay() -> None:
    seen = read_as("Carla Obermoser")
    nothing = [Reading((), "tesseract/Latin")]
    card = printed_on("Carla Obermoser")
    elsewhere = replace(line_of(*seen), box=Box(60, 300, 500, 326))
    assert with_printed(card, [elsewhere], [seen]) == (tuple(seen),)
    assert with_printed(card, [line_of()], [nothing]) == (tuple(nothing),)
    assert with_printed(BLANK, [line_of(*seen)], [seen]) == (tuple(seen),)


def test_a_text_that_lacks_a_word_settles_letters_but_bears_nothing_out() -> None:
    (logo, *rest) = read_as("Illmitz b1ue0@illmitz.at")[0].words
    seen = [Reading((logo, replace(rest[0], text="blueO@illmitz.at")), "tesseract/Latin")]
    own = tuple(PrintedWord(w.text, w.box) for w in rest)
    (readings,) = with_printed(replace(BLANK, printed=own), [line_of(*seen)], [seen])
    assert [(r.text, r.reader) for r in readings] == [
        ("Illmitz b1ue0@illmitz.at", "tesseract/Latin+pdf")
    ]
    assert readings[0].words[0] == logo


def test_crumbs_that_are_no_text_of_the_page_are_no_part_of_it() -> None:
    crumb = Word("B", UNSURE, Box(42, 40, 54, 66))
    seen = [Reading((crumb, *read_as("+43 1 720 44 31")[0].words), "tesseract/Latin")]
    card = printed_on("+43 1 720 44 31")
    ((exact, *_),) = with_printed(card, [line_of(*seen)], [seen])
    assert (exact.text, exact.reader) == ("+43 1 720 44 31", "pdf")


def test_a_symbol_of_a_symbol_font_is_no_letter() -> None:
    readings = settled("( 720 44 31 18", read_as("B 720 44 31 18"))
    assert readings[0].text == "720 44 31 18"


def test_what_readers_overlooked_is_there_but_not_believed() -> None:
    read = tuple(w for w in words("+43 11 720 44") if w.text != "11")
    seen = [Reading(read, "tesseract/Latin")]
    ((exact, *_),) = with_printed(printed_on("+43 11 720 44"), [line_of(*seen)], [seen])
    assert exact.text == "+43 11 720 44"
    assert min(word.confidence for word in exact.words) <= 0.5


def test_a_word_from_top_to_bottom_is_on_no_line() -> None:
    seen = read_as("Carla Obermoser")
    upright = PrintedWord("Carla", Box(60, 20, 90, 140))
    card = replace(BLANK, printed=(upright,))
    assert with_printed(card, [line_of(*seen)], [seen]) == (tuple(seen),)


def test_words_follow_their_card_when_it_was_turned_and_cut_out() -> None:
    seen = read_as("Carla Obermoser")
    turned = np.array([[0, 1, 10], [-1, 0, 700], [0, 0, 1]], dtype=np.float64)
    own = tuple(
        PrintedWord(
            w.text,
            Box(w.box.top + 10, 700 - w.box.right, w.box.bottom + 10, 700 - w.box.left),
        )
        for w in seen[0].words
    )
    card = replace(BLANK, printed=own, to_photo=turned)
    ((exact, *_),) = with_printed(card, [line_of(*seen)], [seen])
    assert (exact.reader, exact.text) == ("pdf", "Carla Obermoser")
