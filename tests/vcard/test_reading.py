"""Every quirk of every dialect that INTEROP.md names, read as its writer meant it."""

from __future__ import annotations

import pytest

from cardscan.model import Entry, EntryAddress, EntryKind, EntryName, EntryPhone
from cardscan.vcard import Block, cards, holds_cards, join, read_entries, read_entry, split


def entry_of(*lines: bytes, newline: bytes = b"\r\n") -> Entry:
    data = newline.join((b"BEGIN:VCARD", *lines, b"END:VCARD", b""))
    (block,) = cards(split(data))
    return read_entry(block, 0)


def phone(value: str, *types: str) -> EntryPhone:
    return EntryPhone(value=value, types=frozenset(types))


@pytest.mark.parametrize(
    ("lines", "field", "expected"),
    [
        ([b"TEL;HOME;CELL:1"], "phones", (phone("1", "home", "cell"),)),
        ([b'TEL;TYPE="work,voice":1'], "phones", (phone("1", "work", "voice"),)),
        ([b"TEL;type=WORK;TYPE=fax:1"], "phones", (phone("1", "work", "fax"),)),
        ([b"TEL;VALUE=uri:tel:+1-555;ext=102"], "phones", (phone("+1-555;ext=102"),)),
        (
            [b"item1.TEL:5", b"item1.X-ABLABEL:_$!<AssistantPhone>!$_"],
            "phones",
            (phone("5", "assistantphone"),),
        ),
        ([b"VERSION:2.1", b"FN;QUOTED-PRINTABLE:J=F6rg"], "formatted_names", ("Jörg",)),
        ([b"FN;encoding=quoted-printable:J=C3=B6rg"], "formatted_names", ("Jörg",)),
        ([b"FN;ENCODING=8BIT;CHARSET=ISO-8859-1:J\xf6rg"], "formatted_names", ("Jörg",)),
        ([b"FN:J\xf6rg"], "formatted_names", ("Jörg",)),
        ([b"FN:J\xc3\xb6rg"], "formatted_names", ("Jörg",)),
        ([b"FN;CHARSET=SHIFT_JIS:\x8e\x52\x93\x63"], "formatted_names", ("山田",)),
        ([b"FN;CHARSET=none-such:J\xf6rg"], "formatted_names", ("Jörg",)),
        ([b"FN:J\xf6rg \x80\x90"], "formatted_names", ("Jörg €\x90",)),
        ([b"FN:\xc8\xee", b"LABEL;CHARSET=Windows-1251:x"], "formatted_names", ("Ио",)),
        ([b"FN:A\\, B\\; C\\nD"], "formatted_names", ("A, B; C\nD",)),
        ([b"VERSION:2.1", b"NOTE:C:\\new"], "notes", ("C:\\new",)),
        ([b"NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\nb=0D=0Ac"], "notes", ("ab\nc",)),
        ([b"NOTE:one\r\n  two\r\n\tthree"], "notes", ("one twothree",)),
        ([b"NOTE:caf\x00e"], "notes", ("cafe",)),
        (
            [b"N;ENCODING=QUOTED-PRINTABLE:M=3BX;=C3=84;;;"],
            "names",
            (EntryName(family="M;X", given="Ä"),),
        ),
        (
            [b"N:a;b;c;d;e;f"],
            "names",
            (EntryName(family="a", given="b", additional="c", prefix="d", suffix="e"),),
        ),
        (
            [b"N:Doe;John;Richter,James;;"],
            "names",
            (EntryName(family="Doe", given="John", additional="Richter James"),),
        ),
        ([b"N;ALTID=1:a", b"N;ALTID=1:b"], "names", (EntryName(family="a"), EntryName(family="b"))),
        ([b"ORG:ACME;"], "organizations", ("ACME",)),
        ([b"ORG:Acme, Inc.;Sales;East"], "departments", ("Sales", "East")),
        ([b"ORG:Acme, Inc.;Sales"], "organizations", ("Acme, Inc.",)),
        ([b"URL:http\\://x.example"], "urls", ("http://x.example",)),
        (
            [b"ADR;HOME;PREF;:;;S 1;C;;1;D"],
            "addresses",
            (EntryAddress(street="S 1", city="C", postal_code="1", country="D"),),
        ),
        (
            [b"ADR:b;e;s;c;r;p;l;x"],
            "addresses",
            (EntryAddress(street="b, e, s", city="c", region="r", postal_code="p", country="l"),),
        ),
        ([b"NICKNAME:a\\,b,c"], "nicknames", ("a,b", "c")),
        ([b"UID:urn:uuid:AB-1"], "uid", "AB-1"),
        ([b"# a comment", b"X-GOOGLE TALK:x", b"X-a/b:y", b"FN:A"], "formatted_names", ("A",)),
        (
            [b"AGENT:", b"BEGIN:VCARD", b"FN:Inner", b"END:VCARD", b"FN:Outer"],
            "formatted_names",
            ("Outer",),
        ),
        ([b"PHOTO;BASE64:", b" AAAA"], "has_photo", True),
        ([b"PHOTO:"], "has_photo", False),
        ([b"KIND:group", b"MEMBER:urn:uuid:u"], "members", ("u",)),
        ([b"X-ADDRESSBOOKSERVER-KIND:group"], "kind", EntryKind.GROUP),
        ([b"FN:ACME", b"ORG:ACME", b"N:;;;;"], "kind", EntryKind.ORGANIZATION),
        ([b"FN:ACME", b"ORG:ACME", b"N:ACME;;;;"], "kind", EntryKind.ORGANIZATION),
        ([b"FN:Anna", b"ORG:ACME", b"N:;Anna;;;"], "kind", EntryKind.PERSON),
        ([b'ADR;LABEL="a:b^nc":;;s;;;;'], "addresses", (EntryAddress(street="s"),)),
    ],
)
def test_quirks(lines: list[bytes], field: str, expected: object) -> None:
    assert getattr(entry_of(*lines), field) == expected


@pytest.mark.parametrize("newline", [b"\r\n", b"\n", b"\r", b"\r\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_every_line_break_in_every_encoding(newline: bytes, codec: str) -> None:
    text = b"BEGIN:VCARD|VERSION:3.0|FN:J\xc3\xb6rg|END:VCARD|".replace(b"|", newline)
    data = (text + text).decode().encode(codec)
    parts = split(data)
    assert join(parts) == data
    assert [e.formatted_names for e in read_entries(cards(parts))] == [("Jörg",), ("Jörg",)]


CARD = b"BEGIN:VCARD\nFN:%s\nEND:VCARD"


@pytest.mark.parametrize(
    ("data", "closed"),
    [
        (b"", []),
        (b"no card", []),
        (CARD, [True]),
        (CARD + CARD, [True, True]),
        (CARD + b"\n# between\n" + CARD.lower(), [True, True]),
        (b"BEGIN:VCARD\nFN:cut\n\n" + CARD, [False, True]),
        (CARD + b"\nBEGIN:VCARD\nFN:cut", [True, False]),
        (b"BEGIN:VCARD\nAGENT:\n" + CARD + b"\nEND:VCARD", [True]),
        (b"BEGIN:VCARD\n" + CARD + b"\nEND:VCARD", [True]),
        (b"END:VCARD\n" + CARD, [True]),
        (b"NOTE:BEGIN:VCARD\n" + CARD, [True]),
        (b"BEGIN:VCARD \nEND:VCARD\t\n", [True]),
        (CARD + b"\n\xef\xbb\xbf" + CARD, [True, True]),
    ],
)
def test_where_cards_begin_and_end(data: bytes, closed: list[bool]) -> None:
    parts = split(data)
    assert join(parts) == data
    assert [block.closed for block in cards(parts)] == closed


def test_a_cut_off_card_says_nothing_so_that_nothing_is_merged_into_it() -> None:
    (block,) = cards(split(b"BEGIN:VCARD\nFN:Anna\nTEL:1"))
    assert read_entry(block, 3) == read_entry(Block(b"", closed=False), 3)


def test_ten_megabytes_in_one_line_and_twenty_in_a_photo() -> None:
    long = b"BEGIN:VCARD\r\nNOTE:" + b"x" * 10_000_000 + b"\r\nEND:VCARD\r\n"
    photo = b"\r\n ".join([b"PHOTO;ENCODING=b;TYPE=JPEG:"] + [b"A" * 74] * 270_000)
    data = long + b"BEGIN:VCARD\r\nFN:Anna\r\n" + photo + b"\r\nEND:VCARD\r\n"
    first, second = read_entries(cards(split(data)))
    assert len(first.notes[0]) == 10_000_000
    assert (second.formatted_names, second.has_photo) == (("Anna",), True)


def test_a_file_is_known_to_hold_its_cards_and_no_others() -> None:
    data = b"\r\nBEGIN:VCARD\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:A\r\nEND:VCARD"
    parts = split(data)
    assert holds_cards(data, parts)
    assert not holds_cards(data, parts[:-1])
    assert not holds_cards(data.replace(b"BEGIN", b"BEGUN", 1), parts)
