"""Real CardDAV servers on this machine, from PyPI, each a process of its own."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cardscan.addressbook import AccountBook
from cardscan.carddav import Client, Credentials, RemoteCards, choose_book, find_books
from cardscan.library import Library
from cardscan.vcard import cards, split

USER, PASSWORD = "anna", "streng geheim"
CREDENTIALS = Credentials(USER, PASSWORD)

_MKCOL = (
    '<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>'
    "<resourcetype><collection/><C:addressbook/></resourcetype><displayname>{}</displayname>"
    "</prop></set></mkcol>"
)
_MKCALENDAR = (
    '<?xml version="1.0"?><C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set>'
    "<prop><displayname>{0}</displayname><C:supported-calendar-component-set>"
    '<C:comp name="{1}"/></C:supported-calendar-component-set></prop></set></C:mkcalendar>'
)
_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """A running server; ``home`` is where its user's address books lie."""

    kind: str
    url: str
    home: str
    process: int = 0

    def make_book(self) -> str:
        """A new address book, by its URL."""
        name = f"book{next(_numbers)}"
        url = f"{self.url}{self.home}{name}/"
        assert self.ask("MKCOL", url, _MKCOL.format(name).encode(), "application/xml")[0] == 201
        return url

    def make_calendar(self, *, of: str = "VEVENT") -> str:
        """A new calendar, or a list of tasks, by its URL."""
        name = f"calendar{next(_numbers)}"
        url = f"{self.url}{self.home.replace('contacts', 'calendars')}{name}/"
        body = _MKCALENDAR.format(name, of).encode()
        assert self.ask("MKCALENDAR", url, body, "application/xml")[0] == 201
        return url

    def ask(
        self, method: str, url: str, body: bytes = b"", kind: str = "text/vcard"
    ) -> tuple[int, bytes]:
        """What another program does, without any of our code."""
        request = urllib.request.Request(url, body or None, method=method)
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        request.add_header("Content-Type", kind)
        request.add_header("Depth", "1")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(kind: str, folder: Path) -> Iterator[Server]:
    """Start a server and wait until it answers; end it, and it alone."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    data = folder / "data"
    data.mkdir()
    if kind == "radicale":
        settings = {
            "server-hosts": f"127.0.0.1:{port}",
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": folder / "users",
            "auth-htpasswd-encryption": "plain",
            "storage-filesystem-folder": data,
            "logging-level": "error",
        }
        arguments = ["radicale", "--config", "", *(f"--{k}={v}" for k, v in settings.items())]
        home = f"/{USER}/"
    else:
        arguments = ["xandikos", "serve", "-d", str(data), "--defaults", "-l", "127.0.0.1"]
        arguments += ["--port", str(port), "--state-dir", str(folder)]
        home = "/user/contacts/"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    try:
        _wait_for(port, process, folder / "log")
        yield Server(kind, url, home, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(f"no answer in 30 s: {log.read_text()}")


def open_account(url: str, library: Library, client: Client | None = None) -> AccountBook:
    client = client or Client(url, CREDENTIALS)
    return AccountBook(url, RemoteCards(client, choose_book(find_books(client), None)), library)


@dataclass
class ServerShelf:
    """An address book on a server, with another program's hand on it."""

    server: Server
    url: str
    library: Library

    def __post_init__(self) -> None:
        self.book = open_account(self.url, self.library)

    def hrefs(self) -> list[str]:
        ask = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        status, body = self.server.ask("PROPFIND", self.url, ask, "application/xml")
        assert status == 207
        found = body.decode().replace("ns0:", "").split("<href>")[1:]
        paths = sorted(part.partition("</href>")[0] for part in found)
        return [f"{self.server.url}{path}" for path in paths if not path.endswith("/")]

    def get(self, url: str) -> bytes:
        status, body = self.server.ask("GET", url)
        assert status == 200
        return body

    def all(self) -> list[bytes]:
        bodies = map(self.get, self.hrefs())
        return [block.data for body in bodies for block in cards(split(body))]

    def put(self, name: str, vcard: bytes) -> None:
        assert self.server.ask("PUT", f"{self.url}{name}.vcf", vcard)[0] in (201, 204)

    def edit(self, old: bytes, new: bytes) -> None:
        (url,) = (url for url in self.hrefs() if old in self.get(url))
        status, _ = self.server.ask("PUT", url, self.get(url).replace(old, new, 1))
        assert status in (201, 204)

    def remove(self, text: bytes) -> None:
        for url in self.hrefs():
            if text in self.get(url):
                assert self.server.ask("DELETE", url)[0] in (200, 204)
