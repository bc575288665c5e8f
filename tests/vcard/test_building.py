"""New vCards: what every phone takes, read back by vobject and by ourselves."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cardscan.model import (
    Address,
    Contact,
    Email,
    EntryKind,
    EntryPhone,
    Name,
    Phone,
    PhoneKind,
    Scan,
    Social,
    Text,
    Url,
    country_code,
    country_name,
)
from cardscan.vcard import cards, contact_uid, new_vcard, read_entry, split

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def noise_jpeg(width_px: int, height_px: int) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (height_px, width_px, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


CONTACT = Contact(
    name=Name(
        value="Dr. Änne Maria Groß-Müller MBA",
        prefix="Dr.",
        given="Änne",
        additional="Maria",
        family="Groß-Müller",
        suffix="MBA",
    ),
    organizations=(Text(value="Wolle, Garn; Söhne \\ Co."), Text(value="Zweite AG")),
    departments=(Text(value="Einkauf"),),
    titles=(Text(value="Leiterin"),),
    phones=(
        Phone(value="+436601234567", kind=PhoneKind.CELL),
        Phone(value="+4312345678", kind=PhoneKind.WORK, extension="12"),
        Phone(value="+4312345679", kind=PhoneKind.FAX),
    ),
    emails=(Email(value="aenne@wolle.example"),),
    urls=(Url(value="https://wolle.example/a;b,c"),),
    social=(Social(value="https://linkedin.com/in/aenne", service="linkedin", handle="aenne"),),
    addresses=(
        Address(
            value="Gasse 1/3, 1020 Wien",
            street="Gasse 1/3",
            postal_code="1020",
            city="Wien",
            country="AT",
        ),
    ),
    unread=("Ihr Partner seit 1900", "~|~"),
)
SCAN = Scan(
    source="fair/IMG_1.jpg",
    sha256="ab" * 32,
    contact=CONTACT,
    event="Fair, 2026",
    taken_at=datetime(2026, 10, 14),
    picture=noise_jpeg(1400, 900),
)
VERSIONS = pytest.mark.parametrize("version", ["3.0", "4.0"])


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


@VERSIONS
def test_form(version: str) -> None:
    text = new_vcard(SCAN, revised=NOW, version=version)
    data = text.encode()
    assert len(data) < 224_000
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert text.startswith(f"BEGIN:VCARD\r\nVERSION:{version}\r\n")
    assert text.endswith("END:VCARD\r\n")
    lines = lines_of(text)
    for name in ("PRODID", "UID", "N", "FN", "REV", "NOTE", "CATEGORIES", "PHOTO"):
        assert sum(line.split(":")[0].split(";")[0] == name for line in lines) == 1, name
    for line in lines:
        if line.startswith(("TEL", "EMAIL", "ADR")):
            assert ";TYPE=" in line
            assert '"' not in line


@VERSIONS
def test_the_country_is_named_as_it_is_on_envelopes(version: str) -> None:
    (line,) = (
        one for one in lines_of(new_vcard(SCAN, revised=NOW, version=version)) if "ADR" in one
    )
    assert line.endswith(";Gasse 1/3;Wien;;1020;Österreich")


def test_countries_are_known_by_any_of_their_names() -> None:
    for name in ("AT", "Austria", "autriche", "ÖSTERREICH"):
        assert country_code(name) == "AT"
    assert [country_name(code) for code in ("DE", "CH", "US", "GR", "")] == [
        "Deutschland", "Switzerland", "United States", "Greece", "",
    ]  # fmt: skip
    assert country_code("Kongo") == country_name("Kongo") == "Kongo"


@VERSIONS
def test_nothing_is_lost_on_reading_back(version: str) -> None:
    (block,) = cards(split(new_vcard(SCAN, revised=NOW, version=version).encode()))
    entry = read_entry(block, 0)
    assert entry.formatted_names == (CONTACT.name and CONTACT.name.value,)
    assert (entry.names[0].family, entry.names[0].given) == ("Groß-Müller", "Änne")
    assert entry.organizations == ("Wolle, Garn; Söhne \\ Co.", "Zweite AG")
    assert entry.departments == ("Einkauf",)
    cell = EntryPhone(value="+436601234567", types=frozenset({"cell", "voice"}))
    assert entry.phones[0] == cell
    assert [p.value for p in entry.phones[1:]] == ["+4312345678 ext. 12", "+4312345679"]
    assert "https://linkedin.com/in/aenne" in entry.urls
    assert "https://wolle.example/a%3Bb%2Cc" in entry.urls
    assert entry.has_photo
    assert entry.uid == contact_uid(SCAN)
    (note,) = entry.notes
    assert note.startswith("Met at Fair, 2026 on 2026-10-14; scanned from IMG_1.jpg on 2026-11-22")
    assert "Zweite AG" in note
    assert "Ihr Partner seit 1900" in note
    assert "~|~" not in note


@VERSIONS
def test_vobject_reads_the_same(version: str) -> None:
    found = vobject.readOne(new_vcard(SCAN, revised=NOW, version=version))
    assert found.n.value.family == "Groß-Müller"
    assert found.org.value == ["Wolle, Garn; Söhne \\ Co.", "Einkauf"]
    assert found.adr.value.street == "Gasse 1/3"
    assert found.email.value == "aenne@wolle.example"


def test_photos_open_in_both_versions() -> None:
    three = vobject.readOne(new_vcard(SCAN, revised=NOW))
    with Image.open(io.BytesIO(three.photo.value)) as picture:
        assert picture.format == "JPEG"
    four = "\n".join(lines_of(new_vcard(SCAN, revised=NOW, version="4.0")))
    assert "PHOTO:data:image/jpeg;base64," in four


def test_uid_is_that_of_the_card_not_of_the_day() -> None:
    assert contact_uid(SCAN) == contact_uid(replace(SCAN, source="elsewhere.jpg", event=None))
    assert len({contact_uid(replace(SCAN, page=p, card=c)) for p in (0, 1) for c in (0, 1)}) == 4


def test_an_organization_alone_is_shown_as_one() -> None:
    scan = replace(SCAN, contact=Contact(organizations=(Text(value="Firma"),)), picture=None)
    text = new_vcard(scan, revised=NOW)
    assert "FN:Firma\r\n" in text
    assert "N:;;;;\r\n" in text
    assert "X-ABShowAs:COMPANY\r\n" in text
    assert "KIND:org" in new_vcard(scan, revised=NOW, version="4.0")
    (block,) = cards(split(text.encode()))
    assert read_entry(block, 0).kind is EntryKind.ORGANIZATION


@pytest.mark.parametrize("picture", [b"", b"no picture", b"\xff\xd8\xff cut"])
def test_a_picture_that_is_none_does_no_harm(picture: bytes) -> None:
    text = new_vcard(replace(SCAN, picture=picture), revised=NOW)
    assert len(cards(split(text.encode()))) == 1


@pytest.mark.parametrize("version", ["2.1", "5.0"])
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(ValueError, match=r"3\.0|valid"):
        new_vcard(SCAN, revised=NOW, version=version)


TEXT = st.text(max_size=120)


@settings(deadline=None, max_examples=150)
@given(value=TEXT, organization=TEXT, note=TEXT, url=TEXT, version=st.sampled_from(["3.0", "4.0"]))
def test_any_text_makes_a_card_that_reads_back(
    value: str, organization: str, note: str, url: str, version: str
) -> None:
    contact = Contact(
        name=Name(value=value, family=value),
        organizations=(Text(value=organization),),
        urls=(Url(value=url),),
        unread=(note,),
    )
    scan = Scan(source="a.jpg", sha256="x", contact=contact, event=note or None)
    data = new_vcard(scan, revised=NOW, version=version).encode("utf-8")
    (block,) = cards(split(data))
    entry = read_entry(block, 0)
    assert block.closed
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    spoken = "".join(c for c in organization if c.isalnum())
    assert "".join(c for c in "".join(entry.organizations) if c.isalnum()) == spoken
