"""What cards, files and people call themselves never commands the terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.cli.console import show_table
from cardscan.extract import extract
from cardscan.library import Library
from cardscan.model import Box, CardText, Code, single_line, visible
from tests.command_line import READER, World

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e\u2066"
"""Sets the title, makes red, clears the screen (C1), and turns letters around."""

COMMANDS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@given(st.text())
def test_what_is_shown_commands_nothing_and_json_means_the_same(text: str) -> None:
    for shown in (visible(text), single_line(text)):
        assert COMMANDS.search(shown) is None
        assert "\n" not in shown
        assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    assert json.loads(visible(json.dumps(text, ensure_ascii=False))) == text
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "text", ["Ünal & Søn 名刺", "a\u200cb", "\U0001f469\u200d\U0001f4bb", "5\u00a0km"]
)
def test_letters_that_command_nothing_stay(text: str) -> None:
    assert visible(text) == single_line(text) == text


def on_terminal(world: World, *arguments: str | Path, **env: str) -> str:
    """What a command prints where both of its streams are a terminal."""
    ours, theirs = pty.openpty()
    process = world.start(*arguments, env=env, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # Linux: the other side is closed
        pass
    process.wait()
    os.close(ours)
    return shown.decode("utf-8", "replace").replace("\r\n", "\n")


def _evil_event(world: World) -> None:
    """An event as an older version may have kept it."""
    with Library.open(world.library) as library:
        (stored,) = library.scans()
        library.assign_event(stored.scan.sha256, f"Fair {EVIL}")


def _evil_book(world: World) -> None:
    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Klara {EVIL}\r\nTEL:+4311112222\r\nEND:VCARD\r\n"
    (world.folder / "b.vcf").write_text(card * 2, encoding="utf-8", newline="")


def _evil_file(world: World) -> None:
    folder = world.folder / f"[/red] {EVIL}"
    folder.mkdir(parents=True)
    (folder / "x.jpg").write_bytes(b"no picture")


COMMAND_LINES: dict[str, tuple[Callable[[World], None], tuple[str, ...]]] = {
    "events": (_evil_event, ("library", "check")),
    "contacts as vCards": (
        _evil_event,
        ("export", "--out", "-", "--format", "vcard", "--no-photo"),
    ),
    "contacts as JSON": (_evil_event, ("export", "--out", "-", "--format", "jsonl")),
    "contacts as CSV": (
        _evil_event,
        ("scan", "photos", "--out", "-", "--format", "csv", "-q", *READER),
    ),
    "names in a book": (_evil_book, ("dedupe", "b.vcf")),
    "names in a book as JSON": (_evil_book, ("dedupe", "b.vcf", "--format", "json")),
    "a merge": (_evil_book, ("merge", "b.vcf", "--into", "c.vcf", "--dry-run")),
    "names of files": (_evil_file, ("scan", f"[/red] {EVIL}", "--out", "o.vcf", "-q", *READER)),
    "a path that is not there": (_evil_file, ("undo", EVIL)),
    "wrong usage": (_evil_file, ("scan", "x", f"--{EVIL}")),
    "settings": (_evil_file, ("config", "show", "--library", f"[/red] {EVIL}/l.sqlite")),
    "health": (_evil_file, ("doctor", "--library", f"[/red] {EVIL}/l.sqlite")),
}


@pytest.mark.parametrize("what", COMMAND_LINES)
def test_nothing_reaches_the_terminal_raw(world: World, what: str) -> None:
    prepare, arguments = COMMAND_LINES[what]
    prepare(world)
    shown = on_terminal(world, *arguments)
    assert shown.strip()
    assert "defect" not in shown
    ours = re.sub(r"\x1b\[[01]m", "", shown)  # rich: the bold head of a table
    assert COMMANDS.search(ours) is None, repr(ours)


def test_a_table_takes_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(["file"], [["[red]a[/blue].jpg"]])
    assert "[red]a[/blue].jpg" in capsys.readouterr().out


def test_a_code_brings_no_command_into_a_name() -> None:
    vcard = f"BEGIN:VCARD\nVERSION:3.0\nN:Beispiel{EVIL};Klara\nFN:Klara \u202eBeispiel\nEND:VCARD"
    code = Code("QRCode", vcard, Box(0, 0, 100, 100))
    contact = extract(CardText((), 1200, 700, (code,)))
    assert contact.name is not None
    texts = [contact.name.value, contact.name.family or "", contact.name.given or ""]
    assert "Klara" in texts[0]
    assert not any(map(COMMANDS.search, texts))


def test_an_event_is_cleaned_where_it_is_said(world: World) -> None:
    answer = world.call("scan", "photos", "--out", "o.vcf", "--event", f"Fair{EVIL} 26", *READER)
    assert answer.code == 0, answer.err
    with Library.open(world.library) as library:
        (event,) = library.events()
    assert event.name == "Fair]0;owned[31m2J 26"
    answer = world.call("scan", "photos", "--out", "o.vcf", "--event", "\u202e ", *READER)
    assert (answer.code, "an event has a name" in answer.err) == (2, True)
