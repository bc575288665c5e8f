"""`cardscan review` as a user runs it: a process that serves a page until it is stopped."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cardscan.library import Library, State
from tests.command_line import World
from tests.review_cards import keep, klara
from tests.web_client import Client


@pytest.fixture
def here(tmp_path: Path) -> World:
    world = World(tmp_path / "world")
    world.folder.mkdir()
    keep(world.library, [klara(k) for k in range(3)])
    return world


@contextmanager
def review(world: World, *arguments: str) -> Iterator[tuple[Client, subprocess.Popen[bytes]]]:
    process = world.start("review", "--no-browser", *arguments)
    try:
        assert process.stdout is not None
        start = process.stdout.readline().decode().strip()
        port = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?key=[\w-]{32}", start)
        assert port, start
        client = Client(int(port[1]))
        assert client.open(start).status == 200
        yield client, process
    finally:
        process.kill()
        process.communicate()


def accept(client: Client, number: int) -> int:
    revision = client.get(f"/card/{number}").field("revision")
    return client.post(f"/card/{number}", {"revision": revision, "do": "accept"}).status


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_brings_what_was_accepted_into_the_address_book(
    here: World, stop: signal.Signals
) -> None:
    with review(here, "--into", "book.vcf") as (client, process):
        assert accept(client, 1) == 303
        assert not (here.folder / "book.vcf").exists()
        process.send_signal(stop)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "2 cards wait" in err.decode()
    assert "1 new" in err.decode()
    assert (here.folder / "book.vcf").read_text().count("BEGIN:VCARD") == 1


def test_the_page_brings_them_in_when_asked(here: World) -> None:
    with review(here, "--into", "book.vcf") as (client, _):
        accept(client, 1)
        done = client.post("/deliver")
        assert "1 new" in client.get(done.location).text
        assert (here.folder / "book.vcf").read_text().count("BEGIN:VCARD") == 1
        assert client.post("/undo").status == 422, "it is in the address book"


def test_killed_right_after_an_answer_nothing_is_lost(here: World) -> None:
    with review(here) as (client, process):
        assert accept(client, 2) == 303
        process.kill()
        process.wait()
    with Library.open(here.library) as library:
        found = library.find_scan(2)
        assert found is not None
        assert (found.state, library.check()) == (State.ACCEPTED, ())


def test_a_port_that_is_taken_is_said(here: World) -> None:
    with review(here) as (client, _):
        answer = here.run("review", "--no-browser", "--port", str(client.port))
    assert answer.code == 2
    assert f"Port {client.port}" in answer.err


def test_the_page_is_on_this_machine_only(here: World) -> None:
    with review(here) as (client, _):
        listening = Path("/proc/net/tcp").read_text().splitlines()
        rows = [line.split()[1] for line in listening if f":{client.port:04X} " in line]
        assert any(row.startswith("0100007F:") for row in rows)
        assert not [row for row in rows if row.startswith("00000000:")]


def test_other_commands_do_not_load_the_pages() -> None:
    code = (
        "import sys, cardscan.cli.scan, cardscan.cli.watch, cardscan.cli.export\n"
        "print(sorted(m for m in sys.modules if m.startswith(('cardscan.web', 'jinja2', 'segno'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True
    )
    assert done.stdout.strip() == "[]"
