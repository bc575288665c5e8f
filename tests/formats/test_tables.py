"""Tables of Google, Outlook and spreadsheets: written, read back, and safe to open."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.formats import (
    Record,
    batches,
    from_google_csv,
    from_outlook_csv,
    from_plain_csv,
    to_google_csv,
    to_outlook_csv,
    to_plain_csv,
    to_vdir,
)
from cardscan.model import (
    Address,
    Contact,
    Email,
    Name,
    Phone,
    PhoneKind,
    Social,
    Text,
    Url,
)

FULL = Contact(
    name=Name(
        value="Dr. Änne Maria Groß-Müller MBA",
        prefix="Dr.",
        given="Änne",
        additional="Maria",
        family="Groß-Müller",
        suffix="MBA",
    ),
    organizations=(Text(value="Wolle, Garn & Söhne"), Text(value="Zweite AG")),
    departments=(Text(value="Einkauf"),),
    titles=(Text(value="Leiterin"), Text(value="Beirätin")),
    phones=(
        Phone(value="+4312345678", kind=PhoneKind.WORK, extension="12"),
        Phone(value="+4312345679", kind=PhoneKind.WORK),
        Phone(value="+4312345680", kind=PhoneKind.WORK),
        Phone(value="+436601234567", kind=PhoneKind.CELL),
        Phone(value="+436601234568", kind=PhoneKind.CELL),
        Phone(value="+4312345690", kind=PhoneKind.FAX),
        Phone(value="+4312345691", kind=PhoneKind.HOME),
        Phone(value="+4312345692", kind=PhoneKind.PAGER),
        Phone(value="+4312345693", kind=PhoneKind.OTHER),
    ),
    emails=tuple(Email(value=f"a{n}@wolle.example") for n in range(4)),
    urls=(Url(value="https://wolle.example"), Url(value="https://garn.example/a;b,c")),
    social=(
        Social(value="https://linkedin.com/in/aenne", service="linkedin", handle="aenne"),
        Social(value="https://x.com/aenne", service="x", handle="aenne"),
    ),
    addresses=tuple(
        Address(
            value=f"Gasse {n}, 1020 Wien",
            street=f"Gasse {n}",
            postal_code="1020",
            city="Wien",
            region="Wien",
            country="AT",
        )
        for n in range(4)
    ),
)
WRITERS = {
    "google": (to_google_csv, from_google_csv),
    "outlook": (to_outlook_csv, from_outlook_csv),
    "plain": (to_plain_csv, from_plain_csv),
}


def said(contact: Contact) -> dict[str, object]:
    """What a contact says, without order among numbers and without the one-line address."""
    return {
        "name": contact.name,
        "organizations": [v.value for v in contact.organizations],
        "departments": [v.value for v in contact.departments],
        "titles": [v.value for v in contact.titles],
        "phones": sorted((p.value, p.kind, p.extension or "") for p in contact.phones),
        "emails": [v.value for v in contact.emails],
        "urls": [v.value for v in contact.urls],
        "social": [(s.service, s.value, s.handle) for s in contact.social],
        "addresses": [
            (a.street, a.postal_code, a.city, a.region, a.country) for a in contact.addresses
        ],
    }


@pytest.mark.parametrize("target", WRITERS)
def test_a_full_contact_reads_back_the_same(target: str) -> None:
    write, read = WRITERS[target]
    record = Record(FULL, "Fair, 2026", "Met at Fair, 2026\nscanned from IMG.jpg")
    (back,) = read(write([record]))
    assert said(back.contact) == said(FULL)
    assert (back.event, back.note) == (record.event, record.note)


TEXT = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="|"), min_size=1, max_size=12
)
NUMBER = st.from_regex(r"\+[1-9][0-9]{6,13}", fullmatch=True)
CONTACTS = st.builds(
    Contact,
    name=st.builds(lambda g, f: Name(value=f"{g} {f}", given=g, family=f), TEXT, TEXT),
    organizations=st.lists(st.builds(lambda t: Text(value=t), TEXT), max_size=3).map(tuple),
    titles=st.lists(st.builds(lambda t: Text(value=t), TEXT), max_size=3).map(tuple),
    phones=st.lists(
        st.builds(lambda n, k: Phone(value=n, kind=k), NUMBER, st.sampled_from(PhoneKind)),
        max_size=6,
    ).map(tuple),
    emails=st.lists(st.builds(lambda t: Email(value=f"{t}@b.example"), TEXT), max_size=5).map(
        tuple
    ),
)


@pytest.mark.parametrize("target", WRITERS)
@settings(deadline=None, max_examples=150)
@given(contacts=st.lists(CONTACTS, max_size=3))
def test_any_contacts_read_back_the_same(target: str, contacts: list[Contact]) -> None:
    write, read = WRITERS[target]
    back = read(write([Record(contact) for contact in contacts]))
    assert [said(r.contact) for r in back] == [said(c) for c in contacts]


@pytest.mark.parametrize("target", WRITERS)
@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_cell_is_run_by_a_spreadsheet(target: str, text: str) -> None:
    write, _ = WRITERS[target]
    contact = replace(FULL, organizations=(Text(value=text),), titles=(Text(value=text),))
    table = write([Record(contact, text, text)]).decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(table)) for cell in row}
    assert not [c for c in cells if c.strip()[:1] in set("=-@") and c.strip()]
    assert any(cell.startswith("+436601234567") for cell in cells)


def test_google_columns_and_labels_are_those_of_2024() -> None:
    table = to_google_csv([Record(FULL, "Fair 2026")]).decode("utf-8")
    row = next(csv.DictReader(io.StringIO(table)))
    columns = list(row)
    assert columns[:3] == ["First Name", "Middle Name", "Last Name"]
    assert columns[16:19] == ["Labels", "E-mail 1 - Label", "E-mail 1 - Value"]
    assert columns[-2:] == ["Custom Field 1 - Label", "Custom Field 1 - Value"]
    assert row["Labels"] == "* myContacts ::: Fair 2026"
    assert row["E-mail 4 - Value"] == "a3@wolle.example"


def test_google_reads_the_layout_before_2024() -> None:
    old = (
        "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,"
        "E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,"
        "Organization 1 - Title,Website 1 - Type,Website 1 - Value\r\n"
        "Anna Beispiel,Anna,,Beispiel,* myContacts ::: Fair,* Work,a@b.example ::: c@d.example,"
        "Mobile,+436601234567,Firma,Chefin,Profile,https://b.example\r\n"
    )
    (record,) = from_google_csv(old.encode())
    contact = record.contact
    assert contact.name
    assert (contact.name.value, contact.name.given) == ("Anna Beispiel", "Anna")
    assert [e.value for e in contact.emails] == ["a@b.example", "c@d.example"]
    assert contact.phones[0].kind is PhoneKind.CELL
    assert contact.organizations[0].value == "Firma"
    assert record.event == "Fair"


def test_outlook_has_its_61_columns_and_a_mark() -> None:
    data = to_outlook_csv([Record(FULL)])
    assert data.startswith(b"\xef\xbb\xbf")
    heading = next(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(heading) == 61
    assert heading[9:11] == ["E-mail 2 Address", "E-mail 3 Address"]


@pytest.mark.parametrize(
    ("count", "size", "sizes"), [(0, 3000, []), (7, 3, [3, 3, 1]), (3000, 3000, [3000])]
)
def test_batches(count: int, size: int, sizes: list[int]) -> None:
    assert [len(batch) for batch in batches(range(count), size)] == sizes


def test_batches_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        list(batches([1], 0))


def test_a_vdir_names_each_contact_after_its_uid() -> None:
    first = "BEGIN:VCARD\r\nUID:abc-1\r\nFN:A\r\nEND:VCARD\r\n"
    second = "BEGIN:VCARD\r\nUID:../../etc/passwd\r\nFN:B\r\nEND:VCARD\r\n"
    third = first.replace("FN:A", "FN:C")
    files = to_vdir([first, second, third])
    assert len(files) == 3
    assert files["abc-1.vcf"] == first.encode()
    assert all("/" not in name and not name.startswith(".") for name in files)
