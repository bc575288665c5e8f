"""What a person types becomes a proper value, or a sentence that says why not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardscan.app.typed import parse_value, region_of
from cardscan.errors import UsageError
from cardscan.model import (
    Address,
    Box,
    Contact,
    Email,
    Field,
    Name,
    Phone,
    PhoneKind,
    Social,
    Text,
    Url,
    Value,
)

PARSED: list[tuple[Field, str, str | None, Value]] = [
    (
        Field.NAME,
        "  Mag.  Klara von Beispiel, MSc ",
        None,
        Name(
            value="Mag. Klara von Beispiel, MSc",
            prefix="Mag.",
            given="Klara",
            family="von Beispiel",
            suffix="MSc",
        ),
    ),
    (
        Field.NAME,
        "Beispiel, Klara",
        None,
        Name(value="Klara Beispiel", given="Klara", family="Beispiel"),
    ),
    (Field.ORGANIZATION, "ÖBB\tWerke", None, Text(value="ÖBB Werke")),
    (
        Field.PHONE,
        "01 720 44 31-18",
        "AT",
        Phone(value="+431720443118", printed="01 720 44 31-18"),
    ),
    (
        Field.PHONE,
        "Mobil: 0664 123 45 67",
        "AT",
        Phone(value="+436641234567", printed="0664 123 45 67", kind=PhoneKind.CELL),
    ),
    (
        Field.PHONE,
        "+1 202 555 0143 ext. 12",
        None,
        Phone(value="+12025550143", printed="+1 202 555 0143 ext. 12", extension="12"),
    ),
    (Field.EMAIL, "Klara@Beispiel.EXAMPLE", None, Email(value="Klara@beispiel.example")),
    (Field.EMAIL, "klara @ beispiel.at", None, Email(value="klara@beispiel.at")),
    (Field.URL, "www.beispiel.at/team", None, Url(value="https://www.beispiel.at/team")),
    (Field.URL, "WWW.Beispiel.AT/Team", None, Url(value="https://www.beispiel.at/Team")),
    (Field.URL, "http://beispiel.at", None, Url(value="http://beispiel.at")),
    (
        Field.SOCIAL,
        "linkedin.com/in/klara",
        None,
        Social(value="https://linkedin.com/in/klara", service="linkedin", handle="klara"),
    ),
    (
        Field.SOCIAL,
        "mastodon.social/@klara",
        None,
        Social(value="https://mastodon.social/@klara", service="mastodon.social", handle="klara"),
    ),
    (
        Field.ADDRESS,
        "Hauptstraße 5/3, 1010 Wien",
        "AT",
        Address(
            value="Hauptstraße 5/3, 1010 Wien",
            street="Hauptstraße 5/3",
            postal_code="1010",
            city="Wien",
            country="AT",
        ),
    ),
    (
        Field.ADDRESS,
        "behind the old mill",
        None,
        Address(value="behind the old mill", street="behind the old mill"),
    ),
]


@pytest.mark.parametrize(("field", "text", "region", "value"), PARSED)
def test_a_typed_text_is_parsed(field: Field, text: str, region: str | None, value: Value) -> None:
    assert parse_value(field, text, region=region) == value


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        (Field.NAME, "  ", "Nothing"),
        (Field.NAME, "!!", "no name"),
        (Field.PHONE, "hello", "no telephone number"),
        (Field.PHONE, "0664 123 45 67", "country"),
        (Field.PHONE, "+43 664 12345678901234", "too long"),
        (Field.EMAIL, "klara@", "no e-mail"),
        (Field.EMAIL, "klara", "no e-mail"),
        (Field.URL, "nowhere", "no web address"),
        (Field.URL, "http://[", "no web address"),
    ],
)
def test_what_cannot_be_a_value_is_refused(field: Field, text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        parse_value(field, text)


def test_a_correction_keeps_what_it_does_not_speak_of() -> None:
    before = Phone(
        value="+431", printed="1", kind=PhoneKind.FAX, boxes=(Box(1, 2, 3, 4),), repairs=("x",)
    )
    after = parse_value(Field.PHONE, "+43 1 7204431", before=before)
    assert isinstance(after, Phone)
    assert (after.kind, after.boxes) == (PhoneKind.FAX, before.boxes)
    assert after.repairs == ("x", "'+431' corrected to '+4317204431' by a person")


@pytest.mark.parametrize(
    ("contact", "region"),
    [
        (Contact(), "CH"),
        (Contact(addresses=(Address(value="x", country="AT"),)), "AT"),
        (Contact(phones=(Phone(value="+4930123456"),)), "DE"),
        (Contact(phones=(Phone(value="+4930123456"), Phone(value="+4317204431", sure=True))), "AT"),
        (Contact(phones=(Phone(value="nonsense"), Phone(value="+80012345678"))), "CH"),
    ],
)
def test_the_country_of_a_card_is_that_of_its_surest_number(contact: Contact, region: str) -> None:
    assert region_of(contact, "CH") == region


@settings(deadline=None, max_examples=150)
@given(field=st.sampled_from(list(Field)), text=st.text(max_size=40))
def test_any_text_gives_a_value_of_the_field_or_a_sentence(field: Field, text: str) -> None:
    try:
        value = parse_value(field, text, region="AT")
    except UsageError:
        return
    assert value.value.strip()


@example("0 0000 A")
@settings(deadline=None, max_examples=60)
@given(
    text=st.lists(
        st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=9),
        min_size=1,
        max_size=6,
    ).map(" ".join)
)
def test_no_word_of_a_typed_address_is_lost(text: str) -> None:
    address = parse_value(Field.ADDRESS, text, region="AT")
    assert isinstance(address, Address)
    kept = " ".join(
        filter(None, (address.street, address.postal_code, address.city, address.region))
    )
    for said in (address.value, kept):  # with a comma, perhaps, before the postal code
        assert sorted(said.replace(",", "").split()) == sorted(text.split())
