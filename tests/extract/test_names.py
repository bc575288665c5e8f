"""Names of people, taken apart and found among the lines of a card."""

from __future__ import annotations

import pytest

from cardscan.extract import extract
from cardscan.extract.clues.clues import Clues
from cardscan.extract.person.name_parts import parse_name
from cardscan.language.letters import restore_capitals
from cardscan.model import CardText
from tests.typeset import card, line

# printed, country, (prefix, given, additional, family, suffix)
PARTS = [
    ("Mag. Ingeborg Wöhrer", "AT", ("Mag.", "Ingeborg", None, "Wöhrer", None)),
    ("DI (FH) Karl Huber", "AT", ("DI (FH)", "Karl", None, "Huber", None)),
    ("Mag. Dr. Eva Maier, MBA", "AT", ("Mag. Dr.", "Eva", None, "Maier", "MBA")),
    ("Univ.-Prof. Dr. Hans Gruber", "AT", ("Univ.-Prof. Dr.", "Hans", None, "Gruber", None)),
    ("Dipl.-Ing. (FH) Jens Brand", "DE", ("Dipl.-Ing. (FH)", "Jens", None, "Brand", None)),
    ("Prof. Dr. med. Heike Dörrfeld", "DE", ("Prof. Dr. med.", "Heike", None, "Dörrfeld", None)),
    ("Dre méd. Solène Cornuz-Favre", "CH", ("Dre méd.", "Solène", None, "Cornuz-Favre", None)),
    (
        "Prof. Dr.-Ing. habil. Eckart Wollner",
        "DE",
        ("Prof. Dr.-Ing. habil.", "Eckart", None, "Wollner", None),
    ),
    ("Dr. rer. nat. Svenja Brandt", "DE", ("Dr. rer. nat.", "Svenja", None, "Brandt", None)),
    ("Holger von Hackenberg, LL.M.", "DE", (None, "Holger", None, "von Hackenberg", "LL.M.")),
    ("Friedrich Graf von der Tann", "DE", (None, "Friedrich", None, "Graf von der Tann", None)),
    ("Eva-Maria Schröter", "DE", (None, "Eva-Maria", None, "Schröter", None)),
    ("Karl Heinz Gruber", "AT", (None, "Karl Heinz", None, "Gruber", None)),
    ("Jan Willem van der Houten", "NL", (None, "Jan Willem", None, "van der Houten", None)),
    ("drs. Maarten ter Bergh", "NL", ("drs.", "Maarten", None, "ter Bergh", None)),
    ("ir. Marloes Jansen-Bakker, MSc", "NL", ("ir.", "Marloes", None, "Jansen-Bakker", "MSc")),
    ("John A. Smith", "US", (None, "John", "A.", "Smith", None)),
    ("J. Robert Miller", "US", (None, "J. Robert", None, "Miller", None)),
    ("Robert Miller Jr.", "US", (None, "Robert", None, "Miller", "Jr.")),
    ("William Gates III", "US", (None, "William", None, "Gates", "III")),
    ("Ashley O'Malley, PhD", "US", (None, "Ashley", None, "O'Malley", "PhD")),
    ("Mary Smith, CPA, CFP", "US", (None, "Mary", None, "Smith", "CPA, CFP")),
    ("Smith, John", "US", (None, "John", None, "Smith", None)),
    ("Sir Alan McDonald", "GB", ("Sir", "Alan", None, "McDonald", None)),
    ("Dott.ssa Giulia Ferrarese", "IT", ("Dott.ssa", "Giulia", None, "Ferrarese", None)),
    ("Avv. Pier Paolo D'Angelo", "IT", ("Avv.", "Pier Paolo", None, "D'Angelo", None)),
    ("Ing. Ludovica Di Montanelli", "IT", ("Ing.", "Ludovica", None, "Di Montanelli", None)),
    ("María García López", "ES", (None, "María", None, "García López", None)),
    ("Dra. Lucía Quiroga Bustos", "ES", ("Dra.", "Lucía", None, "Quiroga Bustos", None)),
    ("Jordi de la Fuente", "ES", (None, "Jordi", None, "de la Fuente", None)),
    ("João da Silva", "PT", (None, "João", None, "da Silva", None)),
    ("Étienne de Benhaddou", "FR", (None, "Étienne", None, "de Benhaddou", None)),
    ("Me Jean-Baptiste Carpentier", "FR", ("Me", "Jean-Baptiste", None, "Carpentier", None)),
    ("mgr inż. Joanna Pająk", "PL", ("mgr inż.", "Joanna", None, "Pająk", None)),
    ("dr hab. Bożena Nowak-Zięba", "PL", ("dr hab.", "Bożena", None, "Nowak-Zięba", None)),
    ("JUDr. Markéta Šťastná, Ph.D.", "CZ", ("JUDr.", "Markéta", None, "Šťastná", "Ph.D.")),
    ("Ing. Jiří Němec, CSc.", "CZ", ("Ing.", "Jiří", None, "Němec", "CSc.")),
    ("dr. Szűcs Zsófia", "HU", ("dr.", "Zsófia", None, "Szűcs", None)),
    ("Nagy László", "HU", (None, "László", None, "Nagy", None)),
    ("Op. Dr. Çiğdem Öztürkmen", "TR", ("Op. Dr.", "Çiğdem", None, "Öztürkmen", None)),
    ("Dr. Kirsten Møller-Lund", "DK", ("Dr.", "Kirsten", None, "Møller-Lund", None)),
    ("Elin SÖDERQVIST", "SE", (None, "Elin", None, "SÖDERQVIST", None)),
    ("MAJOROS Veronika", "BE", (None, "Veronika", None, "MAJOROS", None)),
    ("Veronika MAJOROS", "BE", (None, "Veronika", None, "MAJOROS", None)),
    ("Shri Arjun Mukherjee", "IN", ("Shri", "Arjun", None, "Mukherjee", None)),
    ("Imogen Fairweather MRICS", "GB", (None, "Imogen", None, "Fairweather", "MRICS")),
    (
        "Devendra Pillai MB ChB FRCS (Orth)",
        "GB",
        (None, "Devendra", None, "Pillai", "MB, ChB, FRCS, (Orth)"),
    ),
    ("Rosa Delgado-Price, ASLA", "US", (None, "Rosa", None, "Delgado-Price", "ASLA")),
    ("Chantal VON CADUFF MBA", "CH", (None, "Chantal", None, "VON CADUFF", "MBA")),
    ("Yannick LE GALL", "FR", (None, "Yannick", None, "LE GALL", None)),
    ("NGUYEN VAN DO", "US", (None, "Van Do", None, "Nguyen", None)),
    ("Kirsten HOLM SØRENSEN", "DK", (None, "Kirsten", None, "HOLM SØRENSEN", None)),
    ("Oriol Puigdomènech i Roca", "ES", (None, "Oriol", None, "Puigdomènech i Roca", None)),
    ("Szabóné Bíró Ildikó", "HU", (None, "Ildikó", None, "Szabóné Bíró", None)),
    ("Docteur Philippe Rousselin", "FR", ("Docteur", "Philippe", None, "Rousselin", None)),
    ("Aoife Ní Bhriain", "IE", (None, "Aoife", None, "Ní Bhriain", None)),
    ("Zhang Wei", "CN", (None, "Wei", None, "Zhang", None)),
    ("Kim Min-soo", "KR", (None, "Min-soo", None, "Kim", None)),
]


@pytest.mark.parametrize(("printed", "country", "parts"), PARTS)
def test_the_parts_of_a_name(printed: str, country: str, parts: tuple[str | None, ...]) -> None:
    read = parse_name(printed, Clues(regions=(country,)))
    assert (read.prefix, read.given, read.additional, read.family, read.suffix) == parts


CAPITALS = [
    ("MARTIN POLLE", "Martin Polle"),
    ("karin toh", "Karin Toh"),
    ("SEAN O'BRIEN", "Sean O'Brien"),
    ("IAN MCDONALD", "Ian McDonald"),
    ("EVA-MARIA SCHRÖTER", "Eva-Maria Schröter"),
    ("JAN VAN DER HOUTEN", "Jan van der Houten"),
    ("PIER PAOLO D'ANGELO", "Pier Paolo D'Angelo"),
    ("JOÃO DA SILVA", "João da Silva"),
    ("Veronika MAJOROS", "Veronika MAJOROS"),
    ("Angus MacLeod", "Angus MacLeod"),
]


@pytest.mark.parametrize(("printed", "written"), CAPITALS)
def test_capitals_are_restored(printed: str, written: str) -> None:
    assert restore_capitals(printed) == written


# the lines of a card and the name among them
AMONG = [
    (
        ["#DONAUWERK", "Mag. Ingeborg Wöhrer", "Leiterin Einkauf", "i.woehrer@donauwerk.at"],
        "Mag. Ingeborg Wöhrer",
    ),
    (["#Müller & Sohn", "Eva Maier", "Geschäftsführerin"], "Eva Maier"),
    (["EVA MAIER", "GESCHÄFTSFÜHRERIN", "DONAUWERK GMBH"], "Eva Maier"),
    (["Jan Novák, Sales Manager", "jan.novak@firma.cz"], "Jan Novák"),
    (["Etienne Desar Founder & CEO", "edesar@velotrine.com", "#VELOTRINE"], "Etienne Desar"),
    (
        ["Anna", "Kowalska-Nowak", "Dyrektor Handlowy", "anna.kowalska@firma.pl"],
        "Anna Kowalska-Nowak",
    ),
    (["#Van Gogh Museum", "Ruben de Leeuw", "Curator"], "Ruben de Leeuw"),
    (["Xyzal Qwertz", "Consultant", "xyzal.qwertz@firma.com"], "Xyzal Qwertz"),
    (["Contact: John Smith", "john@acme.com"], "John Smith"),
    (["CA ARJUN SINGH BEDI", "Advocate", "arjun@iyer.in"], "CA Arjun Singh Bedi"),
    (["#Smith Plumbing", "Quality since 1984", "Curtis Brubaker", "Owner"], "Curtis Brubaker"),
    (["MADE IN ITALY", "Giulia PAGLIARULO", "gpagliarulo@sestante.it"], "Giulia PAGLIARULO"),
]


@pytest.mark.parametrize(("lines", "value"), AMONG)
def test_the_name_among_the_lines(lines: list[str], value: str) -> None:
    name = extract(card(lines)).name
    assert name is not None
    assert name.value == value


NOBODY = [
    [
        "#Donauwerk Logistik GmbH",
        "Lassallestraße 14",
        "1020 Wien",
        "Tel. +43 1 720 44 31",
        "office@donauwerk.at",
    ],
    ["Hotel Alpenblick", "Dorfstraße 5", "6020 Innsbruck", "www.hotel-alpenblick.at"],
    ["THE CORNER", "Coffee and Cake", "(650) 321-3140", "thecorner.com"],
    ["Opening hours", "Mon-Fri 9-17", "info@shop.com"],
    ["Technische Universität Wien", "Institut für Informatik", "www.tuwien.ac.at"],
]


@pytest.mark.parametrize("lines", NOBODY)
def test_a_card_without_a_person_names_none(lines: list[str]) -> None:
    assert extract(card(lines)).name is None


def test_the_reading_that_the_mailbox_proves_wins() -> None:
    rivals = (line("Ealvna Majer", "Eva Maier", row=0), line("eva.maier@firma.at", row=1))
    name = extract(CardText(rivals, 1000, 640)).name
    assert name is not None
    assert name.value == "Eva Maier"


def test_accents_come_from_the_reader_that_saw_them() -> None:
    rivals = (
        line("Michał PAJAK", "Michat PAJĄK", row=0),
        line("michal_pajak@firma.pl", row=1),
    )
    name = extract(CardText(rivals, 1000, 640)).name
    assert name is not None
    assert name.value == "Michał PAJĄK"


def test_the_mailbox_gives_back_an_umlaut() -> None:
    name = extract(card(["Didier Burgisser", "Directeur", "dbuergisser@helvara.ch"])).name
    assert name is not None
    assert name.value == "Didier Bürgisser"
    assert name.repairs


def test_a_name_spelled_without_accents_keeps_its_spelling() -> None:
    name = extract(card(["Didier Burgisser", "Directeur", "dburgisser@helvara.ch"])).name
    assert name is not None
    assert name.family == "Burgisser"


@pytest.mark.parametrize(
    ("read", "mailbox", "value"),
    [
        ("Michat Pająk", "michal.pajak@firma-x.pl", "Michał Pająk"),  # a letter read wrong
        ("Antti Hämälänen", "antti.hamalainen@yritys.fi", "Antti Hämäläinen"),  # a letter lost
        ("Fıona MacAllister", "f.macallister@firm.co.uk", "Fiona MacAllister"),
        ("Åsa Åkerlund", "asa@bolaget.se", "Åsa Åkerlund"),
        ("Ornella D'Angelo", "o.dangelo@ditta.it", "Ornella D'Angelo"),  # no letter is wrong
        ("Bíró Zsófia", "biro@ceg.hu", "Bíró Zsófia"),  # a list has Biró, too
        ("lordi Quiroga Bustos", "jordi@bodega.es", "Jordi Quiroga Bustos"),  # J read as l
        ("lan Willem Zwaan", "jan-willem.zwaan@fietsen.nl", "Jan Willem Zwaan"),
        ("lñigo Muñoz Serrano", "munoz-serrano@bodega.es", "Íñigo Muñoz Serrano"),
        ("Eva la Rovere", "eva@ditta.it", "Eva la Rovere"),
        ("Michat Świątek", "biuro@swiatek.pl", "Michał Świątek"),  # no mailbox has the name
        ("Mareike WeiBmann", "weissmann@sternwarte.net", "Mareike Weißmann"),
        ("Jane McBride", "mcbride@firm.co.uk", "Jane McBride"),
        ("Mette Bœk", "mbaek@havn.dk", "Mette Bæk"),
        ("Björn Ziegenhals ġ", "ziegenhals@schule.de", "Björn Ziegenhals"),  # an ornament
    ],
)
def test_letters_that_mailbox_and_language_mend(read: str, mailbox: str, value: str) -> None:
    contact = extract(card([f"#{read}", mailbox]))
    assert contact.name is not None
    assert contact.name.value == value


def test_a_name_over_a_wide_gap_keeps_its_title() -> None:
    apart = CardText((line("Dra.", left=60), line("Inés Castaño", left=190)), 1000, 640)
    contact = extract(apart)
    assert contact.name is not None
    assert contact.name.value == "Dra. Inés Castaño"


def test_a_website_named_after_the_person_is_no_company() -> None:
    contact = extract(card(["#ivy calloway", "hello@ivycalloway.com", "ivycalloway.com"]))
    assert contact.name is not None
    assert contact.name.value == "Ivy Calloway"
    assert contact.organizations == ()


@pytest.mark.parametrize(
    ("printed", "mailbox"),
    [("Anna Hubers", "maria.huber@firma.de"), ("Jan Kowalsky", "jan.kowalski@firma.pl")],
)
def test_a_colleagues_mailbox_mends_no_name(printed: str, mailbox: str) -> None:
    contact = extract(card([f"#{printed}", "Manager", mailbox]))
    assert contact.name is not None
    assert contact.name.value == printed


@pytest.mark.parametrize("name", ["Graf Stefan", "Judge Morgan", "Bishop Taylor"])
def test_an_honorific_that_is_a_name_needs_two_words_behind_it(name: str) -> None:
    contact = extract(card([f"#{name}", "Manager", "info@firma.com"]))
    assert contact.name is not None
    assert (contact.name.prefix, contact.name.value) == (None, name)


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Constanze Freifrau von Ellrode", "Constanze", "Freifrau von Ellrode"),
        ("Jan Graf zu Ellrode", "Jan", "Graf zu Ellrode"),
    ],
)
def test_a_rank_before_its_particle_is_of_the_family_name(
    text: str, given: str, family: str
) -> None:
    parts = parse_name(text)
    assert (parts.given, parts.family) == (given, family)


def test_one_word_that_is_the_mailbox_above_a_title_is_the_person() -> None:
    lines = [
        "PT. GAYA LESTARI UTARA",
        "Suharyanto",
        "Direktur Utama",
        "suharyanto@gayalestari.co.id",
    ]
    contact = extract(card(lines))
    assert contact.name is not None
    assert contact.name.value == "Suharyanto"
    assert contact.organizations[0].value == "PT. GAYA LESTARI UTARA"


@pytest.mark.parametrize("street", ["Rua Cel. Montalvão", "12 Mill Lane"])
def test_a_street_is_nobody(street: str) -> None:
    assert extract(card([street, "Tel. +55 88 3677 0155"])).name is None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Łucja Świqtkowska", "Łucja Świątkowska"),  # Polish has no q
        ("Deniz Yalçınkaya", "Deniz Yalçınkaya"),  # who may live in Berlin
    ],
)
def test_marks_of_a_name_that_no_list_holds(printed: str, name: str) -> None:
    home = "505 155 014" if "Ł" in printed else "0176 04069071"
    lines = [
        f"#{printed}",
        "Tel. " + home,
        "lucja@firma.pl" if "Ł" in printed else "deniz@firma.de",
    ]
    contact = extract(card(lines))
    assert contact.name is not None
    assert contact.name.value == name


@pytest.mark.parametrize(
    ("text", "country", "given", "family"),
    [
        ("José Luis Quintana", "ES", "José Luis", "Quintana"),
        ("Rui Miguel Sottomonte", "PT", "Rui Miguel", "Sottomonte"),
        ("Lucía Romero Vidal", "ES", "Lucía", "Romero Vidal"),
        ("María del Carmen Olivas", "ES", "María del Carmen", "Olivas"),
        ("María de los Ángeles Roca", "MX", "María de los Ángeles", "Roca"),
        ("María del Mar", "ES", "María", "del Mar"),
        ("Duarte Moreira de Meneses", "PT", "Duarte", "Moreira de Meneses"),
        ("M.J. (Marieke) Oudekerk-Bos", "NL", "Marieke", "Oudekerk-Bos"),
        ("Prok. Manfred Leitner", "AT", "Manfred", "Leitner"),
    ],
)
def test_where_the_family_name_begins(text: str, country: str, given: str, family: str) -> None:
    parts = parse_name(text, Clues(regions=(country,)))
    assert (parts.given, parts.family) == (given, family)
