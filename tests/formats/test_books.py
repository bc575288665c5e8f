"""Exports of Google, Outlook and Thunderbird as contacts: no cell is lost."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from random import Random

import pytest

from cardscan.addressbook import table_vcards
from cardscan.app.merge import read_contacts
from cardscan.errors import AddressBookError
from cardscan.vcard import read_entry
from tests.command_line import World

GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,"
    "Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,"
    "Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,"
    "E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,"
    "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,"
    "Address 1 - Extended Address,Relation 1 - Label,Relation 1 - Value,Website 1 - Label,"
    "Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,"
    "Custom Field 1 - Value,Shoe Size"
)
OLD_GOOGLE = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Name Suffix,Initials,"
    "Nickname,Birthday,Gender,Location,Billing Information,Occupation,Hobby,Notes,Language,Photo,"
    "Group Membership,E-mail 1 - Type,E-mail 1 - Value,IM 1 - Service,IM 1 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,"
    "Organization 1 - Type,Organization 1 - Name,Organization 1 - Title,Website 1 - Value"
)
OUTLOOK = (
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,"
    "E-mail Address,E-mail 2 Address,E-mail 3 Address,Home Phone,Business Phone,Mobile Phone,"
    "Business Fax,Callback,Radio Phone,Telex,IMAddress,Job Title,Department,Company,"
    "Office Location,Manager's Name,Assistant's Name,Assistant's Phone,Business Street,"
    "Business City,Business State,Business Postal Code,Business Country/Region,Home Street,"
    "Other City,Personal Web Page,Spouse,Schools,Hobby,Web Page,Birthday,Anniversary,Notes"
)
THUNDERBIRD = (
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,"
    "Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Home City,"
    "Work Address,Work ZipCode,Job Title,Department,Organization,Web Page 1,Birth Year,"
    "Birth Month,Birth Day,Custom 1,Notes"
)


def table(columns: str, rows: int, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A table in which every cell says something of its own."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    names = columns.split(",")
    writer.writerow(names)
    for row in range(rows):
        random = Random(row)
        writer.writerow([_cell(name, row, random) for name in names])
    return buffer.getvalue().encode(encoding)


def _cell(column: str, row: int, random: Random) -> str:
    if "Birth " in column:
        return str(random.randint(1, 9))
    if "Phone" in column and not column.endswith(("Label", "Type")):
        return f"+43 1 {random.randint(100_000, 999_999)}"
    return f"Wört{row} {column.replace(' - ', ' ')}, „{random.randint(0, 9)}“"


@pytest.mark.parametrize("columns", [GOOGLE, OLD_GOOGLE, OUTLOOK, THUNDERBIRD])
def test_no_cell_is_lost(columns: str) -> None:
    data = table(columns, 300)
    blocks = table_vcards(data)
    assert blocks is not None
    assert len(blocks) == 300
    rows = csv.reader(io.StringIO(data.decode()))
    next(rows)
    for block, row in zip(blocks, rows, strict=True):
        text = re.sub(r"\r\n ", "", block.data.decode()).replace("\\", "")
        missing = [cell for cell in row if cell not in text and not cell.isdigit()]
        # Types stand for the labels that they say; these here are all a person's own.
        assert not missing


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8-sig"), (";", "utf-8")],
)
def test_excel_writes_it_in_many_ways(delimiter: str, encoding: str) -> None:
    blocks = table_vcards(table(OUTLOOK, 2, delimiter=delimiter, encoding=encoding))
    assert blocks is not None
    assert [e.names[0].given[:5] for e in map(read_entry, blocks, range(2))] == ["Wört0", "Wört1"]


def test_a_line_that_tells_excel_the_separator_is_none_of_the_table() -> None:
    blocks = table_vcards(b"sep=|\r\n" + table(OUTLOOK, 1, delimiter="|"))
    assert blocks is not None
    assert len(blocks) == 1


def test_labels_and_types_come_along() -> None:
    heading = "First Name,Last Name,Labels,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label"
    row = "Anna,Huber,* myContacts ::: Fair,Mobile,+43 664 1 ::: +43 664 2,Ordination,+43 1 3"
    (block,) = table_vcards(f"{heading},Phone 2 - Value\n{row}\n".encode()) or ()
    lines = block.data.decode().split("\r\n")
    assert lines[2:-1] == [
        "FN:Anna Huber", "N:Huber;Anna;;;", "CATEGORIES:Fair", "TEL;TYPE=CELL:+43 664 1",
        "TEL;TYPE=CELL:+43 664 2", "item6.TEL:+43 1 3", "item6.X-ABLabel:Ordination",
    ]  # fmt: skip


def test_other_tables_are_none_of_ours() -> None:
    assert table_vcards(b"Name,Price\nNail,3\n") is None
    assert table_vcards(b"") is None


def test_merge_takes_tables_and_folders_whatever_their_names(world: World) -> None:
    export, folder = world.folder / "export.txt", world.folder / "cards"
    export.write_bytes(table(GOOGLE, 3, delimiter=";", encoding="utf-16"))
    folder.mkdir()
    (folder / "a.vcf").write_bytes(
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoe Neu\r\nTEL:+43 1 99\r\nEND:VCARD\r\n"
    )
    assert len(read_contacts([export, folder])) == 4
    done = world.call("merge", export, folder, "--into", "new.vcf", "--maybe", "new")
    assert done.code == 0, done.err
    assert (world.folder / "new.vcf").read_bytes().count(b"BEGIN:VCARD") == 4
    again = world.call("merge", export, folder, "--into", "new.vcf", "--maybe", "new")
    assert "0 new, 0 completed, 4 with nothing new" in again.err


def test_ldif_of_thunderbird_is_read_with_nothing_lost(tmp_path: Path) -> None:
    path = tmp_path / "book.ldif"
    path.write_bytes(
        b"dn: cn=Anna Huber,mail=anna@huber.example\r\nobjectclass: top\r\nobjectclass: person\r\n"
        b"givenName: Anna\r\nsn: Huber\r\ncn:: QW5uYSBIdWJlcg==\r\nmail: anna@huber.example\r\n"
        b"mobile: +43 664\r\n  1112233\r\nl:: R3LDvG5kYXU=\r\nhobby: chess\r\nmail: a@x.example\r\n"
        b"description:: b25lCnR3bw==\r\n\r\n"
        b"dn: cn=List\r\nobjectclass: groupOfNames\r\ncn: List\r\nmember: cn=Anna Huber\r\n"
    )
    (block,) = read_contacts([path])
    entry = read_entry(block, 0)
    assert (entry.formatted_names, entry.emails) == (("Anna Huber",), ("anna@huber.example",))
    assert [phone.value for phone in entry.phones] == ["+43 664 1112233"]
    assert entry.addresses[0].city == "Gründau"
    assert entry.notes == ("one\ntwo\nhobby: chess\nmail 2: a@x.example",)
    path.write_bytes(b"dn: x\nno person\n")
    with pytest.raises(AddressBookError, match="no vCard"):
        read_contacts([path])
