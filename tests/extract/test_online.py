"""E-mail addresses, web addresses and profiles, well and badly read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cardscan.extract import extract
from cardscan.model import CardText, Reading
from tests.typeset import card, line

EMAILS = [
    ("i.woehrer@donauwerk.at", "i.woehrer@donauwerk.at"),
    ("E-Mail: max.muster@firma.at", "max.muster@firma.at"),
    ("Email max_muster@firma.co.uk", "max_muster@firma.co.uk"),
    ("e: max@firma.com", "max@firma.com"),
    ("E. e.muster@firma.de", "e.muster@firma.de"),
    ("Mail: e.schroeder@firma.de", "e.schroeder@firma.de"),
    ("max.muster @ firma. at", "max.muster@firma.at"),
    ("max.muster@firma .at", "max.muster@firma.at"),
    ("max . muster@firma.at", "max.muster@firma.at"),
    ("max@firma,com", "max@firma.com"),
    ("max(at)firma.de", "max@firma.de"),
    ("max [at] firma.de", "max@firma.de"),
    ("info©firma.de", "info@firma.de"),
    ("MAX.MUSTER@FIRMA.DE", "MAX.MUSTER@firma.de"),
    ("max@firma.corn", "max@firma.com"),
    ("max@firma.c0m", "max@firma.com"),
    ("max-peter.muster+card@sub.firma.com.br", "max-peter.muster+card@sub.firma.com.br"),
    ("o'neill@firma.ie", "o'neill@firma.ie"),
    ("max,muster@firma.at", "max.muster@firma.at"),
    ("max@muster—firma.de", "max@muster-firma.de"),
    ("max@firma.de- Seite 2", "max@firma.de"),
    ("max@firma.co. nz", "max@firma.co.nz"),
    ("max@firma.eom.br", "max@firma.com.br"),
    ("max@firma.eh", "max@firma.ch"),
    ("delphine.kessIer@orbitaIe.eu", "delphine.kessler@orbitale.eu"),
    ("Email max@firma.de", "max@firma.de"),
    ("write to max@firma.de", "max@firma.de"),
    ("max@müller.de", "max@müller.de"),
    ("Web www.firma.de | max@firma.de", "max@firma.de"),
    ("max@firma.de www.firma.de", "max@firma.de"),
    ("foo@gmx.ch Tel. 044 345 67 89", "foo@gmx.ch"),
    ("contato@empresa.com.br", "contato@empresa.com.br"),
    ("e-post: eva@foretag.se", "eva@foretag.se"),
    ("Courriel : eva@societe.fr", "eva@societe.fr"),
]


@pytest.mark.parametrize(("text", "value"), EMAILS)
def test_an_email_address(text: str, value: str) -> None:
    assert [e.value for e in extract(card([text])).emails] == [value]


@pytest.mark.parametrize(
    "text", ["@firma", "max@", "a@b", "max at firma", "@ 19 Main Street", "5 @ 3.50"]
)
def test_no_email_address(text: str) -> None:
    assert extract(card([text])).emails == ()


@pytest.mark.parametrize("joint", ["-", "_", "- ", " -", "- -", ".", ".—", "—", "a,"])
def test_a_long_row_of_dashes_before_an_at_comes_to_an_end(joint: str) -> None:
    # Each joint could be read in two ways once: 200 of them would take for ever.
    assert extract(card(["a".join([joint] * 201) + "!@firma.at"])).emails == ()


URLS = [
    ("www.firma.de", "https://www.firma.de"),
    ("WWW.FIRMA.COM", "https://www.firma.com"),
    ("http://www.firma.com", "http://www.firma.com"),
    ("https://firma.co.uk/team", "https://firma.co.uk/team"),
    ("Web: firma.at", "https://firma.at"),
    ("firma.at", "https://firma.at"),
    ("www firma at", "https://www.firma.at"),
    ("wwwfirma.de", "https://www.firma.de"),
    ("vvww.firma.de", "https://www.firma.de"),
    ("wwv.firma.de", "https://www.firma.de"),
    ("www,firma.de", "https://www.firma.de"),
    ("www. firma. de", "https://www.firma.de"),
    ("cargocollective.com/nord-design", "https://cargocollective.com/nord-design"),
    ("www.foo-bar.com.br", "https://www.foo-bar.com.br"),
    ("Internet www.firma.ch", "https://www.firma.ch"),
    ("http:/www.firma.de", "http://www.firma.de"),
    ("www www.firma.de", "https://www.firma.de"),
    ("Leeds @ www.firma.co.uk", "https://www.firma.co.uk"),
]


@pytest.mark.parametrize(("text", "value"), URLS)
def test_a_web_address(text: str, value: str) -> None:
    assert [u.value for u in extract(card([text])).urls] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Dipl.Ing.",
        "Mag.rer.soc.oec.",
        "Dr.med.univ.",
        "S.p.A.",
        "Müller GmbH & Co.KG",
        "St.Gallen",
        "M.Sc.",
        "Ing.Karl Huber",
        "z.B.",
        "e.U.",
        "i.V.",
        "Hauptstr.12",
        "No.12",
        "B.Sc.Hons",
    ],
)
def test_abbreviations_are_no_web_addresses(text: str) -> None:
    assert extract(card([text])).urls == ()


SOCIAL = [
    ("linkedin.com/in/max-muster", "linkedin", "max-muster", "https://linkedin.com/in/max-muster"),
    (
        "www.xing.com/profile/Max_Muster",
        "xing",
        "Max_Muster",
        "https://www.xing.com/profile/Max_Muster",
    ),
    ("instagram.com/donauwerk", "instagram", "donauwerk", "https://instagram.com/donauwerk"),
    ("Instagram: @donauwerk", "instagram", "donauwerk", "https://instagram.com/donauwerk"),
    ("@donauwerk", "instagram", "donauwerk", "https://instagram.com/donauwerk"),
    ("facebook.com/donauwerk", "facebook", "donauwerk", "https://facebook.com/donauwerk"),
    ("fb.com/donauwerk", "facebook", "donauwerk", "https://fb.com/donauwerk"),
    ("Twitter: @donauwerk", "x", "donauwerk", "https://x.com/donauwerk"),
    ("github.com/donauwerk", "github", "donauwerk", "https://github.com/donauwerk"),
    ("skype: max.muster", "skype", "max.muster", "https://skype.com/max.muster"),
    ("t.me/donauwerk", "telegram", "donauwerk", "https://t.me/donauwerk"),
]


@pytest.mark.parametrize(("text", "service", "handle", "value"), SOCIAL)
def test_a_profile(text: str, service: str, handle: str, value: str) -> None:
    (profile,) = extract(card([text])).social
    assert (profile.service, profile.handle, profile.value) == (service, handle, value)


def test_a_number_behind_whatsapp_is_a_mobile_number() -> None:
    contact = extract(card(["WhatsApp +43 664 123 45 67"]))
    assert contact.social == ()
    assert contact.phones[0].kind == "cell"


def test_the_website_mends_the_email() -> None:
    contact = extract(
        card(["eva.maier@bodegassierraalta.es", "www.bodegassierra1ta.es", "#BODEGAS SIERRA ALTA"])
    )
    assert contact.emails[0].value == "eva.maier@bodegassierraalta.es"
    assert contact.urls[0].value == "https://www.bodegassierraalta.es"
    assert contact.urls[0].repairs


def test_words_that_make_the_domain_outweigh_several_readings_of_it() -> None:
    """'LLP' beside the name tells which of l, I and i the domain has."""
    lines = (
        line("OTIS DEAN", row=0, scale=2.0),
        line("KOWALSKI LLP", row=2, scale=2.0),
        line("dean@otisdeankowalskiilp.com", "dean@otisdeankowalskillp.com", row=4),
        line("www.otisdeankowalskiilp.com", row=5),
    )
    contact = extract(CardText(lines, 1000, 640))
    assert [e.value for e in contact.emails] == ["dean@otisdeankowalskillp.com"]
    assert [u.value for u in contact.urls] == ["https://www.otisdeankowalskillp.com"]


def test_a_logo_read_badly_tells_nothing_of_the_domain() -> None:
    logo = line("Vitavan Elektro", row=0, scale=2.0)
    words = tuple(replace(w, confidence=0.7) for w in logo.readings[0].words)
    lines = (
        replace(logo, readings=(Reading(words, "reader 0"),)),
        line("z.stastna@vltavan-elektro.com", "z.stastna@vitavan-elektro.com", row=3),
        line("www.vltavan-elektro.com", "www.vitavan-elektro.com", row=4),
    )
    contact = extract(CardText(lines, 1000, 640))
    assert [e.value for e in contact.emails] == ["z.stastna@vltavan-elektro.com"]


def test_an_at_read_as_a_letter_is_proved_by_the_website() -> None:
    contact = extract(card(["jensQdonauwerk.de", "www.donauwerk.de"]))
    assert contact.emails[0].value == "jens@donauwerk.de"
    assert contact.emails[0].repairs


def test_the_valid_one_of_two_readings_wins() -> None:
    text = CardText((line("eva.maier@firma,,de", "eva.maier@firma.de"),), 1000, 640)
    assert [e.value for e in extract(text).emails] == ["eva.maier@firma.de"]


def test_an_address_over_two_lines() -> None:
    contact = extract(card(["maximilian.mustermann@", "donauwerk-logistik.at"]))
    assert contact.emails[0].value == "maximilian.mustermann@donauwerk-logistik.at"


@pytest.mark.parametrize(
    ("name", "read", "value"),
    [
        ("Desmond Tan", "desrnond.tan@firma.sg", "desmond.tan@firma.sg"),
        ("Anthony Pemberton", "apernberton@firm.co.uk", "apemberton@firm.co.uk"),
        ("Katharina Sonnleitner", "katbarina.sonnleitner@amt.at", "katharina.sonnleitner@amt.at"),
        ("Jürgen Mühlbauer", "juergen.muehlba uer@firma.de", "juergen.muehlbauer@firma.de"),
        ("Oliver Marsh", "olivia.marsh@firm.co.uk", "olivia.marsh@firm.co.uk"),  # another person's
        ("Eva Maier", "eva.meier@firma.at", "eva.meier@firma.at"),  # no letters that look alike
    ],
)
def test_the_name_mends_the_mailbox(name: str, read: str, value: str) -> None:
    contact = extract(card([f"#{name}", "Manager", read]))
    assert [e.value for e in contact.emails] == [value]


def sure(text: CardText) -> CardText:
    """The same card as two readers see it that agree."""
    lines = []
    for each in text.lines:
        words = tuple(replace(w, confidence=0.997) for w in each.readings[0].words)
        readings = tuple(Reading(words, reader) for reader in ("tesseract/Latin", "rapidocr"))
        lines.append(replace(each, readings=readings))
    return replace(text, lines=tuple(lines))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Marla Beck", "maria.beck@firm.com"),
        ("Peter Haus", "hans.haus@firma.at"),
        ("Liam Clark", "liam.dark@firm.com"),
        ("Mary Irving", "MaryIrving@gmail.com"),
        ("Ivan Ivanov", "IvanIvanov@mail.ru"),
    ],
)
def test_a_mailbox_that_is_read_for_sure_stays_as_it_is(name: str, printed: str) -> None:
    contact = extract(sure(card([f"#{name}", "Manager", printed])))
    assert [e.value.casefold() for e in contact.emails] == [printed.casefold()]


def test_a_word_after_the_end_of_an_address_is_no_part_of_it() -> None:
    contact = extract(card(["#Anna Huber", "anna.huber@firma.com. At your service"]))
    assert [e.value for e in contact.emails] == ["anna.huber@firma.com"]


MAILS = [
    # calls and chats are no mail; a label that mailboxes have, too, is one where nothing else is
    (["sip:nadia@pbx.telvanta.it", "nadia.ferrante@telvanta.it"], ["nadia.ferrante@telvanta.it"]),
    (["SIP: 4711@voip.donau.at"], []),
    (["xmpp:eva@chat.donau.at", "eva@donau.at"], ["eva@donau.at"]),
    (["MS Teams: eva@teams-donau.at", "e.maier@donau.at"], ["e.maier@donau.at"]),
    (["Skype for Business eva@lync.donau.at", "e.maier@donau.at"], ["e.maier@donau.at"]),
    (["Teams: eva@donau.at"], ["eva@donau.at"]),
    # '@' that means at
    (["Head of Marketing @ Nordwind AG", "eva@donau.at"], ["eva@donau.at"]),
    (["Head of Marketing@Nordwind AG", "eva@donau.at"], ["eva@donau.at"]),
    (["HEAD OF SALES @ NORDWIND AG", "eva@donau.at"], ["eva@donau.at"]),
    (["Software Engineer @ Loopkante.io", "eva@loopkante.io"], ["eva@loopkante.io"]),
    (["info @ donau.at"], ["info@donau.at"]),
    # broken over two lines
    (["eva_", "maier@donau-technik.de"], ["eva_maier@donau-technik.de"]),
    (["E-Mail: eva.", "maier@donau-technik.de"], ["eva.maier@donau-technik.de"]),
    (["eva.maier", "@donau-technik.de"], ["eva.maier@donau-technik.de"]),
    (["eva.maier@", "donau-technik.de"], ["eva.maier@donau-technik.de"]),
    (["eva.maier@donau-", "technik.de"], ["eva.maier@donau-technik.de"]),
    (["Tel.", "eva.maier@donau.at"], ["eva.maier@donau.at"]),
    (["Donau sp. z o.o.", "biuro@donau.pl"], ["biuro@donau.pl"]),
    (["Dipl.-", "eva.maier@donau.at"], ["eva.maier@donau.at"]),
    (["eva.maier@donau.", "Tel. 030 123456"], []),
    # a sign between a number and the address behind it is no joint of a mailbox
    (["510 555 0193 - eva@donau.at"], ["eva@donau.at"]),
    (["0541 - 77 03 518- eva@donau.at"], ["eva@donau.at"]),
    (["706.555.0188-eva@donau.at"], ["eva@donau.at"]),
    (["77-eva@donau.at"], ["77-eva@donau.at"]),
    (["01524 271 884", "@donau.at"], []),
    (["12345678", "@donau.at"], ["12345678@donau.at"]),
    (["donau.at", "@donau.wien.cc"], []),  # a website above a handle
]


@pytest.mark.parametrize(("lines", "mails"), MAILS)
def test_what_is_mail_and_what_only_looks_like_it(lines: list[str], mails: list[str]) -> None:
    contact = extract(card(["#Eva Maier", *lines]))
    assert [e.value for e in contact.emails] == mails


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("BrookeSellsBeaches.com", "https://brookesellsbeaches.com"),
        ("Visit MyHomeInGraz.at today", "https://myhomeingraz.at"),
        ("linktr.ee/samirahaddad", "https://linktr.ee/samirahaddad"),
        ("calendly.com/eva-maier", "https://calendly.com/eva-maier"),
        ("nordlicht.ee", "https://nordlicht.ee"),
    ],
)
def test_addresses_without_www(text: str, url: str) -> None:
    assert [u.value for u in extract(card(["#Eva Maier", text])).urls] == [url]


def test_a_page_at_a_hub_tells_no_country() -> None:
    contact = extract(card(["#Eva Maier", "linktr.ee/evamaier", "Tel. 5123 4567"]))
    assert not any(p.value.startswith("+372") for p in contact.phones)


def test_the_longest_provider_a_mailbox_ends_in_is_its_own() -> None:
    (mail,) = extract(card(["NORDKAPPSGMAIL.COM", "www.nordkappen.com"])).emails
    assert mail.value == "NORDKAPP@gmail.com"
    assert not mail.sure  # or its @ was lost, and the S is the mailbox's


@pytest.mark.parametrize("page", ["www.myspace.com/{}", "firma.de/team/{}"])
def test_of_two_readings_of_a_path_the_one_that_the_mailbox_spells(page: str) -> None:
    lines = (
        line("Rosalind Ketter", row=0, scale=1.6),
        line("rosalind_ketter@firma.de", row=1),
        line(
            f"https://{page.format('rosalinketter')}",
            f"https://{page.format('rosalindketter')}",
            row=2,
        ),
    )
    contact = extract(CardText(lines, 1000, 640))
    shown = [v.value for v in (*contact.urls, *contact.social)]
    assert [v.rpartition("/")[2] for v in shown] == ["rosalindketter"]


def test_a_profile_is_weighed_by_how_well_it_was_read() -> None:
    """'200 I' is a reading of '2001', and stands before it in the alphabet."""
    whole, cut = "https://github.com/zeta2001", "https://github.com/zeta200"
    lines = (line("Eva Maier", row=0, scale=1.6), line(whole, f"{cut} I", f"{cut} |", row=1))
    contact = extract(CardText(lines, 1000, 640))
    assert [v.value for v in (*contact.urls, *contact.social)] == [whole]
