"""The phone's code on the review page: a door of its own, shut until opened."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cardscan.app.qr import code_of, to_svg
from cardscan.cli.console import Voice
from cardscan.cli.listener import Listener
from cardscan.errors import CardscanError
from tests.cli.test_review_page import review
from tests.command_line import World
from tests.review_cards import keep, klara
from tests.web_client import Client

PHOTO = b"\xff\xd8\xff\xe0" + b"a card" * 4000 + b"\xff\xd9"


@pytest.fixture
def here(tmp_path: Path) -> World:
    """A library that knows the photo, so that nobody need read it."""
    world = World(tmp_path / "world")
    world.folder.mkdir()
    known = replace(klara(1), sha256=hashlib.sha256(PHOTO).hexdigest())
    keep(world.library, [klara(0), known])
    return world


def address(client: Client) -> str | None:
    found = re.search(r'class="address">(http://[^<]+)<', client.get("/phone").text)
    return found[1] if found else None


def test_the_code_opens_a_door_that_closes_again(here: World) -> None:
    with review(here, "--interface", "127.0.0.1") as (client, process):
        assert address(client) is None
        assert (client.get("/phone.svg").status, client.get("/phone/stop").status) == (404, 404)
        assert 'href="/phone"' in client.get("/").text
        assert client.post("/phone", {"event": "Fair"}).location == "/phone"
        url = address(client)
        assert url is not None
        assert client.get("/phone.svg").body == to_svg(code_of(url))
        client.post("/phone")
        assert address(client) == url, "it is open already"
        phone, path = _phone(url)
        assert "Fair" in phone.get(path).text
        assert phone.ask("PUT", f"{path}photo", PHOTO).status == 200
        assert b"Klara" in phone.get(f"{path}photos").body
        assert phone.get("/card/1", Cookie=client.headers["Cookie"]).status == 404
        client.post("/phone/stop")
        assert address(client) is None
        with pytest.raises(OSError, match="refused"):
            phone.get(path)
        client.post("/phone")
        reopened = address(client)
        assert reopened not in (None, url), "with another secret"
        process.kill()
        process.wait()
    assert reopened is not None
    phone, path = _phone(reopened)
    for _ in range(400):
        try:
            phone.get(path)
        except OSError:
            break
    else:
        pytest.fail("it outlives the review")


def test_why_it_does_not_open_is_said(here: World) -> None:
    listener = Listener(here.library, None, "nowhere9", Voice(quiet=True))
    with pytest.raises(CardscanError, match="no interface or address nowhere9"):
        listener.start(None)
    assert not listener.is_on()


def _phone(url: str) -> tuple[Client, str]:
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/.+)", url)
    assert found, url
    port = int(found[1])
    return Client(port, {"Origin": f"http://127.0.0.1:{port}"}), found[2]
