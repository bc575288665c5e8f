"""A browser's part of HTTP, as bare as a test needs it: cookies kept, nothing else by itself."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from cardscan.addressbook import AddressBook, FileBook
from cardscan.app.desk import Desk
from cardscan.app.inbox import Inbox
from cardscan.app.reviewed import Destination
from cardscan.library import Library
from cardscan.model import Scan
from cardscan.web.guard import Guard
from cardscan.web.listener import ListenerPage
from cardscan.web.review import ReviewPage
from cardscan.web.server import Application, WebServer


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def field(self, name: str) -> str:
        found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', self.text)
        assert found, f"{name} is no field of the page"
        return found[1]


@dataclass
class Client:
    """Speaks to a server on this machine. ``headers`` go with every request."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: bytes = b"", *, headers: Mapping[str, str] | None = None
    ) -> Got:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body or None, {**self.headers, **(headers or {})})
            answer = connection.getresponse()
            said = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, said, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Got:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Got:
        said = {"Origin": f"http://127.0.0.1:{self.port}", **headers}
        return self.ask("POST", path, urlencode(fields or {}).encode(), headers=said)

    def open(self, start: str) -> Got:
        """Follow the start address, as a browser would, and keep its cookie."""
        first = self.get(start.partition(f":{self.port}")[2])
        self.headers["Cookie"] = first.headers["set-cookie"].partition(";")[0]
        return self.get(first.location)


@dataclass
class Door:
    """The phone's page as the review page knows it, without anybody behind it."""

    url: str | None = None

    def start(self, event: str | None) -> None:
        self.url = f"http://192.0.2.1:8800/{event or 'none'}/"

    def stop(self) -> None:
        self.url = None

    def is_on(self) -> bool:
        return self.url is not None

    def why_off(self) -> str:
        return ""


@contextmanager
def served(application: Application) -> Iterator[WebServer]:
    server = WebServer("127.0.0.1", 0, application)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def reviewing(
    library: Library,
    *,
    book: Path | AddressBook | None = None,
    since: datetime | None = None,
    reread: Callable[[Scan], Scan | None] | None = None,
) -> Iterator[tuple[Client, Guard]]:
    """A review page over a library, and a browser that has opened it."""
    inbox = Inbox(library)
    page = ReviewPage(Guard(0), Desk(library, "AT", since, reread), inbox)
    page.phone = ListenerPage(Door(), inbox)
    if book is not None:
        page.book = book.name
        opened = FileBook(book) if isinstance(book, Path) else book
        page.destination = lambda: Destination(opened, library, datetime(2026, 5, 4, tzinfo=UTC))
    with served(page) as server:
        page.guard = Guard(server.port)
        client = Client(server.port)
        assert client.open(page.guard.start).status == 200
        yield client, page.guard


def fields(page: Got) -> dict[str, str]:
    """The form as a browser would send it, untouched."""
    form = page.text[page.text.index('id="answer"') :]
    form = form[: form.index("</form>")]
    found = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', form)
    }
    for name, body in re.findall(
        r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        assert chosen
        found[name] = chosen[1]
    note = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)
    return {**found, "note": unescape(note[1]) if note else ""}


def answer(client: Client, number: int, do: str, **changes: str) -> Got:
    path = f"/card/{number}"
    return client.post(path, {**fields(client.get(path)), **changes, "do": do})
