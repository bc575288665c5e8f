"""Cards of two persons: the first is whole, and nothing of the second is taken for the first's."""

from __future__ import annotations

from cardscan.extract import extract
from cardscan.model import CardText, Contact
from tests.printed import typeset

EACH_WITH_OWN_LINES = (
    "##Weingut Lindgraben",
    "#Konrad Lindgraber",
    "Winzermeister",
    "Mobil 0664 5550123",
    "konrad@lindgraben.example.at",
    "#Hedwig Lindgraber",
    "Vertrieb",
    "Mobil 0664 5550124",
    "hedwig@lindgraben.example.at",
    "Kellergasse 8, 3550 Langenlois",
    "Tel. 02734 55501",
)
ONE_LINE_FOR_BOTH = (
    "##Weingut Lindgraben",
    "#Konrad Lindgraber",
    "#Hedwig Lindgraber",
    "Mobil 0664 5550123, 0664 5550124",
    "Kellergasse 8, A-3550 Langenlois",
)
SIDE_BY_SIDE = (
    "##The Hollis Team",
    "#Darlene Hollis || Roy Hollis",
    "Licensed Agent || Broker Associate",
    "(615) 555-0131 || (615) 555-0132",
    "darlene@hollisteam.com || roy@hollisteam.com",
)


def read(lines: tuple[str, ...]) -> tuple[CardText, Contact]:
    text = typeset(lines)
    return text, extract(text)


def numbers(contact: Contact) -> list[str]:
    return [p.value for p in contact.phones]


def test_what_stands_below_the_second_name_is_unread() -> None:
    _, contact = read(EACH_WITH_OWN_LINES)
    assert contact.name is not None
    assert contact.name.value == "Konrad Lindgraber"
    assert numbers(contact) == ["+436645550123", "+43273455501"]
    assert [e.value for e in contact.emails] == ["konrad@lindgraben.example.at"]
    assert [t.value for t in contact.titles] == ["Winzermeister"]
    for left in ("Hedwig Lindgraber", "Vertrieb", "0664 5550124", "hedwig@lindgraben.example.at"):
        assert any(left in text for text in contact.unread), left


def test_numbers_below_both_names_are_for_both_and_stay() -> None:
    _, contact = read(ONE_LINE_FOR_BOTH)
    assert contact.name is not None
    assert contact.name.value == "Konrad Lindgraber"
    assert numbers(contact) == ["+436645550123", "+436645550124"]
    assert "Hedwig Lindgraber" in contact.unread


def test_a_column_of_ones_own_is_ones_own() -> None:
    _, contact = read(SIDE_BY_SIDE)
    assert contact.name is not None
    assert contact.name.value == "Darlene Hollis"
    assert numbers(contact) == ["+16155550131"]
    assert [e.value for e in contact.emails] == ["darlene@hollisteam.com"]


def test_a_branch_set_like_a_name_takes_no_numbers() -> None:
    _, contact = read(
        (
            "##Oak Hill Realty",
            "#Darlene Hollis",
            "(615) 555-0131",
            "darlene@oakhillrealty.com",
            "#Green Valley",
            "(615) 555-0177",
            "(615) 555-0178",
            "220 Main Street, Franklin, TN 37064",
        )
    )
    assert numbers(contact) == ["+16155550131", "+16155550177", "+16155550178"]


def test_the_same_person_named_twice_is_one() -> None:
    _, contact = read(
        (
            "#Konrad Lindgraber",
            "0664 5550123",
            "konrad.lindgraber@donau.example.at",
            "#Lindgraber Konrad",
            "02734 55501",
        )
    )
    assert numbers(contact) == ["+436645550123", "+43273455501"]
