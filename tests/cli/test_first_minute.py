"""What somebody meets who tries it for the first time: cards to read, pipes, and words mistyped."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from cardscan.app.choices import USUAL
from cardscan.cli.card_view import CardView, card_lines
from cardscan.cli.console import tell
from cardscan.cli.root import COMMANDS, group
from cardscan.cli.scan_request import ScanRequest
from cardscan.cli.standard_input import Given, given_paths
from cardscan.library import Library
from cardscan.model import (
    Address,
    Contact,
    Email,
    Failure,
    Name,
    Outcome,
    Phone,
    PhoneKind,
    Place,
    Scan,
    Text,
)
from tests.cli.test_terminal import on_terminal
from tests.command_line import READER, ROOT, World

SCAN = Scan(
    source="fair/IMG_1.jpg",
    sha256="ab",
    outcome=Outcome.DOUBTFUL,
    contact=Contact(
        name=Name(value="Dr. Klara Beispiel", sure=True),
        titles=(Text(value="Head of Sales", sure=True),),
        organizations=(Text(value="Beispiel GmbH", sure=True),),
        phones=(
            Phone(value="+43172044311", printed="+43 1 720 443 11", sure=True),
            Phone(value="+43664112233", printed="0664/112233", kind=PhoneKind.CELL),
        ),
        emails=(Email(value="k.beispiel@beispiel.example", sure=True),),
        addresses=(Address(value="Gasse 1, 1020 Wien", country="AT", sure=True),),
        unread=("since 1921",),
    ),
    event="Fair",
)


def test_a_card_reads_as_a_person_would_tell_it() -> None:
    assert list(card_lines(SCAN)) == [
        "Dr. Klara Beispiel",
        "  title    Head of Sales",
        "  firm     Beispiel GmbH",
        "  phone    +43 1 72044311",
        "? mobile   +43 664 112233  (printed: 0664/112233)",
        "  e-mail   k.beispiel@beispiel.example",
        "  address  Gasse 1, 1020 Wien, Österreich",
        "  also     since 1921",
        "  event    Fair",
        "  photo    fair/IMG_1.jpg",
    ]


@pytest.mark.parametrize(
    ("outcome", "remarks", "said"),
    [
        (Outcome.NOT_A_CARD, (), "a.jpg, page 2: no business card was found"),
        (Outcome.UNREADABLE, (), "a.jpg, page 2: a card that cannot be read"),
        (Outcome.UNREADABLE, ("blurred",), "a.jpg, page 2: blurred"),
    ],
)
def test_what_is_no_card_is_said_with_its_page(
    outcome: Outcome, remarks: tuple[str, ...], said: str
) -> None:
    scan = Scan(source="a.jpg", sha256="ab", page=1, outcome=outcome, remarks=remarks)
    assert list(card_lines(scan)) == [said]


def test_capitals_are_shown_as_they_would_be_written_and_no_line_is_left_out() -> None:
    contact = replace(SCAN.contact or Contact(), name=Name(value="KLARA BEISPIEL", sure=True))
    shout = replace(SCAN, contact=contact)
    said = ""
    for wording in (USUAL, replace(USUAL, as_printed=True)):
        with terminal() as shown:
            list(CardView((), wording).showing([shout]))
            said += shown()
    assert said.count("Klara Beispiel") == said.count("KLARA BEISPIEL") == 1
    assert said.count("since 1921") == 2


def test_the_next_steps_are_commands_for_what_was_shown() -> None:
    view = CardView((Path("my card.jpg"),), contacts=1, doubtful=1)
    said = list(view.next_steps())
    assert any("cardscan scan 'my card.jpg' --into" in line for line in said)
    assert "cardscan review" in said[-1]
    piped = CardView((Path("-"),), contacts=1)
    assert ["cardscan export" in line for line in piped.next_steps()] == [True]
    assert list(CardView((Path("a.jpg"),)).next_steps()) == []


def test_on_a_terminal_a_scan_shows_the_card_and_piped_it_is_a_vcard(world: World) -> None:
    shown = on_terminal(world, "scan", "photos/card.jpg", *READER)
    assert "Klara Beispiel" in shown
    assert "  firm  " in shown
    assert "cardscan scan photos/card.jpg --into contacts.vcf" in shown
    assert "BEGIN:VCARD" not in shown
    piped = world.call("scan", "photos/card.jpg", *READER)
    assert piped.out.startswith("BEGIN:VCARD")


def _until_nul(descriptor: int) -> str:
    """What a terminal shows: it may come in pieces."""
    found = b""
    while not found.endswith(b"\0"):
        found += os.read(descriptor, 65536)
    return found.decode()


@contextmanager
def terminal() -> Iterator[Callable[[], str]]:
    """Let standard output be a terminal; the value gives what came there."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream, redirect_stdout(stream):
        yield lambda: (stream.write("\0"), stream.flush(), _until_nul(ours))[-1]
    os.close(ours)


ASKED = ScanRequest(
    out=None,
    into=None,
    chosen=None,
    event=None,
    maybe="wait",
    dry_run=False,
    wording=USUAL,
    again=False,
)


def test_what_a_program_reads_as_it_comes_has_no_bar_that_it_would_print_into(
    tmp_path: Path,
) -> None:
    ours, theirs = os.pipe()
    with os.fdopen(theirs, "w") as pipe, redirect_stdout(pipe):
        assert ASKED.goes_to_a_program
        assert not replace(ASKED, out=tmp_path / "a.vcf").goes_to_a_program
        assert not replace(ASKED, dry_run=True).goes_to_a_program
    os.close(ours)
    with (tmp_path / "a.vcf").open("w") as file, redirect_stdout(file):
        assert not ASKED.goes_to_a_program
    with redirect_stdout(io.StringIO()):
        assert not ASKED.goes_to_a_program


def test_only_who_asks_for_nothing_and_sits_at_a_terminal_is_shown_cards() -> None:
    assert not ASKED.for_a_person
    with terminal():
        assert ASKED.for_a_person
        for other in (
            {"chosen": "vcard"},
            {"out": Path("-")},
            {"out": Path("a.vcf")},
            {"into": Place.parse("a.vcf")},
        ):
            assert not replace(ASKED, **other).for_a_person


@pytest.mark.parametrize("said", [True, False])
def test_without_colour_nothing_is_coloured(said: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1" if said else "")
    with terminal() as shown:
        tell("Klara", bold=True, colour="red")
        text = shown()
    assert ("\x1b[" in text, "Klara" in text) == (not said, True)


def test_a_picture_on_standard_input_is_named_by_the_dash(world: World) -> None:
    answer = world.call("scan", "-", "--format", "jsonl", *READER, piped=world.photo.read_bytes())
    found = json.loads(answer.out)
    assert (answer.code, found["source"], found["event"]) == (0, "-", None)
    assert found["contact"]["name"]["value"] == "Klara Beispiel"
    # It is known by its bytes, and the library goes on saying where it really lies.
    with Library.open(world.library) as library:
        assert [Path(each.scan.source).name for each in library.scans()] == ["card.jpg"]


def test_a_photo_that_only_came_through_a_pipe_is_kept_by_that_name(world: World) -> None:
    with Library.open(world.library) as library, given_paths_of(b"picture") as given:
        (stored,) = library.scans()
        library.assign_source(stored.scan.sha256, str(given.file))
        results = [
            replace(stored.scan, source=str(given.file)),
            Failure(source=str(given.file), kind="PhotoError", message=f"{given.file} is bad."),
            Failure(source="b.jpg", kind="PhotoError", message="b.jpg is bad."),
        ]
        named = list(given.named(results, library))
        assert [each.source for each in named] == ["-", "-", "b.jpg"]
        assert isinstance(named[1], Failure)
        assert named[1].message == "Standard input is bad."
        assert [each.scan.source for each in library.scans()] == ["-"]


@contextmanager
def given_paths_of(data: bytes) -> Iterator[Given]:
    keyboard, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(data))
    try:
        with given_paths([Path("b.jpg"), Path("-")]) as given:
            assert given.file is not None
            assert given.file.read_bytes() == data
            assert given.named_paths == (Path("b.jpg"), Path("-"))
            yield given
    finally:
        sys.stdin = keyboard
    assert not given.file.exists()


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("scna", "photos"), "scan"),
        (("Merg",), "merge"),
        (("import", "photos"), "scan"),
        (("purge",), "library purge"),
        (("photos/card.jpg",), "scan photos/card.jpg"),
        (("library", "chek"), "check"),
        (("help", "explian"), "explain"),
    ],
)
def test_a_mistyped_command_is_guessed(
    scanned: World, arguments: tuple[str, ...], meant: str
) -> None:
    answer = scanned.call(*arguments)
    assert answer.code == 2
    assert f"did you mean {meant}?" in answer.err


def test_where_nothing_is_near_nothing_is_guessed(scanned: World) -> None:
    assert scanned.call("xyzzy").err.strip().endswith("No such command 'xyzzy'.")


def test_help_of_a_command_is_its_help(scanned: World) -> None:
    for words in ((), ("scan",), ("library", "purge")):
        assert scanned.call("help", *words).out == scanned.call(*words, "--help").out
    assert scanned.call("help", "scan", "more").code == 2


def test_shared_options_stand_before_a_command_or_behind_it(world: World) -> None:
    behind = world.call("library", "check", "--library", "table.sqlite")
    assert behind.code == 5
    for before in (
        ("--library", "table.sqlite", "library", "check"),
        ("library", "--library", "table.sqlite", "check"),
    ):
        assert world.call(*before).err == behind.err
    assert "cards" in world.call("scan", "photos", "--dry-run", *READER).err
    assert world.call("--quiet", "scan", "photos", "--dry-run", *READER).err == ""


def test_quiet_says_nothing_but_errors(world: World) -> None:
    (world.folder / "b.vcf").write_bytes(
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Max Muster\r\nEND:VCARD\r\n"
    )
    for arguments in (
        ("scan", "photos", "--into", "a.vcf", *READER),
        ("scan", "photos", "--out", "c.vcf", *READER),
        ("merge", "b.vcf", "--into", "a.vcf"),
        ("export", "--out", "d.vcf"),
        ("undo", "a.vcf"),
        ("library", "vacuum"),
    ):
        answer = world.call(*arguments, "--quiet")
        assert (answer.code, answer.out, answer.err) == (0, "", ""), arguments
    failed = world.call("scan", "nowhere.jpg", "--quiet", *READER)
    assert "does not exist" in failed.err


def test_a_shell_completes_commands_options_formats_and_events(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def completed(words: str) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
        said = BashComplete(group, {}, "cardscan", "_CARDSCAN_COMPLETE").complete()
        return [line.partition(",")[2] for line in said.splitlines()]

    monkeypatch.setenv("CARDSCAN_LIBRARY", str(world.library))
    assert completed("cardscan sc") == ["scan"]
    assert completed("cardscan scan --fo") == ["--format"]
    assert "google-csv" in completed("cardscan scan --format ")
    assert completed("cardscan help library p") == ["purge"]
    assert completed("cardscan scan --event ") == []
    with Library.open(world.library) as library:
        (stored,) = library.scans()
        library.assign_event(stored.scan.sha256, "Fair, 2026")
    assert completed("cardscan export --event fa") == ["Fair, 2026"]
    monkeypatch.setenv("CARDSCAN_LIBRARY", str(world.folder / "nowhere.sqlite"))
    assert completed("cardscan export --event fa") == []
    assert completed(f"cardscan --library {world.library} export --event ") == ["Fair, 2026"]
    assert not (world.folder / "nowhere.sqlite").exists()


def test_bash_takes_the_completion_and_an_event_stays_one_word(world: World) -> None:
    script = world.call("completion", "bash").out
    (world.folder / "cardscan").write_text("#!/bin/sh\necho 'plain,Fair 2026'\n")
    (world.folder / "cardscan").chmod(0o755)
    asked = (
        f"{script}\ncompopt() {{ :; }}\nCOMP_WORDS=(cardscan scan --event F); COMP_CWORD=3; "
        '_cardscan_completion ./cardscan; printf "%s|" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", asked], cwd=world.folder, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Fair 2026|"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_taught_too(scanned: World, shell: str) -> None:
    script = scanned.call("completion", shell).out
    assert f"_CARDSCAN_COMPLETE={shell}_complete" in script
    assert 'string split ","' not in script  # an event may have a comma in its name


def test_the_manual_page_mentions_every_command_and_is_installed_by_setup(scanned: World) -> None:
    page = scanned.call("help", "--man").out
    assert page.startswith(".TH CARDSCAN 1")
    commands = set(COMMANDS) - {"library", "config"} | {"library purge", "config show"}
    assert [name for name in commands if f'.SS "cardscan {name} ' not in page] == []
    assert not [line for line in page.split("\n") if line.startswith("'")]
    assert "\\-\\-into" in page
    assert "help --man" in (ROOT / "scripts" / "setup").read_text(encoding="utf-8")
