"""A guest list against an address book: nobody is called known who is another person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cardscan.book import guests as guests_module
from cardscan.book.guests import Acquaintance, GuestMatch, match_guests
from cardscan.formats.guest_list import read_guests
from cardscan.model import Entry, EntryName, EntryPhone

TRUTH = Path(__file__).parents[1] / "guest_truth.txt"
HEAD = "Name;Company;Job Title;E-Mail\n"


@dataclass(frozen=True)
class Row:
    """What the truth says of one guest."""

    verdict: str
    listed: str
    contact: Entry | None


def rows() -> list[Row]:
    found = []
    for line in TRUTH.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        verdict, *listed = line.split("|")
        name, firm, title, email = (part.strip() for part in [*listed[5:], *[""] * 9][:4])
        contact = entry(name, firm, title, email, position=len(found)) if name else None
        found.append(Row(verdict, ";".join(part.strip() for part in listed[:4]), contact))
    return found


def entry(name: str, firm: str = "", title: str = "", email: str = "", position: int = 0) -> Entry:
    return Entry(
        position=position,
        formatted_names=(name,),
        organizations=(firm,) if firm else (),
        titles=(title,) if title else (),
        emails=(email,) if email else (),
        phones=(EntryPhone(value=f"+43150{position:05}"),),
    )


ROWS = rows()


def match(listed: list[str], contacts: list[Entry]) -> tuple[GuestMatch, ...]:
    guests = read_guests((HEAD + "\n".join(listed)).encode())
    return match_guests([guest.entry for guest in guests], contacts)


@pytest.fixture(scope="module")
def matches() -> tuple[GuestMatch, ...]:
    contacts = [row.contact for row in ROWS if row.contact is not None]
    return match([row.listed for row in ROWS], contacts)


def test_no_guest_is_called_known_who_is_another_person(matches: tuple[GuestMatch, ...]) -> None:
    contacts = [row for row in ROWS if row.contact is not None]
    wrong = [
        row.listed
        for row, found in zip(ROWS, matches, strict=True)
        if found.acquaintance is Acquaintance.KNOWN
        and (row.verdict != "same" or contacts[found.contacts[0][0]] is not row)
    ]
    assert len(ROWS) >= 300
    assert wrong == []


def test_nineteen_of_twenty_known_people_are_found(matches: tuple[GuestMatch, ...]) -> None:
    same = [(r, m) for r, m in zip(ROWS, matches, strict=True) if r.verdict == "same"]
    counts = Counter(found.acquaintance for _, found in same)
    assert counts[Acquaintance.KNOWN] >= 0.95 * len(same), counts
    assert counts[Acquaintance.NEW] <= 0.01 * len(same), counts


def test_a_new_guest_is_new(matches: tuple[GuestMatch, ...]) -> None:
    wrong = [
        row.listed
        for row, found in zip(ROWS, matches, strict=True)
        if row.verdict == "new" and found.acquaintance is not Acquaintance.NEW
    ]
    assert wrong == []


def test_somebody_at_the_same_firm_could_introduce() -> None:
    contacts = [entry("Paul Frey", "Donauwerk GmbH"), entry("Ida Ott", "", "", "ida@alp.example"),
                entry("Max Ross", "Else", "", "max@gmail.com")]  # fmt: skip
    listed = ["Eva Neu;DONAUWERK;;", "Ute Neu;;;ute@alp.example", "Jo Neu;;;jo@gmail.com"]
    found = match(listed, contacts)
    assert [each.through for each in found] == [(0,), (1,), ()]


def test_two_of_one_name_at_one_firm_are_asked_about() -> None:
    mails = ("a@donauwerk.example", "b@donauwerk.example")
    two = [entry("Anna Huber", "Donauwerk", "", mail, k) for k, mail in enumerate(mails)]
    (found,) = match(["Anna Huber;Donauwerk;;"], two)
    assert found.acquaintance is Acquaintance.MAYBE
    assert len(found.contacts) == 2
    (known,) = match(["Anna Huber;Donauwerk;;a@donauwerk.example"], two)
    assert (known.acquaintance, known.contacts[0][0]) == (Acquaintance.KNOWN, 0)


def test_the_same_person_in_two_books_is_known() -> None:
    twice = [entry("Anna Huber", "Donauwerk GmbH"), entry("Huber, Anna", "Donauwerk")]
    (found,) = match(["Anna Huber;Donauwerk;;"], twice)
    assert found.acquaintance is Acquaintance.KNOWN


def test_of_two_guests_only_one_can_be_the_same_contact() -> None:
    contact = [entry("Anna Huber", "Donauwerk")]
    listed = ["Anna Huber;Donauwerk;Leiterin;", "Anna Huber;Donauwerk;Lehrling;"]
    assert [m.acquaintance for m in match(listed, contact)] == [Acquaintance.MAYBE] * 2
    assert [m.acquaintance for m in match(listed[:1] * 2, contact)] == [Acquaintance.KNOWN] * 2


def test_cards_of_one_owner_are_one_person_whatever_they_say() -> None:
    cards = [entry("Anna Huber", "Alpstein", "", "a@alpstein.example"),
             entry("Anna Huber", "Donauwerk", "", "a@donauwerk.example")]  # fmt: skip
    guests = read_guests((HEAD + "Anna Huber;Donauwerk;;").encode())
    (found,) = match_guests([g.entry for g in guests], cards, owners={0: "anna", 1: "anna"})
    assert (found.acquaintance, found.contacts[0][0]) == (Acquaintance.KNOWN, 1)


def test_a_name_in_parts_is_read_from_its_parts() -> None:
    contact = Entry(position=0, names=(EntryName(given="Karl", family="von der Au"),),
                    organizations=("Alpstein",))  # fmt: skip
    guests = read_guests(b"Nachname;Vorname;Firma\nvon der Au;Karl;Alpstein AG\n")
    (found,) = match_guests([g.entry for g in guests], [contact])
    assert found.acquaintance is Acquaintance.KNOWN


@pytest.mark.parametrize(
    ("listed", "contact", "known"),
    [
        ("Huber Rudolf;Donauwerk", ("Rudolf Huber", "Donauwerk"), True),
        ("Thomas Martin;Donauwerk", ("Martin Thomas", "Donauwerk"), False),
        ("Steffi Huber;Donauwerk", ("Stefanie Huber", "Donauwerk"), True),
        ("Steffi Huber;Huber Holz", ("Stefanie Huber", "Huber Holz"), True),
        ("Bernd Huber;Huber Holz", ("Bernhard Huber", "Huber Holz"), False),
        ("M. Huber;Huber Holz", ("Monika Huber", "Huber Holz"), False),
        ("K.-H. Huber;Huber Holz", ("Karl-Heinz Huber", "Huber Holz"), False),
        (
            "K.-H. Oberzaucher;Oberzaucher Holz",
            ("Karl-Heinz Oberzaucher", "Oberzaucher Holz"),
            True,
        ),
        ("M. Huber;Donauwerk", ("Monika Huber", "Donauwerk"), False),
        ("M. Oberzaucher;Donauwerk", ("Monika Oberzaucher", "Donauwerk"), True),
        ("Eva Oberzaucher;Alpstein", ("Eva Oberzaucher", "Donauwerk"), True),
        ("Eva Huber;Alpstein", ("Eva Huber", "Donauwerk"), False),
        ("Eva Oberzaucher;", ("Eva Oberzaucher", "Donauwerk"), True),
        ("Anna Kowalska;Alpstein", ("Anna Kowalska", "Donauwerk"), False),
        ("Josef Oberzaucher;Alpstein", ("Josef Oberzaucher jun.", "Donauwerk"), False),
        ("Eva Oberzaucher;Alpstein", ("Eva Oberzauchner", "Donauwerk"), False),
        ("Eva Meyer;Donauwerk", ("Eva Mayer", "Donauwerk"), False),
        ("Eva Oberzaucher;Donauwerk", ("Eva Obertsaucher", "Donauwerk"), True),
        ("Anna Iwanowa;Donauwerk", ("Anna Ivanova", "Donauwerk"), True),
        ("Ana Ruiz Vega;Bodega Sol", ("Ana Ruiz", "Bodega Sol"), True),
        ("Ana García;Bodega Sol", ("Ana García Márquez", "Bodega Sol"), True),
        ("Ana García Márquez;Bodega Sol", ("Ana García Solís", "Bodega Sol"), False),
        ("Hans Peter Huber;Donauwerk", ("Hans Peter", "Donauwerk"), False),
        ("Ben Huber;Donauwerk", ("Ben Huber", "Donauwerk"), True),
        ("Eva Ott LL.M.;Donauwerk", ("Eva Ott", "Donauwerk"), True),
        ("Eleni Makri;Aigaio", ("Ελένη Μακρή", "Aigaio"), True),
        ("Eva Huber;Huber Mühle", ("Eva Huber", "Mühle Huber KG"), True),
        ("Eva Huber;;", ("Eva Huber", "Donauwerk"), False),
        ("Stefan Huber;Donauwerk", ("Stephan Huber", "Donauwerk"), True),
        ("Eva-Maria Huber;Donauwerk", ("Eva Huber", "Donauwerk"), True),
        ("Eva Huber-Ott;Donauwerk", ("Eva Huber", "Donauwerk"), True),
        ("Eva Huber;Donauwrk Linz", ("Eva Huber", "Donauwerk Linz"), True),
        ("Eva Huber;Donauwerk A", ("Eva Huber", "Donauwerk B"), False),
        ("Eva Huber;Donauwerk 1", ("Eva Huber", "Donauwerk 2"), False),
        ("Eva Huber;Donauwerk Ost", ("Eva Huber", "Donauwerk West"), False),
        ("Eva Huber;Donauwerk", ("Eva Huber", "Donauwerk A/S"), True),
        ("小明 王;Jade Trading", ("王小明", "Jade Trading"), True),
    ],
)
def test_another_form_of_a_name_or_a_slip_in_the_firm(
    listed: str, contact: tuple[str, str], known: bool
) -> None:
    (found,) = match([f"{listed};;"], [entry(*contact)])
    assert (found.acquaintance is Acquaintance.KNOWN) is known


def test_a_rare_name_in_the_book_twice_or_on_the_list_twice_is_asked_about() -> None:
    two = [entry("Eva Oberzaucher", firm, "", "", k) for k, firm in enumerate(["Alpstein", "Mur"])]
    (found,) = match(["Eva Oberzaucher;Donauwerk;;"], two)
    assert found.acquaintance is Acquaintance.MAYBE
    (known,) = match(["Eva Oberzaucher;Mur;;"], two)
    assert (known.acquaintance, known.contacts[0][0]) == (Acquaintance.KNOWN, 1)
    listed = ["Eva Oberzaucher;Donauwerk;;", "Eva Oberzaucher;Raab;;"]
    assert [m.acquaintance for m in match(listed, two[:1])] == [Acquaintance.MAYBE] * 2


def test_a_name_of_many_in_the_book_is_not_rare() -> None:
    clan = [entry(f"{given} Oberzaucher", "Alpstein", "", "", k)
            for k, given in enumerate(["Eva", "Karl", "Ute", "Max"])]  # fmt: skip
    assert match(["Eva Oberzaucher;Mur;;"], clan)[0].acquaintance is Acquaintance.MAYBE
    assert match(["Eva Oberzaucher;Mur;;"], clan[:2])[0].acquaintance is Acquaintance.KNOWN


def test_a_common_given_name_makes_no_name_rare_in_a_large_book() -> None:
    crowd = [entry(f"John Adams{k}", "Mur", "", "", k) for k in range(3_000)]
    both = [*crowd, entry("John Oberzaucher", "Alpstein"), entry("Zita Oberzaucher", "Alpstein")]
    found = match(["John Oberzaucher;Donauwerk;;", "Zita Oberzaucher;Donauwerk;;"], both)
    assert [m.acquaintance for m in found] == [Acquaintance.MAYBE, Acquaintance.KNOWN]


def test_a_firm_is_told_by_the_domain_of_a_mailbox() -> None:
    contact = [entry("Eva Huber", "Verband der Bergmühlen", "", "huber@vbm.example")]
    assert match(["Eva Huber;VBM;;"], contact)[0].acquaintance is Acquaintance.KNOWN
    assert match(["Eva Huber;VBK;;"], contact)[0].acquaintance is Acquaintance.MAYBE


def test_a_form_of_a_name_gives_way_to_the_name_itself() -> None:
    contacts = [entry("Stefanie Huber", "Donauwerk"), entry("Steffi Huber", "Donauwerk", "", "", 1)]
    (found,) = match(["Steffi Huber;Donauwerk;;"], contacts)
    assert (found.acquaintance, found.contacts[0][0]) == (Acquaintance.KNOWN, 1)
    both = match(["Steffi Huber;Donauwerk;;", "Stefanie Huber;Donauwerk;;"], contacts[:1])
    assert [m.acquaintance for m in both] == [Acquaintance.MAYBE, Acquaintance.KNOWN]


def test_the_work_grows_with_the_list_and_hardly_with_the_book(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted, not timed: whole profiles made and pairs weighed of 50 guests."""
    work: Counter[str] = Counter()
    for name in ("profile", "weigh"):
        real = getattr(guests_module, name)

        def counting(
            *given: object, _name: str = name, _real: Callable[..., object] = real
        ) -> object:
            work[_name] += 1
            return _real(*given)

        monkeypatch.setattr(guests_module, name, counting)
    givens = ["Eva", "Karl", "Ute", "Max", "Ida", "Paul", "Anna", "Jakob", "Rosa", "Emil"]
    syllables = ["ba", "de", "ki", "lo", "mu", "na", "ro", "sa", "ti", "wu"]

    def book(size: int) -> list[Entry]:
        families = ("".join(syllables[int(d)] for d in f"{k:04}") for k in range(size))
        return [entry(f"{givens[k % 10]} {family.title()}", "", "", "", k)
                for k, family in enumerate(families)]  # fmt: skip

    listed = [f"{each.formatted_names[0]};;;" for each in book(500)[::10]]
    counts = []
    for size in (1_000, 4_000):
        work.clear()
        found = match(listed, book(size))
        assert all(m.contacts[0][0] == k * 10 for k, m in enumerate(found))
        counts.append(dict(work))
    assert counts[1]["weigh"] <= 1.5 * counts[0]["weigh"] <= 50 * len(listed)
    assert counts[1]["profile"] <= 2_000 + 20 * len(listed)
