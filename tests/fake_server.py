"""A small honest CardDAV server in memory, for what real ones on one machine cannot do.

It keeps cards, ETags and sync tokens as the standards say; what is odd about
providers that nobody can start in a test is switched on by :class:`Moods`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.sax.saxutils import escape

import httpx
from defusedxml import ElementTree

from cardscan.addressbook import AccountBook
from cardscan.carddav import Client, Credentials, Limits
from cardscan.library import Library
from tests.servers import CREDENTIALS, open_account

FRONT, BOOKS = "contacts.example.org", "p07-contacts.example.org"
URL = f"https://{FRONT}/"
BOOK = "/anna/card/"
DAV = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"'


@dataclass
class Moods:
    """What is odd about the server."""

    books_host: str = BOOKS
    well_known: int = 301
    elsewhere: str = ""  # where the well-known address sends to instead
    renames: bool = False
    busy: int = 0  # so many answers of 429 come first
    retry_after: str = "3"
    strict: bool = False  # 415 for a doubled REV or PRODID
    read_only: bool = False
    uid_message: bool = False  # 400 with words instead of 409 for a known UID
    other_book: frozenset[str] = frozenset()  # UIDs that another book of the user has
    no_sync: bool = False
    no_etag: bool = False
    lost_tokens: bool = False
    refusal: int = 403  # of a token
    page: bool = False
    bomb: bool = False
    endless: bool = False
    denies_after: int | None = None
    digest: bool = False
    max_octets: int | None = None
    versions: tuple[str, ...] = ("3.0",)
    drops: tuple[str, ...] = ()
    piecewise: bool = False  # a synchronisation in pieces of two
    weak: bool = False  # ETags of single cards come from a web server that packs them
    respells: bool = False  # cards that come many at once have other letters
    breaks: str = ""  # the method whose next answer is lost


@dataclass
class FakeServer:
    moods: Moods = field(default_factory=Moods)
    cards: dict[str, bytes] = field(default_factory=dict)
    log: list[tuple[str, str, bool]] = field(default_factory=list)  # method, host, password sent
    history: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    before_put: Callable[[str], None] = lambda _href: None

    def client(self, url: str = URL, credentials: Credentials | None = CREDENTIALS) -> Client:
        return Client(
            url,
            credentials,
            transport=httpx.MockTransport(self.handle),
            sleep=self.slept.append,
            limits=Limits(answer_octets=2_000_000, pieces=50),
        )

    def open(self, library: Library, url: str = URL) -> AccountBook:
        return open_account(url, library, self.client(url))

    @property
    def writing(self) -> list[str]:
        return [method for method, _, _ in self.log if method in ("PUT", "DELETE")]

    # --- answers -----------------------------------------------------------------------

    def handle(self, request: httpx.Request) -> httpx.Response:
        moods, known = self.moods, request.headers.get("authorization", "")
        self.log.append((request.method, request.url.host, bool(known)))
        if moods.busy:
            moods.busy -= 1
            return httpx.Response(429, headers={"Retry-After": moods.retry_after})
        if not self._may(known):
            challenge = 'Digest realm="x", nonce="n", qop="auth"' if moods.digest else "Basic"
            return httpx.Response(401, headers={"WWW-Authenticate": challenge})
        answer = self._answer(request)
        if moods.breaks == request.method:
            moods.breaks = ""
            raise httpx.ReadError("gone", request=request)
        return answer

    def _may(self, known: str) -> bool:
        if self.moods.denies_after is not None and len(self.log) > self.moods.denies_after:
            return False
        return known.startswith("Digest" if self.moods.digest else "Basic")

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if self.moods.page:
            return httpx.Response(200, html="<html><body>Please log in</body></html>")
        if path == "/.well-known/carddav":
            target = self.moods.elsewhere or f"https://{FRONT}/dav/"
            return httpx.Response(self.moods.well_known, headers={"Location": target})
        if self.moods.bomb:
            return _xml('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>')
        if self.moods.endless:
            return httpx.Response(207, content=_endless())
        handler = getattr(self, f"_{request.method.lower()}", None)
        return handler(request, path) if handler else httpx.Response(405)

    def _propfind(self, request: httpx.Request, path: str) -> httpx.Response:
        assert b"propfind" in request.content, "the body was lost on the way"
        home = f"https://{self.moods.books_host}/anna/"
        if path == "/dav/":
            return _multistatus(
                _resource(
                    path,
                    "<D:current-user-principal><D:href>/anna/principal/</D:href></D:current-user-principal>",
                )
            )
        if path == "/anna/principal/":
            where = f"<D:href>{home}</D:href>"
            return _multistatus(
                _resource(path, f"<C:addressbook-home-set>{where}</C:addressbook-home-set>")
            )
        if path == "/anna/" and request.headers["depth"] == "1":
            return _multistatus(
                _resource(path, "<D:resourcetype><D:collection/></D:resourcetype>"), self._book()
            )
        if path == BOOK and request.headers["depth"] == "1":
            return _multistatus(self._book(), *(self._etag_of(href) for href in sorted(self.cards)))
        return _multistatus(self._book()) if path == BOOK else httpx.Response(404)

    def _book(self) -> str:
        moods = self.moods
        rights = ("read",) if moods.read_only else ("read", "write", "write-content", "bind")
        reports = ["C:addressbook-multiget", "C:addressbook-query"]
        reports += [] if moods.no_sync else ["D:sync-collection"]
        size = (
            f"<C:max-resource-size>{moods.max_octets}</C:max-resource-size>"
            if moods.max_octets
            else ""
        )
        types = "".join(
            f'<C:address-data-type content-type="text/vcard" version="{v}"/>'
            for v in moods.versions
        )
        return _resource(
            BOOK,
            "<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype>"
            "<D:displayname>Kontakte</D:displayname><D:current-user-privilege-set>"
            + "".join(f"<D:privilege><D:{right}/></D:privilege>" for right in rights)
            + "</D:current-user-privilege-set><D:supported-report-set>"
            + "".join(
                f"<D:supported-report><D:report><{r}/></D:report></D:supported-report>"
                for r in reports
            )
            + f"</D:supported-report-set>{size}"
            + f"<C:supported-address-data>{types}</C:supported-address-data>",
        )

    def _report(self, request: httpx.Request, path: str) -> httpx.Response:
        root = ElementTree.fromstring(request.content)
        hrefs = [unquote(e.text or "") for e in root.iter("{DAV:}href")]
        if root.tag.endswith("addressbook-multiget"):
            return _multistatus(*map(self._data_of, hrefs))
        if root.tag.endswith("addressbook-query"):
            uid = root.findtext(".//{urn:ietf:params:xml:ns:carddav}text-match") or ""
            return _multistatus(
                *(self._data_of(h) for h, d in self.cards.items() if _uid(d) == uid)
            )
        return self._synchronised(root.findtext("{DAV:}sync-token") or "")

    def _synchronised(self, token: str) -> httpx.Response:
        if self.moods.no_sync:
            return httpx.Response(501)
        if token and self.moods.lost_tokens:
            return httpx.Response(self.moods.refusal)
        start = int(token.rpartition("/")[2]) if token else 0
        end = min(len(self.history), start + 2) if self.moods.piecewise else len(self.history)
        changed = dict.fromkeys(self.history[start:end])
        rows = [self._etag_of(href) for href in changed if token or href in self.cards]
        if end < len(self.history):
            rows.append(_gone(BOOK, 507))
        return _multistatus(*rows, f"<D:sync-token>https://x/sync/{end}</D:sync-token>")

    def _etag_of(self, href: str) -> str:
        if href not in self.cards:
            return _gone(href, 404)
        return _resource(href, f"<D:getetag>{_etag(self.cards[href])}</D:getetag><D:resourcetype/>")

    def _data_of(self, href: str) -> str:
        if href not in self.cards:
            return self._etag_of(href)
        text = self.cards[href].decode()
        data = escape(text.replace("TYPE=CELL", "type=cell") if self.moods.respells else text)
        return _resource(
            href,
            f"<D:getetag>{_etag(self.cards[href])}</D:getetag><C:address-data>{data}</C:address-data>",
        )

    def _get(self, _request: httpx.Request, path: str) -> httpx.Response:
        href = unquote(path)
        if href not in self.cards:
            return httpx.Response(404)
        data = self.cards[href]
        etag = f"W/{_etag(data)}" if self.moods.weak else _etag(data)
        return httpx.Response(
            200,
            content=data,
            headers={
                "ETag": etag,
                "Content-Type": "text/vcard",
            },
        )

    def _put(self, request: httpx.Request, path: str) -> httpx.Response:
        moods, href = self.moods, unquote(path)
        self.before_put(href)
        if (refusal := self._refusal(request, href)) is not None:
            return refusal
        is_new, name = href not in self.cards, href
        if is_new and moods.renames:
            name = f"{BOOK}{hashlib.sha256(request.content).hexdigest()[:12]}"
        self.store(name, self._kept(request.content))
        headers = {} if moods.no_etag else {"ETag": _etag(self.cards[name])}
        if name != href:
            headers["Location"] = f"https://{moods.books_host}{name}"
        return httpx.Response(201 if is_new else 204, headers=headers)

    def _refusal(self, request: httpx.Request, href: str) -> httpx.Response | None:
        moods, data = self.moods, request.content
        wanted, now = request.headers.get("if-match"), self.cards.get(href)
        assert wanted or request.headers.get("if-none-match") == "*", "an unconditional PUT"
        if moods.read_only:
            return _error("<D:need-privileges/>", 403)
        if (wanted is None) != (now is None) or (wanted and now and wanted != _etag(now)):
            return httpx.Response(412)
        others = {_uid(d) for h, d in self.cards.items() if h != href} | moods.other_book
        if _uid(data) in others:
            words = "<s:message xmlns:s='x'>VCard object with uid already exists here.</s:message>"
            return _error(words, 400) if moods.uid_message else _error("<C:no-uid-conflict/>", 409)
        if moods.strict and any(
            len(re.findall(rb"^%s[;:]" % n, data, re.MULTILINE)) > 1 for n in (b"REV", b"PRODID")
        ):
            return httpx.Response(415)
        if moods.max_octets and len(data) > moods.max_octets:
            return _error("<C:max-resource-size/>", 403)
        return None

    def _kept(self, data: bytes) -> bytes:
        for name in self.moods.drops:
            data = re.sub(rb"(?m)^%s[;:].*(?:\r\n[ \t].*)*\r\n" % name.encode(), b"", data)
        return data

    def _delete(self, request: httpx.Request, path: str) -> httpx.Response:
        href = unquote(path)
        assert request.headers.get("if-match"), "an unconditional DELETE"
        if href not in self.cards:
            return httpx.Response(404)
        if request.headers["if-match"] != _etag(self.cards[href]):
            return httpx.Response(412)
        self.drop(href)
        return httpx.Response(204)

    # --- another program's hand --------------------------------------------------------

    def store(self, href: str, data: bytes) -> None:
        self.cards[href] = data
        self.history.append(href)

    def drop(self, href: str) -> None:
        del self.cards[href]
        self.history.append(href)


@dataclass
class FakeShelf:
    server: FakeServer
    library: Library

    def __post_init__(self) -> None:
        self.book = self.server.open(self.library)

    def all(self) -> list[bytes]:
        return [data.strip() for data in self.server.cards.values()]

    def put(self, name: str, vcard: bytes) -> None:
        self.server.store(f"{BOOK}{name}.vcf", vcard)

    def edit(self, old: bytes, new: bytes) -> None:
        (href,) = (href for href, data in self.server.cards.items() if old in data)
        self.server.store(href, self.server.cards[href].replace(old, new, 1))

    def remove(self, text: bytes) -> None:
        for href in [h for h, data in self.server.cards.items() if text in data]:
            self.server.drop(href)


def _etag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:16]}"'


def _uid(data: bytes) -> str:
    found = re.search(rb"^UID[^:\r\n]*:(?:urn:uuid:)?([^\r\n]*)", data, re.MULTILINE)
    return found[1].decode() if found else ""


def _resource(href: str, properties: str) -> str:
    return (
        f"<D:response><D:href>{escape(href)}</D:href><D:propstat><D:prop>{properties}</D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )


def _gone(href: str, status: int) -> str:
    line = f"<D:status>HTTP/1.1 {status} X</D:status>"
    return f"<D:response><D:href>{escape(href)}</D:href>{line}</D:response>"


def _multistatus(*rows: str) -> httpx.Response:
    return _xml(f"<D:multistatus {DAV}>{''.join(rows)}</D:multistatus>")


def _error(inside: str, status: int) -> httpx.Response:
    return httpx.Response(status, content=f"<D:error {DAV}>{inside}</D:error>".encode())


def _xml(text: str) -> httpx.Response:
    return httpx.Response(207, content=text.encode(), headers={"Content-Type": "application/xml"})


def _endless() -> Iterator[bytes]:
    while True:
        yield b" " * 65536
