from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.model import Box, Line, Reading, Word
from cardscan.read.fuse import fuse_readings
from cardscan.read.languages import settle_letters
from cardscan.read.reconcile import are_settled, rank_readings, reconcile
from cardscan.read.repair import repair_reading
from cardscan.read.validity import count_valid

NO_PIXELS = np.zeros((1, 1, 3), np.uint8)
LINE = Line(Box(0, 0, 9, 9), NO_PIXELS, NO_PIXELS, np.eye(3), np.eye(3), 5.0)
LATIN, EXACT, NEURAL = "tesseract/Latin", "tesseract/eng+deu", "rapidocr"


def reading(text: str, reader: str = LATIN, confidence: float = 0.9) -> Reading:
    words = []
    left = 0.0
    for part in text.split():
        words.append(Word(part, confidence, Box(left, 0, left + 10 * len(part), 20)))
        left += 10 * len(part) + 8
    return Reading(tuple(words), reader)


@pytest.mark.parametrize(
    ("tesseract", "neural", "best"),
    [
        ("Zdeněk NĚMEC", "Zdenek NEMEC", "Zdeněk NĚMEC"),
        ("ÉVA SZŰCS", "ÉVA SZÜCS", "ÉVA SZŰCS"),
        ("Olga ØRBERG", "Olga øRBERG", "Olga ØRBERG"),
        ("Šťovíček", "Št'ovíček", "Šťovíček"),
        ("Michat Nowak", "Michał Nowak", "Michał Nowak"),
        ("Luis Angel", "Luis Ángel", "Luis Ángel"),
        ("0160 123456", "O160 123456", "0160 123456"),
        ("jan.l@acme.com", "jan.I@acme.com", "jan.l@acme.com"),
        ("jan@acme.com", "janacme.com", "jan@acme.com"),
        ("Danie! Reed", "Daniel Reed", "Daniel Reed"),
        ("Lærke Kjær", "Laerke Kjaer", "Lærke Kjær"),
        ("STÆRK", "STERK", "STÆRK"),
        ("Øster Ålykke", "Oster Alykke", "Øster Ålykke"),
        ("KÄRÖ", "KÃRÖ", "KÄRÖ"),
        ("ÇAĞRI", "ÇAČRI", "ÇAĞRI"),
        ("ügyvédi", "agyvédi", "ügyvédi"),
        ("Némec", "Němec", "Němec"),
        ("3° B", "3º B", "3º B"),
        ("KÄRÖ REED, MBA", "KÃRÖ REED,MBA", "KÄRÖ REED,MBA"),
        ("kjær@acme.com", "kjaer@acme.com", "kjaer@acme.com"),
    ],
)
def test_each_reader_is_trusted_for_what_it_does_well(
    tesseract: str, neural: str, best: str
) -> None:
    ranked = rank_readings([reading(tesseract), reading(neural, NEURAL, 0.97)])
    assert ranked[0].text == best
    assert {tesseract, neural} <= {r.text for r in ranked}, "no rival is thrown away"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("jan @acme.com", "jan@acme.com"),
        ("jan @ acme.com", "jan@acme.com"),
        ("jan@ acme.com", "jan@acme.com"),
        ("E-Mail: jan @acme.de", "E-Mail: jan@acme.de"),
        ("jan(@acme.com", "jan@acme.com"),
        ("jan((@acme.com", "jan@acme.com"),
        ("jan@acme. com", "jan@acme.com"),
        ("www. acme.co.uk", "www.acme.co.uk"),
        ("wwv.acme.de", "www.acme.de"),
        ("wwvw.acme.de", "www.acme.de"),
        ("https:/www.acme.de", "https://www.acme.de"),
        ("https:#/www.acme.de", "https://www.acme.de"),
        ("+I 303 555 OI34", "+1 303 555 0134"),
        ("0I 822 24 ıı", "01 822 24 11"),
        ("oﬃce@acme.com", "office@acme.com"),
        ("IlI. em. 2.", "III. em. 2."),
        ("o155 Oslo", "0155 Oslo"),
        ("jan—reed@acme.com", "jan_reed@acme.com"),
        ("jan_—reed@acme.com", "jan_reed@acme.com"),
        ("0136·jan@acme.com·acme.com", "0136 · jan@acme.com · acme.com"),
        ("Bread·Cakes·Teas", "Bread · Cakes · Teas"),
        ("Rathausgasse II2", "Rathausgasse 112"),
        ("IOII5 Berlin", "10115 Berlin"),
        ("l-10123 Torino", "I-10123 Torino"),
        ("Tatrex Sp. z 0.0.", "Tatrex Sp. z o.o."),
        ("Donava d.0.0.", "Donava d.o.o."),
        ("Leeds @ www.acme.co.uk", "Leeds @ www.acme.co.uk"),
        ("jan@acme.com @ Ringveien 12", "jan@acme.com @ Ringveien 12"),
        # What must stay as it is.
        ("Level 0.0. II B2 I5", "Level 0.0. II B2 I5"),
        ("III. Stock", "III. Stock"),
        ("Follow @acmeworks", "Follow @acmeworks"),
        ("Ill. Springfield", "Ill. Springfield"),
        ("O 0316 8040 12", "O 0316 8040 12"),
        ("Ollo & Illi", "Ollo & Illi"),
        ("Acme. De Vries", "Acme. De Vries"),
        ("Mail jan@acme.com", "Mail jan@acme.com"),
        ("SO15 2AB", "SO15 2AB"),
        ("Acme — jan@acme.com", "Acme — jan@acme.com"),
        ("248·555·0199", "248·555·0199"),
        ("Col·legi", "Col·legi"),
    ],
)
def test_artefacts_of_reading_are_mended(read: str, meant: str) -> None:
    assert repair_reading(reading(read)).text == meant


def test_a_repair_says_so_and_keeps_the_original() -> None:
    ranked = rank_readings([reading("jan @acme.com")])
    assert [r.text for r in ranked] == ["jan@acme.com", "jan @acme.com"]
    assert ranked[0].reader.endswith("~")
    assert ranked[1].reader == LATIN


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("jan@acme.com", 2),
        ("a@b.com c@d.org", 4),
        ("www.acme.co.uk", 1),
        ("+44 20 7946 0958", 1),
        ("jan@acme.invalidsuffix", 0),
        ("Marketing Manager", 0),
        ("jan—reed@acme.com", 0),
        ("wwwiacme.com", 0),
    ],
)
def test_values_that_obey_their_grammar_are_counted(text: str, count: int) -> None:
    assert count_valid(text) == count


def test_values_that_two_readings_share_outweigh_one_surer_reading() -> None:
    ranked = rank_readings(
        [
            reading("Tel: 030 8909 8968", LATIN, 0.9),
            reading("Tel.: 030 6909 6968", LATIN, 0.75),
            reading("Tel: 030 6909 6968", EXACT, 0.8),
        ]
    )
    assert "6909 6968" in ranked[0].text


def test_agreement_makes_sure_and_disagreement_does_not() -> None:
    agreed = rank_readings([reading("Jana Reed"), reading("Jana Reed", NEURAL)])[0]
    against = rank_readings([reading("Jana Rced"), reading("Jana Reed", NEURAL)])[0]
    assert min(word.confidence for word in agreed.words) > 0.95
    assert against.text == "Jana Reed"
    assert against.words[1].confidence < 0.8 < against.words[0].confidence


@pytest.mark.parametrize(
    ("tesseract", "confidence", "neural", "best"),
    [
        ("adviséurs", 0.3, "adviseurs", "adviseurs"),  # specks over letters
        ("Tánneùrs", 0.55, "Tanneurs", "Tanneurs"),
        ("Anaïs", 0.7, "Anais", "Anaïs"),
        ("Świątek", 0.3, "Światek", "Świątek"),  # which RapidOCR strips
        ("Świątek", 0.1, "Świalek", "Świalek"),
    ],
)
def test_accents_that_are_half_seen_are_not_taken_over(
    tesseract: str, confidence: float, neural: str, best: str
) -> None:
    ranked = rank_readings([reading(tesseract, LATIN, confidence), reading(neural, NEURAL, 0.85)])
    assert ranked[0].text == best


def test_an_accent_of_one_reader_is_no_agreement_of_two() -> None:
    fused = rank_readings([reading("Zdeněk Reed"), reading("Zdenek Reed", NEURAL, 0.97)])[0]
    assert fused.text == "Zdeněk Reed"
    assert fused.words[0].confidence < 0.96 < fused.words[1].confidence


TEXTS = st.text("abcIl1O0@.-: éÉöőw+()", max_size=30)
RIVALS = st.lists(
    st.builds(reading, TEXTS, st.sampled_from([LATIN, EXACT, NEURAL]), st.floats(0, 1)), max_size=5
)


@settings(deadline=None)
@given(RIVALS)
def test_every_reading_is_kept_and_every_confidence_is_a_chance(rivals: list[Reading]) -> None:
    ranked = rank_readings(rivals)
    assert {r.text for r in rivals if r.words} <= {r.text for r in ranked}
    assert all(0 <= word.confidence <= 1 for r in ranked for word in r.words)
    assert rank_readings(rivals) == ranked


@settings(deadline=None)
@given(TEXTS)
def test_mending_twice_changes_nothing_more_and_keeps_the_places(text: str) -> None:
    original = reading(text)
    once = repair_reading(original)
    assert repair_reading(once).text == once.text
    if original.words:
        assert Box.around(w.box for w in once.words) == Box.around(w.box for w in original.words)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_fusing_keeps_the_words_and_places_of_the_first(first: str, second: str) -> None:
    mine = reading(first, NEURAL)
    fused = fuse_readings(mine, reading(second))
    assert [w.box for w in fused.words] == [w.box for w in mine.words]


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([LATIN, NEURAL]))
def test_a_surer_reader_never_becomes_less_sure(low: float, high: float, reader: str) -> None:
    low, high = sorted((low, high))
    weak, strong = (rank_readings([reading("Word", reader, c)])[0] for c in (low, high))
    assert weak.confidence <= strong.confidence


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (("Lalezar Gıda San.", "ve Tic. Ltd. Ști."), "ve Tic. Ltd. Şti."),
        (("Bilgi A.Ș.", "www.bilgi.com.tr"), "www.bilgi.com.tr"),
        (("Strada Ştefan cel Mare", "București, tel. +40 21 555 0100"), None),
        (("Bd. Unirii, Piaţa Unirii", "Primăria Oraşului"), "Primăria Orașului"),
        (("www.ejemplo.es", "C/ Mayor 3, 5° B"), "C/ Mayor 3, 5º B"),
        (("www.ejemplo.es", "C/ Mayor 3, 5°B"), "C/ Mayor 3, 5º B"),
        (("Rua Direita 12", "2° andar"), "2º andar"),
        (("Demir A.Ş., +90 212 555 01 00", "Ìhracat Müdürü"), "İhracat Müdürü"),
        (("61-823 Poznań", "ul. takowa 29"), "ul. Łakowa 29"),
        (("61-823 Poznań", "ul.takowa 29, tel. 5"), "ul.Łakowa 29, tel. 5"),
        (("Praha", "ul. takowa 29"), None),
        (("Lille, n° 5", "2° étage"), None),  # no language that is known to raise its o
        (("www.ejemplo.es", "40° 25' N, 3° 42' W"), None),
        (("Kadıköy", "Ploiești, www.birlik.ro, Ş"), None),  # two languages: nothing is proven
    ],
)
def test_letters_that_look_alike_are_those_of_the_language(
    read: tuple[str, str], meant: str | None
) -> None:
    lines = [reconcile(LINE, [reading(text)]) for text in read]
    settled = settle_letters(lines)
    assert settled[1].text == (meant or read[1])
    assert settled[1].readings[-1].text == read[1]


@pytest.mark.parametrize(
    ("readings", "settled"),
    [
        ([reading("Tel. +43 1 720 44 31"), reading("Tel +43 1 720 44 31", NEURAL)], True),
        ([reading("+43 1 720 44 31"), reading("+43 1 720 44 37", NEURAL)], False),
        ([reading("jan@acme.com"), reading("jan@acme,com", NEURAL)], False),
        ([reading("jan@acme"), reading("jan@acme", NEURAL)], False),
        ([reading("+43 1 720 44 31"), reading("+43 1 720 44 31")], False),
        ([reading("jan@acme.com", confidence=0.95)], True),
        ([reading("jan@acme.com", confidence=0.9)], False),
        ([reading("jan@acme", confidence=0.99)], False),
        ([reading("+43 1 720 44 31", confidence=0.99), reading("", NEURAL)], False),
    ],
)
def test_values_are_settled_by_two_readers_or_one_that_is_very_sure(
    readings: list[Reading], settled: bool
) -> None:
    assert are_settled(readings) is settled
