"""From an address that a person typed to what lies behind it (RFC 6764, 6352, 4791)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from cardscan.carddav.addresses import absolute
from cardscan.carddav.client import Client, Reply
from cardscan.carddav.kinds import ADDRESS_BOOK, CALENDAR, Kind
from cardscan.carddav.messages import (
    Multistatus,
    Resource,
    number_of,
    parse_multistatus,
    propfind,
)
from cardscan.errors import ServerError, UsageError

__all__ = ["RemoteBook", "answer_of", "choose_book", "find_books"]

_PROPERTIES = (
    "D:resourcetype",
    "D:displayname",
    "D:current-user-principal",
    "D:current-user-privilege-set",
    "D:supported-report-set",
)
_OF_THE_KIND = {
    ADDRESS_BOOK: ("C:addressbook-home-set", "C:supported-address-data", "C:max-resource-size"),
    CALENDAR: (
        "K:calendar-home-set",
        "K:supported-calendar-component-set",
        "K:max-resource-size",
    ),
}


def _check(kind: Kind) -> str:
    return f"Check the address: your provider's help names the one for {kind.service}."


@dataclass(frozen=True, slots=True)
class RemoteBook:
    """An address book, or a calendar, on a server.

    ``versions`` are those of vCards that it says it takes.
    """

    url: str
    name: str
    can_add: bool = True
    can_change: bool = True
    versions: frozenset[str] = frozenset()
    max_octets: int | None = None
    reports: frozenset[str] = frozenset()
    server: str = ""
    kind: Kind = ADDRESS_BOOK


def find_books(client: Client, kind: Kind = ADDRESS_BOOK) -> tuple[RemoteBook, ...]:
    """All address books, or calendars, of the account behind the address that was typed.

    Only the one that lies there, where it is one. Raises ServerError.
    """
    start = client.typed
    for url in _doors(start, kind):
        reply = _ask(client, url, kind, depth="0")
        found = _multistatus(reply, kind) if reply.status == 207 else None
        if found is None or not found.resources:
            last = reply
            continue
        here = found.resources[0]
        if _is_book(here, kind):
            return (_book(here, reply, kind),)
        homes = _homes(client, here, reply, kind)
        if homes:
            return tuple(book for home in homes for book in _books_in(client, home, kind))
        last = reply
    raise _nothing_found(start, last, kind)


def choose_book(
    books: Sequence[RemoteBook], name: str | None, kind: Kind = ADDRESS_BOOK
) -> RemoteBook:
    """The one of a name, or the only one that can be written to. Raises UsageError."""
    listed = ", ".join(f"'{book.name}'" for book in books) or "none"
    if name is not None:
        wanted = name.strip().strip("/").casefold()
        named = [b for b in books if wanted in (b.name.casefold(), _last_segment(b.url))]
        if len(named) != 1:
            raise UsageError(
                f"There is no {kind.noun} '{name}' there; there are {listed}."
                if not named
                else f"There are {len(named)} {kind.noun}s '{name}' there.",
                next_step=f"Name one by {kind.option}, or by its own URL.",
            )
        return named[0]
    open_ones = [book for book in books if book.can_add] or list(books)
    if len(open_ones) == 1:
        return open_ones[0]
    raise UsageError(
        f"Several {kind.noun}s are there: {listed}."
        if books
        else f"The account has no {kind.noun}.",
        next_step=f"Say which with {kind.option} NAME, or name its own URL."
        if books
        else "Make one on the server first.",
    )


def _last_segment(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]).casefold()


def _doors(start: str, kind: Kind) -> Iterator[str]:
    """Where an account may be asked for: where the person says, then where RFC 6764 says."""
    if urlsplit(start).path not in ("", "/"):
        yield start
    yield urljoin(start, kind.door)
    yield urljoin(start, "/")


def _ask(client: Client, url: str, kind: Kind, *, depth: str) -> Reply:
    return client.request(
        "PROPFIND",
        url,
        body=propfind((*_PROPERTIES, *_OF_THE_KIND[kind])),
        headers={"Depth": depth, "Content-Type": "application/xml; charset=utf-8"},
    )


def answer_of(reply: Reply, kind: Kind = ADDRESS_BOOK) -> Multistatus:
    """What a server answered to PROPFIND or REPORT. Raises ServerError for nonsense."""
    host = urlsplit(reply.url).netloc
    if reply.is_page:
        raise ServerError(
            f"{host} answers with a web page instead of {_a(kind)}.", next_step=_check(kind)
        )
    if reply.status != 207:
        raise ServerError(
            f"{host} refuses to say what is in the {kind.noun} ({reply.status}).",
            next_step=_check(kind),
        )
    try:
        return parse_multistatus(reply.body)
    except ValueError as error:
        raise ServerError(f"{host} answers nonsense: {error}.", next_step=_check(kind)) from None


def _multistatus(reply: Reply, kind: Kind) -> Multistatus | None:
    return None if reply.is_page else answer_of(reply, kind)


def _homes(client: Client, here: Resource, reply: Reply, kind: Kind) -> list[str]:
    """The collections in which a person's address books or calendars lie."""
    homes = here.hrefs(kind.home)
    if homes:
        return [absolute(reply.url, home) for home in homes]
    for principal in here.hrefs("D:current-user-principal"):
        url = absolute(reply.url, principal)
        answer = _ask(client, url, kind, depth="0")
        for resource in answer_of(answer, kind).resources[:1]:
            homes = resource.hrefs(kind.home)
            return [absolute(answer.url, home) for home in homes]
    return []


def _books_in(client: Client, home: str, kind: Kind) -> Iterator[RemoteBook]:
    reply = _ask(client, home, kind, depth="1")
    for resource in answer_of(reply, kind).resources:
        if _is_book(resource, kind):
            yield _book(resource, reply, kind)


def _is_book(resource: Resource, kind: Kind) -> bool:
    holds = resource.components() if kind is CALENDAR else frozenset()
    # A list of tasks is a calendar too, which takes no event.
    is_open = not holds or "VEVENT" in holds
    return is_open and kind.collection in resource.children("D:resourcetype")


def _book(resource: Resource, reply: Reply, kind: Kind) -> RemoteBook:
    url = absolute(reply.url, resource.href)
    url = url if url.endswith("/") else f"{url}/"
    privileges = set(resource.children("D:current-user-privilege-set")) - {"privilege"}
    size = number_of(resource.text(f"{kind.prefix[0]}:max-resource-size") or "")
    return RemoteBook(
        url,
        (resource.text("D:displayname") or "").strip() or _last_segment(url),
        # "write" alone does not mean that members may be made (RFC 3744, 3.10).
        not privileges or bool(privileges & {"all", "bind"}),
        not privileges or bool(privileges & {"all", "write", "write-content"}),
        resource.versions(),
        size or None,
        frozenset(resource.children("D:supported-report-set")) - {"supported-report", "report"},
        reply.headers.get("server", ""),
        kind,
    )


def _nothing_found(start: str, last: Reply, kind: Kind) -> ServerError:
    if last.is_page:
        return ServerError(
            f"{urlsplit(start).netloc} answers with a web page instead of {_a(kind)}.",
            next_step=_check(kind),
        )
    return ServerError(
        f"There is no {kind.noun} at {start} ({last.status}).",
        next_step=_check(kind),
    )


def _a(kind: Kind) -> str:
    return f"{'an' if kind.noun[0] in 'aeiou' else 'a'} {kind.noun}"
