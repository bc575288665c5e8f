from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.image import flatten, load_photos, turn_card
from cardscan.model import Outline, OutlineKind, Photo
from tests.pdf_pages import CARD_PT, pdf, rows

LINES = ((14, "Max Hölzl"), (8, "Illmitz Optik GmbH"), (6, "m.ho1zl@illmitz.at"))
WORDS = ["Max", "Hölzl", "Illmitz", "Optik", "GmbH", "m.ho1zl@illmitz.at"]


def photo_of(folder: Path, data: bytes) -> Photo:
    path = folder / "a.pdf"
    path.write_bytes(data)
    (photo,) = load_photos(path)
    return photo


def words_of(folder: Path, data: bytes) -> list[str]:
    return [word.text for word in photo_of(folder, data).printed]


@pytest.mark.parametrize(
    "data",
    [
        pdf(rows(LINES)),
        pdf(rows(LINES), page=b"/Rotate 90"),
        pdf(rows(LINES), page=b"/Rotate 180"),
        pdf(rows(LINES), page=b"/Rotate 270"),
        pdf(rows(LINES, left=120, top=230), media=(100, 100, 341, 256)),
        pdf(rows(LINES, left=80), media=(0, 0, 600, 600), page=b"/CropBox[60 20 301 176]"),
        pdf(b"q 0 1 -1 0 156 0 cm " + rows(LINES) + b"Q", media=(0, 0, *CARD_PT[::-1])),
        pdf(b"/X Do", form=rows(LINES)),
    ],
    ids=[
        "upright",
        "turned by 90",
        "by 180",
        "by 270",
        "moved",
        "cropped",
        "upright page",
        "in a form",
    ],
)
def test_words_lie_on_their_print(tmp_path: Path, data: bytes) -> None:
    photo = photo_of(tmp_path, data)
    ink = (photo.pixels < 128).all(axis=2)
    assert sorted(word.text for word in photo.printed) == sorted(WORDS)
    for word in photo.printed:
        left, top, right, bottom = (
            round(side) for side in (word.box.left, word.box.top, word.box.right, word.box.bottom)
        )
        within = ink[top:bottom, left:right]
        assert within.any(axis=0).mean() > 0.6
        ink[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False
    assert not ink.any()


COVER = b"1 g 10 100 220 50 re f 0 g\n"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (rows(LINES, mode=3), False),
        (rows(LINES, mode=7), False),
        (b"q /G gs " + rows(LINES) + b"Q", False),
        (rows(LINES[:1]) + COVER, False),
        (COVER + rows(LINES[:1]), True),
        (rows(LINES[:1]) + b"10 100 220 50 re S\n", True),
        (rows(LINES[:1]) + b"q /G gs " + COVER + b"Q", True),
        (rows(LINES[:1], left=50) + b"/X Do", False),
        (
            rows(LINES[:1]) + b"q 241 0 0 156 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q",
            False,
        ),
    ],
    ids=[
        "invisible",
        "only a clip",
        "nearly transparent",
        "covered",
        "on a ground",
        "framed",
        "below a veil",
        "covered by a form",
        "below a scan",
    ],
)
def test_only_text_that_shows_is_taken(tmp_path: Path, content: bytes, seen: bool) -> None:
    assert bool(words_of(tmp_path, pdf(content, form=COVER))) is seen


def test_what_was_drawn_over_gives_way_to_what_is_there(tmp_path: Path) -> None:
    content = rows([(14, "Moritz Altmann")]) + COVER + rows([(14, "Max Hölzl")])
    assert words_of(tmp_path, pdf(content)) == ["Max", "Hölzl"]


def letters(text: str, *, size: float = 8, spaced: float = 1.0) -> bytes:
    """Each letter an object of its own, without spaces; all of one width."""
    return b"".join(
        rows([(size, letter)], left=20 + k * size * 0.56 * spaced)
        for k, letter in enumerate(text)
        if letter != " "
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (letters("anna opden"), ["anna", "opden"]),
        (letters("anna opden", spaced=1.5), ["anna", "opden"]),
        (b"BT /F 9 Tf 4 Tc 20 90 Td (Anna Kroell) Tj ET", ["Anna", "Kroell"]),
        (rows([(9, "W I D E  S E T  R O W")]), ["WIDE", "SET", "ROW"]),
        (rows([(9, "A B")]), ["A", "B"]),
        (b"BT /F 9 Tf 20 90 Td [(Anna)-300(an)-250(der)-280(Enns)] TJ ET", "Anna an der Enns"),
        (b"BT /F 9 Tf 20 90 Td [(0)-20(1)-30(11 )40(AV)80(AT)] TJ ET", ["0111", "AVAT"]),
        (rows([(9, "Anna")]) + rows([(9, "Anna")], left=20.2), ["Anna"]),
        (rows([(9, "Anna")]) + rows([(9, "Anna")], left=120), ["Anna", "Anna"]),
        (rows([(9, "Donau\xadwerk")]), ["Donau-werk"]),
        (rows([(9, "Anna\xa0Kroell")]), ["Anna", "Kroell"]),
    ],
)
def test_letters_are_joined_to_words(
    tmp_path: Path, content: bytes, words: list[str] | str
) -> None:
    found = words_of(tmp_path, pdf(content))
    assert found == (words.split() if isinstance(words, str) else words)


def test_a_ligature_is_its_letters(tmp_path: Path) -> None:
    spelled = [(ord(c), ord(c)) for c in "Ofice"] + [(ord("#"), 0xFB03)]
    assert words_of(tmp_path, pdf(rows([(9, "O#ce")]), spelled=spelled)) == ["Office"]


@pytest.mark.parametrize("unknown", [0xE001, 0xFFFD, 0x0007])
def test_a_word_with_an_unknown_letter_is_left_out(tmp_path: Path, unknown: int) -> None:
    spelled = [(ord(c), ord(c)) for c in "AnaKroel "] + [(ord("#"), unknown)]
    assert words_of(tmp_path, pdf(rows([(9, "A#na Kroel")]), spelled=spelled)) == ["Kroel"]


def test_the_text_of_a_full_page_is_left_to_the_readers(tmp_path: Path) -> None:
    full, few = (
        pdf(rows([(4, "abcdefghi " * 40)] * n, top=595, step=4), media=(0, 0, 842, 600))
        for n in (140, 10)
    )
    assert not words_of(tmp_path, full)
    assert len(words_of(tmp_path, few)) == 400


def test_each_card_of_a_sheet_has_its_own_words(tmp_path: Path) -> None:
    content = rows(LINES) + rows([(14, "Anna Kröll")], left=261)
    photo = photo_of(tmp_path, pdf(content, media=(0, 0, 482, 156)))
    height, width = photo.pixels.shape[:2]
    middle = width / 2
    cards = [
        flatten(photo, Outline(corners, 1.0, OutlineKind.EDGES))
        for corners in (
            ((0, 0), (middle, 0), (middle, height), (0, height)),
            ((middle, 0), (width, 0), (width, height), (middle, height)),
        )
    ]
    texts = [[word.text for word in card.printed] for card in cards]
    assert texts == [WORDS, ["Anna", "Kröll"]]
    assert turn_card(cards[0], 1).printed == cards[0].printed
