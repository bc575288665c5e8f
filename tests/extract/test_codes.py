"""QR codes that hold a contact, and what they do to what was read beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cardscan.extract import extract
from cardscan.model import Box, Code, Contact, PhoneKind
from tests.typeset import card

WHERE = Box(700, 400, 900, 600)
VCARD = "\r\n".join(
    (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Wöhrer;Ingeborg;;Mag.;",
        "FN:Mag. Ingeborg Wöhrer",
        "ORG:Donauwerk Logistik GmbH;Einkauf",
        "TITLE:Leiterin Einkauf",
        "TEL;TYPE=WORK:+431720443118",
        "TEL;TYPE=CELL,VOICE:0664 123 45 67",
        "item1.EMAIL;TYPE=INTERNET:i.woehrer@donauwerk.at",
        "URL:www.donauwerk.at",
        "ADR;TYPE=WORK:;;Lassallestraße 14/3;Wien;;1020;AT",
        "NOTE:a\\, b",
        "END:VCARD",
        "",
    )
)
MECARD = (
    "MECARD:N:Wöhrer,Ingeborg;ORG:Donauwerk;TEL:+436641234567;"
    "EMAIL:i.woehrer@donauwerk.at;ADR:,,Lassallestraße 14/3,Wien,,1020,AT;;"
)


def test_a_vcard_in_a_code() -> None:
    contact = extract(card([], codes=(Code("QRCode", VCARD, WHERE),)), region="AT")
    assert contact.name is not None
    assert (contact.name.prefix, contact.name.given, contact.name.family) == (
        "Mag.",
        "Ingeborg",
        "Wöhrer",
    )
    assert [o.value for o in contact.organizations] == ["Donauwerk Logistik GmbH"]
    assert [d.value for d in contact.departments] == ["Einkauf"]
    assert [(p.value, p.kind) for p in contact.phones] == [
        ("+431720443118", PhoneKind.WORK),
        ("+436641234567", PhoneKind.CELL),
    ]
    assert [e.value for e in contact.emails] == ["i.woehrer@donauwerk.at"]
    assert [u.value for u in contact.urls] == ["https://www.donauwerk.at"]
    assert contact.addresses[0].postal_code == "1020"
    assert all(v.sure and v.boxes == (WHERE,) for v in contact.values)


def test_a_mecard_in_a_code() -> None:
    contact = extract(card([], codes=(Code("QRCode", MECARD, WHERE),)), region="AT")
    assert contact.name is not None
    assert contact.name.value == "Ingeborg Wöhrer"
    assert [p.value for p in contact.phones] == ["+436641234567"]
    assert contact.addresses[0].street == "Lassallestraße 14/3"


def test_the_code_outranks_the_print_and_the_print_completes_it() -> None:
    lines = [
        "Ingeborg Wöhner",
        "Tel. +43 1 720 44 31-78",
        "Fax +43 1 720 44 31-99",
        "i.woehner@donauwerk.at",
    ]
    contact = extract(card(lines, codes=(Code("QRCode", VCARD, WHERE),)))
    assert contact.name is not None
    assert contact.name.value == "Mag. Ingeborg Wöhrer"
    assert len(contact.name.boxes) == 2
    assert [e.value for e in contact.emails] == ["i.woehrer@donauwerk.at"]
    assert "+431720443118" in [p.value for p in contact.phones]


def test_old_and_folded_vcards() -> None:
    text = (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:W=C3=B6hrer;Inge\n"
        "TEL;CELL:+4366412\n 34567\nEND:VCARD"
    )
    contact = extract(card([], codes=(Code("QRCode", text, WHERE),)))
    assert contact.name is not None
    assert contact.name.value == "Inge Wöhrer"
    assert contact.phones[0].value == "+436641234567"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "MECARD:URL:javascript\\:alert(1);;",
        "BEGIN:VCARD\nURL:file:///C:/karte.html\nEND:VCARD",
        "https://",
        "https://[::1",
        "mailto:",
        "tel:",
        "BEGIN:VCARD",
        "MECARD:",
        "BEGIN:VCARD\nTEL:\nEMAIL:x\nADR:\nN:\nEND:VCARD",
        "WIFI:S:net;T:WPA;P:x;;",
        "MECARD:N:;TEL:abc;;",
    ],
)
def test_codes_without_a_contact_change_nothing(text: str) -> None:
    plain = card(["Eva Maier", "eva.maier@firma.at"])
    assert (
        extract(replace(plain, codes=(Code("QRCode", text, WHERE),))).values
        == extract(plain).values
    )


def _coded(*texts: str, lines: tuple[str, ...] = (), region: str = "AT") -> Contact:
    codes = tuple(Code("QRCode", text, WHERE) for text in texts)
    return extract(card(lines, codes=codes), region=region)


def _said(contact: Contact) -> set[str]:
    return {v.value for v in contact.values}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://linktr.ee/mirafeld", {"https://linktr.ee/mirafeld"}),
        ("HTTPS://WWW.DONAUWERK.AT", {"HTTPS://WWW.DONAUWERK.AT"}),
        ("https://www.linkedin.com/in/eva-maier", {"https://www.linkedin.com/in/eva-maier"}),
        ("https://wa.me/436641234599", {"https://wa.me/436641234599", "+436641234599"}),
        (
            "https://api.whatsapp.com/send?phone=436641234599&text=Hallo",
            {"https://api.whatsapp.com/send?phone=436641234599&text=Hallo", "+436641234599"},
        ),
        ("mailto:office@donau.at?subject=An%20Sie", {"office@donau.at"}),
        ("MAILTO:a@donau.at,b@donau.at", {"a@donau.at", "b@donau.at"}),
        ("MATMSG:TO:info@donau.at;SUB:Hallo;BODY:x@y.at;;", {"info@donau.at"}),
        ("MEBKM:TITLE:Donau;URL:https\\://donau.at/a\\;b;;", {"https://donau.at/a;b"}),
        ("tel:+43-1-720-4431", {"+4317204431"}),
        ("SMSTO:+436641234567:Bitte um Rückruf", {"+436641234567"}),
    ],
)
def test_pages_addresses_and_numbers_in_a_code(text: str, said: set[str]) -> None:
    assert _said(_coded(text)) == said


def test_a_bizcard_has_letters_of_its_own() -> None:
    contact = _coded(
        "BIZCARD:N:Nora;X:Halloran;T:Surveyor;C:Halloran Ltd;A:12 Quay Lane, Galway, Ireland;"
        "B:+35391555012;F:+35391555013;M:+353871234567;E:nora@halloran.example;;"
    )
    assert contact.name is not None
    assert (contact.name.given, contact.name.family) == ("Nora", "Halloran")
    assert [t.value for t in contact.titles] == ["Surveyor"]
    assert [(p.value, p.kind) for p in contact.phones] == [
        ("+35391555012", PhoneKind.WORK),
        ("+353871234567", PhoneKind.CELL),
        ("+35391555013", PhoneKind.FAX),
    ]
    assert [e.value for e in contact.emails] == ["nora@halloran.example"]
    assert contact.addresses[0].street == "12 Quay Lane"


def test_escapes_of_a_mecard_stay_out_of_its_values() -> None:
    contact = _coded("MECARD:N:O\\'Dea\\, Jr,Scar\\;let;ORG:Tara\\; Sons;TEL:+442079460018;;")
    assert contact.name is not None
    assert (contact.name.given, contact.name.family) == ("Scar;let", "O'Dea, Jr")
    assert [o.value for o in contact.organizations] == ["Tara; Sons"]


@pytest.mark.parametrize("charset", ["idna", "undefined", "klingon", "rot13"])
def test_an_unknown_charset_is_taken_for_utf_8(charset: str) -> None:
    text = (
        f"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:"
        "Inge W=C3=B6hrer\nTEL:+436641234567\nEND:VCARD"
    )
    assert _said(_coded(text)) == {"Inge Wöhrer", "+436641234567"}


def test_colons_in_quotes_end_no_head_and_numbers_may_be_uris() -> None:
    text = (
        "BEGIN:VCARD\nVERSION:4.0\nFN:Luc Perron\nN:Perron;Luc;;;\n"
        'ADR;GEO="geo:46.77,-71.28";LABEL="Suite 2: rear":;Suite 2;28 Laurier;Quebec;QC;'
        "G1V 2M2;Canada\nTEL;VALUE=uri;TYPE=work:tel:+1-418-656-9254;ext=102\nEND:VCARD"
    )
    contact = _coded(text)
    assert [(p.value, p.extension) for p in contact.phones] == [("+14186569254", "102")]
    address = contact.addresses[0]
    assert (address.street, address.postal_code, address.country) == (
        "Suite 2, 28 Laurier",
        "G1V 2M2",
        "CA",
    )


def test_what_a_second_person_has_joins_nobody() -> None:
    second = "BEGIN:VCARD\nVERSION:3.0\nFN:Otto Binder\nEMAIL:otto@binder.at\nEND:VCARD\n"
    together = _coded(VCARD + second)
    apart = _coded(VCARD, second)
    for contact in (together, apart):
        assert [e.value for e in contact.emails] == ["i.woehrer@donauwerk.at"]
    printed = _coded(VCARD, second, lines=("#Otto Binder", "otto@binder.at"))
    assert printed.name is not None
    assert printed.name.value == "Otto Binder"


def test_numbers_and_mailboxes_that_the_code_lacks_are_added() -> None:
    lines = (
        "#Ingeborg Wöhrer",
        "Tel. +43 1 720 44 31-18",
        "Fax +43 1 720 44 31-19",
        "i.woehrer@donauwerk.at",
        "office@donauwerk.at",
    )
    contact = _coded(VCARD, lines=lines)
    assert [(p.value, p.kind) for p in contact.phones] == [
        ("+431720443118", PhoneKind.WORK),
        ("+436641234567", PhoneKind.CELL),
        ("+431720443119", PhoneKind.FAX),
    ]
    assert [e.value for e in contact.emails] == ["i.woehrer@donauwerk.at", "office@donauwerk.at"]


def test_a_code_tells_the_country_of_its_numbers() -> None:
    contact = extract(
        card(
            [], codes=(Code("QRCode", "MECARD:N:Thal,Eva;TEL:0664123456;TEL:+4318734552;;", WHERE),)
        )
    )
    assert "+43664123456" in [p.value for p in contact.phones]


@pytest.mark.parametrize(
    ("said", "code"),
    [("Austria", "AT"), ("ÖSTERREICH", "AT"), ("at", "AT"), ("A", "AT"), ("D", "DE"), ("", None)],
)
def test_a_country_is_its_code_however_a_code_says_it(said: str, code: str | None) -> None:
    text = VCARD.replace("1020;AT", f"1020;{said}")
    contact = extract(card([], codes=(Code("QRCode", text, WHERE),)), region="AT")
    assert [address.country for address in contact.addresses] == [code]


def test_a_country_that_nobody_knows_stays_as_it_is() -> None:
    text = VCARD.replace("1020;AT", "1020;Kakanien")
    (address,) = extract(card([], codes=(Code("QRCode", text, WHERE),)), region="AT").addresses
    assert address.country == "Kakanien"
