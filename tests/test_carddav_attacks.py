"""Servers, and what stands before them, that answer what nobody should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path

import httpx
import pytest

from cardscan.app.merge import Applied, plan_into
from cardscan.carddav import RemoteCards, find_books
from cardscan.errors import CardscanError, ServerError
from cardscan.library import Library
from tests.addressbook.test_behaviour import BERND, CARLA, NEWS, vcard
from tests.fake_server import BOOK, BOOKS, DAV, FRONT, URL, FakeServer, Moods

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def push(server: FakeServer, library: Library, *new: bytes) -> Applied:
    merge = plan_into(b"".join(new), server.open(library))
    return merge.apply(today=date(2026, 1, 1), source="a test")


def odd(method: str, answer: Answer, *, passes: bool, number: int = 0) -> FakeServer:
    """A server with one contact whose answer to a method's request of this number is another."""
    server = FakeServer()
    server.store(f"{BOOK}b.vcf", BERND)
    honest, numbers = server.handle, count()

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method != method or next(numbers) != number:
            return honest(request)
        if passes:
            honest(request)
        return answer(request)

    server.handle = handle  # type: ignore[method-assign]
    return server


def says(inside: str) -> Answer:
    text = f"<D:multistatus {DAV}>{inside}</D:multistatus>".encode()
    return lambda _request: httpx.Response(207, content=text)


def header(status: int, name: bytes, value: str) -> Answer:
    return lambda _request: httpx.Response(status, headers=[(name, value.encode("latin-1"))])


RESOURCE = (
    "<D:response><D:href>{}</D:href><D:propstat><D:prop>{}</D:prop></D:propstat></D:response>"
)
STATUS = "<D:response><D:href>{}</D:href><D:status>{}</D:status></D:response>"
SIZE = "<C:max-resource-size>{}</C:max-resource-size>"
ODD: dict[str, Answer] = {
    "a page to log in at": lambda _request: httpx.Response(200, html="<html>Log in</html>"),
    "nothing": says(""),
    "a power": header(503, b"Retry-After", "²"),
    "year one": header(503, b"Retry-After", "Mon, 01 Jan 0001 00:00:00 +2359"),
    "a large number": header(503, b"Retry-After", "9" * 5_000),
    "a size": says(RESOURCE.format(BOOK, SIZE.format("9" * 5_000))),
    "a status": says(STATUS.format(f"{BOOK}b.vcf", "HTTP/1.1 ² X")),
    "an address": says("".join(RESOURCE.format(h, "") for h in ("http://[x", "", "//", "%"))),
    "half a card": says(
        RESOURCE.format(
            f"{BOOK}b.vcf", "<D:getetag>☃</D:getetag><C:address-data>BEGIN:VCARD</C:address-data>"
        )
    ),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize(
    ("method", "number"), [("PROPFIND", 2), ("REPORT", 0), ("REPORT", 1), ("GET", 0), ("PUT", 1)]
)
def test_one_odd_answer_is_a_sentence_at_most_and_costs_nothing(
    library: Library, what: str, method: str, number: int
) -> None:
    server = odd(method, ODD[what], passes=True, number=number)
    with suppress(CardscanError):
        push(server, library, NEWS, CARLA)
    push(server, library, NEWS, CARLA)
    bernd, carla = sorted(server.cards.values(), key=lambda card: b"Carla" in card)
    assert bernd.count(b"998877") == 1
    assert b"blue" in bernd
    assert b"Carla" in carla
    server.log.clear()
    push(server, library, NEWS, CARLA)
    assert server.writing == []


@pytest.mark.parametrize("what", ["a page to log in at", "nothing"])
def test_a_put_that_never_arrived_is_not_taken_for_done(library: Library, what: str) -> None:
    server = odd("PUT", ODD[what], passes=False)
    push(server, library, NEWS)
    (card,) = server.cards.values()
    assert b"998877" in card


def test_a_new_contact_that_the_server_does_not_have_is_said(library: Library) -> None:
    server = odd("PUT", lambda _request: httpx.Response(201, headers={"ETag": '"x"'}), passes=False)
    applied = push(server, library, CARLA)
    assert applied.failed == {0}
    assert "does not have it" in applied.remarks[0]
    assert not push(server, library, CARLA).failed
    assert len(server.cards) == 2


def test_a_change_that_the_server_did_not_store_is_sent_once_more(library: Library) -> None:
    server = odd("PUT", lambda _request: httpx.Response(204), passes=False)
    assert not push(server, library, NEWS).failed
    (card,) = server.cards.values()
    assert b"998877" in card


def test_a_server_that_stores_no_change_is_not_asked_for_ever(library: Library) -> None:
    server = FakeServer()
    server.store(f"{BOOK}b.vcf", BERND)
    honest, puts = server.handle, []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method != "PUT":
            return honest(request)
        puts.append(request)
        return httpx.Response(204)

    server.handle = handle  # type: ignore[method-assign]
    assert "did not keep" in push(server, library, NEWS).remarks[0]
    assert len(puts) == 2
    push(server, library, NEWS)
    assert len(puts) == 2


def test_a_card_that_an_answer_left_out_is_fetched_by_itself(library: Library) -> None:
    server = odd("REPORT", says(""), passes=False, number=1)
    assert len(server.open(library).read().items) == 1
    assert len(server.open(library).read().items) == 1


def test_an_etag_goes_back_as_it_came(library: Library) -> None:
    server = FakeServer()
    server.store(f"{BOOK}b.vcf", BERND)
    honest, tags = server.handle, []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            tags.append(dict(request.headers.raw)[b"If-Match"])
        answer = honest(request)
        if request.method == "GET":
            answer.headers = httpx.Headers([(b"ETag", b'"\xc3\xbc\xff"')])
        return answer

    server.handle = handle  # type: ignore[method-assign]
    push(server, library, NEWS)
    assert set(tags) == {b'"\xc3\xbc\xff"'}


def test_without_an_etag_nothing_is_overwritten_or_deleted() -> None:
    server = FakeServer()
    with server.client() as client:
        (book,) = find_books(client)
        cards = RemoteCards(client, book)
        with pytest.raises(ServerError, match="ETag"):
            cards.put(f"{BOOK}b.vcf", BERND, etag="")
        with pytest.raises(ServerError, match="ETag"):
            cards.delete(f"{BOOK}b.vcf", etag="")
    assert server.writing == []


def test_changes_that_come_in_pieces_without_an_end_come_to_one(library: Library) -> None:
    number = iter(range(10_000))
    server = FakeServer()
    honest = server.handle

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method != "REPORT":
            return honest(request)
        cut = STATUS.format(BOOK, "HTTP/1.1 507 X")
        return says(f"{cut}<D:sync-token>t{next(number)}</D:sync-token>")(request)

    server.handle = handle  # type: ignore[method-assign]
    with pytest.raises(ServerError, match="without an end"):
        server.open(library).read()


def test_a_new_name_is_believed_from_whatever_host(library: Library) -> None:
    server = FakeServer(Moods(renames=True))
    honest = server.handle

    def handle(request: httpx.Request) -> httpx.Response:
        answer = honest(request)
        if request.method == "PUT" and "location" in answer.headers:
            path = httpx.URL(answer.headers["location"]).path
            answer.headers["location"] = f"http://127.0.0.1.example.org:8080{path}"
        return answer

    server.handle = handle  # type: ignore[method-assign]
    people = [vcard(f"Person N{n}", f"EMAIL:n{n}@neu.example") for n in range(3)]
    assert not push(server, library, *people).failed
    server.open(library).undo()
    assert server.cards == {}


def test_a_server_that_does_not_know_of_its_encryption_is_spoken_to_encrypted() -> None:
    server = FakeServer(Moods(elsewhere=f"http://{FRONT}/dav/"))
    with server.client() as client:
        assert find_books(client)[0].url == f"https://{BOOKS}{BOOK}"
    assert URL.startswith("https")
