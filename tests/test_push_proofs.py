"""What a push promises when everything goes wrong at the worst moment."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cardscan.app.merge import plan_into
from cardscan.library import Library
from tests.addressbook.test_behaviour import ANNA, BERND, CARLA, NEWS, names, vcard
from tests.command_line import World
from tests.proxy import Proxy, proxied
from tests.servers import PASSWORD, USER, Server, ServerShelf, open_account

ENV = {"CARDSCAN_USER": USER, "CARDSCAN_PASSWORD": PASSWORD}
ALL = ["Anna Beispiel", "Bernd Muster", "Carla Neu"]


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with proxied(server.url) as found:
        yield found


def push(url: str, library: Library, *new: bytes, maybe_new: bool = False) -> None:
    merge = plan_into(b"".join(new), open_account(url, library), maybe_new=maybe_new)
    merge.apply(today=date(2026, 1, 1), source="a test")


def test_each_answer_lost_once_doubles_and_loses_nothing(
    server: Server, proxy: Proxy, tmp_path: Path
) -> None:
    lost, seen = -1, 0
    while lost < seen:  # until there is no such answer
        lost += 1
        proxy.forget()
        proxy.loses = lambda _method, number, lost=lost: number == lost
        with Library.open(tmp_path / f"{lost}.sqlite") as library:
            shelf = ServerShelf(server, server.make_book(), library)
            shelf.put("anna", ANNA)
            shelf.put("bernd", BERND)
            push(proxy.of(shelf.url), library, NEWS, CARLA)
            seen = len(proxy.requests)
            assert names(shelf) == ALL, f"after the answer {lost} was lost"
            (bernd,) = (card for card in shelf.all() if b"Bernd" in card)
            assert bernd.count(b"998877") == 1
            assert b"blue" in bernd
            assert proxy.writing == ["PUT", "PUT"], f"after the answer {lost} was lost"
            open_account(proxy.of(shelf.url), library).undo()
            assert names(shelf) == ALL[:2]
    assert lost >= 8


def test_what_is_not_touched_keeps_its_etag(server: Server, library: Library) -> None:
    shelf = ServerShelf(server, server.make_book(), library)
    for card, name in ((ANNA, "anna"), (BERND, "bernd")):
        shelf.put(name, card.replace(b"\r\n", b"\n"))
    before = {item.name: item for item in shelf.book.read().items}
    push(shelf.url, library, NEWS, CARLA)
    after = {item.name: item for item in shelf.book.read().items}
    changed = {name for name, item in before.items() if after[name].tag != item.tag}
    assert {name.rpartition("/")[2] for name in changed} == {"bernd.vcf"}
    if server.kind == "xandikos":  # it keeps what it gets to the byte
        (bernd,) = (card for card in shelf.all() if b"Bernd" in card)
        lines = set(BERND.decode().split())
        assert set(bernd.decode().split()) - lines == {"TEL;TYPE=CELL:+43664998877"}
        assert b"\r" not in bernd


def test_a_uid_gets_no_second_card(server: Server, library: Library) -> None:
    shelf = ServerShelf(server, server.make_book(), library)
    shelf.put("under-another-name", CARLA)
    push(shelf.url, library, CARLA + vcard("Carla Neu", "TEL:+4366412", uid="carla-neu"))
    assert names(shelf) == ["Carla Neu"]
    # Somebody else under a UID that is taken gets one of their own, the same each time.
    stranger = vcard("Xaver Fremd", "EMAIL:xaver@fremd.example", uid="carla-neu")
    for _ in range(2):
        push(shelf.url, library, stranger, maybe_new=True)
    assert names(shelf) == ["Carla Neu", "Xaver Fremd"]


@pytest.mark.parametrize(("put", "moment"), [(1, "after"), (4, "before"), (7, "after")])
def test_a_run_killed_at_any_put_is_completed_by_the_next(
    tmp_path: Path, server: Server, proxy: Proxy, library: Library, put: int, moment: str
) -> None:
    world = World(tmp_path / "world")
    world.folder.mkdir()
    shelf = ServerShelf(server, server.make_book(), library)
    shelf.put("bernd", BERND)
    people = [vcard(f"Person N{n}", f"EMAIL:n{n}@neu.example") for n in range(6)]
    (world.folder / "new.vcf").write_bytes(b"".join([NEWS, *people]))
    arguments = ("push", proxy.of(shelf.url), "new.vcf")
    processes: list[subprocess.Popen[bytes]] = []

    def kill(method: str, _number: int) -> bool:
        if method == "PUT" and len(proxy.writing) == put:
            processes[0].kill()
            processes[0].wait()
            return moment == "before"
        return False

    proxy.swallows = kill
    processes.append(world.start(*arguments, env=ENV))
    processes[0].communicate(timeout=120)
    assert processes[0].returncode == -9
    proxy.swallows = lambda _method, _number: False
    assert world.call(*arguments, env=ENV).code == 0
    assert names(shelf) == sorted(["Bernd Muster", *(f"Person N{n}" for n in range(6))])
    (bernd,) = (card for card in shelf.all() if b"Bernd" in card)
    assert bernd.count(b"998877") == 1
    assert len(proxy.writing) == 7 + (moment == "before")
    proxy.forget()
    assert world.call(*arguments, env=ENV).code == 0
    assert proxy.writing == []
