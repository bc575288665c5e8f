"""The review page over HTTP, with a real server and a real library, by forms alone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cardscan.library import Library, State, StoredScan
from cardscan.model import Contact, Outcome, PhoneKind, Text, map_values
from cardscan.vcard import new_vcard
from tests.review_cards import RECIPE, doubtful_card, keep, klara
from tests.servers import Server, open_account
from tests.web_client import answer, fields, reviewing

NAME, PHONE, EMAIL = "value.0", "value.2", "value.3"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    path = keep(tmp_path / "library.sqlite", [klara(0, event="Fair"), klara(1), klara(2)])
    with Library.open(path) as opened:
        yield opened


def stored(library: Library, number: int) -> StoredScan:
    found = library.find_scan(number)
    assert found is not None
    return found


def contact(library: Library, number: int) -> Contact:
    return stored(library, number).scan.contact or Contact()


def name_of(library: Library) -> str:
    return contact(library, 1).values[0].value


def test_the_pile_shows_what_waits_and_finds_by_text_and_event(library: Library) -> None:
    with reviewing(library) as (client, _):
        pile = client.get("/").text
        assert re.findall(r'href="/card/(\d+)"', pile) == ["1", "2", "3"]
        assert 'loading="lazy"' in pile
        assert re.findall(r'href="/card/(\d+)', client.get("/?event=Fair").text) == ["1"]
        assert re.findall(r'href="/card/(\d+)', client.get("/?q=K2@MUSTER").text) == ["3"]
        assert "No card here says that" in client.get("/?q=nobody").text


def test_many_cards_come_in_pages(tmp_path: Path) -> None:
    path = keep(tmp_path / "many.sqlite", [klara(k) for k in range(60)])
    with Library.open(path) as library, reviewing(library) as (client, _):
        seen = [re.findall(r'href="/card/(\d+)', client.get(f"/?page={k}").text) for k in (1, 2)]
        assert [len(each) for each in seen] == [48, 12]
        assert len({number for each in seen for number in each}) == 60


def test_a_card_shows_its_boxes_crops_and_other_readings(library: Library) -> None:
    with reviewing(library) as (client, _):
        page = client.get("/card/1")
        assert len(re.findall(r"<rect data-place", page.text)) == 4
        assert len(re.findall(r'class="doubt"', page.text)) == 3
        assert "Klara Beispiel</button>" in page.text
        crop = client.get("/card/1/crop/0.png")
        assert crop.body.startswith(b"\x89PNG")
        for part in ("front.jpg", "thumb.jpg"):
            assert client.get(f"/card/1/{part}").body.startswith(b"\xff\xd8")
        code = client.get("/card/1/qr.svg")
        assert (code.headers["content-type"], b"<svg" in code.body) == ("image/svg+xml", True)
        for nothing in ("/card/99", "/card/1/crop/9.png", "/card/1/back.jpg", "/static/../x"):
            assert client.get(nothing).status == 404


def test_accepting_keeps_everything_and_leads_to_the_next_card(library: Library) -> None:
    with reviewing(library) as (client, _):
        done = answer(client, 1, "accept", **{NAME: "Klara Muster", "kind.2": "home"})
        assert (done.status, done.location.partition("?")[0]) == (303, "/card/2")
        found = contact(library, 1)
        assert found.name is not None
        assert (found.name.value, found.name.family) == ("Klara Muster", "Muster")
        assert found.phones[0].kind is PhoneKind.HOME
        assert stored(library, 1).state is State.ACCEPTED
        assert all(value.sure for value in found.values)
        assert "Accepted" in client.get(done.location).text


SAID = [
    ("choose.0.0", {}, lambda c: c.name.value == "Klara Beispiel" and c.name.sure),
    ("right.0", {}, lambda c: c.name.value == "Klara Beispicl" and c.name.sure),
    ("remove.3", {}, lambda c: c.emails == ()),
    ("save", {EMAIL: ""}, lambda c: c.emails == ()),
    ("save", {"field.1": "title"}, lambda c: (c.organizations, len(c.titles)) == ((), 1)),
    (
        "save",
        {"new.text": "www.muster.example", "new.field": "url"},
        lambda c: [u.value for u in c.urls] == ["https://www.muster.example"],
    ),
    ("save", {PHONE: "0664 99 88 777"}, lambda c: c.phones[0].value == "+436649988777"),
]


@pytest.mark.parametrize(("do", "changes", "holds"), SAID)
def test_a_value_is_put_right_and_the_card_stays_open(
    library: Library, do: str, changes: dict[str, str], holds: object
) -> None:
    with reviewing(library) as (client, _):
        assert answer(client, 1, do, **changes).location.startswith("/card/1")
    assert holds(contact(library, 1))  # type: ignore[operator]
    assert stored(library, 1).state is State.OPEN


def test_an_untouched_form_changes_nothing(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 1, "save")
    assert library.decisions(1) == ()


def test_what_cannot_be_a_value_is_said_beside_it_and_nothing_is_lost(library: Library) -> None:
    with reviewing(library) as (client, _):
        refused = answer(client, 1, "accept", **{EMAIL: "no mail at all", NAME: "Klara Muster"})
        assert refused.status == 422
        assert "is no e-mail address" in refused.text
        assert (refused.field(EMAIL), refused.field(NAME)) == ("no mail at all", "Klara Muster")
    assert (library.decisions(1), stored(library, 1).state) == ((), State.OPEN)


def test_undo_takes_the_last_answer_back_whole_and_no_older_session(library: Library) -> None:
    library.accept(3)
    since = datetime.now(UTC) + timedelta(microseconds=1)
    with reviewing(library, since=since) as (client, _):
        answer(client, 1, "save", **{NAME: "Klara Muster"})
        answer(client, 1, "accept", **{EMAIL: "", "note": "sends the study"})
        assert client.post("/undo").location == "/card/1?done=undo&n=1"
        assert stored(library, 1).state is State.OPEN
        assert len(contact(library, 1).emails) == 1
        assert stored(library, 1).scan.note == f"{date.today()}: sends the study", (
            "what was said stays said"
        )
        assert name_of(library) == "Klara Muster"
        client.post("/undo")
        assert library.decisions(1) == ()
        assert "nothing" in client.post("/undo").location
    assert stored(library, 3).state is State.ACCEPTED


def test_note_and_event_are_kept_and_go_into_the_contact(library: Library) -> None:
    with reviewing(library) as (client, _):
        answer(client, 1, "save", note="Met at lunch")
        answer(client, 1, "accept", note="Will send the study", due="2027-03-01", event="Fair 2027")
        page = client.get("/card/1").text
    scan = stored(library, 1).scan
    said, promised = library.kept()[1].notes
    lines = [
        f"{said.written_on}: Met at lunch",
        f"{promised.written_on}: Will send the study (promised for 2027-03-01)",
    ]
    assert f"<li>{lines[0]}</li><li>{lines[1]}</li>" in page
    assert (scan.note, scan.event) == ("\n".join(lines), "Fair 2027")
    assert (said.due, promised.due) == (None, date(2027, 3, 1))
    vcard = new_vcard(replace(scan, picture=None), revised=datetime(2026, 5, 4, tzinfo=UTC))
    assert f"NOTE:{lines[0]}\\n{lines[1]}\\nMet at Fair 2027" in vcard.replace("\r\n ", "")


def test_discarded_and_opened_again(library: Library) -> None:
    with reviewing(library) as (client, _):
        assert answer(client, 2, "discard").location.startswith("/card/3")
        assert stored(library, 2).state is State.DISCARDED
        answer(client, 2, "reopen")
    assert stored(library, 2).state is State.OPEN


def test_a_stale_answer_shows_both_versions_and_changes_nothing(library: Library) -> None:
    with reviewing(library) as (client, _):
        old = fields(client.get("/card/1"))
        answer(client, 1, "save", **{NAME: "Klara Zuerst"})
        late = client.post("/card/1", {**old, NAME: "Klara Danach", "do": "accept"})
        assert late.status == 409
        assert "Klara Zuerst" in late.field(NAME)
        assert "Klara Danach" in late.text
        again = client.post("/card/1", {**fields(late), NAME: "Klara Danach", "do": "accept"})
        assert again.status == 303
    assert name_of(library) == "Klara Danach"


def test_of_many_who_answer_at_once_one_is_heard(library: Library) -> None:
    with reviewing(library) as (client, _):
        form = fields(client.get("/card/1"))
        statuses: list[int] = []

        def send(name: str) -> None:
            statuses.append(client.post("/card/1", {**form, NAME: name, "do": "save"}).status)

        threads = [threading.Thread(target=send, args=(f"Klara {k}uster",)) for k in "MNPR"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(statuses) == [303, 409, 409, 409]
    assert len(library.decisions(1)) == 1


EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_what_stands_on_a_card_is_text_everywhere(tmp_path: Path) -> None:
    card = doubtful_card(
        Contact(
            organizations=(Text(value=EVIL, confidence=0.5),),
            titles=(Text(value="'; DROP TABLE scan; --"),),
            unread=(EVIL,),
        ),
        [(EVIL,)],
        event=EVIL,
    )
    card = replace(card, source=f"photos/{EVIL}.jpg", remarks=(EVIL,))
    with (
        Library.open(keep(tmp_path / "l.sqlite", [card])) as library,
        reviewing(library) as (client, _),
    ):
        for path in ("/", "/card/1", f"/?q={'%3Cscript%3E'}", "/?event=%3Cscript%3Ex"):
            text = client.get(path).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
        assert fields(client.get("/card/1"))["value.0"] == EVIL


BOOK = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Beispicl;Klara;;;\r\nFN:Klara Beispicl\r\n"
    "ORG:Andere AG\r\nEND:VCARD\r\n"
)


def test_the_contact_that_it_may_be_stands_beside_the_card(
    tmp_path: Path, library: Library
) -> None:
    book = tmp_path / "book.vcf"
    book.write_bytes(BOOK.encode())
    with reviewing(library, book=book) as (client, _):
        page = client.get("/card/1").text
        assert "Klara Beispicl of book.vcf" in page
        assert "Andere AG" in page
        assert 'class="plus"' in page
        answer(client, 1, "merge", **{EMAIL: "klara@muster.example"})
        assert stored(library, 1).state is State.ACCEPTED
        merged = book.read_text()
        assert merged.count("BEGIN:VCARD") == 1
        assert "klara@muster.example" in merged
        assert "Andere AG" in merged
        refused = client.post("/undo")
        assert (refused.status, "cardscan undo" in refused.text) == (422, True)
        assert stored(library, 1).state is State.ACCEPTED


def test_two_people_are_never_asked_about_again(tmp_path: Path, library: Library) -> None:
    book = tmp_path / "book.vcf"
    book.write_bytes(BOOK.encode())
    with reviewing(library, book=book) as (client, _):
        answer(client, 1, "apart")
        assert stored(library, 1).state is State.ACCEPTED
        assert "of book.vcf" not in client.get("/card/1").text
    assert book.read_bytes() == BOOK.encode()


def test_sure_cards_that_may_be_known_are_a_pile_of_their_own(
    tmp_path: Path, library: Library
) -> None:
    sure = klara(7)
    contact = map_values(sure.contact or Contact(), lambda v: replace(v, sure=True))
    library.remember(sure.sha256, RECIPE, [replace(sure, outcome=Outcome.OK, contact=contact)])
    book = tmp_path / "book.vcf"
    book.write_bytes(BOOK.encode())
    with reviewing(library, book=book) as (client, _):
        assert re.findall(r'href="/card/(\d+)', client.get("/?pile=maybe").text) == ["4"]
        answer(client, 4, "apart")
        assert re.findall(r'class="tile" href="/card/(\d+)', client.get("/?pile=maybe").text) == []


def test_the_address_book_may_be_an_account(library: Library, radicale: Server) -> None:
    account = open_account(radicale.make_book(), library)
    url = f"{account.name}anna.vcf"
    assert radicale.ask("PUT", url, BOOK.replace("\r\nEND", "\r\nUID:a\r\nEND").encode())[0] == 201
    with reviewing(library, book=account) as (client, _):
        assert "Andere AG" in client.get("/card/1").text
        answer(client, 1, "merge", **{EMAIL: "klara@muster.example"})
        assert b"klara@muster.example" in radicale.ask("GET", url)[1]
        answer(client, 2, "apart")
        assert client.post("/undo").location.startswith("/card/2")


def test_cards_are_decided_on_while_the_address_book_cannot_be_read(
    tmp_path: Path, library: Library
) -> None:
    book = tmp_path / "book.vcf"
    book.mkdir()
    with reviewing(library, book=book) as (client, _):
        page = client.get("/card/1")
        assert (page.status, "cannot be told now" in page.text) == (200, True)
        assert answer(client, 1, "accept").status == 303
    assert stored(library, 1).state is State.ACCEPTED


def test_a_contact_that_the_card_itself_became_is_no_question(
    tmp_path: Path, library: Library
) -> None:
    book = tmp_path / "book.vcf"
    own = new_vcard(replace(stored(library, 1).scan, picture=None), revised=datetime.now(UTC))
    book.write_bytes(own.replace("\r\nTEL", "\r\nX-TEL").encode())
    with reviewing(library, book=book) as (client, _):
        page = client.get("/card/1").text
        assert "is in book.vcf already" in page
        assert 'value="apart"' not in page


def test_an_empty_library_says_how_to_begin(tmp_path: Path) -> None:
    with Library.open(tmp_path / "new.sqlite") as library, reviewing(library) as (client, _):
        page = client.get("/").text
        assert "No card was read yet" in page
        assert 'href="/phone"' in page
        assert "No card here says that" in client.get("/?q=anna").text
