"""Pairs of contacts with the verdict that a careful person would give."""

from __future__ import annotations

from time import process_time

import pytest

from cardscan.book import compare, learn
from cardscan.model import Entry, EntryAddress, EntryKind, EntryName, EntryPhone, Verdict

SAME, MAYBE, DIFFERENT = Verdict.SAME, Verdict.MAYBE, Verdict.DIFFERENT

MOBILE = "c:+43 664 1234567"
OTHER_MOBILE = "c:+43 664 7654321"
LANDLINE = "h:+43 1 5876543"
MAIL = "a.huber@gmx.at"
HOME = "Dorfstraße 3|5020|Salzburg"


def card(text: str, *values: str, position: int = 0, **fields: object) -> Entry:
    """An entry from ``Family;Given;Additional;Prefix;Suffix`` or a plain name, and values.

    Values: ``c:``/``h:``/``w:``/``f:`` numbers, addresses of mail, ``street|code|city``,
    ``org:``, ``born:``, ``uid:`` and ``url:``.
    """
    parts = (text.split(";") + [""] * 5)[:5]
    kinds = {"c": "cell", "h": "home", "w": "work", "f": "fax"}
    made: dict[str, object] = {"position": position}
    if ";" in text:
        names = ("family", "given", "additional", "prefix", "suffix")
        made["names"] = (EntryName(**dict(zip(names, parts, strict=True))),)
        made["formatted_names"] = (f"{parts[1]} {parts[0]}".strip(),)
    elif text:
        made["formatted_names"] = (text,)
    lists: dict[str, list[object]] = {}
    for value in values:
        head, _, rest = value.partition(":")
        if head in kinds:
            phone = EntryPhone(value=rest, types=frozenset({kinds[head]}))
            lists.setdefault("phones", []).append(phone)
        elif head == "org":
            lists.setdefault("organizations", []).append(rest)
        elif head == "url":
            lists.setdefault("urls", []).append(rest)
        elif head == "born":
            made["birthday"] = rest
        elif head == "uid":
            made["uid"] = rest
        elif "|" in value:
            street, code, city = value.split("|")
            address = EntryAddress(street=street, postal_code=code, city=city)
            lists.setdefault("addresses", []).append(address)
        else:
            lists.setdefault("emails", []).append(value)
    made |= {name: tuple(found) for name, found in lists.items()}
    return Entry(**(made | fields))  # type: ignore[arg-type]


def verdict(first: Entry, second: Entry, *others: Entry) -> Verdict:
    return compare(first, second, learn((first, second, *others))).verdict


# Two spellings of a name, and whether a shared mobile number makes them one person.
NAMES = [
    ("Huber;Anna", "Huber;Anna", SAME),
    ("Huber;Anna", "HUBER;ANNA", SAME),
    ("Huber;Anna", "Anna Huber", SAME),
    ("Huber;Anna", "Huber, Anna", SAME),
    ("Huber;Anna", "Anna;Huber", SAME),
    ("Huber;Anna", "Huber Anna", SAME),
    ("Huber;Anna", ";Anna Huber", SAME),
    ("Huber;Anna", "Anna Huber;", SAME),
    ("Huber;Anna", "Mag. Anna Huber", SAME),
    ("Huber;Anna", "Dr. Anna Huber, MBA", SAME),
    ("Huber;Anna", "Huber;Anna;;Mag. Dr.;PhD", SAME),
    ("Huber;Anna", "Frau Anna Huber", SAME),
    ("Huber;Anna", "Huber;Anna;Maria", SAME),
    ("Huber;Anna", "Anna Maria Huber", SAME),
    ("Huber;Anna", "Huber;A.", SAME),
    ("Huber;Anna", "A. Huber", SAME),
    ("Huber;Hans Peter", "Huber;Hans-Peter", SAME),
    ("Huber;Hans Peter", "Huber;Hanspeter", SAME),
    ("Huber;Hans Peter", "Huber;H. P.", SAME),
    ("Huber;Hans Peter", "Huber;HP", SAME),
    ("Huber;Hans Peter", "Huber;Peter", SAME),
    ("Huber;Anna", "Huber-Maier;Anna", SAME),
    ("Huber-Maier;Anna", "Maier-Huber;Anna", SAME),
    ("Huber;Anna", "Maier-Huber;Anna", SAME),
    ("García López;Lucía", "Garcia;Lucia", SAME),
    ("Müller;Jörg", "Mueller;Joerg", SAME),
    ("Müller;Jörg", "Muller;Jorg", SAME),
    ("Groß;Anna", "Gross;Anna", SAME),
    ("Sørensen;Bjørn", "Soerensen;Bjoern", SAME),
    ("Sørensen;Bjørn", "Sorensen;Bjorn", SAME),
    ("Łukasiewicz;Paweł", "Lukasiewicz;Pawel", SAME),
    ("Dvořák;Jiří", "Dvorak;Jiri", SAME),
    ("Yılmaz;Ayşe", "Yilmaz;Ayse", SAME),
    ("Lefèvre;Françoise", "LEFEVRE;Francoise", SAME),
    ("Иванов;Сергей", "Ivanov;Sergei", SAME),
    ("Иванов;Сергей", "Iwanow;Sergej", SAME),
    ("Παπαδόπουλος;Γιώργος", "Papadopoulos;Giorgos", SAME),
    ("O'Brien;Seán", "OBrien;Sean", SAME),
    ("O’Brien;Seán", "O'Brien;Sean", SAME),
    ("von der Leyen;Ursula", "Leyen;Ursula", SAME),
    ("van Dijk;Jan", "Dijk, Jan van", SAME),
    ("de la Cruz;Juan", "Cruz;Juan", SAME),
    ("Maier;Stefan", "Maier;Stephan", SAME),
    ("Meier;Stefan", "Mayer;Stefan", SAME),
    ("Schmidt;Karl", "Schmitt;Carl", SAME),
    ("Gruber;Josef", "Gruber;Sepp", SAME),
    ("Gruber;Johann", "Gruber;Hans", SAME),
    ("Gruber;Elisabeth", "Gruber;Lisi", SAME),
    ("Smith;Robert", "Smith;Bob", SAME),
    ("Smith;William", "Bill Smith", SAME),
    ("Rossi;Giuseppe", "Rossi;Beppe", SAME),
    ("García;Francisco", "García;Paco", SAME),
    ("Nowak;Katarzyna", "Nowak;Kasia", SAME),
    ("Novák;Jan", "Novák;Honza", SAME),
    ("Nagy;István", "Nagy;Pista", SAME),
    ("de Vries;Johannes", "de Vries;Jan", SAME),
    ("Silva;José", "Silva;Zé", SAME),
    ("Baumgartner;Katharina", "Baumgartnr;Katharina", SAME),
    ("Baumgartner;Katharina", "Baumgartner;Kathraina", SAME),
    ("Baumgartner;Katharina", "Bamugartner;Katharina", SAME),
    ("Wolf;Anna", "Wlf;Anna", SAME),
    ("Nagy;István", "Nagy István", SAME),
    ("Huber;Anna", "Anna Huber-Maier", SAME),
    ("Huber;Anna", "Anna Huber, Acme GmbH", SAME),
    ("Huber;Anna und Josef", "Anna & Josef Huber", SAME),
    ("van Dijk;Jan", "VanDijk;Jan", SAME),
    ("Al-Hassan;Mohammed", "Alhassan;Muhammad", SAME),
    ("Mohamed Ali", "Muhammad Ali", SAME),
    ("王;小明", "王小明", SAME),
    ("Mama", "Mama;", SAME),
    # a changed family name: the same person, or an assistant?
    ("Huber;Katharina", "Klein;Katharina", MAYBE),
    # never by itself: too little, or other people
    ("Huber;", "Huber;Anna", MAYBE),
    ("", "Huber;Anna", MAYBE),
    ("a.huber@gmx.at", "Huber;Anna", MAYBE),
    ("Huber;Anna", "Huber;Josef", DIFFERENT),
    ("Huber;Anna", "Gruber;Josef", DIFFERENT),
    ("Huber;Anna", "Klein;Josef", DIFFERENT),
    ("Huber;Anna", "Huber;Anne", MAYBE),
    ("Huber;Jan", "Huber;Jana", MAYBE),
    ("Huber;Andrea", "Huber;Andreas", MAYBE),
    ("Huber;Mario", "Huber;Maria", MAYBE),
    ("Huber;Lisa", "Huber;Lina", MAYBE),
    ("Huber;Anna Maria", "Huber;Anna Lena", MAYBE),
    ("Huber;Josef;;;sen.", "Huber;Josef;;;jun.", MAYBE),
    ("Smith;John;;;Sr.", "John Smith Jr.", MAYBE),
    ("Huber;Daniel", "Huber;Daniela", MAYBE),
    # a couple's card is nobody's alone
    ("Anna und Josef Huber", "Huber;Anna", MAYBE),
    ("Anna & Josef Huber", "Josef Huber", MAYBE),
    ("Huber;Anna + Josef", "Huber;Anna", MAYBE),
    ("Huber;Josef (Vater)", "Huber;Josef (Sohn)", MAYBE),
    # one letter apart, and both common
    ("Huber;Marina", "Huber;Martina", MAYBE),
    ("Huber;Ronald", "Huber;Roland", MAYBE),
]


@pytest.mark.parametrize(("first", "second", "expected"), NAMES)
def test_names_with_a_shared_mobile_number(first: str, second: str, expected: Verdict) -> None:
    found = verdict(card(first, MOBILE), card(second, MOBILE, position=1))
    if expected is MAYBE:  # what must not be merged may also be told apart
        assert found is not SAME
    else:
        assert found is expected


@pytest.mark.parametrize(("first", "second"), [(a, b) for a, b, v in NAMES if v is SAME])
def test_a_personal_mailbox_merges_them_too_and_the_name_alone_never(
    first: str, second: str
) -> None:
    assert verdict(card(first, MAIL), card(second, MAIL.upper(), position=1)) is SAME
    assert verdict(card(first), card(second, position=1)) is not SAME


NUMBERS = [
    ("+43 664 1234567", "00436641234567", True),
    ("+43 664 1234567", "0664/123 45 67", True),
    ("+43 664 1234567", "+43 (0) 664 1234567", True),
    ("+43 664 1234567", "+43 0664 1234567", True),
    ("+43 664 1234567", "tel:+43-664-1234567", True),
    ("+43 664 1234567", "０６６４１２３４５６７", True),
    ("+1 212 555 0123", "(212) 555-0123", True),
    ("+1 212 555 0123", "1-212-555-0123", True),
    ("+44 7700 900123", "07700 900123", True),
    ("+43 664 1234567", "+49 664 1234567", False),
    ("+43 664 1234567", "+43 664 1234568", False),
    ("+1 212 555 0123", "+1 312 555 0123", False),
    ("+43 664 1234567", "+43 664 1234567 ext. 12", False),
]


@pytest.mark.parametrize(("first", "second", "equal"), NUMBERS)
def test_numbers_are_compared_by_what_they_dial(first: str, second: str, equal: bool) -> None:
    one, other = card("Huber;Anna", f"c:{first}"), card("Huber;Anna", f"c:{second}", position=1)
    assert (verdict(one, other) is SAME) == equal


EVIDENCE = [
    # what is the company's, or a household's, never merges
    (("Huber;Anna", "office@acme.at"), ("Huber;Anna", "office@acme.at"), MAYBE),
    (("Huber;Anna", "info.wien@acme.at"), ("Huber;Anna", "info.wien@acme.at"), MAYBE),
    (("Huber;Anna", "acme@acme.at"), ("Huber;Anna", "acme@acme.at"), MAYBE),
    (("Huber;Anna", "f:+43 1 999999"), ("Huber;Anna", "f:+43 1 999999"), MAYBE),
    (("Huber;Anna", LANDLINE), ("Huber;Anna", LANDLINE), MAYBE),
    (("Huber;Anna", "c:+43 1 5876543"), ("Huber;Anna", "c:+43 1 5876543"), MAYBE),
    (("Huber;Anna", "url:http://acme.at"), ("Huber;Anna", "url:https://www.acme.at/"), MAYBE),
    (("Huber;Anna", HOME), ("Huber;Anna", HOME), MAYBE),
    (("Huber;Anna", "org:Acme GmbH"), ("Huber;Anna", "org:ACME"), MAYBE),
    (("Huber;Anna",), ("Huber;Anna",), MAYBE),
    (("Huber;Anna",), ("Huber;Anna", MOBILE, MAIL, HOME), MAYBE),
    (("Huber;Anna", "born:1980-05-01"), ("Huber;Anna", "born:1980-05-01"), MAYBE),
    # more evidence than a name
    (("Huber;Anna", HOME, "born:1980-05-01"), ("Huber;Anna", HOME, "born:19800501"), SAME),
    (("Huber;Anna", LANDLINE, "born:1980-05-01"), ("Huber;Anna", LANDLINE, "born:19800501"), SAME),
    (("Huber;Anna", "uid:urn:uuid:AB-1"), ("Huber;Anna", "uid:ab-1"), SAME),
    (("Huber;Anna", MOBILE, "org:Acme"), ("Huber;Anna", MOBILE, "org:Neu AG", "x@neu.at"), SAME),
    (("Huber;Anna", MAIL, MOBILE), ("Huber;Anna", MAIL, OTHER_MOBILE), SAME),
    (("Huber;Anna", "a.huber@gmail.com"), ("Huber;Anna", "A.Huber@googlemail.com"), SAME),
    (
        ("Huber;Anna", MOBILE, MAIL, "org:Acme"),
        ("Klein;Anna", MOBILE, MAIL, "org:Acme"),
        SAME,
    ),
    (("Huber;Anna", MAIL), ("Klein;Anna", MAIL), SAME),
    (("Huber;Anna", MOBILE, HOME), ("Klein;Anna", MOBILE, HOME), SAME),
    (("Huber;Anna", MOBILE, "born:1980-05-01"), ("Klein;Anna", MOBILE, "born:1980-05-01"), SAME),
    # changed family name at one company with one key: may be an assistant
    (("Huber;Anna", MOBILE, "org:Acme"), ("Klein;Anna", MOBILE, "org:Acme"), MAYBE),
    # two people
    (("Huber;Anna", LANDLINE, HOME), ("Huber;Josef", LANDLINE, HOME), DIFFERENT),
    (("Huber;Anna", MAIL), ("Huber;Josef", MAIL), DIFFERENT),
    (("Huber;Anna", MOBILE), ("Klein;Josef", MOBILE), DIFFERENT),
    (("Huber;Eva", "info@a.at", "org:Acme"), ("Klein;Eva", "info@a.at", "org:Acme"), DIFFERENT),
    (("Huber;Josef", HOME, "born:1950-01-01"), ("Huber;Josef", HOME, "born:1980-06-09"), MAYBE),
    (("Huber;Josef", MOBILE, "born:1950-01-01"), ("Huber;Josef", MOBILE, "born:1980-06-09"), MAYBE),
    (("Huber;Josef", MOBILE, "born:1951-05-03"), ("Huber;Josef", MOBILE, "born:1981-05-03"), MAYBE),
    (("Huber;Anna", HOME, "born:1990-01-01"), ("Huber;Lena", HOME, "born:1990-01-01"), MAYBE),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), EVIDENCE)
def test_what_merges_and_what_does_not(
    first: tuple[str, ...], second: tuple[str, ...], expected: Verdict
) -> None:
    assert verdict(card(*first), card(*second, position=1)) is expected


def test_conflicting_strong_keys_with_one_name_are_never_one_person() -> None:
    one = card("Huber;Anna", MOBILE, "anna@a.at", "org:Acme")
    other = card("Huber;Anna", OTHER_MOBILE, "anna@b.at", "org:Neu AG", position=1)
    book = [card("Huber;Anna", position=i) for i in range(2, 40)]
    assert verdict(one, other, *book) is DIFFERENT


def test_a_mobile_number_without_label_and_dialling_code_is_known_by_the_files_country() -> None:
    pair = card("Huber;Anna", "w:0664/1234567"), card("Huber;Anna", "h:06641234567", position=1)
    austrian = [card("Klein;Eva", "w:+43 1 777777", position=2)]
    assert verdict(*pair) is MAYBE
    assert verdict(*pair, *austrian) is SAME
    landline = [card("Huber;Anna", "w:01 5876543", position=place) for place in range(2)]
    assert verdict(landline[0], landline[1], *austrian) is MAYBE


def test_a_number_of_several_names_is_learned_to_be_a_switchboard() -> None:
    board = "c:+43 664 5555555"  # called a mobile number by a careless program
    people = ["Gruber;Josef", "Klein;Eva", "Wolf;Martin"]
    others = [card(name, board, position=i + 2) for i, name in enumerate(people)]
    pair = card("Huber;Anna", board), card("Huber;A.", board, position=1)
    assert verdict(*pair) is SAME
    assert verdict(*pair, *others) is not SAME


def test_a_boss_is_found_again_though_the_assistant_has_the_number_too() -> None:
    assistant = card("Klein;Eva", MOBILE, position=2)
    boss, again = card("Huber;Anna", MOBILE), card("Huber;Anna", MOBILE, position=1)
    assert verdict(boss, again, assistant) is SAME
    assert verdict(boss, assistant, again) is DIFFERENT


def test_a_couples_mailbox_does_not_make_an_initial_one_of_them() -> None:
    shared = "huber@gmx.at"
    josef = card("Huber;Josef", shared, position=2)
    assert (
        verdict(card("Huber;Anna", shared), card("Huber;A.", shared, position=1), josef) is not SAME
    )


def test_a_company_is_not_its_people() -> None:
    company = card("Acme GmbH", "office@acme.at", "w:+43 1 777777", kind=EntryKind.ORGANIZATION)
    person = card("Huber;Anna", "office@acme.at", "w:+43 1 777777", "org:Acme GmbH", position=1)
    again = card("ACME", "office@acme.at", kind=EntryKind.ORGANIZATION, position=2)
    assert verdict(company, person) is DIFFERENT
    assert verdict(company, again) is SAME


def test_a_group_is_nobody() -> None:
    group = card("Huber;Anna", MOBILE, kind=EntryKind.GROUP)
    assert verdict(group, card("Huber;Anna", MOBILE, position=1)) is DIFFERENT


def test_reasons_are_named_and_add_up() -> None:
    one, other = card("Huber;Anna", MOBILE), card("Anna Huber", MOBILE, position=1)
    likeness = compare(one, other, learn((one, other)))
    assert [r.name for r in likeness.reasons] == ["same mobile number", "same name"]
    assert likeness.score == pytest.approx(sum(r.weight for r in likeness.reasons))


def test_name_company_and_direct_line_are_one_person() -> None:
    first = card("Marlow;Edith", "w:+44 20 7101 4500", "org:Marlow Pike")
    second = card("Marlow;Edith", "w:+442071014500", "org:Marlow Pike", "e@pike.example")
    assert verdict(first, second) is SAME
    # Father and son of one firm: another mobile, birthday or job tells them apart.
    for one, other in (
        (("c:+43 664 1110001",), ("c:+43 664 2220002",)),
        (("born:1951-03-02",), ("born:1984-11-20",)),
        (("a@pike.example",), ("b@pike.example",)),
    ):
        father = card("Marlow;Edith", "w:+44 20 7101 4500", "org:Marlow Pike", *one)
        son = card("Marlow;Edith", "w:+44 20 7101 4500", "org:Marlow Pike", *other)
        assert verdict(father, son) is not SAME
    chief = card("Marlow;Edith", "w:+4420", "org:Marlow Pike", titles=("Seniorchefin",))
    junior = card("Marlow;Edith", "w:+4420", "org:Marlow Pike", titles=("Juniorchefin",))
    assert verdict(chief, junior) is not SAME
    # A number that three names have is the firm's.
    others = [card(f"{n};Jo", "w:+44 20 7101 4500", "org:Marlow Pike") for n in ("Abel", "Birk")]
    assert verdict(first, second, *others) is not SAME


def test_two_kinds_of_contact_wait_and_say_why() -> None:
    first = card("Huber;Anna", MOBILE, kind_said="individual")
    second = card("Huber;Anna", MOBILE, kind_said="location")
    found = compare(first, second, learn((first, second)))
    assert found.verdict is MAYBE
    assert "but two kinds of contact, which one card cannot be" in [r.name for r in found.reasons]
    assert verdict(first, card("Huber;Anna", MOBILE)) is SAME


def test_a_street_of_ten_thousand_words_is_compared_by_the_first() -> None:
    street = " ".join(f"wort{chr(97 + n % 26)}{n % 7}x" for n in range(10_000))
    first, second = (card("Huber;Anna", f"{street}|1010|Wien", HOME) for _ in range(2))
    spent = process_time()
    verdict(first, second)
    assert process_time() - spent < 5  # each word with each would take minutes
