"""QR codes of contacts, read back by two readers, also after what a camera does to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from cardscan.app.qr import code_of, full_card, short_card, to_terminal
from cardscan.library import Edit, Library
from cardscan.model import Address, Contact, Email, Field, Name, Phone, PhoneKind, Pixels, Text, Url
from cardscan.vcard import cards, read_entries, split
from tests.command_line import World
from tests.review_cards import keep, klara

CONTACT = Contact(
    name=Name(value="Mag. Jörg Weiß-Ősz", prefix="Mag.", given="Jörg", family="Weiß-Ősz"),
    organizations=(Text(value="Größe & Öl; Café, Straße € GmbH"),),
    titles=(Text(value="Geschäftsführer für Übersee"),),
    phones=(
        Phone(value="+4317204431", kind=PhoneKind.FAX),
        Phone(value="+436641234567", kind=PhoneKind.CELL),
    ),
    emails=(Email(value="jörg.weiß@größe.example"),),
    urls=(Url(value="https://www.größe.example/őű"),),
    addresses=(
        Address(
            value="Lassallestraße 14/3, 1020 Wien",
            street="Lassallestraße 14/3",
            postal_code="1020",
            city="Wien",
            country="AT",
        ),
    ),
)
CARDS = {"short": short_card(CONTACT), "full": full_card(CONTACT)}


def picture(text: str, *, scale: int = 8) -> Pixels:
    rows = np.array([list(row) for row in code_of(text).matrix_iter(border=4)], dtype=np.uint8)
    grey = np.kron(np.where(rows, 0, 255), np.ones((scale, scale))).astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def by_zxing(pixels: Pixels) -> tuple[bytes, bool]:
    (found,) = zxingcpp.read_barcodes(pixels)
    return bytes(found.bytes), found.has_eci if hasattr(found, "has_eci") else False


def blurred(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2.0), dtype=np.uint8)


def tilted(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    here = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    there = here * 0.8 + np.array([(60, 90), (20, 10), (60, 20), (90, 70)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(here, there)
    out = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=(255, 255, 255))
    return np.asarray(out, dtype=np.uint8)


def halved(pixels: Pixels) -> Pixels:
    out = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(out, dtype=np.uint8)


@pytest.mark.parametrize("kind", CARDS)
@pytest.mark.parametrize("harm", [np.copy, blurred, tilted, halved])
def test_zxing_reads_the_same_utf8_bytes_back(kind: str, harm: object) -> None:
    text = CARDS[kind]
    assert by_zxing(harm(picture(text))) == (text.encode(), False)  # type: ignore[operator]


@pytest.mark.parametrize("kind", CARDS)
def test_opencv_reads_it_back_as_well(kind: str) -> None:
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture(CARDS[kind]))
    assert text == CARDS[kind]


@pytest.mark.parametrize("kind", CARDS)
def test_it_is_a_contact_with_every_letter(kind: str) -> None:
    (entry,) = read_entries(cards(split(CARDS[kind].encode())))
    assert entry.formatted_names == ("Mag. Jörg Weiß-Ősz",)
    assert (entry.names[0].family, entry.names[0].prefix) == ("Weiß-Ősz", "Mag.")
    assert entry.organizations == ("Größe & Öl; Café, Straße € GmbH",)
    assert entry.emails == ("jörg.weiß@größe.example",)
    assert entry.phones[-1].value == "+436641234567"
    if kind == "full":
        assert len(entry.phones) == 2
        assert (entry.addresses[0].city, entry.addresses[0].country) == ("Wien", "Österreich")


def test_the_short_card_fits_a_terminal_and_a_huge_one_falls_back_to_it() -> None:
    assert int(code_of(CARDS["short"]).version) <= 10
    huge = replace(CONTACT, urls=tuple(Url(value=f"https://{k}.example") for k in range(400)))
    assert full_card(huge) == short_card(CONTACT)


def from_terminal(rows: list[str]) -> Pixels:
    """The picture that a terminal shows: two modules in every half block."""
    pairs = {" ": (255, 255), "▀": (0, 255), "▄": (255, 0), "█": (0, 0)}
    plain = [row.replace("\x1b[30;107m", "").replace("\x1b[0m", "") for row in rows]
    halves = [[pairs[c][half] for c in row] for row in plain for half in (0, 1)]
    grey = np.kron(np.array(halves, dtype=np.uint8), np.ones((6, 6), dtype=np.uint8))
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


@pytest.mark.parametrize("colours", [True, False])
def test_what_the_terminal_shows_can_be_scanned(colours: bool) -> None:
    rows = list(to_terminal(code_of(CARDS["short"]), colours=colours))
    assert by_zxing(from_terminal(rows))[0] == CARDS["short"].encode()


def test_the_link_of_the_phone_takes_few_rows() -> None:
    link = "http://192.168.178.123:54321/" + "a" * 32 + "/"
    assert len(list(to_terminal(code_of(link), colours=False))) <= 19


@pytest.fixture
def here(tmp_path: Path) -> World:
    world = World(tmp_path / "world")
    world.folder.mkdir()
    keep(world.library, [klara(k, event="Fair" if k else None) for k in range(3)])
    return world


def test_by_name_by_event_and_to_a_file(here: World) -> None:
    with Library.open(here.library) as library:
        for number, name in ((2, "Anna Muster"), (3, "Ödön Beispiel")):
            library.answer(number, [edit_of("Klara Beispicl", name)])
    with Library.open(here.library) as library:
        library.answer(2, [edit_of("Anna Muster", "Anna MUSTER")])
    _, *printed = here.call(
        "qr", "anna", env=here.write_config("as_printed = true\n")
    ).out.splitlines()
    assert b"FN:Anna MUSTER" in by_zxing(from_terminal(printed))[0]
    answer = here.call("qr", "anna")
    assert answer.code == 0, answer.err
    head, *rows = answer.out.splitlines()
    assert head == "Anna Muster, Mustermann Werke GmbH"
    assert b"FN:Anna Muster" in by_zxing(from_terminal(rows))[0]
    assert here.call("qr", "odon", "--out", "o.svg").code == 0
    assert (here.folder / "o.svg").read_text().startswith("<?xml")
    assert here.call("qr", "--event", "Fair", "--out", "fair.svg").code == 0
    assert {"fair-1.svg", "fair-2.svg"} <= {each.name for each in here.folder.iterdir()}


def edit_of(before: str, name: str) -> Edit:
    given, family = name.split()
    return Edit(Field.NAME, before, Name(value=name, given=given, family=family))


MISTAKES = [
    (("qr",), "Name a contact"),
    (("qr", "nobody"), "no contact of nobody"),
    (("qr", "Klara"), "may be 3 cards"),
    (("qr", "Klara", "--event", "Fair"), "Name a contact"),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES)
def test_mistakes_are_said_with_the_next_step(
    here: World, arguments: tuple[str, ...], said: str
) -> None:
    answer = here.call(*arguments)
    assert (answer.code, said in answer.err) == (2, True), answer.err
