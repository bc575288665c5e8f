"""Phone numbers as cards of many countries print them."""

from __future__ import annotations

import pytest

from cardscan.extract import extract
from cardscan.model import CardText, PhoneKind
from tests.typeset import card, line

W, C, F, H = PhoneKind.WORK, PhoneKind.CELL, PhoneKind.FAX, PhoneKind.HOME

ONE_LINE = [
    # Austria
    ("AT", "Tel. +43 1 720 44 31-18", "+431720443118", W),
    ("AT", "Tel.: 01/720 44 31 DW 18", "+431720443118", W),
    ("AT", "T +43 (0)1 / 720 44 31 - 18", "+431720443118", W),
    ("AT", "Mobil: 0664 / 123 45 67", "+436641234567", C),
    ("AT", "M +43.664.1234567", "+436641234567", C),
    ("AT", "Fax 0732/77 88 99-99", "+4373277889999", F),
    ("AT", "Durchwahl: 0732 778899-18", "+4373277889918", W),
    ("AT", "Sekretariat 0732 77 88 99-11", "+4373277889911", W),
    ("AT", "0043 650 700 95 16", "+436507009516", C),
    ("AT", "Handy 0676/123 45 67", "+436761234567", C),
    ("AT", "Zentrale: +43 732 77 88 99-0", "+437327788990", W),
    # Germany
    ("DE", "Telefon (0511) 418-2640", "+495114182640", W),
    ("DE", "Fon +49 (0) 511 418 2640", "+495114182640", W),
    ("DE", "Telefax: 0511 / 418 24 15", "+495114182415", F),
    ("DE", "Mobil 0171-1234567", "+491711234567", C),
    ("DE", "Handy: +49 171 123 45 67", "+491711234567", C),
    ("DE", "Privat: 089 123456", "+4989123456", H),
    ("DE", "T 0911 95523-318", "+4991195523318", W),
    ("DE", "Direkt +49.69.90009.980", "+496990009980", W),
    ("DE", "F.: 030 / 2312 52 41", "+493023125241", F),
    # Switzerland
    ("CH", "Tél. 022 345 67 89", "+41223456789", W),
    ("CH", "Natel 079 345 67 89", "+41793456789", C),
    ("CH", "Direktwahl +41 (0)44 345 67 89", "+41443456789", W),
    ("CH", "Fax +41 44 345 67 90", "+41443456790", F),
    # Britain and Ireland
    ("GB", "Tel: 020 7946 0018", "+442079460018", W),
    ("GB", "DDI +44 (0)20 7946 0018", "+442079460018", W),
    ("GB", "Mob: 07700 900123", "+447700900123", C),
    ("GB", "mobile +44 (0) 7700 900 123", "+447700900123", C),
    ("GB", "Facsimile: 0131 496 0018", "+441314960018", F),
    ("IE", "Phone: 01 234 5678", "+35312345678", W),
    # North America
    ("US", "(703) 555-0120", "+17035550120", W),
    ("US", "Direct: (703) 555-0148", "+17035550148", W),
    ("US", "Fax: 703.555.0155", "+17035550155", F),
    ("US", "c: 703-555-0135", "+17035550135", C),
    ("US", "Cell 1-703-555-0135", "+17035550135", C),
    ("US", "Office 212·555·0188", "+12125550188", W),
    ("US", "+1 (987) 123-4512", "+19871234512", W),
    ("US", "Toll-free 1-800-555-0199", "+18005550199", W),
    ("CA", "Tel. 514-555-0188", "+15145550188", W),
    # France and Belgium
    ("FR", "Tél. : 01 42 68 53 00", "+33142685300", W),
    ("FR", "Port. 06 12 34 56 78", "+33612345678", C),
    ("FR", "Mob. +33 (0)6 12 34 56 78", "+33612345678", C),
    ("FR", "Télécopie 01.42.68.53.01", "+33142685301", F),
    ("FR", "Ligne directe : 01 42 68 53 02", "+33142685302", W),
    ("BE", "Tel. +32 9 329 64 18", "+3293296418", W),
    ("BE", "GSM 0475 12 34 56", "+32475123456", C),
    # Italy
    ("IT", "Tel. 02 1234567", "+39021234567", W),
    ("IT", "Cell. 347 1234567", "+393471234567", C),
    ("IT", "Telefax +39 011 4060 6080", "+3901140606080", F),
    ("IT", "Diretto: 055/9713179", "+390559713179", W),
    # Spain and Portugal
    ("ES", "Tlf. 91 612 38 74", "+34916123874", W),
    ("ES", "Móvil 639 77 37 59", "+34639773759", C),
    ("PT", "Telemóvel: 912 345 678", "+351912345678", C),
    ("PT", "Telefone 21 234 5678", "+351212345678", W),
    # Netherlands
    ("NL", "Tel. 020-1234567", "+31201234567", W),
    ("NL", "Mob. 06-12345678", "+31612345678", C),
    ("NL", "T +31 (0)20 123 45 67", "+31201234567", W),
    # Poland, Czechia, Slovakia, Hungary
    ("PL", "tel. 22 352 81 55", "+48223528155", W),
    ("PL", "tel. kom. 501 678 929", "+48501678929", C),
    ("PL", "faks: (+48) 22 352 81 56", "+48223528156", F),
    ("CZ", "Tel.: 224 166 332", "+420224166332", W),
    ("CZ", "mobil: +420 602 410 106", "+420602410106", C),
    ("SK", "Mob.: 0903 123 456", "+421903123456", C),
    ("HU", "Mobil: +36 30 930 2036", "+36309302036", C),
    ("HU", "Tel.: 06-1/234-5678", "+3612345678", W),
    # The north
    ("SE", "Tfn 08-465 004 19", "+46846500419", W),
    ("SE", "Mobil 070-174 06 98", "+46701740698", C),
    ("NO", "Tlf. 22 20 29 90", "+4722202990", W),
    ("NO", "Mob. 92 39 30 87", "+4792393087", C),
    ("DK", "Telefon 33 15 75 73", "+4533157573", W),
    ("DK", "Mobil +45 20 38 93 29", "+4520389329", C),
    ("FI", "Puh. 09 287 0628", "+35892870628", W),
    ("FI", "GSM 040 271 1691", "+358402711691", C),
    # Türkiye and India
    ("TR", "Tel: 0(232) 725 53 02", "+902327255302", W),
    ("TR", "Cep: 0532 244 50 39", "+905322445039", C),
    ("TR", "Faks +90 232 725 53 33", "+902327255333", F),
    ("IN", "Mob: 98480 12345", "+919848012345", C),
    ("IN", "Ph: 040-2345 6789", "+914023456789", W),
    ("IN", "HP +91-99800 11011", "+919980011011", C),
    # Brazil, Singapore, Australia
    ("BR", "(11) 9 9374 1042", "+5511993741042", C),
    ("BR", "Fone 55 11 3105-8612", "+551131058612", W),
    ("BR", "Cel.: 11 99176-1520", "+5511991761520", C),
    ("BR", "Tel.: 11 6909-6914", "+551169096914", W),  # a form of before the ninth digit
    ("SG", "h 65 9630 1524", "+6596301524", C),
    ("SG", "t 65 6379 5216", "+6563795216", W),
    ("AU", "M: 0412 345 678", "+61412345678", C),
    ("AU", "Ph. +61 802 4512", "+618024512", W),  # too short, but printed so
]


@pytest.mark.parametrize(("region", "text", "value", "kind"), ONE_LINE)
def test_one_number(region: str, text: str, value: str, kind: PhoneKind) -> None:
    phones = extract(card([text]), region=region).phones
    assert [(p.value, p.kind, p.extension) for p in phones] == [(value, kind, None)]


EXTENSIONS = [
    ("US", "(703) 555-0135 ext. 12", "+17035550135", "12"),
    ("US", "703-555-0135 x122", "+17035550135", "122"),
    ("FR", "Tél. 02 71 62 65 10 poste 248", "+33271626510", "248"),
    ("IT", "Tel. 02 1234567 int. 12", "+39021234567", "12"),
    ("BR", "Tel. (11) 3105-8612 ramal 12", "+551131058612", "12"),
    ("PL", "tel. 22 352 81 55 wew. 12", "+48223528155", "12"),
    ("PL", "tel. 22 352 81 55 w. 12", "+48223528155", "12"),
    ("GB", "T 020 7946 0018 Ext 873", "+442079460018", "873"),
    ("TR", "Tel: 0232 725 53 02 dahili 12", "+902327255302", "12"),
]


@pytest.mark.parametrize(("region", "text", "value", "extension"), EXTENSIONS)
def test_an_extension_is_no_part_of_the_number(
    region: str, text: str, value: str, extension: str
) -> None:
    (phone,) = extract(card([text]), region=region).phones
    assert (phone.value, phone.extension) == (value, extension)


SEVERAL = [
    ("DE", "T +49 511 418 2640 F +49 511 418 2641", [("+495114182640", W), ("+495114182641", F)]),
    ("FR", "Tel 01 42 68 53 00 / Fax 01 42 68 53 01", [("+33142685300", W), ("+33142685301", F)]),
    ("US", "650 321 3140 650 321 3142 Fax", [("+16503213140", W), ("+16503213142", F)]),
    ("IN", "Ph: +91 40 2345 6789 / 90", [("+914023456789", W), ("+914023456790", W)]),
    ("US", "O 415 555 0149 | C 415 555 0176", [("+14155550149", W), ("+14155550176", C)]),
    ("AT", "+43 1 234 56 78, +43 664 123 45 67", [("+4312345678", W), ("+436641234567", C)]),
    ("FR", "03 68 23 35 95|07 72 28 83 78", [("+33368233595", W), ("+33772288378", C)]),
    ("IT", "T. +39 06.6487596·M.347 285 7972", [("+39066487596", W), ("+393472857972", C)]),
    ("US", "M +1 415 555 0149 C +1 415 555 0176", [("+14155550149", W), ("+14155550176", C)]),
    ("DE", "Tel./Fax: 0511 418 26 40", [("+495114182640", W)]),
]


@pytest.mark.parametrize(("region", "text", "expected"), SEVERAL)
def test_several_numbers_on_a_line(
    region: str, text: str, expected: list[tuple[str, PhoneKind]]
) -> None:
    phones = extract(card([text]), region=region).phones
    assert sorted((p.value, p.kind) for p in phones) == sorted(expected)


NO_PHONES = [
    "UID: ATU12345678",
    "USt-IdNr. DE 123 456 789",
    "P.IVA 01234567890",
    "C.F. 12345670018",
    "SIRET 123 456 789 00012",
    "CNPJ 12.345.678/0001-90",
    "NIP 123-456-32-18",
    "REGON 123456785",
    "KRS 0000123456",
    "IČO 12345678",
    "DIČ CZ12345678",
    "CVR-nr. 12345678",
    "Org.nr. 123 456 789",
    "GSTIN 36AAACI1234F1Z5",
    "ABN 12 345 678 901",
    "VAT No. GB 123 4567 89",
    "HRB 123456",
    "FN 123456 a",
    "IBAN AT41 3200 0000 0123 4567",
    "BLZ 20111, Kto 12345678901",
    "Mo-Fr 8.00-18.00",
    "Mo–Fr 8–17 Uhr",
    "seit 1954",
    "© 2019-2024",
    "DRE #01234567",
    "Lic. 123456789",
    "NMLS 1234567",
    "KvK 12345678",
    "BTW NL123456789B01",
    "ISO 9001:2015",
    "30625 Hannover",
    "CEP 01014-000",
    "NIT 801.234.567-8",
    "RCS Lorient B 412 345 678",
    "(CEA Licence No. L3008899K)",
    "Registered in England No. 04123456",
    "CRECI 98.765",
    "OIB 12345678901",
    "RUT 76.123.456-7",
    "Postfach 123456",
]


@pytest.mark.parametrize("text", NO_PHONES)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert extract(card(["Tel. +43 1 720 44 31", text])).phones[1:] == ()


def test_the_region_comes_from_the_card_before_the_option() -> None:
    text = card(["Tel. 01 720 44 31", "A-1020 Wien", "office@firma.at"])
    assert extract(text, region="DE").phones[0].value == "+4317204431"


def test_a_label_in_a_column_of_its_own() -> None:
    lines = (
        line("Mobil", row=0),
        line("0664 123 45 67", row=0, left=300),
        line("Fax", row=1),
        line("0732 77 88 99", row=1, left=300),
    )
    text = card([])
    phones = extract(type(text)(lines, 1000, 640), region="AT").phones
    assert [(p.value, p.kind) for p in phones] == [
        ("+436641234567", C),
        ("+43732778899", F),
    ]


def test_a_fax_given_by_its_direct_dial_alone() -> None:
    phones = extract(card(["Tel. +43 1 720 44 31-18", "Fax -19"])).phones
    assert [(p.value, p.kind) for p in phones] == [("+431720443118", W), ("+431720443119", F)]


def test_letters_among_digits_are_repaired_and_said_so() -> None:
    (phone,) = extract(card(["Tel. O1 720 44 3l"]), region="AT").phones
    assert phone.value == "+4317204431"
    assert phone.repairs


def test_what_two_readers_say_alike_counts_more() -> None:
    one = extract(card(["Tel. +43 1 720 44 31"])).phones[0]
    both = extract(
        type(card([]))((line("Tel. +43 1 720 44 31", "Tel: +43 1 720 4431"),), 1000, 640)
    ).phones
    assert len(both) == 1
    assert both[0].confidence >= one.confidence


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (["Ph.: 0731-2541234, 2545678", "Indore, India"], ["+917312541234", "+917312545678"]),
        (["Tel. (51) 3333-2211 / 99911-2233", "Brasil"], ["+555133332211", "+5551999112233"]),
        (["Tel.: 022-2495 1234 (D), 2495 1200 (B)", "India"], ["+912224951234", "+912224951200"]),
        (["93 885 12 34 - 646 12 34 56", "España"], ["+34938851234", "+34646123456"]),
        (["T +49 (0) 3677 / 12 34-56", "Deutschland"], ["+493677123456"]),
        (["Tel : (852) 2345 6789 China : (86) 138 1234 5678"], ["+85223456789", "+8613812345678"]),
        (["Cel. 044 477 123 4567", "México"], ["+524771234567"]),
        (["00 0530 575 61 39", "Türkiye"], ["+905305756139"]),  # an icon read as 'OO'
        # what a dash parts is replaced, not the last digits
        (["Tel. +49 571 555-0 / -263", "Fax -299"], ["+495715550", "+49571555263", "+49571555299"]),
        (["Zentrale 0271 555-0 Durchwahl: -27", "Deutschland"], ["+492715550", "+4927155527"]),
        (
            ["Tel. +49 3834 555-3214", "Büro -3215 || Fax -3217"],
            ["+4938345553214", "+4938345553215", "+4938345553217"],
        ),
        (["Tel. 07612 / 55 3 20, Fax DW 4", "Österreich"], ["+43761255320", "+437612553204"]),
        (
            ["Tel.: 01/555 14 88", "DW 18", "FaxDW: 30", "Österreich"],
            ["+4315551488", "+431555148818", "+431555148830"],
        ),
        (["Fon 0 65 07 / 55 42 · Fax 55 09 88", "Deutschland"], ["+4965075542", "+496507550988"]),
        (["Tel. (0 65 07) 55 42", "Fax 55 43", "Deutschland"], ["+4965075542", "+4965075543"]),
        (["Studio 0577 55 18 07, fax 55 18 09", "Italia"], ["+390577551807", "+390577551809"]),
        (["081 / 22 55 87 – 0496 / 55 87 22", "Belgique"], ["+3281225587", "+32496558722"]),
        (["T 0511 / 55 31-0 · F - 19", "Deutschland"], ["+4951155310", "+49511553119"]),
        (["Telefon 08031 / 55 31 u. 55 32", "Deutschland"], ["+4980315531", "+4980315532"]),
        (["Tel.: 04831-5531 Fax: -5532", "Deutschland"], ["+4948315531", "+4948315532"]),
        (
            ["Tel. (089) 555 31-0", "Durchwahl: 555 31-44", "Fax: 555 31-99", "Deutschland"],
            ["+4989555310", "+49895553144", "+49895553199"],
        ),
        (
            ["Tel. 07242/555 31 DW 20, Fax DW 9, Mobil 0664/555 31 10", "Österreich"],
            ["+4372425553120", "+437242555319", "+436645553110"],
        ),
        # where numbers have one length, an ending replaces the last digits
        (["Vxl 08-555 310 00, direkt -12", "Sverige"], ["+46855531000", "+46855531012"]),
        (
            ["Telf. 253 555 310/1/2", "Portugal"],
            ["+351253555310", "+351253555311", "+351253555312"],
        ),
        # what stands in one run of digits with a number, and is none
        (["Dom č. 44, 044 45 Lipany", "tel.: 055/555 44 18", "Slovensko"], ["+421555554418"]),
        (["Tel. 0732/555899, 4020 Linz", "Österreich"], ["+43732555899"]),
        (["dépannage 24/24 : 079 555 55 03", "Suisse"], ["+41795555503"]),
        (["24/7 0171 5550913", "Deutschland"], ["+491715550913"]),
    ],
)
def test_what_a_number_takes_over_and_leaves_out(lines: list[str], values: list[str]) -> None:
    assert [p.value for p in extract(card(lines)).phones] == values


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Notdienst 0171 4480912", C),  # by the number's range, as without a label
        ("Störungsdienst: 0271 4480912", W),
        ("Handy privat: 0271 4480912", C),
        ("Fax Büro 0271 4480912", F),
        ("PC-Fax: 0271 4480912", F),
        ("Rezeption (24 h): 0271 4480912", W),
        ("Notruf (24 Std.): 0171 4480912", C),
        ("Tel. + AB 0271 4480912", W),
        ("Fax Kanzlei: 0271 4480912", F),
        ("Tel. privé 0271 4480912", H),
    ],
)
def test_the_kind_of_a_label_of_several_words(text: str, kind: PhoneKind) -> None:
    assert [p.kind for p in extract(card([text]), region="DE").phones] == [kind]


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        # a street's language and the digits of its code, where nothing names the country
        (["Kesselbachweg 12a", "01799 Nirgendorf", "Tel. (03 52 03) 5 08 71"], ["+493520350871"]),
        (["Most und Apfelsaft", "Lehmgraben 7", "8299 Nirgenddorf", "0664 5558114"],
         ["+436645558114"]),
        (["Loc. Colle Alto 7", "53099 Colledipaglia (SI)", "0577 55 18 07", "333 555 2207"],
         ["+390577551807", "+393335552207"]),
        # no number of the card can be dialled in the country of its domain or town
        (["Dorfgasse 3, 3599 Kleinnirgendwil", "Tel. 031 555 21 40", "info@gemeinde-k.be"],
         ["+41315552140"]),
        (["Rue du Moulin 5", "5580 Rochefort", "084 22 55 31", "0496 31 55 08"],
         ["+3284225531", "+32496315508"]),
    ],
)  # fmt: skip
def test_the_country_of_a_card_that_names_none(lines: list[str], values: list[str]) -> None:
    assert [p.value for p in extract(card(lines)).phones] == values


def test_a_number_of_a_country_that_only_a_postal_code_tells_is_not_sure() -> None:
    told = extract(
        card(["Kesselbachweg 12a", "01799 Nirgendorf", "Tel. 03 52 03 / 5 08 71"])
    ).phones
    guessed = extract(card(["Kessel 12a", "01799 Nirgendorf", "Tel. 03 52 03 / 5 08 71"])).phones
    assert [p.value for p in guessed] == ["+493520350871"]
    assert told[0].sure
    assert not guessed[0].sure


def test_a_second_number_takes_over_the_label() -> None:
    phones = extract(card(["Cell: 94432 10987 / 87543 21098", "India"])).phones
    assert [p.kind for p in phones] == [C, C]


def test_a_fax_by_its_direct_dial_is_no_direct_line() -> None:
    phones = extract(card(["Tel: +43 732 77 12 34 DW 18", "Fax: DW 99"])).phones
    assert [(p.value, p.kind) for p in phones] == [("+4373277123418", W), ("+4373277123499", F)]


@pytest.mark.parametrize(
    "lines",
    [
        ["+352 621 123 456", "L-1811 Luxembourg"],
        ["t. +90 232 435 25 52", "Atatürk Bulvarı 45/3, Kat 5 D. 12"],
        ["Tel: 01632 960 200 Bleep 412", "England"],
    ],
)
def test_digits_of_other_lines_are_no_ending_of_a_number(lines: list[str]) -> None:
    assert len(extract(card(lines)).phones) == 1


def test_digits_of_no_numbering_plan_are_never_sure() -> None:
    phones = extract(card(["Ref 123 456 789 0123 45", "+1 215 555 0142"])).phones
    assert all(p.value == "+12155550142" for p in phones if p.sure)


def test_an_extension_behind_a_times_sign() -> None:
    contact = extract(card(["#Ann Reed", "Office (541) 555-0142 ×208", "Springfield, OR 97477"]))
    assert (contact.phones[0].value, contact.phones[0].extension) == ("+15415550142", "208")


@pytest.mark.parametrize(
    ("readings", "kind"),
    [
        (("C: +1 617 555 0123", "+1 617 555 0123"), C),
        (("C: +1 617 555 0123", "Z: +1 617 555 0123"), C),
        (("C: +1 617 555 0123", "F: +1 617 555 0123"), W),  # either may be right
        (("C +1 617 555 0123", "+1 617 555 0123"), W),  # perhaps the icon of a handset
    ],
)
def test_a_letter_with_a_colon_is_print_even_where_another_reading_has_none(
    readings: tuple[str, ...], kind: PhoneKind
) -> None:
    rows = (line("Klara Sample", row=0, scale=1.6), line("k.sample@works.example", row=1))
    (phone,) = extract(CardText((*rows, line(*readings, row=2)), 1000, 640), region="US").phones
    assert (phone.value, phone.kind) == ("+16175550123", kind)


@pytest.mark.parametrize(
    ("region", "address"),
    [
        ("IT", "C.so Roma 12, 10121 Torino"),
        ("ES", "C. Mayor 12, 28013 Madrid"),
        ("IT", "C.P. 214, 20121 Milano"),
    ],
)
def test_a_c_before_a_street_or_a_box_is_no_label(region: str, address: str) -> None:
    rows = (
        "#Klara Sample",
        "Sample Works",
        address,
        "Tel. 02 1234567" if region == "IT" else "Tel. 91 612 38 74",
    )
    contact = extract(card(rows), region=region)
    assert [phone.kind for phone in contact.phones] == [W]
    assert [value.postal_code for value in contact.addresses] == [address.split(", ")[1].split()[0]]


def test_a_digit_lost_from_one_number_does_not_change_the_country() -> None:
    lines = ["##Muster AG", "Bahnhofstrasse 5", "8001 Zürich", "Tel. 044 225 53 1", "info@firma.ch"]
    found = extract(card(lines)).phones
    assert not any(phone.sure for phone in found)
    assert {phone.value[:3] for phone in found} <= {"+41"}


SPELLED = [
    ("US", "1-800-FLOWERS", "+18003569377"),
    ("US", "1.800.356.GEEK", "+18003564335"),
    ("US", "1 (800) 433-GEEK", "+18004334335"),
    ("US", "Toll free 1-800-Flowers", "+18003569377"),
    ("CA", "1-800-THE-CRAVE", "+18008432728"),
    ("US", "1-800-FLOWERS (356-9377)", "+18003569377"),
    ("US", "Call 1-877-KARS-4-KIDS", "+18775277454"),
    ("US", "(617) 555-CAKE", "+16175552253"),
    ("US", "f:617/555.TREE", "+16175558733"),
    ("GB", "0800 FLOWERS", "+448003569377"),
    ("DE", "0800 TELEKOM", "+498008353566"),
    ("AU", "1300 FLOWER", "+611300356937"),
]


@pytest.mark.parametrize(("region", "text", "value"), SPELLED)
def test_letters_stand_for_the_digits_on_their_keys(region: str, text: str, value: str) -> None:
    contact = extract(card(["#Eva Maier", text]), region=region)
    assert [p.value for p in contact.phones] == [value]


@pytest.mark.parametrize(
    ("region", "text"),
    [("US", "800 MAIN STREET"), ("US", "1300 MAIN STREET"), ("US", "1800 University Drive")],
)
def test_a_house_number_before_a_street_is_no_freephone_prefix(region: str, text: str) -> None:
    assert extract(card([text, "Austin, TX 78701"]), region=region).phones == ()


BESIDE = [
    # labels behind their numbers
    (
        "US",
        ["650 555 0190 408 555 0171 Cell 650 555 0192 Fax"],
        [("+16505550190", W), ("+14085550171", C), ("+16505550192", F)],
    ),
    ("US", ["650-555-0190 office | 408-555-0171 cell"], [("+16505550190", W), ("+14085550171", C)]),
    ("US", ["408-555-0171 (m)  408-555-0172 (f)"], [("+14085550171", C), ("+14085550172", F)]),
    # the first and the last of a few
    (
        "CH",
        ["Tel.: 044 730 12 61 – 62 Fax: 044 730 12 63"],
        [("+41447301261", W), ("+41447301262", W), ("+41447301263", F)],
    ),
    ("DE", ["Tel.: 0361 / 234 61 - 62"], [("+4936123461", W), ("+4936123462", W)]),
    ("DE", ["Tel. 0361 234567 – 234568"], [("+49361234567", W), ("+49361234568", W)]),
    # how many lines a switchboard has
    ("HK", ["Tel: 2345 6789 (40 Lines)"], [("+85223456789", W)]),
    ("GR", ["Tel. 210 4455 120 (10 lines)"], [("+302104455120", W)]),
    ("IN", ["Tel: 022-2345 6789 / 90 (10 Lines)"], [("+912223456789", W), ("+912223456790", W)]),
    # numbers of the house's own net
    ("AT", ["Tel. +43 1 8734 5521", "VoIP 5512"], [("+43187345521", W)]),
    ("AT", ["Tel. +43 1 8734 5521", "Funk 5512", "Kurzwahl 77"], [("+43187345521", W)]),
    ("DE", ["Tel. 0361 234567", "DECT 4711", "Handy 815"], [("+49361234567", W)]),
    ("IT", ["Tel. +39 02 8734 5521, SIP 5512"], [("+390287345521", W)]),
    # a local number beside one with its area code
    (
        "AT",
        ["Tel. +43 1 8734 5521", "Tel. 2: 8734 5599"],
        [("+43187345521", W), ("+43187345599", W)],
    ),
    ("US", ["Tel 555-0123", "Fax (650) 555-0124"], [("+16505550123", W), ("+16505550124", F)]),
    (
        "IN",
        ["Tel: 2345 6789", "Fax: +91 22 2345 6780"],
        [("+912223456789", W), ("+912223456780", F)],
    ),
    (
        "US",
        ["Fax your order to 555-0142.", "Phone (415) 555-0117 Fax (415) 555-0142"],
        [("+14155550117", W), ("+14155550142", F)],
    ),
    # 'DĐ' whose marks were lost
    ("VN", ["DD: 0903 123 456"], [("+84903123456", C)]),
    ("VN", ["DĐ: 0903 123 456"], [("+84903123456", C)]),
    # what is no number
    ("AT", ["Kundennummer 12345678"], []),
    ("US", ["Customer No. 415 555 0139"], []),
    ("FR", ["Matricule 0142685300"], []),
    ("DE", ["PGP 4F3A 1234 9921 AB12 5567 0012"], []),
    ("DE", ["9.00 – 12.30 und 17.30 – 23 Uhr"], []),
]


@pytest.mark.parametrize(("region", "lines", "numbers"), BESIDE)
def test_numbers_beside_each_other(
    region: str, lines: list[str], numbers: list[tuple[str, PhoneKind]]
) -> None:
    contact = extract(card(["#Eva Maier", *lines]), region=region)
    assert [(p.value, p.kind) for p in contact.phones] == numbers


@pytest.mark.parametrize(
    ("region", "text", "extension"),
    [
        ("US", "650.555.0123 ex5367", "5367"),
        ("US", "650.555.0123ex5367", "5367"),
        ("US", "650.555.0123, press 4", "4"),
        ("US", "(650) 555-0123 option 2", "2"),
        ("CH", "+41 21 625 44 10, interne 34", "34"),
        ("PH", "+63 32 255 0166 loc. 220", "220"),
        ("HU", "+36 96 555 100 mellék 214", "214"),
        ("SE", "+46 8 555 010 00 ankn. 31", "31"),
        ("DE", "+49 361 234567, Taste 3", "3"),
    ],
)
def test_extensions_in_words_of_many_countries(region: str, text: str, extension: str) -> None:
    contact = extract(card(["#Eva Maier", f"Tel. {text}"]), region=region)
    assert [p.extension for p in contact.phones] == [extension]


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_hours_are_no_freephone_number(dash: str) -> None:
    lines = [
        "#Esmée Terp",
        "8921 EB Leeuwarden",
        "Tel. 058 155 50 14",
        f"Open: ma t/m vr 8.00 {dash} 17.00 uur",
    ]
    assert [p.value for p in extract(card(lines)).phones] == ["+31581555014"]


def test_a_mobile_number_of_slovenia_is_not_a_swiss_one() -> None:
    lines = ["#Čebelarstvo Žlaj", "Gornji Dol 55", "2382 Mislinja", "gsm: 041 550 138"]
    assert [p.value for p in extract(card(lines)).phones] == ["+38641550138"]


def test_a_fax_that_only_its_place_tells_is_not_sure() -> None:
    phones = extract(card(["#Eva Maier", "04441 555 10", "04441 555 19", "49377 Vechta"])).phones
    assert [p.kind for p in phones] == [W, F]
    assert not phones[1].sure
