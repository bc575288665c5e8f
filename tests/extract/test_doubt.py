"""What must never be sure, and what is mended only where something proves it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cardscan.extract import extract, weights
from cardscan.extract.address.city_names import listed_city
from cardscan.extract.choice.confidence import SURE, confidence_of
from cardscan.extract.choice.witnesses import witnesses
from cardscan.extract.page.layout import arrange
from cardscan.extract.weights import Evidence
from cardscan.model import (
    Box,
    CardText,
    Claim,
    Field,
    Name,
    Phone,
    PhoneKind,
    Reading,
    Reason,
    TextLine,
    Word,
)
from tests.typeset import card, words


def because(said: str) -> Reason:
    """A reason by the words that people are told."""
    return weights.because(Evidence(said))


GOOD = ("digits of a number", "labelled as a phone", "printed in groups")


def number(*names: str) -> Claim:
    value = Phone(value="+431234567890", boxes=(Box(0, 0, 90, 20),))
    return Claim(Field.PHONE, value, (0,), tuple(map(because, (*GOOD, *names))))


def test_a_number_of_the_plan_that_readers_agree_on_is_sure() -> None:
    assert (
        confidence_of(number("a valid number"), 5.0, [because("two readers agree")])
        >= SURE[Field.PHONE]
    )


@pytest.mark.parametrize("soundness", ["a possible number", "an impossible number"])
def test_digits_of_no_numbering_plan_are_never_sure(soundness: str) -> None:
    assert confidence_of(number(soundness), 8.0, [because("two readers agree")]) < SURE[Field.PHONE]


def test_a_possible_number_with_its_country_code_may_be_sure() -> None:
    claim = number("a possible number", "begins with a country code")
    assert confidence_of(claim, 8.0, [because("two readers agree")]) >= SURE[Field.PHONE]


@pytest.mark.parametrize("doubt", [-0.5, -1.5])
def test_digits_that_are_hard_to_read_and_read_in_two_ways_are_never_sure(doubt: float) -> None:
    hard = Reason("a word of it was hard to read", doubt)
    disputed = (because("the readers differ"), hard)
    assert confidence_of(number("a valid number"), 8.0, disputed) < SURE[Field.PHONE]
    assert confidence_of(number("a valid number"), 8.0, [because("two readers agree"), hard]) >= (
        confidence_of(number("a valid number"), 8.0, disputed)
    )


@pytest.mark.parametrize(
    ("printed", "country", "street", "city"),
    [
        ("Istanbul", "TR", "Bağdat Caddesi 3", "İstanbul"),
        ("istanbul", "TR", "Bağdat Caddesi 3", "İstanbul"),
        ("Istanbul", "TR", "12 Harbour Road", "Istanbul"),
        ("Zurich", "CH", "Bahnhofstrasse 4", "Zurich"),
        ("Munchen", "DE", "Schloßstraße 4", "München"),
        ("MUNCHEN", "DE", "Schloßstraße 4", "MÜNCHEN"),
        ("Nirgendwo", "DE", "Schloßstraße 4", "Nirgendwo"),
    ],
)
def test_a_city_is_spelled_as_listed_on_cards_with_marks(
    printed: str, country: str, street: str, city: str
) -> None:
    assert listed_city(printed, country, street) == city


def test_what_is_never_sure_is_held_right_below_it_and_not_thrown_away() -> None:
    agreed = [because("two readers agree")]
    for soundness in ("a possible number", "an impossible number"):
        held = confidence_of(number(soundness), 8.0, agreed)
        assert SURE[Field.NAME] - 0.02 <= held < SURE[Field.NAME]
    assert held < confidence_of(number("a valid number"), 8.0, agreed)


def test_a_name_that_only_its_place_tells_is_never_sure() -> None:
    shape, place = because("shaped like a name"), because("nothing else can be the name")
    claim = Claim(Field.NAME, Name(value="Ruwani Wijetunga"), (0,), (shape, place))
    known = [because("two readers agree"), because("its words are known or proved")]
    assert confidence_of(claim, 8.0, known) < SURE[Field.NAME]
    assert confidence_of(replace(claim, reasons=(shape,)), 8.0, known) < SURE[Field.NAME]
    titled = (shape, because("a title stands below"))
    assert confidence_of(replace(claim, reasons=titled), 8.0, known) >= SURE[Field.NAME]


def one_line(*confidences: float) -> CardText:
    """'Mobile 0664 555 0123', read with these confidences a word."""
    texts = ("Mobile", "0664", "555", "0123")
    boxes = [Box(100.0 * i, 40, 100.0 * i + 90, 70) for i in range(len(texts))]
    read = tuple(map(Word, texts, confidences, boxes))
    return CardText((TextLine(Box.around(boxes), (Reading(read, "tesseract"),), 12.0),), 1000, 600)


@pytest.mark.parametrize(
    ("confidences", "doubt"),
    [
        ((0.99, 0.99, 0.99, 0.99), 0.01),
        ((0.10, 0.99, 0.99, 0.99), 0.01),  # the label is no part of the number
        ((0.99, 0.99, 0.70, 0.99), 0.30),
        ((0.99, 0.20, 0.90, 0.99), 0.50),  # worse than this says no more
    ],
)
def test_the_worst_read_word_of_a_value_speaks_against_it(
    confidences: tuple[float, ...], doubt: float
) -> None:
    digits = Box(100, 40, 390, 70)
    claim = Claim(Field.PHONE, Phone(value="+436645550123", boxes=(digits,)), (0,), ())
    hard = [r for r in witnesses(one_line(*confidences), claim) if "hard to read" in r.name]
    assert [r.weight for r in hard] == [pytest.approx(-2.0 * doubt)]


def test_a_number_with_a_word_that_was_hard_to_read_is_less_likely_right() -> None:
    plain, hard = (
        extract(one_line(0.97, worst, 0.97, 0.97), region="AT").phones[0] for worst in (0.97, 0.5)
    )
    assert plain.value == hard.value == "+436645550123"
    assert hard.confidence < plain.confidence - 0.001


def test_a_word_whose_box_reaches_into_the_next_does_not_take_its_place() -> None:
    texts = ("Tel", "0512", "555012", "Fax", "0512", "555013")
    lefts = (40.0, 90.0, 150.0, 400.0, 450.0, 510.0)
    rights = (80.0, 140.0, 700.0, 440.0, 500.0, 700.0)  # the third word was given the whole line
    boxes = [Box(left, 40, right, 70) for left, right in zip(lefts, rights, strict=True)]
    read = tuple(Word(text, 0.97, box) for text, box in zip(texts, boxes, strict=True))
    line = TextLine(Box.around(boxes), (Reading(read, "tesseract"),), 12.0)
    page = arrange(CardText((line,), 1000, 600))
    whole = page.readings[0][0]
    ends = [w.box.right for w in whole.words]
    assert ends == [80.0, 140.0, 400.0, 440.0, 500.0, 700.0]
    first, second = extract(page.text, region="AT").phones
    assert (first.kind, second.kind) == (PhoneKind.WORK, PhoneKind.FAX)
    assert first.boxes[0].right <= second.boxes[0].left


def test_a_number_whose_label_one_reading_glued_away_is_no_phone() -> None:
    rivals = ("LG Korneuburg : ATU 18555605", "LG Korneuburg XATU 18555605")
    readings = []
    for text in rivals:
        words, left = [], 40.0
        for word in text.split(" "):
            words.append(Word(word, 0.97, Box(left, 40, left + 11 * len(word), 70)))
            left += 11 * len(word) + 9
        readings.append(Reading(tuple(words), "tesseract"))
    box = Box.around(w.box for r in readings for w in r.words)
    card = CardText((TextLine(box, tuple(readings), 12.0),), 1000, 600)
    assert extract(card, region="AT").phones == ()
    alone = CardText((TextLine(box, tuple(readings[1:]), 12.0),), 1000, 600)
    assert len(extract(alone, region="AT").phones) == 1  # it is the other reading that tells


def test_what_touches_the_edge_is_never_sure() -> None:
    whole = card(["#Eva Maier", "eva.maier@donau.at", "Tel. +43 1 720 44 31"])
    cut = replace(whole, width=int(whole.lines[1].box.right))
    for text, sure in ((whole, True), (cut, False)):
        contact = extract(text)
        assert [e.sure for e in contact.emails] == [sure]
    mended = extract(cut)
    assert [e.value for e in mended.emails] == ["eva.maier@donau.at"]


def read_by(*readings: tuple[str, str]) -> CardText:
    """A card of one line, as its readers read it: reader and text."""
    read = tuple(Reading(words(text), reader) for reader, text in readings)
    return CardText((TextLine(Box(60, 40, 500, 66), read, 12.0),), 1000, 640)


@pytest.mark.parametrize(
    ("second", "sure"),
    [
        ("tesseract/eng+deu: Tel. 817-228-5401", False),  # another digit, and no list of numbers
        ("tesseract/eng+deu: Tel. 817-228-401", True),  # one was lost
        ("rapidocr: Tel. 817-228-4401", True),
    ],
)
def test_a_number_with_a_digit_that_was_read_as_two_is_never_sure(second: str, sure: bool) -> None:
    reader, _, text = second.partition(": ")
    read = read_by(("tesseract/Latin", "Tel. 817-228-4401"), (reader, text))
    (phone, *_) = extract(read, region="US").phones
    assert phone.value == "+18172284401"
    assert phone.sure is sure


def test_a_name_whose_letters_are_none_is_never_sure_for_its_title_alone() -> None:
    def confidence(strength: float) -> float:
        reasons = (
            because("shaped like a name"),
            because("a title stands below"),
            weights.because(Evidence.LETTERS_ARE_A_NAME, strength),
        )
        value = Name(value="Canoe Rentals", boxes=(Box(0, 0, 90, 20),))
        borne_out = [because("two readers agree"), because("its words are known or proved")]
        return confidence_of(Claim(Field.NAME, value, (0,), reasons), 8.0, borne_out)

    assert confidence(-0.2) < SURE[Field.NAME] <= confidence(0.2)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("e.maier@donau.at", Evidence.READ_TWICE_ALIKE),
        ("e-maier@donau.at", Evidence.READ_DIFFERENTLY),
        ("emaier@donau.at", Evidence.READ_DIFFERENTLY),
        ("e,maier@donau.at.", Evidence.READ_TWICE_ALIKE),  # what readers make of a dot
    ],
)
def test_signs_of_an_address_online_are_as_different_as_letters(second: str, said: str) -> None:
    read = read_by(("tesseract/Latin", "e.maier@donau.at"), ("tesseract/eng+deu", second))
    (email,) = extract(read).emails
    assert said in [r.name for r in email.reasons]


def test_a_bare_trade_is_no_sure_firm() -> None:
    """What stands above it may be the logo that no reader could read."""
    firms = extract(card(["##TATTOO", "(505) 555-0173", "info@ironroadtattoo.com"])).organizations
    assert not any(firm.sure for firm in firms)


def test_what_two_readers_agree_on_does_not_prove_another_reading() -> None:
    def line(extension: str, reader: str, confidence: float) -> Reading:
        texts = ("Tel.", "916.555.0120", "ext.", extension)
        boxes = [Box(150.0 * i, 40, 150.0 * i + 140, 70) for i in range(len(texts))]
        read = (Word(t, confidence, b) for t, b in zip(texts, boxes, strict=True))
        return Reading(tuple(read), reader)

    best, second = line("51", "tesseract/Latin", 0.95), line("31", "tesseract/eng", 0.9)
    third = line("31", "rapidocr", 0.9)
    box = Box(0, 40, 600, 70)
    text = CardText((TextLine(box, (best, second, third), 20.0),), 900, 500)
    value = Phone(
        value="+19165550120", extension="51", printed="916.555.0120 ext. 51",
        boxes=(Box(150, 40, 590, 70),),
    )  # fmt: skip
    other = replace(value, extension="31", printed="916.555.0120 ext. 31")
    doubted = Evidence.DIGITS_WERE_READ_DIFFERENTLY.value
    assert doubted in {r.name for r in witnesses(text, Claim(Field.PHONE, value, (0,), ()))}
    assert doubted not in {r.name for r in witnesses(text, Claim(Field.PHONE, other, (0,), ()))}


def test_a_number_whose_line_ends_in_a_dash_is_not_sure() -> None:
    whole = extract(card(["Tel. +49 251 555018-0", "Fax +49 251 555018-99"]))
    cut = extract(card(["Tel. +49 251 555018 -", "Fax +49 251 555018-99"]))
    assert all(p.sure for p in whole.phones)
    assert [p.sure for p in cut.phones] == [False, True]
