"""Icons before numbers as evidence for what they reach, and icons that were read as letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cardscan.extract import extract
from cardscan.library.codec import from_json, to_json
from cardscan.model import Box, Icon, IconKind, PhoneKind, Reading, TextLine
from cardscan.read.crumbs import part_icons
from tests.typeset import card, line

W, C, F, H = PhoneKind.WORK, PhoneKind.CELL, PhoneKind.FAX, PhoneKind.HOME


def _with_icons(text: TextLine, *kinds: IconKind, at: tuple[float, ...] = (30.0,)) -> TextLine:
    """A line with icons at some x, each 20 px wide."""
    icons = tuple(
        Icon(kind, 0.97, Box(x, text.box.top, x + 20, text.box.top + 20))
        for kind, x in zip(kinds, at, strict=True)
    )
    return replace(text, icons=icons)


SAID = [
    # a range that is landlines' and mobiles' alike leaves it to the icon
    ("US", "(703) 555-0148", IconKind.MOBILE, C),
    ("US", "(703) 555-0148", IconKind.FAX, F),
    ("US", "(703) 555-0148", IconKind.HANDSET, W),
    ("DK", "+45 33 15 75 73", IconKind.MOBILE, C),
    # a landline's range: no mobile, but perhaps a fax
    ("AT", "+43 1 720 44 31", IconKind.MOBILE, W),
    ("DE", "0511 418 26 40", IconKind.FAX, F),
    ("DE", "0511 418 26 40", IconKind.HANDSET, W),
    # a mobile's range: whatever designers draw before it
    ("AT", "+43 664 123 45 67", IconKind.HANDSET, C),
    ("AT", "+43 664 123 45 67", IconKind.FAX, C),
    ("FR", "06 12 34 56 78", IconKind.HANDSET, C),
    # icons of other things say nothing
    ("AT", "+43 664 123 45 67", IconKind.GLOBE, C),
    ("US", "(703) 555-0148", IconKind.ENVELOPE, W),
    ("US", "(703) 555-0148", IconKind.PIN, W),
    # a printed word outranks the icon before it
    ("US", "Fax (703) 555-0148", IconKind.HANDSET, F),
    ("US", "Office (703) 555-0148", IconKind.MOBILE, W),
    ("US", "Cell (703) 555-0148", IconKind.FAX, C),
]


@pytest.mark.parametrize(("region", "text", "icon", "kind"), SAID)
def test_what_an_icon_says_of_a_number(
    region: str, text: str, icon: IconKind, kind: PhoneKind
) -> None:
    read = replace(card([]), lines=(_with_icons(line(text), icon),))
    (phone,) = extract(read, region=region).phones
    assert phone.kind is kind


def test_each_number_of_a_line_has_the_icon_right_before_it() -> None:
    text = line("703 555 0148 | 703 555 0149")
    second = next(w for w in text.best.words if w.text == "|").box.left - 4
    both = _with_icons(text, IconKind.HANDSET, IconKind.FAX, at=(30.0, second))
    first_only = _with_icons(text, IconKind.FAX)
    assert _kinds(both) == [W, F]
    assert _kinds(first_only) == [F, W]


def _kinds(text: TextLine) -> list[PhoneKind]:
    phones = extract(replace(card([]), lines=(text,)), region="US").phones
    return [p.kind for p in sorted(phones, key=lambda p: p.value)]


def test_the_last_landline_is_no_fax_where_a_telephone_is_drawn_before_it() -> None:
    lines = [line("0511 418 26 40", row=0), line("0511 418 26 41", row=1)]
    bare = replace(card([]), lines=tuple(lines))
    drawn = replace(bare, lines=tuple(_with_icons(x, IconKind.HANDSET) for x in lines))
    assert [p.kind for p in extract(bare, region="DE").phones] == [W, F]
    assert [p.kind for p in extract(drawn, region="DE").phones] == [W, W]


def test_an_icon_makes_a_bare_number_surer() -> None:
    bare = replace(card([]), lines=(line("0511 418 26 40"),))
    drawn = replace(bare, lines=(_with_icons(line("0511 418 26 40"), IconKind.HANDSET),))
    (first,), (second,) = (extract(text, region="DE").phones for text in (bare, drawn))
    assert second.confidence > first.confidence


def test_an_icon_read_as_a_letter_is_no_text() -> None:
    read = line("© +43 1 720 44 31", "Q +43 1 720 44 31", left=60.0)
    icon = Icon(IconKind.HANDSET, 0.99, Box(56, 36, 74, 70))
    (readings,), icons = part_icons([read.readings], [(icon,)])
    assert [r.text for r in readings] == ["+43 1 720 44 31"] * 2
    assert icons == [(icon,)]


def test_a_letter_that_two_readers_see_is_no_icon() -> None:
    read = line("C/ Mayor 7", "C/ Mayor 7", left=60.0)
    icon = Icon(IconKind.MOBILE, 0.99, Box(56, 36, 86, 70))
    assert part_icons([read.readings], [(icon,)]) == ([read.readings], [()])


@pytest.mark.parametrize(
    ("text", "icon"),
    [
        ("Tel. +43 1 720 44 31", Icon(IconKind.HANDSET, 0.99, Box(56, 36, 110, 70))),  # a word
        ("T +43 1 720 44 31", Icon(IconKind.HANDSET, 0.85, Box(56, 36, 74, 70))),  # not certain
        ("T +43 1 720 44 31", Icon(IconKind.HANDSET, 0.99, Box(20, 36, 45, 70))),  # beside it
    ],
)
def test_a_label_stays(text: str, icon: Icon) -> None:
    read = line(text)
    assert part_icons([read.readings], [(icon,)]) == ([read.readings], [(icon,)])


def test_a_line_that_is_an_icon_alone_becomes_empty() -> None:
    (alone, number), _ = part_icons(
        [line("B").readings, line("+43 1 720 44 31", left=200.0).readings],
        [(), (Icon(IconKind.FAX, 0.95, Box(55, 36, 80, 70)),)],
    )
    assert [r.words for r in alone] == [()]
    assert [r.text for r in number] == ["+43 1 720 44 31"]


def test_lines_kept_before_there_were_icons_can_be_read() -> None:
    old = TextLine(Box(1, 2, 30, 9), (Reading((), "tesseract"),), 7.0)
    assert "icons" not in to_json(old)
    assert from_json(TextLine, to_json(old)) == old
    new = _with_icons(old, IconKind.PIN)
    assert from_json(TextLine, to_json(new)) == new
