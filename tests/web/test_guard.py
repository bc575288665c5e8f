"""Who is kept out of the review page, and what its server survives: bytes over a real socket."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from cardscan.library import Library, State
from cardscan.web import server as web_server
from cardscan.web.guard import Guard
from cardscan.web.server import Request, Response
from tests.review_cards import keep, klara
from tests.web_client import Client, reviewing, served


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(keep(tmp_path / "library.sqlite", [klara(0)])) as opened:
        yield opened


@pytest.fixture
def page(library: Library) -> Iterator[tuple[Client, Guard]]:
    with reviewing(library) as opened:
        yield opened


Page = tuple[Client, Guard]

HOSTS = [
    None,
    "",
    "evil.example",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1:{}.evil.example",
    "[::1]:{}",
]


@pytest.mark.parametrize("host", HOSTS)
def test_only_its_own_address_is_answered(page: Page, host: str | None) -> None:
    client, guard = page
    line = "" if host is None else f"Host: {host.format(guard.port)}\r\n"
    said = raw(guard.port, f"GET / HTTP/1.1\r\n{line}Cookie: {client.headers['Cookie']}\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 421"), said
    assert b"Klara" not in said


@pytest.mark.parametrize(
    ("path", "before", "behind"),
    [
        ("/", "Host: evil.example\r\n", ""),
        ("/", "", "Host: evil.example\r\n"),
        ("http://evil.example/", "", ""),
    ],
)
def test_whoever_is_meant_is_said_once(page: Page, path: str, before: str, behind: str) -> None:
    client, guard = page
    own = f"Host: 127.0.0.1:{guard.port}\r\n"
    asked = (
        f"GET {path} HTTP/1.1\r\n{before}{own}{behind}Cookie: {client.headers['Cookie']}\r\n\r\n"
    )
    said = raw(guard.port, asked)
    assert said.startswith((b"HTTP/1.1 400", b"HTTP/1.1 421")), said
    assert b"Klara" not in said


@pytest.mark.parametrize("path", ["/", "/card/1", "/card/1/front.jpg", "/static/style.css"])
def test_nothing_is_shown_without_the_token(page: Page, path: str) -> None:
    _, guard = page
    stranger = Client(guard.port)
    for key in ("", "wrong", guard.session, "\udcff"):
        asked = path if not key else f"{path}?{urlencode({'key': key}, errors='replace')}"
        got = stranger.get(asked)
        assert (got.status, b"Klara" in got.body) == (403, False)
    for cookie in (f"{guard.cookie}={guard.token}", f"{guard.cookie}=", "a=b", "=;;=\x01"):
        assert stranger.get(path, Cookie=cookie).status == 403
    assert stranger.get(path, Cookie=f"{guard.cookie}={guard.session}").status == 200


def test_the_cookie_is_for_this_page_alone(page: Page) -> None:
    client, guard = page
    cookie = Client(guard.port).get(f"/?key={guard.token}").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert guard.token not in cookie
    assert guard.token not in repr(guard)
    assert client.get("/").status == 200


ORIGINS: list[dict[str, str]] = [
    {"Origin": "http://evil.example"},
    {"Origin": "https://127.0.0.1:{}"},
    {"Origin": "http://localhost:{}"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    {},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", ORIGINS)
def test_what_another_page_sends_changes_nothing(
    library: Library, page: Page, headers: dict[str, str]
) -> None:
    client, guard = page
    revision = client.get("/card/1").field("revision")
    body = urlencode({"revision": revision, "do": "discard"}).encode()
    said = {name: value.format(guard.port) for name, value in headers.items()}
    for path in ("/card/1", "/undo", "/deliver"):
        assert client.ask("POST", path, body, headers=said).status == 403
    found = library.find_scan(1)
    assert found is not None
    assert found.state is State.OPEN
    own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.ask("POST", "/card/1", body, headers=own).status == 303


@pytest.mark.parametrize(
    "path", ["/", "/card/1", "/card/1/front.jpg", "/nowhere", "/static/review.js"]
)
def test_every_answer_tells_the_browser_to_be_careful(page: Page, path: str) -> None:
    client, guard = page
    for got in (client.get(path), Client(guard.port).get(path)):
        policy = got.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["referrer-policy"] == "no-referrer"
        assert got.headers["x-frame-options"] == "DENY"
        assert not [name for name in got.headers if name.startswith("access-control-")]


def test_no_page_needs_what_the_policy_forbids(page: Page) -> None:
    client, _ = page
    for path in ("/", "/card/1", "/nowhere"):
        text = client.get(path).text
        assert " style=" not in text
        assert " onclick" not in text
        assert "<script>" not in text
        assert "//" not in text.replace("http://www.w3.org", "").replace(
            client.headers["Cookie"], ""
        )


def raw(port: int, text: str | bytes, *, wait_s: float = 5.0) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    with socket.create_connection(("127.0.0.1", port), timeout=wait_s) as connection:
        connection.sendall(data)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


HEAD = b"POST /card/1 HTTP/1.1\r\nHost: H\r\nCookie: C\r\nOrigin: http://H\r\n"
GET = b" HTTP/1.1\r\nHost: H\r\nCookie: C\r\n\r\n"
BAD = [
    (HEAD + b"Content-Length: 1000000000\r\n\r\n", b"413"),
    (HEAD + b"\r\n", b"411"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
    (HEAD + b"Content-Length: -5\r\n\r\n", b"411"),
    (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", b"411"),
    (HEAD + b"Content-Length: 3\r\n\r\n\xff=\xfe", b"400"),
    (HEAD + b"Content-Length: 4\r\n\r\ndo=x", b"409"),
    (HEAD + b"Content-Length: 11\r\n\r\ndo=choose.x", b"400"),
    (b"DELETE /card/1 HTTP/1.1\r\nHost: H\r\nContent-Length: 0\r\n\r\n", b"405"),
    (b"GET /" + b"a" * 9000 + GET, b"414"),
    (b"nonsense\r\n\r\n", b"400"),
    (b"GET /\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 300 + b"\r\n", b"431"),
    (b"GET /card/%2e%2e/%00" + GET, b"404"),
    (b"GET http://[" + GET, b"400"),
]


@pytest.mark.parametrize(("request_bytes", "status"), BAD)
def test_odd_requests_are_refused_and_the_server_lives(
    page: Page, request_bytes: bytes, status: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    client, guard = page
    host, cookie = f"127.0.0.1:{guard.port}".encode(), client.headers["Cookie"].encode()
    filled = request_bytes.replace(b"Host: H", b"Host: " + host)
    filled = filled.replace(b"http://H", b"http://" + host).replace(
        b"Cookie: C", b"Cookie: " + cookie
    )
    assert raw(guard.port, filled).startswith(b"HTTP/1.1 " + status)
    assert client.get("/card/1").status == 200
    assert capfd.readouterr().err == ""


def test_who_drips_is_cut_off_and_takes_nobodys_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "_HEAD_S", 0.3)

    def hello(_: Request) -> Response:
        return Response(b"hello")

    with served(hello) as server:
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHos")
        assert Client(server.port).get("/").body == b"hello"
        for connection in slow:
            connection.settimeout(10)
            start = time.monotonic()
            while connection.recv(1000):
                assert time.monotonic() - start < 10
            connection.close()
