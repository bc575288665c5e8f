"""The real command on a real terminal: typed at, interrupted, killed, gone on with."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cardscan.library import Library, State
from cardscan.model import Contact, Name
from tests.review_cards import doubtful_card, keep, klara, line_box

PROMPT = "? help"
TIMEOUT_S = 60.0


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        self._main, other = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cardscan", "review", *arguments],
            stdin=other,
            stdout=other,
            stderr=other,
            env={**_environment(), **(env or {})},
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(other)
        self.screen = ""
        self._read = 0

    def expect(self, text: str) -> str:
        """Wait until a text is shown; what was shown since the last one, up to its end."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while (at := self.screen.find(text, self._read)) < 0:
            assert self._more(deadline_s), f"no {text!r} in:\n{self.screen[self._read :]}"
        start, self._read = self._read, at + len(text)
        return self.screen[start : self._read]

    def type(self, text: str) -> None:
        os.write(self._main, text.encode())

    def answer(self, text: str) -> None:
        """Wait for a question and answer it."""
        self.expect(PROMPT)
        self.type(text + "\r")

    def expect_keys(self) -> None:
        """Wait until the command sleeps and readline has taken the terminal.

        Python forgets a SIGINT that comes in the instant before readline waits
        for a key; a person would press Ctrl-C once more.
        """
        deadline_s = time.monotonic() + TIMEOUT_S
        while not (self._is_taken() and self._sleeps()):
            assert time.monotonic() < deadline_s, "the command never waited for a key"
            time.sleep(0.01)

    def _is_taken(self) -> bool:
        return not termios.tcgetattr(self._main)[3] & termios.ICANON

    def _sleeps(self) -> bool:
        stat = Path(f"/proc/{self.process.pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "S"

    def end(self) -> int:
        """Wait until the command ends; its exit code."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while self._more(deadline_s):
            pass
        return self.process.wait(TIMEOUT_S)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self._main)

    def _more(self, deadline_s: float) -> bool:
        ready, _, _ = select.select([self._main], [], [], max(0, deadline_s - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._main, 65536)
        except OSError:  # Linux says so when the other end is closed
            return False
        self.screen += data.decode("utf-8", "replace")
        return bool(data)


def _take_terminal() -> None:
    import fcntl

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment() -> dict[str, str]:
    """The environment without what would tell of the terminal that the tests run in."""
    telling = {"TMUX", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "TERM_PROGRAM", "LC_TERMINAL"}
    kept = {key: value for key, value in os.environ.items() if key not in telling}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


Run = Callable[..., Terminal]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started: list[Terminal] = []

    def start(*arguments: str, env: dict[str, str] | None = None) -> Terminal:
        library = ("--library", str(tmp_path / "library.sqlite"))
        started.append(Terminal("--terminal", *library, *arguments, env=env))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return keep(tmp_path / "library.sqlite", [klara(0), klara(1, event="Fair"), klara(2)])


def names(path: Path) -> list[tuple[str | None, bool, State]]:
    """What the library says: name, whether it is sure, and the card's state."""
    with Library.open(path) as library:
        return [
            (c.name.value if c.name else None, bool(c.name and c.name.sure), stored.state)
            for stored in library.scans(discarded=True)
            if (c := stored.scan.contact)
        ]


WRONG, RIGHT = "Klara Beispicl", "Klara Beispiel"


def test_quitting_in_the_middle_and_going_on_later(run: Run, library: Path) -> None:
    first = run()
    assert "Card 1 of 3 · photos/card-0.jpg" in first.expect("name ")
    first.answer("1")
    first.answer("")
    first.answer("e hello@muster.example")
    first.expect("Card 2 of 3 · photos/card-1.jpg · Fair")
    first.answer("d")
    first.answer("1")
    first.expect("phone cell")
    first.answer("q")
    assert first.end() == 0
    assert "1 accepted, 1 discarded, 1 left." in first.screen
    assert "Go on with: cardscan review --terminal" in first.screen
    second = run()
    shown = second.expect(PROMPT)
    assert "Card 1 of 1 · photos/card-2.jpg" in shown
    assert "(70%)" not in shown, "the name is not asked again"
    second.type("a\r")
    assert second.end() == 0
    assert "cardscan review --terminal --into BOOK.vcf" in second.screen
    assert names(library) == [
        (RIGHT, True, State.ACCEPTED),
        (WRONG, False, State.DISCARDED),
        (RIGHT, True, State.ACCEPTED),
    ]
    third = run()
    assert third.end() == 0
    assert "No card waits for a decision." in third.screen


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 130), (None, -signal.SIGKILL)])
def test_however_it_ends_an_answer_is_kept(
    run: Run, library: Path, key: str | None, code: int
) -> None:
    terminal = run()
    terminal.answer("1")
    terminal.expect(PROMPT)
    terminal.expect_keys()
    if key is None:
        terminal.process.kill()
    else:
        terminal.type(key)
    assert terminal.end() == code
    assert "Traceback" not in terminal.screen
    assert names(library)[0] == (RIGHT, True, State.OPEN)
    again = run()
    assert "phone cell   +436641234500  [0664 1234500]  (80%)" in again.expect(PROMPT)


def test_e_alone_edits_the_old_text(run: Run, library: Path) -> None:
    terminal = run()
    terminal.answer("e")
    terminal.expect(f"name (change what stands here): {WRONG}")
    terminal.type("\x7f\x7fel-Müller\r")
    terminal.expect("phone cell")
    terminal.answer("q")
    assert terminal.end() == 0
    assert names(library)[0][:2] == ("Klara Beispiel-Müller", True)


def test_what_is_not_understood_shows_the_keys_and_changes_nothing(run: Run, library: Path) -> None:
    terminal = run()
    terminal.answer("what")
    assert "accept the whole card" in terminal.expect("every answer is kept")
    terminal.answer("9")
    terminal.expect("There is no other reading 9.")
    terminal.answer("m 1")
    terminal.expect("--into BOOK.vcf")
    terminal.answer("q")
    assert terminal.end() == 0
    assert names(library)[0] == (WRONG, False, State.OPEN)


def test_without_pictures_the_crop_is_a_file_while_it_is_asked_about(
    run: Run, library: Path
) -> None:
    terminal = run()
    shown = terminal.expect(PROMPT)
    found = re.search(r"picture\s+(\S+\.png)", shown)
    assert found is not None
    assert Path(found[1]).read_bytes().startswith(b"\x89PNG")
    assert Path(found[1]).parent.stat().st_mode & 0o077 == 0, "others may not look"
    assert "\x1b_G" not in shown
    terminal.type("q\r")
    assert terminal.end() == 0
    assert not Path(found[1]).exists()


@pytest.mark.parametrize(
    ("arguments", "env", "start"),
    [
        ((), {"TERM": "xterm-kitty"}, "\x1b_Ga=T,f=100,q=2"),
        (("--pictures", "sixel"), {}, "\x1bP0;1q"),
        (("--pictures", "iterm"), {}, "\x1b]1337;File=inline=1"),
    ],
)
def test_the_crop_is_shown_where_the_terminal_can(
    run: Run, library: Path, arguments: tuple[str, ...], env: dict[str, str], start: str
) -> None:
    terminal = run(*arguments, env=env)
    assert start in terminal.expect(PROMPT)
    terminal.type("q\r")
    assert terminal.end() == 0


def test_a_missing_name_is_typed_right_away(run: Run, tmp_path: Path) -> None:
    bare = doubtful_card(Contact(unread=("x",)), [("x",)])
    library = keep(tmp_path / "library.sqlite", [bare])
    terminal = run()
    terminal.expect("Name? (Enter = none")
    terminal.type("Klara Muster\r")
    terminal.expect("Phone? (Enter = none")
    terminal.type("12\r")
    terminal.expect("does not say its country")
    terminal.expect("Phone? (Enter = none")
    terminal.type("\r")
    terminal.expect("E-mail? (Enter = none")
    terminal.type("klara@muster.example\r")
    assert terminal.end() == 0
    assert names(library) == [("Klara Muster", True, State.ACCEPTED)]


def test_a_card_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    evil = "Klara\x1b]0;owned\x07 \x9bBeispiel"
    contact = Contact(name=Name(value=evil, boxes=(line_box(0),)))
    keep(tmp_path / "library.sqlite", [doubtful_card(contact, [(evil,)])])
    terminal = run()
    shown = terminal.expect(PROMPT)
    assert "\x1b]0;" not in shown
    assert "\x9b" not in shown
    terminal.type("q\r")
    assert terminal.end() == 0


BOOK = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:one\r\nFN:Someone Else\r\nN:Else;Someone;;;\r\n"
    b"END:VCARD\r\n"
)


def test_accepted_cards_go_into_the_address_book(run: Run, library: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.vcf"
    book.write_bytes(BOOK)
    terminal = run("--into", str(book))
    terminal.answer("1")
    terminal.answer("a")
    terminal.expect("Card 2 of 3")
    terminal.answer("m #1")
    terminal.expect("Card 3 of 3")
    assert b"+436641234501" in book.read_bytes(), "merged by hand at once"
    terminal.answer("q")
    assert terminal.end() == 0
    assert "2 accepted, 1 of them merged by hand, 0 discarded, 1 left." in terminal.screen
    assert "1 new" in terminal.screen
    written = book.read_bytes()
    assert written.startswith(BOOK[: BOOK.index(b"END")])
    assert written.count(b"BEGIN:VCARD") == 2
    assert b"Klara Beispiel" in written
    again = run("--into", str(book))
    again.answer("q")
    assert again.end() == 0
    assert book.read_bytes() == written


def test_an_interrupted_session_delivers_the_next_time(
    run: Run, library: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.vcf"
    terminal = run("--into", str(book))
    terminal.answer("a")
    terminal.expect("Card 2 of 3")
    terminal.expect(PROMPT)
    terminal.expect_keys()
    terminal.type("\x03")
    assert terminal.end() == 130
    assert not book.exists()
    again = run("--into", str(book))
    again.answer("q")
    assert again.end() == 0
    assert book.read_bytes().count(b"BEGIN:VCARD") == 1


def test_without_a_library_nothing_is_made(run: Run, tmp_path: Path) -> None:
    terminal = run()
    assert terminal.end() == 0
    assert "No card waits" in terminal.screen
    assert list(tmp_path.iterdir()) == []
