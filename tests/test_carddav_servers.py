"""Servers as they really are: redirects, two hosts, refusals and lies."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from cardscan.app.merge import Applied, plan_into
from cardscan.carddav import check_address, choose_book, find_books
from cardscan.errors import CardscanError, ServerError, UsageError
from cardscan.library import Library
from tests.addressbook.test_behaviour import ANNA, BERND, CARLA, NEWS, vcard
from tests.fake_server import BOOK, BOOKS, FRONT, URL, FakeServer, Moods


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def push(server: FakeServer, library: Library, *new: bytes) -> Applied:
    merge = plan_into(b"".join(new), server.open(library))
    return merge.apply(today=date(2026, 1, 1), source="a test")


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("www.googleapis.com", "google.csv"),  # where Google's own pages say that CardDAV is
        ("APIDATA.googleusercontent.com.", "google.csv"),
        ("outlook.office365.com", "outlook.csv"),
    ],
)
def test_who_lets_no_program_in_takes_a_file(host: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_address(f"https://{host}/carddav/v1/")
    assert says in (caught.value.next_step or "")


@pytest.mark.parametrize("host", ["googleapis.com.example.org", "mygoogle.com", "live.company"])
def test_who_is_only_called_alike_is_spoken_to(host: str) -> None:
    assert check_address(f"https://{host}/") == f"https://{host}/"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_followed_with_method_and_body_to_a_host_of_the_same_owner(
    status: int,
) -> None:
    server = FakeServer(Moods(well_known=status))
    with server.client() as client:
        (book,) = find_books(client)
    assert book.url == f"https://{BOOKS}{BOOK}"
    assert book.name == "Kontakte"
    assert {(host, known) for _, host, known in server.log} == {(FRONT, True), (BOOKS, True)}


def test_a_stranger_never_gets_the_password() -> None:
    server = FakeServer(Moods(books_host="contacts.example.net"))
    with server.client() as client, pytest.raises(ServerError, match=r"does not belong to it"):
        find_books(client)
    assert not any(known for _, host, known in server.log if host.endswith("example.net"))
    # Under a suffix that strangers share, neighbours are strangers.
    server = FakeServer(Moods(elsewhere="https://eve.github.io/"))
    with server.client("https://anna.github.io/") as client, pytest.raises(ServerError):
        find_books(client)
    assert not any(known for _, host, known in server.log if host.startswith("eve"))


@pytest.mark.parametrize(
    "target", ["http://contacts.example.org:8080/dav/", "ftp://x/", "//", "http://[x"]
)
def test_nobody_is_followed_out_of_encryption_or_into_nonsense(target: str) -> None:
    server = FakeServer(Moods(elsewhere=target))
    with server.client() as client, pytest.raises(ServerError):
        find_books(client)
    assert {host for _, host, _ in server.log} == {FRONT}


def test_a_circle_of_redirects_ends() -> None:
    server = FakeServer(Moods(elsewhere=f"{URL}.well-known/carddav"))
    with server.client() as client, pytest.raises(ServerError, match="circle"):
        find_books(client)


@pytest.mark.parametrize(
    ("mood", "says"),
    [
        ({"page": True}, "web page"),
        ({"bomb": True}, "nonsense"),
        ({"endless": True}, "without an end"),
        ({"busy": 1, "retry_after": "7200"}, "120 minutes"),
        ({"denies_after": 0}, "does not accept"),
    ],
)
def test_what_is_no_answer_is_said(mood: dict[str, object], says: str) -> None:
    server = FakeServer(Moods(**mood))  # type: ignore[arg-type]
    with server.client() as client, pytest.raises(ServerError, match=says) as caught:
        find_books(client)
    assert caught.value.next_step
    assert "geheim" not in str(caught.value)


def test_a_busy_server_is_given_the_time_that_it_asks_for(library: Library) -> None:
    server = FakeServer()
    book = server.open(library)
    server.moods.busy = 2
    merge = plan_into(CARLA, book)
    merge.apply(today=date(2026, 1, 1), source="a test")
    assert server.slept == [3.0, 3.0]
    assert len(server.cards) == 1


def test_digest_login_is_spoken() -> None:
    server = FakeServer(Moods(digest=True))
    with server.client() as client:
        assert len(find_books(client)) == 1


@pytest.mark.parametrize("refusal", [403, 409, 412])
@pytest.mark.parametrize("mood", ["lost_tokens", "no_sync", "piecewise"])
def test_what_is_there_is_known_whatever_a_server_can(
    library: Library, mood: str, refusal: int
) -> None:
    server = FakeServer(Moods(refusal=refusal))
    setattr(server.moods, mood, True)
    for number in range(5):
        server.store(f"{BOOK}{number}.vcf", vcard(f"Person N{number}"))
    assert len(server.open(library).read().items) == 5
    server.drop(f"{BOOK}2.vcf")
    server.store(f"{BOOK}4.vcf", vcard("Person Andrer"))
    server.store(f"{BOOK}umläut @.vcf", vcard("Person Neu"))
    found = server.open(library).read()
    assert len(found.items) == 5
    assert "Andrer" in found.parts[-2].data.decode() or "Andrer" in str(
        [item.data for item in found.items]
    )


def test_only_what_is_new_is_fetched(library: Library) -> None:
    server = FakeServer()
    for number in range(5):
        server.store(f"{BOOK}{number}.vcf", vcard(f"Person N{number}"))
    server.open(library).read()
    book = server.open(library)
    server.log.clear()
    book.read()
    assert [method for method, _, _ in server.log] == ["REPORT"]


def test_a_renamed_card_is_found_and_taken_back(library: Library) -> None:
    server = FakeServer(Moods(renames=True))
    assert push(server, library, CARLA).changed
    server.log.clear()
    push(server, library, CARLA)
    assert server.writing == []
    server.open(library).undo()
    assert server.cards == {}


def test_a_card_without_an_etag_in_the_answer_is_read_at_once(library: Library) -> None:
    server = FakeServer(Moods(no_etag=True, renames=False))
    push(server, library, CARLA)
    assert server.open(library).undo().left == 0
    assert server.cards == {}


def test_what_the_server_drops_is_said_and_not_sent_again(library: Library) -> None:
    server = FakeServer(Moods(drops=("X-HOBBY", "NICKNAME")))
    card = vcard("Dora Lang", "EMAIL:dora@lang.example", "X-HOBBY:Schach")
    applied = push(server, library, card)
    (remark,) = applied.remarks
    assert "X-HOBBY" in remark
    assert "Dora Lang" in remark
    server.log.clear()
    push(server, library, card)
    assert server.writing == []


@pytest.mark.parametrize("by_words", [True, False])
def test_a_uid_that_another_book_has_is_said(library: Library, by_words: bool) -> None:
    server = FakeServer(Moods(other_book=frozenset({"carla-neu"}), uid_message=by_words))
    applied = push(server, library, CARLA, ANNA)
    assert len(server.cards) == 1
    assert len(applied.failed) == 1
    assert "another address book" in applied.remarks[0]


def test_somebody_who_is_quicker_with_the_same_contact_makes_no_duplicate(
    library: Library,
) -> None:
    server = FakeServer(Moods(uid_message=True))

    def quicker(href: str) -> None:
        server.before_put = lambda _href: None
        server.store(f"{BOOK}phone.vcf", CARLA.replace(b"NOTE", b"TITLE:Chief\r\nNOTE"))

    server.before_put = quicker
    applied = push(server, library, CARLA)
    assert not applied.failed
    assert list(server.cards) == [f"{BOOK}phone.vcf"]


def test_an_edit_between_reading_and_writing_is_kept(library: Library) -> None:
    server = FakeServer()
    server.store(f"{BOOK}b.vcf", BERND)

    def quicker(href: str) -> None:
        server.before_put = lambda _href: None
        server.store(href, BERND.replace(b"blue", b"green"))

    server.before_put = quicker
    assert not push(server, library, NEWS).failed
    (card,) = server.cards.values()
    assert b"green" in card
    assert b"998877" in card


def test_one_rev_and_one_prodid_are_sent(library: Library) -> None:
    server = FakeServer(Moods(strict=True))
    doubled = vcard(
        "Dora Lang", "REV:2020", "REV:2021", "PRODID:a", "PRODID:b", "EMAIL:d@l.example"
    )
    assert not push(server, library, doubled).failed
    (card,) = server.cards.values()
    assert b"REV:2021" in card
    assert b"REV:2020" not in card


def test_contacts_are_written_as_the_server_takes_them(library: Library) -> None:
    server = FakeServer()
    lines = ("BEGIN:VCARD", "VERSION:2.1", "N;CHARSET=UTF-8:Löwe;Eva", "TEL;CELL:+43664555")
    old = "\r\n".join((*lines, "END:VCARD\r\n")).encode()
    new = vcard("Finn Vier", "TEL;TYPE=cell;VALUE=uri:tel:+43-664-777").replace(b"3.0", b"4.0")
    assert not push(server, library, old, new).failed
    eva, finn = sorted(server.cards.values(), key=lambda data: b"Finn" in data)
    assert b"VERSION:3.0" in eva
    assert "FN:Eva Löwe".encode() in eva
    assert b"UID:" in eva
    assert b"+43664555" in eva
    assert b"VERSION:3.0" in finn
    assert b"43-664-777" in finn
    only_4 = FakeServer(Moods(versions=("4.0",)))
    library.keep_server_cards(f"https://{BOOKS}{BOOK}", None, (), server.cards)
    assert not push(only_4, library, CARLA).failed
    assert b"VERSION:4.0" in next(iter(only_4.cards.values()))


def test_a_large_picture_shrinks_and_nothing_else_is_left_out(library: Library) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(buffer, "JPEG", quality=95)
    encoded = base64.b64encode(buffer.getvalue()).decode()
    server = FakeServer(Moods(max_octets=60_000))
    card = vcard("Gerd Bild", "EMAIL:g@bild.example", f"PHOTO;ENCODING=b;TYPE=JPEG:{encoded}")
    assert not push(server, library, card).failed
    (kept,) = server.cards.values()
    assert len(kept) <= 60_000
    assert b"PHOTO" in kept
    assert b"g@bild.example" in kept


def test_a_book_that_may_only_be_read_is_refused_before_any_work(library: Library) -> None:
    server = FakeServer(Moods(read_only=True))
    with pytest.raises(ServerError, match="only be read"):
        server.open(library).check()
    with pytest.raises(ServerError, match="only be read"):
        push(server, library, CARLA)
    assert server.writing == []


def test_a_password_that_ends_in_mid_run_keeps_what_is_done(library: Library) -> None:
    server = FakeServer()
    people = [vcard(f"Person N{n}", f"EMAIL:n{n}@neu.example") for n in range(9)]
    merge = plan_into(b"".join(people), server.open(library))
    server.moods.denies_after = len(server.log) + 4
    with pytest.raises(ServerError, match="4 of 9 contacts are there"):
        merge.apply(today=date(2026, 1, 1), source="a test")
    server.moods.denies_after = None
    server.log.clear()
    assert push(server, library, *people).changed
    assert server.writing == ["PUT"] * 5
    assert len(server.cards) == 9


@pytest.mark.parametrize("method", ["PUT", "REPORT", "GET", "PROPFIND"])
@pytest.mark.parametrize("renames", [False, True])
def test_a_lost_answer_doubles_nothing(library: Library, method: str, renames: bool) -> None:
    server = FakeServer(Moods(renames=renames))
    server.store(f"{BOOK}b.vcf", BERND)
    server.moods.breaks = method
    assert not push(server, library, NEWS, CARLA).failed
    assert len(server.cards) == 2
    assert server.writing.count("PUT") == 2
    server.log.clear()
    push(server, library, NEWS, CARLA)
    assert server.writing == []


def test_several_books_are_told_apart_by_name() -> None:
    server = FakeServer()
    with server.client() as client:
        (book,) = find_books(client)
    other = type(book)(f"https://{BOOKS}/anna/arbeit/", "Arbeit")
    with pytest.raises(UsageError, match="'Kontakte', 'Arbeit'"):
        choose_book((book, other), None)
    assert choose_book((book, other), "arbeit") is other
    assert choose_book((book, type(book)(other.url, "Alle", can_add=False)), None) is book
    for books, name in (((), None), ((book,), "Arbeit")):
        with pytest.raises(CardscanError):
            choose_book(books, name)


@pytest.mark.parametrize("mood", ["weak", "respells", "no_etag"])
def test_a_card_is_changed_as_it_is_whatever_else_is_shown_of_it(
    library: Library, mood: str
) -> None:
    server = FakeServer()
    setattr(server.moods, mood, True)
    before = BERND.replace(b"X-COLOUR", b"TEL;TYPE=CELL:+43664333\r\nX-COLOUR")
    server.store(f"{BOOK}b.vcf", before)
    assert not push(server, library, NEWS).failed
    (card,) = server.cards.values()
    assert card == before.replace(b"END:", b"TEL;TYPE=CELL:+43664998877\r\nEND:")
    assert server.open(library).undo().left == 0
    assert server.cards == {f"{BOOK}b.vcf": before}
