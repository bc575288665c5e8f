"""Companies, titles and whole cards: what each line becomes beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cardscan.extract import claim, extract, resolve
from cardscan.extract.words.company_words import company_likeness
from cardscan.extract.words.job_words import mended_title
from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.extract.words.occupations import department_likeness, job_likeness
from cardscan.language.letters import compact
from cardscan.language.remarks import remark_likeness
from cardscan.model import CardText, Contact, Reading
from tests.printed import typeset
from tests.typeset import card, line

LEGAL = [
    "Donauwerk Logistik GmbH",
    "Donauwerk GmbH & Co. KG",
    "Huber e.U.",
    "Maier OG",
    "Bau Ges.m.b.H.",
    "Muster AG",
    "Verein der Freunde e.V.",
    "Kanzlei PartG mbB",
    "Smith & Sons Ltd",
    "Acme, Inc.",
    "Acme LLC",
    "Acme Corp.",
    "Smith Jones LLP",
    "Rolls PLC",
    "Dupont SARL",
    "Dupont S.A.S.",
    "Rossi S.r.l.",
    "Rossi S.p.A.",
    "Bianchi & C. S.n.c.",
    "Aceites S.L.",
    "Bodegas S.A.",
    "Silva Lda.",
    "Comércio Ltda",
    "Bakker B.V.",
    "Philips N.V.",
    "Wisłomost Sp. z o.o.",
    "Stavorex a.s.",
    "Javor s.r.o.",
    "Móricz Kft.",
    "Novo A/S",
    "Lysglimt ApS",
    "Tallmo AB",
    "Kivijärvi Oy",
    "Steinvik ASA",
    "Lalezar Ltd. Şti.",
    "Anadolu A.Ş.",
    "Kaveri Pvt. Ltd.",
    "Suzuki Co., Ltd.",
    "Tan Sdn Bhd",
    "Lim Pte Ltd",
    "Aussie Pty Ltd",
    "Adria d.o.o.",
]


@pytest.mark.parametrize("text", LEGAL)
def test_a_legal_form_makes_a_company(text: str) -> None:
    assert has_legal_form(text)


@pytest.mark.parametrize(
    "text",
    ["Eva Maier", "5. OG", "Notar a. D.", "Leiter Einkauf", "1020 Wien", "AG", "Sales & Marketing"],
)
def test_no_legal_form(text: str) -> None:
    assert not has_legal_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "Technische Universität Wien",
        "Ashbourne University",
        "Raiffeisenbank Linz",
        "Hotel Alpenblick",
        "Studio Legale Rossi",
        "Cabinet Dupont Conseil",
        "Tischlerei Huber",
        "Kancelaria Nowak",
        "Bäckerei Müller",
        "Grill & Restaurant Adria",
        "Museum der Moderne",
        "Alpha Consulting Group",
    ],
)
def test_words_of_a_company(text: str) -> None:
    assert company_likeness(text) >= 1.0


TITLES = [
    "Geschäftsführer",
    "Geschäftsführerin",
    "Leiter Einkauf",
    "Vertriebsleiterin",
    "Prokurist",
    "Verkaufsberater Nutzfahrzeuge",
    "Rechtsanwältin",
    "Fachärztin für Dermatologie",
    "Baumeister",
    "Wissenschaftliche Mitarbeiterin",
    "Tischlermeister",
    "Assistenz der Geschäftsführung",
    "Chief Executive Officer",
    "Founder & CEO",
    "Senior R&D Engineer",
    "Vice President, Sales",
    "Software Engineer",
    "Account Manager",
    "Real Estate Agent",
    "Attorney at Law",
    "Of Counsel",
    "Senior Pathologist",
    "Head of Collections",
    "Director of Admissions",
    "Apprentice",
    "Owner",
    "Directeur commercial",
    "Responsable des achats",
    "Ingénieure",
    "Avocat à la Cour",
    "Gérant",
    "Direttore Generale",
    "Amministratore Unico",
    "Responsabile Vendite",
    "Odontoiatra",
    "Director General",
    "Jefa de Ventas",
    "Abogada",
    "Asesora fiscal",
    "Odontólogo",
    "Diretor Administrativo",
    "Gerente de Negócios",
    "Sócio-gerente",
    "Consultor de marketing",
    "Eigenaar",
    "Senior adviseur",
    "Projectleider",
    "Dyrektor Handlowy",
    "Prezes Zarządu",
    "Przedstawiciel Handlowy",
    "Jednatel",
    "Obchodní zástupce",
    "Daňová poradkyně",
    "Ügyvezető igazgató",
    "Projektledare",
    "Daglig leder",
    "Salgschef",
    "Toimitusjohtaja",
    "Genel Müdür",
    "Diş Hekimi",
    "Managing Director",
    "Proprietor",
    "Partner",
    "Software-Entwickler",
    "Key Account Manager",
    "Dog Walker",  # words of a job only together
    "Licensed Clinical Social Worker",
    "Studiendekanin",
]


@pytest.mark.parametrize("text", TITLES)
def test_words_of_a_title(text: str) -> None:
    assert job_likeness(text) >= 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Eva Maier",
        "Donauwerk Logistik",
        "Wir bewegen mehr.",
        "Wien",
        "Opening hours",
        "Made in Italy",
        "Walker Dog Food",
    ],
)
def test_no_words_of_a_title(text: str) -> None:
    assert job_likeness(text) < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Abteilung Einkauf",
        "Department of Oncology",
        "Human Resources",
        "Sales & Marketing",
        "Research & Development",
        "Service Commercial",
        "Ufficio Acquisti",
        "Dział Sprzedaży",
        "Lehrstuhl für Statistik",
        "Avdeling Vest",
        "Katedra Informatyki",
        "Departamento de Ventas",
        "Cloud & AI Department",
        "Qualitätssicherung",
    ],
)
def test_words_of_a_department(text: str) -> None:
    assert department_likeness(text) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Öffnungszeiten: Mo-Fr 9-17 Uhr",
        "Termine nach Vereinbarung",
        "Your partner for more success",
        "Member of the Donauwerk Group",
        "Wir machen mehr für Ihr Haus.",
        "9:00 - 17:00",
    ],
)
def test_remarks(text: str) -> None:
    assert remark_likeness(text) > 0.5


def said(contact: Contact) -> dict[str, list[str]]:
    return {
        "name": [contact.name.value] if contact.name else [],
        "organizations": [v.value for v in contact.organizations],
        "departments": [v.value for v in contact.departments],
        "titles": [v.value for v in contact.titles],
    }


def cast(
    name: str, organizations: list[str], titles: list[str], departments: Sequence[str] = ()
) -> dict[str, list[str]]:
    return {
        "name": [name] if name else [],
        "organizations": organizations,
        "departments": list(departments),
        "titles": titles,
    }


CARDS = [
    (
        [
            "#DONAUWERK",
            "Mag. Ingeborg Wöhrer",
            "Leiterin Einkauf",
            "Donauwerk Logistik GmbH",
            "Lassallestraße 14/3",
            "A-1020 Wien",
            "i.woehrer@donauwerk-logistik.at",
        ],
        cast("Mag. Ingeborg Wöhrer", ["Donauwerk Logistik GmbH"], ["Leiterin Einkauf"]),
    ),
    (
        [
            "AVALON SYSTEMS, INC.",
            "MARTIN POLLE",
            "Software Engineer",
            "12208 MARLOWE PLACE",
            "CHANTILLY, VIRGINIA 20151",
            "mpolle@avalon.com",
        ],
        cast("Martin Polle", ["AVALON SYSTEMS, INC."], ["Software Engineer"]),
    ),
    (
        ["#nine:nortons", "COMMUNICATIONS", "karin toh", "general manager", "karin@ninecomm.sg"],
        cast("Karin Toh", ["nine:nortons COMMUNICATIONS"], ["general manager"]),
    ),
    (
        [
            "Dr. Emily Smith",
            "Senior Researcher",
            "Cloud & AI Department",
            "emily.smith@fabrikum.com",
            "#Fabrikum",
        ],
        cast("Dr. Emily Smith", ["Fabrikum"], ["Senior Researcher"], ["Cloud & AI Department"]),
    ),
    (
        [
            "Eva Maier",
            "Fleuriste",
            "Atelier Verneuil",
            "12, chemin des Oliviers",
            "69002 Lyon",
            "eva@atelier-verneuil.fr",
        ],
        cast("Eva Maier", ["Atelier Verneuil"], ["Fleuriste"]),
    ),
    (
        [
            "Institute for Computer Sciences",
            "and Telecommunications Engineering",
            "Veronika MAJOROS",
            "Conference Coordinator",
            "veronika.majoros@icte.org",
        ],
        cast(
            "Veronika MAJOROS",
            ["Institute for Computer Sciences and Telecommunications Engineering"],
            ["Conference Coordinator"],
        ),
    ),
    (
        [
            "#Rechtsanwälte Ziegenhals",
            "#& Meyer",
            "Dr. Eva Schröter",
            "Fachanwältin für Arbeitsrecht",
            "schroeter@ziegenhals-meyer.de",
        ],
        cast(
            "Dr. Eva Schröter",
            ["Rechtsanwälte Ziegenhals & Meyer"],
            ["Fachanwältin für Arbeitsrecht"],
        ),
    ),
    (
        [
            "Curtis Brubaker",
            "Vice President of Sales",
            "& Residential Lending",
            "brubaker@cedarridge.com",
            "#Cedar Ridge",
        ],
        cast("Curtis Brubaker", ["Cedar Ridge"], ["Vice President of Sales & Residential Lending"]),
    ),
    (
        [
            "Wir bewegen mehr.",
            "#Donauwerk",
            "Eva Maier",
            "Prokuristin",
            "Seit 1954",
            "office@donauwerk.at",
        ],
        cast("Eva Maier", ["Donauwerk"], ["Prokuristin"]),
    ),
    (["Eva Maier", "Tel. +43 664 123 45 67", "eva.maier@gmx.at"], cast("Eva Maier", [], [])),
    (
        ["#n o r t h e r n e t", "web solutions", "Ben Congreve", "bc@northernet.com"],
        cast("Ben Congreve", ["northernet"], []),
    ),
]


@pytest.mark.parametrize(("lines", "expected"), CARDS)
def test_whole_cards(lines: list[str], expected: dict[str, list[str]]) -> None:
    assert said(extract(card(lines))) == expected


def test_a_card_without_a_company_invents_none() -> None:
    contact = extract(
        card(["Eva Maier", "Fotografin", "0664 123 45 67", "eva.maier@gmx.at"]), region="AT"
    )
    assert contact.organizations == ()


@pytest.mark.parametrize(
    ("lines", "company"),
    [
        (["WeiRmann Kanzlei", "www.weissmann-kanzlei.de"], "Weißmann Kanzlei"),
        (["HARGROVE & LINDQUIST", "www.hargroveandlindquist.com"], "HARGROVE & LINDQUIST"),
        (["Viña Cordillera", "www.cordillera.cl"], "Viña Cordillera"),
        (["The Eastern Herald", "www.easternherald.com"], "The Eastern Herald"),
        # A letter that looks alike, where the domain has the others as they were read.
        (["Hotel Tavernblick", "www.hoteltauernblick.at"], "Hotel Tauernblick"),
        (["Hotel für Tavernblick", "www.hoteltauernblick.at"], "Hotel für Tauernblick"),
        (["Hotel Taubenblick", "www.hoteltauernblick.at"], "Hotel Taubenblick"),
        # Two capitals that the domain lacks are a logo; an article or a legal form is none.
        (["AN Zvonek", "www.zvonek.cz"], "Zvonek"),
        (["SC Zvonek", "www.sczvonek.cz"], "SC Zvonek"),
        (["Le Zvonek", "www.zvonek.fr"], "Le Zvonek"),
        (["Meenakshi Silks", "meenakshisilks@gmail.com"], "Meenakshi Silks"),
        (["Embassy of the Republic of Estoria", "Second Secretary"],
         "Embassy of the Republic of Estoria"),
    ],
)  # fmt: skip
def test_a_company_whole_and_spelled_right(lines: list[str], company: str) -> None:
    found = extract(card([f"#{lines[0]}", *lines[1:]])).organizations
    assert [o.value for o in found] == [company]


def test_words_of_a_logo_are_spelled_as_the_domain_has_them() -> None:
    logo = line("Narsken Konsult", row=0, scale=2.0)
    words = tuple(replace(w, confidence=0.5) for w in logo.readings[0].words)
    doubtful = replace(logo, readings=(Reading(words, "reader 0"),))
    found = extract(CardText((doubtful, line("www.norrsken-konsult.se", row=4)), 1000, 640))
    assert [o.value for o in found.organizations] == ["Norrsken Konsult"]
    assert found.organizations[0].repairs


@pytest.mark.parametrize(
    ("read", "domain", "company"),
    [
        ("Suffolk tuffet", "suffolkbuffet.com", "Suffolk buffet"),
        ("Redwood Bay Gardening", "redwoodbaygardening.com", "Redwood Bay Gardening"),
    ],
)
def test_a_doubtful_word_is_what_the_domain_has_beside_the_others(
    read: str, domain: str, company: str
) -> None:
    logo = line(read, row=0, scale=2.0)
    words = tuple(replace(w, confidence=0.5) for w in logo.readings[0].words)
    doubtful = replace(logo, readings=(Reading(words, "reader 0"),))
    found = extract(CardText((doubtful, line(f"www.{domain}", row=4)), 1000, 640))
    assert [o.value for o in found.organizations] == [company]


@pytest.mark.parametrize(
    ("read", "confidence", "title"),
    [
        ("Gonsultor de marketing", 0.78, "Consultor de marketing"),
        ("Gonsultor de marketing", 0.99, "Gonsultor de marketing"),  # read for sure: printed so
    ],
)
def test_a_title_with_a_letter_read_wrong(read: str, confidence: float, title: str) -> None:
    badly = line(read, row=1)
    words = tuple(replace(w, confidence=confidence) for w in badly.readings[0].words)
    lines = (line("Eva Maier", row=0), replace(badly, readings=(Reading(words, "reader 0"),)))
    assert [t.value for t in extract(CardText(lines, 1000, 640)).titles] == [title]


@pytest.mark.parametrize(
    ("read", "title"),
    [
        ("okleveles könywizsgáló", "okleveles könyvvizsgáló"),
        ("Specíalist kníhkupec", "Specíalist kníhkupec"),
    ],
)
def test_a_title_read_for_sure_is_mended_in_letters_that_look_alike(read: str, title: str) -> None:
    assert mended_title(read, doubtful=False) == title


@pytest.mark.parametrize("text", ["Ingenieurs conseils", "Berater", "Mayer Consulting"])
@pytest.mark.parametrize("doubtful", [True, False])
def test_what_is_no_misread_title_stays(text: str, doubtful: bool) -> None:
    assert mended_title(text, doubtful=doubtful) == text


def test_what_became_no_field_is_unread() -> None:
    contact = extract(
        card(["Eva Maier", "Prokuristin", "UID: ATU12345678", "Wir bewegen mehr. Immer.", "Fax:"])
    )
    assert contact.unread == ("UID: ATU12345678", "Wir bewegen mehr. Immer.")


def test_two_lines_cut_apart_on_one_base_line_are_joined() -> None:
    lines = (
        line("Eva Maier", row=0),
        line("Consultor", row=1),
        line("de marketing", row=1, left=172),
        line("eva.maier@gmail.com", row=2),
    )
    assert [t.value for t in extract(CardText(lines, 1000, 640)).titles] == [
        "Consultor de marketing"
    ]


def test_every_value_says_why() -> None:
    contact = extract(card(CARDS[0][0]))
    for value in contact.values:
        assert value.reasons
        assert 0 < value.confidence < 1


def test_the_two_steps_can_be_looked_at_apart() -> None:
    text = card(CARDS[0][0])
    claims = claim(text)
    assert len({c.field for c in claims}) >= 6
    assert any(set(a.lines) & set(b.lines) and a.field != b.field for a in claims for b in claims)
    resolved = resolve(claims)
    assert said(resolved) == said(extract(text))


def test_an_empty_card() -> None:
    assert extract(CardText((), 0, 0)) == Contact()


@pytest.mark.parametrize(
    ("readings", "firm"),
    [
        (["e nachtwerk", "e nachtwerk"], "nachtwerk"),  # an ornament read as a letter
        (["Nachtwerð", "Nachtwerð"], "Nachtwerd"),  # a letter of no language nearby
        (["LAtelier Nachtwerk", "L'Atelier Nachtwerk"], "L'Atelier Nachtwerk"),
    ],
)
def test_what_readers_make_of_a_logo(readings: list[str], firm: str) -> None:
    host = compact(firm)
    lines = (
        line(*readings, scale=1.6),
        line("Eva Maier", row=2),
        line(f"eva.maier@{host}.de", row=3),
    )
    (found,) = extract(CardText(lines, 1000, 640)).organizations
    assert found.value == firm


def test_a_legal_form_of_short_letters_is_no_crumb_of_a_logo() -> None:
    contact = extract(card(["#Jan Nowak", "Tatry Meble sp. z o.o.", "biuro@tatrymeble.pl"]))
    assert contact.organizations[0].value == "Tatry Meble sp. z o.o."


LOGOS = [
    (["##RED", "##BARN", "##Movies.com"], "redbarnmovies.com", "RED BARN Movies.com"),
    (["##Brunal", "##Buffet"], "www.brunalbuffet.com.br", "Brunal Buffet"),
    (["##IRON", "##& ASH", "##TATTOO"], "ironandashtattoo.com", "IRON & ASH TATTOO"),
]


@pytest.mark.parametrize(("lines", "domain", "firm"), LOGOS)
def test_lines_that_only_together_spell_the_domain_are_a_logo(
    lines: list[str], domain: str, firm: str
) -> None:
    contact = extract(
        typeset([*lines, "12 Mill Lane", "info@" + domain.removeprefix("www."), domain])
    )
    assert [o.value for o in contact.organizations] == [firm]
    assert contact.name is None  # neither 'Red Barn'


def test_an_address_in_one_line_is_no_firm_though_its_city_is_the_domain() -> None:
    contact = extract(
        typeset(
            ["##LUMO", "Phone (650) 555-0142", "lumo@marlow.edu", "lumo.marlow.edu",
             "38 Alderney No. 2, Wexham Union, Marlow, CA"]
        )
    )  # fmt: skip
    assert [o.value for o in contact.organizations] == ["LUMO"]
    assert [a.city for a in contact.addresses] == ["Marlow"]


def test_a_logo_read_twice_is_nobody_though_its_letters_are_the_mailbox() -> None:
    contact = extract(typeset(["#MO", "#RA", "(650) 555-0142", "##MORA", "mora@marlow.edu"]))
    assert contact.name is None


def test_partners_are_a_whole_firm_without_their_trade() -> None:
    lines = ["#WREDE & TOLL", "Rechtsanwälte", "Eva Wrede", "wrede@wrede-toll.de"]
    contact = extract(typeset(lines))
    assert [o.value for o in contact.organizations] == ["WREDE & TOLL"]


@pytest.mark.parametrize("left", ["No mess, no fuss!", "Rio de Janeiro"])
def test_no_slogan_and_no_city_is_taken_for_the_firm_that_was_not_found(left: str) -> None:
    lines = ["LUA FRANCA", left, "21 98444-1290", "www.luafranca.com.br"]
    assert left not in [o.value for o in extract(typeset(lines)).organizations]


def test_what_runs_round_a_seal_is_the_firm_and_nobody() -> None:
    text = typeset(["ROSE GARDEN", "Fresh Taste", "(650) 555-0142", "12 High Street, Ely CB7 4LJ"])
    seal, *others = text.lines
    assert extract(text).name is not None, "straight it may be a person"
    contact = extract(replace(text, lines=(replace(seal, is_bent=True), *others)))
    assert contact.name is None
    assert [o.value for o in contact.organizations] == ["ROSE GARDEN"]
