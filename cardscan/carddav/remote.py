"""One address book or calendar on a server: what is in it, what changed, single cards written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from cardscan.carddav.addresses import normal_path
from cardscan.carddav.client import Client, Reply
from cardscan.carddav.discovery import RemoteBook, answer_of
from cardscan.carddav.messages import (
    Multistatus,
    Resource,
    multiget,
    propfind,
    query_uid,
    sync_collection,
)
from cardscan.errors import LostAnswerError, ServerError
from cardscan.model import RemoteCard

__all__ = ["RemoteCards", "Survey"]

BATCH = 100
"""Cards asked for at once: with pictures in them some 20 MB."""

_WRITTEN = frozenset((200, 201, 204))
"""How a server says that it has a card (RFC 9110, 9.3.4)."""

_XML = {"Content-Type": "application/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Survey:
    """What is there: the ETag of each card that is new or changed, and which are gone.

    ``is_whole`` says that cards which are not named are not there any more.
    """

    token: str | None
    etags: Mapping[str, str]
    gone: frozenset[str] = frozenset()
    is_whole: bool = True


class RemoteCards:
    """The cards of one address book, or events of a calendar. Every method raises ServerError."""

    def __init__(self, client: Client, book: RemoteBook) -> None:
        self.book = book
        self._client = client
        self._path = normal_path(book.url)

    def survey(self, token: str | None) -> Survey:
        """What changed since a token; everything where there is none, or it is not taken."""
        if token and (changes := self._synchronised(token)) is not None:
            return changes
        if "sync-collection" in self.book.reports:
            changes = self._synchronised("")
            if changes is not None:
                return changes
        return self._listed()

    def fetch(self, hrefs: Sequence[str]) -> Iterator[RemoteCard]:
        """Cards by their paths; those that are gone meanwhile are left out."""
        for start in range(0, len(hrefs), BATCH):
            yield from self._fetched(hrefs[start : start + BATCH])

    def get(self, href: str) -> RemoteCard | None:
        """One card as it is now; None where it is not there."""
        # A web server in front that packs an answer gives it another ETag, or a weak one.
        accepted = f"{self.book.kind.media_type}, */*;q=0.5"
        headers = {"Accept": accepted, "Accept-Encoding": "identity"}
        reply = self._client.request("GET", self.url_of(href), headers=headers)
        if reply.status in (404, 410):
            return None
        if not reply.is_good or reply.is_page:
            raise ServerError(f"{self._host} refuses to show what is in it ({reply.status}).")
        return RemoteCard(href, reply.headers.get("etag", "").removeprefix("W/"), reply.body)

    def find_uid(self, uid: str) -> tuple[RemoteCard, ...]:
        """The cards that have a UID."""
        reply = self._report(query_uid(uid, self.book.kind))
        return tuple(self._cards_of(self._answer(reply))) if reply.status == 207 else ()

    def put(self, href: str, data: bytes, *, etag: str | None) -> Reply:
        """Write a card: a new one where ``etag`` is None, else in the place of what it names."""
        condition = {"If-None-Match": "*"} if etag is None else self._condition(etag)
        media_type = f"{self.book.kind.media_type}; charset=utf-8"
        headers = {"Content-Type": media_type, **condition}
        reply = self._client.request("PUT", self.url_of(href), body=data, headers=headers)
        if reply.is_good and (reply.is_page or reply.status not in _WRITTEN):
            # A page to log in at, say: whoever answers, it is not the address book.
            raise LostAnswerError(f"{self._host} answers with something else than it was asked.")
        return reply

    def delete(self, href: str, *, etag: str) -> Reply:
        """Take a card out, if it still is what the ETag names."""
        return self._client.request("DELETE", self.url_of(href), headers=self._condition(etag))

    def _condition(self, etag: str) -> dict[str, str]:
        """Only if the card still is what an ETag names; an empty one would be no condition."""
        if not etag:
            raise ServerError(
                f"{self._host} does not say in which state a contact is (no ETag), "
                "so nothing there can be changed without losing what others may have changed."
            )
        return {"If-Match": etag}

    def new_href(self, name: str) -> str:
        """The path of a new card."""
        return normal_path(urljoin(self.book.url, quote(name, safe="")))

    def href_of(self, reply: Reply, wanted: str) -> str:
        """Under which path a server put a card: its Location, or where it was sent to."""
        try:
            # The host does not matter: behind a proxy, servers call themselves by other names.
            found = normal_path(urljoin(reply.url, reply.headers.get("location", "")))
        except ValueError:
            return wanted
        return found if self._is_below(found) else wanted

    # --- what is there -----------------------------------------------------------------

    def _synchronised(self, token: str) -> Survey | None:
        """The changes since a token (RFC 6578); None where the server does not take it."""
        etags: dict[str, str] = {}
        gone: set[str] = set()
        start, pieces = token, 0
        while True:
            reply = self._report(sync_collection(token), depth="0")
            if reply.status in (400, 403, 405, 409, 410, 412, 415, 501, 507):
                return None
            found = self._answer(reply)
            for resource in found.resources:
                href = self._member(resource)
                if href is not None and resource.is_gone:
                    gone.add(href)
                    etags.pop(href, None)
                elif href is not None:
                    gone.discard(href)
                    etags[href] = _etag_of(resource)
            # A long answer comes in pieces, and says so of the book itself (3.6).
            is_cut = any(each.status == 507 for each in found.resources)
            if not is_cut or not found.token or found.token == token:
                return Survey(found.token, etags, frozenset(gone), is_whole=not start)
            token, pieces = found.token, pieces + 1
            if pieces > self._client.limits.pieces:
                raise ServerError(f"{self._host} tells of its changes without an end.")

    def _listed(self) -> Survey:
        reply = self._client.request(
            "PROPFIND",
            self.book.url,
            body=propfind(["D:getetag", "D:resourcetype"]),
            headers={**_XML, "Depth": "1"},
        )
        found = self._answer(reply).resources
        members = ((self._member(r), r) for r in found if "collection" not in _kinds(r))
        return Survey(None, {h: _etag_of(r) for h, r in members if h is not None})

    def _member(self, resource: Resource) -> str | None:
        """The path of a card in this book; None for the book itself and what lies elsewhere."""
        try:
            href = normal_path(urljoin(self.book.url, resource.href))
        except ValueError:
            return None
        return href if self._is_below(href) else None

    def _is_below(self, href: str) -> bool:
        return href.startswith(self._path) and not href.endswith("/")

    def _fetched(self, hrefs: Sequence[str]) -> Iterator[RemoteCard]:
        kind, told = self.book.kind, set()
        if f"{kind.collection}-multiget" in self.book.reports or not self.book.reports:
            reply = self._report(multiget(hrefs, kind))
            if reply.status == 207:
                found = self._answer(reply)
                told = {self._member(each) for each in found.resources if each.is_gone}
                for card in self._cards_of(found):
                    told.add(card.href)
                    yield card
        # What an answer leaves out may be there all the same, and no later one would tell of it.
        yield from filter(None, (self.get(href) for href in hrefs if href not in told))

    def _cards_of(self, found: Multistatus) -> Iterator[RemoteCard]:
        for resource in found.resources:
            href, text = self._member(resource), resource.text(self.book.kind.data)
            if href is not None and text is not None:
                # XML knows no CR, so that what had one comes back without (XML 1.0, 2.11).
                data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
                yield RemoteCard(href, _etag_of(resource), data)

    def _answer(self, reply: Reply) -> Multistatus:
        return answer_of(reply, self.book.kind)

    def _report(self, body: bytes, *, depth: str = "1") -> Reply:
        headers = {**_XML, "Depth": depth}
        return self._client.request("REPORT", self.book.url, body=body, headers=headers)

    def url_of(self, href: str) -> str:
        """The address of a card."""
        parts = urlsplit(self.book.url)
        return urlunsplit((parts.scheme, parts.netloc, href, "", ""))

    @property
    def _host(self) -> str:
        return urlsplit(self.book.url).netloc


def _etag_of(resource: Resource) -> str:
    """The ETag, without what a writer of XML puts around it; none that no header can carry."""
    found = (resource.text("D:getetag") or "").strip()
    return found if found.isprintable() else ""


def _kinds(resource: Resource) -> tuple[str, ...]:
    return resource.children("D:resourcetype")
