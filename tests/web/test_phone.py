"""The phone's page over HTTP: what it takes, what it refuses, and that it shows nothing else."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardscan.app.arrivals import Arrivals
from cardscan.app.watch import Handled
from cardscan.library import Library
from cardscan.model import Scan
from cardscan.web import network
from cardscan.web.network import Reachable, choose_address, find_addresses
from cardscan.web.phone import PhonePage
from tests.review_cards import RECIPE, keep, klara
from tests.web_client import Client, Got, served

JPEG = b"\xff\xd8\xff\xe0" + b"a card" * 4000 + b"\xff\xd9"
Phone = tuple[Client, PhonePage]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(keep(tmp_path / "library.sqlite", [klara(0)])) as opened:
        yield opened


@pytest.fixture
def phone(tmp_path: Path, library: Library) -> Iterator[Phone]:
    (tmp_path / "photos").mkdir()
    page = PhonePage(Arrivals(tmp_path / "photos", library, most_bytes=1_000_000), event="Fair")
    with served(page) as server:
        page.hosts = frozenset({f"127.0.0.1:{server.port}"})
        yield Client(server.port), page


def put(phone: Phone, body: bytes, **headers: str) -> Got:
    client, page = phone
    own = {"Origin": f"http://127.0.0.1:{client.port}", **headers}
    return client.ask("PUT", f"/{page.token}/photo", body, headers=own)


def photos(phone: Phone) -> list[dict[str, object]]:
    client, page = phone
    found = json.loads(client.get(f"/{page.token}/photos").body)["photos"]
    assert isinstance(found, list)
    return found


def files(page: PhonePage) -> list[str]:
    return sorted(each.name for each in page.arrivals.folder.iterdir())


def test_a_photo_lands_whole_under_a_name_of_ours_and_once(phone: Phone) -> None:
    _, page = phone
    first, again = put(phone, JPEG), put(phone, JPEG)
    assert (first.status, json.loads(first.body)["new"]) == (200, True)
    assert (again.status, json.loads(again.body)["new"]) == (200, False)
    (name,) = files(page)
    assert name == f"phone-{json.loads(first.body)['photo'][:24]}.jpg"
    assert (page.arrivals.folder / name).read_bytes() == JPEG
    assert [each["status"] for each in photos(phone)] == ["waiting"]


HEADS = [
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"RIFF\0\0\0\0WEBPVP8 ", ".webp"),
    (b"\0\0\0\x18ftypheic\0\0\0\0", ".heic"),
    (b"\0\0\0\x1cftypavif\0\0\0\0", ".avif"),
]


@pytest.mark.parametrize(("head", "suffix"), HEADS)
def test_what_phones_make_is_taken(phone: Phone, head: bytes, suffix: str) -> None:
    assert put(phone, head + b"x" * 100).status == 200
    assert files(phone[1])[0].endswith(suffix)


REFUSED = [
    (b"PK\x03\x04 a zip named .jpg", {}, 415),
    (b"%PDF-1.7", {}, 415),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", {}, 415),
    (b"\0\0\0\x18ftypisom a film", {}, 415),
    (b"", {}, 400),
    (JPEG + bytes(1_000_000), {}, 413),
    (JPEG, {"Origin": "http://evil.example"}, 403),
    (JPEG, {"Origin": "null"}, 403),
    (JPEG, {"Host": "evil.example"}, 421),
]


@pytest.mark.parametrize(("body", "headers", "status"), REFUSED)
def test_anything_else_is_refused_and_leaves_nothing(
    phone: Phone, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert put(phone, body, **headers).status == status
    assert files(phone[1]) == []
    assert put(phone, JPEG).status == 200


def test_a_cut_connection_leaves_nothing_and_the_next_try_is_taken(phone: Phone) -> None:
    client, page = phone
    host = f"127.0.0.1:{client.port}"
    head = f"PUT /{page.token}/photo HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    for _ in range(8):
        with socket.create_connection(("127.0.0.1", client.port)) as connection:
            connection.sendall(f"{head}Content-Length: {len(JPEG)}\r\n\r\n".encode() + JPEG[:9000])
    for _ in range(200):
        answer = put(phone, JPEG)
        if answer.status == 200:
            break
        assert answer.status == 503, "busy with those that were cut"
    assert answer.status == 200
    whole = [name for name in files(page) if not name.endswith(".part")]
    assert [(page.arrivals.folder / name).read_bytes() for name in whole] == [JPEG]


def test_many_at_once_are_each_kept_once(phone: Phone) -> None:
    bodies = [JPEG + bytes([k]) * 9 for k in range(6)] * 2

    def send(body: bytes) -> None:
        while put(phone, body).status == 503:
            pass

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(phone[1])) == 6
    assert len(photos(phone)) == 6


def test_the_cards_of_a_sent_photo_are_shown_and_saved_on_the_phone(
    phone: Phone, library: Library
) -> None:
    client, page = phone
    sha256 = json.loads(put(phone, JPEG).body)["photo"]
    scan = klara(1)
    library.remember(sha256, RECIPE, [Scan(**{**_fields(scan), "sha256": sha256})])
    (photo,) = photos(phone)
    assert photo["status"] == "read"
    assert photo["cards"] == [
        {
            "number": 2,
            "name": "Klara Beispicl",
            "organization": "Mustermann Werke GmbH",
            "is_sure": False,
        }
    ]
    vcard = client.get(f"/{page.token}/card/2.vcf")
    assert vcard.headers["content-type"].startswith("text/vcard")
    assert "FN:Klara Beispicl" in vcard.text
    assert "VERSION:3.0" in vcard.text
    assert client.get(f"/{page.token}/all.vcf").text.count("BEGIN:VCARD") == 1


def _fields(scan: Scan) -> dict[str, object]:
    return {name: getattr(scan, name) for name in Scan.__slots__}


def test_a_photo_that_cannot_be_read_says_why(phone: Phone) -> None:
    _, page = phone
    put(phone, JPEG)
    (name,) = files(page)
    page.arrivals.note(Handled(Path(name), Path(name), 0, 0, "it is cut off"))
    (photo,) = photos(phone)
    assert (photo["status"], photo["why"]) == ("failed", "it is cut off")


def test_neither_the_library_nor_the_review_is_to_be_had(phone: Phone) -> None:
    client, page = phone
    for path in ("card/1.vcf", "card/1", "card/1/front.jpg", "../card/1", "static/review.js", "x"):
        got = client.get(f"/{page.token}/{path}")
        assert (got.status, b"Klara" in got.body) == (404, False), path
    assert client.get(f"/{page.token}/all.vcf").body == b""
    for path in (
        "/",
        "/card/1",
        "/wrong/",
        "/wrong/photos",
        f"/{page.token[:-1]}/",
        "//",
        "/\u00fc/",
    ):
        assert client.get(path.encode("ascii", "ignore").decode()).status == 404
    assert client.ask("PUT", "/wrong/photo", JPEG).status == 404
    for method in ("POST", "DELETE"):
        assert client.ask(method, f"/{page.token}/photo", b"x").status == 405
    assert page.token not in repr(page)


def test_the_page_says_that_http_is_unencrypted_and_needs_nothing_from_elsewhere(
    phone: Phone,
) -> None:
    client, page = phone
    assert client.get(f"/{page.token}").location == f"/{page.token}/"
    text = client.get(f"/{page.token}/").text
    assert "unencrypted" in text
    assert 'capture="environment"' in text
    assert text.count("multiple") == 1
    assert "//" not in text
    for name in ("style.css", "phone.css", "phone.js"):
        assert client.get(f"/{page.token}/static/{name}").status == 200


FOUND = (Reachable("192.168.1.7", "wlan0"), Reachable("10.8.0.2", "tun0"))


def test_the_interface_is_the_likeliest_or_the_one_that_is_said() -> None:
    assert choose_address(FOUND, None).address == "192.168.1.7"
    assert choose_address(FOUND, "tun0").address == "10.8.0.2"
    assert choose_address(FOUND, "10.8.0.2").interface == "tun0"
    assert choose_address(FOUND, "[fd00::1]").in_url == "[fd00::1]"
    for wanted, found in (("eth9", FOUND), (None, ())):
        with pytest.raises(Exception, match=r"interface|network"):
            choose_address(found, wanted)


ORDER = ["wlp3s0", "enp0s31f6", "eth0", "tun0", "docker0", "br-12ab", "tailscale0"]


def test_wifi_and_ethernet_come_before_vpns_and_bridges(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = [Reachable(f"10.0.0.{k}", name) for k, name in enumerate(ORDER, 1)]
    monkeypatch.setattr(network, "_of_interfaces", lambda: iter([*mixed[3:], *mixed[2::-1]]))
    monkeypatch.setattr(network, "_ipv6", lambda: iter([Reachable("fd00::5", "wlp3s0")]))
    monkeypatch.setattr(network, "_outward", lambda: iter([Reachable("10.0.0.4")]))
    names = [each.interface for each in find_addresses()]
    assert names[:2] == ["wlp3s0", "wlp3s0"]
    assert set(names[2:4]) == {"enp0s31f6", "eth0"}
    assert set(names[4:]) == set(ORDER[3:])
