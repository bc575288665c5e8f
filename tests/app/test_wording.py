"""What stands in a contact: names as one writes them, and nothing that is nobody's business."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cardscan.app.choices import USUAL, Wording
from cardscan.app.output import OutputFormat, pieces
from cardscan.app.wording import vcard_of, worded
from cardscan.config import load_settings
from cardscan.errors import ConfigError
from cardscan.language.capitals import tidy_honorifics, tidy_name, tidy_place, tidy_words
from cardscan.language.towns import find_town
from cardscan.model import Address, Contact, Name, Phone, Scan, Text
from cardscan.vcard import cards, read_entry, split

NOW = datetime(2026, 11, 30, tzinfo=UTC)
LEFT = ("FN 123456a, HG Wien", "Mo-Fr 8:00-12:00", "Wir sehen weiter. Immer.", "Haus Abendruh")
CONTACT = Contact(
    name=Name(
        value="DR. MED. Jan ŽIŽKA, MBA",
        prefix="DR. MED.",
        given="Jan",
        family="ŽIŽKA",
        suffix="MBA",
    ),
    organizations=(Text(value="IKEM PRAHA"),),
    titles=(Text(value="LEITER IT"),),
    addresses=(
        Address(
            value="NEUE GASSE 4, 1010 WIEN", street="NEUE GASSE 4", postal_code="1010", city="WIEN"
        ),
    ),
    unread=LEFT,
)
SCAN = Scan(source="a.jpg", sha256="x", contact=CONTACT, place=(48.2, 16.37), event="Fair")


def entry_of(wording: Wording = USUAL, scan: Scan = SCAN):  # type: ignore[no-untyped-def] # an Entry
    (block,) = cards(split(vcard_of(scan, revised=NOW, wording=wording)))
    return read_entry(block, 0)


def test_capitals_are_tidied_but_for_firms_and_acronyms() -> None:
    entry = entry_of()
    assert entry.formatted_names == ("Dr. med. Jan Žižka, MBA",)
    (name,) = entry.names
    assert (name.prefix, name.given, name.family, name.suffix) == (
        "Dr. med.", "Jan", "Žižka", "MBA",
    )  # fmt: skip
    assert (entry.titles, entry.organizations) == (("Leiter IT",), ("IKEM PRAHA",))
    assert (entry.addresses[0].street, entry.addresses[0].city) == ("Neue Gasse 4", "Wien")


def test_as_printed_leaves_every_capital() -> None:
    entry = entry_of(Wording(as_printed=True))
    assert entry.formatted_names == ("DR. MED. Jan ŽIŽKA, MBA",)
    assert entry.addresses[0].street == "NEUE GASSE 4"
    (line,) = pieces([SCAN], OutputFormat.JSONL, revised=NOW)
    assert "ŽIŽKA" in line.decode()


def test_where_a_photo_was_taken_and_slogans_stand_in_the_notes_only_where_asked_for() -> None:
    (note,) = entry_of().notes
    assert note == (
        "Met at Fair; scanned from a.jpg on 2026-11-30\n"
        "Also on the card: FN 123456a, HG Wien / Haus Abendruh"
    )
    (whole,) = entry_of(Wording(place=True, slogans=True)).notes
    assert whole.startswith("Met at Fair near Vienna (AT); scanned")
    (far,) = entry_of(Wording(place=True), replace(SCAN, place=(-30.0, -100.0))).notes
    assert "at -30.00000, -100.00000" in far
    assert all(line in whole for line in LEFT)
    for chosen in (OutputFormat.CSV, OutputFormat.GOOGLE_CSV, OutputFormat.OUTLOOK_CSV):
        (table,) = pieces([SCAN], chosen, revised=NOW)
        assert b"48.2" not in table


@pytest.mark.parametrize(
    ("place", "town"),
    [
        ((48.21, 16.37), "Vienna (AT)"),
        ((48.30, 16.33), "Vienna (AT)"),  # a suburb with a centre of its own
        ((47.80, 13.30), "Salzburg (AT)"),  # nearest, though none reaches as far
        ((-17.70, 179.999), None),  # the list has no town of 15,000 there
        ((-18.13, -181.56), "Suva (FJ)"),  # counted on past the date line
        ((0.0, -30.0), None),
        ((90.0, 0.0), None),
    ],
)
def test_a_place_is_told_by_the_town_that_reaches_there_or_the_nearest(
    place: tuple[float, float], town: str | None
) -> None:
    found = find_town(*place)
    assert (found and str(found)) == town


def test_whoever_writes_contacts_follows_the_settings(tmp_path: Path) -> None:
    """Scan, watch, review, push, phone and the library ask for the same wording."""
    config = tmp_path / "config.toml"
    config.write_text("photo = false\nphoto_size = 300\nplace = true\nas_printed = true\n")
    assert Wording.of(load_settings(config, {})) == Wording(
        photo=False, photo_px=300, place=True, as_printed=True
    )
    said = load_settings(config, {}, {"photo": True, "place": False, "slogans": True})
    assert Wording.of(said) == Wording(photo_px=300, slogans=True, as_printed=True)
    assert Wording.of(load_settings(tmp_path / "config.toml", {}, {})).photo is False
    config.write_text("place = 1\n")
    with pytest.raises(ConfigError, match="place = 1 is not allowed: it takes true or false"):
        load_settings(config, {})


def test_a_picture_is_as_large_as_wanted() -> None:
    data = io.BytesIO()
    Image.effect_noise((1000, 600), 10).convert("RGB").save(data, "JPEG")
    scan = replace(SCAN, picture=data.getvalue())
    small, large = (
        len(vcard_of(scan, revised=NOW, wording=w)) for w in (Wording(photo_px=200), USUAL)
    )
    assert small < 30_000 < large
    bare = vcard_of(scan, revised=NOW, wording=Wording(photo=False))
    assert b"PHOTO" not in bare
    kept = b"".join(vcard_of(scan, revised=NOW, wording=Wording(photo_px=1000)).split(b"\r\n "))
    assert base64.b64encode(data.getvalue()) in kept  # what is small enough is not drawn anew


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("Anna VAN DER BERG", "Anna van der Berg"),
        ("Sean MCALLISTER", "Sean McAllister"),
        ("Fiona O'BRIEN-WALSH", "Fiona O'Brien-Walsh"),
        ("JP Morgan", "JP Morgan"),
        ("John SMITH III", "John Smith III"),
        ("J.P. MÜLLER", "J.P. Müller"),
        ("Maria dos Santos", "Maria dos Santos"),
    ],
)
def test_names(printed: str, written: str) -> None:
    assert tidy_name(printed) == written


def test_a_turkish_i_keeps_its_dot_or_has_none() -> None:
    name = Name(value="Ali YILMAZ", given="Ali", family="YILMAZ")
    title = Text(value="SATIŞ MÜDÜRÜ")
    contact = Contact(name=name, titles=(title,), phones=(Phone(value="+902121234567"),))
    done = worded(Scan(source="", sha256="", contact=contact), USUAL).contact
    assert done is not None
    assert done.name == Name(value="Ali Yılmaz", given="Ali", family="Yılmaz")
    assert done.titles == (title,)


def test_a_degree_that_nobody_parted_from_the_name_is_no_family_name() -> None:
    name = Name(value="JAN ŽIŽKA MBA", given="JAN", family="ŽIŽKA")
    scan = Scan(source="", sha256="", contact=Contact(name=name))
    done = worded(scan, USUAL).contact
    assert done is not None
    assert done.name == Name(value="Jan Žižka MBA", given="Jan", family="Žižka")


@pytest.mark.parametrize(
    ("line", "says_something"),
    [
        ("FN 123456a, HG Wien", True),
        ("VAT no. GB123456789", True),
        ("Max Mustermann", True),
        ("Zufahrt über den Hof.", True),
        ("Büro Wien, Graz, Linz, Salzburg", True),
        ("Mo-Fr 9-17 Uhr", False),
        ("Always one step ahead!", False),
        ("Gemeinsam mehr erreichen.", False),
    ],
)
def test_lines_that_say_nothing_of_a_person(line: str, says_something: bool) -> None:
    scan = Scan(source="", sha256="", contact=Contact(unread=(line,)))
    done = worded(scan, USUAL).contact
    assert done is not None
    assert done.unread == ((line,) if says_something else ())


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("DR. MED. UNIV.", "Dr. med. univ."),
        ("UNIV.-PROF. DR.", "Univ.-Prof. Dr."),
        ("DIPL.-ING. (FH)", "Dipl.-Ing. (FH)"),
        ("MUDR.", "MUDr."),
        ("PHD", "PhD"),
        ("PH.D.", "Ph.D."),
        ("CSC.", "CSc."),
        ("ING. MGR.", "Ing. Mgr."),
        ("MGR INŻ.", "Mgr inż."),
        ("PRIM. UNIV.-PROF. DR. MED. UNIV.", "Prim. Univ.-Prof. Dr. med. univ."),
        ("ING. ARCH., PH.D., MBA", "Ing. arch., Ph.D., MBA"),
        ("DR. QQQ.", "Dr. QQQ."),
        ("DI", "DI"),
        ("MBA, MSC", "MBA, MSc"),
        ("Dr.", "Dr."),
    ],
)
def test_degrees_are_written_as_the_lists_write_them(printed: str, written: str) -> None:
    assert tidy_honorifics(printed) == written


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("HEAD OF IT", "Head of IT"),
        ("CEO & FOUNDER", "CEO & Founder"),
        ("LEITER/IN EINKAUF", "Leiter/in Einkauf"),
        ("FACHÄRZTIN FÜR AUGENHEILKUNDE", "Fachärztin für Augenheilkunde"),
        ("KEY ACCOUNT MANAGER", "Key Account Manager"),
        ("Head of HR", "Head of HR"),
    ],
)
def test_titles(printed: str, written: str) -> None:
    assert tidy_words(printed) == written


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("RUE DE LA PAIX 3", "Rue de la Paix 3"),
        ("1600 SYCAMORE AVE NW", "1600 Sycamore Ave NW"),
        ("PO BOX 12", "PO Box 12"),
        ("FRANKFURT AM MAIN", "Frankfurt am Main"),
    ],
)
def test_places(printed: str, written: str) -> None:
    assert tidy_place(printed) == written


@given(st.text(alphabet="ABCÄßžZ iİI.-/'’1&()", max_size=24))
def test_nothing_but_capitals_changes(text: str) -> None:
    for tidied in (tidy_name, tidy_honorifics, tidy_words, tidy_place):
        done = tidied(text)
        assert done.casefold().replace("i̇", "i") == text.casefold().replace("i̇", "i"), tidied
        assert tidied(done) == done, tidied
