"""`cardscan phone` as a user runs it: photos through its page into an address book and back."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
import pytest

from tests.command_line import READER, World
from tests.drawn import CARD, save_card
from tests.web_client import Client, Got


@contextmanager
def phone(world: World, *arguments: str) -> Iterator[tuple[Client, str, subprocess.Popen[bytes]]]:
    process = world.start("phone", "--interface", "127.0.0.1", *READER, "--jobs", "1", *arguments)
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, b"")
        url = next(line.decode().strip() for line in lines if line.startswith(b"http"))
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/[\w-]{32}/)", url)
        assert found, url
        port = int(found[1])
        yield Client(port, {"Origin": f"http://127.0.0.1:{port}"}), found[2], process
    finally:
        process.kill()
        process.communicate()


def photos(client: Client, path: str) -> list[dict[str, object]]:
    found = json.loads(client.get(f"{path}photos").body)["photos"]
    assert isinstance(found, list)
    return found


def all_read(client: Client, path: str) -> list[dict[str, object]]:
    for _ in range(1200):
        found = photos(client, path)
        if all(each["status"] != "waiting" for each in found):
            return found
        time.sleep(0.1)
    pytest.fail(f"not read: {found}")


def put(client: Client, path: str, body: bytes) -> Got:
    return client.ask("PUT", f"{path}photo", body)


def test_photos_become_contacts_in_the_book_and_on_the_phone(world: World) -> None:
    lines = [(h, t.replace("Klara", "Sabine").replace("k.bei", "s.bei")) for h, t in CARD]
    photo = save_card(world.folder / "new.jpg", tuple(lines)).read_bytes()
    no_card = bytes(cv2.imencode(".jpg", np.full((600, 900, 3), 90, np.uint8))[1].tobytes())
    arguments = ("in", "--into", "book.vcf", "--event", "Fair 2026")
    with phone(world, *arguments) as (client, path, process):
        assert "Fair 2026" in client.get(path).text
        sent = put(client, path, photo)
        assert (sent.status, put(client, path, no_card).status) == (200, 200)
        assert json.loads(put(client, path, photo).body)["new"] is False
        empty, read = all_read(client, path)
        assert (empty["status"], empty["cards"]) == ("read", [])
        (card,) = read["cards"]  # type: ignore[misc] # one card is on it
        assert card["name"] == "Sabine Beispiel"
        vcard = client.get(f"{path}card/{card['number']}.vcf").text.replace("\r\n ", "")
        assert "FN:Sabine Beispiel" in vcard
        assert "CATEGORIES:Fair 2026" in vcard
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert b"unencrypted" in err
    assert b"Traceback" not in err
    assert len(list((world.folder / "in" / "done").iterdir())) == 2
    assert [each.name for each in (world.folder / "in").glob("*.part")] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--interface", "nowhere9"), "There is no interface or address nowhere9"),
        (("--interface", "127.0.0.1", "--tls-cert", "c.pem"), "needs its key"),
        (("--interface", "127.0.0.1", "--tls-cert", "c", "--tls-key", "k"), "no certificate"),
        (("--event", " "), "an event has a name"),
    ],
)
def test_mistakes_are_said_before_anything_is_served(
    world: World, arguments: tuple[str, ...], said: str
) -> None:
    answer = world.call("phone", *arguments)
    assert (answer.code, said in answer.err) == (2, True), answer.err
