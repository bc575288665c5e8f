"""From an address that a person typed to the address books behind it (RFC 6764, 6352)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from cardscan.carddav.addresses import absolute
from cardscan.carddav.client import Client, Reply
from cardscan.carddav.messages import Multistatus, Resource, parse_multistatus, propfind
from cardscan.errors import ServerError, UsageError

__all__ = ["RemoteBook", "answer_of", "choose_book", "find_books"]

_PROPERTIES = (
    "D:resourcetype",
    "D:displayname",
    "D:current-user-principal",
    "D:current-user-privilege-set",
    "D:supported-report-set",
    "C:addressbook-home-set",
    "C:supported-address-data",
    "C:max-resource-size",
)


_CHECK = "Check the address: your provider's help names the one for CardDAV."


@dataclass(frozen=True, slots=True)
class RemoteBook:
    """An address book on a server; ``versions`` are those of vCards that it says it takes."""

    url: str
    name: str
    can_add: bool = True
    can_change: bool = True
    versions: frozenset[str] = frozenset()
    max_octets: int | None = None
    reports: frozenset[str] = frozenset()
    server: str = ""


def find_books(client: Client) -> tuple[RemoteBook, ...]:
    """All address books of the account behind the address that was typed.

    Only the one that lies there, where it is one. Raises ServerError.
    """
    start = client.typed
    for url in _doors(start):
        reply = _ask(client, url, depth="0")
        found = _multistatus(reply) if reply.status == 207 else None
        if found is None or not found.resources:
            last = reply
            continue
        here = found.resources[0]
        if _is_book(here):
            return (_book(here, reply),)
        homes = _homes(client, here, reply)
        if homes:
            return tuple(book for home in homes for book in _books_in(client, home))
        last = reply
    raise _nothing_found(start, last)


def choose_book(books: Sequence[RemoteBook], name: str | None) -> RemoteBook:
    """The book of a name, or the only one that can be written to. Raises UsageError."""
    listed = ", ".join(f"'{book.name}'" for book in books) or "none"
    if name is not None:
        wanted = name.strip().strip("/").casefold()
        named = [b for b in books if wanted in (b.name.casefold(), _last_segment(b.url))]
        if len(named) != 1:
            raise UsageError(
                f"There is no address book '{name}' there; there are {listed}."
                if not named
                else f"There are {len(named)} address books '{name}' there.",
                next_step="Name one by --book, or by its own URL.",
            )
        return named[0]
    open_ones = [book for book in books if book.can_add] or list(books)
    if len(open_ones) == 1:
        return open_ones[0]
    raise UsageError(
        f"Several address books are there: {listed}."
        if books
        else "The account has no address book.",
        next_step="Say which with --book NAME, or name its own URL."
        if books
        else "Make one on the server first.",
    )


def _last_segment(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]).casefold()


def _doors(start: str) -> Iterator[str]:
    """Where an account may be asked for: where the person says, then where RFC 6764 says."""
    if urlsplit(start).path not in ("", "/"):
        yield start
    yield urljoin(start, "/.well-known/carddav")
    yield urljoin(start, "/")


def _ask(client: Client, url: str, *, depth: str) -> Reply:
    return client.request(
        "PROPFIND",
        url,
        body=propfind(_PROPERTIES),
        headers={"Depth": depth, "Content-Type": "application/xml; charset=utf-8"},
    )


def answer_of(reply: Reply) -> Multistatus:
    """What a server answered to PROPFIND or REPORT. Raises ServerError for nonsense."""
    host = urlsplit(reply.url).netloc
    if reply.is_page:
        raise ServerError(
            f"{host} answers with a web page instead of an address book.", next_step=_CHECK
        )
    if reply.status != 207:
        raise ServerError(
            f"{host} refuses to say what is in the address book ({reply.status}).",
            next_step=_CHECK,
        )
    try:
        return parse_multistatus(reply.body)
    except ValueError as error:
        raise ServerError(f"{host} answers nonsense: {error}.", next_step=_CHECK) from None


def _multistatus(reply: Reply) -> Multistatus | None:
    return None if reply.is_page else answer_of(reply)


def _homes(client: Client, here: Resource, reply: Reply) -> list[str]:
    """The collections in which a person's address books lie."""
    homes = here.hrefs("C:addressbook-home-set")
    if homes:
        return [absolute(reply.url, home) for home in homes]
    for principal in here.hrefs("D:current-user-principal"):
        url = absolute(reply.url, principal)
        answer = _ask(client, url, depth="0")
        for resource in answer_of(answer).resources[:1]:
            homes = resource.hrefs("C:addressbook-home-set")
            return [absolute(answer.url, home) for home in homes]
    return []


def _books_in(client: Client, home: str) -> Iterator[RemoteBook]:
    reply = _ask(client, home, depth="1")
    for resource in answer_of(reply).resources:
        if _is_book(resource):
            yield _book(resource, reply)


def _is_book(resource: Resource) -> bool:
    return "addressbook" in resource.children("D:resourcetype")


def _book(resource: Resource, reply: Reply) -> RemoteBook:
    url = absolute(reply.url, resource.href)
    url = url if url.endswith("/") else f"{url}/"
    privileges = set(resource.children("D:current-user-privilege-set")) - {"privilege"}
    size = (resource.text("C:max-resource-size") or "").strip()
    return RemoteBook(
        url,
        (resource.text("D:displayname") or "").strip() or _last_segment(url),
        # "write" alone does not mean that members may be made (RFC 3744, 3.10).
        not privileges or bool(privileges & {"all", "bind"}),
        not privileges or bool(privileges & {"all", "write", "write-content"}),
        resource.versions(),
        int(size) if size.isdigit() and int(size) > 0 else None,
        frozenset(resource.children("D:supported-report-set")) - {"supported-report", "report"},
        reply.headers.get("server", ""),
    )


def _nothing_found(start: str, last: Reply) -> ServerError:
    if last.is_page:
        return ServerError(
            f"{urlsplit(start).netloc} answers with a web page instead of an address book.",
            next_step=_CHECK,
        )
    return ServerError(
        f"There is no address book at {start} ({last.status}).",
        next_step=_CHECK,
    )
