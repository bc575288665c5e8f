"""Postal addresses of many countries, on one line and on several."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.extract import extract
from tests.printed import Printed, misses, printed_cards, typeset
from tests.typeset import card

# lines, street, postal code, city, region, country
ADDRESSES = [
    (["Lassallestraße 14/3", "A-1020 Wien"], "Lassallestraße 14/3", "1020", "Wien", None, "AT"),
    (
        ["Lassallestraße 14/3, 1020 Wien, Österreich"],
        "Lassallestraße 14/3",
        "1020",
        "Wien",
        None,
        "AT",
    ),
    (
        ["Am Heumarkt 19", "Stiege 3, Top 12", "8010 Graz", "Austria"],
        "Am Heumarkt 19, Stiege 3, Top 12",
        "8010",
        "Graz",
        None,
        "AT",
    ),
    (
        ["Bundesgasse 24", "5. OG", "AT-6020 Innsbruck"],
        "Bundesgasse 24, 5. OG",
        "6020",
        "Innsbruck",
        None,
        "AT",
    ),
    (
        ["Anna-Sonnwend-Allee 48 • 30625 Hannover • Germany"],
        "Anna-Sonnwend-Allee 48",
        "30625",
        "Hannover",
        None,
        "DE",
    ),
    (
        ["Karl-Sonnwend-Straße 9", "90763 Fürth"],
        "Karl-Sonnwend-Straße 9",
        "90763",
        "Fürth",
        None,
        "DE",
    ),
    (
        ["Mönckebergstr. 103 | D-60313 Frankfurt am Main"],
        "Mönckebergstr. 103",
        "60313",
        "Frankfurt am Main",
        None,
        "DE",
    ),
    (
        ["c/o Kranich", "Sonnenallee 29", "50667 Köln", "Deutschland"],
        "c/o Kranich, Sonnenallee 29",
        "50667",
        "Köln",
        None,
        "DE",
    ),
    (["Bahnhofstrasse 10, CH-8001 Zürich"], "Bahnhofstrasse 10", "8001", "Zürich", None, "CH"),
    (["Rue du Rhône 5", "1204 Genève", "Suisse"], "Rue du Rhône 5", "1204", "Genève", None, "CH"),
    (["Städtle 12", "FL-9490 Vaduz"], "Städtle 12", "9490", "Vaduz", None, "LI"),
    (
        ["1480 El Rancho Road", "Palo Alto, CA 94306"],
        "1480 El Rancho Road",
        "94306",
        "Palo Alto",
        "CA",
        "US",
    ),
    (
        ["12208 MARLOWE POINT PLACE", "SUITE 210", "CHANTILLY, VIRGINIA 20151-1234"],
        "12208 MARLOWE POINT PLACE, SUITE 210",
        "20151-1234",
        "CHANTILLY",
        "VIRGINIA",
        "US",
    ),
    (["3105 2nd Ave NE Redmond, WA 98052"], "3105 2nd Ave NE", "98052", "Redmond", "WA", "US"),
    (
        ["225 Harrison Avenue, Boston, MA 02116, USA"],
        "225 Harrison Avenue",
        "02116",
        "Boston",
        "MA",
        "US",
    ),
    (["P.O. Box 1234", "Austin TX 78704"], "P.O. Box 1234", "78704", "Austin", "TX", "US"),
    (["123 Main St, Toronto, ON M5V 2T6"], "123 Main St", "M5V 2T6", "Toronto", "ON", "CA"),
    (
        ["7 Harbour Street", "Paddington", "London W2 6BD", "United Kingdom"],
        "7 Harbour Street, Paddington",
        "W2 6BD",
        "London",
        None,
        "GB",
    ),
    (
        ["2nd Floor", "14 Rose Street", "London EC2A 4NE"],
        "2nd Floor, 14 Rose Street",
        "EC2A 4NE",
        "London",
        None,
        "GB",
    ),
    (
        ["14 The Old Brewery Yard, Manchester M2 5DB, UK"],
        "14 The Old Brewery Yard",
        "M2 5DB",
        "Manchester",
        None,
        "GB",
    ),
    (["12 rue de la Paix", "75002 PARIS"], "12 rue de la Paix", "75002", "PARIS", None, "FR"),
    (
        ["Z.I. des Peupliers", "7 boulevard Voltaire", "06300 NICE Cedex"],
        "Z.I. des Peupliers, 7 boulevard Voltaire",
        "06300",
        "NICE",
        None,
        "FR",
    ),
    (["Via Roma 12", "20121 Milano (MI)", "Italia"], "Via Roma 12", "20121", "Milano", "MI", "IT"),
    (
        ["Corso Vittorio Emanuele II 7/A, Piano 3, I-39100 Bolzano"],
        "Corso Vittorio Emanuele II 7/A, Piano 3",
        "39100",
        "Bolzano",
        None,
        "IT",
    ),
    (["Calle Mayor 5, 3º B", "28013 Madrid"], "Calle Mayor 5, 3º B", "28013", "Madrid", None, "ES"),
    (["C/ Mayor, 31", "E-08037 Barcelona"], "C/ Mayor, 31", "08037", "Barcelona", None, "ES"),
    (
        ["Rua Augusta 24", "1100-053 Lisboa", "Portugal"],
        "Rua Augusta 24",
        "1100-053",
        "Lisboa",
        None,
        "PT",
    ),
    (
        ["Keizersgracht 123", "1015 CJ Amsterdam"],
        "Keizersgracht 123",
        "1015 CJ",
        "Amsterdam",
        None,
        "NL",
    ),
    (["Molenhoflaan 58a, B-9000 Gent"], "Molenhoflaan 58a", "9000", "Gent", None, "BE"),
    (
        ["ul. Marszałkowska 10/5", "00-590 Warszawa"],
        "ul. Marszałkowska 10/5",
        "00-590",
        "Warszawa",
        None,
        "PL",
    ),
    (
        ["Václavské náměstí 12", "110 00 Praha 1"],
        "Václavské náměstí 12",
        "110 00",
        "Praha 1",
        None,
        "CZ",
    ),
    (
        ["Váci út 118", "III. em. 2.", "H-1051 Budapest"],
        "Váci út 118, III. em. 2.",
        "1051",
        "Budapest",
        None,
        "HU",
    ),
    (
        ["Kungsportsavenyn 12", "SE-111 22 Stockholm"],
        "Kungsportsavenyn 12",
        "111 22",
        "Stockholm",
        None,
        "SE",
    ),
    (
        ["Gothersgade 45, 2. tv.", "DK-1256 København K"],
        "Gothersgade 45, 2. tv.",
        "1256",
        "København K",
        None,
        "DK",
    ),
    (["Strandgaten 101", "5014 Bergen", "Norge"], "Strandgaten 101", "5014", "Bergen", None, "NO"),
    (["Hämeenkatu 31 B", "33100 Tampere"], "Hämeenkatu 31 B", "33100", "Tampere", None, "FI"),
    (
        ["Bağdat Caddesi No: 12", "34394 Şişli / İstanbul"],
        "Bağdat Caddesi No: 12",
        "34394",
        "İstanbul",
        "Şişli",
        "TR",
    ),
    (
        ["Plot 12, Road No. 3", "Banjara Hills", "Hyderabad - 500 034"],
        "Plot 12, Road No. 3, Banjara Hills",
        "500 034",
        "Hyderabad",
        None,
        "IN",
    ),
    (
        ["Rua Boa Vista, 254 | 17º andar", "CEP 01014-000 | São Paulo | SP"],
        "Rua Boa Vista, 254, 17º andar",
        "01014-000",
        "São Paulo",
        "SP",
        "BR",
    ),
    (
        ["Av. Paulista, 1000", "São Paulo - SP - 01310-100"],
        "Av. Paulista, 1000",
        "01310-100",
        "São Paulo",
        "SP",
        "BR",
    ),
    (
        ["71 Robinson Road #14-01", "Singapore 068895"],
        "71 Robinson Road #14-01",
        "068895",
        "Singapore",
        None,
        "SG",
    ),
    (["12 George Street", "Sydney NSW 2000"], "12 George Street", "2000", "Sydney", "NSW", "AU"),
    # the code and city before the street
    (["A-4899 Oberweilach, Kuferzeile 31"], "Kuferzeile 31", "4899", "Oberweilach", None, "AT"),
    (
        ["5399 OBERWEILACH, WALTERSTRASSE 46", "+43 2734 555 96"],
        "WALTERSTRASSE 46",
        "5399",
        "OBERWEILACH",
        None,
        "AT",
    ),
    (["Ordination: 4020 Linz, Domgasse 99/12"], "Domgasse 99/12", "4020", "Linz", None, "AT"),
    (["4020 Linz · Domgasse 17"], "Domgasse 17", "4020", "Linz", None, "AT"),
    # boxes beside a street
    (
        ["14, quai du Moulin", "BP 40299", "44002 Nantes Cedex 1"],
        "14, quai du Moulin, BP 40299",
        "44002",
        "Nantes",
        None,
        "FR",
    ),
    # no parts of the street
    (
        ["Erkend schatter in roerende goederen", "Coupure Rechts 399", "9000 Gent", "België"],
        "Coupure Rechts 399",
        "9000",
        "Gent",
        None,
        "BE",
    ),
    (
        ["pohištvo po meri, police", "Cesta na Hrib 14", "4000 Kranj", "Slovenija"],
        "Cesta na Hrib 14",
        "4000",
        "Kranj",
        None,
        "SI",
    ),
    (
        ["Gestora col·legiada núm. 5599", "Carrer de Mar, 82", "08006 Barcelona", "España"],
        "Carrer de Mar, 82",
        "08006",
        "Barcelona",
        None,
        "ES",
    ),
    (["Büro Krefeld | Nordwall 99 | 47798 Krefeld"], "Nordwall 99", "47798", "Krefeld", None, "DE"),
    (
        ["Büro Krefeld", "Nordwall 99", "47798 Krefeld"],
        "Nordwall 99",
        "47798",
        "Krefeld",
        None,
        "DE",
    ),
    (
        ["14 Adeola Odeku Street", "Victoria Island, Lagos 101241", "Nigeria"],
        "14 Adeola Odeku Street, Victoria Island",
        "101241",
        "Lagos",
        None,
        "NG",
    ),
    (
        ["Punct de lucru: · Str. Morii nr. 99 · 500059 Brașov", "România"],
        "Str. Morii nr. 99",
        "500059",
        "Brașov",
        None,
        "RO",
    ),
    (
        ["Riceve per appuntamento: Viale Colombo 31, 95129 Catania"],
        "Viale Colombo 31",
        "95129",
        "Catania",
        None,
        "IT",
    ),
    (["Dorfstr. 7 in 25746 Heide"], "Dorfstr. 7", "25746", "Heide", None, "DE"),
    # houses without a number, flats behind a dash, letters that belong to a code
    (["Plaza Mayor, s/n", "09003 Burgos"], "Plaza Mayor, s/n", "09003", "Burgos", None, "ES"),
    (
        ["Lugar de Fontes", "5085-099 Vilarinho", "Portugal"],
        "Lugar de Fontes",
        "5085-099",
        "Vilarinho",
        None,
        "PT",
    ),
    (
        ["Miera iela 41 – 8, Rīga, LV-1011"],
        "Miera iela 41 – 8",
        "LV-1011",
        "Rīga",
        None,
        "LV",
    ),
    (
        ["Miško pr. 144, LT-03199 Vilnius"],
        "Miško pr. 144",
        "03199",
        "Vilnius",
        None,
        "LT",
    ),
    # a city that goes on in the next line
    (
        ["Küferstraße 99, 73799 Weilingen am", "Neckar"],
        "Küferstraße 99",
        "73799",
        "Weilingen am Neckar",
        None,
        "DE",
    ),
    # a dot or bar read as a colon
    (["Bergweg 60 : 70327 Stuttgart"], "Bergweg 60", "70327", "Stuttgart", None, "DE"),
    # houses counted by hamlets
    (["A-3610 Weilenkirchen, Achleiten 7"], "Achleiten 7", "3610", "Weilenkirchen", None, "AT"),
]


@pytest.mark.parametrize(("lines", "street", "code", "city", "region", "country"), ADDRESSES)
def test_an_address(
    lines: list[str], street: str, code: str, city: str, region: str | None, country: str
) -> None:
    (address,) = extract(card(["Eva Maier", *lines, "eva.maier@firma.com"])).addresses
    assert (address.street, address.postal_code, address.city, address.region, address.country) == (
        street,
        code,
        city,
        region,
        country,
    )


@pytest.mark.parametrize(
    ("read", "code"),
    [
        ("go100 Oulu", "90100"),  # figures that hang and figures as low as small letters
        ("gor00 OULU", "90100"),
        ("$0100 Oulu", "50100"),  # a sign, or a capital
        ("S0100 Oulu", "50100"),
        ("9o1 Oulu", None),  # too short for a code there
        ("go100 Rovers", None),  # no city that anybody knows
    ],
)
def test_a_postal_code_in_old_style_figures(read: str, code: str | None) -> None:
    found = extract(card(["Hämeenkatu 7", read, "+358 8 679 3397", "www.revontuli.fi"])).addresses
    assert [a.postal_code for a in found if a.postal_code] == [code] * (code is not None)


def test_two_addresses_of_one_card() -> None:
    lines = [
        "Donauwerk GmbH",
        "Lassallestraße 14",
        "1020 Wien",
        "Büro Graz",
        "Am Ring 5",
        "8010 Graz",
    ]
    found = extract(card(lines)).addresses
    assert [(a.street, a.city) for a in found] == [
        ("Lassallestraße 14", "Wien"),
        ("Am Ring 5", "Graz"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Seit 1954 am Weg",
        "Tel. 01 1020 304",
        "ISO 9001 zertifiziert",
        "24 Stunden Service",
        "Hannover Messe 2024",
        "FN 12345 Handelsgericht Wien",
        "100 % Natur",
        "SIRET 512 555 207 00019 – Devis gratuit",
        "Km 5 vía al Rosal, Cundinamarca, Colombia",
    ],
)
def test_no_address(text: str) -> None:
    assert extract(card(["Eva Maier", text])).addresses == ()


def test_the_line_of_the_company_is_no_street() -> None:
    contact = extract(card(["Bernapark AG", "Bundesgasse 24", "3. Stock", "7000 Chur"]))
    assert contact.addresses[0].street == "Bundesgasse 24, 3. Stock"
    assert [o.value for o in contact.organizations] == ["Bernapark AG"]


def test_a_letter_before_a_street_is_kept_where_it_is_one() -> None:
    contact = extract(card(["#Anna Huber", "45 E Avenue", "Coronado, CA 92118"]))
    assert contact.addresses[0].street == "45 E Avenue"


@pytest.mark.parametrize(
    ("printed", "postal_code", "city"),
    [
        ("Calle Sarmiento 2210, 4º A - C1414CTU Buenos Aires", "C1414CTU", "Buenos Aires"),
        ("Carrera 70 #44-128, Of. 301, 050031 Medellín", "050031", "Medellín"),  # a house number
    ],
)
def test_codes_with_letters_and_numbers_that_are_none(
    printed: str, postal_code: str, city: str
) -> None:
    contact = extract(card(["#Ana Pérez", printed, "+57 300 555 0127"]))
    assert (contact.addresses[0].postal_code, contact.addresses[0].city) == (postal_code, city)


CARDS = tuple(printed_cards(Path(__file__).parents[1] / "printed_addresses.txt"))


@pytest.mark.parametrize("printed", CARDS, ids=lambda c: c.title)
def test_the_address_of_a_printed_card(printed: Printed) -> None:
    contact = extract(typeset(printed.lines))
    assert [m for m in misses(contact, printed) if m.field == "address"] == []


def test_printed_cards_with_addresses_have_titles_of_their_own() -> None:
    assert len({c.title for c in CARDS}) == len(CARDS)


def test_a_register_above_a_street_is_no_part_of_it() -> None:
    lines = [
        "Núria Castells",
        "Psicóloga",
        "Núm. col. 21.907",
        "Còrsega 412, pral. 1a",
        "08037 Barcelona",
    ]
    assert [a.street for a in extract(card(lines)).addresses] == ["Còrsega 412, pral. 1a"]


def test_a_street_behind_its_number_is_no_city() -> None:
    lines = ["#Hugo Ferris", "4th Floor, 22 Eastcheap", "EC3M 1EU", "+44 20 7946 0812"]
    assert all(a.city != "Eastcheap" for a in extract(card(lines)).addresses)


def test_a_label_that_means_nothing_else_needs_no_colon() -> None:
    lines = ["#Hogeschool Noord", "bezoekadres Purmerweg 88, Purmerend", "m.bos@hsnoord.nl"]
    assert [a.street for a in extract(card(lines)).addresses] == ["Purmerweg 88"]
