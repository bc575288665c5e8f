"""Additions in the dialect of each card, plans carried out, cards of one person made one."""

from __future__ import annotations

from datetime import date

import pytest

from cardscan.book import additions
from cardscan.model import Action, Addition, Plan, Step
from cardscan.vcard import (
    Block,
    Keep,
    Parts,
    append,
    apply_plan,
    brings_lines,
    cards,
    join,
    merge_cards,
    merge_changes,
    patch,
    read_entries,
    read_entry,
    split,
)

UUID = "00000000-0000-0000-0000-000000000001"
DAY = date(2026, 11, 22)


def block_of(*lines: str, newline: str = "\r\n", charset: str = "utf-8") -> Block:
    text = newline.join(("BEGIN:VCARD", *lines, "END:VCARD"))
    return cards(split(text.encode(charset)))[0]


def patched(block: Block, *additions: Addition, incoming: Block | None = None) -> str:
    done = patch(block, additions, noted_on=DAY, source="cardscan", incoming=incoming)
    return done.data.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("old", "addition", "line"),
    [
        (("VERSION:2.1",), Addition("TEL", ("+43",), ("cell", "voice")), "TEL;CELL;VOICE:+43"),
        (("VERSION:3.0",), Addition("TEL", ("+43",), ("cell",)), "TEL;TYPE=CELL:+43"),
        (("VERSION:3.0", "TEL;type=HOME:1"), Addition("TEL", ("2",), ("cell",)), "TEL;type=CELL:2"),
        (("VERSION:4.0",), Addition("TEL", ("+43",), ("CELL",)), "TEL;TYPE=cell:+43"),
        (("VERSION:4.0",), Addition("TEL", ("+43",), ("cell",)), "TEL;TYPE=cell:+43"),
        (
            ("VERSION:3.0",),
            Addition("EMAIL", ("a@b.c",), ("work",)),
            "EMAIL;TYPE=INTERNET;TYPE=WORK:a@b.c",
        ),
        (("VERSION:4.0",), Addition("EMAIL", ("a@b.c",)), "EMAIL:a@b.c"),
        (
            ("VERSION:2.1",),
            Addition("TITLE", ("Größe",)),
            "TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=B6=C3=9Fe",
        ),
        (("VERSION:3.0",), Addition("ORG", ("A, B", "C;D")), "ORG:A\\, B;C\\;D"),
        (("VERSION:3.0",), Addition("URL", ("https://x/a,b",)), "URL:https://x/a,b"),
        (
            ("VERSION:3.0", "item1.TEL:1"),
            Addition("TEL", ("2",), ("homefax",)),
            "item2.TEL:2\r\nitem2.X-ABLabel:homefax",
        ),
        (("VERSION:3.0",), Addition("ADR", ("s", "c", "r", "p", "l")), "ADR:;;s;c;r;p;l"),
        (("VERSION:4.0",), Addition("UID", (UUID,)), f"UID:urn:uuid:{UUID}"),
    ],
)
def test_a_line_in_the_dialect_of_its_card(
    old: tuple[str, ...], addition: Addition, line: str
) -> None:
    assert patched(block_of(*old), addition).endswith(f"\r\n{line}\r\nEND:VCARD")


@pytest.mark.parametrize(
    ("name", "called"), [("TITLE", "title"), ("ORG", "company"), ("FN", "name")]
)
def test_a_conflict_is_kept_and_told_in_the_note(name: str, called: str) -> None:
    block = block_of("VERSION:3.0", f"{name}:Old", "NOTE:Mine", "TEL:1")
    assert patched(block, Addition(name, ("Größe, neu",))) == (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\n{name}:Old\r\nNOTE:Mine\r\n"
        f" \\nOther {called}\\, from cardscan on 2026-11-22: Größe\\, neu\r\nTEL:1\r\nEND:VCARD"
    )


def test_a_note_grows_in_its_own_charset() -> None:
    block = block_of("VERSION:3.0", "NOTE:Caf\xe9", charset="latin-1")
    done = patch(block, [Addition("NOTE", ("süß",))], noted_on=DAY, source="cardscan")
    assert b"NOTE:Caf\xe9\r\n \\ns\xfc\xdf\r\n" in done.data


def test_a_picture_is_taken_only_where_there_is_none() -> None:
    incoming = block_of("VERSION:4.0", "PHOTO:data:image/jpeg;base64,AAAA")
    wanted = Addition("PHOTO", ())
    for version, line in (
        ("2.1", "PHOTO;ENCODING=BASE64;TYPE=JPEG:AAAA\r\n"),
        ("3.0", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA"),
        ("4.0", "PHOTO:data:image/jpeg;base64,AAAA"),
    ):
        assert line in patched(block_of(f"VERSION:{version}"), wanted, incoming=incoming)
        has = block_of(f"VERSION:{version}", "PHOTO:x")
        assert patched(has, wanted, incoming=incoming) == has.data.decode()


def test_unknown_lines_and_new_categories_travel_along() -> None:
    incoming = block_of(
        "VERSION:3.0", "PRODID:p", "X-FOO;X=1:a\\,b", "CATEGORIES:Old,Fair\\, 2026",
        "item1.X-ABDATE:2020", "item1.X-ABLabel:Tag", "TEL:9",
    )  # fmt: skip
    block = block_of("VERSION:3.0", "CATEGORIES:old")
    assert patched(block, incoming=incoming) == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nCATEGORIES:old\r\nX-FOO;X=1:a\\,b\r\n"
        "CATEGORIES:Fair\\, 2026\r\nitem1.X-ABDATE:2020\r\nitem1.X-ABLabel:Tag\r\nEND:VCARD"
    )


def test_values_come_with_their_types_and_labels() -> None:
    incoming = block_of(
        "VERSION:4.0", "EMAIL;TYPE=home;PREF=1:a@b.c", "ADR;TYPE=work:;;Ring 1;Wien;;1010;AT",
        "item7.URL:https://x.example", "item7.X-ABLabel:Blog",
    )  # fmt: skip
    new = (
        Addition("EMAIL", ("a@b.c",)),
        Addition("ADR", ("", "", "Ring 1", "Wien", "", "1010", "AT")),
        Addition("URL", ("https://x.example",)),
    )
    assert patched(block_of("VERSION:3.0"), *new, incoming=incoming) == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nEMAIL;TYPE=INTERNET;TYPE=HOME:a@b.c\r\n"
        "ADR;TYPE=WORK:;;Ring 1;Wien;;1010;AT\r\nitem1.URL:https://x.example\r\n"
        "item1.X-ABLabel:Blog\r\nEND:VCARD"
    )


@pytest.mark.parametrize(
    ("given", "addition", "written"),
    [
        (
            ("item1.URL:https://x.example", "item1.X-ABLabel:Müller\\; privat"),
            Addition("URL", ("https://x.example",)),
            "item1.URL:https://x.example\r\nitem1.X-ABLabel:Müller\\; privat",
        ),
        (
            ("item1.TEL;TYPE=CELL:+431", "item1.X-ABLabel:Büro Wien"),
            Addition("TEL", ("+431",), ("büro wien", "cell")),
            "item1.TEL;TYPE=CELL:+431\r\nitem1.X-ABLabel:Büro Wien",
        ),
        (
            ("item1.URL:https://x.example", "item1.X-ABLabel:_$!<HomePage>!$_"),
            Addition("URL", ("https://x.example",)),
            "item1.URL:https://x.example\r\nitem1.X-ABLabel:_$!<HomePage>!$_",
        ),
        (
            ("item1.ADR;TYPE=X-FOO:;;Ring 1;Wien;;1010;AT", "item1.X-ABLabel:Werk"),
            Addition("ADR", ("", "", "Ring 1", "Wien", "", "1010", "AT")),
            "item1.ADR:;;Ring 1;Wien;;1010;AT\r\nitem1.X-ABLabel:Werk",
        ),
        (
            ("item1.ADR;TYPE=WORK:;;Ring 1;Wien;;1010;AT", "item1.X-ABLabel:Work"),
            Addition("ADR", ("", "", "Ring 1", "Wien", "", "1010", "AT")),
            "ADR;TYPE=WORK:;;Ring 1;Wien;;1010;AT",
        ),
    ],
    ids=["own label", "of a number", "of Apple", "and an unknown type", "what a type says"],
)
def test_a_label_keeps_its_letters_and_is_said_once(
    given: tuple[str, ...], addition: Addition, written: str
) -> None:
    done = patched(block_of("VERSION:3.0"), addition, incoming=block_of("VERSION:3.0", *given))
    assert done == f"BEGIN:VCARD\r\nVERSION:3.0\r\n{written}\r\nEND:VCARD"


def test_a_last_note_that_ends_like_a_soft_break_grows_in_its_place() -> None:
    block = block_of("VERSION:3.0", "NOTE:1 + 1 =")
    new = (Addition("TEL", ("1",)), Addition("NOTE", ("two",)))
    assert patched(block, *new) == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nTEL:1\r\nNOTE:1 + 1 =\r\n \\ntwo\r\nEND:VCARD"
    )


def test_text_that_would_be_taken_for_another_charset_is_declared() -> None:
    block = Block("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jörg\r\nEND:VCARD".encode("cp1252"))
    done = patch(block, [Addition("TITLE", ("×µ",))], noted_on=DAY, source="x")
    assert read_entries([done])[0].titles == ("×µ",)


def test_a_line_that_speaks_of_an_encoding_makes_no_card_older() -> None:
    incoming = block_of("VERSION:3.0", "X-LOG:a;QUOTED-PRINTABLE;b")
    new = Addition("NOTE", ("日本語",))
    once = patched(block_of("FN:Anna"), new, incoming=incoming)
    assert patched(Block(once.encode()), new, incoming=incoming) == once


def test_a_soft_break_behind_a_colon_in_quotes_is_one() -> None:
    text = 'BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;X="a:b";ENCODING=QUOTED-PRINTABLE:one=\r\ntwo\r\n'
    assert read_entries(cards(split(f"{text}END:VCARD".encode())))[0].notes == ("onetwo",)


def test_two_byte_order_marks_are_no_line() -> None:
    stranger = block_of("VERSION:3.0", "FN:Anna")
    grown = append(split(b"\xff\xfe\xff\xfe"), [stranger])
    assert len(cards(split(join(grown)))) == 1


def book(*blocks: Block) -> Parts:
    return split(b"\r\n".join(b.data for b in blocks) + b"\r\n")


def test_a_plan_adds_merges_and_leaves_alone() -> None:
    parts = book(block_of("FN:A"), block_of("FN:B"))
    incoming = [block_of("FN:C"), block_of("FN:B"), block_of("FN:C"), block_of("FN:Z")]
    plan = Plan(
        (
            Step(0, Action.ADD),
            Step(1, Action.MERGE, 1, (Addition("TEL", ("1",)),)),
            Step(2, Action.MERGE, None, (Addition("TEL", ("2",)),), twin=0),
            Step(3, Action.WAIT, 0),
        )
    )
    after = apply_plan(parts, plan, incoming, noted_on=DAY, source="cardscan")
    entries = read_entries(cards(split(join(after))))
    assert [e.formatted_names[0] for e in entries] == ["A", "B", "C"]
    assert [[p.value for p in e.phones] for e in entries] == [[], ["1"], ["2"]]
    assert after[0] is parts[0]


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_new_card_takes_on_the_encoding_of_the_book(codec: str) -> None:
    data = "BEGIN:VCARD\nFN:Jörg\nEND:VCARD".encode(codec)
    after = append(split(data), [block_of("FN:Änne", charset="cp1252")])
    written = join(after)
    assert written.startswith(data)
    assert [e.formatted_names for e in read_entries(cards(split(written)))] == [
        ("Jörg",),
        ("Änne",),
    ]


def test_cards_of_one_person_become_one_and_groups_follow() -> None:
    parts = book(
        block_of("VERSION:3.0", "UID:1", "FN:A", "TEL:1"),
        block_of("VERSION:3.0", "UID:2", "FN:A", "TEL:2", "X-FOO:bar"),
        block_of(
            "VERSION:3.0", "X-ADDRESSBOOKSERVER-KIND:group",
            "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:2", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:9",
        ),
    )  # fmt: skip
    step = Step(1, Action.MERGE, 0, (Addition("TEL", ("2",)),))
    after = merge_cards(parts, [step], noted_on=DAY, source="cardscan")
    first, group = read_entries(cards(split(join(after))))
    assert [p.value for p in first.phones] == ["1", "2"]
    assert b"X-FOO:bar" in cards(after)[0].data
    assert group.members == ("1", "9")
    assert join(after).count(b"\r\n\r\n") == 0


def test_a_new_card_goes_before_one_that_is_cut_off() -> None:
    parts = split(b"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:cut=")
    after = append(parts, [block_of("FN:New")])
    assert [b.closed for b in cards(split(join(after)))] == [True, True, False]
    assert read_entry(cards(after)[1], 1).formatted_names == ("New",)


def test_a_book_in_one_charset_stays_in_it() -> None:
    old = "BEGIN:VCARD\nVERSION:3.0\nFN:Jürgen Größ\nEND:VCARD\n".encode("cp1252")
    (new,) = cards(split("BEGIN:VCARD\nVERSION:3.0\nFN:Zoë Weiß\nEND:VCARD\n".encode()))
    grown = join(append(split(old), [new]))
    assert grown.startswith(old)
    assert "FN:Zoë Weiß" in grown.decode("cp1252")


def merged(first: tuple[str, ...], second: tuple[str, ...]) -> str:
    """What becomes of the first card when the second goes into it."""
    blocks = [block_of("VERSION:3.0", *first), block_of("VERSION:3.0", *second)]
    known, new = read_entries(blocks)
    step = Step(1, Action.MERGE, 0, additions(known, new))
    changes = merge_changes(blocks, [step], noted_on=DAY, source="a duplicate contact")
    return changes.changed.get(0, blocks[0]).data.decode()


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("PHOTO;ENCODING=b:AAAA", "PHOTO;ENCODING=b:aaaa", "PHOTO;ENCODING=b;TYPE=JPEG:aaaa"),
        ("PHOTO;ENCODING=b:AAAA", "PHOTO;VALUE=uri:https://x/a", "PHOTO;VALUE=uri:https://x/a"),
        ("UID:one", "UID:two", "X-CARDSCAN-UID:two"),
        ("FN:Anna", "KIND:individual", "KIND:individual"),
        (
            "item1.TEL:+43 1 2\r\nitem1.X-ABLabel:Büro",
            "item1.TEL:+43 1 2\r\nitem1.X-ABLABEL:Ordination",
            "item2.TEL:+43 1 2\r\nitem2.X-ABLabel:Ordination",
        ),
        (
            "item1.X-ABDATE:2020-05-04\r\nitem1.X-ABLabel:Wedding",
            "item1.X-ABDATE:2020-05-04\r\nitem1.X-ABLabel:Moved",
            "item2.X-ABDATE:2020-05-04\r\nitem2.X-ABLabel:Moved",
        ),
        ("KEY;ENCODING=b:AAAA", "KEY;ENCODING=b:aaaa", "KEY;ENCODING=b:aaaa"),
        ("TEL;TYPE=WORK:+4312", "TEL;TYPE=FAX:+43 1 2", "X-CARDSCAN-TEL;TYPE=FAX:+43 1 2"),
        ("EMAIL:a@b.c", "EMAIL;PREF=1:A@b.c", "X-CARDSCAN-EMAIL;PREF=1:A@b.c"),
        ("X-A:b", "X-A:B", "X-A:B"),
        ("URL:https://v/aB", "URL:https://v/Ab", "URL:https://v/Ab"),
        ("FN:Juergen Falk", "FN:Jürgen Falk", "X-CARDSCAN-FN:Jürgen Falk"),
        ("TEL:ask", "TEL:1-800-FLOWERS", "TEL:1-800-FLOWERS"),
        ("NOTE:C", "NOTE:C++", "NOTE:C\r\n \\nC++"),
        ("TITLE:A", "# a comment", "X-CARDSCAN-LINE:# a comment"),
        ("FN:A", "AGENT:\r\nBEGIN:VCARD\r\nFN:In\r\nEND:VCARD", "AGENT:BEGIN:VCARD\\nFN:In\\nEND"),
    ],
)
def test_nothing_goes_with_a_card_that_goes(first: str, second: str, kept: str) -> None:
    done = merged((first,), (second,))
    assert f"\r\n{kept}" in done
    assert f"\r\n{first}" in done


def test_an_empty_name_is_filled() -> None:
    done = merged(("FN:", "N:;;;;", "TEL:1"), ("FN:Anna Huber", "FN:A. Huber", "N:Huber;Anna;;;"))
    assert "\r\nFN:Anna Huber\r\nN:Huber;Anna;;;\r\nTEL:1\r\n" in done
    assert done.count("\r\nFN:") == done.count("\r\nN:") == 1


def test_a_merge_takes_labels_pictures_and_uids_but_not_each_type() -> None:
    known = block_of("VERSION:3.0", "UID:1", "TEL;TYPE=WORK:+431", "PHOTO;ENCODING=b:AAAA")
    new = block_of(
        "VERSION:3.0", "UID:2", "TEL;TYPE=CELL;TYPE=pref:+431", "PHOTO;ENCODING=b:BBBB",
        "item1.TEL:+431", "item1.X-ABLabel:Atelier",
    )  # fmt: skip
    done = patch(known, (), noted_on=DAY, source="x", incoming=new, keep=Keep.VALUES)
    assert done.data.decode().split("\r\n")[5:-1] == [
        "X-CARDSCAN-UID:2", "PHOTO;ENCODING=b;TYPE=JPEG:BBBB", "item1.TEL:+431",
        "item1.X-ABLabel:Atelier",
    ]  # fmt: skip
    assert patch(known, (), noted_on=DAY, source="x", incoming=new) is known


@pytest.mark.parametrize("line", ["PHOTO;ENCODING=b:AAAA", "NOTE;ENCODING=b:b2xk"])
def test_letters_that_stand_as_text_are_not_the_same_in_base64(line: str) -> None:
    name, value = line.partition(";")[0], line.rpartition(":")[2]
    known = block_of(
        "VERSION:3.0", "FN:Anna", f"{name}:{value} x", f"{name};ENCODING\x91=b:{value}"
    )
    done = patch(known, (), noted_on=DAY, source="x", incoming=block_of(line), keep=Keep.ALL)
    again = patch(done, (), noted_on=DAY, source="x", incoming=block_of(line), keep=Keep.ALL)
    assert done.data.decode().count(value) == 3
    assert again == done


def test_a_picture_with_a_type_that_is_none_is_kept_all_the_same() -> None:
    known = block_of("VERSION:3.0", "FN:Anna", "PHOTO;ENCODING=b:AAAA")
    new = block_of("VERSION:3.0", "FN:Anna", "PHOTO;ENCODING=b;TYPE=jpe\x1bg:BBBB")
    done = patch(known, (), noted_on=DAY, source="x", incoming=new, keep=Keep.VALUES)
    assert "PHOTO;ENCODING=b;TYPE=JPEG:BBBB\r\n" in done.data.decode()


CAME_BEFORE = (
    "VERSION:3.0",
    "FN:Anna Huber",
    "item1.TEL:+43123456",
    "item1.X-ABLabel:Büro",
    "X-SKYPE:anna",
    "NOTE:" + "lang " * 30,
    "AGENT:BEGIN:VCARD\\nFN:Eva\\nEND:VCARD",
    "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg==",
)


@pytest.mark.parametrize("keep", Keep)
def test_a_card_that_came_before_brings_no_line_in_whatever_order_and_folds(keep: Keep) -> None:
    """What is told by its lines alone is what a patch finds as well."""
    new = block_of(*CAME_BEFORE)
    note = CAME_BEFORE[5]
    folded = [f"{note[:40]}\r\n {note[40:]}" if line is note else line for line in CAME_BEFORE]
    known = block_of(folded[0], "TITLE:Chefin", *(x.replace("ABLa", "ABLA") for x in folded[:0:-1]))
    assert patch(known, (), noted_on=DAY, source="x", incoming=new, keep=keep) is known
    assert not brings_lines(known, new, keep)


@pytest.mark.parametrize("line", ["X-SKYPE:eva", "item2.X-SKYPE:anna2", "IMPP:xmpp:a@b.example"])
def test_a_card_with_another_line_brings_it(line: str) -> None:
    assert brings_lines(block_of(*CAME_BEFORE), block_of(*CAME_BEFORE, line))
