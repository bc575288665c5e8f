"""QR codes that hold a contact, and what they do to what was read beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cardscan.extract import extract
from cardscan.model import Box, Code, PhoneKind

from .typeset import card

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
        "https://www.donauwerk.at",
        "",
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
