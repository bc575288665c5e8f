"""`cardscan dedupe --interactive` on a real terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

# Three namesakes: nothing but the name speaks for one person, so each pair is a maybe.
BOOK = (
    "BEGIN:VCARD\nVERSION:3.0\nUID:one\nN:Quendel;Wendelin;;;\nFN:Wendelin Quendel\n"
    "ORG:Moosbach Werke\nTITLE:Leiter\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nUID:two\nN:Quendel;Wendelin;;;\nFN:Wendelin Quendel\n"
    "ORG:Moosbach Werke\nTEL;TYPE=WORK:+4312345678\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nUID:all\nN:Alle;;;;\nFN:Alle\n"
    "X-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:one\n"
    "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:two\nEND:VCARD\n"
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.vcf"
    path.write_text(BOOK, encoding="utf-8")
    return path


def _typed(book: Path, keys: str) -> tuple[int, str]:
    """What the command says on a terminal on which ``keys`` are typed."""
    controller, terminal = pty.openpty()
    library = book.with_name("library.sqlite")
    process = subprocess.Popen(
        [sys.executable, "-m", "cardscan", "dedupe", book, "--interactive", "--library", library],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        close_fds=True,
    )
    os.close(terminal)
    os.write(controller, keys.encode())
    said = bytearray()
    while True:
        try:
            more = os.read(controller, 4096)
        except OSError:  # how Linux says that the other end is closed
            break
        if not more:
            break
        said += more
    os.close(controller)
    return process.wait(), said.decode()


def test_a_pair_is_shown_with_its_differences_and_merged(book: Path) -> None:
    code, said = _typed(book, "m\n")
    assert code == 0
    assert "≠ title" in said
    assert "≠ phone" in said
    assert "  company  Moosbach Werke" in said
    merged = book.read_text(encoding="utf-8")
    assert merged.count("BEGIN:VCARD") == 2
    assert {"TITLE:Leiter", "TEL;TYPE=WORK:+4312345678"} <= set(merged.splitlines())
    survivor = "one" if "UID:one" in merged else "two"
    members = [line for line in merged.splitlines() if "MEMBER:" in line]
    assert {line.rpartition(":")[2] for line in members} == {survivor}


@pytest.mark.parametrize("key", ["k", "n"])
def test_a_pair_kept_apart_is_never_asked_about_again(book: Path, key: str) -> None:
    assert "One person?" in _typed(book, f"{key}\n")[1]
    assert book.read_text(encoding="utf-8") == BOOK
    code, said = _typed(book, "q\n")
    assert code == 0
    assert "One person?" not in said


@pytest.mark.parametrize("key", ["s", "q"])
def test_a_pair_passed_over_is_asked_about_another_time(book: Path, key: str) -> None:
    for _ in range(2):
        assert "One person?" in _typed(book, f"{key}\n")[1]
    assert book.read_text(encoding="utf-8") == BOOK


def test_the_question_is_seen_where_the_answer_goes_into_a_pipe(book: Path) -> None:
    library = book.with_name("library.sqlite")
    words = ["dedupe", book, "--interactive", "--format", "json", "--library", library]
    done = subprocess.run(
        [sys.executable, "-m", "cardscan", *words], input=b"s\n", capture_output=True, check=True
    )
    assert b"One person?" in done.stderr
    assert b"Moosbach" in done.stderr
    assert set(json.loads(done.stdout)) == {"groups", "cards"}
